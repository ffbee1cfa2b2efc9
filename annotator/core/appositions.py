"""What stands inside a source phrase: clauses with "who", appositions between commas, and verbs that end it."""

from collections.abc import Sequence

from annotator.core import cues
from annotator.core.nouns import DETERMINERS, PEOPLE, is_noun_here
from annotator.core.words import Word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RELATIVES = _words("who whose whom which")
#: What a body or people do who are described by it: "a group that monitors the war".
_DOINGS = _words(
    "monitor track run operate own represent oversee manage supply help work build make organise organize advise "
    "regulate support lobby campaign oppose back publish license insure fund finance provide employ investigate study "
    "coordinate deliver distribute train treat document speak live lead sell serve defend protect promote follow"
)
#: What may open a description between commas.
_DESCRIBING = _words(
    "of from speaking head former citing quoting seen obtained received published released leaked dated written filed "
    "contacted reached asked pressed interviewed writing testifying addressing signed"
)
#: How somebody stands to the matter or to the text: "a banker, familiar with the plan," and "aged 40".
_STANDING = _words("familiar involved aware present close aged now himself herself themselves")
#: Past forms without "-ed" that are no participle: "the talks took place".
SURE_PAST = _words("went took gave ran came saw rose fell began drew grew spoke broke chose drove")
APPOSITION_LIMIT = 16
#: Where another clause begins.
SUBORDINATORS = _words(
    "that but while as because when after before where if although though whereas until unless since than what how "
    "why"
)
_ASKED = _words("asked asks spoke requested declined insisted wanted refused agreed demanded did was were is are")
_GRANTED = _words("granted given offered promised requesting demanding seeking")
#: So many words from "who" to when it was.
_NEAR_WHO = 10
#: So many words a wish not to be named may have.
_LONGEST_WISH = 24
#: With others, or in what is said, somebody speaks: that is no part of who it is.
_TOGETHER = _words("others another colleagues reference regard respect")
_UTTERED = _words("statement interview letter email message speech tweet call")
#: Of a clause by which somebody stays unnamed.
UNNAMED = _words("anonymity anonymously named identified name identity quoted authorised authorized allowed permitted")
#: Papers have these behind a comma: "The email, sent in March, said".
_MADE = _words(
    "sent dated written published seen obtained released leaked signed drafted compiled commissioned posted filed "
    "issued circulated marked prepared"
)


#: Why something is done, and no source.
_GROUNDS = _words(
    "policy policies rules regulations protocol protocols concern concerns fear fears sensitivity reasons "
    "restrictions privacy security safety demand costs weather laws pressure confidentiality guidelines orders "
    "instructions risk risks threats reprisals retaliation secrecy ill-health health need lack"
)


#: So near to "citing" stands that somebody wants to go unnamed, and why.
_NEAR_WISH = 8
_NOT = _words("not declined refused")
_TO_BE_NAMED = _words("named identified quoted")
_ANONYMOUS = _words("anonymity anonymously anonymous")


def cites_grounds(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb of citing tells why something is done, and names no source: "citing company policy"."""
    behind = range(at + 2, len(words))
    ends = next((place for place in behind if not words[place].is_word
                 or words[place].low in cues.PREPOSITIONS | SUBORDINATORS), len(words))  # fmt: skip
    return ends > at + 1 and (words[ends - 1].low in _GROUNDS or _wishes_to_go_unnamed(words, at))


def _wishes_to_go_unnamed(words: Sequence[Word], at: int) -> bool:
    """Say whether somebody stays unnamed by the words before: "who declined to be identified, citing the case"."""
    before = [word.low for word in words[max(0, at - _NEAR_WISH) : at]]
    is_refused = not _NOT.isdisjoint(before) and not _TO_BE_NAMED.isdisjoint(before)
    return is_refused or not _ANONYMOUS.isdisjoint(before)


def is_relative(word: Word) -> bool:
    """Say whether the word is "who" and the like; "WHO" is a body."""
    return word.low in RELATIVES and not (word.text.isupper() and len(word.text) > 1)


_WHO_NAMES_NOBODY = frozenset({"it", "they", "he", "she", "we"})
_NAMING = frozenset({"identify", "name"})
#: Before the subject of a clause without "who", and before whom it describes.
_OWNERS = frozenset({"the", "his", "her", "its", "their"})
_ARTICLES = DETERMINERS | {"the", "former"}
_BEFORE_NOUN = cues.PREPOSITIONS | _ARTICLES
#: Behind these the clause is what somebody is told: "told a reporter the council had lied".
_OTHERS_CLAUSE = (cues.SPEECH_VERBS | cues.PREPOSITIONS) - {"from", "by", "of", "quoted", "cited", "to"}
#: So many words from its subject to its verb.
_NEAR_CONTACT = 6
_DONE_TO = frozenset({"met", "sent", "paid", "taught", "hurt", "left", "let", "put", "fought", "sold", "beat", "shot"})


def opens_relative(words: Sequence[Word], at: int) -> bool:
    """Say whether a clause that describes whoever stands before it begins here: "who", or "that" in "a group that
    monitors the war", unlike in "told the group that workers left"; or "it" in "sources it did not identify".
    """
    if is_relative(words[at]):
        return True
    if words[at].low in _WHO_NAMES_NOBODY and at and words[at - 1].low in PEOPLE and any(
        word.low in _NAMING for word in words[at + 1 : at + 5]
    ):  # fmt: skip
        return True
    if at and _opens_contact(words, at):
        return True
    if words[at].low != "that" or at == 0 or at + 1 >= len(words):
        return False
    return words[at - 1].low in PEOPLE | cues.BODY_NOUNS and _is_doing(words[at + 1].low)


def _opens_contact(words: Sequence[Word], at: int) -> bool:
    """Say whether a clause without "who" describes the people right before it: "an engineer it had dismissed", "a
    planner the council hired"; unlike "told residents it would reopen".
    """
    if words[at].low not in _WHO_NAMES_NOBODY and words[at].low not in _OWNERS:
        return False
    if words[at - 1].low not in PEOPLE and (at < 2 or words[at - 2].low not in cues.ONE_WORDS):
        return False
    noun = at - 1
    while noun > max(0, at - _NEAR_CONTACT) and words[noun - 1].is_word and words[noun - 1].low not in _BEFORE_NOUN:
        noun -= 1
    if noun == 0 or words[noun - 1].low not in _ARTICLES or (noun > 1 and words[noun - 2].low in _OTHERS_CLAUSE):
        return False  # no article, or "told a court it had"
    has_noun = words[at].low in _OWNERS
    for place in range(at + (2 if has_noun else 1), min(at + _NEAR_CONTACT, len(words) - 1)):
        if not words[place].is_word or words[place].is_quoted:
            return False
        low = words[place].low
        if low in cues.AUXILIARIES or low in SURE_PAST or low in _DONE_TO or (
            low.endswith("ed") and low not in cues.PLAIN_SPEECH_VERBS
        ):  # fmt: skip
            # a verb of saying, or the end of who "according to" cites, is still to come
            return any(word.low in cues.PLAIN_SPEECH_VERBS or word.low in ",."
                       for word in words[place + 1 : place + _NEAR_WHO])  # fmt: skip
    return False


def _is_doing(low: str) -> bool:
    bases = {low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("d"), low.removesuffix("ed"),
             low.removesuffix("ies") + "y", low.removesuffix("ied") + "y"}  # fmt: skip
    is_past = low.endswith("ed") or low in ("ran", "oversaw", "made", "built", "sold", "spoke", "led")
    return low in cues.AUXILIARIES or is_past or (
        not bases.isdisjoint(_DOINGS)
    )


#: Auxiliaries that are nouns behind an article or a possessive.
_NOUNS_TOO = _words("will might can must")
_OWNING = _words("the a an his her their its our my")


def is_no_auxiliary(words: Sequence[Word], at: int) -> bool:
    """Say whether what is spelled like an auxiliary is a month or a thing: "in May", "drafted the will"."""
    if words[at].low == "may" and words[at].is_capital:
        return True
    return at > 0 and words[at].low in _NOUNS_TOO and words[at - 1].low in _OWNING


def is_finite(words: Sequence[Word], at: int) -> bool:
    """Say whether the word is a verb with a subject of its own, no noun and no participle ("posted at the site")."""
    low = words[at].low
    if at > 0 and is_no_auxiliary(words, at):
        return False
    if low in SURE_PAST:
        return True
    if low not in cues.AUXILIARIES and (low not in cues.SPEECH_VERBS or is_noun_in_phrase(words, at)):
        return False
    is_participle = low.endswith("ed") and at > 0 and words[at - 1].low in PEOPLE | cues.DOCUMENT_NOUNS
    return not (is_participle and words[at + 1].low in cues.PREPOSITIONS)


def is_noun_in_phrase(words: Sequence[Word], at: int) -> bool:
    """Say whether a word that can be a verb of saying stands inside a noun phrase."""
    word = words[at]
    if word.is_capital or word.low in ("state", "report", "reports", "post") or is_noun_here(words, at):
        return True
    return at > 0 and words[at - 1].low in DETERMINERS


def is_apposition(inside: Sequence[Word]) -> bool:
    """Say whether what stands between two commas describes who stands before them."""
    first = inside[1] if inside[0].low == "and" and len(inside) > 1 else inside[0]
    if any(is_relative(word) for word in inside[:6]):  # "who ...", "none of whom ...", "portions of which ..."
        return True
    if first.low == "to" and len(inside) > 1 and inside[1].low == "be":
        return True  # "to be published on Thursday"
    may_ask = first.low in _DESCRIBING or first.low.endswith("ing")
    is_of_anonymity = may_ask and any(word.low in UNNAMED for word in inside)
    if is_of_anonymity or (first.low in _MADE and len(inside) <= APPOSITION_LIMIT):
        return True
    if len(inside) <= APPOSITION_LIMIT and _is_without_verb(inside, 1):
        behind = inside[1].low if len(inside) > 1 else ""
        if first.low in _STANDING or (first.low.endswith("ed") and behind in cues.PREPOSITIONS):
            return True  # "briefed by the ministry"
        if first.low == "with" and behind not in _TOGETHER and not any(word.low in _UTTERED for word in inside):
            return True  # "with ash on his face"
        is_doing = first.low.endswith("ing") and first.low not in cues.PREPOSITIONS
        if is_doing and (behind in cues.PREPOSITIONS | DETERMINERS or behind in ("outside", "near", "inside")):
            return True  # "watching from her balcony"
    if len(inside) > APPOSITION_LIMIT or not _is_without_verb(inside, 0):
        return False
    return (
        first.low in DETERMINERS or first.is_capital or first.low in PEOPLE or first.text.isdigit()
        or first.low in _DESCRIBING or any(w.low in PEOPLE for w in inside[:4])
        or (len(inside) > 2 and inside[1].low in ("of", "for", "to", "at") and first.is_word)
        or (first.low == "by" and len(inside) > 2 and inside[1].low == "the" and inside[2].is_capital)
    )  # fmt: skip


def _is_without_verb(inside: Sequence[Word], first: int) -> bool:
    """Say whether no word from the first on is a finite verb as far as the lists know."""
    return not any(
        (word.low in cues.AUXILIARIES and not (word.low == "may" and word.is_capital))
        or (word.low in cues.SPEECH_VERBS and not is_noun_in_phrase(inside, at))
        for at, word in enumerate(inside[first:], first)
    )


def past_verbs(words: Sequence[Word], first: int, last: int) -> int:
    """A finite verb inside means that the clause is longer than its subject; keep what follows it."""
    in_relative = False
    for at in range(first, last):
        if opens_relative(words, at):
            in_relative = True
        elif is_finite(words, at) and not in_relative:
            first = at + 1
    return first


def wish_not_to_be_named(words: Sequence[Word], at: int) -> int | None:
    """Where the "who" stands whose clause goes on with this word: "who asked that her name be withheld because"."""
    for place in range(at - 1, max(at - _LONGEST_WISH, 0), -1):
        if not words[place].is_word or words[place].is_quoted:
            return None
        if words[place].low in _GRANTED and words[place + 1].low == "anonymity":
            return place  # "a source granted anonymity because"
        if words[place].low == "who":
            told = {word.low for word in words[place + 1 : at + 6]}
            return place if told & UNNAMED and words[place + 1].low in _ASKED else None
    return None


def when_it_was(words: Sequence[Word], at: int) -> int | None:
    """Where the "who" stands whose clause goes on to when or where: "a person who was in the room when he was told"."""
    if words[at].low not in ("when", "where", "while", "before", "after", "as"):
        return None
    for place in range(at - 1, max(at - _NEAR_WHO, 0), -1):
        low = words[place].low
        if not words[place].is_word or words[place].is_quoted or low in cues.SPEECH_VERBS or low in SUBORDINATORS:
            return None
        if low == "who":
            return place if words[place - 1].low in PEOPLE else None
    return None
