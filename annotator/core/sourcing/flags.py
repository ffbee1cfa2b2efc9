"""What a sourcing rule is, what it raises, and the register that rules enter themselves into.

Words in flags speak about the text ("the text does not say …"), never about the reporter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.records import Claim, Figure, SourceCard, Span
from annotator.core.sources import mentions_of
from annotator.core.sourcing.grounds import Grounds


class Mode(StrEnum):
    """AUTO: follows from the tags. HELP: the tool proposes, a person confirms."""

    AUTO = "auto"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing a rule raised, about one subject.

    `subject_uid` is a card's, a claim's or a figure's; empty for the article as a whole, which has
    neither span nor ordinal. `related_uid` is the second thing involved: the later claim, the outlet, the
    claim of a figure.
    """

    rule: str
    subject_uid: str
    span: Span | None
    ordinal: int | None
    words: str
    related_uid: str = ""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a desk may set. Shares are whole percent of at least so many attributed claims."""

    mostly_unnamed: int = 75
    one_outlet: int = 75
    least_claims: int = 4
    late_within: int = 3


Finder = Callable[[Grounds, Thresholds], Iterable[Flag]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One sourcing rule: its number and name, how sure it is, whose published rule it follows."""

    id: str
    name: str
    mode: Mode
    basis: str
    find: Finder

    @property
    def is_proposed(self) -> bool:
        """Say whether a person has to confirm what it raises."""
        return self.mode is Mode.HELP


_RULES: dict[str, Rule] = {}


def rule(rule_id: str, name: str, basis: str, mode: Mode = Mode.AUTO) -> Callable[[Finder], Finder]:
    """Enter the decorated function into the register of rules. Raises ValueError on a number used twice."""

    def register(find: Finder) -> Finder:
        if rule_id in _RULES:
            raise ValueError(f"{rule_id} is registered twice")
        _RULES[rule_id] = Rule(rule_id, name, mode, basis, find)
        return find

    return register


def registered() -> dict[str, Rule]:
    """The rules entered so far, by number."""
    return dict(sorted(_RULES.items()))


def flag_card(rule_id: str, card: SourceCard, grounds: Grounds, words: str) -> Flag:
    """A flag on a card, placed at its first mention in the body, else at its first mention."""
    mentions = mentions_of(card.uid, grounds.reading)
    inside = [mention for mention in mentions if grounds.in_body(mention.start)]
    first = next(iter(inside or mentions), None)
    if first is None:
        return Flag(rule_id, card.uid, None, None, words)
    return Flag(rule_id, card.uid, first.span, _ordinal(grounds, first.start), words)


def flag_claim(
    rule_id: str, claim: Claim, grounds: Grounds, words: str, *, span: Span | None = None, related_uid: str = ""
) -> Flag:
    """A flag on a claim, placed at the claim or at `span`, the words in it that matter."""
    place = span or claim.span
    return Flag(rule_id, claim.uid, place, _ordinal(grounds, claim.start), words, related_uid)


def flag_figure(rule_id: str, figure: Figure, grounds: Grounds, words: str) -> Flag:
    """A flag on a figure, related to its claim where it has one."""
    claim = grounds.claim_of(figure)
    ordinal = _ordinal(grounds, figure.start)
    return Flag(rule_id, figure.uid, figure.span, ordinal, words, claim.uid if claim else "")


def flag_text(rule_id: str, words: str, related_uid: str = "") -> Flag:
    """A flag on the article as a whole."""
    return Flag(rule_id, "", None, None, words, related_uid)


def _ordinal(grounds: Grounds, start: int) -> int | None:
    home = grounds.home(start)
    return home.ordinal if home else None
