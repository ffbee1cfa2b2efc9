"""A pass beside the gold of its text: what its person said and what was decided, item by item; and what an editor
explains at a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.adjudication import Aspect, Noun, items_by_sentence
from annotator.core.errors import Invalid
from annotator.core.lining_up import line_up
from annotator.core.questions import clean_words
from annotator.core.records import Reading, Sentence, Span
from annotator.core.reviews import contents_of
from annotator.core.rulings import Words, readings_in_words

_MINE, _GOLD = "a", "b"


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that the pass or the gold says, at home in the sentence `ordinal`, with both in words. Empty words
    say that nothing is there.
    """

    tag: str
    span: Span
    ordinal: int
    mine: tuple[Words, ...]
    gold: tuple[Words, ...]
    is_same: bool


def put_beside(mine: Reading, gold: Reading, *, sourcing_only: bool = False) -> tuple[Beside, ...]:
    """Line a pass up with the gold, on the gold's cut: of every sentence that the pass answers, in text order.

    What a sourcing-only pass was not asked for is left out.
    """
    lined = line_up({_MINE: mine, _GOLD: gold}, gold.sentences, sourcing_only={_MINE} if sourcing_only else ())
    found = []
    for item in lined.items:
        told = readings_in_words(lined, item)
        if _MINE in told and _GOLD in told:
            same = item.rule is not None
            found.append(Beside(item.tag, item.span, item.ordinal, told[_MINE], told[_GOLD], same))
    return tuple(found)


def tell_gold(gold: Reading) -> dict[int, tuple[tuple[str, tuple[Words, ...]], ...]]:
    """What the gold says in each sentence: its items in words, by the sentence's ordinal."""
    lined = line_up({_GOLD: gold}, gold.sentences)
    return {
        ordinal: tuple((item.tag, readings_in_words(lined, item)[_GOLD]) for item in items)
        for ordinal, items in items_by_sentence(lined.items).items()
    }


def say_gold(gold: Reading, tag: str, span: Span) -> tuple[Words, ...]:
    """What a gold says at a place, in words; of a source the card that is mentioned there. Where it is asked for the
    answer to a sentence in which something is tagged, it says that.
    """
    if tag == Noun.CHECK:
        here = [content for content in contents_of(gold).values() if content.sentence.span.overlaps(span)]
        return tuple({Aspect.OUTCOME.value: content.state.value} for content in here)
    # Cards are lined up where two readings have them.
    lined = line_up({_GOLD: gold, _MINE: gold}, gold.sentences)
    if tag == Noun.SOURCE:
        there = [mention for mention in gold.attributions if mention.span.overlaps(span)]
        keys = dict.fromkeys(lined.belongs.get((_GOLD, mention.source_uid or "")) for mention in there)
        found = [item for item in lined.items if item.key in keys]
    else:
        found = [item for item in lined.items if item.tag == tag and item.span.overlaps(span)]
    return tuple(words for item in found for words in readings_in_words(lined, item)[_GOLD])


def clean_explanation(raw: str) -> str:
    """What an editor explains, empty to take it back. Raises Invalid as `clean_words`."""
    return clean_words(raw, may_be_empty=True)


def check_place(sentences: Sequence[Sentence], length: int, start: int, stop: int) -> Span:
    """The place of an explanation: a sentence of the newest cut, or the whole text. Raises Invalid otherwise."""
    place = Span(start, stop)
    if place != Span(0, length) and place not in {sentence.span for sentence in sentences}:
        raise Invalid("The article was cut anew meanwhile. Look again, then explain.", code="bad_place")
    return place
