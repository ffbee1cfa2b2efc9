"""The mentions of sources in a sentence on their cards, with what it tells of relays, of anonymity and of knowledge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.core import cues
from annotator.core.anonymity import find_anonymity
from annotator.core.attributions import find_phrases
from annotator.core.extents import AttributionPhrase
from annotator.core.first_hand import set_by_telling, set_first_hand
from annotator.core.mention_heads import core_of, head_of
from annotator.core.noun_phrases import opening_subject
from annotator.core.nouns import PEOPLE
from annotator.core.records import Identity, Kind, Reason, Sentence, SourceType, Span
from annotator.core.referents import OpenCard, Referents
from annotator.core.source_reading import read_source
from annotator.core.words import words_of


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase on the card it means; `sentence` is its place among those asked about."""

    phrase: AttributionPhrase
    card: OpenCard
    sentence: int
    words: str
    is_first: bool
    is_heading: bool


#: Who says nothing: "no official said so", "citing no sources"; No 10 does.
_NOBODY = re.compile(r"no\s(?!\d)", re.I)
#: What is said of something is no part of who says it: "a video it said showed the raid".
_THING_BEFORE = re.compile(r"(?:an?|the|this|that)\s(?:[\w’'-]+\s){1,3}(?=(?:he|she|it|they)\Z)", re.I)
_SECOND_SOURCE = re.compile(
    r"\sand\s(?:(?:interviews|conversations)\swith\s|(?=(?:an?|the|two|three|several|some)\s)"
    r"|(?=(?:(?:internal|leaked|court|police|official|government|company)\s)?"
    r"(?:documents?|emails?|records|minutes|letters|memos|papers|messages|filings|files|texts|transcripts|notes)\b))"
)
_SECOND_PERSON = re.compile(r"\sand\s(?=(?:an?|two|three|several)\s)")
#: "Analysts polled by Harbour Wire": the outlet is a source of its own, which relays.
_POLLED_BY = re.compile(r"\s(?:polled|surveyed|interviewed)\sby\s(?=(?:the\s)?[A-Z])")


def phrases_of(text: str, sentence: Sentence) -> list[AttributionPhrase]:
    """The source phrases of a sentence; "three workers and a record" are two."""
    found: list[AttributionPhrase] = []
    note = find_anonymity(text, sentence.span)
    for phrase in find_phrases(text, sentence.span):
        words = text[phrase.span.start : phrase.span.stop]
        if _NOBODY.match(words):
            continue
        if thing := _THING_BEFORE.match(words):
            found.append(AttributionPhrase(Span(phrase.span.start + thing.end(), phrase.span.stop), phrase.cue))
            continue
        if note is not None and phrase.cue is not None:
            word = text[phrase.cue.start : phrase.cue.stop].lower()
            if word in cues.ASKING_VERBS or (word == "saying" and note.span.start < phrase.cue.start):
                continue  # why somebody goes unnamed is told of the card
        is_of_papers = phrase.cue is not None and text[phrase.cue.start : phrase.cue.stop].lower().startswith(
            ("according", "citing")
        )
        if polled := _POLLED_BY.search(text, phrase.span.start, phrase.span.stop):
            found.append(AttributionPhrase(Span(phrase.span.start, polled.start()), phrase.cue))
            found.append(AttributionPhrase(Span(polled.end(), phrase.span.stop)))
            continue
        joint = (_SECOND_SOURCE if is_of_papers else _SECOND_PERSON).search(text, phrase.span.start, phrase.span.stop)
        if joint and " of " not in text[phrase.span.start : joint.start()] and (
            is_of_papers or all(_is_of_people(text[a:b]) for a, b in (
                (phrase.span.start, joint.start()), (joint.end(), phrase.span.stop)
            ))
        ):  # fmt: skip
            found.append(AttributionPhrase(Span(phrase.span.start, joint.start()), phrase.cue))
            found.append(AttributionPhrase(Span(joint.end(), phrase.span.stop)))
        else:
            found.append(phrase)
    return found


def _is_of_people(words: str) -> bool:
    """Say whether a stretch turns on people without a name: "two shipping sources"."""
    return head_of(words) in PEOPLE and "," not in words


def mentions_in(
    text: str, asked: Sequence[Sentence], at: int, phrases: Sequence[AttributionPhrase], referents: Referents
) -> list[Mention]:
    """The mentions of one sentence on their cards, with what it says of relays and of anonymity."""
    is_heading = asked[at].kind is not Kind.BODY
    mentions = []
    for found in phrases:
        phrase = found
        words = text[phrase.span.start : phrase.span.stop]
        known = len(referents.cards)
        card = referents.card_of(words, at, is_heading=is_heading)
        if card is None and phrase.cue and referents.is_own(words) and (
            text[phrase.cue.start : phrase.cue.stop].split()[-1].lower() in cues.LEARNING_VERBS
        ):  # fmt: skip
            # "The Ledger understands" in the Ledger is what "it is understood" is elsewhere
            phrase = AttributionPhrase(Span(phrase.span.start, phrase.cue.stop))
            words = text[phrase.span.start : phrase.span.stop]
            card = referents.hidden(words, at)
        if card is None and phrase.cue and words.lower() == "it":
            card = _body_before(text, asked, at, referents)
        if card is not None:
            mentions.append(Mention(phrase, card, at, words, len(referents.cards) > known, is_heading))
    _set_relays(text, mentions)
    _set_reason(text, asked[at], at, mentions, referents)
    for mention in mentions:
        set_first_hand(text, asked[at].span, mention.phrase, mention.card)
    if not mentions:
        set_by_telling(text, asked[at].span, at, referents)
    return mentions


def _body_before(text: str, asked: Sequence[Sentence], at: int, referents: Referents) -> OpenCard | None:
    """Who "it" is that was no source before: the body that opens the sentence before ("The council is closing")."""
    if not at or asked[at - 1].kind is not Kind.BODY:
        return None
    words = words_of(text, asked[at - 1].span)
    opening = opening_subject(words)
    if opening is None:
        return None
    told = text[words[opening[0]].start : words[opening[1]].stop]
    reading = read_source(told)
    is_body = reading.type is SourceType.ORGANISATION and reading.identity is Identity.NAMED
    return referents.card_of(told, at) if is_body else None


_OUTLET_INSIDE = re.compile(
    r"\b(?:seen|obtained|quoted|cited|reviewed|reported|published|interviewed)\sby\s(?:the\s)?[A-Z]"
)


def _set_relays(text: str, mentions: Sequence[Mention]) -> None:
    """An outlet beside a source that it cites, or that told it, relays that source."""
    _find_citing_outlets(text, mentions)
    outlets = [mention for mention in mentions if mention.card.reading.type is SourceType.OUTLET]
    if not outlets:
        return
    for mention in mentions:
        card = mention.card
        if card.reading.type is SourceType.OUTLET or card.relayed_by is not None:
            continue
        if card.reading.identity is Identity.MISSING:
            continue
        others = [outlet for outlet in outlets if outlet.card is not card]
        if others and _is_relayed(text, mention, others[0]):
            card.relayed_by = others[0].card.key


def _find_citing_outlets(text: str, mentions: Sequence[Mention]) -> None:
    """Who reports and cites another in the same sentence is an outlet, though its name is on no list."""
    for mention in mentions:
        reading = mention.card.reading
        if mention.phrase.cue is None and reading.identity is Identity.NAMED and _TOLD_THE.search(
            text, max(0, mention.phrase.span.start - 6), mention.phrase.span.start
        ):
            mention.card.reading = replace(reading, type=SourceType.OUTLET)
    if len(mentions) < 2 or not any(_cue(text, mention) in cues.CITING_VERBS for mention in mentions):
        return
    is_quoting = any(_cue(text, mention) in ("quoting", "quoted", "quotes", "quote") for mention in mentions)
    for mention in mentions:
        reading, words = mention.card.reading, mention.words
        if reading.identity is not Identity.NAMED or reading.type is SourceType.OUTLET:
            continue
        core = [word for word in core_of(words) if word.is_word]
        is_name = bool(core) and core[-1].is_capital and not any(word.low in PEOPLE or word.low in cues.BODY_NOUNS
                                                                 for word in core)  # fmt: skip
        is_article = core[:1] and core[0].low == "the"
        is_agency = len(core) > 1 and core[-1].low == "agency" and core[-2].is_capital and is_quoting
        is_name = is_name or is_agency  # "The Bakhtar agency, quoting ..."
        reports = _cue(text, mention) in ("reported", "reports", "wrote")
        if is_name and (is_article or reports or any(word.low in _PAPERS for word in core)) and (
            _cue(text, mention) not in cues.CITING_VERBS or reports
        ):  # fmt: skip
            mention.card.reading = replace(reading, type=SourceType.OUTLET)


_PAPERS = frozenset(
    {"daily", "weekly", "magazine", "newspaper", "broadcaster", "website", "portal", "channel", "tabloid", "agency"}
)


#: Whoever is told something and marked for it is an outlet.
_TOLD_THE = re.compile(r"\btold\s\Z", re.I)


def _cue(text: str, mention: Mention) -> str:
    cue = mention.phrase.cue
    return text[cue.start : cue.stop].lower() if cue else ""


#: Who had it first does not pass on what others confirm: "two officials confirmed it, first reported by Axios".
_FIRST_REPORTED = re.compile(r"\bfirst\sreported\s(?:\w+\s){0,2}by\s(?:the\s)?\Z", re.I)
_BEFORE_OUTLET = 40


def _is_relayed(text: str, mention: Mention, outlet: Mention) -> bool:
    word = _cue(text, mention)
    start = outlet.phrase.span.start
    if _FIRST_REPORTED.search(text, max(0, start - _BEFORE_OUTLET), start):
        return False
    if word in cues.CITING_VERBS or word.startswith("as "):
        return True
    if outlet.phrase.cue is None:
        return True
    if mention.card.is_unnamed and _cue(text, outlet) in ("reported", "reports") and (
        mention.phrase.span.start < outlet.phrase.span.start
    ):  # fmt: skip
        return True  # "people familiar with it said ..., the Courier reported"
    return _OUTLET_INSIDE.search(mention.words) is not None


def _set_reason(
    text: str, sentence: Sentence, at: int, mentions: Sequence[Mention], referents: Referents
) -> None:
    """Why a source is unnamed, told anywhere, goes to the card of this sentence, else to the one before."""
    note = find_anonymity(text, sentence.span)
    if note is None or note.reason is Reason.NONE:
        return
    here = [mention.card for mention in mentions if mention.card.is_unnamed]
    card = here[0] if here else _subject_of(text, Span(sentence.start, note.span.start), at, referents)
    if card is None or not card.is_unnamed:
        return
    _give_reason(card, note.reason, referents)
    is_all = _LIKE_OTHERS.search(text, sentence.start, note.span.start) or (
        not here and _ALL.match(text, sentence.start, sentence.stop)
    )
    if is_all and card.is_part_of is not None:
        _give_reason(referents.cards[card.is_part_of], note.reason, referents)
    elif _EVERYBODY.match(text, sentence.start, sentence.stop):
        for other in referents.latest:
            if other.is_unnamed and at - _NEAR <= other.seen <= at:
                _give_reason(other, note.reason, referents)


#: All who were there before: "Both asked not to be named", "They spoke on condition of anonymity".
_ALL = re.compile(
    r"(?:they|both|neither|none|all(?:\s(?:of\sthem|two|three|four|five|six|the\ssources))?|the\ssources)\s", re.I
)
_EVERYBODY = re.compile(r"(?:both|neither|none|all)\s", re.I)
#: How many sentences before those may have been mentioned.
_NEAR = 6
_LIKE_OTHERS = re.compile(r"\b(?:colleagues|like the others|both|all of them)\b", re.I)
_SUBJECT = re.compile(
    r"(?:\A|,\s)(?P<words>he|she|they"
    r"|the\s[^\W\d_]+(?:\s[^\W\d_]+)?(?=\s(?:asked|spoke|requested|declined|were|was)))\b",
    re.I,
)


def _subject_of(text: str, stretch: Span, at: int, referents: Referents) -> OpenCard | None:
    """Who a sentence without a source phrase is about: its pronoun or definite subject, else the unnamed one before."""
    found = _SUBJECT.search(text[stretch.start : stretch.stop])
    known = referents.known(found["words"], at) if found else None
    return known or referents.latest_unnamed(at)


def _give_reason(card: OpenCard, reason: Reason, referents: Referents) -> None:
    """Set why a card is unnamed where nothing said so yet, also for those who are part of it."""
    for other in (card, *referents.latest):
        is_it = other is card or other.is_part_of == card.key
        if is_it and other.reading.reason in (None, Reason.NONE):
            other.reading = replace(other.reading, reason=reason)
