"""Column types and names shared by the tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import DateTime, Dialect, Enum, MetaData, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, UserDefinedType

E = TypeVar("E", bound=StrEnum)

#: Constraint names are needed by migrations on both engines.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, stored without zone on SQLite and with it on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; hand SQLite a naive UTC one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give every moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(UserDefinedType[str]):
    """PostgreSQL's TSVECTOR, by its name: its dialect would load a hundred modules for it, on SQLite too."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """The type's name."""
        return "TSVECTOR"


class WordsAsked(UserDefinedType[str]):
    """PostgreSQL's TSQUERY, by its name."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """The type's name."""
        return "TSQUERY"


def plain(table: type[Base]) -> Table:
    """The plain table behind a class, for statements that are built once and run without the object layer."""
    found = table.__table__
    assert isinstance(found, Table)
    return found


def closed(members: type[E], name: str) -> Enum:
    """A text column that takes only the words of a closed set, by a check constraint on both engines."""
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda enum: [member.value for member in enum],
    )
