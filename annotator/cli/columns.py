"""Tables in a terminal: numbers to two digits, and columns that stand under each other."""

from collections.abc import Sequence


def two_decimals(value: float | None) -> str:
    """A number to two digits; "-" for none, and no sign before a zero that has rounded away."""
    return "-" if value is None else f"{value:z.2f}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of one width as lines: the first column flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    ]
