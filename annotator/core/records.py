"""Shared values: what an article, a review and a source card are, in every ring.

Offsets are Unicode code points into the article's canonical text, `stop` exclusive, everywhere.
The words are those of the scheme (docs/scheme.md); closed sets are `StrEnum`, stored and exported as
these very words.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from annotator.core.scheme import Tag
from annotator.core.spans import Span as Span  # of this vocabulary too; the splitter does without the rest


class Kind(StrEnum):
    """What a sentence is in its article. Finishing asks for headline, standfirst and body."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BODY = "body"
    CAPTION = "caption"
    FURNITURE = "furniture"


#: Kinds that must be answered before a review can be finished.
ASKED_KINDS = frozenset({Kind.HEADLINE, Kind.STANDFIRST, Kind.BODY})


class Flag(StrEnum):
    """What a claim says: at least one of these."""

    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"


class SourceType(StrEnum):
    """What sort of source a card is. An outlet is another news organisation."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    DOCUMENT = "document"
    OUTLET = "outlet"


class Identity(StrEnum):
    """Whether the text names the source. Spokesperson: unnamed voice of a named body."""

    NAMED = "named"
    SPOKESPERSON = "spokesperson"
    UNNAMED = "unnamed"
    MISSING = "missing"


class Number(StrEnum):
    """How many people an unnamed card stands for, as far as its words tell."""

    ONE = "1"
    TWO = "2"
    THREE_OR_MORE = "3+"
    PLURAL = "plural"


class Who(StrEnum):
    """What the text tells of an unnamed source: job or post, camp or interest, both or none."""

    NONE = "none"
    ROLE = "role"
    SIDE = "side"
    BOTH = "both"


class Knowledge(StrEnum):
    """How the source knows: not told, claimed ("familiar with"), direct (was there, saw it)."""

    NONE = "none"
    CLAIMED = "claimed"
    DIRECT = "direct"


class Reason(StrEnum):
    """Why the source is unnamed: not told, a stock formula, or a specific reason."""

    NONE = "none"
    FORMULA = "formula"
    SPECIFIC = "specific"


class Bound(StrEnum):
    """How a figure's words bound its value."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"


class Measure(StrEnum):
    """What a figure measures. DURATION stands for "duration or size"."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    OTHER = "other"


class Outcome(StrEnum):
    """A reviewer's word on a stretch without annotations."""

    NOTHING = "nothing"
    DECLINED = "declined"
    NOT_ARTICLE = "not_article"


class ReviewState(StrEnum):
    """Where one reviewer's pass over one text stands. Only finished ones count in reports."""

    ASSIGNED = "assigned"
    STARTED = "started"
    FINISHED = "finished"
    SKIPPED = "skipped"


class ReviewKind(StrEnum):
    """A reviewer's own pass, or the adjudicated review of a text."""

    PASS = "pass"  # noqa: S105 - a word of the domain, not a secret
    GOLD = "gold"


class Scope(StrEnum):
    """What a review was asked for."""

    FULL = "full"
    SOURCING_ONLY = "sourcing_only"


class Role(StrEnum):
    """What a person may do in one project, from least to most."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One unit of a segmentation. `duplicate_of` is the ordinal of the earlier, same unit."""

    ordinal: int
    start: int
    stop: int
    kind: Kind
    duplicate_of: int | None = None

    @property
    def span(self) -> Span:
        """The unit's extent."""
        return Span(self.start, self.stop)

    @property
    def is_asked(self) -> bool:
        """Say whether a review cannot finish while this unit is untouched."""
        return self.kind in ASKED_KINDS and self.duplicate_of is None

    @property
    def is_body(self) -> bool:
        """Say whether the unit counts in agreement and in the report's measures."""
        return self.kind is Kind.BODY and self.duplicate_of is None


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A claim rests on a card. For this one claim `relayed_by_uid` overrides the card's own relay, and `is_direct`
    says that there was none: the two exclude each other, and with neither the card's own holds.
    """

    source_uid: str
    relayed_by_uid: str | None = None
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that could be checked, or a judgement or forecast that the article passes on.

    No `sources`: the newsroom's own voice.
    """

    uid: str
    start: int
    stop: int
    flags: frozenset[Flag]
    sources: tuple[SourceLink, ...] = ()
    starred: bool = False
    attack: bool = False
    denial: bool = False
    unsure: bool = False
    version: int = 1

    @property
    def span(self) -> Span:
        """The claim's extent."""
        return Span(self.start, self.stop)

    @property
    def is_own_voice(self) -> bool:
        """Say whether the newsroom itself says it."""
        return not self.sources


@dataclass(frozen=True, slots=True)
class Attribution:
    """A phrase that names or describes who supplied the information: a mention of a card."""

    uid: str
    start: int
    stop: int
    source_uid: str | None
    cues: tuple[Span, ...] = ()
    starred: bool = False
    unsure: bool = False
    version: int = 1

    @property
    def span(self) -> Span:
        """The phrase's extent, without its cue."""
        return Span(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its modifier and counted noun.

    `low` alone is the value; with `high` it is a range. Both None: no value could be read.
    """

    uid: str
    start: int
    stop: int
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    measure: Measure
    unit: str = ""
    claim_uid: str | None = None
    starred: bool = False
    unsure: bool = False
    version: int = 1

    @property
    def span(self) -> Span:
        """The figure's extent."""
        return Span(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch with a tag of the desk's own. `told` holds what was told of it, by the keys of the tag's attributes,
    in alphabetical order: one word, several words (sorted), a number in plain digits, or a few words of text.
    """

    uid: str
    start: int
    stop: int
    tag: str
    told: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    starred: bool = False
    unsure: bool = False
    version: int = 1

    @property
    def span(self) -> Span:
        """The mark's extent."""
        return Span(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One source in one article within one review. It has no name field: see `sources.label_of`.

    `who`, `knowledge` and `reason` are None until the card was confirmed; "none" is an answer.
    `position` is the card's number on the page, 1 and up in the order of making; it stays when others go.
    """

    uid: str
    type: SourceType
    identity: Identity | None
    number: Number | None = None
    who: Who | None = None
    knowledge: Knowledge | None = None
    reason: Reason | None = None
    distinct: bool = False
    relayed_by_uid: str | None = None
    confirmed: bool = False
    position: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """A reviewer's word on a stretch without annotations, anchored by offsets."""

    uid: str
    start: int
    stop: int
    outcome: Outcome
    unsure: bool = False
    version: int = 1

    @property
    def span(self) -> Span:
        """The stretch."""
        return Span(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one review says about one text, with the text and its cut: the unit that rules,
    reports and exports work on. Sequences are in text order; cards in order of their making. `own_tags`: the desk's
    own tags in the review's scheme, where one review is read alone.
    """

    text: str
    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[SourceCard, ...] = ()
    checks: tuple[Check, ...] = ()
    marks: tuple[Mark, ...] = ()
    own_tags: tuple[Tag, ...] = ()
    #: The number of the cut.
    cut: int = 1

    @property
    def records(self) -> tuple["SourceCard | Claim | Attribution | Figure | Mark | Check", ...]:
        """Everything the review holds, cards first."""
        return (*self.sources, *self.claims, *self.attributions, *self.figures, *self.marks, *self.checks)

    def quote(self, span: Span) -> str:
        """The words at `span`."""
        return self.text[span.start : span.stop]

    def home_of(self, start: int) -> Sentence | None:
        """The sentence that contains the offset `start` (an annotation's home), or None."""
        for sentence in self.sentences:
            if sentence.start <= start < sentence.stop:
                return sentence
        return None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of an article beside its text. `published_on` is an ISO date or empty."""

    title: str
    outlet: str = ""
    outlet_aliases: tuple[str, ...] = ()
    section: str = ""
    byline: str = ""
    url: str = ""
    published_on: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class CutArticle:
    """A text with its facts as it would be stored, before anything is: what the preview shows."""

    text: str
    facts: ArticleFacts
    sentences: tuple[Sentence, ...]
    notes: tuple[str, ...] = field(default=())
