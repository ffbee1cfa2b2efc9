"""What the agreement pages call things: tags, questions, items, values, dimensions, reasons."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Protocol

from flask_babel import format_decimal, format_percent

from annotator.core.agreement.items import Item, Question
from annotator.core.agreement.notes import Note
from annotator.core.agreement.patterns import own_facet
from annotator.core.agreement.values import Interval
from annotator.services.agreement_chosen import WhyNot
from annotator.services.agreement_sentences import Since
from annotator.web.words import gettext, language


class Labelled(Protocol):
    """A tag of the desk's own, by what it is called."""

    @property
    def label(self) -> str: ...


_FACETS = {
    "claim": "Claim", "fact": "fact", "prediction": "prediction", "opinion": "opinion",
    "attribution": "Attribution", "figure": "Figure",
}  # fmt: skip
_QUESTIONS = {
    Question.FOUND: "Found it",
    Question.EXTENT: "Same extent",
    Question.TYPE: "Same type",
    Question.LINK: "Same link",
}
_ITEMS = {
    "exact": "same edges",
    "overlapping": "overlapping",
    "characters": "by characters",
    "fact": "fact",
    "prediction": "prediction",
    "opinion": "opinion",
    "voice": "own voice or attributed",
    "source": "same source",
    "way": "relayed by",
    "identity": "identity of the source",
    "number": "number of people",
    "who": "who they are",
    "knowledge": "how they know",
    "reason": "why unnamed",
    "cards": "mentions of one source (B-cubed)",
    "relay": "relayed by",
    "bound": "bound",
    "value": "value",
    "told": "what is told of it",
}
_VALUES = {
    "own_voice": "own voice", "attributed": "attributed", "another_outlet": "relayed by another outlet",
    "at_least": "at least", "at_most": "at most", "3+": "three or more",
}  # fmt: skip
_DIMENSIONS = {"period": "month", "outlet": "outlet", "article": "article", "round": "round"}
_NUMBERS = {
    "observed": "raw agreement", "alike": "raw agreement", "positive": "positive agreement", "kappa": "kappa",
    "alpha": "alpha", "ac1": "AC1",
}  # fmt: skip


def facet_word(facet: str, own_tags: Mapping[str, Labelled]) -> str:
    """A tag or claim flag; a tag of the desk's own by the label that it has now."""
    if facet in _FACETS:
        return gettext(_FACETS[facet])
    return next((tag.label for key, tag in own_tags.items() if own_facet(key) == facet), facet.partition(":")[2])


def question_word(question: Question) -> str:
    """One of the four questions."""
    return gettext(_QUESTIONS[question])


def item_word(item: Item) -> str:
    """What a question asks in detail."""
    return gettext(_ITEMS[item.key])


def value_word(value: str) -> str:
    """One value of an item."""
    return gettext(_VALUES.get(value, value))


def dimension_word(dimension: str) -> str:
    """What articles are told apart by."""
    return gettext(_DIMENSIONS.get(dimension, dimension))


def number_word(name: str) -> str:
    """A coefficient in a sentence."""
    return gettext(_NUMBERS[name])


def note_words(note: Note, names: Mapping[str, str]) -> str:
    """A warning with its counts and names."""
    who = gettext(" and ").join(names[uid] for uid in note.reviewers)
    return gettext(note.sentence, count=note.count, of=note.of, names=who)


def percent(value: float) -> str:
    """A share as it is printed."""
    return _percent(round(value, 6), language())


def two_decimals(value: float) -> str:
    """A coefficient as it is printed. Adding 0 makes -0.0 a plain 0."""
    return _two_decimals(round(value, 2) + 0.0, language())


# Babel takes a tenth of a millisecond for a number, and a page has hundreds; the language is part of the key.
@lru_cache(2048)
def _percent(value: float, language: str) -> str:  # noqa: ARG001 - part of the key
    return str(format_percent(value))


@lru_cache(1024)
def _two_decimals(value: float, language: str) -> str:  # noqa: ARG001 - part of the key
    return str(format_decimal(value, "0.00;−0.00"))


def limits(interval: Interval | None, *, least: float, written: Callable[[float], str]) -> str:
    """An interval in print, empty where there is none or where it is one point."""
    if interval is None or interval.has_collapsed:
        return ""
    low, high = interval.shown
    if low is None or high is None:
        return ""
    return str(gettext("%(low)s to %(high)s", low=written(max(low, least)), high=written(high)))


def since_words(since: Since) -> str:
    """What happened to an article since something of it was counted; empty for nothing."""
    return {
        Since.NOTHING: "",
        Since.CHANGED: gettext("Tagged again or cut anew since; here it is as it was."),
        Since.GONE: gettext("Its sentences went with it; they are in the number."),
    }[since]


def why_not_words(why: WhyNot, *, then: bool = False) -> str:
    """Why an article that was chosen is not compared, or was not `then`, when a report was kept."""
    if then and why is WhyNot.IN_HAND:
        return gettext("whoever kept the report was tagging it")
    return {
        WhyNot.REMOVED: gettext("it was removed"),
        WhyNot.IN_HAND: gettext("you are tagging it yourself"),
        WhyNot.ADJUDICATED: gettext("it is adjudicated with names hidden; it counts again when its gold is finished"),
        WhyNot.PRACTICE: gettext("it is a training or calibration article, which counts where these are asked for"),
        WhyNot.UNFINISHED: gettext("nobody has finished it"),
        WhyNot.ELSEWHERE: gettext("it is of another month, outlet or round than those that are chosen"),
        WhyNot.NONE_OF_THEM: gettext("none of these reviewers finished it in a pass that is chosen"),
        WhyNot.ONE_OF_THEM: gettext("only one of these reviewers finished it; it counts in the prevalence alone"),
    }[why]
