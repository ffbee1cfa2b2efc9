"""The sourcing reports of an exported dataset, by the rules that hold for a project in the database."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from annotator.core.dataset_policies import PolicyRecord
from annotator.core.datasets import AccountRecord, ArticleRecord, Problem, Record, ReviewRecord, newest_reading_of
from annotator.core.records import ReviewKind, ReviewState
from annotator.core.sourcing.document import Basis, document_of
from annotator.core.sourcing.policy import Policy, in_force_on
from annotator.core.sourcing.report import report_on


@dataclass(frozen=True, slots=True)
class Unreported:
    """An article without a report: `reviewers` are those among whom one has to be chosen, empty where no review of
    its newest text is finished.
    """

    article_uid: str
    title: str
    reviewers: tuple[str, ...]

    @property
    def words(self) -> str:
        """Why, and what to do."""
        if self.reviewers:
            return f"several finished reviews and no gold; choose one with --reviewer: {', '.join(self.reviewers)}"
        return "no finished review of its newest text"


Outcome = dict[str, object] | Unreported | Problem


def report_dataset(
    records: Iterable[Record | Problem], *, reviewer: str = "", articles: Collection[str] = (),
    policy: Policy | None = None, today: date,
) -> Iterator[Outcome]:  # fmt: skip
    """The document of each article's report, article by article: on its gold, else on the review of the one named
    (`reviewer`: a uid, or a name in any case), else on the only finished one. Never on several.

    `articles` (uids) keeps to some; `policy` says which rules speak, without it the file's own versions, each from its
    day on (`today` for an article without one). The first problem of the file ends it.
    """
    policies: list[Policy] = []
    names: dict[str, str] = {}

    def report(article: ArticleRecord | None, reviews: Sequence[ReviewRecord]) -> Iterator[Outcome]:
        if article is not None and (not articles or article.uid in articles):
            in_force = policy or in_force_on(policies, article.facts.published_on, today)
            yield _report(article, reviews, names, reviewer, in_force)

    article: ArticleRecord | None = None
    reviews: list[ReviewRecord] = []
    for record in records:
        match record:
            case Problem():
                yield record
                return
            case AccountRecord():
                names[record.uid] = record.name
            case PolicyRecord():
                policies.append(record.policy)
            case ArticleRecord():
                yield from report(article, reviews)
                article, reviews = record, []
            case ReviewRecord():
                reviews.append(record)
    yield from report(article, reviews)


def _report(
    article: ArticleRecord, reviews: Sequence[ReviewRecord], names: dict[str, str], reviewer: str, policy: Policy
) -> Outcome:
    newest = max(text.number for text in article.texts)
    finished = _finished([review for review in reviews if review.text_number == newest])
    chosen = _choose(finished, names, reviewer)
    if chosen is None:
        choices = () if reviewer else tuple(names[review.account_uid] for review in finished)
        return Unreported(article.uid, article.facts.title, choices)
    report = report_on(newest_reading_of(article, chosen), article.facts, policy, scope=chosen.scope)
    basis = Basis(chosen.uid, chosen.kind, names[chosen.account_uid], chosen.scope, chosen.finished_at)
    return document_of(article.uid, article.facts, newest, basis, report)


def _finished(reviews: Sequence[ReviewRecord]) -> list[ReviewRecord]:
    """Each person's last finished review, gold first: what a finished revision replaced is left out."""
    finished = [review for review in reviews if review.state is ReviewState.FINISHED]
    replaced = {review.revises_uid for review in finished}
    last = {(review.kind, review.account_uid): review for review in finished if review.uid not in replaced}
    return sorted(last.values(), key=lambda review: review.kind is not ReviewKind.GOLD)


def _choose(finished: Sequence[ReviewRecord], names: dict[str, str], reviewer: str) -> ReviewRecord | None:
    gold = [review for review in finished if review.kind is ReviewKind.GOLD]
    if gold:
        return gold[0]
    if not reviewer:
        return finished[0] if len(finished) == 1 else None
    meant = [
        review
        for review in finished
        if review.account_uid == reviewer or names[review.account_uid].casefold() == reviewer.casefold()
    ]
    return meant[0] if len(meant) == 1 else None
