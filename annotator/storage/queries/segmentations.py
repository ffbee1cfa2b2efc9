"""The numbered cuts of a text: the newest, the next, what reviews move to it, and what reviewers propose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.cuts import Cut, Cutting, CutVerb, ProposalState
from annotator.core.records import Kind, ReviewState, Sentence, Span
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.reviews import texts_in_hand
from annotator.storage.tables import (
    Account,
    Action,
    Article,
    ArticleText,
    CutProposal,
    KindVote,
    Project,
    Review,
    SchemeVersion,
    Segmentation,
    SentenceRow,
)
from annotator.storage.word_index import index_text

_IN_HAND = (ReviewState.ASSIGNED, ReviewState.STARTED)
_ANSWERED = (ProposalState.ACCEPTED, ProposalState.DECLINED)
_NEWEST = ArticleText.__table__.alias("newest")


@dataclass(frozen=True, slots=True)
class CutHead:
    """A cut of a text with who made it and when; `made_by` is empty for one that an import brought."""

    id: int
    text_id: int
    number: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CutText:
    """A text with its newest cut."""

    uid: str
    body: str
    head: CutHead
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reviewer would do to a cut, and what became of it."""

    id: int
    uid: str
    text_id: int
    review_id: int
    cut: Cut
    state: ProposalState
    reason: str
    version: int
    action_id: int | None


def cutting_of(session: Session, project_id: int) -> Cutting:
    """Who may cut a project's articles anew."""
    return session.execute(select(Project.cutting).where(Project.id == project_id)).scalar_one()


def lock_cut(session: Session, text_id: int) -> None:
    """Let nobody else tag, start, finish or cut this text until the transaction ends.

    Reviews first and the text last, as finishing does.
    """
    statement = select(Review.id).where(Review.text_id == text_id, Review.state.in_(_IN_HAND))
    session.execute(statement.order_by(Review.id).with_for_update())
    session.execute(select(ArticleText.id).where(ArticleText.id == text_id).with_for_update())


def find_newest_cut(session: Session, text_id: int) -> CutHead:
    """The newest cut of a text."""
    row = session.execute(
        select(Segmentation.id, Segmentation.number, func.coalesce(Account.name, ""), Segmentation.created_at)
        .outerjoin(Account, Account.id == Segmentation.made_by_id)
        .where(Segmentation.text_id == text_id)
        .order_by(Segmentation.number.desc())
        .limit(1)
    ).one()
    return CutHead(row[0], text_id, row[1], row[2], row[3])


def load_newest_cut(session: Session, text_id: int) -> CutText:
    """A text with its newest cut."""
    uid, body = session.execute(select(ArticleText.uid, ArticleText.body).where(ArticleText.id == text_id)).one()
    head = find_newest_cut(session, text_id)
    return CutText(uid, body, head, load_sentences(session, head.id))


def load_cut(session: Session, text_id: int, number: int) -> tuple[Sentence, ...]:
    """The sentences of one numbered cut; none where there is no such cut."""
    statement = select(Segmentation.id).where(Segmentation.text_id == text_id, Segmentation.number == number)
    segmentation_id = session.scalar(statement)
    return () if segmentation_id is None else load_sentences(session, segmentation_id)


def add_cut(
    session: Session, text_id: int, number: int, sentences: Sequence[Sentence], *, made_by_id: int, now: datetime
) -> int:
    """Store the next cut of a text, let every review in hand go on upon it, and index its words; return its id.

    What is stored here must not be loaded through `load_cuts` before the commit: it would be kept for all.
    """
    segmentation_id = session.execute(
        insert(Segmentation)
        .values(text_id=text_id, number=number, made_by_id=made_by_id, created_at=now)
        .returning(Segmentation.id)
    ).scalar_one()
    rows = [
        {
            "segmentation_id": segmentation_id, "ordinal": sentence.ordinal, "start": sentence.start,
            "stop": sentence.stop, "kind": sentence.kind, "duplicate_of": sentence.duplicate_of,
        }
        for sentence in sentences
    ]  # fmt: skip
    session.execute(insert(SentenceRow), rows)
    session.execute(
        update(Review)
        .where(Review.text_id == text_id, Review.state.in_(_IN_HAND))
        .values(segmentation_id=segmentation_id)
        .execution_options(synchronize_session=False)
    )
    index_text(session, text_id)
    return segmentation_id


def watch_cut(session: Session, review_uid: str, account_id: int) -> tuple[int, int, int, int] | None:
    """The number of the cut that a person's own review stands on, how much it proposed, how much of that is open no
    more, and the number of the scheme that it is tagged with.

    None for a review that is not the person's. One statement: open pages ask it again and again.
    """
    made = select(func.count()).where(CutProposal.review_id == Review.id).correlate(Review)
    answered = made.where(CutProposal.state != ProposalState.OPEN)
    row = session.execute(
        select(Segmentation.number, made.scalar_subquery(), answered.scalar_subquery(), SchemeVersion.number)
        .join(Review, Review.segmentation_id == Segmentation.id)
        .join(SchemeVersion, SchemeVersion.id == Review.scheme_version_id)
        .where(Review.uid == review_uid, Review.account_id == account_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def set_kind_vote(session: Session, review_id: int, place: Span, kind: Kind) -> None:
    """Store a reviewer's word on what a stretch is, in the place of an earlier one."""
    vote = session.get(KindVote, (review_id, place.start, place.stop))
    if vote is None:
        session.add(KindVote(review_id=review_id, start=place.start, stop=place.stop, kind=kind))
    else:
        vote.kind = kind


def restore_kind_vote(session: Session, review_id: int, place: Span) -> None:
    """Let a reviewer's word on what a stretch is be the last that they have not withdrawn, if there is one."""
    session.execute(
        delete(KindVote).where(
            KindVote.review_id == review_id, KindVote.start == place.start, KindVote.stop == place.stop
        )
    )
    last = session.scalars(
        select(CutProposal.kind)
        .where(
            CutProposal.review_id == review_id, CutProposal.start == place.start, CutProposal.stop == place.stop,
            CutProposal.kind.is_not(None), CutProposal.state != ProposalState.WITHDRAWN,
        )
        .order_by(CutProposal.id.desc())
    ).first()  # fmt: skip
    if last is not None:
        session.add(KindVote(review_id=review_id, start=place.start, stop=place.stop, kind=last))


def add_proposal(
    session: Session, uid: str, text_id: int, review_id: int, cut: Cut, *, action_id: int, now: datetime
) -> None:
    """Store what a reviewer proposes by an action."""
    session.add(
        CutProposal(
            uid=uid, text_id=text_id, review_id=review_id, verb=cut.verb, start=cut.place.start, stop=cut.place.stop,
            at=cut.at if cut.verb is CutVerb.SPLIT else None, kind=cut.kind if cut.verb is CutVerb.KIND else None,
            made_at=now, action_id=action_id,
        )
    )  # fmt: skip


def list_proposals(
    session: Session, *, text_id: int, review_id: int | None = None, state: ProposalState | None = None
) -> tuple[Proposal, ...]:
    """What is proposed for a text, in text order: by one review, in one state, or all of it."""
    statement = select(CutProposal).where(CutProposal.text_id == text_id)
    if review_id is not None:
        statement = statement.where(CutProposal.review_id == review_id)
    if state is not None:
        statement = statement.where(CutProposal.state == state)
    rows = session.scalars(statement.order_by(CutProposal.start, CutProposal.id))
    return tuple(_proposal(row) for row in rows)


def list_open_of_projects(
    session: Session, project_ids: Collection[int], *, but_in_hand_of: int
) -> list[tuple[str, str]]:
    """The proposals that wait for an answer on the newest texts of these projects, the oldest first: the uids of the
    project and of the article. Left out are articles that the account is in the middle of tagging.
    """
    newest = select(func.max(_NEWEST.c.id)).where(_NEWEST.c.article_id == Article.id).correlate(Article)
    rows = session.execute(
        select(Project.uid, Article.uid)
        .select_from(CutProposal)
        .join(ArticleText, ArticleText.id == CutProposal.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Project, Project.id == Article.project_id)
        .where(
            Article.project_id.in_(project_ids),
            Article.published,
            CutProposal.state == ProposalState.OPEN,
            ArticleText.id == newest.scalar_subquery(),
            ArticleText.id.not_in(texts_in_hand(but_in_hand_of)),
        )
        .order_by(CutProposal.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_answered_to(
    session: Session, account_id: int, project_ids: Collection[int]
) -> list[tuple[str, str, str, int]]:
    """What a person proposed in a pass that is in their hands, and was answered after they last did something in it,
    the oldest answer first: the uids of the project, the review and the proposal, and the sentence at which it stands.
    """
    last = select(func.max(Action.at)).where(Action.review_id == Review.id, Action.actor_id == account_id)
    at = select(SentenceRow.ordinal).where(
        SentenceRow.segmentation_id == Review.segmentation_id,
        SentenceRow.start <= CutProposal.start,
        SentenceRow.stop > CutProposal.start,
    )
    rows = session.execute(
        select(Project.uid, Review.uid, CutProposal.uid, at.correlate(Review, CutProposal).scalar_subquery())
        .select_from(CutProposal)
        .join(Review, Review.id == CutProposal.review_id)
        .join(ArticleText, ArticleText.id == CutProposal.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Project, Project.id == Article.project_id)
        .where(
            Article.project_id.in_(project_ids),
            Article.published,
            Review.account_id == account_id,
            Review.state == ReviewState.STARTED,
            CutProposal.state.in_(_ANSWERED),
            CutProposal.decided_at >= last.correlate(Review).scalar_subquery(),
        )
        .order_by(CutProposal.decided_at, CutProposal.id)
    )
    return [(row[0], row[1], row[2], row[3] or 0) for row in rows]


def find_proposal(session: Session, uid: str) -> Proposal | None:
    """A proposal by its uid."""
    row = session.scalars(select(CutProposal).where(CutProposal.uid == uid)).one_or_none()
    return None if row is None else _proposal(row)


def find_proposed(session: Session, action_id: int) -> Proposal | None:
    """What an action proposed."""
    row = session.scalars(select(CutProposal).where(CutProposal.action_id == action_id)).one_or_none()
    return None if row is None else _proposal(row)


def list_answered_acts(session: Session, review_id: int) -> frozenset[int]:
    """The actions of a review by which something was proposed that an editor has answered."""
    return frozenset(
        session.scalars(
            select(CutProposal.action_id).where(
                CutProposal.review_id == review_id, CutProposal.state.in_(_ANSWERED), CutProposal.action_id.is_not(None)
            )
        )
    )


def turn_proposal(session: Session, proposal: Proposal, before: ProposalState, after: ProposalState) -> bool:
    """Withdraw a proposal that is open, or open one that is withdrawn; say whether it was."""
    turned = session.execute(
        update(CutProposal)
        .where(CutProposal.id == proposal.id, CutProposal.state == before)
        .values(state=after, version=CutProposal.version + 1)
        .returning(CutProposal.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(turned)


def decide_proposal(
    session: Session, proposal: Proposal, state: ProposalState, *, reason: str, by_id: int, now: datetime
) -> bool:
    """Answer a proposal that is still open; say whether it was."""
    decided = session.execute(
        update(CutProposal)
        .where(CutProposal.id == proposal.id, CutProposal.state == ProposalState.OPEN)
        .values(
            state=state, reason=reason, decided_by_id=by_id, decided_at=now, version=CutProposal.version + 1,
        )
        .returning(CutProposal.id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    return len(decided) == 1


def _proposal(row: CutProposal) -> Proposal:
    cut = Cut(row.verb, Span(row.start, row.stop), row.at, row.kind)
    return Proposal(row.id, row.uid, row.text_id, row.review_id, cut, row.state, row.reason, row.version, row.action_id)
