"""Rounds: articles that certain people tag together, to calibrate, to produce, to be trained or to be tested.

A round is open, then closed (nobody begins any more), then released (its people see what it was for). There is no way
back: what was shown cannot be unseen.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from annotator.core.errors import Conflict, Invalid

MOST_NAME = 80
MOST_ARTICLES = 500
#: Per cent of attributions found and cut as in the gold, which training asks for where nothing else is said.
PASS_MARK = 80


class RoundKind(StrEnum):
    """What a round is for."""

    CALIBRATION = "calibration"
    PRODUCTION = "production"
    TRAINING = "training"
    TEST = "test"

    @property
    def is_practice(self) -> bool:
        """Say whether its passes count in no agreement of the project unless somebody asks for them."""
        return self is not RoundKind.PRODUCTION

    @property
    def has_mark(self) -> bool:
        """Say whether people pass or try the next one."""
        return self in (RoundKind.TRAINING, RoundKind.TEST)


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


class Away(StrEnum):
    """Why nobody, or not this person, begins an article of a round."""

    CLOSED = "round_closed"
    OTHERS = "round_of_others"


class ArticleRole(StrEnum):
    """What an article is in a round for: to be tagged by several, measured against its gold, or learned from."""

    OVERLAP = "overlap"
    GOLD = "gold"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What a round is, without its articles and people: as its project has it and as a dataset carries it."""

    uid: str
    number: int
    name: str
    kind: RoundKind
    state: RoundState
    pass_mark: int | None
    opened_at: datetime
    closed_at: datetime | None
    released_at: datetime | None


class When(StrEnum):
    """Which passes of a round are compared: the first ones, or with revisions after the release in their place."""

    BEFORE = "before"
    AFTER = "after"


#: What an article can be in a round for, by the round's kind.
ROLES = {
    RoundKind.CALIBRATION: frozenset({ArticleRole.OVERLAP}),
    RoundKind.PRODUCTION: frozenset({ArticleRole.OVERLAP, ArticleRole.GOLD}),
    RoundKind.TRAINING: frozenset({ArticleRole.TRAINING}),
    RoundKind.TEST: frozenset({ArticleRole.GOLD}),
}

_NEXT = {RoundState.OPEN: RoundState.CLOSED, RoundState.CLOSED: RoundState.RELEASED}


def move(state: RoundState, to: RoundState) -> RoundState:
    """The state after a step. Raises Conflict for a step that leads elsewhere or back."""
    if _NEXT.get(state) is not to:
        raise Conflict("This round has moved on meanwhile. Look again.", code="stale")
    return to


def keep_away(state: RoundState, *, takes_part: bool) -> Away | None:
    """Why a person cannot begin an article of a round; None where they can."""
    if state is not RoundState.OPEN:
        return Away.CLOSED
    return None if takes_part else Away.OTHERS


def clean_round_name(raw: str, taken: Iterable[str]) -> str:
    """A round's name. Raises Invalid for an empty, a long or a taken one."""
    name = " ".join(raw.split())
    words = ""
    if not name:
        words = "Give the round a name."
    elif len(name) > MOST_NAME:
        words = f"At most {MOST_NAME} characters, please."
    elif name.casefold() in {other.casefold() for other in taken}:
        words = "Another round of this project has this name."
    if words:
        raise Invalid(words, code="bad_round", fields={"name": words})
    return name


def clean_pass_mark(kind: RoundKind, raw: int | None) -> int | None:
    """The pass mark in per cent, None where a round has none. Raises Invalid out of bounds."""
    if not kind.has_mark:
        return None
    mark = PASS_MARK if raw is None else raw
    if not 1 <= mark <= 100:
        words = "A pass mark between 1 and 100 per cent, please."
        raise Invalid(words, code="bad_round", fields={"pass_mark": words})
    return mark


def is_after_release(*, started_at: datetime, is_revision: bool, released_at: datetime | None) -> bool:
    """Say whether a pass is a revision that was begun when its person could see the others' passes."""
    return is_revision and released_at is not None and started_at >= released_at


def may_see_score(kind: RoundKind, state: RoundState, *, is_own: bool, is_editor: bool) -> bool:
    """Say whether somebody may see how a finished pass does against gold: editors at once; its own person in training
    at once, since that is what it is for, and elsewhere with the release.
    """
    return is_editor or (is_own and (kind is RoundKind.TRAINING or state is RoundState.RELEASED))


def mix(uids: Iterable[str], seed: str) -> list[str]:
    """Uids in an order that only the seed decides: nobody can tell by the order which came first, or from where."""
    return sorted(uids, key=lambda uid: hashlib.sha256(f"{seed} {uid}".encode()).hexdigest())


def number_places(scores: Sequence[float | None]) -> list[int | None]:
    """The place of each score, from 1 for the highest; equal scores share one, no score has none."""
    told = [score for score in scores if score is not None]
    return [None if score is None else 1 + sum(other > score for other in told) for score in scores]
