"""What is asked of agreement on what is reported: the articles behind a number of a rule or of a share."""

from dataclasses import dataclass
from enum import StrEnum


class Raisers(StrEnum):
    """Of the articles with two taggings or more: all, those in which some raise a rule, all do, only some do."""

    ANY = "any"
    SOME = "some"
    ALL = "all"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """The articles of a rule; with a `person`, the key of an account, those in which that one's tagging raises it."""

    rule: str
    among: Raisers = Raisers.SPLIT
    person: str | None = None


@dataclass(frozen=True, slots=True)
class ShareAsked:
    """The articles of a share, by its name."""

    share: str
