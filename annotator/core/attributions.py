"""Where a sentence names or describes its sources, by the grammar of news copy.

A phrase is the whole noun phrase with its description, without the verb and without "citing" or
"according to" (DOMAIN section 1.4); those are its cue. Rules only: the words inside quotation marks are
never searched, since people quoted there say things to each other.
"""

import re
from collections.abc import Iterator, Sequence

from annotator.core import cues
from annotator.core.extents import TIME_PHRASE, AttributionPhrase, claim_extent, split_extents
from annotator.core.figures import distance
from annotator.core.noun_phrases import phrase_after, phrase_holding
from annotator.core.nouns import is_source_like
from annotator.core.records import Span
from annotator.core.saying import find_speaking
from annotator.core.source_reading import SourceReading, read_source
from annotator.core.words import Word, words_of

__all__ = [
    "TIME_PHRASE",
    "AttributionPhrase",
    "SourceReading",
    "claim_extent",
    "find_phrases",
    "phrase_around",
    "read_source",
    "split_extents",
]

_HEDGE = re.compile(r"\b(?:" + "|".join(cues.HEDGES) + r")\b", re.I)
#: "Troops leave — report", "Ferry sank: officials" at the end of a headline.
_TAIL = re.compile(r"(?:\s[—–-]{1,2}|:)\s(?P<tail>[^\s—–:.,;][^—–:.,;!?“”\"]{1,60})\Z")
_MOST_TAIL_WORDS = 5
#: Code points of a sentence that are looked at together.
_LONGEST = 2_000
_SEEN = frozenset({"seen", "obtained", "reviewed", "reported", "quoted", "cited"})
_ADDING = frozenset({"saying", "adding", "insisting", "arguing", "warning"})


def find_phrases(text: str, sentence: Span) -> list[AttributionPhrase]:
    """Every source phrase of the sentence with its cue, in text order, disjoint.

    What is longer than any sentence is looked at in parts, so that time grows with the length alone.
    """
    found: list[AttributionPhrase] = []
    start = sentence.start
    while sentence.stop - start > _LONGEST:
        blank = text.rfind(" ", start, start + _LONGEST)
        stop = blank if blank > start else start + _LONGEST
        found += _phrases_in(text, Span(start, stop))
        start = stop
    return found + _phrases_in(text, Span(start, sentence.stop))


def _phrases_in(text: str, sentence: Span) -> list[AttributionPhrase]:
    words = words_of(text, sentence)
    found: list[AttributionPhrase] = []
    for phrase in (*_cited(words), *find_speaking(words), *_adding(words), *_told(words),
                   *_headline_tail(text, sentence, words),
                   *_hedges(text, sentence, words)):  # fmt: skip
        if not any(phrase.span.overlaps(other.span) for other in found):
            found.append(phrase)
    return sorted(found, key=lambda phrase: phrase.span)


def phrase_around(text: str, sentence: Span, caret: int) -> AttributionPhrase | None:
    """The source phrase that holds the caret (in its words or its cue), else the nearest one.

    A caret inside a noun phrase that could be a source, with no verb that the rules know, takes that noun
    phrase. None when the sentence has neither.
    """
    found = find_phrases(text, sentence)
    holding = next((phrase for phrase in found if phrase.span.start <= caret <= phrase.span.stop), None)
    if holding is not None:
        return holding
    introduced = next(
        (phrase for phrase in found if phrase.cue and phrase.cue.start <= caret <= phrase.cue.stop), None
    )
    if introduced is not None:
        return introduced
    if caret > sentence.start or not found:
        bare = phrase_holding(words_of(text, sentence), caret)
        dateline = _DATELINE.match(text, sentence.start, sentence.stop)
        if bare is not None and not (dateline and bare.start < dateline.end()):
            return AttributionPhrase(bare)
    return min(found, key=lambda phrase: distance(phrase.span, caret), default=None)


#: "LUND —", "NORTH VELL, March 3 (Coast Wire) -": where a report was filed, never who said it.
_DATELINE = re.compile(r"[A-Z][A-Z .’'-]{2,40}(?:,\s[^.()–—]{2,40})?(?:\s\([^)]{2,40}\))?\s*[–—-]\s")


def _cited(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Objects of "citing", "quoted", "according to": the innermost layer, so it is looked for first."""
    for at, word in enumerate(words):
        if word.is_quoted:
            continue
        if word.low == "according" and at + 1 < len(words) and words[at + 1].low == "to":
            cue, after = Span(word.start, words[at + 1].stop), at + 2
        elif word.low in cues.CITING_VERBS:
            cue, after = Span(word.start, word.stop), at + 1
        else:
            continue
        stretch = phrase_after(words, after, takes_any=word.low == "according")
        if stretch is None:
            continue
        first, last = stretch
        yield AttributionPhrase(Span(words[first].start, words[last].stop), _as_saying(words, last + 1) or cue)


def _as_saying(words: Sequence[Word], at: int) -> Span | None:
    """The cue "as saying" right after an object."""
    if at + 1 < len(words) and words[at].low == "as" and words[at + 1].low in cues.SAYING_FORMS:
        return Span(words[at].start, words[at + 1].stop)
    return None


def _adding(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Who opens the sentence, where "saying" closes it: "An official was hopeful, saying a deal was near"."""
    closing = (at for at, word in enumerate(words)
               if at and word.low in _ADDING and not word.is_quoted and words[at - 1].low == ",")  # fmt: skip
    at = next(closing, None)
    subject = phrase_after(words, 0) if at is not None else None
    if at and subject and subject[1] + 1 < at and words[subject[1] + 1].low in cues.AUXILIARIES:
        yield AttributionPhrase(Span(words[0].start, words[subject[1]].stop), Span(words[at].start, words[at].stop))


def _told(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """The outlet that was told: "an official told Reuters"."""
    for at, word in enumerate(words):
        if word.is_quoted or word.low not in ("told", "tells", "to", "by"):
            continue
        if word.low == "to" and not (at and words[at - 1].low in ("spoke", "speaking", "confirmed", "statement")):
            continue
        if word.low == "by" and not (at and words[at - 1].low in _SEEN):
            continue
        first = at + 1
        if first < len(words) and words[first].low == "the":
            first += 1
        last = first
        while last < len(words) and words[last].is_capital and words[last].is_word:
            last += 1
        name = words[first:last]
        if name and any(part.low in cues.OUTLETS or part.low in cues.OUTLET_WORDS for part in name):
            yield AttributionPhrase(Span(words[at + 1].start, name[-1].stop))


def _headline_tail(text: str, sentence: Span, words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """A source after the dash of a headline, where no verb stands."""
    found = _TAIL.search(text, sentence.start, sentence.stop)
    if found is None:
        return
    tail = [word for word in words if word.start >= found.start("tail")]
    if tail[0].low in cues.QUESTIONS:
        return
    if len(tail) <= _MOST_TAIL_WORDS and is_source_like(tail) and not any(
        word.low in cues.AUXILIARIES for word in tail
    ):
        says = tail[-1].low in ("say", "says", "said") and len(tail) > 1
        last = tail[-2] if says else tail[-1]
        yield AttributionPhrase(
            Span(tail[0].start, last.stop), Span(tail[-1].start, tail[-1].stop) if says else None
        )


def _hedges(text: str, sentence: Span, words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Words that stand where a source should ("reportedly", "it is understood")."""
    quoted = [word.start for word in words if word.is_quoted]
    for found in _HEDGE.finditer(text, sentence.start, sentence.stop):
        if found.start() not in quoted:
            yield AttributionPhrase(Span(*found.span()))
