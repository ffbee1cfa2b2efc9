"""Where a review stands: what each sentence's answer is, how far it has got, what keeps it from finishing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.core.homes import covering_outcome, homes_of
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


@dataclass(slots=True)
class SentenceContent:
    """What a review holds at one sentence: the annotations whose home it is, and the checks that touch it."""

    sentence: Sentence
    text: str
    claims: list[Claim] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def is_tagged(self) -> bool:
        """Say whether any annotation is at home here."""
        return bool(self.claims or self.attributions or self.figures or self.marks)

    @property
    def outcome(self) -> Outcome | None:
        """The word of the checks, if agreeing checks cover the sentence."""
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
def contents_of(reading: Reading) -> dict[int, SentenceContent]:
    """What the reading holds at each sentence, by ordinal. Linear in sentences and annotations."""
    contents = {sentence.ordinal: SentenceContent(sentence, reading.text) for sentence in reading.sentences}
    homes = homes_of(reading.sentences)
    for claim in reading.claims:
        if home := homes.of(claim.start):
            contents[home.ordinal].claims.append(claim)
    for attribution in reading.attributions:
        if home := homes.of(attribution.start):
            contents[home.ordinal].attributions.append(attribution)
    for figure in reading.figures:
        if home := homes.of(figure.start):
            contents[home.ordinal].figures.append(figure)
    for mark in reading.marks:
        if home := homes.of(mark.start):
            contents[home.ordinal].marks.append(mark)
    for check in reading.checks:
        for sentence in homes.touching(check.start, check.stop):
            contents[sentence.ordinal].checks.append(check)
    return contents


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
