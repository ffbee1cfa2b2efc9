"""People's own key maps."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base


class AccountKeys(Base):
    """What a person changed of the keys; nobody has a row who changed nothing."""

    __tablename__ = "account_keys"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    # Any: the document of core/own_keys.py.
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook
