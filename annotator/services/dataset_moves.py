"""A dataset's records with the uids of the tables in place of the dataset's, or the other way round."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from annotator.core.dataset_rounds import RoundRecord, moved_discussion
from annotator.core.datasets import ArticleRecord, ReviewRecord, exchange_uid


def exchange(project_uid: str, dataset_uid: str) -> Callable[[str], str]:
    """What gives the uid outside for one inside, and back."""
    return lambda uid: exchange_uid(uid, project_uid=project_uid, dataset_uid=dataset_uid)


def uids_of(
    articles: Iterable[ArticleRecord], reviews: Iterable[ReviewRecord], rounds: Iterable[RoundRecord]
) -> list[str]:
    """The uids of a dataset that are stored, each only once: of articles, texts, reviews and rounds."""
    found = [uid for article in articles for uid in (article.uid, *(text.uid for text in article.texts))]
    return [*found, *(review.uid for review in reviews), *(one.uid for one in rounds)]


def moved_article(article: ArticleRecord, move: Callable[[str], str]) -> ArticleRecord:
    """The article with its texts."""
    texts = tuple(replace(text, uid=move(text.uid)) for text in article.texts)
    return replace(article, uid=move(article.uid), texts=texts)


def moved_review(review: ReviewRecord, move: Callable[[str], str]) -> ReviewRecord:
    """The review with all that it names."""
    revises_uid = None if review.revises_uid is None else move(review.revises_uid)
    decisions = (
        replace(
            decision,
            taken={part: move(uid) for part, uid in decision.taken.items()},
            readings={move(uid): said for uid, said in decision.readings.items()},
        )
        for decision in review.decisions
    )
    return replace(
        review,
        uid=move(review.uid),
        article_uid=move(review.article_uid),
        revises_uid=revises_uid,
        decisions=tuple(decisions),
        discussions=tuple(moved_discussion(one, move) for one in review.discussions),
        origins=tuple(replace(origin, reading=move(origin.reading)) for origin in review.origins),
    )
