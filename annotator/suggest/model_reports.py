"""What is told of a claim model beside the cues alone: numbers with their intervals, as stored and shown.

Apart from the measuring (`measuring.py`), so that pages show what is stored without loading numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.core.agreement.values import Interval, Method, NoInterval

#: What is measured, in the order of the page.
MEASURES = ("precision", "recall", "f1", "average_precision", "auc")


@dataclass(frozen=True, slots=True)
class Estimated:
    """A number with its interval; None where there is nothing to rest it on."""

    value: float | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class ModelReport:
    """The model, the cues alone and the one less the other, by `MEASURES`, on the same judged sentences."""

    articles: int
    sentences: int
    claims: int
    model: Mapping[str, Estimated]
    cues: Mapping[str, Estimated]
    difference: Mapping[str, Estimated]


# Any, here and below: JSON that this module wrote itself.
def report_to_json(report: ModelReport) -> dict[str, Any]:
    """The report as it is stored beside its model: each number as [value, low, high], null where there is none."""
    sides = {"model": report.model, "cues": report.cues, "difference": report.difference}
    return {
        "articles": report.articles, "sentences": report.sentences, "claims": report.claims,
        **{side: {name: [one.value, one.interval.low, one.interval.high] for name, one in told.items()}
           for side, told in sides.items()},
    }  # fmt: skip


def report_from_json(stored: Mapping[str, Any]) -> ModelReport:
    """What `report_to_json` wrote."""
    articles = stored["articles"]

    def estimated(value: float | None, low: float | None, high: float | None) -> Estimated:
        reason = None if low is not None else NoInterval.NO_VALUE if value is None else NoInterval.ONE_DECIDES
        return Estimated(value, Interval(low, high, Method.JACKKNIFE, articles, reason))

    sides = [{name: estimated(*numbers) for name, numbers in stored[side].items()}
             for side in ("model", "cues", "difference")]  # fmt: skip
    return ModelReport(articles, stored["sentences"], stored["claims"], *sides)
