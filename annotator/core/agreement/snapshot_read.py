"""A kept agreement report taken up again: what `snapshot.take_snapshot` wrote, so that one renderer shows both.

Warnings are not taken up: the document has them in words, as they were told. What documents of earlier versions lack
(groups, confusion tables) stays empty.
"""

from collections.abc import Mapping
from typing import Any

from annotator.core.agreement.coefficients import PairTable
from annotator.core.agreement.differences import Matter
from annotator.core.agreement.items import ITEMS, Item, own_items
from annotator.core.agreement.report import (
    AgreementReport,
    ConfusionTable,
    FacetReport,
    Group,
    GroupFacet,
    ItemReport,
    PairReport,
    ReviewerRate,
)
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval, Undefined

_REASONS = {reason.words: reason for reason in Undefined}
_NO_INTERVALS = {reason.words: reason for reason in NoInterval}

Told = Mapping[str, Any]  # Any: JSON that `snapshot` wrote


def read_snapshot(content: Told) -> AgreementReport:
    """The report; reviewers are named by their uids."""
    matters = content.get("articles_that_differ", {})
    return AgreementReport(
        tuple(reviewer["uid"] for reviewer in content["reviewers"]),
        tuple(_facet(facet) for facet in content["facets"]),
        tuple(_item(item) for item in content["items"]),
        articles=content.get("articles", 0),
        alone=content.get("articles_alone", 0),
        by=content.get("by", ""),
        groups=tuple(_group(group) for group in content.get("groups", ())),
        matters={matter: matters[matter.value] for matter in Matter if matter.value in matters},
    )


def _facet(told: Told) -> FacetReport:
    numbers = told["numbers"]
    return FacetReport(
        facet=told["facet"],
        judged=told["judged"],
        shared=told["shared"],
        rates=tuple(ReviewerRate(rate["reviewer"], rate["yes"], rate["judged"]) for rate in told["rates"]),
        pairs=tuple(_pair(pair) for pair in told["pairs"]),
        notes=(),
        intervals=_intervals(numbers),
        **{name: _coefficient(number) for name, number in numbers.items()},
    )


def _pair(told: Told) -> PairReport:
    table = PairTable(told["both"], told["only_first"], told["only_second"], told["neither"])
    numbers = {name: _coefficient(number) for name, number in told["numbers"].items()}
    return PairReport(told["first"], told["second"], table, **numbers)


def _item(told: Told) -> ItemReport:
    table = told.get("table")
    return ItemReport(
        _item_of(told["facet"], told["item"]),
        told["compared"],
        told["of"],
        told.get("articles_that_differ", 0),
        intervals=_intervals(told["numbers"]),
        table=None
        if table is None
        else ConfusionTable(tuple(table["values"]), tuple(map(tuple, table["counts"])), table["is_mirrored"]),
        most=told.get("most") or 0,
        answers=told.get("answers") or 0,
        **{name: _coefficient(number) for name, number in told["numbers"].items()},
    )


def _item_of(facet: str, key: str) -> Item:
    return next(item for item in (*ITEMS, *own_items(facet)) if (item.facet, item.key) == (facet, key))


def _group(told: Told) -> Group:
    return Group(told["label"], told["articles"], tuple(_group_facet(facet) for facet in told["facets"]))


def _group_facet(told: Told) -> GroupFacet:
    numbers = told["numbers"]
    interval = _interval(numbers["alpha"]["jackknife"])
    assert interval is not None
    return GroupFacet(
        told["facet"],
        told["shared"],
        told["articles"],
        _coefficient(numbers["observed"]),
        _coefficient(numbers["alpha"]),
        _coefficient(numbers["ac1"]),
        interval,
    )


def _coefficient(told: Told) -> Coefficient:
    if told["value"] is not None:
        return Coefficient(told["value"])
    return Coefficient(None, _REASONS.get(told["reason"], Undefined.NO_VARIETY))


def read_bootstraps(content: Told) -> dict[str, dict[str, Interval]]:
    """The bootstrap intervals of the first question, by facet and number."""
    return {facet["facet"]: _intervals(facet["numbers"], Method.BOOTSTRAP) for facet in content["facets"]}


def _intervals(numbers: Mapping[str, Told], method: Method = Method.JACKKNIFE) -> dict[str, Interval]:
    found = {name: _interval(number.get(method.value), method) for name, number in numbers.items()}
    return {name: interval for name, interval in found.items() if interval is not None}


def _interval(told: Told | None, method: Method = Method.JACKKNIFE) -> Interval | None:
    if told is None:
        return None
    reason = None
    if told["low"] is None:
        reason = _NO_INTERVALS.get(told["reason"], NoInterval.NO_VALUE)
    return Interval(told["low"], told["high"], method, told["articles"], reason)
