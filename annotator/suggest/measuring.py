"""How good a claim model is beside the cues alone, with 95 % intervals over articles, from cross-validated scores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.core.agreement.intervals import jackknife
from annotator.suggest.model_reports import MEASURES, Estimated, ModelReport
from annotator.suggest.training import Example, HeldOut

Floats = npt.NDArray[np.float64]

@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Parallel arrays: the truth, and what one of the two says of each sentence."""

    truth: Floats
    scores: Floats
    proposed: Floats


def measure(examples: Sequence[Example], held_out: HeldOut) -> ModelReport:
    """Compare the two on every example; articles are left out one at a time for the intervals."""
    truth = np.array([one.is_claim for one in examples], float)
    model = _Judged(truth, np.array(held_out.scores), np.array(held_out.proposed, float))
    cues = _Judged(
        truth, np.array([one.rank for one in examples]), np.array([one.is_proposed for one in examples], float)
    )
    names, articles = np.unique([one.article for one in examples], return_inverse=True)
    kept = [articles != article for article in range(len(names))]
    by_side = [{name: _values(_FORMULAS[name], side, kept) for name in MEASURES} for side in (model, cues)]
    apart = {name: by_side[0][name] - by_side[1][name] for name in MEASURES}
    told = [{name: _estimate(values) for name, values in side.items()} for side in (*by_side, apart)]
    return ModelReport(len(names), len(examples), int(truth.sum()), *told)


def _values(formula: Callable[[_Judged], float], judged: _Judged, kept: Sequence[Floats]) -> Floats:
    """The value of all, then without each article."""
    without = (_Judged(judged.truth[some], judged.scores[some], judged.proposed[some]) for some in kept)
    return np.array([formula(judged), *map(formula, without)])


def _estimate(values: Floats) -> Estimated:
    value = None if np.isnan(values[0]) else float(values[0])
    return Estimated(value, jackknife(value, values[1:]))


def _precision(judged: _Judged) -> float:
    return _ratio(float(judged.truth @ judged.proposed), judged.proposed.sum())


def _recall(judged: _Judged) -> float:
    return _ratio(float(judged.truth @ judged.proposed), judged.truth.sum())


def _f1(judged: _Judged) -> float:
    return _ratio(2 * float(judged.truth @ judged.proposed), judged.proposed.sum() + judged.truth.sum())


def _steps(judged: _Judged) -> tuple[Floats, Floats]:
    """How many and how many right ones there are down to each different score, as `core/rankings.py` counts them."""
    order = np.argsort(-judged.scores, kind="stable")
    scores = judged.scores[order]
    ends = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)) if len(scores) else np.zeros(0, int)
    return (ends + 1).astype(float), np.cumsum(judged.truth[order])[ends]


def _average_precision(judged: _Judged) -> float:
    seen, right = _steps(judged)
    return _ratio(float(np.diff(right, prepend=0) @ (right / seen)), judged.truth.sum())


def _auc(judged: _Judged) -> float:
    seen, right = _steps(judged)
    wrong = seen - right
    below = wrong[-1] - wrong if len(wrong) else wrong
    hits, misses = np.diff(right, prepend=0), np.diff(wrong, prepend=0)
    return _ratio(float(hits @ (below + misses / 2)), judged.truth.sum() * (1 - judged.truth).sum())


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")


_FORMULAS: dict[str, Callable[[_Judged], float]] = {
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
    "average_precision": _average_precision,
    "auc": _auc,
}
