"""Subjects of verbs of saying, before the verb or behind it: "the port said", “...,” said the port."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.core import cues
from annotator.core.appositions import is_no_auxiliary, opens_relative
from annotator.core.extents import AttributionPhrase
from annotator.core.noun_phrases import cites_behind, opening_subject, phrase_after, phrase_before
from annotator.core.nouns import PEOPLE, is_bare_plural, is_noun_here, is_paper, is_person, is_speaker
from annotator.core.records import Span
from annotator.core.words import Word

#: How many words apart two things of one clause may stand.
_NEAR = 60
_VERBS = (
    cues.SPEECH_VERBS | cues.BACKING_VERBS | cues.DOCUMENT_VERBS | cues.CLOSING_VERBS | cues.HEARING_VERBS
    | cues.EXPECTING_VERBS | cues.VOICING_VERBS | cues.LEARNING_VERBS | cues.GOING_ON | cues.PROGRESSIVES
    | cues.NAMING_VERBS | cues.HOLDING_VERBS | cues.AGREEING_VERBS | cues.GIVING_VERBS
    | frozenset((*cues.PHRASAL_VERBS, *cues.LIKENING_VERBS, *cues.IT_VERBS))
)  # fmt: skip
_IRREGULAR = frozenset({"said", "told", "found", "put", "set", "read", "made", "held", "heard", "cut", "cast", "let"})
_PARTICIPLES = frozenset(word for word in _VERBS if word.endswith("ed") or word in _IRREGULAR)
#: Verbs that a clause may follow.
_CLAUSE_VERBS = (cues.SPEECH_VERBS | cues.BACKING_VERBS | cues.DOCUMENT_VERBS) - (
    cues.BELIEF_VERBS | {"record", "records", "recorded", "counted", "gives", "gave"}
)
_BE = frozenset({"is", "am", "are", "was", "were", "be", "been", "being"})
_HEDGED = frozenset({"said", "reported", "believed", "thought", "alleged", "found", "expected"})
#: Who agree with each other tell nothing: "the ministers agreed", "both sides agreed".
_ALL_TOGETHER = frozenset({"the", "both", "all", "they", "we", "it"})
#: What something is called: "called the plan madness", "the ruling absurd".
_JUDGEMENT = re.compile(
    r"(?!hospital)[a-z]{3,}(?:less|ous|ful|able|ible|ive|ic|[^pt]al|ing|ant|ent|ish|ness)|dire|absurd|grim|weak|cruel|wrong|"
    r"unfair|fair|poor|bad|good|sound|mad|insane|unwise|rash|crazy|stupid|insulting|dead|bleak|harsh|obscene|farcical|illegal|"
    r"brutal|sexist|racist|unlawful|unsafe|unjust|premature|false|nonsense|suicide|murder|theft|fraud|blackmail|progress"
)
_LONGEST_JUDGED = 5
_SAID = frozenset({"say", "says", "said"})
_LOUD = frozenset({"screamed", "shouted", "shouts", "yelled", "snapped", "swore", "cried"})
#: Behind a clause with "who" these belong to it, others to the verb: "who got there first said", "who left later said".
_CLOSES_RELATIVE = frozenset({"first", "again", "too", "once", "instead", "aloud", "long", "always", "often", "himself",
                              "herself", "itself", "themselves"})  # fmt: skip
_HOW_ONE_SPEAKS = frozenset({"speak", "talk", "comment", "speaking", "talking", "spoke"})
_ONESELF = frozenset({"himself", "herself", "itself", "themselves", "myself", "ourselves"})
_CLOSING_MARKS = "”\""
#: Behind a verb that closes its sentence: when, where and to whom it was said.
_CIRCUMSTANCES = cues.PREPOSITIONS | {"late", "last", "yesterday", "today", "earlier", "this", "when", "as"}


def find_speaking(words: Sequence[Word]) -> Iterator[AttributionPhrase]:
    """Subjects of verbs of saying, before the verb or, after a quotation or comma, behind it."""
    for at, word in enumerate(words):
        if word.is_quoted or word.low not in _VERBS or word.is_capital or is_noun_here(words, at):
            continue
        group = _verb_group(words, at)
        if group is None or _is_reported_speech(words, group) or _tells_nothing(words, at):
            continue
        cue = Span(words[group].start, words[at + 1 if _has_particle(words, at) else at].stop)
        closes = at > 0 and words[at - 1].low == "," and _closes_with_source(words, at)
        before = None if closes else _subject(words, _before_adverbs(words, group))
        if before is not None and _does_attribute(words, at, before[0]):
            yield AttributionPhrase(Span(words[before[0]].start, words[before[1]].stop), cue)
        elif before is None and _may_invert(words, at) and (
            (word.low in cues.INVERTING_VERBS and word.low not in cues.TRANSITIVE_VERBS)
            or (word.low in cues.SPEECH_VERBS and _is_after_quotation(words, at))
        ):  # fmt: skip
            behind = phrase_after(words, at + 1, takes_any=_is_after_quotation(words, at)) or (
                _last_words(words, at) if closes else None
            )
            behind = _one_of_them(words, at + 1) or behind
            if behind is not None:
                yield AttributionPhrase(Span(words[behind[0]].start, words[behind[1]].stop), cue)


def _subject(words: Sequence[Word], stop: int) -> tuple[int, int] | None:
    """The phrase before a verb; behind "and" or "but" whoever opened the sentence: "declined to act but said"."""
    if stop < 2 or words[stop - 1].low not in ("and", "but", "then"):
        return phrase_before(words, stop)
    opening = opening_subject(words)
    if opening is None or opening[1] + 1 >= stop - 1 or not is_speaker(words, opening[0], opening[1] + 1):
        return None
    is_one_clause = not any(word.low in (";", "that", "who", "which", "because", "when") or word.low in "“”\""
                            for word in words[opening[1] + 1 : stop])  # fmt: skip
    return opening if is_one_clause else None


def _is_after_quotation(words: Sequence[Word], at: int) -> bool:
    """Say whether “...,” stands before the verb and a noun phrase behind it: then who said it needs no known noun."""
    is_noun_phrase = at + 2 < len(words) and words[at + 1].low in ("a", "an", "the", "one", "her", "his", "their")
    return is_noun_phrase and words[at - 1].low in _CLOSING_MARKS


def _has_particle(words: Sequence[Word], at: int) -> bool:
    """Say whether the word behind a verb is part of it: "played down", but not "claims to"."""
    following = words[at + 1].low if at + 1 < len(words) else ""
    return following != "to" and following in cues.PHRASAL_VERBS.get(words[at].low, "").split()


def _closes_with_source(words: Sequence[Word], at: int) -> bool:
    """Say whether nothing but a source stands behind the verb: "Board knew of it, say officials", or it breaks into
    a sentence: "The contract, say officials, has lapsed".
    """
    is_plain = words[at].low in ("say", "says", "said")
    before = phrase_before(words, at)
    if before and any(word.low in ("who", "whom", "whose") for word in words[before[0] : at]):
        return False  # "The nurse, who was on duty, said managers knew"
    if before and cites_behind(words, before[1] + 1):
        return False  # "The Ledger, which quoted an aide, said the mayor knew"
    if not is_plain and not (words[at].low in cues.INVERTING_VERBS and any(
        word.low in cues.AUXILIARIES for word in words[: at - 1]
    )):  # fmt: skip
        return False
    behind = phrase_after(words, at + 1) or _last_words(words, at)
    if behind is None:
        return False
    if behind[1] + 1 < len(words) and words[behind[1] + 1].low == ",":
        return not any(word.low == "," for word in words[: at - 1])
    return not any(words[place].is_word for place in range(behind[1] + 1, len(words)))


def _last_words(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """People by their noun alone behind the verb: ", say brokers"."""
    stretch = phrase_after(words, at + 1, takes_any=True)
    return stretch if stretch and is_bare_plural(words[stretch[0] : stretch[1] + 1]) else None


def _one_of_them(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """“Call it 50,” said one."""
    alone = at < len(words) and words[at].low in ("one", "another", "some", "others")
    if not alone or (at + 1 < len(words) and words[at + 1].is_word):
        return None
    return phrase_after(words, at, takes_any=True)


def _tells_nothing(words: Sequence[Word], at: int) -> bool:
    """Say whether the saying is a refusal, or a wish not to be named: "said it does not comment"."""
    low = [word.low for word in words[at + 1 : at + 14]]
    pairs = list(pairwise(low))
    if low[:1] in (["nothing"], ["little"]) and low[1:2] in (["about"], ["of"], [], ["."]):
        return True
    if ("not", "discuss") in pairs[:4]:
        return True
    return ("not", "comment") in pairs or ("no", "comment") in pairs or low[:2] == ["on", "anonymity"]


def _does_attribute(words: Sequence[Word], at: int, subject: int) -> bool:
    """Say whether a verb with a subject attributes something: by itself, by what follows it, or at the end."""
    low = words[at].low
    following = words[at + 1].low if at + 1 < len(words) else ""
    if _says_nothing_here(words, at):
        return False
    if low in cues.NAMING_VERBS and any(word.is_quoted for word in words[at : at + _NEAR]):
        return True
    if low in cues.BLAMING_VERBS:
        return following not in _ONESELF  # nobody and no paper blames without telling so
    if _is_phrase_of_saying(words, at, subject):
        return True
    if low in ("call", "calls", "called") and (
        following in ("it", "that", "this", "them", "him", "her") or _likens(words, at)
    ):
        return is_speaker(words, subject, at)
    kind = _by_its_kind(words, at, subject)
    if kind is not None:
        return kind
    if low in cues.PLAIN_SPEECH_VERBS or (low in _CLAUSE_VERBS and _opens_a_clause(words, at + 1)):
        return True
    if (low in cues.DOCUMENT_VERBS or low in cues.SHOWING_VERBS) and is_paper(words, subject, at):
        return True
    if low in cues.BACKING_VERBS and is_speaker(words, subject, at):
        return True
    if low in ("question", "questions", "questioned") and is_speaker(words, subject, at):
        return not any(word.low in PEOPLE or word.is_capital for word in words[at + 1 : at + 6])
    return (low in cues.CLOSING_VERBS or low in cues.SPEECH_VERBS) and _closes(words, at, subject)


def _by_its_kind(words: Sequence[Word], at: int, subject: int) -> bool | None:
    """The same for verbs that attribute with subjects of one kind: courts hear, outlets learn; None for others."""
    low = words[at].low
    if low in cues.NAMING_VERBS:
        return low in cues.DOCUMENT_VERBS and is_paper(words, subject, at)
    if low in ("found", "finds") and any(word.low in cues.INVESTIGATORS for word in words[subject:at]) and (
        at + 1 < len(words) and words[at + 1].is_word and words[at + 1].low not in _CIRCUMSTANCES
    ):
        return True
    if low in cues.HEARING_VERBS:
        return any(word.low in cues.COURTS for word in words[subject:at])
    if low in cues.LEARNING_VERBS:
        return any(word.low in cues.OUTLETS or (word.low in cues.OUTLET_WORDS and word.is_capital)
                   for word in words[subject:at])  # fmt: skip
    if low in cues.PROGRESSIVES:
        return low not in ("calling", "treating") and any(word.low in _BE for word in words[max(0, at - 3) : at])
    if low in cues.HOLDING_VERBS and any(word.low in cues.TELLERS for word in words[subject:at]):
        return at + 1 < len(words) and words[at + 1].is_word and words[at + 1].low not in _CIRCUMSTANCES
    if low in cues.AGREEING_VERBS and is_person(words, subject, at) and words[subject].low not in _ALL_TOGETHER:
        return _agrees_with_somebody(words, at)
    if low in cues.BELIEF_VERBS and any(word.low in cues.INFORMANTS for word in words[subject:at]):
        return _opens_a_clause(words, at + 1) or any(word.is_word for word in words[at + 1 : at + 3])
    if low in cues.EXPECTING_VERBS and any(word.low in cues.FORECASTERS for word in words[subject:at]):
        return True
    return None


def _agrees_with_somebody(words: Sequence[Word], at: int) -> bool:
    """Say whether who agrees backs what was said: "Two diplomats agreed.", "agreed with that assessment"."""
    behind = [word.low for word in words[at + 1 : at + 8]]
    return behind in ([], ["."]) or (behind[:1] == ["with"] and bool(cues.SAYING_NOUNS.intersection(behind)))


def _likens(words: Sequence[Word], at: int) -> bool:
    """Say whether a thing is called another: "called the speech a flop", but not "called the police a second time"."""
    low = [word.low for word in words[at + 1 : at + 8]]
    if low[:1] not in (["the"], ["his"], ["her"], ["its"], ["their"]):
        return False
    ends = next((place for place, word in enumerate(low) if word in ",.;:”"), len(low))
    if 2 < ends <= _LONGEST_JUDGED and _JUDGEMENT.fullmatch(low[ends - 1]) and low[ends - 1] not in PEOPLE:
        return True  # "called the results dire"
    place = next((place for place in range(2, min(len(low) - 1, 5)) if low[place] in ("a", "an")), None)
    return place is not None and low[place + 1] not in ("second", "third", "few", "day", "week", "month", "year")


def _says_nothing_here(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb of saying means something else: "asked for help", "tells the story", "said to be ill"."""
    low = words[at].low
    following = [word.low for word in words[at + 1 : at + 4]]
    if low in cues.ASKING_VERBS and (
        following[:1] in (["not"], ["to"], ["for"]) or not any(word.is_quoted for word in words)
    ):  # fmt: skip
        return True  # who asks without being quoted tells nothing
    if low in ("read", "reads") and not any(word.is_quoted or word.low in ":“\"" for word in words):
        return True  # "She read the results"
    if low in _LOUD and following[:1] == ["at"]:
        return True  # "the boss screamed at them"
    if low in ("tell", "tells", "told") and following[:1] != ["reporters"] and following[1:2] == ["to"]:
        return True  # "told them to report it"
    if low in ("tell", "tells", "told") and cues.TALES.intersection(following):
        return True
    return following[:1] == ["to"] and (low in _HEDGED or low in ("report", "reports"))


def _is_phrase_of_saying(words: Sequence[Word], at: int, subject: int) -> bool:
    """Say whether a verb attributes with the words behind it: "played down", "expressed doubt", "put it at 40"."""
    low, behind = words[at].low, [word.low for word in words[at + 1 : at + 26]]
    if low in cues.IT_VERBS and tuple(behind[: len(cues.IT_VERBS[low])]) == cues.IT_VERBS[low]:
        return True
    if low in ("put", "puts"):
        is_reckoned = behind[:2] in (["the", "figure"], ["the", "toll"], ["the", "total"])
        return ("at" in behind[1:9] or is_reckoned) and (is_speaker(words, subject, at) or is_paper(words, subject, at))
    if low in cues.GOING_ON:
        return behind[:1] == ["on"] and (behind[1:2] in ([":"], ["“"], ['"']) or behind[1:3] == ["to", "say"])
    if low in cues.GIVING_VERBS:
        return "no" not in behind[:1] and bool(cues.ACCOUNTS.intersection(behind[:4])) and is_person(words, subject, at)
    can_speak = is_speaker(words, subject, at) or is_paper(words, subject, at)
    if behind[:1] and behind[0] in cues.PHRASAL_VERBS.get(low, "").split():
        return can_speak
    if low in cues.VOICING_VERBS:
        return can_speak and bool(cues.VOICED.intersection(behind[:4]))
    if low in cues.REJECTING_VERBS and can_speak and cues.REJECTED.intersection(behind[:4]):
        return True
    link = cues.LIKENING_VERBS.get(low)
    until = next((place for place, word in enumerate(behind) if word in ",;.:"), len(behind))
    return link is not None and can_speak and link in behind[1:until] and behind[behind.index(link) - 1] != "well"


def _closes(words: Sequence[Word], at: int, subject: int) -> bool:
    """Say whether the clause stands behind what it attributes: "..., letters show"."""
    ends = at + 1 == len(words) or not words[at + 1].is_word or words[at + 1].low in _CIRCUMSTANCES
    follows = subject > 1 and (words[subject - 1].low == "," or words[subject - 1].low in _CLOSING_MARKS)
    return ends and follows and words[subject].low != "it"


def _is_reported_speech(words: Sequence[Word], group: int) -> bool:
    """Say whether the saying is itself told by somebody: "the paper reported that the bank had told managers"."""
    subject = words[group - 1].low if group else ""
    if subject in ("he", "she", "it", "they") and group > 1 and (
        words[group - 2].low in cues.SPEECH_VERBS
        or (words[group - 2].low == "that" and words[group - 3].low in cues.SPEECH_VERBS)
    ):  # fmt: skip
        return True
    if words[group].low not in ("had", "have"):
        return False
    if words[group].low == "had" and _is_in_account(words, group):
        return True
    said = next((at for at in range(group - 1, max(group - _NEAR, 0), -1) if words[at].low in cues.SPEECH_VERBS
                 and not words[at].is_quoted), None)  # fmt: skip
    is_cited = words[0].low in cues.CITING_VERBS
    if words[group].low == "have" and group and words[group - 1].low != "they":
        return False
    return (said is not None and not any(word.low in ";“”\"" for word in words[said:group])) and (
        is_cited or not any(word.low in ("but", "while", "although") for word in words[said:group])
    )


def _is_in_account(words: Sequence[Word], group: int) -> bool:
    """Say whether another closes the sentence as its source: "She had threatened to go, according to two aides"."""
    comma = next((at for at in range(group, len(words)) if words[at].low == "," and not words[at].is_quoted), None)
    if comma is None or comma + 2 >= len(words):
        return False
    if words[comma + 1].low == "according" and words[comma + 2].low == "to":
        return True
    last = len(words) - (2 if words[-1].low == "." else 1)
    closes = last > comma + 1 and words[last].low in _SAID
    return closes and not any(word.low == "," for word in words[comma + 1 : last])


def _verb_group(words: Sequence[Word], at: int) -> int | None:
    """The index of the first auxiliary before the verb, the verb's own without one; None if it does not say.

    Passives ("was told"), denials of saying ("would not confirm") and hedges ("has reportedly asked") have no
    speaker.
    """
    first, at_word = at, at
    while at_word > 0:
        low = words[at_word - 1].low
        if is_no_auxiliary(words, at_word - 1):
            break
        if low in cues.AUXILIARIES or low in cues.MODALS or low.endswith(("n't", "n’t")):
            first = at_word - 1
        elif low == "not":
            return None
        elif low not in cues.VERB_ADVERBS and not words[at_word - 1].is_adverb:
            break
        at_word -= 1
    group = [word.low for word in words[first:at]]
    is_all = "only" in group or (at + 1 < len(words) and words[at + 1].low == "only")  # "would only say that"
    if any(low == "not" or low in cues.HEDGES or (low in cues.MODALS and not is_all) or low.endswith(("n't", "n’t"))
           for low in group):  # fmt: skip
        return None
    if words[at].low in _PARTICIPLES and _BE.intersection(group):
        return None
    if words[at].low in cues.PROGRESSIVES and not _BE.intersection(group):
        return None
    if first > 1 and words[first - 1].low == "to" and words[first - 2].low in cues.SEEMING_VERBS:
        return first - 2  # "appear to show"
    if first > 0 and words[first - 1].low == "to":
        return None
    return first


def _before_adverbs(words: Sequence[Word], at: int) -> int:
    """Step back over adverbs between subject and verb ("The report also cited")."""
    while at > 0 and (words[at - 1].low in cues.VERB_ADVERBS or words[at - 1].is_adverb):
        if at > 1 and words[at - 2].low in _HOW_ONE_SPEAKS:
            break  # "a source who could not speak publicly said"
        if words[at - 1].low == "then" and at > 1 and words[at - 2].low in (",", "and"):
            break  # "The minister laughed, then said"
        if words[at - 1].low in _CLOSES_RELATIVE and _is_in_relative(words, at - 1):
            break  # "a medic who reached the school first said"
        at -= 1
    if at > 1 and words[at - 1].low == "neither" and words[at - 2].is_word:
        at -= 1  # "Israel neither confirmed nor denied it"
    return at


def _is_in_relative(words: Sequence[Word], at: int) -> bool:
    """Say whether a clause that describes somebody is open at this word: "a medic who reached the school first"."""
    for place in range(at - 2, max(at - _NEAR, -1), -1):
        if not words[place].is_word or words[place].is_quoted:
            return False
        if opens_relative(words, place):
            return True
    return False


def _may_invert(words: Sequence[Word], at: int) -> bool:
    """Say whether "said" may stand before its subject: after a quotation, a comma or a dash."""
    if at == 0 or words[at - 1].low in "”\"»,—–-" or (at == 1 and words[0].low == "so"):
        return True
    return words[at - 1].is_quoted


def _opens_a_clause(words: Sequence[Word], at: int) -> bool:
    """Say whether what follows a verb like "indicated" or "found" is a statement, not just an object."""
    while at < len(words) and (words[at].low in cues.VERB_ADVERBS or words[at].is_adverb):
        at += 1
    if at >= len(words):
        return False
    word = words[at]
    if word.low in ("that", ":", "“", '"', "how", "why", "whether", "if") or word.low in cues.PRONOUNS:
        return True
    if word.low == "," and at + 1 < len(words) and words[at + 1].low in "“\"":
        return True
    if word.low in cues.PREPOSITIONS and not (at + 1 < len(words) and words[at + 1].is_capital):
        return False
    return word.is_word and any(other.low in cues.AUXILIARIES for other in words[at : at + 14])
