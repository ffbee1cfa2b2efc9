"""The sourcing strip: one bar for each body sentence, saying what it rests on and how much does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.records import ArticleFacts, Identity, Reading, Scope, SourceCard
from annotator.core.reviews import SentenceContent, SentenceState, contents_of
from annotator.core.sourcing.grounds import Footing, Grounds


class Voice(StrEnum):
    """Who speaks in a sentence. UNTOUCHED: nobody has looked yet; NOTHING: looked at, nothing to tag; FIGURES: in a
    sourcing-only pass, figures without a source in their sentence, which says nothing of whose voice it is.
    """

    UNTOUCHED = "untouched"
    NOTHING = "nothing"
    OWN = "own"
    NAMED = "named"
    UNNAMED = "unnamed"
    SECOND_HAND_UNNAMED = "second_hand_unnamed"
    MISSING = "missing"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Bar:
    """One body sentence. `height` counts the claims and figures in it; in a sourcing-only pass (`scope`), which has
    no claims, the sources mentioned and figures.
    """

    ordinal: int
    voice: Voice
    height: int
    scope: Scope = Scope.FULL


#: What a sentence with several claims shows: the voice that most needs an editor's eye.
_GRAVEST_FIRST = (Voice.SECOND_HAND_UNNAMED, Voice.UNNAMED, Voice.MISSING, Voice.NAMED, Voice.OWN, Voice.FIGURES)

_PHRASES = {
    Voice.OWN: "own voice",
    Voice.NAMED: "named",
    Voice.UNNAMED: "unnamed",
    Voice.SECOND_HAND_UNNAMED: "second-hand unnamed",
    Voice.MISSING: "source missing",
    Voice.FIGURES: "figures alone",
    Voice.NOTHING: "nothing to tag",
    Voice.UNTOUCHED: "not looked at yet",
}
#: The voices in the order in which they are told.
VOICES = tuple(_PHRASES)


def strip(
    reading: Reading, facts: ArticleFacts | None = None, scope: Scope = Scope.FULL
) -> tuple[Bar, ...]:
    """The bars of a reading in text order, duplicates left out.

    `facts` tell the article's own outlet, which is never a relay. A spokesperson counts as named here; a
    source without an identity as missing.
    """
    return strip_of(Grounds(reading, facts or ArticleFacts(title="")), scope)


def strip_of(grounds: Grounds, scope: Scope = Scope.FULL) -> tuple[Bar, ...]:
    """The same from grounds that are at hand."""
    contents = contents_of(grounds.reading)
    return tuple(_bar(grounds, contents[sentence.ordinal], scope) for sentence in grounds.body)


def _bar(grounds: Grounds, content: SentenceContent, scope: Scope) -> Bar:
    """The bar of one sentence, by what is at home in it."""
    said: list[Voice] = []
    if scope is Scope.SOURCING_ONLY:
        cards = (grounds.cards.get(mention.source_uid or "") for mention in content.attributions)
        said += [_voice_of_card(grounds, card) for card in cards]
    else:
        said += [
            _voice(grounds.footing(claim), second_hand=grounds.is_second_hand(claim)) for claim in content.claims
        ]
    said += [Voice.OWN if scope is Scope.FULL else Voice.FIGURES] * len(content.figures)
    if said:
        voice = next(voice for voice in _GRAVEST_FIRST if voice in said)
    else:
        voice = Voice.UNTOUCHED if content.state is SentenceState.UNTOUCHED else Voice.NOTHING
    return Bar(content.sentence.ordinal, voice, len(said), scope)


def strip_words(bars: Sequence[Bar]) -> str:
    """The strip as a sentence, for those who do not see it: "14 body sentences: 8 own voice, …"."""
    if not bars:
        return "No body sentences."
    counts = Counter(bar.voice for bar in bars)
    parts = [f"{counts[voice]} {phrase}" for voice, phrase in _PHRASES.items() if counts[voice]]
    return f"{len(bars)} body {'sentence' if len(bars) == 1 else 'sentences'}: {', '.join(parts)}."


def voice_words(bar: Bar) -> str:
    """One bar in words: "second-hand unnamed, 2 claims and figures"."""
    if bar.height == 0:
        return _PHRASES[bar.voice]
    one, many = (("claim or figure", "claims and figures") if bar.scope is Scope.FULL
                 else ("source or figure", "sources and figures"))  # fmt: skip
    return f"{_PHRASES[bar.voice]}, {bar.height} {one if bar.height == 1 else many}"


def name_voice(voice: Voice) -> str:
    """A voice as labels call it."""
    return _PHRASES[voice]


def _voice(footing: Footing, *, second_hand: bool) -> Voice:
    match footing:
        case Footing.OWN:
            return Voice.OWN
        case Footing.NAMED | Footing.SPOKESPERSON:
            return Voice.NAMED
        case Footing.UNNAMED:
            return Voice.SECOND_HAND_UNNAMED if second_hand else Voice.UNNAMED
        case Footing.MISSING:
            return Voice.MISSING


def _voice_of_card(grounds: Grounds, card: SourceCard | None) -> Voice:
    match card.identity if card else None:
        case Identity.NAMED | Identity.SPOKESPERSON:
            return Voice.NAMED
        case Identity.UNNAMED if card and grounds.relays_of_card(card.uid):
            return Voice.SECOND_HAND_UNNAMED
        case Identity.UNNAMED:
            return Voice.UNNAMED
        case _:
            return Voice.MISSING
