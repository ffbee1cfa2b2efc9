"""The sentences that a project's newest claim model was measured on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotator.core.measured_claims import MeasuredSentence, Proposal
from annotator.storage.tables import Article, ArticleText, MeasuredClaims


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """A text with measured sentences, with its words."""

    article_uid: str
    title: str
    body: str


def replace_measured(
    session: Session, project_id: int, model_id: int, sentences: Sequence[MeasuredSentence]
) -> None:
    """Store what the newest model was measured on, text by text, instead of what the one before was."""
    session.execute(delete(MeasuredClaims).where(MeasuredClaims.project_id == project_id))
    rows = [
        {
            "text_id": text_id, "project_id": project_id, "model_id": model_id,
            "sentences": [
                [one.start, one.stop, int(one.is_claim), round(one.model.score, 4), int(one.model.is_proposed),
                 round(one.cues.score, 4), int(one.cues.is_proposed)]
                for one in of_text
            ],
        }
        for text_id, of_text in groupby(sentences, key=lambda one: one.text_id)
    ]  # fmt: skip
    if rows:
        session.execute(insert(MeasuredClaims), rows)


def has_measured(session: Session, model_id: int) -> bool:
    """Say whether the sentences of a model's numbers are kept."""
    asked = select(MeasuredClaims.text_id).where(MeasuredClaims.model_id == model_id).limit(1)
    return session.scalar(asked) is not None


def list_measured(session: Session, project_id: int, *, but: Collection[int]) -> tuple[MeasuredSentence, ...]:
    """Those of published articles, but for these texts, as the texts came."""
    rows = session.execute(
        select(MeasuredClaims.text_id, MeasuredClaims.sentences)
        .join(ArticleText, ArticleText.id == MeasuredClaims.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(MeasuredClaims.project_id == project_id, Article.published, MeasuredClaims.text_id.not_in(list(but)))
        .order_by(MeasuredClaims.text_id)
    )
    return tuple(
        MeasuredSentence(
            text_id, int(start), int(stop), bool(is_claim), Proposal(score, bool(is_proposed)),
            Proposal(rank, bool(by_cues)),
        )
        for text_id, sentences in rows
        for start, stop, is_claim, score, is_proposed, rank, by_cues in sentences
    )  # fmt: skip


def load_texts(session: Session, text_ids: Collection[int]) -> Mapping[int, MeasuredText]:
    """These texts with their words, by id."""
    rows = session.execute(
        select(ArticleText.id, Article.uid, Article.title, ArticleText.body)
        .join(Article, Article.id == ArticleText.article_id)
        .where(ArticleText.id.in_(list(text_ids)))
    )
    return {row[0]: MeasuredText(*row[1:]) for row in rows}
