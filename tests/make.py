"""Plain factory functions for tests: each makes one thing in the database and returns what tests need of it."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.agreement.packing import unpack_patterns
from annotator.core.agreement.patterns import PatternCount
from annotator.core.default_scheme import default_scheme
from annotator.core.permissions import Actor
from annotator.core.records import Kind, Role, Sentence
from annotator.core.scheme import Scheme
from annotator.core.scheme_json import scheme_to_json
from annotator.services.sessions import open_session
from annotator.storage.queries.sessions import load_actor
from annotator.storage.tables import (
    Account,
    AgreementText,
    Article,
    ArticleText,
    Membership,
    Project,
    Review,
    SchemeVersion,
    Segmentation,
    SentenceRow,
)
from annotator.storage.word_index import index_text

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

#: A short text of our own: headline, standfirst-less, three body sentences, a caption, furniture.
TEXT = (
    "Harbour fire was set, officials say\n\n"
    "Citing two officials with knowledge of the inquiry, the Coast Wire reported on Monday that the fire was set. "
    "Some 400 people were moved overnight. "
    "It was the third fire this year.\n\n"
    "Smoke over the harbour of Vell. (Coast Wire/Ana Ruiz)\n\n"
    "read more:\n"
)


def uid() -> str:
    """A new random uid."""
    return uuid.uuid4().hex


def project(session: Session, name: str = "Northern Desk", *, scheme: Scheme | None = None) -> Project:
    """A project with the first version of its scheme."""
    row = Project(uid=uid(), dataset_uid=uid(), name=name, created_at=NOW)
    session.add(row)
    session.flush()
    body = scheme_to_json(scheme or default_scheme())
    session.add(SchemeVersion(project_id=row.id, number=1, body=body, created_at=NOW))
    session.flush()
    return row


def account(session: Session, name: str = "Ada", *, is_admin: bool = False, can_sign_in: bool = True) -> Account:
    """An account without a password."""
    row = Account(
        uid=uid(), name=name, login=f"{name.lower()}-{uid()[:6]}", password_hash=None, is_admin=is_admin,
        can_sign_in=can_sign_in, disabled_at=None, created_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def member(session: Session, of: Project, role: Role, name: str | None = None) -> Account:
    """An account with a role in a project."""
    row = account(session, name or role.value.title())
    session.add(Membership(project_id=of.id, account_id=row.id, role=role, created_at=NOW))
    session.flush()
    return row


def actor(session: Session, of: Account) -> Actor:
    """The account as the services see it."""
    return load_actor(session, of.id, of.uid, of.name, is_admin=of.is_admin)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with the ids of its text and its cut."""

    id: int
    uid: str
    text_id: int
    text_uid: str
    segmentation_id: int
    text: str
    sentences: tuple[Sentence, ...]


def plain_cut(text: str) -> tuple[Sentence, ...]:
    """A cut for tests that are not about cutting: first line headline, sentences end in ". ", ":" furniture."""
    sentences: list[Sentence] = []
    place = 0
    for line in text.split("\n"):
        start = place
        place += len(line) + 1
        if not line:
            continue
        kind = Kind.HEADLINE if not sentences else Kind.BODY
        if line.endswith(":"):
            kind = Kind.FURNITURE
        if line.endswith(")"):
            kind = Kind.CAPTION
        pieces = line.split(". ") if kind is Kind.BODY else [line]
        for number, piece in enumerate(pieces):
            stop = start + len(piece) + (1 if number < len(pieces) - 1 else 0)
            sentences.append(Sentence(len(sentences), start, stop, kind))
            start = stop + 1
    return tuple(sentences)


def article(
    session: Session,
    of: Project,
    text: str = TEXT,
    *,
    title: str = "",
    outlet: str = "Northern Post",
    sentences: Sequence[Sentence] | None = None,
) -> StoredArticle:
    """A published article with one text and one cut."""
    cut = tuple(sentences) if sentences is not None else plain_cut(text)
    row = Article(
        uid=uid(), project_id=of.id, title=title or text.split("\n", 1)[0], outlet=outlet, outlet_aliases=[],
        import_id=uid(), created_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _text(session, row, 1, text, cut)


def later_text(
    session: Session, of: StoredArticle, text: str, *, sentences: Sequence[Sentence] | None = None
) -> StoredArticle:
    """The next text of an article, with one cut; no review."""
    last = select(func.max(ArticleText.number)).where(ArticleText.article_id == of.id)
    cut = tuple(sentences) if sentences is not None else plain_cut(text)
    return _text(session, session.get_one(Article, of.id), session.scalars(last).one() + 1, text, cut)


def _text(session: Session, row: Article, number: int, text: str, cut: tuple[Sentence, ...]) -> StoredArticle:
    body = ArticleText(
        uid=uid(), article_id=row.id, number=number, body=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
        created_at=NOW,
    )  # fmt: skip
    session.add(body)
    session.flush()
    segmentation = Segmentation(text_id=body.id, number=1, made_by_id=None, created_at=NOW)
    session.add(segmentation)
    session.flush()
    session.add_all(
        SentenceRow(
            segmentation_id=segmentation.id, ordinal=s.ordinal, start=s.start, stop=s.stop, kind=s.kind,
            duplicate_of=s.duplicate_of,
        )
        for s in cut
    )  # fmt: skip
    session.flush()
    index_text(session, body.id)
    return StoredArticle(row.id, row.uid, body.id, body.uid, segmentation.id, text, cut)


def review(session: Session, of: StoredArticle, by: Account, **values: object) -> Review:
    """A started review of an article, with nothing in it."""
    scheme_id = session.scalars(
        select(SchemeVersion.id)
        .join(Article, Article.project_id == SchemeVersion.project_id)
        .where(Article.id == of.id)
        .order_by(SchemeVersion.number.desc())
    ).first()
    row = Review(
        uid=uid(), text_id=of.text_id, segmentation_id=of.segmentation_id, account_id=by.id,
        scheme_version_id=scheme_id, started_at=NOW, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def kept_patterns(session: Session) -> list[PatternCount]:
    """The answer patterns that are kept of all texts, by account ids."""
    rows = session.scalars(select(AgreementText))
    return [count for row in rows for count in unpack_patterns(bytes(row.patterns), row.people, row.own_tags)]


def token(session: Session, of: Account, at: datetime = NOW) -> str:
    """The cookie token of a signed-in browser."""
    return open_session(session, of.id, now=at)
