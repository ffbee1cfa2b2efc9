"""Accounts, their membership of projects, their sessions and one-time links."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.records import Role
from annotator.storage.types import Base, Instant, closed


class Account(Base):
    """A person. Disabled, never deleted: their work stays theirs.

    Without `password_hash` nobody can sign in by password; without `can_sign_in` not by link either
    (people of an imported dataset, people of the demo desk).
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    login: Mapped[str | None] = mapped_column(unique=True)  # lower-cased; what one types to sign in
    password_hash: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    can_sign_in: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook


class Membership(Base):
    """What a person may do in a project."""

    __tablename__ = "membership"
    # Answers "which projects has this person"; the primary key answers "who is in this project".
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    role: Mapped[Role] = mapped_column(closed(Role, "role"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class LoginSession(Base):
    """A signed-in browser. The cookie holds a random token, the table only its hash."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class Link(Base):
    """A link that works once: a sign-in for an account, or an invitation into a project."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))  # "sign_in" or "invitation"
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
