"""What an adjudicator picks for an item: one answer, with some of its parts from others, and which parts go together.

What was picked is written as it was picked or refused with a sentence that says why: nothing that was chosen is
dropped on the way into the gold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.core.adjudication import Aspect, Item, Option
from annotator.core.errors import Invalid
from annotator.core.mentions import COUNTLESS, CardFields
from annotator.core.records import Attribution, Bound, Figure, Identity, SourceCard, SourceType


@dataclass(frozen=True, slots=True)
class Pick:
    """What is taken for an item: one answer (None: that nothing is there), some parts of it from other answers.

    A part comes from an answer with one record, which is for all records of `option`, or with as many as that has.
    """

    option: Option | None
    parts: Mapping[Aspect, Option] = field(default_factory=dict)

    def at(self, place: int) -> "Pick":
        """The pick for one record of the answer."""
        return Pick(self.option, {aspect: other.only(place) for aspect, other in self.parts.items()})


def pick_parts(item: Item, chosen: Mapping[Aspect, str]) -> Pick:
    """The pick of these parts, each named by an answer's digest, with `.N` behind it for the Nth thing alone that the
    answer has. Raises Invalid (field `parts`) where one that differs is not chosen, or cannot be taken so.
    """
    parts = {aspect: _named(item, chosen[aspect]) for aspect in item.parts if chosen.get(aspect)}
    if not parts or set(parts) != set(item.parts):
        raise _refused("Choose each of the parts that differ.", code="parts")
    division = parts.pop(Aspect.DIVISION, None)
    base = division or parts.get(Aspect.EXTENT) or next(option for option in item.options if option.records)
    return Pick(base, {aspect: _for(base, aspect, other) for aspect, other in parts.items()})


def _named(item: Item, name: str) -> Option:
    digest, _, number = name.partition(".")
    option = item.option(digest)
    if option is None or not option.records:
        raise _refused("There is no such answer to choose. Look again.", code="no_option")
    if not number:
        return option
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(option.records):
        raise _refused("There is no such answer to choose. Look again.", code="no_option")
    return option.only(int(number) - 1)


def _for(base: Option, aspect: Aspect, other: Option) -> Option:
    """A part for each record of `base`: place by place where both divide alike, else the same for all."""
    if len(other.records) == 1 or (len(other.records) == len(base.records) and _divided(other) == _divided(base)):
        return other
    if len({dict(told).get(aspect) for told in other.told}) > 1:
        words = "That answer says several things of one part. Choose which of them holds."
        raise _refused(words, code="parts")
    return other.only(0)


def _divided(option: Option) -> tuple[tuple[str, ...] | None, ...]:
    return tuple(dict(told).get(Aspect.DIVISION) for told in option.told)


#: Parts of a card that are asked of unnamed sources alone, in the order in which they stand on it.
_OF_UNNAMED = (
    (Aspect.NUMBER, "how many"), (Aspect.WHO, "who"), (Aspect.KNOWLEDGE, "how it knows"), (Aspect.REASON, "reason"),
)  # fmt: skip


def check_card_parts(fields: CardFields, parts: Mapping[Aspect, Option]) -> None:
    """Raises Invalid (field `parts`) for parts that no card can have together.

    Who took a source for an unnamed one and left a field open said that it is not known, which can be taken; who took
    it for a named one was never asked.
    """
    told = (fields.number, fields.who, fields.knowledge, fields.reason)
    named = dict(zip(_OF_UNNAMED, told, strict=True))
    picked = {label: value for (aspect, label), value in named.items() if aspect in parts}
    if fields.identity is not Identity.UNNAMED:
        if too_much := [label for label, value in picked.items() if value is not None]:
            raise _refused(
                f"Only of an unnamed source can be told: {', '.join(too_much)}. Choose “not told” there, or the "
                "identity “unnamed”."
            )
        return
    untold = {aspect for aspect, option in parts.items() if not _is_of_unnamed(option)}
    if fields.type in COUNTLESS:
        untold.discard(Aspect.NUMBER)
        if fields.number is not None and _from_two(parts, Aspect.TYPE, Aspect.NUMBER):
            raise _refused(
                "The number counts people, and a body or a paper is none. Choose “person” or “group”, or an answer "
                "without a number."
            )
    if missing := [label for (aspect, label), value in named.items() if value is None and aspect in untold]:
        raise _refused(
            f"Of an unnamed source has to be told: {', '.join(missing)}. Choose an answer that tells it, or another "
            "identity."
        )
    if Aspect.TYPE in untold and fields.type is SourceType.OUTLET:
        raise _refused("An unnamed source is no outlet. Choose another type, or another identity.")


def _from_two(parts: Mapping[Aspect, Option], one: Aspect, other: Aspect) -> bool:
    """Say whether two parts were taken from different answers: one answer may say whatever its reading does."""
    return one in parts and other in parts and parts[one].digest != parts[other].digest


def _is_of_unnamed(option: Option) -> bool:
    card = option.records[0]
    return isinstance(card, SourceCard) and card.identity is Identity.UNNAMED


def check_cues(mention: Attribution) -> None:
    """Raises Invalid (field `parts`) for a cue that lies within the words that it introduces."""
    if any(cue.overlaps(mention.span) for cue in mention.cues):
        raise _refused("The cue of the one answer lies within the words of the other. Take words and cue together.")


def check_figure(figure: Figure) -> None:
    """Raises Invalid (field `parts`) for half a range."""
    if (figure.bound is Bound.RANGE) != (figure.high is not None):
        raise _refused("A range needs both its numbers; any other figure has one. Take value and bound together.")


def _refused(words: str, *, code: str = "parts_apart") -> Invalid:
    return Invalid(words, code=code, fields={"parts": words})
