"""Training a desk's claim model, and measuring it on articles that it has not seen. Needs the extra `learn`.

Folds are whole articles, so no sentence is judged by a model that saw its neighbours. Everything follows from the
examples and the seed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import log
from random import Random
from typing import TYPE_CHECKING, Any

from annotator.core.errors import Conflict
from annotator.suggest.features import Terms
from annotator.suggest.learned import ClaimModel

if TYPE_CHECKING:
    from annotator.suggest.learned import Floats

#: Fewer do not tell a model from chance.
LEAST_ARTICLES, LEAST_SENTENCES, LEAST_OF_EACH = 10, 60, 8
FOLDS = 5
SEED = 0
#: How loosely weights are held; chosen on the odd half of our own test set.
STRENGTH = 10.0
_MOST_TERMS = 60_000
_FEWEST_SENTENCES_A_TERM = 2

#: Told how many steps of how many are done; it may raise to stop.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Example:
    """One judged sentence. `rank` is that of the cues alone, `is_proposed` whether they propose it."""

    article: str
    terms: Terms
    is_claim: bool
    rank: float
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the models that had not seen an example's article made of it, in the order of the examples."""

    scores: tuple[float, ...]
    proposed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model of all examples, with what cross-validation says of ones like it."""

    model: ClaimModel
    held_out: HeldOut


def can_train() -> bool:
    """Say whether the extra is installed; nothing is imported for it."""
    return find_spec("sklearn") is not None


def find_lack(examples: Sequence[Example]) -> str:
    """What is missing before a model can be trained, in words; empty when nothing is."""
    articles, claims = len({one.article for one in examples}), sum(one.is_claim for one in examples)
    return lack_of(articles, claims, len(examples) - claims)


def lack_of(articles: int, claims: int, others: int) -> str:
    """The same from the counts."""
    if lack := lack_of_articles(articles):
        return lack
    if claims + others < LEAST_SENTENCES or min(claims, others) < LEAST_OF_EACH:
        return (
            f"A model needs at least {LEAST_SENTENCES} judged sentences, {LEAST_OF_EACH} of them claims and "
            f"{LEAST_OF_EACH} not; there are {claims + others}: {claims} claims and {others} others."
        )
    return ""


def lack_of_articles(articles: int) -> str:
    """The same as far as the number of articles tells."""
    if articles >= LEAST_ARTICLES:
        return ""
    return (
        f"A model needs finished passes over at least {LEAST_ARTICLES} articles; there are {articles}. "
        "Until then the cues rank sentences."
    )


def train(examples: Sequence[Example], *, seed: int = SEED, progress: Progress | None = None) -> Trained:
    """Train on all examples, after measuring on each fold of articles a model of the others.

    Raises Conflict: `learn_missing` without the extra, `too_little` under the stated minimum.
    """
    if not can_train():
        raise Conflict(
            "Training needs scikit-learn. Install it with: pip install 'annotator[learn]'", code="learn_missing"
        )
    if lack := find_lack(examples):
        raise Conflict(lack, code="too_little")
    tell = progress or _tell_nobody
    folds = fold_articles([one.article for one in examples], seed=seed)
    scores: list[float] = [0.0] * len(examples)
    for fold in range(FOLDS):
        tell(fold, FOLDS + 1)
        model = _fit([one for one, place in zip(examples, folds, strict=True) if place != fold], seed=seed)
        for at, one in enumerate(examples):
            if folds[at] == fold:
                scores[at] = model.score(one.terms)
    tell(FOLDS, FOLDS + 1)
    truth = [one.is_claim for one in examples]
    cuts = [_best_cut([(scores[at], truth[at]) for at in range(len(truth)) if folds[at] != fold])
            for fold in range(FOLDS)]  # fmt: skip
    proposed = tuple(score >= cuts[fold] for score, fold in zip(scores, folds, strict=True))
    cut = _best_cut(list(zip(scores, truth, strict=True)))
    model = _fit(examples, seed=seed, threshold=cut)
    tell(FOLDS + 1, FOLDS + 1)
    return Trained(model, HeldOut(tuple(scores), proposed))


def _tell_nobody(done: int, of: int) -> None:
    """Progress that nobody asked for."""


def fold_articles(articles: Sequence[str], *, seed: int) -> list[int]:
    """The fold of each example: articles are dealt out, whichever order they come in."""
    names = sorted(set(articles))
    Random(seed).shuffle(names)  # noqa: S311 - folds, no secret
    folds = {name: place % FOLDS for place, name in enumerate(names)}
    return [folds[article] for article in articles]


def _best_cut(pairs: Sequence[tuple[float, bool]]) -> float:
    """Where to cut for the highest F1: half way between the last score proposed and the next one."""
    ordered = sorted(pairs, reverse=True)
    right, best, cut = 0, -1.0, 0.5
    wanted = sum(is_claim for _, is_claim in pairs)
    for found, (score, is_claim) in enumerate(ordered, 1):
        right += is_claim
        following = ordered[found][0] if found < len(ordered) else 0.0
        if following != score and 2 * right / (found + wanted) > best:
            best, cut = 2 * right / (found + wanted), (score + following) / 2
    return cut


def _fit(examples: Sequence[Example], *, seed: int, threshold: float = 0.5) -> ClaimModel:
    """One model of these examples. Both answers are weighed alike, however rare one is."""
    import numpy as np  # here and below: loaded when a model is trained, not when the desk starts
    from sklearn.linear_model import LogisticRegression

    terms, idf = _vocabulary(examples)
    # Of the solvers the dual one is by far the fastest: 0.5 s instead of 7 to 12 s for 8,000 sentences.
    solver = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=1e-2, max_iter=10_000,
        random_state=seed,
    )  # fmt: skip
    solver.fit(_matrix(examples, terms, idf), np.array([one.is_claim for one in examples]))
    weights: Floats = solver.coef_[0] if solver.classes_[1] else -solver.coef_[0]
    return ClaimModel(
        tuple(terms), tuple(idf), tuple(weights.tolist()), float(solver.intercept_[0]), threshold, _facts(examples)
    )


def _vocabulary(examples: Sequence[Example]) -> tuple[list[str], list[float]]:
    """Terms of at least two sentences, the most common ones if they are too many, with their idf."""
    counts: dict[str, int] = {}
    for one in examples:
        for term in one.terms:
            counts[term] = counts.get(term, 0) + 1
    common = [term for term in counts if counts[term] >= _FEWEST_SENTENCES_A_TERM]
    common.sort(key=lambda term: (-counts[term], term))
    terms = sorted(common[:_MOST_TERMS])
    return terms, [log((1 + len(examples)) / (1 + counts[term])) + 1 for term in terms]


def _matrix(examples: Sequence[Example], terms: Sequence[str], idf: Sequence[float]) -> Any:
    """Examples x terms, sparse. Any: scipy has no types."""
    import numpy as np
    from scipy.sparse import csr_matrix

    places = {term: place for place, term in enumerate(terms)}
    rows: list[int] = []
    columns: list[int] = []
    counts: list[float] = []
    for row, one in enumerate(examples):
        for term, value in one.terms.items():
            place = places.get(term)
            if place is not None:
                rows.append(row)
                columns.append(place)
                counts.append(value)
    # Each sort of terms of a sentence is brought to length 1, as `ClaimModel` does when it scores.
    known = sorted({term[0] for term in terms})
    sorts = np.array([known.index(term[0]) for term in terms], np.int64)
    values = np.array(counts) * np.array(idf)[columns]
    groups = np.array(rows, np.int64) * len(known) + sorts[columns]
    values /= np.sqrt(np.bincount(groups, values * values))[groups]
    return csr_matrix((values, (rows, columns)), shape=(len(examples), len(terms)))


def _facts(examples: Sequence[Example]) -> dict[str, str]:
    import numpy as np
    from sklearn import __version__

    return {"articles": str(len({one.article for one in examples})), "sentences": str(len(examples)),
            "scikit-learn": __version__, "numpy": np.__version__}  # fmt: skip
