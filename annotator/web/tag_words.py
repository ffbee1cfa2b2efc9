"""How tags are put before people wherever they are shown: flags in their order, numbers with thousands apart."""

from collections.abc import Iterable
from decimal import Decimal

from flask_babel import gettext as _

from annotator.core.records import Flag, Outcome


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


def grouped(number: Decimal) -> str:
    """A number with its thousands apart."""
    return f"{number:,f}"
