"""Subjects of verbs of saying, before the verb or behind it: "the port said", “...,” said the port."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.core import cues
from annotator.core.extents import AttributionPhrase
from annotator.core.noun_phrases import phrase_after, phrase_before
from annotator.core.nouns import is_bare_plural, is_noun_here, is_paper, is_person
from annotator.core.records import Span
from annotator.core.words import Word

#: How many words apart two things of one clause may stand.
_NEAR = 60
_VERBS = (
    cues.SPEECH_VERBS | cues.BACKING_VERBS | cues.DOCUMENT_VERBS | cues.CLOSING_VERBS | cues.HEARING_VERBS
    | cues.EXPECTING_VERBS | frozenset(cues.PHRASAL_VERBS)
)  # fmt: skip
_PARTICIPLES = frozenset(word for word in cues.SPEECH_VERBS if word.endswith("ed") or word in ("said", "told", "found"))
#: Verbs that a clause may follow.
_CLAUSE_VERBS = (cues.SPEECH_VERBS | cues.BACKING_VERBS | cues.DOCUMENT_VERBS) - {"record", "records", "recorded"}
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})


def find_speaking(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Subjects of verbs of saying, before the verb or, after a quotation or comma, behind it."""
    for at, word in enumerate(words):
        if word.is_quoted or word.low not in _VERBS or word.is_capital or is_noun_here(words, at):
            continue
        group = _verb_group(words, at)
        if group is None or _is_reported_speech(words, group):
            continue
        cue = Span(words[group].start, words[at + 1 if _has_particle(words, at) else at].stop)
        before = phrase_before(words, _before_adverbs(words, group))
        if _tells_nothing(words, at):
            continue
        closes = at > 0 and words[at - 1].low == "," and _closes_with_source(words, at)
        if closes:
            before = None
        if before is not None and _does_attribute(words, at, before[0]):
            yield AttributionPhrase(Span(words[before[0]].start, words[before[1]].stop), cue)
        elif before is None and word.low in cues.PLAIN_SPEECH_VERBS and _may_invert(words, at):
            behind = phrase_after(words, at + 1) or (_last_words(words, at) if closes else None)
            behind = behind or _one_of_them(words, at + 1)
            if behind is not None:
                yield AttributionPhrase(Span(words[behind[0]].start, words[behind[1]].stop), cue)


def _has_particle(words: Sequence[Word], at: int) -> bool:
    """Say whether the word behind a verb is part of it: "played down", but not "claims to"."""
    following = words[at + 1].low if at + 1 < len(words) else ""
    return following != "to" and cues.PHRASAL_VERBS.get(words[at].low) == following


def _closes_with_source(words: Sequence[Word], at: int) -> bool:
    """Say whether nothing but a source stands behind the verb: "Board knew of it, say officials"."""
    if words[at].low not in ("say", "says", "said"):
        return False
    behind = phrase_after(words, at + 1) or _last_words(words, at)
    return behind is not None and not any(words[place].is_word for place in range(behind[1] + 1, len(words)))


def _last_words(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """People by their noun alone behind the verb: ", say brokers"."""
    stretch = phrase_after(words, at + 1, takes_any=True)
    return stretch if stretch and is_bare_plural(words[stretch[0] : stretch[1] + 1]) else None


def _one_of_them(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """“Call it 50,” said one."""
    alone = at < len(words) and words[at].low in ("one", "another", "some", "others")
    return (at, at) if alone and not (at + 1 < len(words) and words[at + 1].is_word) else None


def _tells_nothing(words: Sequence[Word], at: int) -> bool:
    """Say whether the saying is a refusal, or a wish not to be named: "said it does not comment"."""
    low = [word.low for word in words[at + 1 : at + 14]]
    pairs = list(pairwise(low))
    if low[:1] == ["nothing"] and low[1:2] in (["about"], ["of"]):
        return True
    return ("not", "comment") in pairs or ("no", "comment") in pairs or low[:2] == ["on", "anonymity"]


def _does_attribute(words: Sequence[Word], at: int, subject: int) -> bool:
    """Say whether a verb with a subject attributes something: by itself, by what follows it, or at the end."""
    low = words[at].low
    if low in cues.ASKING_VERBS and at + 1 < len(words) and words[at + 1].low in ("not", "to", "for"):
        return False
    if low in cues.NAMING_VERBS and any(word.is_quoted for word in words[at : at + _NEAR]):
        return True
    following = words[at + 1].low if at + 1 < len(words) else ""
    if low in cues.PHRASAL_VERBS and following == cues.PHRASAL_VERBS[low]:
        return True
    if low in ("put", "puts") and is_person(words, subject, at):
        return any(word.low == "at" for word in words[at + 1 : at + 10])
    if low in ("call", "calls", "called") and following in ("it", "that", "this", "them", "him", "her"):
        return is_person(words, subject, at)
    if low in cues.NAMING_VERBS:
        return low in cues.DOCUMENT_VERBS and is_paper(words, subject, at)
    if low in cues.HEARING_VERBS:
        return any(word.low in cues.COURTS for word in words[subject:at])
    if low in cues.EXPECTING_VERBS and any(word.low in cues.FORECASTERS for word in words[subject:at]):
        return True
    if low in cues.PLAIN_SPEECH_VERBS or (low in _CLAUSE_VERBS and _opens_a_clause(words, at + 1)):
        return True
    if (low in cues.DOCUMENT_VERBS or low in cues.SHOWING_VERBS) and is_paper(words, subject, at):
        return True
    if low in cues.BACKING_VERBS and is_person(words, subject, at):
        return True
    return low in cues.CLOSING_VERBS and _closes(words, at, subject)


def _closes(words: Sequence[Word], at: int, subject: int) -> bool:
    """Say whether the clause stands behind what it attributes: "..., letters show"."""
    ends = at + 1 == len(words) or not words[at + 1].is_word
    return ends and subject > 1 and words[subject - 1].low == ","


def _is_reported_speech(words: Sequence[Word], group: int) -> bool:
    """Say whether the saying is itself told by somebody: "the paper reported that the bank had told managers"."""
    if words[group].low not in ("had", "have"):
        return False
    said = next((at for at in range(group - 1, max(group - _NEAR, 0), -1) if words[at].low in cues.SPEECH_VERBS
                 and not words[at].is_quoted), None)  # fmt: skip
    is_cited = words[0].low in cues.CITING_VERBS
    if words[group].low == "have" and group and words[group - 1].low != "they":
        return False
    return (said is not None and not any(word.low in ";“”\"" for word in words[said:group])) and (
        is_cited or not any(word.low in ("but", "while", "although") for word in words[said:group])
    )


def _verb_group(words: Sequence[Word], at: int) -> int | None:
    """The index of the first auxiliary before the verb, the verb's own without one; None if it does not say.

    Passives ("was told"), denials of saying ("would not confirm") and hedges ("has reportedly asked") have no
    speaker.
    """
    first, at_word = at, at
    while at_word > 0:
        low = words[at_word - 1].low
        if low == "may" and words[at_word - 1].is_capital:  # a month
            break
        if low in cues.AUXILIARIES or low.endswith(("n't", "n’t")):
            first = at_word - 1
        elif low not in cues.VERB_ADVERBS and not (low.endswith("ly") and len(low) > 4):
            break
        at_word -= 1
    group = [word.low for word in words[first:at]]
    if any(low == "not" or low in cues.HEDGES or low in cues.MODALS or low.endswith(("n't", "n’t")) for low in group):
        return None
    if words[at].low in _PARTICIPLES and _BE.intersection(group):
        return None
    if first > 0 and words[first - 1].low == "to":
        return None
    return first


def _before_adverbs(words: Sequence[Word], at: int) -> int:
    """Step back over adverbs between subject and verb ("The report also cited")."""
    while at > 0 and (words[at - 1].low in cues.VERB_ADVERBS or words[at - 1].low.endswith("ly")):
        at -= 1
    return at


def _may_invert(words: Sequence[Word], at: int) -> bool:
    """Say whether "said" may stand before its subject: after a quotation, a comma or a dash."""
    if at == 0 or words[at - 1].low in "”\"»,—–-":
        return True
    return words[at - 1].is_quoted


def _opens_a_clause(words: Sequence[Word], at: int) -> bool:
    """Say whether what follows a verb like "indicated" or "found" is a statement, not just an object."""
    while at < len(words) and (words[at].low in cues.VERB_ADVERBS or words[at].low.endswith("ly")):
        at += 1
    if at >= len(words):
        return False
    word = words[at]
    if word.low in ("that", ":", "“", '"', "how", "why", "whether") or word.low in cues.PRONOUNS:
        return True
    if word.low in cues.PREPOSITIONS and not (at + 1 < len(words) and words[at + 1].is_capital):
        return False
    return word.is_word and any(other.low in cues.AUXILIARIES for other in words[at : at + 14])
