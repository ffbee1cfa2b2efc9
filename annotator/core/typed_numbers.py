"""A number as a person types it into a field, read as it was meant or not at all.

A comma means thousands to one half of the world and tenths to the other: where its place does not say which, the
number is refused. Guessing would store the tenfold of what somebody typed, and call it saved.
"""

import re
from decimal import Decimal

#: What to say where a number was wanted and something else was typed.
NUMBER_WANTED = "Write the number in digits, with a point before parts, for example 5200, 5,200 or 2.5."
#: The most digits that a number typed into a field may have on either side of its point.
MAX_DIGITS = 30

#: What people put between thousands, one by one; a minus and a point of other hands.
_MARKS = str.maketrans(dict.fromkeys(" \u00a0\u2009\u202f'\u2019\u066c", ",") | {"\u2212": "-", "\u066b": "."})
#: Whole thousands, or lakhs and crores: the last group has three digits, those between two or three.
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{2,3})*,\d{3}")
_NUMBER = re.compile(rf"-?(?:\d{{1,{MAX_DIGITS}}}(?:\.\d{{1,{MAX_DIGITS}}})?|\.\d{{1,{MAX_DIGITS}}})")


def read_typed_number(typed: str) -> Decimal:
    """The number that somebody typed: digits of any script, a point before parts, commas or blanks between thousands.

    Raises ValueError where it is none, has more than MAX_DIGITS digits on a side of its point, or has a comma or a
    blank that does not stand before thousands ("2,5", "5.200,50").
    """
    whole, point, parts = typed.strip().translate(_MARKS).partition(".")
    if "," in whole and not _GROUPED.fullmatch(whole):
        raise ValueError("a comma that does not stand before thousands")
    plain = whole.replace(",", "") + point + parts
    if not _NUMBER.fullmatch(plain):
        raise ValueError("not a number in digits")
    return Decimal(plain)
