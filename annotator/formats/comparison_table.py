"""Two articles side by side as one CSV table: a row a thing, a column each article.

The same guards and row ends as the tables of an export (`csv_tables`). docs/sourcing.md tells its columns.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from annotator.formats.csv_tables import guard

COLUMNS = ("what", "name", "first", "first_of", "second", "second_of", "note")
Row = tuple[str | int, ...]


# Any: documents are JSON all through; core/sourcing/comparison_document.py wrote them.
def write(document: Mapping[str, Any], stream: TextIO) -> None:
    """Write a comparison's document; the stream must be opened with `newline=""`."""
    stream.write("\ufeff")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows_of(document):
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])


def rows_of(document: Mapping[str, Any]) -> Iterator[Row]:
    """The names of the columns, then the rows, not guarded yet. Of a source the columns count its claims."""
    yield COLUMNS
    first, second = document["articles"]
    for name in ("uid", "title", "outlet", "published_on"):
        yield ("article", name, first["article"][name], "", second["article"][name], "", "")
    for name in ("review", "kind", "reviewer"):
        yield ("rests_on", name, first["rests_on"][name], "", second["rests_on"][name], "", "")
    yield from _measures(first["measures"], second["measures"])
    yield from _sources(document["sources"])
    yield from _figures(document["figures"])


def _measures(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Row]:
    for name, value in first.items():
        match value:
            case {"count": count, "of": of}:
                yield ("measure", name, count, of, second[name]["count"], second[name]["of"], "")
            case {"at_least": lower, "at_most": upper}:
                yield ("measure", f"{name}_at_least", lower, "", second[name]["at_least"], "", "")
                other = second[name]["at_most"]
                yield ("measure", f"{name}_at_most", _blank(upper), "", _blank(other), "", "")
            case list():
                for one in value:
                    yield ("through", one["label"], one["count"], one["of"], "", "", "")
                for other in second[name]:
                    yield ("through", other["label"], "", "", other["count"], other["of"], "")
            case _:
                yield ("measure", name, value, "", second[name], "", "")


def _sources(sources: Mapping[str, Any]) -> Iterator[Row]:
    for one, other in sources["named_in_both"]:
        yield ("named_in_both", one["label"], one["claims"], "", other["claims"], "", _via(one, other))
    for what in ("named_alone", "not_named"):
        first, second = sources[what]
        for entry in first:
            yield (what, entry["label"], entry["claims"], "", "", "", _via(entry))
        for entry in second:
            yield (what, entry["label"], "", "", entry["claims"], "", _via(entry))


def _figures(figures: Mapping[str, Any]) -> Iterator[Row]:
    for pair in figures["may_count_the_same"]:
        one, other = pair["figures"]
        note = "same_value" if pair["same_value"] else "both_can_be_true" if pair["both_can_be_true"] else "question"
        yield ("figures", note, one["quote"], "", other["quote"], "", _whose(one, other))
    first, second = figures["alone"]
    for figure in first:
        yield ("figure_alone", "", figure["quote"], "", "", "", _whose(figure))
    for figure in second:
        yield ("figure_alone", "", "", "", figure["quote"], "", _whose(figure))


def _via(*entries: Mapping[str, Any]) -> str:
    return " | ".join("through " + ", ".join(entry["via"]) if entry["via"] else "direct" for entry in entries)


def _whose(*figures: Mapping[str, Sequence[str]]) -> str:
    return " | ".join(", ".join(figure["sources"]) or "no source" for figure in figures)


def _blank(value: int | None) -> int | str:
    return "" if value is None else value
