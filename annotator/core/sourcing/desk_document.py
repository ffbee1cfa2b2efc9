"""A desk view and a month's page as the documents that are kept: page, print, CSV and JSON say what stands here."""

from collections.abc import Sequence

from annotator.core.agreement.values import LEAST_ARTICLES
from annotator.core.desk_views import OF_MONTH, By, DeskChoice, months_between
from annotator.core.reports import Json
from annotator.core.sourcing.desk import Articles, Counted, DeskArticle, Difference, Estimate

#: Groups and months that a view lists; how many more there are is said.
MOST_GROUPS = 40
MOST_MONTHS = 60
_DIGITS = 6


def desk_content(articles: Sequence[DeskArticle], choice: DeskChoice, rule_ids: Sequence[str]) -> dict[str, Json]:
    """The numbers of a desk view."""
    desk = Articles(articles)
    ways = (By.OUTLET, By.SECTION, *((By.BYLINE,) if choice.bylines else ()))
    return {
        "overall": counted_json(desk.count()),
        "groups": [_groups(desk, by) for by in ways],
        "rules": [
            {
                "rule": raised.rule,
                "articles": estimate_json(raised.articles),
                "flags": raised.flags,
                "waived": raised.waived,
            }
            for raised in desk.rules(rule_ids)
        ],
        "trend": _trend(desk),
        "undated": len(desk.group(lambda article: article.day[:7]).get("", ())),
        "comparison": _comparison(desk, choice),
    }


def _groups(desk: Articles, by: By) -> dict[str, Json]:
    """The groups of at least five articles, the largest first; of smaller ones only how many there are."""
    named = {str(name): places for name, places in desk.group(lambda article: _name(article, by)).items()}
    found = sorted(named.items(), key=lambda item: (-len(item[1]), item[0]))
    large = [(name, places) for name, places in found if len(places) >= LEAST_ARTICLES]
    small = [places for _, places in found if len(places) < LEAST_ARTICLES]
    return {
        "by": by.value,
        "rows": [{"name": name, **counted_json(desk.count(places))} for name, places in large[:MOST_GROUPS]],
        "more": len(large[MOST_GROUPS:]),
        "few": len(small),
        "few_articles": sum(map(len, small)),
    }


def _name(article: DeskArticle, by: By) -> str:
    named = {By.OUTLET: article.outlet, By.SECTION: article.section, By.BYLINE: article.byline, By.PERIOD: article.day}
    return named[by]


def _trend(desk: Articles) -> list[Json]:
    """Every month from the first to the last, those without an article too."""
    by_month = {str(month): places for month, places in desk.group(lambda article: article.day[:7]).items() if month}
    if not by_month:
        return []
    months = months_between(min(by_month), max(by_month))[-MOST_MONTHS:]
    return [{"month": month, **counted_json(desk.count(by_month.get(month, ())))} for month in months]


def _comparison(desk: Articles, choice: DeskChoice) -> Json:
    by = choice.compare_by
    if by is None:
        return None
    first, second = (
        [
            place
            for place, article in enumerate(desk.all)
            if (_name(article, by).startswith(wanted) if by is By.PERIOD else _name(article, by) == wanted)
        ]
        for wanted in (choice.first, choice.second)
    )
    return {
        "by": by.value,
        "first": {"name": choice.first, **counted_json(desk.count(first))},
        "second": {"name": choice.second, **counted_json(desk.count(second))},
        "differences": {
            share.value: difference_json(difference) for share, difference in desk.compare(first, second).items()
        },
    }


def month_content(articles: Sequence[DeskArticle], month: str, before: str) -> dict[str, Json]:
    """The five counts of a month beside those of the month before."""
    desk = Articles(articles)
    now, then = (
        [place for place, article in enumerate(desk.all) if article.day[:7] == wanted] for wanted in (month, before)
    )
    counted, earlier, changes = desk.count(now), desk.count(then), desk.compare(now, then)
    return {
        "month": month,
        "before": before,
        "articles": counted.articles,
        "articles_before": earlier.articles,
        "waived": counted.waived,
        "waived_before": earlier.waived,
        "counts": [
            {
                "share": share.value,
                "now": estimate_json(counted.shares[share]),
                "before": estimate_json(earlier.shares[share]),
                "change": difference_json(changes[share]),
            }
            for share in OF_MONTH
        ],
    }


def counted_json(counted: Counted) -> dict[str, Json]:
    """One group's numbers."""
    return {
        "articles": counted.articles,
        "shares": {share.value: estimate_json(estimate) for share, estimate in counted.shares.items()},
        "flags": estimate_json(counted.flags),
        "waived": counted.waived,
    }


def estimate_json(estimate: Estimate) -> dict[str, Json]:
    """A share with its counts and limits."""
    return {
        "count": estimate.count,
        "of": estimate.of,
        "articles": estimate.articles,
        "value": _rounded(estimate.value),
        "low": _rounded(estimate.low),
        "high": _rounded(estimate.high),
        "gap": estimate.gap.value if estimate.gap else None,
    }


def difference_json(difference: Difference) -> dict[str, Json]:
    """A difference with its limits."""
    return {
        "value": _rounded(difference.value),
        "low": _rounded(difference.low),
        "high": _rounded(difference.high),
        "gap": difference.gap.value if difference.gap else None,
    }


def _rounded(value: float | None) -> float | None:
    # Adding 0 makes -0.0 a plain 0.
    return None if value is None else round(value, _DIGITS) + 0.0
