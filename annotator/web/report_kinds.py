"""How each kind of kept report is shown and written as a table.

To add a kind: a module with a `ReportKind` named `KIND`, and its row in `KINDS`. `show` makes the frozen object that
the kind's piece (`template`) sees as `page.content`, from the document alone (its content and its filters) and the
report's address, under which its numbers may lead on; `rows` gives the same numbers as a table whose first row names
the columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from flask_babel.speaklater import LazyString

from annotator.core.reports import Json

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind: what it is called, its piece, what that sees, and its table."""

    name: LazyString
    template: str
    show: Callable[[Mapping[str, Json], Mapping[str, Json], str], object]
    rows: Callable[[Mapping[str, Json], Mapping[str, Json]], Iterable[Sequence[Cell]]]
    #: The style sheet of its piece, by its name in `assets.APART`; empty where the page's own is enough.
    styles: str = ""


#: kind -> "package.module:name" of its ReportKind, imported when a report of it is shown.
KINDS: dict[str, str] = {
    "agreement": "annotator.web.agreement_kept:KIND",
    "desk": "annotator.web.desk_kept:KIND",
    "month": "annotator.web.month_kept:KIND",
    "sourcing": "annotator.web.sourcing_kept:KIND",
}


def find_kind(kind: str) -> ReportKind | None:
    """The kind, or None for one that this version does not know."""
    if kind not in KINDS:
        return None
    module, _, name = KINDS[kind].partition(":")
    found: ReportKind = getattr(import_module(module), name)
    return found
