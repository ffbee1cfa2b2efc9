"""Where a review stands: what each sentence's answer is, how far it has got, what keeps it from finishing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from annotator.core.homes import Homes, covering_outcome, homes_of
from annotator.core.kept import kept
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Figure,
    Mark,
    Outcome,
    Reading,
    Sentence,
    SourceCard,
)

A = TypeVar("A", Claim, Attribution, Figure, Mark)


class SentenceState(StrEnum):
    """A sentence's answer. Untouched is the absence of one and never counts as "nothing to tag"."""

    UNTOUCHED = "untouched"
    TAGGED = "tagged"
    NOTHING = "nothing"
    DECLINED = "declined"
    NOT_ARTICLE = "not_article"


class OpenReason(StrEnum):
    """Why a review cannot be finished yet."""

    UNTOUCHED = "untouched"
    NO_CARD = "no_card"
    NO_IDENTITY = "no_identity"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that keeps a review from finishing, and the sentence to go to."""

    reason: OpenReason
    ordinal: int
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the sentences that must be answered have been."""

    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class SentenceContent:
    """What a review holds at one sentence: the annotations whose home it is, and the checks that touch it. `text` is
    the reading's where there are any, else empty.
    """

    sentence: Sentence
    text: str
    claims: tuple[Claim, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    figures: tuple[Figure, ...] = ()
    marks: tuple[Mark, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def is_tagged(self) -> bool:
        """Say whether any annotation is at home here."""
        return bool(self.claims or self.attributions or self.figures or self.marks)

    @property
    def outcome(self) -> Outcome | None:
        """The word of the checks, if agreeing checks cover the sentence."""
        if not self.checks:
            return None
        return covering_outcome(self.text, self.sentence, self.checks)

    @property
    def state(self) -> SentenceState:
        """The sentence's answer."""
        if self.is_tagged:
            return SentenceState.TAGGED
        outcome = self.outcome
        return SentenceState.UNTOUCHED if outcome is None else SentenceState(outcome.value)

    @property
    def is_unsure(self) -> bool:
        """Say whether any answer here is marked unsure."""
        records: list[Claim | Attribution | Figure | Mark | Check] = [
            *self.claims, *self.attributions, *self.figures, *self.marks, *self.checks,
        ]  # fmt: skip
        return any(record.unsure for record in records)


@kept(8)
def contents_of(reading: Reading) -> Mapping[int, SentenceContent]:
    """What the reading holds at each sentence, by ordinal. Linear in what it holds: of a long article, of which each
    act asks this twice, the sentences that hold nothing are made once for the cut.
    """
    homes = homes_of(reading.sentences)
    claims, attributions = _by_home(homes, reading.claims), _by_home(homes, reading.attributions)
    figures, marks = _by_home(homes, reading.figures), _by_home(homes, reading.marks)
    checks: dict[int, list[Check]] = {}
    for check in reading.checks:
        for sentence in homes.touching(check.start, check.stop):
            checks.setdefault(sentence.ordinal, []).append(check)
    parts = (claims, attributions, figures, marks, checks)
    contents = dict(_holding_nothing(reading.sentences))
    for ordinal in frozenset().union(*parts):
        found = [tuple(part.get(ordinal, ())) for part in parts]
        contents[ordinal] = SentenceContent(contents[ordinal].sentence, reading.text, *found)  # type: ignore[arg-type]  # in order
    return contents


@kept(16)
def _holding_nothing(sentences: tuple[Sentence, ...]) -> Mapping[int, SentenceContent]:
    return {sentence.ordinal: SentenceContent(sentence, "") for sentence in sentences}


def _by_home(homes: Homes, records: Iterable[A]) -> dict[int, list[A]]:
    found: dict[int, list[A]] = {}
    for record in records:
        if home := homes.of(record.start):
            found.setdefault(home.ordinal, []).append(record)
    return found


def measure_progress(contents: Mapping[int, SentenceContent]) -> Progress:
    """How far a review has got: headline, standfirst and body sentences, duplicates apart."""
    asked = [content for content in contents.values() if content.sentence.is_asked]
    answered = sum(content.state is not SentenceState.UNTOUCHED for content in asked)
    return Progress(answered, len(asked))


def find_open_points(reading: Reading) -> tuple[OpenPoint, ...]:
    """What keeps the review from finishing, in text order: untouched sentences, mentions without a card, cards
    in use without an identity.
    """
    contents = contents_of(reading)
    points = [
        OpenPoint(OpenReason.UNTOUCHED, content.sentence.ordinal)
        for content in contents.values()
        if content.sentence.is_asked and content.state is SentenceState.UNTOUCHED
    ]
    homes = homes_of(reading.sentences)
    first_use: dict[str, int] = {}
    for attribution in reading.attributions:
        home = homes.of(attribution.start)
        ordinal = home.ordinal if home else 0
        if attribution.source_uid is None:
            points.append(OpenPoint(OpenReason.NO_CARD, ordinal, attribution.uid))
        else:
            first_use.setdefault(attribution.source_uid, ordinal)
    for claim in reading.claims:
        home = homes.of(claim.start)
        for link in claim.sources:
            first_use.setdefault(link.source_uid, home.ordinal if home else 0)
    points += [
        OpenPoint(OpenReason.NO_IDENTITY, first_use.get(card.uid, 0), card.uid)
        for card in reading.sources
        if card.identity is None
    ]
    return tuple(sorted(points, key=lambda point: (point.ordinal, point.reason, point.uid)))


def claims_by_source(reading: Reading) -> dict[str, list[Claim]]:
    """The claims that rest on each card."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        for link in claim.sources:
            found[link.source_uid].append(claim)
    return found


def find_card(reading: Reading, uid: str) -> SourceCard | None:
    """A card of the reading by its uid."""
    return next((card for card in reading.sources if card.uid == uid), None)
