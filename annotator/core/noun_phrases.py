"""Where the noun phrase of a source begins and ends, without a parser: closed lists and marks decide."""

import re
from collections.abc import Sequence

from annotator.core import cues
from annotator.core.appositions import (
    APPOSITION_LIMIT,
    SUBORDINATORS,
    cites_grounds,
    is_apposition,
    is_finite,
    is_noun_in_phrase,
    is_relative,
    opens_relative,
    past_verbs,
    when_it_was,
    wish_not_to_be_named,
)
from annotator.core.nouns import DETERMINERS, PEOPLE, is_bare_plural, is_source_like
from annotator.core.words import Word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BREAKS = frozenset(";:—–()[]“”\"«»!?…")
#: Behind a source these tell why or when it spoke, no more of it.
_ENDING = _words("over amid despite during following")
#: What no source phrase begins or ends with.
NOT_FIRST = _words(
    "to of in on at for from with by and or but as into about than not n't he she it they them him that whether how "
    "why because when if"
)
_TIME_WORDS = _words(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight earlier later late early last "
    "this next previously recently ago separately"
)
_SPANS_OF_TIME = _words("week weekend month year night morning evening afternoon")
_MEDIA = _words(
    "statement interview tweet post speech letter email e-mail briefing message memo conference call telephone phone "
    "statements interviews tweets posts letters emails briefings messages calls text "
    "media facebook twitter x instagram telegram tiktok television radio stage blog website page"
)
_BY_MEANS_OF = _words("in on at during via through by")
#: Means are told within so many words: "In a short televised speech".
_MEANS_WORDS = 6
_LEAD = re.compile(r"(?:meanwhile|however|but|and|yet|still|also|later|then|earlier|separately|similarly|so|now)\Z")
#: Standing alone they are one or some of those who were named before.
_ALONE = _words("one another others some both many several two three")
_SAYING = _words("say says said told tell tells")
#: Of two kinds of people: "three current and former employees".
_PAIRED = _words("current former past present serving retired local foreign senior junior domestic military civilian")
#: Right before a verb these end what went before it.
_NO_SUBJECT = frozenset(";:—–-(")
#: Between an outlet and what it cites.
_WHICH_ITSELF = _words("which who itself in turn had has")
_CALLED = _words("name names himself herself themselves")
_NOBODY = _words("there nobody none no neither that so legend tradition folklore wisdom logic history")
#: Past forms without "-ed", as news copy has them.
_PAST = _words(
    "met went took gave made left ran came saw held stood sat rose fell began kept found sent brought bought sold led "
    "spent lost won drew grew spoke broke chose drove hit cut put set shut paid read"
)
_CONTENT_LIMIT = 24
#: So many words are looked at before a verb: more than any subject has, so that verbs upon verbs take no longer.
_LONGEST_CLAUSE = 60
#: "One" or "Two others" opens its sentence, and where it is has few words.
_ALONE_OPENS, _PLACE_WORDS = 2, 4
_LOOKING = _words("look looks looked looking")
_ISSUED = _words("released published issued filed dated leaked posted")
_OBJECTS = _words("them him her it us me")
_OF_THE_MATTER = _words("briefed familiar close involved knowledge aware informed present near opposed loyal privy")
_NAME_PARTICLES = _words("al bin ibn de van von der den da di du la le el of the and for")


def phrase_before(words: Sequence[Word], stop: int) -> tuple[int, int] | None:
    """First and last index of the source phrase that ends right before `stop` (a verb), or None."""
    last = stop - 1
    if last < 0 or words[last].low in _NO_SUBJECT:
        return None
    if words[last].low == ",":
        return _with_apposition(words, last)
    if words[last].low == ")":
        opening = next((at for at in range(last - 1, max(last - 8, 0), -1) if words[at].low == "("), None)
        base = phrase_before(words, opening) if opening is not None else None
        return None if base is None else (base[0], last)  # "the World Health Organization (WHO)"
    if words[last].low in SUBORDINATORS | {"and", "or", "then"} or is_relative(words[last]):
        return None
    behind, last = last, _before_time(words, last)
    first = _clause_start(words, last)
    if last < behind and any(is_relative(word) for word in words[first + 1 : last]):
        last = behind  # "investors who received a letter this week said"
    if first > 0 and _asks(words, first - 1):
        return None
    first = _past_medium(words, _past_lead(words, first, last), last)
    first = past_verbs(words, first, last)
    if is_relative(words[first]) or (words[first].low in _NOBODY and not words[first + 1].text.isdigit()):
        return None
    if any(words[at].low in ("which", "whom") and words[at - 1].low in cues.PREPOSITIONS
           for at in range(first + 1, last)):  # fmt: skip
        return None  # "the case on which the court ruled"
    if first > 1 and words[first - 1].low == "than" and words[first - 2].low in ("more", "fewer", "less"):
        first -= 2
    return _accept(words, first, last, is_subject=True)


def _before_time(words: Sequence[Word], last: int) -> int:
    """Leave out "on Friday" or "last week" between a subject and its verb."""
    at = last
    if words[at].low in _TIME_WORDS - {"this", "late", "last"} or words[at].low in _SPANS_OF_TIME:
        at -= 1
        while at > 0 and words[at].low in ("on", "late", "early", "last", "this", "earlier"):
            at -= 1
    is_lone = words[at + 1].low in _SPANS_OF_TIME and words[at + 1].low == words[last].low
    tells_when = words[at].low.endswith("ed") and words[at].is_word  # "figures released on Monday"
    return last if at < 1 or tells_when or (is_lone and at == last - 1) else at


def _asks(words: Sequence[Word], at: int) -> bool:
    """Say whether a clause behind this word tells nothing: "what officials said", "if the mayor says"; but “...” is how
    one diplomat put it.
    """
    if words[at].low in ("how", "what") and at and words[at - 1].low in ("is", "was"):
        return False
    return words[at].low in cues.QUESTIONS or words[at].low in ("if", "unless")


def opening_subject(words: Sequence[Word]) -> tuple[int, int] | None:
    """First and last index of whoever opens the sentence, before its first verb, if it could be a source."""
    for at, word in enumerate(words):
        if word.is_quoted:
            return None
        is_past = word.low.endswith("ed") and not word.is_capital and at + 1 < len(words)
        if at and (is_finite(words, at) or word.low in _PAST or (is_past and words[at - 1].low not in DETERMINERS)):
            return phrase_before(words, at)
    return None


def phrase_after(words: Sequence[Word], first: int, *, takes_any: bool = False) -> tuple[int, int] | None:
    """First and last index of the source phrase that begins at `first`, with its description, or None. `takes_any`:
    what stands there is a source, whatever its noun ("according to").
    """
    if first >= len(words) or not words[first].is_word or words[first].is_quoted or words[first].low in NOT_FIRST:
        return None
    at, in_relative = first, False
    while at < len(words):
        word = words[at]
        if not word.is_word and word.low != "-" and not _is_in_name(words, at):
            break
        if opens_relative(words, at):
            in_relative = True
        elif in_relative and word.low == "that" and words[at - 1].is_word and not is_relative(words[at - 1]):
            break  # "from a driver who found the body that the gate was open"
        elif _ends_phrase(words, at, in_relative=in_relative):
            break
        at += 1
    last = _description_end(words, first, at)
    return _accept(words, first, last) or ((first, last) if takes_any and last >= first else None)


def _clause_start(words: Sequence[Word], last: int) -> int:
    """The index where the clause of a subject begins, walking left from its last word."""
    at, furthest = last, max(0, last - _LONGEST_CLAUSE)
    while at > furthest:
        before = words[at - 1]
        if before.is_quoted or before.low in _BREAKS or before.low in (",", "-"):
            break
        if before.low == "that" and words[at].low in _SPANS_OF_TIME | {"day"}:
            at -= 1
            continue  # "a nurse who was on duty that night"
        if before.low == "after" and at > 1 and words[at - 2].low in _LOOKING:
            at -= 1
            continue  # "a carer who looks after three clients"
        if before.low in SUBORDINATORS and not _gives_a_name(words, at - 1) and not opens_relative(words, at - 1):
            wish = wish_not_to_be_named(words, at - 1) or when_it_was(words, at - 1)
            if wish is None:
                break
            at = wish
            continue
        if before.low in ("and", "or") and not _joins_names(words, at - 1):
            break
        at -= 1
    return at


def _is_in_name(words: Sequence[Word], at: int) -> bool:
    """Say whether a mark stands inside a name: "T. J. Osei", "Hearth & Co"."""
    if at == 0 or at + 1 >= len(words) or not words[at + 1].is_capital:
        return False
    is_initial = words[at].low == "." and len(words[at - 1].text) == 1 and words[at - 1].is_capital
    return is_initial or (words[at].low == "&" and words[at - 1].is_capital)


def _gives_a_name(words: Sequence[Word], at: int) -> bool:
    """Say whether "as" tells how somebody called himself: "a man who gave his name as Ali"."""
    return words[at].low == "as" and at > 0 and words[at - 1].low in _CALLED


def _joins_names(words: Sequence[Word], at: int) -> bool:
    """Say whether "and" joins two parts of one subject ("police and witnesses") and not two clauses."""
    if at == 0 or at + 1 >= len(words):
        return False
    before = words[at - 1]
    if before.low in _PAIRED:
        return True
    if not (before.is_capital or before.low in PEOPLE or before.low in cues.BODY_NOUNS):
        return False
    run = at
    while run > 0 and words[run - 1].is_word and words[run - 1].low not in SUBORDINATORS:
        run -= 1
    verbs = cues.AUXILIARIES | cues.SPEECH_VERBS
    return at - run <= 6 and not any(word.low in verbs for word in words[run:at])


def _past_lead(words: Sequence[Word], first: int, last: int) -> int:
    """Leave out "Meanwhile", "On Tuesday", "Earlier this week" before a subject."""
    while first < last:
        low = words[first].low
        in_time = low in _SPANS_OF_TIME or (low in _TIME_WORDS and low != "this")
        if words[first].is_adverb or in_time or _LEAD.match(low):
            first += 1
        elif low in ("on", "in", "this") and first + 1 < last and words[first + 1].low in _TIME_WORDS | _SPANS_OF_TIME:
            first += 2
        elif low in ("at", "over", "during", "in") and first + 2 < last and (
            words[first + 1].low == "the" and words[first + 2].low in _SPANS_OF_TIME
        ):
            first += 3
        else:
            break
    return first


def _past_medium(words: Sequence[Word], first: int, last: int) -> int:
    """Leave out by which means something was said: "In a letter to residents it", "On Facebook the club"."""
    near = range(first + 1, min(last, first + _MEANS_WORDS)) if words[first].low in _BY_MEANS_OF else ()
    medium = next((at for at in near if words[at].low in _MEDIA), last)
    if words[last].low in ("he", "she", "it", "they") and last > medium:
        return last
    for at in range(last, medium, -1):
        is_object = words[at - 1].low in cues.PREPOSITIONS
        if not is_object and (words[at].low == "the" or words[at].low in DETERMINERS - {"at"}):
            return at
        if words[at].is_capital and not words[at - 1].is_capital:
            is_medium = words[at].low in _MEDIA and at < last  # "on X Maria Lenn"
            return at + 1 if is_medium else first if is_object else at
    is_bare = last > medium and words[last].low in PEOPLE and words[last - 1].low not in cues.PREPOSITIONS
    return last if is_bare else first


def _with_apposition(words: Sequence[Word], comma: int) -> tuple[int, int] | None:
    """A subject with ", a spokesman for the port," or ", who asked not to be named," before its verb."""
    if words[comma - 1].low in "”\"" and (cited := _before_cited_words(words, comma)):
        return cited
    before = range(comma - 1, max(comma - 40, 0), -1)
    opening = next((at for at in before if words[at].low == "," or words[at].low in _BREAKS), None)
    if opening is None:
        return _before_stray_comma(words, comma)
    if words[opening].low != ",":
        return None
    inside = words[opening + 1 : comma]
    if cites_behind(words, opening):
        return phrase_before(words, opening)
    is_one = words[opening - 1].low in _ALONE and opening < _ALONE_OPENS
    if inside and is_one and inside[0].low in ("in", "from", "at", "near") and len(inside) <= _PLACE_WORDS:
        return (opening - 1, comma - 1)  # "One, in Derry, said"
    if not inside or not is_apposition(inside):
        if not inside or not (
            inside[0].low in cues.VERB_ADVERBS or _LEAD.match(inside[0].low) or _tells_circumstances(inside)
        ):  # fmt: skip
            return None
        return phrase_before(words, opening)
    is_second = (inside[0].low in ("and", "citing") and words[opening - 1].low != ",") or (
        words[opening - 1].text.isdigit()
    )
    is_bare_name = len(inside) <= 2 and all(word.is_capital for word in inside)  # "who gave his first name, Ali,"
    base = (_with_apposition(words, opening) if is_second else None) or phrase_before(words, opening) or (
        _with_apposition(words, opening) if is_bare_name else None
    )
    return None if base is None else (base[0], comma - 1)


def cites_behind(words: Sequence[Word], comma: int) -> bool:
    """Say whether who stands before a comma cites another behind it: ", citing two", ", which in turn cited two"."""
    at = comma + 1
    while at < len(words) and (words[at].low in _WHICH_ITSELF or words[at].low in cues.VERB_ADVERBS):
        at += 1
    is_citing = at < len(words) and words[comma].low == "," and words[at].low in cues.CITING_VERBS
    return is_citing and not cites_grounds(words, at)


def _tells_circumstances(inside: Sequence[Word]) -> bool:
    """Say whether what stands between commas tells when, where or by which means: "in a statement on Friday"."""
    if inside[0].low not in cues.PREPOSITIONS or len(inside) > APPOSITION_LIMIT:
        return False
    lows = {word.low for word in inside}
    return bool(lows & (_MEDIA | _TIME_WORDS | _SPANS_OF_TIME)) or [word.low for word in inside[1:]] in (
        ["his", "part"], ["her", "part"], ["its", "part"], ["their", "part"],
    )  # fmt: skip


def _before_cited_words(words: Sequence[Word], comma: int) -> tuple[int, int] | None:
    """The subject before what it quotes: "El Faro, quoting “sources in the camp”, said"."""
    opening = next((at for at in range(comma - 2, max(comma - 16, 1), -1) if words[at].low in "“\""), None)
    if opening is None or words[opening - 1].low not in cues.CITING_VERBS or words[opening - 2].low != ",":
        return None
    return phrase_before(words, opening - 2)


def _before_stray_comma(words: Sequence[Word], comma: int) -> tuple[int, int] | None:
    """The subject that opens a sentence and has a comma too many before its verb ("Jane Doe for the board, says")."""
    return _accept(words, 0, comma - 1) if words[0].is_capital and words[0].low not in NOT_FIRST else None


def _ends_phrase(words: Sequence[Word], at: int, *, in_relative: bool) -> bool:
    """Say whether the word cannot belong to a source phrase that runs to the right."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else None
    if word.is_quoted:
        return True
    if word.low in _TIME_WORDS:
        is_inside = words[at - 1].low in _ISSUED and following is not None and following.low == "by"
        return not is_inside  # "a report released Thursday by the board"
    if word.low in _ENDING:
        return True
    if word.low == "as":
        return following is None or following.low in cues.SAYING_FORMS or not in_relative
    if word.low in ("on", "in", "by", "at", "during") and following is not None:
        if following.low in _TIME_WORDS or following.text.isdigit():
            return True
        return any(other.low in _MEDIA for other in words[at + 1 : at + (3 if word.low == "by" else 5)])
    if word.low in cues.SAYING_FORMS:
        return True
    if word.low == "read" and following is not None and following.low in ("to", "out", "aloud"):
        return False  # "a statement read to the court"
    if in_relative:
        return False
    if word.low in ("and", "or"):
        return any(other.low in cues.AUXILIARIES or other.low in cues.SPEECH_VERBS for other in words[at + 1 : at + 6])
    if word.low in SUBORDINATORS:
        return True
    return (word.low in cues.AUXILIARIES or word.low in cues.SPEECH_VERBS) and not is_noun_in_phrase(words, at)


def _description_end(words: Sequence[Word], first: int, stop: int) -> int:
    """Take in ", the mayor of Bergen" or ", who asked not to be named" after a source."""
    last = stop - 1
    if stop >= len(words) or words[stop].low != "," or stop + 1 >= len(words):
        return last
    closing = next((at for at in range(stop + 1, len(words)) if words[at].low == "," or words[at].low in _BREAKS
                    or words[at].low == "."), len(words))  # fmt: skip
    inside = words[stop + 1 : closing]
    if not inside or inside[0].is_quoted:
        return last
    base = words[first:stop]
    if len(base) == 1 and base[0].low in _ALONE:
        return closing - 1 if is_apposition(inside) else last  # "said one, a baker"
    if len(inside) == 1 and inside[0].text.isdigit() and base[-1].is_capital:  # "said Samuel Osei, 24"
        if closing + 1 < len(words) and words[closing].low == "," and is_apposition(words[closing + 1 : closing + 4]):
            after = next((at for at in range(closing + 1, len(words)) if not words[at].is_word), len(words))
            return after - 1
        return closing - 1
    if is_relative(inside[0]) and not any(word.low == "which" for word in inside[:1]):
        return closing - 1
    if base[-1].low in PEOPLE and len(inside) <= 5 and all(
        word.is_capital or word.low in _NAME_PARTICLES for word in inside
    ) and inside[0].low not in _TIME_WORDS and closing < len(words):
        return closing - 1
    is_name = len(base) >= 2 and all(word.is_capital or word.low in _NAME_PARTICLES for word in base[-2:])
    describes = any(word.low in PEOPLE or word.low == "head" for word in inside[:7])
    if is_name and describes and len(inside) <= APPOSITION_LIMIT and is_apposition(inside):
        return closing - 1
    return last


def _accept(words: Sequence[Word], first: int, last: int, *, is_subject: bool = False) -> tuple[int, int] | None:
    """The stretch without marks at its edges, if it could be a source; what does the saying needs no known noun."""
    while first <= last and not words[first].is_word:
        first += 1
    while last >= first and (not words[last].is_word or words[last].low in NOT_FIRST - {"he", "she", "it", "they"}):
        if last > first and words[last].low == "them" and words[last - 1].low == "of":
            break
        if words[last].low in _OBJECTS and any(is_relative(word) for word in words[first:last]):
            break  # "two trustees who saw them"
        if words[last].low in _OBJECTS and last > first + 1 and words[last - 2].low in _OF_THE_MATTER:
            break  # "four people briefed on them"
        last -= 1
    stretch = words[first : last + 1]
    if not stretch or len(stretch) > 2 * _CONTENT_LIMIT:
        return None
    is_at_least = len(stretch) > 1 and stretch[0].low == "at" and stretch[1].low == "least"
    if stretch[0].low in NOT_FIRST - cues.PRONOUNS and not is_at_least:
        return None
    is_noun_phrase = is_subject and (
        (len(stretch) > 1 and stretch[0].low in DETERMINERS)
        or (len(stretch) == 1 and stretch[0].low in _ALONE)
        or (last + 1 < len(words) and words[last + 1].low in _SAYING and is_bare_plural(stretch))
    )
    return (first, last) if is_noun_phrase or is_source_like(stretch) else None
