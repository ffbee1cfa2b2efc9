"""What each reviewer answered on each body sentence, and the additive counts of those answers.

An answer is yes (the sentence carries the tag), no (looked at, without the tag) or missing. "No" needs
proof that somebody looked: another tag in the sentence, or a check on it. Counts of answer patterns over
one article can be kept, and added up for any set of reviewers and articles without reading a tag again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.homes import covering_outcome, homes_of
from annotator.core.records import Flag, Reading


class Facet(StrEnum):
    """A yes/no question asked of every body sentence: three tags and the three claim flags."""

    CLAIM = "claim"
    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"
    ATTRIBUTION = "attribution"
    FIGURE = "figure"


#: What the facets of a desk's own tags begin with: `own:` and the tag's key.
OWN = "own:"


def own_facet(tag_key: str) -> str:
    """The facet of a desk's own tag: whether a sentence carries it."""
    return OWN + tag_key


class Answer(StrEnum):
    """What one reviewer says to one facet of one sentence. Missing: no sign of having looked."""

    YES = "yes"
    NO = "no"
    MISSING = "missing"


FACET_OF_FLAG = {Flag.FACT: Facet.FACT, Flag.PREDICTION: Facet.PREDICTION, Flag.OPINION: Facet.OPINION}


@dataclass(frozen=True, slots=True)
class SentenceAnswers:
    """One reviewer's answers on one sentence. `yes` is empty wherever nothing was tagged; it holds members of
    `Facet` and the facets of a desk's own tags.
    """

    ordinal: int
    looked_at: bool
    yes: frozenset[str]

    def on(self, facet: str) -> Answer:
        """The answer to one facet."""
        if facet in self.yes:
            return Answer.YES
        return Answer.NO if self.looked_at else Answer.MISSING


@dataclass(frozen=True, slots=True)
class Pattern:
    """Who said yes and who said no on a sentence, by reviewer key; who is in neither gave no answer."""

    yes: frozenset[str]
    no: frozenset[str]

    @property
    def key(self) -> str:
        """The stored form, one for each pattern: sorted keys, yes before the slash, no after it."""
        return ",".join(sorted(self.yes)) + "/" + ",".join(sorted(self.no))

    @classmethod
    def parse(cls, key: str) -> "Pattern":
        """The pattern whose `key` this is. Raises ValueError for anything else."""
        yes, slash, no = key.partition("/")
        pattern = cls(frozenset(filter(None, yes.split(","))), frozenset(filter(None, no.split(","))))
        if not slash or "/" in no or pattern.yes & pattern.no or pattern.key != key:
            msg = "not a pattern key"
            raise ValueError(msg)
        return pattern

    @property
    def answers(self) -> int:
        """How many reviewers answered."""
        return len(self.yes) + len(self.no)

    def among(self, reviewers: Collection[str]) -> "Pattern":
        """What is left of the pattern when only these reviewers count."""
        chosen = frozenset(reviewers)
        return Pattern(self.yes & chosen, self.no & chosen)

    @property
    def is_split(self) -> bool:
        """Say whether reviewers contradict each other."""
        return bool(self.yes and self.no)


@dataclass(frozen=True, slots=True)
class PatternCount:
    """How many body sentences show one pattern on one facet (a `Facet`, or that of a desk's own tag). Counts of
    several articles simply add.
    """

    facet: str
    pattern: Pattern
    n: int


def answers(reading: Reading) -> tuple[SentenceAnswers, ...]:
    """What one reviewer answered on every body sentence, in text order; duplicates are left out.

    An annotation answers for the sentence that contains its start, however many of its kind stand there
    (a claim cut in two is one yes). Unsure never changes an answer.
    """
    homes = homes_of(reading.sentences)
    yes: dict[int, set[str]] = {}
    for start, facets in _tagged(reading):
        home = homes.of(start)
        if home is not None:
            yes.setdefault(home.ordinal, set()).update(facets)
    return tuple(
        SentenceAnswers(
            ordinal=sentence.ordinal,
            looked_at=sentence.ordinal in yes
            or covering_outcome(reading.text, sentence, reading.checks) is not None,
            yes=frozenset(yes.get(sentence.ordinal, ())),
        )
        for sentence in reading.sentences
        if sentence.is_body
    )


def _tagged(reading: Reading) -> Iterable[tuple[int, Collection[str]]]:
    """Every annotation as its start and the facets that it answers with yes."""
    for claim in reading.claims:
        yield claim.start, (Facet.CLAIM, *(FACET_OF_FLAG[flag] for flag in claim.flags))
    for attribution in reading.attributions:
        yield attribution.start, (Facet.ATTRIBUTION,)
    for figure in reading.figures:
        yield figure.start, (Facet.FIGURE,)
    for mark in reading.marks:
        yield mark.start, (own_facet(mark.tag),)


def count_patterns(
    readings: Mapping[str, Reading], own_tags: Mapping[str, Collection[str]] | None = None
) -> tuple[PatternCount, ...]:
    """Count the answer patterns of one article; see `trace_patterns`. Sorted by facet and pattern, so that equal
    readings give equal counts.
    """
    counts = Counter((facet, pattern) for _, facet, pattern in trace_patterns(readings, own_tags))
    return tuple(
        PatternCount(facet, pattern, n)
        for (facet, pattern), n in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1].key))
    )


def trace_patterns(
    readings: Mapping[str, Reading], own_tags: Mapping[str, Collection[str]] | None = None
) -> Iterator[tuple[int, str, Pattern]]:
    """The pattern of each sentence, by its ordinal, on each facet. `readings` maps a reviewer's key to their reading,
    `own_tags` to the keys of the desk's own tags in the scheme that they tagged with: on others they gave no answer.

    Sentences that nobody looked at are left out. Raises ValueError when the readings are not of the same text and cut.
    """
    if len({(reading.text, reading.sentences) for reading in readings.values()}) > 1:
        msg = "patterns are counted over readings of the same text and segmentation"
        raise ValueError(msg)
    asked = own_tags or {}
    own = {own_facet(key): key for keys in asked.values() for key in keys}
    by_reviewer = {reviewer: answers(reading) for reviewer, reading in readings.items()}
    for row in zip(*by_reviewer.values(), strict=True):
        given = dict(zip(by_reviewer, row, strict=True))
        looked = frozenset(reviewer for reviewer, sentence in given.items() if sentence.looked_at)
        if not looked:
            continue
        for facet in Facet:
            yes = frozenset(reviewer for reviewer in looked if facet in given[reviewer].yes)
            yield row[0].ordinal, facet, Pattern(yes, looked - yes)
        for own_one, key in own.items():
            able = frozenset(reviewer for reviewer in looked if key in asked.get(reviewer, ()))
            yes = frozenset(reviewer for reviewer in able if own_one in given[reviewer].yes)
            if able:
                yield row[0].ordinal, own_one, Pattern(yes, able - yes)


def choose(counts: Iterable[PatternCount], facet: str, reviewers: Collection[str]) -> tuple[PatternCount, ...]:
    """The counts of one facet as if only these reviewers had worked; empty patterns drop out."""
    chosen: Counter[Pattern] = Counter()
    for count in counts:
        if count.facet == facet:
            chosen[count.pattern.among(reviewers)] += count.n
    return tuple(PatternCount(facet, pattern, n) for pattern, n in chosen.items() if pattern.answers)
