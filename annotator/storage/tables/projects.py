"""Projects and the versions of their scheme."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.cuts import Cutting
from annotator.core.records import Scope
from annotator.storage.types import Base, Instant, closed


class Project(Base):
    """A desk's corpus. `dataset_uid` is the identity its exports carry from place to place: the project's own
    uid, or that of the dataset it was imported from; `dataset_name` is empty but for a dataset of another name.
    """

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    dataset_uid: Mapped[str] = mapped_column(String(32))
    dataset_name: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    cutting: Mapped[Cutting] = mapped_column(
        closed(Cutting, "cutting"), default=Cutting.EDITORS, server_default=Cutting.EDITORS.value
    )
    # Whether passes that are started from now on show suggestions; off: people tag by themselves.
    shows_suggestions: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether suggestions of claims are those of the project's own model, where it has one.
    uses_claim_model: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What passes that are started from now on ask for.
    pass_scope: Mapped[Scope] = mapped_column(
        closed(Scope, "pass_scope"), default=Scope.FULL, server_default=Scope.FULL.value
    )
    # Adjudication: whether reviewers' names are hidden and their answers shuffled, and whether more than half of at
    # least three readings settle an item.
    adjudicates_blind: Mapped[bool] = mapped_column(default=False, server_default=false())
    adjudicates_by_majority: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether desk views may group, narrow and compare articles by byline; off: reports speak of texts, not of people.
    groups_by_byline: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether a round's page puts its people in the order of a score; off: nobody is ranked anywhere.
    ranks_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The desk's own abbreviations as it typed them, for texts that are cut from now on (core/languages.py reads it).
    abbreviations: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook


class SchemeVersion(Base):
    """One immutable version of a project's tags, attributes and guideline, as data."""

    __tablename__ = "scheme_version"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    number: Mapped[int]
    # None where nobody here made it: the first version of a project, and what an import brought.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    # Any: the body is the scheme's own JSON document, written and read by core/scheme_json.py.
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
