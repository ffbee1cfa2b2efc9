"""Whether a report counts what an earlier one of the same passes counted."""

from collections.abc import Mapping
from math import isclose
from typing import Any

from annotator.core.agreement.report import AgreementReport


def counts_alike(now: AgreementReport, then: AgreementReport) -> bool:
    """Say whether every count of the earlier report is found again. What documents of earlier versions lack (groups,
    tables, articles) is not asked.
    """
    facets, items, groups = (
        {facet.facet: facet for facet in now.facets},
        {(item.item.facet, item.item.key): item for item in now.items},
        {group.label: group for group in now.groups},
    )
    return (
        all(
            (there := facets.get(facet.facet)) is not None
            and (there.judged, there.shared, there.rates) == (facet.judged, facet.shared, facet.rates)
            and [pair.table for pair in there.pairs] == [pair.table for pair in facet.pairs]
            for facet in then.facets
        )
        and all(
            (found := items.get((item.item.facet, item.item.key))) is not None
            and (found.n, found.of) == (item.n, item.of)
            and (item.table is None or found.table == item.table)
            and _is_same(found.alike.value, item.alike.value)
            for item in then.items
        )
        and all(
            (group := groups.get(one.label)) is not None
            and group.articles == one.articles
            and [facet.shared for facet in group.facets] == [facet.shared for facet in one.facets]
            for one in then.groups
        )
        and (not then.articles or (now.articles, now.alone) == (then.articles, then.alone))
        and (not then.matters or dict(now.matters) == dict(then.matters))
    )


def _is_same(now: float | None, then: float | None) -> bool:
    """Of as many things as many are alike: where no table says it, this alone does."""
    return now is then if now is None or then is None else isclose(now, then, abs_tol=1e-9)


_OF_RULE = ("articles", "some_raise", "all_raise", "articles_that_differ", "raised_by")

Told = Mapping[str, Any]  # Any: JSON that `reported_json` made


def reported_alike(now: Told, then: Told) -> bool:
    """The same of what is reported."""
    return _reported_counts(now) == _reported_counts(then)


def _reported_counts(told: Told) -> object:
    return (
        told.get("articles"),
        [(rule["rule"], *(rule[name] for name in _OF_RULE)) for rule in told.get("rules", ())],
        [(share["share"], share["articles"]) for share in told.get("shares", ())],
    )
