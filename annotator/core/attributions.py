"""Where a sentence names or describes its sources, by the grammar of news copy.

A phrase is the whole noun phrase with its description, without the verb and without "citing" or
"according to" (DOMAIN section 1.4); those are its cue. Rules only: the words inside quotation marks are
never searched, since people quoted there say things to each other.
"""

import re
from collections.abc import Iterator, Sequence

from annotator.core import cues
from annotator.core.appositions import cites_grounds
from annotator.core.caret_phrases import phrase_holding
from annotator.core.extents import TIME_PHRASE, AttributionPhrase, claim_extent, split_extents
from annotator.core.figures import distance
from annotator.core.indirect_sources import find_indirect
from annotator.core.noun_phrases import cites_behind, opening_subject, phrase_after, phrase_before
from annotator.core.nouns import BODIES_AND_PAPERS, PEOPLE, is_source_like, is_speaker
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
#: "Sources: navy to scrap two frigates".
_HEAD = re.compile(r"(?P<head>[^\s—–:.,;“”\"][^—–:.,;!?“”\"]{1,40}):\s")
_MOST_TAIL_WORDS = 5
#: Code points of a sentence that are looked at together.
_LONGEST = 2_000
_SEEN = frozenset({"seen", "obtained", "reviewed", "reported", "quoted", "cited", "published", "interviewed"})
_ADDING = frozenset(
    {"saying", "adding", "insisting", "arguing", "warning", "noting", "claiming", "explaining", "suggesting",
     "alleging", "accusing", "predicting", "acknowledging", "admitting", "conceding", "blaming", "calling",
     "describing"}
)  # fmt: skip
#: Before these an outlet stands that was told something.
_BEFORE_HEARER = {
    "to": frozenset({"spoke", "speaking", "confirmed", "statement", "interview"}),
    "with": frozenset({"interview", "spoke", "speaking"}),
    "by": _SEEN,
}


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
    for whole in (*_cited(words), *find_speaking(words), *_adding(words), *_with_saying(words), *_told(words),
                  *find_indirect(words), *_first_to_report(words), *_headline_edge(text, sentence, words),
                  *_hedges(text, sentence, words)):  # fmt: skip
        phrase = _before_what_it_cites(words, whole)
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
    """Objects of "citing", "quoted", "according to", "as per": the innermost layer, so it is looked for first."""
    for at, word in enumerate(words):
        if word.is_quoted:
            continue
        if word.low == "according" and at + 1 < len(words) and words[at + 1].low == "to":
            cue, after = Span(word.start, words[at + 1].stop), at + 2
        elif word.low == "per" and at and words[at - 1].low == "as":
            cue, after = Span(words[at - 1].start, word.stop), at + 1
        elif word.low in cues.CITING_VERBS:
            cue, after = Span(word.start, word.stop), at + 1
        else:
            continue
        stretch = phrase_after(words, after, takes_any=word.low == "according") or _quoted_source(words, after)
        if stretch is None or (word.low != "according" and cites_grounds(words, at)):
            continue
        first, last = stretch
        yield AttributionPhrase(Span(words[first].start, words[last].stop), _as_saying(words, last + 1) or cue)


def _before_what_it_cites(words: Sequence[Word], phrase: AttributionPhrase) -> AttributionPhrase:
    """The phrase without what it cites, which is a source of its own: "Sky News, which quoted two officials"."""
    within = [word for word in words if phrase.span.start <= word.start and word.stop <= phrase.span.stop]
    comma = next((at for at in range(1, len(within)) if cites_behind(within, at)), None)
    if comma is not None:
        return AttributionPhrase(Span(phrase.span.start, within[comma - 1].stop), phrase.cue)
    return phrase


def _quoted_source(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Who is cited in the words of another: "quoting “sources in the player’s camp”"."""
    if at + 1 >= len(words) or words[at].low not in "“\"":
        return None
    closing = next((place for place in range(at + 1, min(at + 12, len(words))) if words[place].low in "”\""), None)
    return (at + 1, closing - 1) if closing and words[at + 1].low in PEOPLE else None


def _as_saying(words: Sequence[Word], at: int) -> Span | None:
    """The cue "as saying" right after an object."""
    if at + 1 < len(words) and words[at].low == "as" and words[at + 1].low in cues.SAYING_FORMS:
        return Span(words[at].start, words[at + 1].stop)
    return None


def _adding(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Who opens the sentence, where "saying" closes it: "An official was hopeful, saying a deal was near"."""
    for at, word in enumerate(words):
        if not at or word.is_quoted or words[at - 1].low != "," or word.low not in _ADDING:
            continue
        if word.low == "blaming" and not (at + 1 < len(words) and words[at + 1].low in "“\""):
            continue
        subject = opening_subject(words)
        if subject and subject[1] + 1 < at and is_speaker(words, subject[0], subject[1] + 1):
            yield AttributionPhrase(
                Span(words[subject[0]].start, words[subject[1]].stop), Span(word.start, word.stop)
            )
        return


def _first_to_report(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Who was there before other papers: "The Argus was first to report the raid"."""
    for at in range(3, len(words)):
        if words[at].low != "report" or words[at - 1].low != "to" or words[at - 2].low != "first":
            continue
        verb = at - 4 if words[at - 3].low == "the" else at - 3
        subject = phrase_before(words, verb) if words[verb].low in ("was", "were") else None
        if subject:
            yield AttributionPhrase(
                Span(words[subject[0]].start, words[subject[1]].stop), Span(words[verb].start, words[at].stop)
            )


def _with_saying(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Who is told of behind "with": "critics were loud, with one of them writing “...”"."""
    for at, word in enumerate(words):
        stretch = phrase_after(words, at + 1) if word.low == "with" and not word.is_quoted else None
        if stretch and stretch[1] + 1 < len(words) and words[stretch[1] + 1].low in cues.SAYING_FORMS:
            cue = words[stretch[1] + 1]
            yield AttributionPhrase(Span(words[stretch[0]].start, words[stretch[1]].stop), Span(cue.start, cue.stop))


def _told(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """The outlet that was told: "an official told Reuters"."""
    for at, word in enumerate(words):
        if word.is_quoted or word.low not in ("told", "tells", "tell", *_BEFORE_HEARER):
            continue
        if word.low in _BEFORE_HEARER and not (at and words[at - 1].low in _BEFORE_HEARER[word.low]):
            continue
        first = at + 1
        if first < len(words) and words[first].low == "the":
            first += 1
        last = first
        while last < len(words) and _goes_on(words, first, last):
            last += 1
        if last == first and first > at + 1 and words[first : first + 1] and words[first].low in cues.OUTLET_NOUNS:
            last = first + 1  # "told the newspaper"
        name = words[first:last]
        is_known = any(part.low in cues.OUTLETS | cues.OUTLET_WORDS | cues.OUTLET_NOUNS for part in name)
        is_known = is_known or (len(name) > 1 and name[0].low.endswith(("’s", "'s")))  # "Lloyd's List"
        if name and (is_known or (first > at + 1 and _may_be_outlet(name))):
            yield AttributionPhrase(Span(words[at + 1].start, name[-1].stop))


def _goes_on(words: Sequence[Word], first: int, at: int) -> bool:
    """Say whether a name goes on with this word: "the Globe and Mail", "Channel 4 News"."""
    if words[at].is_capital and words[at].is_word:
        return True
    behind = words[at + 1] if at + 1 < len(words) else None
    is_inside = words[at].low == "and" or words[at].text.isdigit()
    return is_inside and at > first and behind is not None and behind.is_capital and behind.low in cues.OUTLET_WORDS


def _may_be_outlet(name: Sequence[Word]) -> bool:
    """Say whether a name behind "told the" is that of an outlet on no list: no body, no people, no parliament."""
    last = name[-1]
    return not (
        last.text.isupper() or last.low.endswith(("ans", "ese", "ians"))
        or any(word.low in cues.BODY_NOUNS or word.low in PEOPLE or word.low in cues.ASSEMBLIES for word in name)
    )  # fmt: skip


def _headline_edge(text: str, sentence: Span, words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """A source before the colon of a headline, or behind its dash or colon, where no verb stands."""
    if head := _HEAD.match(text, sentence.start, sentence.stop):
        before = [word for word in words if word.stop <= head.end("head")]
        if text[sentence.stop - 1] != "." and _may_be_edge(before) and before[-1].low in PEOPLE | BODIES_AND_PAPERS:
            yield AttributionPhrase(Span(before[0].start, before[-1].stop))
            return
    found = _TAIL.search(text, sentence.start, sentence.stop)
    if found is None:
        return
    tail = [word for word in words if word.start >= found.start("tail")]
    topic = next((at for at, word in enumerate(tail) if at and word.low in ("on", "about", "over")), len(tail))
    tail = tail[:topic]
    if _may_be_edge(tail):
        says = tail[-1].low in ("say", "says", "said") and len(tail) > 1
        last = tail[-2] if says else tail[-1]
        yield AttributionPhrase(
            Span(tail[0].start, last.stop), Span(tail[-1].start, tail[-1].stop) if says else None
        )


def _may_be_edge(words: Sequence[Word]) -> bool:
    return (
        0 < len(words) <= _MOST_TAIL_WORDS and words[0].low not in cues.QUESTIONS and is_source_like(words)
        and not words[0].text[0].isdigit()
        and not any(word.low in cues.AUXILIARIES or word.low == "to" or word.is_quoted for word in words)
    )  # fmt: skip


def _hedges(text: str, sentence: Span, words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Words that stand where a source should ("reportedly", "it is understood")."""
    quoted = [word.start for word in words if word.is_quoted]
    for found in _HEDGE.finditer(text, sentence.start, sentence.stop):
        if found.start() not in quoted:
            yield AttributionPhrase(Span(*found.span()))
