"""Rounds, what came of them and the study on record, as records of a dataset; and whether they fit the rest.

Nothing here holds a question that somebody asked, or a note: a discussion is one of a released calibration, among
everybody who finished the text in it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from annotator.core.errors import Invalid
from annotator.core.questions import MAX_POSTS, QuestionState, clean_words
from annotator.core.records import Span
from annotator.core.rounds import (
    ROLES,
    ArticleRole,
    RoundFacts,
    RoundKind,
    RoundState,
    clean_pass_mark,
    clean_round_name,
)
from annotator.core.study import Study


@dataclass(frozen=True, slots=True)
class RoundRecord(RoundFacts):
    """A round with its people (uids, in order). Which articles are in it, and for what, the articles say."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundPlace:
    """In which round (its number) an article is, and for what."""

    round_number: int
    role: ArticleRole


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """One version of the study on record. It may name articles that are not in the dataset: they were deleted."""

    number: int
    study: Study
    account_uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExplanationRecord:
    """What an editor explains to trainees at a place of a text."""

    span: Span
    words: str
    account_uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PostRecord:
    """One post of a discussion."""

    uid: str
    account_uid: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DiscussionRecord:
    """What the people of a released calibration said to each other about a place. The first post opened it;
    `asked_in` are the people who were asked to join.
    """

    uid: str
    span: Span
    state: QuestionState
    posts: tuple[PostRecord, ...]
    asked_in: tuple[str, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is named in it."""
        return frozenset({*(post.account_uid for post in self.posts), *self.asked_in})


def check_round(found: RoundRecord, before: Collection[RoundRecord], accounts: Collection[str]) -> None:
    """Refuse a round that could not have been made here. Raises Invalid."""
    if any(found.number <= other.number for other in before):
        raise Invalid("The rounds must be numbered upwards, each number once.", code="bad_numbers")
    if clean_round_name(found.name, [other.name for other in before]) != found.name:
        raise Invalid("A round's name must have single blanks only, and none at its ends.", code="bad_name")
    if clean_pass_mark(found.kind, found.pass_mark) != found.pass_mark:
        raise Invalid("A pass mark is for training and tests, and those need one.", code="bad_round")
    reached = [None, found.closed_at, found.released_at][: list(RoundState).index(found.state) + 1]
    if None in reached[1:] or (found.state is not RoundState.RELEASED and found.released_at is not None):
        raise Invalid("A round's moments do not fit its state.", code="bad_state")
    if found.state is RoundState.OPEN and found.closed_at is not None:
        raise Invalid("A round's moments do not fit its state.", code="bad_state")
    if list(found.people) != sorted(set(found.people)):
        raise Invalid("The people of a round must stand in order, each once.", code="duplicate_uid")
    check_people(found.people, accounts)


def check_place(place: RoundPlace, rounds: Mapping[int, RoundRecord]) -> None:
    """Refuse an article's place in a round that is not there, or where it could not be. Raises Invalid."""
    found = rounds.get(place.round_number)
    if found is None:
        raise Invalid(f"Round {place.round_number} is not in the file.", code="unknown_round")
    if place.role not in ROLES[found.kind]:
        raise Invalid(f"No article is in a {found.kind.value} round as {place.role.value}.", code="bad_role")


def check_explanations(found: Iterable[ExplanationRecord], length: int, accounts: Collection[str]) -> None:
    """Refuse explanations out of order, without words or outside their text. Raises Invalid."""
    spans = []
    for one in found:
        if one.span.stop > length:
            raise Invalid("An explanation lies outside its text.", code="bad_offset")
        _check_words(one.words)
        check_people((one.account_uid,), accounts)
        spans.append(one.span)
    if spans != sorted(set(spans)):
        raise Invalid("Explanations must stand in text order, one at each place.", code="duplicate_place")


def check_discussions(
    found: Iterable[DiscussionRecord], of: RoundRecord | None, length: int, accounts: Collection[str]
) -> None:
    """Refuse discussions of a pass that was made in no released calibration, and empty ones. Raises Invalid."""
    for one in found:
        if of is None or of.kind is not RoundKind.CALIBRATION or of.state is not RoundState.RELEASED:
            raise Invalid("Only passes of a released calibration have discussions.", code="not_released")
        if one.span.stop > length:
            raise Invalid("A discussion lies outside its text.", code="bad_offset")
        if not 0 < len(one.posts) <= MAX_POSTS:
            raise Invalid(f"A discussion has 1 to {MAX_POSTS} posts.", code="too_many")
        for post in one.posts:
            _check_words(post.words)
        check_people(one.people, accounts)


def check_people(uids: Iterable[str], accounts: Collection[str]) -> None:
    """Refuse a person who is not in the file. Raises Invalid."""
    if not set(uids) <= set(accounts):
        raise Invalid("A person is named who is not in the file.", code="unknown_account")


def _check_words(words: str) -> None:
    if clean_words(words) != words:
        raise Invalid("Words must not begin or end with blanks.", code="bad_words")


def moved_study(found: StudyRecord, move: Callable[[str], str]) -> StudyRecord:
    """The version with other uids for its articles, those that are left out in the order of their uids."""
    overlap, excluded = found.study.overlap, found.study.excluded
    study = replace(
        found.study,
        overlap=None if overlap is None else replace(overlap, drawn=tuple(map(move, overlap.drawn))),
        excluded=dict(sorted((move(uid), reason) for uid, reason in excluded.items())),
    )
    return replace(found, study=study)


def moved_discussion(found: DiscussionRecord, move: Callable[[str], str]) -> DiscussionRecord:
    """The discussion with other uids for itself and its posts."""
    return replace(
        found, uid=move(found.uid), posts=tuple(replace(post, uid=move(post.uid)) for post in found.posts)
    )
