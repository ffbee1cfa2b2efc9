"""How tags are put before people wherever they are shown: flags in their order, numbers with thousands apart."""

from collections.abc import Iterable
from decimal import Decimal

from flask_babel import gettext as _

from annotator.core.records import Bound, Flag, Measure, Outcome


def flag_words(flags: Iterable[Flag]) -> tuple[str, ...]:
    """Claim flags in the order in which the scheme names them, whatever the order of typing."""
    given = set(flags)
    return tuple(flag.value for flag in Flag if flag in given)


def say_flags(flags: Iterable[Flag]) -> str:
    """Claim flags as people read them, in the scheme's order."""
    words = {Flag.FACT: _("fact"), Flag.PREDICTION: _("prediction"), Flag.OPINION: _("opinion")}
    return ", ".join(words[Flag(flag)] for flag in flag_words(flags))


def say_outcome(outcome: Outcome) -> str:
    """What a reviewer said of a sentence instead of tagging it."""
    match outcome:
        case Outcome.NOTHING:
            return _("nothing to tag")
        case Outcome.DECLINED:
            return _("declined to comment")
        case Outcome.NOT_ARTICLE:
            return _("not article text")


def say_bound(bound: str) -> str:
    """How exactly a figure is told."""
    return {
        Bound.EXACT: _("exactly"), Bound.ABOUT: _("about"), Bound.AT_LEAST: _("at least"), Bound.AT_MOST: _("at most"),
        Bound.RANGE: _("range"),
    }[Bound(bound)]  # fmt: skip


def say_measure(measure: str) -> str:
    """What a figure measures."""
    return {
        Measure.COUNT: _("count"), Measure.MONEY: _("money"), Measure.PERCENT: _("percent"),
        Measure.DURATION: _("duration or size"), Measure.OTHER: _("other"),
    }[Measure(measure)]  # fmt: skip


def grouped(number: Decimal) -> str:
    """A number with its thousands apart."""
    return f"{number:,f}"
