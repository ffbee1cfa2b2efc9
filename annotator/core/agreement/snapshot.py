"""An agreement report as it is kept: one JSON value from the report, and rows of a table from that value alone.

The numbers are those of `report.AgreementReport`, which the page renders too, in full precision; beside the jackknife
stands the cluster bootstrap. Undefined is null with its reason.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.agreement.report import AgreementReport, FacetReport, ItemReport, Note, PairReport
from annotator.core.agreement.values import Coefficient, Interval
from annotator.core.reports import Json

#: The numbers of a row, in the order of the table.
NUMBERS = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")
_ITEM_NUMBERS = ("alike", "alpha", "ac1", "positive", "precision", "recall")
_PAIR_NUMBERS = ("observed", "positive", "kappa")

#: The columns of the table: a row is one number of one tag (and one item of it, whose `sentences` are the
#: things compared), of all reviewers or of one pair.
COLUMNS = (
    "facet", "label", "item", "first_reviewer", "second_reviewer", "number", "value", "reason", "sentences", "articles",
    "jackknife_low", "jackknife_high", "bootstrap_low", "bootstrap_high",
)  # fmt: skip

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
        "numbers": numbers,
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


# Any: JSON that `take_snapshot` made.
def table_rows(content: Mapping[str, Any]) -> Iterator[tuple[str | int | float | None, ...]]:
    """The table of a kept report, its columns first: the same numbers as the document's."""
    yield COLUMNS
    names = {reviewer["uid"]: reviewer["name"] for reviewer in content["reviewers"]}
    for facet in content["facets"]:
        head = (facet["facet"], facet["label"])
        for name in NUMBERS:
            number = facet["numbers"][name]
            jackknife, bootstrap = number["jackknife"] or {}, number["bootstrap"] or {}
            yield (
                *head, "", "", "", name, number["value"], number["reason"],
                facet["judged"] if name == "prevalence" else facet["shared"], jackknife.get("articles"),
                jackknife.get("low"), jackknife.get("high"), bootstrap.get("low"), bootstrap.get("high"),
            )  # fmt: skip
        for pair in facet["pairs"]:
            who = (names[pair["first"]], names[pair["second"]])
            for name in _PAIR_NUMBERS:
                number = pair["numbers"][name]
                yield (*head, "", *who, name, number["value"], number["reason"], pair["sentences"], *[None] * 5)
    for item in content["items"]:
        for name, number in item["numbers"].items():
            jackknife = number["jackknife"] or {}
            yield (
                item["facet"], "", item["item"], "", "", name, number["value"], number["reason"], item["compared"],
                jackknife.get("articles"), jackknife.get("low"), jackknife.get("high"), None, None,
            )  # fmt: skip
