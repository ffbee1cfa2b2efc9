"""What a desk did about a finding, as the report shows it, and the steps that can be taken next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import format_date, gettext

from annotator.core.sourcing.states import SETTLED, FindingState, StateRow


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step that was taken: the state's word, who took it, the day, and the reason of a waiver."""

    words: str
    by: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True)
class StateView:
    """Where a finding stands. `after` counts the steps taken; `choices` are the states that a button leads to, a
    waiver apart; `is_settled`: nothing is left to do.
    """

    place: str
    after: int
    state: str
    words: str
    is_settled: bool
    steps: tuple[StepLine, ...]
    choices: tuple[tuple[str, str], ...]
    may_act: bool

    @property
    def last(self) -> StepLine | None:
        """The step that led to the state."""
        return self.steps[-1] if self.steps else None


def state_words(state: FindingState) -> str:
    """A state's word on pages."""
    return {
        FindingState.OPEN: gettext("open"),
        FindingState.CONFIRMED: gettext("confirmed"),
        FindingState.ASKED: gettext("asked"),
        FindingState.FIXED: gettext("fixed"),
        FindingState.ACCEPTED: gettext("accepted"),
        FindingState.WAIVED: gettext("waived"),
        FindingState.CANNOT_ASK: gettext("cannot ask: agency copy"),
        FindingState.DISMISSED: gettext("dismissed"),
    }[state]


def view_state(
    steps: Mapping[str, Sequence[StateRow]], place: str, *, proposed: bool, may_act: bool
) -> StateView:
    """The state of what stands at `place`."""
    taken = steps.get(place, ())
    state = taken[-1].state if taken else FindingState.OPEN
    return StateView(
        place=place,
        after=len(taken),
        state=state.value,
        words=gettext("proposed") if proposed and state is FindingState.OPEN else state_words(state),
        is_settled=state in SETTLED,
        steps=tuple(
            StepLine(state_words(row.state), row.by, format_date(row.at, "medium"), row.reason) for row in taken
        ),
        choices=tuple((choice.value, _button(choice)) for choice in _next(state, proposed=proposed)),
        may_act=may_act,
    )


def _next(state: FindingState, *, proposed: bool) -> list[FindingState]:
    if proposed and state in (FindingState.OPEN, FindingState.DISMISSED):
        offered = [FindingState.CONFIRMED, FindingState.DISMISSED, FindingState.OPEN]
    else:
        offered = [
            FindingState.ASKED, FindingState.FIXED, FindingState.ACCEPTED, FindingState.CANNOT_ASK, FindingState.OPEN,
        ]  # fmt: skip
    return [choice for choice in offered if choice is not state]


def _button(state: FindingState) -> str:
    return {
        FindingState.OPEN: gettext("Open again"),
        FindingState.CONFIRMED: gettext("Confirm"),
        FindingState.ASKED: gettext("Asked"),
        FindingState.FIXED: gettext("Fixed"),
        FindingState.ACCEPTED: gettext("Accept"),
        FindingState.CANNOT_ASK: gettext("Cannot ask: agency copy"),
        FindingState.DISMISSED: gettext("Dismiss"),
    }[state]
