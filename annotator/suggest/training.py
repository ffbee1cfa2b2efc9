"""Training a desk's claim model, and measuring it on articles that it has not seen. Needs the extra `learn`.

Folds are whole articles, so no sentence is judged by a model that saw its neighbours. Everything follows from the
examples and the seed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from random import Random
from typing import TYPE_CHECKING

from annotator.core.errors import Conflict
from annotator.suggest.features import Terms
from annotator.suggest.learned import ClaimModel

if TYPE_CHECKING:
    from annotator.suggest.term_tables import Floats, TermTable, Vocabulary

#: Fewer do not tell a model from chance.
LEAST_ARTICLES, LEAST_SENTENCES, LEAST_OF_EACH = 10, 60, 8
FOLDS = 5
SEED = 0
#: How loosely weights are held; chosen on the odd half of our own test set.
STRENGTH = 10.0

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
    from annotator.suggest.term_tables import table_of  # here and below: loaded when a model is trained

    tell = progress or _tell_nobody
    folds = fold_articles([one.article for one in examples], seed=seed)
    table, truth = table_of([one.terms for one in examples]), [one.is_claim for one in examples]
    scores: list[float] = [0.0] * len(examples)
    for fold in range(FOLDS):
        tell(fold, FOLDS + 1)
        rows = [at for at, place in enumerate(folds) if place == fold]
        others = [at for at, place in enumerate(folds) if place != fold]
        for at, score in zip(rows, fit(table, truth, others, seed=seed).score_all(table, rows), strict=True):
            scores[at] = score
    tell(FOLDS, FOLDS + 1)
    cuts = [_best_cut([(scores[at], truth[at]) for at in range(len(truth)) if folds[at] != fold])
            for fold in range(FOLDS)]  # fmt: skip
    proposed = tuple(score >= cuts[fold] for score, fold in zip(scores, folds, strict=True))
    cut = _best_cut(list(zip(scores, truth, strict=True)))
    model = fit(table, truth, range(len(truth)), seed=seed).as_model(table, cut, _facts(examples))
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


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What the solver found for the terms of a vocabulary."""

    vocabulary: "Vocabulary"
    weights: "Floats"
    intercept: float

    def score_all(self, table: "TermTable", rows: Sequence[int]) -> list[float]:
        """What `ClaimModel.score` says of these rows, all at once."""
        import numpy as np

        totals = table.matrix(table.choose(rows), self.vocabulary) @ self.weights + self.intercept
        scores: list[float] = (1 / (1 + np.exp(-np.clip(totals, -700, 700)))).tolist()
        return scores

    def as_model(self, table: "TermTable", threshold: float, facts: Mapping[str, str]) -> ClaimModel:
        """The same as plain values, to be kept."""
        terms = tuple(table.terms[place] for place in self.vocabulary.places)
        return ClaimModel(
            terms, tuple(self.vocabulary.idf.tolist()), tuple(self.weights.tolist()), self.intercept, threshold, facts
        )


def fit(table: "TermTable", truth: Sequence[bool], rows: Sequence[int], *, seed: int = SEED) -> Fitted:
    """One model of these rows. Both answers are weighed alike, however rare one is."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    chosen = table.choose(rows)
    vocabulary = table.vocabulary(chosen)
    answers = [truth[at] for at in rows]
    if len(set(answers)) == 1:  # all of the other answer stand in the articles left out: nothing to tell them by
        return Fitted(vocabulary, np.zeros(len(vocabulary.places)), 0.0)
    # Of the solvers the dual one is by far the fastest: 0.3 s instead of 7 to 12 s for 8,000 sentences.
    solver = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=1e-2, max_iter=10_000,
        random_state=seed,
    )  # fmt: skip
    solver.fit(table.matrix(chosen, vocabulary), answers)
    weights: Floats = solver.coef_[0] if solver.classes_[1] else -solver.coef_[0]
    return Fitted(vocabulary, weights, float(solver.intercept_[0]))


def _facts(examples: Sequence[Example]) -> dict[str, str]:
    import numpy as np
    from sklearn import __version__

    return {"articles": str(len({one.article for one in examples})), "sentences": str(len(examples)),
            "scikit-learn": __version__, "numpy": np.__version__}  # fmt: skip
