"""What a desk did about a finding: its state, who may reach which, and the place by which it is found again.

A state belongs to a place in the text, not to one person's tags: it holds on when the same thing is found from gold
or from a revised review, because the place is made of the cause (or the rule) and the words it first rests on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from annotator.core.errors import Invalid
from annotator.core.sourcing.causes import Finding
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.rules import RULES

LONGEST_REASON = 500


class FindingState(StrEnum):
    """Where a finding stands. CANNOT_ASK: agency copy, nobody here wrote it. CONFIRMED and DISMISSED are a person's
    word on what a rule only proposes.
    """

    OPEN = "open"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    FIXED = "fixed"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    CANNOT_ASK = "cannot_ask"
    DISMISSED = "dismissed"


#: States in which nothing is left to do about a finding.
SETTLED = frozenset(
    {
        FindingState.FIXED,
        FindingState.ACCEPTED,
        FindingState.WAIVED,
        FindingState.CANNOT_ASK,
        FindingState.DISMISSED,
    }
)


@dataclass(frozen=True, slots=True)
class StateRow:
    """One step of a finding: `number` counts its steps from 1; `reason` is given with a waiver."""

    place: str
    number: int
    state: FindingState
    reason: str
    by: str
    at: datetime


def place_of_finding(finding: Finding) -> str:
    """The finding's place in its text: cause, and offsets of the first words it rests on."""
    return _place(finding.cause.value, finding.flags)


def place_of_flag(flag: Flag) -> str:
    """The place of a single flag: rule and offsets, so that it does not depend on how flags are gathered."""
    return _place(flag.rule, (flag,))


def _place(name: str, flags: Iterable[Flag]) -> str:
    spans = [flag.span for flag in flags if flag.span is not None]
    return f"{name}:{spans[0].start}-{spans[0].stop}" if spans else f"{name}:text"


def state_of_word(word: str) -> FindingState:
    """The state of that word. Raises Invalid."""
    try:
        return FindingState(word)
    except ValueError:
        raise _wrong("state", "Choose what was done about the finding.") from None


#: What is done about a finding that holds; one that a rule only proposes is confirmed before.
_ACTED_ON = frozenset({FindingState.ASKED, FindingState.FIXED, FindingState.ACCEPTED, FindingState.CANNOT_ASK})


def check_step(state: FindingState, reason: str, *, proposed: bool, stands: FindingState = FindingState.OPEN) -> str:
    """The trimmed reason of a step that may be taken from where the finding `stands`. Raises Invalid: a waiver needs
    a reason; only what is proposed is confirmed or dismissed, and it is confirmed before it is acted on.
    """
    said = " ".join(reason.split())
    if len(said) > LONGEST_REASON:
        raise _wrong("reason", f"Give the reason in at most {LONGEST_REASON} characters.")
    if state is FindingState.WAIVED and not said:
        raise _wrong("reason", "Say why this is waived: the waiver is listed with its reason.")
    if state in (FindingState.CONFIRMED, FindingState.DISMISSED) and not proposed:
        raise _wrong("state", "Only what a rule proposes can be confirmed or dismissed.")
    if proposed and state in _ACTED_ON and stands in (FindingState.OPEN, FindingState.DISMISSED):
        raise _wrong("state", "A rule only proposes this. Confirm it first, or dismiss it.")
    return said if state is FindingState.WAIVED else ""


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, code="finding", fields={field: words})


def is_proposed_flag(flag: Flag) -> bool:
    """Say whether a person has to confirm the flag."""
    return RULES[flag.rule].is_proposed
