"""An agreement report as it is kept: one JSON value from the report, and rows of a table from that value alone.

The numbers are those of `report.AgreementReport`, which the page renders too, in full precision; beside the jackknife
stands the cluster bootstrap. Undefined is null with its reason.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from annotator.core.agreement.coefficients import PAIR_COUNTS
from annotator.core.agreement.filters import list_chosen
from annotator.core.agreement.notes import Note
from annotator.core.agreement.report import AgreementReport, FacetReport, Group, ItemReport, PairReport
from annotator.core.agreement.reported_json import reported_to_rows
from annotator.core.agreement.values import Coefficient, Interval
from annotator.core.reports import Json

#: The numbers of a row, in the order of the table.
NUMBERS = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")
_ITEM_NUMBERS = ("alike", "alpha", "ac1", "positive", "precision", "recall")
_PAIR_NUMBERS = ("observed", "positive", "kappa")

#: The columns of the table: a row is one number of one tag (and one item of it, whose `sentences` are the
#: things compared), of all reviewers or of one pair, of all articles or those of one `group`. What is reported has the
#: facet `reported`, its rule or share as item (or a `policy`, by its number), and articles for sentences. What was
#: chosen, which articles of it are not compared, and the methods in words are rows without a number: a `filter` and
#: one of the values `chosen` of it.
COLUMNS = (
    "facet", "label", "item", "first_reviewer", "second_reviewer", "number", "value", "reason", "sentences", "articles",
    "jackknife_low", "jackknife_high", "bootstrap_low", "bootstrap_high", "group", "first_answer", "second_answer",
    "filter", "chosen", "policy",
)  # fmt: skip
_WORDS = ("item", "first_reviewer", "second_reviewer", "group", "first_answer", "second_answer", "filter", "chosen",
          "policy")  # fmt: skip
_EMPTY = {column: "" if column in _WORDS else None for column in COLUMNS}

#: What is counted of the whole report. Those from the fifth on came later: documents of before have the words alone.
_COUNTS = (
    "articles", "articles_alone", "sentences", "passes", "begun_after_rulings", "sentences_judged",
    "passes_with_suggestions", "passes_imported", "passes_revised", "passes_by_readers", "overlap_drawn",
    "articles_drawn", "articles_adjudicated", "adjudicated_by_reviewers",
)  # fmt: skip

Cells = dict[str, str | int | float | None]

#: facet -> number -> its bootstrap interval.
Bootstraps = Mapping[str, Mapping[str, Interval]]


def take_snapshot(
    report: AgreementReport, *, names: Mapping[str, str], labels: Mapping[str, str], bootstraps: Bootstraps
) -> dict[str, Json]:
    """The report as JSON. `names` are the reviewers' by key, `labels` those of the desk's own tags by facet."""
    return {
        "reviewers": [{"uid": uid, "name": names[uid]} for uid in report.reviewers],
        "facets": [
            _facet(facet, names, labels.get(facet.facet, ""), bootstraps.get(facet.facet, {}))
            for facet in report.facets
        ],
        "items": [_item(item) for item in report.items],
        "by": report.by,
        "groups": [_group(group) for group in report.groups],
        "articles_that_differ": {matter.value: n for matter, n in report.matters.items()},
    }


def _facet(
    facet: FacetReport, names: Mapping[str, str], label: str, bootstraps: Mapping[str, Interval]
) -> dict[str, Json]:
    return {
        "facet": facet.facet,
        "label": label,
        "judged": facet.judged,
        "shared": facet.shared,
        "rates": [{"reviewer": rate.reviewer, "yes": rate.yes, "judged": rate.judged} for rate in facet.rates],
        "numbers": {
            name: {
                **_coefficient(getattr(facet, name)),
                "jackknife": _interval(facet.intervals.get(name)),
                "bootstrap": _interval(bootstraps.get(name)),
            }
            for name in NUMBERS
        },
        "pairs": [_pair(pair) for pair in facet.pairs],
        "notes": [_note(note, names) for note in facet.notes],
    }


def _item(item: ItemReport) -> dict[str, Json]:
    numbers: dict[str, Json] = {}
    for name in _ITEM_NUMBERS:
        coefficient: Coefficient | None = getattr(item, name)
        if coefficient is not None:
            numbers[name] = {**_coefficient(coefficient), "jackknife": _interval(item.intervals.get(name))}
    return {
        "facet": item.item.facet,
        "item": item.item.key,
        "question": item.item.question.value,
        "compared": item.n,
        "of": item.of,
        "articles_that_differ": item.articles,
        "numbers": numbers,
        "most": item.most if item.table is not None else None,
        "answers": item.answers if item.table is not None else None,
        "table": None
        if item.table is None
        else {
            "values": list(item.table.values),
            "counts": [list(row) for row in item.table.counts],
            "is_mirrored": item.table.is_mirrored,
        },
    }


def _group(group: Group) -> dict[str, Json]:
    return {
        "label": group.label,
        "articles": group.articles,
        "facets": [
            {
                "facet": facet.facet,
                "shared": facet.shared,
                "articles": facet.articles,
                "numbers": {
                    "observed": _coefficient(facet.observed),
                    "alpha": {**_coefficient(facet.alpha), "jackknife": _interval(facet.interval)},
                    "ac1": _coefficient(facet.ac1),
                },
            }
            for facet in group.facets
        ],
    }


def _coefficient(coefficient: Coefficient) -> dict[str, Json]:
    return {"value": coefficient.value, "reason": coefficient.reason.words if coefficient.reason else None}


def _interval(interval: Interval | None) -> Json:
    if interval is None:
        return None
    reason = interval.reason.words if interval.reason else None
    return {"low": interval.low, "high": interval.high, "articles": interval.articles, "reason": reason}


def _pair(pair: PairReport) -> dict[str, Json]:
    return {
        "first": pair.first,
        "second": pair.second,
        "sentences": pair.table.sentences,
        "both": pair.table.both,
        "only_first": pair.table.only_first,
        "only_second": pair.table.only_second,
        "neither": pair.table.neither,
        "numbers": {name: _coefficient(getattr(pair, name)) for name in _PAIR_NUMBERS},
    }


def _note(note: Note, names: Mapping[str, str]) -> str:
    who = " and ".join(names[uid] for uid in note.reviewers)
    return note.sentence % {"count": note.count, "of": note.of, "names": who}


# Any: JSON that `take_snapshot` made, in a whole document.
def table_rows(
    content: Mapping[str, Any], filters: Mapping[str, Json] = MappingProxyType({})
) -> Iterator[tuple[str | int | float | None, ...]]:
    """The table of a kept report, its columns first: the same numbers as the document's, counts too, after the filters
    that it states.
    """
    yield COLUMNS
    names = {reviewer["uid"]: reviewer["name"] for reviewer in content["reviewers"]}
    for cells in (*_chosen_cells(content, filters, names), *_cells(content, names)):
        yield tuple({**_EMPTY, **cells}.values())


# Any: as above.
def _chosen_cells(content: Mapping[str, Any], filters: Mapping[str, Json], names: Mapping[str, str]) -> Iterator[Cells]:
    head: Cells = {"facet": "", "label": "", "number": ""}
    for name, value in list_chosen(filters):
        who = names.get(value, "") if name == "reviewers" else ""
        yield {**head, "first_reviewer": who, "filter": name, "chosen": value}
    for one in content.get("not_compared", ()):
        why = {"item": one["why"], "number": "not_compared"}
        yield {**head, **why, "filter": "article", "chosen": one["text"]}
    if "methods" in content:
        yield {**head, "filter": "methods", "chosen": content["methods"]}


# Any: as above.
def _cells(content: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Cells]:
    for name in _COUNTS:
        if name in content:
            yield {"facet": "", "label": "", **_count_cells(name, content[name])}
    for why, n in content.get("uncounted", {}).items():
        yield {"facet": "", "label": "", "item": why, **_count_cells("left_out", n)}
    for name, n in content.get("bootstrap", {}).items():
        yield {"facet": "", "label": "", **_count_cells(name, n)}
    study = content.get("study") or {}
    if study.get("version"):
        yield {"facet": "", "label": "", "item": "study", **_count_cells("version", study["version"])}
    for name in ("share", "frame", "seed") if study.get("overlap") else ():
        yield {"facet": "", "label": "", "item": "overlap", **_count_cells(name, study["overlap"][name])}
    for facet in content["facets"]:
        yield from _facet_cells(facet, names)
    for item in content["items"]:
        yield from _item_cells(item)
    for matter, n in content.get("articles_that_differ", {}).items():
        yield {"facet": "", "label": "", "item": matter, **_count_cells("articles_that_differ", n)}
    for group in content.get("groups", ()):
        yield {"facet": "", "label": "", "group": group["label"], **_count_cells("articles", group["articles"])}
        for one in group["facets"]:
            head: Cells = {"facet": one["facet"], "label": "", "group": group["label"]}
            yield {**head, **_count_cells("articles", one["articles"])}
            for name, number in one["numbers"].items():
                yield {**head, **_number_cells(name, number, one["shared"])}
    if "reported" in content:
        yield {"facet": "reported", "label": "", **_count_cells("articles", content["reported"]["articles"])}
        for row in reported_to_rows(content["reported"], names):
            yield {
                "facet": "reported", "label": "", "item": row.rule or row.share, "first_reviewer": row.reviewer,
                "number": row.number, "value": row.value, "reason": row.reason or None, "articles": row.articles,
                "jackknife_low": row.low, "jackknife_high": row.high, "policy": row.policy,
            }  # fmt: skip


# Any: as above.
def _facet_cells(facet: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Cells]:
    head: Cells = {"facet": facet["facet"], "label": facet["label"]}
    for name in NUMBERS:
        n = facet["judged"] if name == "prevalence" else facet["shared"]
        yield {**head, **_number_cells(name, facet["numbers"][name], n)}
    for rate in facet["rates"]:
        who = {"first_reviewer": names[rate["reviewer"]]}
        yield {**head, **who, **_count_cells("said_yes", rate["yes"], rate["judged"])}
    for pair in facet["pairs"]:
        who = {"first_reviewer": names[pair["first"]], "second_reviewer": names[pair["second"]]}
        for name in _PAIR_NUMBERS:
            yield {**head, **who, **_number_cells(name, pair["numbers"][name], pair["sentences"])}
        for first, second, name in PAIR_COUNTS:
            answers = {"first_answer": first, "second_answer": second}
            yield {**head, **who, **_count_cells("count", pair[name], pair["sentences"]), **answers}
    for warning in facet["notes"]:
        yield {**head, "number": "warning", "reason": warning}


# Any: as above.
def _item_cells(item: Mapping[str, Any]) -> Iterator[Cells]:
    head: Cells = {"facet": item["facet"], "label": "", "item": item["item"]}
    for name, number in item["numbers"].items():
        yield {**head, **_number_cells(name, number, item["compared"])}
    for name in ("of", "answers", "most", "articles_that_differ"):
        if item.get(name) is not None:
            yield {**head, **_count_cells(name, item[name])}
    table = item.get("table")
    if table is not None and item["compared"]:
        for first, counts in zip(table["values"], table["counts"], strict=True):
            for second, n in zip(table["values"], counts, strict=True):
                answers = {"first_answer": first, "second_answer": second}
                yield {**head, **_count_cells("count", n, item["compared"]), **answers}


def _count_cells(name: str, n: int, sentences: int | None = None) -> Cells:
    return {"number": name, "value": n, "sentences": sentences}


# Any: as above.
def _number_cells(name: str, number: Mapping[str, Any], sentences: int) -> Cells:
    jackknife, bootstrap = number.get("jackknife") or {}, number.get("bootstrap") or {}
    return {
        "number": name, "value": number["value"], "reason": number["reason"], "sentences": sentences,
        "articles": jackknife.get("articles"), "jackknife_low": jackknife.get("low"),
        "jackknife_high": jackknife.get("high"), "bootstrap_low": bootstrap.get("low"),
        "bootstrap_high": bootstrap.get("high"),
    }  # fmt: skip
