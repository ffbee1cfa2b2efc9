"""Sourcing reports as one CSV table: a row for each measure of each article, for each rule how often it fired, for
each finding and for each question about its numbers; of a signed report, also for what the desk did and answered.

The same guards and row ends as the tables of an export (`csv_tables`). The table is for reading; docs/sourcing.md
tells its columns.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from annotator.core.sourcing.rules import RULES
from annotator.formats.csv_tables import guard

COLUMNS = (
    "article_uid", "article_title", "outlet", "published_on", "text_number", "review_uid", "reviewer", "review_kind",
    "review_scope", "what", "name", "value", "of", "percent", "sentence", "words", "note", "by", "at",
)  # fmt: skip


def write(documents: Iterable[Mapping[str, Any]], stream: TextIO) -> None:
    """Write the documents (`core.sourcing.document`) as they come; the stream must be opened with `newline=""`."""
    stream.write("\ufeff")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows_of(documents):
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])


_EMPTY = ("",) * 5


# Any: documents are JSON all through.
def rows_of(documents: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str | int, ...]]:
    """The names of the columns, then the rows of these documents, not guarded yet."""
    yield COLUMNS
    for document in documents:
        head = _head(document)
        for row in _rows(document):
            yield (*head, *row)


def _head(document: Mapping[str, Any]) -> tuple[str | int, ...]:
    article, basis = document["article"], document["rests_on"]
    return (
        article["uid"], article["title"], article["outlet"], article["published_on"],
        document["text"]["number"], basis["review"], basis["reviewer"], basis["kind"], basis["scope"],
    )  # fmt: skip


def _rows(document: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    for row in _numbers(document):
        yield (*row, *_EMPTY)
    yield from _sentences(document)
    yield from _acts(document)


def _numbers(document: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    for name, value in document["measures"].items():
        match value:
            case {"count": count, "of": of, "percent": percent}:
                yield ("measure", name, count, of, "" if percent is None else percent)
            case {"at_least": lower, "at_most": upper}:
                yield ("measure", f"{name}_at_least", lower, "", "")
                yield ("measure", f"{name}_at_most", "" if upper is None else upper, "", "")
            case list():
                for through in value:
                    share = through["count"], through["of"], through["percent"]
                    yield (name, through["label"], *share)
            case _:
                yield ("measure", name, value, "", "")
    fired = Counter(flag["rule"] for flag in document["flags"])
    for rule in RULES:
        yield ("rule", rule, fired[rule], "", "")
    for name in ("findings", "flags", "numbers_to_check"):
        yield ("total", name, len(document.get(name, ())), "", "")


def _sentences(document: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """What the report says in words: `value` counts the flags or figures behind it, `sentence` is the first."""
    gathered = Counter(flag["finding"] for flag in document["flags"])
    for finding in document["findings"]:
        first = finding["sentences"][0] if finding["sentences"] else ""
        words = finding["sentence"], finding["question"]
        yield ("finding", finding["cause"], gathered[finding["key"]], "", "", first, *words, "", "")
    for question in document.get("numbers_to_check", ()):  # a report signed before there were any has none
        quotes = " | ".join(" ".join(figure["quote"].split()) for figure in question["figures"])
        words = question["question"], quotes
        count = len(question["figures"])
        yield ("number_to_check", question["kind"], count, "", "", question["sentence"], *words, "", "")


def _acts(document: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """What the desk did about findings and answered by hand, which a signed report alone holds."""
    for state in document.get("states", ()):
        told = state["words"], state["reason"], state["by"], state["at"]
        yield ("state", state["state"], "", "", "", "", *told)
    for item in document.get("checklist", ()):
        yield ("checklist", item["item"], item["answer"] or "", "", "", "", "", item["note"], item["by"], item["at"])
