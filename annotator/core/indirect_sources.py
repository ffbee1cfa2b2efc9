"""Sources that are no subject of a verb of saying: behind "by", of a passive, or the owner of a saying.

"The account was confirmed by two officials", "He is quoted as saying", "The court was told", "In the words of one
diplomat", "warnings from economists that ...".
"""

from collections.abc import Iterator, Sequence

from annotator.core import cues
from annotator.core.extents import AttributionPhrase
from annotator.core.noun_phrases import phrase_after, phrase_before
from annotator.core.nouns import DETERMINERS
from annotator.core.records import Span
from annotator.core.words import Word

_BE = frozenset({"is", "am", "are", "was", "were", "be", "been", "being"})
#: How far before "by" its participle may stand: "confirmed to Coast Wire by".
_BEFORE_BY = 4
#: What somebody is told by, and no source: "told by text message".
_MEANS = frozenset(
    {"text", "email", "e-mail", "letter", "phone", "telephone", "radio", "post", "message", "word", "video"}
)
_BACKED = frozenset({"supported", "backed", "challenged", "questioned", "echoed"})
_QUOTED_AS = frozenset({"quoted", "cited", "reported", "heard", "recorded", "described", "paraphrased"})
#: How far behind its participle "as saying" may stand.
_BEFORE_AS = 9
_ENDS_OF_CLAUSE = frozenset(",;:—–.")
#: "per the filing", but not "per day".
_AFTER_PER = frozenset({"the", "a", "an", "his", "her", "its", "their", "one", "two", "official", "court", "local"})


def find_indirect(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Every such source of a sentence with the words that introduce it, in no order; some may overlap others."""
    for at, word in enumerate(words):
        if word.is_quoted:
            continue
        if word.low == "by":
            yield from _agent(words, at)
            yield from _reckoned(words, at)
        elif word.low == "told" or word.low in _QUOTED_AS:
            yield from _subject_of_passive(words, at)
        elif word.low in ("words", "view", "opinion", "telling"):
            yield from _in_the_words_of(words, at)
        elif word.low == "per":
            yield from _per(words, at)
        if word.low in ("interviews", "conversations") and at and words[at - 1].low == "on":
            yield from _interviewed(words, at)
        if word.low in cues.HEARING_VERBS:
            yield from _heard(words, at)
        if word.low in cues.SAYING_NOUNS:
            yield from _of_a_saying(words, at)


def _phrase(words: Sequence[Word], stretch: tuple[int, int] | None, cue: Span | None) -> Iterator[AttributionPhrase]:
    if stretch is not None:
        yield AttributionPhrase(Span(words[stretch[0]].start, words[stretch[1]].stop), cue)


def _agent(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """Who stands behind "by" after a participle of saying: "was described by one diplomat as “dead”"."""
    before = at - 1
    while before >= 0 and (words[before].is_quoted or words[before].low in "“”\""):
        before -= 1  # “... called “dead on arrival” by”
    near = range(before, max(before - _BEFORE_BY, -1), -1)
    participle = next((place for place in near if words[place].low in cues.BY_PARTICIPLES), None)
    if participle is None and at and words[at - 1].low in _BACKED and (
        any(word.low in cues.SAYING_NOUNS for word in words[:at])
    ):  # fmt: skip
        participle = at - 1  # "His account was supported by two others"
    if participle is None or any(words[place].low in _ENDS_OF_CLAUSE for place in range(participle + 1, before + 1)):
        return
    if participle != at - 1 and before == at - 1 and words[participle + 1].low != "to":
        return
    if at + 1 < len(words) and words[at + 1].low in _MEANS:
        return  # "told by text message"
    is_noun_phrase = at + 1 < len(words) and words[at + 1].low in DETERMINERS
    stretch = phrase_after(words, at + 1, takes_any=is_noun_phrase)
    yield from _phrase(words, stretch, Span(words[at].start, words[at].stop))


def _reckoned(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """Whose count or account opens or closes a clause: "By the company’s own estimate, ..."."""
    opens = at == 0 or words[at - 1].low in _ENDS_OF_CLAUSE or words[at - 1].low in ("which", "and", "but")
    behind = range(at + 2, min(at + 9, len(words)))
    noun = next((place for place in behind if words[place].low in cues.RECKONINGS), None)
    if not opens or noun is None or any(not word.is_word for word in words[at + 1 : noun]):
        return
    owner = words[at + 1 : noun]
    has_owner = any(word.low.endswith(("’s", "'s", "s’", "s'")) for word in owner) or owner[0].low in (
        "his", "her", "its", "their", "one", "some", "official", "several",
    )  # fmt: skip
    if has_owner:
        yield from _phrase(words, (at + 1, noun), Span(words[at].start, words[at].stop))


def _subject_of_passive(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """Who "is quoted as saying" something, and a court or an outlet that "was told" it."""
    group = at
    while group > 0 and (words[group - 1].low in cues.AUXILIARIES or words[group - 1].low in cues.VERB_ADVERBS):
        group -= 1
    if not _BE.intersection(word.low for word in words[group:at]):
        return
    subject = phrase_before(words, group)
    if subject is None:
        return
    if words[at].low == "told":
        stretch = words[subject[0] : subject[1] + 1]
        if any(word.low in cues.COURTS | cues.OUTLETS | cues.OUTLET_NOUNS
               or (word.is_capital and word.low in cues.OUTLET_WORDS) for word in stretch):  # fmt: skip
            yield from _phrase(words, subject, Span(words[group].start, words[at].stop))
        return
    behind = range(at + 1, min(at + _BEFORE_AS, len(words) - 1))
    said = next((place for place in behind if words[place].low == "as"), None)
    if said is not None and words[said + 1].low in cues.SAYING_FORMS:
        yield from _phrase(words, subject, Span(words[said].start, words[said + 1].stop))


def _interviewed(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """On whom a report rests: "based on interviews with four officials"."""
    if at + 1 < len(words) and words[at + 1].low == "with":
        yield from _phrase(words, phrase_after(words, at + 2), Span(words[at - 1].start, words[at + 1].stop))


def _heard(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """From whom a court hears what follows: "The inquiry heard from a porter that"."""
    is_from = at + 1 < len(words) and words[at + 1].low == "from"
    stretch = phrase_after(words, at + 2) if is_from else None
    is_told = stretch is not None and stretch[1] + 1 < len(words) and words[stretch[1] + 1].low == "that"
    if is_told and any(word.low in cues.COURTS for word in words[:at]):
        yield from _phrase(words, stretch, Span(words[at].start, words[at + 1].stop))


def _in_the_words_of(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """ "In the words of one diplomat", "in one diplomat’s words"."""
    if at >= 2 and words[at - 2].low == "in" and words[at - 1].low == "the" and at + 1 < len(words):
        if words[at + 1].low == "of":
            yield from _phrase(words, phrase_after(words, at + 2), Span(words[at - 2].start, words[at + 1].stop))
        return
    owner = at - 1
    if owner >= 1 and (stop := _without_genitive(words[owner])) is not None:
        first = next((place for place in range(owner, max(owner - 6, -1), -1) if words[place].low == "in"), None)
        if first is not None and first < owner:
            yield AttributionPhrase(Span(words[first + 1].start, stop), Span(words[at].start, words[at].stop))


def _per(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """The paper or the person behind "per": ", per the filing"."""
    if at and at + 1 < len(words) and words[at - 1].low == "," and words[at + 1].low in _AFTER_PER:
        yield from _phrase(words, phrase_after(words, at + 1), Span(words[at].start, words[at].stop))


def _of_a_saying(words: Sequence[Word], at: int) -> Iterator[AttributionPhrase]:
    """Whose claim or warning it is: "warnings from economists that ...", "the minister’s claim that ..."."""
    following = words[at + 1].low if at + 1 < len(words) else ""
    if following in ("by", "from"):
        stretch = phrase_after(words, at + 2)
        after = words[stretch[1] + 1].low if stretch and stretch[1] + 1 < len(words) else ""
        if stretch and (after == "that" or (words[at - 1].low in ("the", "came", "in") and after in (".", ""))):
            yield from _phrase(words, stretch, Span(words[at].start, words[at + 1].stop))
    elif following == "that" and at and (stop := _without_genitive(words[at - 1])) is not None:
        first = at - 1
        while first > 0 and words[first - 1].is_word and words[first - 1].low not in cues.PREPOSITIONS and (
            words[first - 1].low not in cues.SPEECH_VERBS and words[first - 1].low not in cues.AUXILIARIES
        ):  # fmt: skip
            first -= 1
        yield AttributionPhrase(Span(words[first].start, stop), Span(words[at].start, words[at].stop))


def _without_genitive(word: Word) -> int | None:
    """Where a word ends without its "s" of the genitive; None where it has none."""
    if word.low.endswith(("’s", "'s")):
        return word.stop - 2
    return word.stop - 1 if word.low.endswith(("s’", "s'")) else None
