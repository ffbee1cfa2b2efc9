"""Claim models: what they learn from, the newest of a project, and the texts that it is unsure of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from annotator.core.records import ReviewKind, ReviewState, Scope
from annotator.storage.queries.agreement import list_project_passes
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    ClaimDoubt,
    ClaimModel,
    Job,
    Project,
    Review,
    Segmentation,
)


@dataclass(frozen=True, slots=True)
class TextToLearnFrom:
    """A text with the finished full passes that count for it: the gold alone where there is one. `own_outlets` are
    the names of its outlet.
    """

    text_id: int
    article_uid: str
    own_outlets: tuple[str, ...]
    review_ids: tuple[int, ...]
    is_gold: bool


@dataclass(frozen=True, slots=True)
class TextToDoubt:
    """A text that nobody has finished, under its newest cut."""

    text_id: int
    segmentation_id: int
    body: str
    own_outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelHead:
    """A model without its file. `report` is what was measured when it was made."""

    id: int
    uid: str
    number: int
    made_by: str
    made_at: datetime
    report: Mapping[str, Any]  # Any: read by suggest/measuring.py


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model's file with the hash it had when it was stored, and the texts it learned from."""

    number: int
    body: bytes
    sha256: str
    text_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class LastTraining:
    """Who made the newest model, and when a model was last asked for."""

    made_by_id: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text that the newest model is unsure of, with the words it is least sure of and their scores."""

    article_uid: str
    title: str
    doubt: float
    words: tuple[tuple[str, float], ...]


def list_texts_to_learn_from(session: Session, project_id: int) -> list[TextToLearnFrom]:
    """The texts of a project with what was finished on them, in the order in which they came."""
    passes: dict[int, list[tuple[int, int]]] = {}
    for one in list_project_passes(session, project_id=project_id, hidden=()):
        passes.setdefault(one.text_id, []).append((one.segmentation_id, one.review_id))
    texts = _project_texts(session, project_id)
    gold = {row.text_id: row.id for row in session.execute(
        select(Review.text_id, Review.id)
        .where(Review.kind == ReviewKind.GOLD, Review.state == ReviewState.FINISHED, Review.scope == Scope.FULL,
               Review.text_id.in_(select(ArticleText.id).join(Article).where(Article.project_id == project_id)))
        .order_by(Review.id)
    )}  # fmt: skip
    found = []
    for text_id, (article_uid, outlets) in texts.items():
        if text_id in gold:
            found.append(TextToLearnFrom(text_id, article_uid, outlets, (gold[text_id],), is_gold=True))
        elif text_id in passes:
            newest = max(segmentation for segmentation, _ in passes[text_id])
            reviews = tuple(review for segmentation, review in passes[text_id] if segmentation == newest)
            found.append(TextToLearnFrom(text_id, article_uid, outlets, reviews, is_gold=False))
    return found


def _project_texts(session: Session, project_id: int) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Every text of the project's published articles, with its article's uid and the names of its outlet."""
    rows = session.execute(
        select(ArticleText.id, Article.uid, Article.outlet, Article.outlet_aliases)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published)
        .order_by(ArticleText.id)
    )
    return {row.id: (row.uid, (row.outlet, *row.outlet_aliases)) for row in rows}


def count_articles_to_learn_from(session: Session, project_id: int) -> int:
    """How many of a project's texts have a finished full pass or gold."""
    statement = (
        select(func.count(func.distinct(Review.text_id)))
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id, Article.published, Review.state == ReviewState.FINISHED,
            Review.scope == Scope.FULL,
        )
    )  # fmt: skip
    return session.scalar(statement) or 0


def list_texts_to_doubt(session: Session, project_id: int, *, learned_from: Sequence[int], limit: int) -> list[int]:
    """The newest text of each article that the model has not learned from, the newest articles first."""
    newest = select(func.max(ArticleText.id)).group_by(ArticleText.article_id)
    statement = (
        select(ArticleText.id, ArticleText.article_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published, ArticleText.id.in_(newest))
        .order_by(ArticleText.id.desc())
    )
    known = {row.article_id for row in session.execute(
        select(ArticleText.article_id).where(ArticleText.id.in_(learned_from))
    )}  # fmt: skip
    return [row.id for row in session.execute(statement) if row.article_id not in known][:limit]


def list_sibling_texts(session: Session, text_id: int) -> list[int]:
    """All texts of a text's article, this one too."""
    article = select(ArticleText.article_id).where(ArticleText.id == text_id).scalar_subquery()
    return list(session.scalars(select(ArticleText.id).where(ArticleText.article_id == article)))


def load_texts_to_doubt(session: Session, text_ids: Sequence[int]) -> list[TextToDoubt]:
    """These texts, each with its newest cut."""
    rows = session.execute(
        select(ArticleText.id, func.max(Segmentation.id), ArticleText.body, Article.outlet, Article.outlet_aliases)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Segmentation, Segmentation.text_id == ArticleText.id)
        .where(ArticleText.id.in_(text_ids))
        .group_by(ArticleText.id, ArticleText.body, Article.id)
    )
    return [TextToDoubt(text_id, cut, body, (outlet, *aliases)) for text_id, cut, body, outlet, aliases in rows]


def find_newest_model(session: Session, project_id: int) -> ModelHead | None:
    """The newest model of a project, without its file."""
    row = session.execute(
        select(ClaimModel.id, ClaimModel.uid, ClaimModel.number, Account.name, ClaimModel.made_at, ClaimModel.report)
        .join(Account, Account.id == ClaimModel.made_by_id)
        .where(ClaimModel.project_id == project_id)
        .order_by(ClaimModel.number.desc())
        .limit(1)
    ).one_or_none()
    return ModelHead(*row) if row else None


def load_newest_model(session: Session, project_id: int) -> StoredModel | None:
    """The file of a project's newest model."""
    row = session.execute(
        select(ClaimModel.number, ClaimModel.body, ClaimModel.sha256, ClaimModel.text_ids)
        .where(ClaimModel.project_id == project_id)
        .order_by(ClaimModel.number.desc())
        .limit(1)
    ).one_or_none()
    return StoredModel(row.number, row.body, row.sha256, frozenset(row.text_ids)) if row else None


def load_used_model(session: Session, project_id: int) -> StoredModel | None:
    """The same, where the project uses its model."""
    uses = session.scalar(select(Project.uses_claim_model).where(Project.id == project_id))
    return load_newest_model(session, project_id) if uses else None


def find_open_job(session: Session, project_id: int, kind: str, ended: Sequence[str]) -> str | None:
    """The newest job of a kind in a project that has not ended."""
    return session.scalar(
        select(Job.uid)
        .where(Job.project_id == project_id, Job.kind == kind, Job.state.not_in(ended))
        .order_by(Job.id.desc())
        .limit(1)
    )


def find_last_job(session: Session, project_id: int, kind: str) -> str | None:
    """The newest job of a kind in a project."""
    return session.scalar(
        select(Job.uid).where(Job.project_id == project_id, Job.kind == kind).order_by(Job.id.desc()).limit(1)
    )


def find_last_training(session: Session, project_id: int, kind: str) -> LastTraining | None:
    """Who made the newest model of a project, and when one was last asked for; None without a model: one statement."""
    asked_at = select(func.max(Job.asked_at)).where(Job.project_id == project_id, Job.kind == kind).scalar_subquery()
    row = session.execute(
        select(ClaimModel.made_by_id, ClaimModel.made_at, asked_at)
        .where(ClaimModel.project_id == project_id)
        .order_by(ClaimModel.number.desc())
        .limit(1)
    ).one_or_none()
    return LastTraining(row[0], row[2] or row[1]) if row else None


def count_finished_since(session: Session, project_id: int, since: datetime) -> int:
    """How many full passes and golds of a project were finished after a moment."""
    statement = (
        select(func.count(Review.id))
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id, Article.published, Review.state == ReviewState.FINISHED,
            Review.scope == Scope.FULL, Review.finished_at > since,
        )
    )  # fmt: skip
    return session.scalar(statement) or 0


def hold_project(session: Session, project_id: int) -> None:
    """Let nobody else ask for a model of the project until this transaction ends."""
    session.execute(select(Project.id).where(Project.id == project_id).with_for_update())


# Any: written by suggest/measuring.py.
def add_model(
    session: Session, *, uid: str, project_id: int, made_by_id: int, body: bytes, sha256: str,
    report: Mapping[str, Any], text_ids: Sequence[int], now: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Store the next model of a project; its id and number."""
    hold_project(session, project_id)
    last = session.scalar(select(func.max(ClaimModel.number)).where(ClaimModel.project_id == project_id)) or 0
    model_id = session.execute(
        insert(ClaimModel)
        .values(uid=uid, project_id=project_id, number=last + 1, made_by_id=made_by_id, made_at=now, body=body,
                sha256=sha256, report=dict(report), text_ids=list(text_ids))
        .returning(ClaimModel.id)
    ).scalar_one()  # fmt: skip
    return model_id, last + 1


def replace_doubts(
    session: Session, project_id: int, model_id: int, doubts: Mapping[int, tuple[float, list[list[float]]]]
) -> None:
    """Store how unsure the newest model is of each text, instead of what the one before said."""
    session.execute(delete(ClaimDoubt).where(ClaimDoubt.project_id == project_id))
    rows = [
        {"text_id": text_id, "project_id": project_id, "model_id": model_id, "doubt": doubt, "spans": spans}
        for text_id, (doubt, spans) in doubts.items()
    ]
    if rows:
        session.execute(insert(ClaimDoubt), rows)


def list_doubts(session: Session, project_id: int, *, but: Sequence[int], limit: int) -> list[Doubt]:
    """The texts that the newest model is least sure of, but for those that the person has in hand or has finished."""
    rows = session.execute(
        select(Article.uid, Article.title, ClaimDoubt.doubt, ClaimDoubt.spans, ArticleText.body)
        .join(ArticleText, ArticleText.id == ClaimDoubt.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(ClaimDoubt.project_id == project_id, Article.published, ClaimDoubt.text_id.not_in(list(but)))
        .order_by(ClaimDoubt.doubt.desc(), ClaimDoubt.text_id.desc())
        .limit(limit)
    )
    return [
        Doubt(uid, title, doubt, tuple((body[int(start) : int(stop)], score) for start, stop, score in spans))
        for uid, title, doubt, spans, body in rows
    ]


def list_own_texts(session: Session, project_id: int, account_id: int) -> list[int]:
    """The texts of a project on which the person has begun or finished a pass of their own."""
    return list(
        session.scalars(
            select(Review.text_id)
            .join(ArticleText, ArticleText.id == Review.text_id)
            .join(Article, Article.id == ArticleText.article_id)
            .where(Article.project_id == project_id, Review.account_id == account_id, Review.kind == ReviewKind.PASS)
        )
    )
