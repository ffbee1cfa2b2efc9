"""The demo desk as a dataset: the very records that an exported project is made of."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from annotator.core.datasets import (
    AccountRecord,
    ArticleRecord,
    Counts,
    Manifest,
    Record,
    ReviewRecord,
    SchemeRecord,
    SegmentationRecord,
    TextRecord,
)
from annotator.core.default_scheme import default_scheme
from annotator.core.records import ReviewKind, ReviewState, Role, Scope
from annotator.core.scheme_json import scheme_to_json
from annotator.core.text import NORMALISER, hash_of
from annotator.demo.desk import DemoArticle
from annotator.demo.passes import Pass, uid_of

#: What the project is called; the people in it are invented and cannot sign in.
PROJECT_NAME = "Northern Desk (demo)"

#: The identity of the demo data, the same in every installation.
DATASET_UID = uid_of("", "", "dataset")

_FIRST_PASS_AT = time(14, 0, tzinfo=UTC)
_BETWEEN_PASSES = timedelta(minutes=50)
_ONE_PASS = timedelta(minutes=32)


def list_records(articles: Sequence[DemoArticle]) -> Iterator[Record]:
    """The demo desk's records in the order of the format, oldest article first.

    Nothing depends on when or where this is called: passes carry made-up times on the article's own day.
    """
    reviewers = sorted({one.reviewer for article in articles for one in article.passes})
    passes = sum(len(article.passes) for article in articles)
    yield Manifest(DATASET_UID, PROJECT_NAME, Counts(len(reviewers), 1, len(articles), passes))
    people = (AccountRecord(_account_uid(name), name, Role.REVIEWER) for name in reviewers)
    yield from sorted(people, key=lambda person: person.uid)
    yield SchemeRecord(1, scheme_to_json(default_scheme()))
    for article in sorted(articles, key=lambda article: article.cut.facts.published_on):
        yield _article_record(article)
        for place, one in enumerate(article.passes):
            yield _review_record(article, one, place)


def _account_uid(reviewer: str) -> str:
    return uid_of("", reviewer, "account")


def _article_uid(article: DemoArticle) -> str:
    return uid_of(article.slug, "", "article")


def _article_record(article: DemoArticle) -> ArticleRecord:
    text = TextRecord(
        uid=uid_of(article.slug, "", "text"),
        number=1,
        body=article.cut.text,
        sha256=hash_of(article.cut.text),
        normaliser=NORMALISER,
        segmentations=(SegmentationRecord(1, article.cut.sentences),),
    )
    return ArticleRecord(_article_uid(article), article.cut.facts, (text,))


def _review_record(article: DemoArticle, one: Pass, place: int) -> ReviewRecord:
    day = datetime.fromisoformat(article.cut.facts.published_on)
    started_at = datetime.combine(day, _FIRST_PASS_AT) + place * _BETWEEN_PASSES
    reading = one.reading
    return ReviewRecord(
        uid=uid_of(article.slug, one.reviewer, "review"),
        article_uid=_article_uid(article),
        text_number=1,
        segmentation_number=1,
        account_uid=_account_uid(one.reviewer),
        kind=ReviewKind.PASS,
        scheme_number=1,
        scope=Scope.FULL,
        state=ReviewState.FINISHED,
        revises_uid=None,
        started_at=started_at,
        finished_at=started_at + _ONE_PASS,
        sources=reading.sources,
        claims=reading.claims,
        attributions=reading.attributions,
        figures=reading.figures,
        checks=reading.checks,
    )
