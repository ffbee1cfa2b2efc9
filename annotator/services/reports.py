"""Kept reports: keeping one, reading it as it was, listing, signing.

A founder of a further kind builds a `core.reports.Draft` (`kind`, `title`, `content` in plain JSON, the `versions` from
`versions_of`, the uids of the reviews in it, the filters) and calls `keep`. How the kind is shown and written as CSV
stands in `web/report_kinds.py`; the page of a kept report is made from its document alone, never computed again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator import __version__
from annotator.core.errors import Conflict, Forbidden, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind
from annotator.core.reports import (
    Draft,
    Json,
    Versions,
    clean_title,
    count_texts,
    digest,
    read_document,
    versions_from_json,
    write_document,
)
from annotator.services.audit import record
from annotator.services.projects import find_project
from annotator.services.visibility import hidden_texts, texts_without_numbers
from annotator.storage.queries import reports as queries
from annotator.storage.queries.reports import ReportHead

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as it was kept: `document` is what `body` says."""

    head: ReportHead
    body: str
    document: Mapping[str, Json]

    @property
    def content(self) -> Mapping[str, Json]:
        """The kind's own part."""
        found = self.document["content"]
        assert isinstance(found, Mapping)
        return found

    @property
    def filters(self) -> Mapping[str, Json]:
        """The choices that were made on the page."""
        found = self.document["filters"]
        assert isinstance(found, Mapping)
        return found

    @property
    def versions(self) -> Versions:
        """What it was computed on."""
        return versions_from_json(self.document["versions"])

    @property
    def text_count(self) -> int:
        """How many texts it speaks of, without taking each of them up."""
        return count_texts(self.document["versions"])

    @property
    def reviews(self) -> tuple[str, ...]:
        """The uids of the reviews in it."""
        found = self.document["reviews"]
        assert isinstance(found, Sequence)
        return tuple(str(uid) for uid in found)


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of the kept reports of a project."""

    rows: tuple[ReportHead, ...]
    page: int
    pages: int
    total: int


def keep(session: Session, actor: Actor | None, project_uid: str, draft: Draft, *, now: datetime) -> str:
    """Keep a report for good; its uid. Raises NotFound, Forbidden, and Invalid for its title or its size."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.READ_REPORTS, project.id)
    draft = replace(draft, title=clean_title(draft.title))
    uid = uuid4().hex
    body = write_document(
        draft, uid=uid, project=project.name, project_uid=project.uid, made_by=person.name, at=now
    )
    queries.add_report(
        session, draft, uid=uid, project_id=project.id, body=body, sha256=digest(body), made_by_id=person.account_id,
        now=now,
    )  # fmt: skip
    record(session, "report:keep", person.uid, {"report": uid, "project": project.uid, "kind": draft.kind}, now=now)
    return uid


def versions_of(session: Session, project_id: int, review_ids: Sequence[int]) -> Versions:
    """What these reviews were made on: a step of keeping a report, which permits."""
    return Versions(
        schemes=queries.list_scheme_numbers(session, project_id, review_ids),
        texts=tuple(queries.list_text_versions(session, project_id, review_ids)),
        product=__version__,
    )


def read_report(session: Session, actor: Actor | None, report_uid: str) -> KeptReport:
    """A kept report. Raises NotFound, Forbidden while one is tagging a text that it speaks of or, where it tells what
    single people tagged, adjudicating one without names; Conflict where it is not as it was kept.
    """
    person = permit(actor, Permission.SIGNED_IN)
    found = queries.find_report(session, report_uid)
    if found is None:
        raise NotFound
    permit(person, Permission.READ_REPORTS, found[0].project_id)
    kept = _take_up(*found)
    head = kept.head
    if _speaks_of(session, kept, hidden_texts(session, person, head.project_id)):
        raise Forbidden("This report speaks of an article that you are tagging. Finish your pass first.", code="blind")
    nameless = texts_without_numbers(session, person, project_id=head.project_id) if tells_of_people(kept) else ()
    if _speaks_of(session, kept, nameless):
        words = (
            "This report tells of people what they tagged, also in an article that is adjudicated with names hidden. "
            "It opens again when that gold review is finished."
        )
        raise Forbidden(words, code="names_hidden")
    return kept


def _speaks_of(session: Session, kept: KeptReport, text_ids: Collection[int]) -> bool:
    """Say whether a report speaks of one of these texts."""
    uids = queries.list_text_uids(session, sorted(text_ids)) if text_ids else frozenset()
    return bool(uids) and not uids.isdisjoint(text.text for text in kept.versions.texts)


def tells_of_people(kept: KeptReport) -> bool:
    """Say whether a report tells what single people tagged: agreement does, and what rests on one person's reading.

    Numbers without names do as well: beside those of another choice of people or articles they are somebody's.
    """
    content: Any = kept.content  # Any: JSON that the kind's own module made
    match kept.head.kind:
        case "month":
            return False
        case "desk":
            return bool(content["basis"]["reviewer"])
        case "sourcing":
            rests_on = content["rests_on"]
            return rests_on["kind"] != ReviewKind.GOLD.value and bool(rests_on["reviewer"])
        case _:
            return True


def take_up(session: Session, report_uid: str) -> KeptReport:
    """A kept report for what the desk does by itself, which asks nobody's permission. Raises as `read_report`."""
    found = queries.find_report(session, report_uid)
    if found is None:
        raise NotFound
    return _take_up(*found)


def _take_up(head: ReportHead, body: str) -> KeptReport:
    return KeptReport(head, body, read_document(body, head.sha256))


def list_reports(
    session: Session, actor: Actor | None, project_uid: str, *, kind: str = "", page: int = 1
) -> ReportList:
    """The kept reports of a project, newest first: titles alone, which tell of nobody's work."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.READ_REPORTS, project.id)
    total = queries.count_reports(session, project.id, kind=kind)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = queries.list_reports(session, project.id, kind=kind, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return ReportList(tuple(rows), page, pages, total)


def sign(session: Session, actor: Actor | None, report_uid: str, *, now: datetime) -> None:
    """Put one's name under a report, once for all. Raises as `read_report`, Conflict where somebody has signed it."""
    kept = read_report(session, actor, report_uid)
    person = permit(actor, Permission.MANAGE_PROJECT, kept.head.project_id)
    if not queries.sign_report(session, kept.head.id, person.account_id, now=now):
        raise Conflict("This report is signed already. A signature is not changed.", code="signed")
    record(session, "report:sign", person.uid, {"report": kept.head.uid, "sha256": kept.head.sha256}, now=now)
