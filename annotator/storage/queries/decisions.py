"""Decisions and origins of gold reviews: those that count, those about one reviewer, those that are precedents.

A row that an undone act made does not count. Reviews are told by uid, as `core.rulings` has them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.orm import Session, aliased

from annotator.core.actions import ActionKind, PastAction, find_undone
from annotator.core.adjudication import Rule
from annotator.core.gold import Origin
from annotator.core.records import ReviewKind, ReviewState, Span
from annotator.core.rulings import Choice, Decision, Why, Words, find_last_words
from annotator.storage.tables import Account, Action, Article, ArticleText, DecisionRow, OriginRow, Review


@dataclass(frozen=True, slots=True)
class KnownOrigin:
    """Where a gold row comes from; `account_id` is whose review that was. Of `kind` gold: an editor wrote it there."""

    origin: Origin
    account_id: int
    kind: ReviewKind


def load_decisions(session: Session, gold_id: int) -> tuple[Decision, ...]:
    """The decisions of a gold review that count, in the order of their making."""
    return load_decisions_of(session, [gold_id]).get(gold_id, ())


def load_record(session: Session, gold_id: int) -> tuple[tuple[Decision, ...], tuple[KnownOrigin, ...]]:
    """A gold's decisions and origins that count: which acts are taken back is asked once."""
    undone = _undone(session, [gold_id])
    decisions = load_decisions_of(session, [gold_id], undone).get(gold_id, ())
    return decisions, load_origins_of(session, [gold_id], undone).get(gold_id, ())


def load_decisions_of(
    session: Session, gold_ids: Collection[int], undone: Collection[int] | None = None
) -> Mapping[int, tuple[Decision, ...]]:
    """The same for several gold reviews, in a constant number of statements; the acts that are `undone` may be known
    already.
    """
    undone = _undone(session, gold_ids) if undone is None else undone
    rows = session.execute(
        select(DecisionRow, Account.uid)
        .join(Account, Account.id == DecisionRow.by_id)
        .where(DecisionRow.gold_id.in_(gold_ids))
        .order_by(DecisionRow.id)
    )
    found: dict[int, list[Decision]] = defaultdict(list)
    for row, by in rows:
        if row.action_id not in undone:
            found[row.gold_id].append(_decision(row, by))
    return {gold_id: tuple(decisions) for gold_id, decisions in found.items()}


def load_origins(session: Session, gold_id: int) -> tuple[KnownOrigin, ...]:
    """Where the rows of a gold review come from: of each what the last act that counts says of it."""
    return load_origins_of(session, [gold_id]).get(gold_id, ())


def load_origins_of(
    session: Session, gold_ids: Collection[int], undone: Collection[int] | None = None
) -> Mapping[int, tuple[KnownOrigin, ...]]:
    """The same for several gold reviews, in a constant number of statements, as above."""
    undone = _undone(session, gold_ids) if undone is None else undone
    rows = session.execute(
        select(OriginRow, Review.uid, Review.account_id, Review.kind)
        .join(Review, Review.id == OriginRow.review_id)
        .where(OriginRow.gold_id.in_(gold_ids))
        .order_by(OriginRow.id)
    )
    last: dict[tuple[int, str], list[tuple[int | None, KnownOrigin]]] = defaultdict(list)
    for row, uid, account_id, kind in rows:
        if row.action_id in undone:
            continue
        known = last[row.gold_id, row.gold_uid]
        if known and known[-1][0] != row.action_id:
            known.clear()
        origin = Origin(row.gold_uid, uid, row.origin_uid, row.table)
        known.append((row.action_id, KnownOrigin(origin, account_id, kind)))
    found: dict[int, list[KnownOrigin]] = defaultdict(list)
    for (gold_id, _uid), known in last.items():
        found[gold_id] += [origin for _action, origin in known]
    return {gold_id: tuple(origins) for gold_id, origins in found.items()}


def list_deciders(session: Session, gold_ids: Collection[int]) -> frozenset[int]:
    """The accounts of who decided something in these gold reviews."""
    rows = session.scalars(select(DecisionRow.by_id).where(DecisionRow.gold_id.in_(gold_ids)).distinct())
    return frozenset(rows)


def _undone(session: Session, review_ids: Collection[int]) -> frozenset[int]:
    """The acts in these reviews that are taken back now."""
    history: dict[int, list[PastAction]] = defaultdict(list)
    for review_id, action_id, kind, undoes_id in session.execute(
        select(Action.review_id, Action.id, Action.kind, Action.undoes_id)
        .where(Action.review_id.in_(review_ids))
        .order_by(Action.id)
    ):
        history[review_id or 0].append(PastAction(action_id, ActionKind(kind), undoes_id))
    return frozenset(action_id for past in history.values() for action_id in find_undone(past))


def list_gold_uids(session: Session) -> tuple[str, ...]:
    """The gold reviews of all projects, in the order of their making."""
    return tuple(session.scalars(select(Review.uid).where(Review.kind == ReviewKind.GOLD).order_by(Review.id)))


def find_account_ids(session: Session, uids: Collection[str]) -> dict[str, int]:
    """The ids of these people, by uid."""
    rows = session.execute(select(Account.uid, Account.id).where(Account.uid.in_(list(uids))))
    return {row[0]: row[1] for row in rows}


def add_decisions(
    session: Session, gold_id: int, decisions: Iterable[Decision], *, account_ids: Mapping[str, int],
    action_id: int | None,
) -> None:  # fmt: skip
    """Store decisions; `account_ids` are those of who made them, by uid."""
    rows = [
        {
            "gold_id": gold_id, "item": one.item, "tag": one.tag, "start": one.span.start, "stop": one.span.stop,
            "digest": one.digest, "choice": one.choice, "rule": one.rule, "why": one.why,
            "guideline_section": one.section, "taken": dict(one.taken),
            "readings": {uid: [dict(words) for words in said] for uid, said in one.readings.items()},
            "ruling": None if one.ruling is None else [dict(words) for words in one.ruling],
            "by_id": account_ids[one.by], "independent": one.independent, "at": one.at, "action_id": action_id,
        }
        for one in decisions
    ]  # fmt: skip
    if rows:
        session.execute(insert(DecisionRow), rows)


def add_origins(
    session: Session, gold_id: int, origins: Iterable[Origin], *, review_ids: Mapping[str, int], action_id: int | None
) -> None:
    """Store where rows come from; `review_ids` by uid."""
    rows = [
        {
            "gold_id": gold_id, "gold_uid": one.gold_uid, "review_id": review_ids[one.reading],
            "origin_uid": one.uid, "table": one.table, "action_id": action_id,
        }
        for one in origins
    ]  # fmt: skip
    if rows:
        session.execute(insert(OriginRow), rows)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was decided about something that one reviewer said: theirs, the final answer, why, and where it says so.

    `final` is None where the editor wrote it anew: it stands in the gold review on `span`.
    """

    gold_uid: str
    tag: str
    span: Span
    mine: tuple[Words, ...]
    final: tuple[Words, ...] | None
    choice: Choice
    rule: Rule | None
    why: Why | None
    section: str
    at: datetime | None


def decisions_for_reviewer(session: Session, *review_uids: str) -> tuple[Feedback, ...]:
    """What finished gold reviews decided about one person's passes over a text where readings differed, in text order:
    what nothing was decided after. Who may see it is the caller's to ask (services/visibility.py).
    """
    review, revision = aliased(Review), aliased(Review)
    text_ids = select(review.text_id).where(review.uid.in_(review_uids))
    replaced = select(revision.revises_id).where(
        revision.revises_id.is_not(None), revision.state == ReviewState.FINISHED
    )
    golds = session.execute(
        select(Review.id, Review.uid)
        .where(
            Review.text_id.in_(text_ids), Review.kind == ReviewKind.GOLD, Review.state == ReviewState.FINISHED,
            Review.id.not_in(replaced),
        )
        .order_by(Review.id)
    ).all()  # fmt: skip
    found = [
        Feedback(
            gold_uid, one.tag, one.span, one.readings[uid], one.ruling, one.choice, one.rule, one.why, one.section,
            one.at,
        )
        for gold_id, gold_uid in golds
        for one in find_last_words(load_decisions(session, gold_id))
        for uid in review_uids
        if uid in one.readings
    ]
    return tuple(sorted(found, key=lambda feedback: (feedback.span, feedback.tag)))


@dataclass(frozen=True, slots=True)
class StoredRuling:
    """A person's decision with the words it is about: a precedent, without who decided and who said what."""

    id: int
    gold_id: int
    gold_uid: str
    text_id: int
    article_uid: str
    title: str
    tag: str
    span: Span
    quote: str
    choice: Choice
    why: Why | None
    section: str
    readings: tuple[tuple[Words, ...], ...]
    ruling: tuple[Words, ...] | None
    at: datetime


def list_rulings(
    session: Session, project_id: int, *, hidden: Collection[int], tags: Collection[str] = (), section: str = "",
    why: Why | None = None, limit: int = 500,
) -> tuple[StoredRuling, ...]:  # fmt: skip
    """The rulings of a project's finished gold reviews, newest first, but for texts that are `hidden` from who asks.

    Only the last finished gold of a text counts, and of each item the last decision; what an undo took back does not.
    """
    statement = _rulings(project_id).where(Review.text_id.not_in(list(hidden)))
    if tags:
        statement = statement.where(DecisionRow.tag.in_(tags))
    if section:
        statement = statement.where(DecisionRow.guideline_section == section)
    if why is not None:
        statement = statement.where(DecisionRow.why == why)
    rows = session.execute(statement.order_by(DecisionRow.at.desc(), DecisionRow.id.desc()).limit(limit)).all()
    last = _last_decisions(session, {row.gold_id for row in rows})
    return tuple(_ruling(row) for row in rows if row.DecisionRow.id in last)


def _rulings(project_id: int) -> Select[*tuple[Any, ...]]:  # Any: columns of four tables
    revision = aliased(Review)
    replaced = select(revision.revises_id).where(
        revision.revises_id.is_not(None), revision.state == ReviewState.FINISHED
    )
    length = DecisionRow.stop - DecisionRow.start
    return (
        select(
            DecisionRow, Review.id.label("gold_id"), Review.uid, Review.text_id,
            Article.uid.label("article_uid"), Article.title,
            func.substr(ArticleText.body, DecisionRow.start + 1, length).label("quote"),
        )
        .join(Review, Review.id == DecisionRow.gold_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id,
            Article.published,
            Review.kind == ReviewKind.GOLD,
            Review.state == ReviewState.FINISHED,
            Review.id.not_in(replaced),
            DecisionRow.rule.is_(None),
        )
    )  # fmt: skip


def _last_decisions(session: Session, gold_ids: Collection[int]) -> frozenset[int]:
    """The decisions of these gold reviews that count and that nothing was decided after."""
    if not gold_ids:
        return frozenset()
    undone = _undone(session, gold_ids)
    rows = session.execute(
        select(
            DecisionRow.gold_id, DecisionRow.item, DecisionRow.id, DecisionRow.action_id, DecisionRow.tag,
            DecisionRow.start, DecisionRow.stop,
        )
        .where(DecisionRow.gold_id.in_(gold_ids))
        .order_by(DecisionRow.id)
    )  # fmt: skip
    by_gold: dict[int, list[_Ruled]] = defaultdict(list)
    for row in rows:
        if row.action_id not in undone:
            by_gold[row.gold_id].append(_Ruled(row.id, row.item, row.tag, Span(row.start, row.stop)))
    return frozenset(one.id for ruled in by_gold.values() for one in find_last_words(ruled))


@dataclass(frozen=True, slots=True)
class _Ruled:
    """What one stored decision is about."""

    id: int
    item: str
    tag: str
    span: Span


def _ruling(row: Row[*tuple[Any, ...]]) -> StoredRuling:  # Any: as above
    one: DecisionRow = row.DecisionRow
    return StoredRuling(
        one.id, row.gold_id, row.uid, row.text_id, row.article_uid, row.title, one.tag, Span(one.start, one.stop),
        row.quote, one.choice, one.why, one.guideline_section,
        # Not by reading: the order of reviews would tell whose is whose.
        tuple(_said(said) for _, said in sorted({repr(said): said for said in one.readings.values()}.items())),
        None if one.ruling is None else _said(one.ruling), one.at,
    )  # fmt: skip


def _said(stored: Sequence[Mapping[str, str]]) -> tuple[Words, ...]:
    return tuple(dict(words) for words in stored)


def _decision(row: DecisionRow, by: str) -> Decision:
    return Decision(
        item=row.item,
        tag=row.tag,
        span=Span(row.start, row.stop),
        digest=row.digest,
        choice=row.choice,
        rule=row.rule,
        why=row.why,
        section=row.guideline_section,
        taken=row.taken,
        readings={uid: _said(said) for uid, said in row.readings.items()},
        ruling=None if row.ruling is None else _said(row.ruling),
        by=by,
        independent=row.independent,
        at=row.at,
    )
