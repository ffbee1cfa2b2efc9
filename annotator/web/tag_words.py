"""How tags are put before people wherever they are shown: flags in their order, numbers with thousands apart."""

from collections.abc import Iterable
from decimal import Decimal

from annotator.core.records import Flag


def flag_words(flags: Iterable[Flag]) -> tuple[str, ...]:
    """Claim flags in the order in which the scheme names them, whatever the order of typing."""
    given = set(flags)
    return tuple(flag.value for flag in Flag if flag in given)


def grouped(number: Decimal) -> str:
    """A number with its thousands apart."""
    return f"{number:,f}"
