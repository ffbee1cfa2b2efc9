"""How many of one unit make another of its kind: for the ends of "60cm to one metre", "six months to two years"."""

from decimal import Decimal

_DAY = 1440
#: In minutes, metres and grams.
_KINDS: tuple[dict[str, float], ...] = (
    {
        "second": 1 / 60, "sec": 1 / 60, "minute": 1, "min": 1, "hour": 60, "hr": 60, "day": _DAY, "night": _DAY,
        "week": 7 * _DAY, "fortnight": 14 * _DAY, "month": 365 * _DAY / 12, "year": 365 * _DAY, "decade": 3650 * _DAY,
        "century": 36500 * _DAY, "centurie": 36500 * _DAY,
    },
    {
        "mm": 0.001, "millimetre": 0.001, "millimeter": 0.001, "cm": 0.01, "centimetre": 0.01, "centimeter": 0.01,
        "m": 1, "metre": 1, "meter": 1, "km": 1000, "kilometre": 1000, "kilometer": 1000, "in": 0.0254, "inch": 0.0254,
        "inche": 0.0254, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "yard": 0.9144, "mile": 1609.344,
    },
    {
        "mg": 0.001, "milligram": 0.001, "g": 1, "gram": 1, "kg": 1000, "kilo": 1000, "kilogram": 1000, "t": 10**6,
        "tonne": 10**6, "oz": 28.35, "ounce": 28.35, "lb": 453.592, "pound": 453.592, "stone": 6350.29,
    },
)  # fmt: skip


def ratio_of(unit: str, other: str) -> Decimal | None:
    """How many of the `other` one of the `unit` is, or None where they measure different things."""
    one, two = (name.lower().removesuffix("s") for name in (unit, other))
    for kind in _KINDS:
        if one in kind and two in kind:
            return Decimal(str(round(kind[one] / kind[two], 6)))
    return None
