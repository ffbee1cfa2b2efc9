"""What a finding is, and the causes that flags can share."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.sourcing.flags import Flag


class Cause(StrEnum):
    """Why flags belong together. In the order of the report, among findings that rest on like places."""

    LATE_ATTRIBUTION = "late_attribution"
    UNNAMED_STORY = "unnamed_story"
    ONE_OUTLET = "one_outlet"
    CARD = "card"
    MISSING_SOURCE = "missing_source"
    FIGURES = "figures"
    OWN_OPINION = "own_opinion"


class Remedy(StrEnum):
    """What an editor would do about a finding."""

    ATTRIBUTE = "attribute"
    ASK = "ask"
    ADD = "add"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the text, with the flags behind it and a question for the author.

    `key` names the finding within its article: cause and subject. `ordinals` are its sentences.
    `is_proposed`: a person has to confirm it.
    """

    key: str
    cause: Cause
    remedy: Remedy
    sentence: str
    question: str
    flags: tuple[Flag, ...]
    is_proposed: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules behind it, by number."""
        return tuple(sorted({flag.rule for flag in self.flags}))

    @property
    def ordinals(self) -> tuple[int, ...]:
        """The sentences that it leads to, in text order."""
        return tuple(sorted({flag.ordinal for flag in self.flags if flag.ordinal is not None}))


def of_rules(flags: Iterable[Flag], *rules: str) -> tuple[Flag, ...]:
    """The flags that one of these rules raised."""
    return tuple(flag for flag in flags if flag.rule in rules)
