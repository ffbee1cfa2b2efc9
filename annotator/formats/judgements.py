"""Plain tables of judgements: CSV with the columns `unit`, `reviewer`, `value` and, if wanted, `cluster`.

UTF-8, with or without a byte order mark, comma separated, quoted as usual, any line ends. An empty value is
missing. Sets are written with bars between their members, the empty set as a bar alone. Text is read in its composed
form (NFC): one word that two programs spelt with different code points is one value.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import IO
from unicodedata import normalize

from annotator.core.agreement.distances import Level
from annotator.core.agreement.tables import Ratings, Value, ratings
from annotator.core.datasets import Problem

COLUMNS = ("unit", "reviewer", "value")
CLUSTER = "cluster"

#: Nothing that a table says: damage, or words to a terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
#: Squares of larger numbers have no place in a float.
_LARGEST = 1e100
_NUMERIC = (Level.ORDINAL, Level.INTERVAL, Level.RATIO)


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """A table that was read: its ratings, whether it names clusters, and columns that were not read."""

    ratings: Ratings
    has_clusters: bool
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    unit: str
    reviewer: str
    value: str
    cluster: str | None


class _Refused(ValueError):
    """One line that cannot be read."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, code, message)


def read(stream: IO[bytes], level: Level) -> Judgements | Problem:
    """The table in `stream`, or the first problem with its line; never half a table."""
    try:
        rows = csv.reader(StringIO(_decoded(stream.read()), newline=""), strict=True)
        header = _header(rows)
        given = list(_rows(rows, header))
        _check_unique(given)
        clusters = _clusters(given) if CLUSTER in header else None
        judged = [(row.unit, row.reviewer, _value(row, level)) for row in given]
    except _Refused as refused:
        return refused.problem
    known = [(unit, reviewer, value) for unit, reviewer, value in judged if value is not None]
    ignored = tuple(name for name in header if name not in (*COLUMNS, CLUSTER))
    return Judgements(ratings(known, clusters=clusters), clusters is not None, ignored)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Refused(1, "not_utf8", "the file is UTF-16; save it as UTF-8")
    if data.startswith(b"PK\x03\x04"):
        raise _Refused(1, "not_csv", "the file is a workbook or another archive; save the table as CSV in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Refused(line, "not_utf8", "not UTF-8; save the file as UTF-8") from error
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        message = f"there is an invisible control character (U+{ord(control[0]):04X}); take it out"
        raise _Refused(line, "control_character", message)
    return normalize("NFC", text)


def _records(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line that it begins on."""
    while True:
        begun = rows.line_num + 1  # type: ignore[attr-defined]  # the reader's own; typeshed hides its class
        try:
            fields = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise _Refused(begun, "not_csv", _in_words(error)) from error
        if any(field.strip() for field in fields):
            yield begun, fields


def _in_words(error: csv.Error) -> str:
    """What the reader of the standard library found, and what to do about it."""
    if "end of data" in str(error):
        return "not a row of CSV: a quotation mark is opened here and never closed"
    if "field limit" in str(error):
        return f"a field is longer than {csv.field_size_limit():,} characters; a quotation mark may be missing"
    return f"not a row of CSV: {error}"


#: What programs separate columns by instead of commas.
_OTHER_MARKS = {";": "semicolons", "\t": "tabs"}


def _header(rows: Iterator[list[str]]) -> list[str]:
    for line, fields in _records(rows):
        names = [field.strip().casefold() for field in fields]
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            other = next((words for mark, words in _OTHER_MARKS.items() if mark in names[0] and len(names) == 1), "")
            if other:
                message = f"its columns are separated by {other}; save the file with commas"
                raise _Refused(line, "not_commas", message)
            message = f"the first line must name the columns unit,reviewer,value; there is no {missing[0]}"
            raise _Refused(line, "no_column", message)
        twice = [name for name in (*COLUMNS, CLUSTER) if names.count(name) > 1]
        if twice:
            raise _Refused(line, "column_twice", f"the column {twice[0]} is there twice")
        return names
    raise _Refused(1, "empty", "the file is empty; its first line must name the columns unit,reviewer,value")


def _rows(rows: Iterator[list[str]], header: list[str]) -> Iterator[_Row]:
    unit, reviewer, value = (header.index(name) for name in COLUMNS)
    cluster = header.index(CLUSTER) if CLUSTER in header else None
    for line, fields in _records(rows):
        if len(fields) != len(header):
            raise _Refused(line, "columns", f"{len(fields)} fields where the first line names {len(header)}")
        row = _Row(
            line, fields[unit].strip(), fields[reviewer].strip(), fields[value].strip(),
            None if cluster is None else fields[cluster].strip(),
        )  # fmt: skip
        empty = "unit" if not row.unit else "reviewer" if not row.reviewer else CLUSTER if row.cluster == "" else ""
        if empty:
            raise _Refused(line, "empty_field", f"the {empty} is empty")
        yield row


def _check_unique(rows: list[_Row]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        before = seen.setdefault((row.unit, row.reviewer), row.line)
        if before != row.line:
            raise _Refused(
                row.line, "twice", f"reviewer “{row.reviewer}” judged unit “{row.unit}” already in line {before}"
            )


def _clusters(rows: list[_Row]) -> dict[object, object]:
    found: dict[object, object] = {}
    for row in rows:
        if found.setdefault(row.unit, row.cluster) != row.cluster:
            raise _Refused(
                row.line, "two_clusters", f"unit “{row.unit}” is in cluster “{found[row.unit]}” above, here in another"
            )
    return found


def _value(row: _Row, level: Level) -> Value | None:
    if not row.value:
        return None
    if level is Level.SET:
        return frozenset(filter(None, (member.strip() for member in row.value.split("|"))))
    if level not in _NUMERIC:
        return row.value
    if not _NUMBER.fullmatch(row.value):
        raise _Refused(
            row.line, "not_a_number", f"“{row.value}” is not a number; --level {level} takes numbers like 2 or 1.5"
        )
    number = float(row.value)
    if abs(number) > _LARGEST:
        raise _Refused(row.line, "too_large", f"“{row.value}” is too large to compute with")
    if level is Level.RATIO and number < 0:
        raise _Refused(row.line, "negative", f"“{row.value}” is below 0, which --level ratio has no distance for")
    return number + 0.0  # -0.0 is 0.0
