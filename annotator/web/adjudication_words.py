"""Adjudication in words: what an item is, what readings differ in, what an answer says, why somebody chose."""

from collections.abc import Mapping

from flask_babel import gettext as _

from annotator.core.adjudication import Aspect, Noun
from annotator.core.records import Bound, Measure, Outcome
from annotator.core.rulings import Choice, Why, Words
from annotator.core.scheme import Tag
from annotator.web.tag_words import say_bound, say_measure, say_outcome

#: The parts of an answer in the order in which they are read; presence is said by the answer itself.
_ORDER = (
    Aspect.EXTENT, Aspect.CUES, Aspect.FLAGS, Aspect.LINKS, Aspect.CARD, Aspect.VALUE, Aspect.BOUND, Aspect.MEASURE,
    Aspect.TOLD, Aspect.TYPE, Aspect.IDENTITY, Aspect.NUMBER, Aspect.WHO, Aspect.KNOWLEDGE, Aspect.REASON,
    Aspect.RELAY, Aspect.DIVISION, Aspect.OUTCOME,
)  # fmt: skip


def noun_words(tag: str, own_tags: Mapping[str, Tag]) -> str:
    """What an item is about."""
    known = {
        Noun.SOURCE.value: _("Source card"),
        Noun.ATTRIBUTION.value: _("Attribution"),
        Noun.CLAIM.value: _("Claim"),
        Noun.FIGURE.value: _("Figure"),
        Noun.CHECK.value: _("No tag"),
    }
    return known.get(tag) or (own_tags[tag].label if tag in own_tags else tag)


def aspect_words(aspect: Aspect) -> str:
    """What readings differ in, or a part of an answer is called."""
    return {
        Aspect.PRESENCE: _("there or not"),
        Aspect.DIVISION: _("one or several"),
        Aspect.EXTENT: _("words"),
        Aspect.FLAGS: _("says"),
        Aspect.LINKS: _("rests on"),
        Aspect.CUES: _("cue"),
        Aspect.CARD: _("source"),
        Aspect.VALUE: _("value"),
        Aspect.BOUND: _("bound"),
        Aspect.MEASURE: _("measures"),
        Aspect.TOLD: _("told"),
        Aspect.TYPE: _("type"),
        Aspect.IDENTITY: _("identity"),
        Aspect.NUMBER: _("how many"),
        Aspect.WHO: _("who"),
        Aspect.KNOWLEDGE: _("how it knows"),
        Aspect.REASON: _("reason"),
        Aspect.RELAY: _("relayed by"),
        Aspect.OUTCOME: _("answer"),
    }[aspect]


def told_rows(words: Words) -> tuple[tuple[Aspect, str, str], ...]:
    """An answer's parts with their names, those that say nothing left out."""
    rows = []
    for aspect in _ORDER:
        value = words.get(aspect.value, "")
        if value or (aspect is Aspect.LINKS and aspect.value in words):
            label = _("mentions") if aspect is Aspect.DIVISION else aspect_words(aspect)
            rows.append((aspect, label, value_words(aspect, value)))
    return tuple(rows)


def value_words(aspect: Aspect, value: str) -> str:
    """One part of an answer."""
    if aspect is Aspect.EXTENT:
        return f"“{value}”"
    if aspect is Aspect.LINKS and not value:
        return _("own voice")
    if aspect is Aspect.BOUND and value in list(Bound):
        return say_bound(value)
    if aspect is Aspect.MEASURE and value in list(Measure):
        return say_measure(value)
    if aspect is Aspect.OUTCOME:
        return say_outcome(Outcome(value)) if value in list(Outcome) else _("not said: something is tagged there")
    if aspect in (Aspect.LINKS, Aspect.CARD, Aspect.RELAY, Aspect.CUES, Aspect.TOLD, Aspect.VALUE, Aspect.DIVISION):
        return value
    return " + ".join(_(part.replace("_", " ")) for part in value.split(" + ")) if value else _("not told")


def said_words(said: tuple[Words, ...]) -> str:
    """A whole answer in a line."""
    if not said:
        return _("nothing there")
    return "; ".join(", ".join(_named(*row) for row in told_rows(words)) for words in said)


#: What is not understood in a line without the name of its part.
_TO_NAME = frozenset(
    {
        Aspect.LINKS, Aspect.CUES, Aspect.WHO, Aspect.NUMBER, Aspect.KNOWLEDGE, Aspect.REASON, Aspect.RELAY,
        Aspect.DIVISION,
    }
)  # fmt: skip


def _named(aspect: Aspect, label: str, value: str) -> str:
    return f"{label}: {value}" if aspect in _TO_NAME else value


def why_words() -> dict[Why, str]:
    """The reasons, in the order of their keys."""
    return {
        Why.SLIP: _("slip"),
        Why.UNCLEAR: _("guideline unclear"),
        Why.GUIDELINE: _("guideline says otherwise"),
        Why.DEFENSIBLE: _("both defensible"),
        Why.TEXT: _("text unclear"),
        Why.OTHER: _("other"),
    }


#: The key of each reason.
WHY_KEYS = {
    Why.SLIP: "s", Why.UNCLEAR: "u", Why.GUIDELINE: "g", Why.DEFENSIBLE: "b", Why.TEXT: "t", Why.OTHER: "o",
}  # fmt: skip


def choice_words(choice: Choice) -> str:
    """How an item was settled."""
    return {
        Choice.TAKE: _("one reading taken"),
        Choice.PARTS: _("parts of several taken"),
        Choice.WRITE: _("written anew"),
        Choice.NONE: _("none is right"),
    }[choice]


def reviewer_words(name: str) -> str:
    """Whose a reading is; of whom that is not told, "a reviewer"."""
    return name or _("a reviewer")
