"""A dataset's records: everything a project's people made, as values that travel from place to place.

Order is part of the format: the manifest, accounts by uid, versions of the scheme, rounds, versions of the study and of
the policy by number, then each article directly followed by its reviews, in the order in which they came to be, gold
ones last. Nothing refers forwards but the rows of one review among themselves and the study to its articles, so a
reader needs one article in memory and no more.

What never travels is in `LEFT_OUT`: there is no field for it anywhere below.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from annotator.core.dataset_policies import PolicyRecord
from annotator.core.dataset_rounds import DiscussionRecord, ExplanationRecord, RoundPlace, RoundRecord, StudyRecord
from annotator.core.gold import Origin
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Check,
    Claim,
    Figure,
    Mark,
    Reading,
    ReviewKind,
    ReviewState,
    Role,
    Scope,
    Sentence,
    SourceCard,
    Span,
)
from annotator.core.rulings import Decision
from annotator.core.sourcing.checklist import Answer, ChecklistItem
from annotator.core.sourcing.states import FindingState

#: Name and version of the format, in the manifest of every dataset.
FORMAT = "annotator-dataset"
FORMAT_VERSION = 3
#: The versions that are read. The first had neither rounds nor the study, the second no policies.
READ_VERSIONS = (1, 2, FORMAT_VERSION)

#: What an export does not carry, in words that the manifest and the export page print.
LEFT_OUT = (
    "sign-in names, passwords, sessions and links",
    "other people's unfinished reviews, and all of theirs on texts that the exporting person is tagging, or "
    "that are adjudicated without names until the gold review is finished; an export at the command line "
    "holds them",
    "people who made no review and no policy, are in no round, and decided, explained and said nothing that travels",
    "private notes, and questions with their answers",
    "suggestions and the answers to them; that a pass was offered some is said of it",
    "settings of the project: how it adjudicates, what passes ask for and show",
    "kept reports: each is a file of its own",
    "what reviewers propose about the cut of a text, and their words on the kinds of its lines; what editors "
    "made of them is in the cuts",
    "the history of changes for undo, and the audit log",
    "articles whose import is not finished",
)

#: Code points of context on each side of a quoted span.
CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records of each kind follow the manifest: a file that was cut short is noticed."""

    accounts: int
    schemes: int
    articles: int
    reviews: int
    rounds: int = 0
    study_versions: int = 0
    policies: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first record. `dataset_uid` stays with the data wherever they are imported; `abbreviations` is the list that
    the project keeps for cutting (core/languages.py).
    """

    dataset_uid: str
    project_name: str
    counts: Counts
    abbreviations: str = ""


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A person who made a review: the name colleagues see and the role in the project, None after leaving."""

    uid: str
    name: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class SchemeRecord:
    """One immutable version of the tags, as the plain JSON document that it is stored as."""

    number: int
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SegmentationRecord:
    """One numbered cut of a text."""

    number: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step in the states of a finding, with what it said: `core.sourcing.states`. By whom: the account's uid."""

    place: str
    number: int
    state: FindingState
    reason: str
    words: str
    rules: tuple[str, ...]
    account_uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer of an editor to what no text can show: `core.sourcing.checklist`. By whom: the account's uid."""

    item: ChecklistItem
    number: int
    answer: Answer
    note: str
    account_uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TextRecord:
    """One immutable text of an article with its cuts, what editors did about its report (steps by place and number,
    answers by item and number) and what they explain in it. `sha256` is of the body's UTF-8 bytes.
    """

    uid: str
    number: int
    body: str
    sha256: str
    normaliser: int
    segmentations: tuple[SegmentationRecord, ...]
    steps: tuple[StepRecord, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()
    explanations: tuple[ExplanationRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One story with all its texts, and its place in a round if it is in one."""

    uid: str
    facts: ArticleFacts
    texts: tuple[TextRecord, ...]
    place: RoundPlace | None = None

    def text(self, number: int) -> TextRecord | None:
        """The text of that number, or None."""
        return next((text for text in self.texts if text.number == number), None)


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One person's pass, or the gold, with everything in it. Moments are aware and in UTC. Decisions and origins are a
    gold review's; they name readings by the uids of reviews before it, and who decided by the account's. A pass that
    was made in a round says its number, and holds what was discussed of it.
    """

    uid: str
    article_uid: str
    text_number: int
    segmentation_number: int
    account_uid: str
    kind: ReviewKind
    scheme_number: int
    scope: Scope
    state: ReviewState
    revises_uid: str | None
    started_at: datetime
    finished_at: datetime | None
    sources: tuple[SourceCard, ...] = ()
    claims: tuple[Claim, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    marks: tuple[Mark, ...] = ()
    suggestions_shown: bool = False
    decisions: tuple[Decision, ...] = ()
    origins: tuple[Origin, ...] = ()
    round_number: int | None = None
    discussions: tuple[DiscussionRecord, ...] = ()


Record: TypeAlias = (
    Manifest | AccountRecord | SchemeRecord | RoundRecord | StudyRecord | PolicyRecord | ArticleRecord | ReviewRecord
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one line of a file was not taken. `code` is stable, `message` is for people, without text."""

    line: int
    code: str
    message: str


class Spanned(Protocol):
    """Anything with a uid on a stretch of text."""

    @property
    def uid(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def stop(self) -> int: ...


T = TypeVar("T", bound=Spanned)


def in_text_order(rows: Iterable[T]) -> tuple[T, ...]:
    """Rows by place, then uid: the order in which they are written."""
    return tuple(sorted(rows, key=lambda row: (row.start, row.stop, row.uid)))


def reading_of(article: ArticleRecord, review: ReviewRecord) -> Reading:
    """The review as a reading of its text. Raises KeyError when the article has no such text or cut."""
    text = article.text(review.text_number)
    if text is None:
        raise KeyError(review.text_number)
    cuts = {cut.number: cut for cut in text.segmentations}
    return Reading(
        text=text.body,
        sentences=cuts[review.segmentation_number].sentences,
        claims=review.claims,
        attributions=review.attributions,
        figures=review.figures,
        sources=review.sources,
        checks=review.checks,
        marks=review.marks,
    )


def newest_reading_of(article: ArticleRecord, review: ReviewRecord) -> Reading:
    """The review as a reading of its text in the newest cut, as agreement and reports take it. Raises LookupError
    when the article has no such text.
    """
    text = article.text(review.text_number)
    if text is None:  # the reader has refused such a file
        raise LookupError(review.text_number)
    newest = max(cut.number for cut in text.segmentations)
    return reading_of(article, replace(review, segmentation_number=newest))


@dataclass(frozen=True, slots=True)
class Quote:
    """The words at a span with up to `CONTEXT` code points before and after them."""

    quote: str
    prefix: str
    suffix: str


def quote_at(body: str, span: Span) -> Quote:
    """What stands at `span` in the text, and around it."""
    return Quote(
        quote=body[span.start : span.stop],
        prefix=body[max(0, span.start - CONTEXT) : span.start],
        suffix=body[span.stop : span.stop + CONTEXT],
    )


def exchange_uid(uid: str, *, project_uid: str, dataset_uid: str) -> str:
    """The uid outside for one inside, and inside for one outside: its own inverse.

    A dataset keeps its uids wherever it travels, yet a uid may be stored only once. A project that did not
    adopt the dataset's own uid therefore stores each uid combined (bit by bit, exclusive or) with the
    difference of the two project uids: unique for this project, undone on the way out, nothing to remember.
    Where the project has the dataset's uid, nothing changes.
    """
    return f"{int(uid, 16) ^ int(project_uid, 16) ^ int(dataset_uid, 16):032x}"
