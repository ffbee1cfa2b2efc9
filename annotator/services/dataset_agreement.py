"""The passes of an exported dataset that count in agreement, by the rules that hold for a project in the database."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from annotator.core.agreement.by_article import ArticleCounts
from annotator.core.agreement.patterns import count_patterns
from annotator.core.dataset_rounds import RoundRecord, StudyRecord
from annotator.core.datasets import (
    AccountRecord,
    ArticleRecord,
    Manifest,
    Problem,
    Record,
    ReviewRecord,
    SchemeRecord,
    newest_reading_of,
)
from annotator.core.records import Reading, ReviewKind, ReviewState, Scope
from annotator.core.scheme_json import scheme_from_json


@dataclass(frozen=True, slots=True)
class Passes:
    """The readings that count, by text and reviewer's uid, and beside each the desk's own tags that the reviewer
    could use. `names` are ordered as on the page, `finished` counts, `left_out` are the articles of training,
    calibration and tests that do not.
    """

    dataset_uid: str
    project_name: str
    names: Mapping[str, str]
    finished: Mapping[str, int]
    readings: tuple[Mapping[str, Reading], ...]
    own_tags: tuple[Mapping[str, frozenset[str]], ...]
    left_out: int

    def count(self, reviewers: Collection[str]) -> ArticleCounts:
        """The answer patterns of these reviewers, text by text."""
        return ArticleCounts.of(
            count_patterns({uid: reading for uid, reading in by_reviewer.items() if uid in reviewers}, own_tags)
            for by_reviewer, own_tags in zip(self.readings, self.own_tags, strict=True)
        )

    def shared_texts(self, reviewers: Collection[str]) -> int:
        """How many texts two or more of these reviewers finished."""
        return sum(len(by_reviewer.keys() & set(reviewers)) > 1 for by_reviewer in self.readings)


@dataclass(slots=True)
class _Practice:
    """The articles that rounds, or the newest study on record, have for training, calibration or a test."""

    _rounds: set[int] = field(default_factory=set)
    _declared: Collection[str] = ()

    def learn(self, record: RoundRecord | StudyRecord) -> None:
        """Take up what stands before the articles; versions of the study come in their order."""
        if isinstance(record, StudyRecord):
            self._declared = record.study.excluded
        elif record.kind.is_practice:
            self._rounds.add(record.number)

    def __contains__(self, article: ArticleRecord) -> bool:
        of_round = article.place is not None and article.place.round_number in self._rounds
        return of_round or article.uid in self._declared


def collect_passes(records: Iterable[Record | Problem], *, practice: bool = False) -> Passes | Problem:
    """Each person's last finished full pass over each text, read on the newest cut; or the first problem.

    A finished revision replaces what it revises; gold, unfinished and sourcing-only reviews do not count. Nor do,
    unless `practice` asks for them, articles that the newest study on record or a round has for something else.
    """
    manifest: Manifest | None = None
    names: dict[str, str] = {}
    own_tags: dict[int, frozenset[str]] = {}
    article: ArticleRecord | None = None
    not_for_agreement = _Practice()
    left_out: set[str] = set()
    reviews: dict[tuple[str, int], dict[str, ReviewRecord]] = defaultdict(dict)
    readings: dict[tuple[str, int], dict[str, Reading]] = defaultdict(dict)
    for record in records:
        match record:
            case Problem():
                return record
            case Manifest():
                manifest = record
            case AccountRecord():
                names[record.uid] = record.name
            case SchemeRecord():
                own = scheme_from_json(record.body).own_tags
                own_tags[record.number] = frozenset(tag.key for tag in own if not tag.is_retired)
            case RoundRecord() | StudyRecord():
                not_for_agreement.learn(record)
            case ArticleRecord():
                article = record
                if not practice and record in not_for_agreement:
                    left_out.add(record.uid)
            case ReviewRecord() if _counts(record) and article is not None and record.article_uid not in left_out:
                place = (record.article_uid, record.text_number)
                if _replaces(record, reviews[place].get(record.account_uid)):
                    reviews[place][record.account_uid] = record
                    readings[place][record.account_uid] = newest_reading_of(article, record)
    if manifest is None:
        return Problem(1, "no_manifest", "The file is empty.")
    finished = Counter(uid for by_reviewer in readings.values() for uid in by_reviewer)
    ordered = sorted(finished, key=lambda uid: (names[uid], uid))
    return Passes(
        manifest.dataset_uid,
        manifest.project_name,
        {uid: names[uid] for uid in ordered},
        finished,
        tuple(readings.values()),
        tuple(
            {uid: own_tags[review.scheme_number] for uid, review in by_reviewer.items()}
            for by_reviewer in reviews.values()
            if by_reviewer
        ),
        len(left_out),
    )


def _counts(review: ReviewRecord) -> bool:
    return (review.state, review.kind, review.scope) == (ReviewState.FINISHED, ReviewKind.PASS, Scope.FULL)


def _replaces(review: ReviewRecord, before: ReviewRecord | None) -> bool:
    """Say whether the later row takes the place of the earlier: unless the earlier one revises it."""
    return before is None or before.revises_uid != review.uid
