"""Kept reports: keeping one, reading it as it was, listing, signing.

A founder of a further kind builds a `core.reports.Draft` (`kind`, `title`, `content` in plain JSON, the `versions` from
`versions_of`, the uids of the reviews in it, the filters) and calls `keep`. How the kind is shown and written as CSV
stands in `web/report_kinds.py`; the page of a kept report is made from its document alone, never computed again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
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


class Closed(StrEnum):
    """Why a kept report is closed to a person for now; its refusal has this code."""

    TAGGING = "blind"
    NAMES_HIDDEN = "names_hidden"


_REFUSALS = {
    Closed.TAGGING: "This report speaks of an article that you are tagging. Finish your pass first.",
    Closed.NAMES_HIDDEN: (
        "This report tells of people what they tagged, also in an article that is adjudicated with names hidden. "
        "It opens again when that gold review is finished."
    ),
}


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of the kept reports of a project; `closed` says by uid of which and why the person reads none now."""

    rows: tuple[ReportHead, ...]
    closed: Mapping[str, Closed]
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
    curtain = _Curtain.of(session, person, kept.head.project_id)
    if curtain.hides and (closed := curtain.closes(kept.head.kind, _texts_of(kept), lambda: kept)):
        raise Forbidden(_REFUSALS[closed], code=closed.value)
    return kept


def _texts_of(kept: KeptReport) -> frozenset[str]:
    return frozenset(text.text for text in kept.versions.texts)


def list_closed(
    session: Session, person: Actor, project_id: int, heads: Sequence[ReportHead]
) -> Mapping[str, Closed]:
    """Which of these reports of a project `read_report` refuses to the person now, by uid, and why."""
    curtain = _Curtain.of(session, person, project_id)
    texts = queries.list_texts_spoken_of(session, [head.id for head in heads]) if curtain.hides else {}
    found = {}
    for head in heads:
        # Taken up for kinds whose content tells it; a damaged one says so where it is opened.
        why = curtain.closes(head.kind, texts.get(head.id, frozenset()), partial(_take_up_whole, session, head.uid))
        if why is not None:
            found[head.uid] = why
    return found


def _take_up_whole(session: Session, report_uid: str) -> KeptReport | None:
    try:
        return take_up(session, report_uid)
    except Conflict:
        return None


@dataclass(frozen=True, slots=True)
class _Curtain:
    """The texts, by uid, of which a person is told nothing now, and those of which not who tagged what."""

    in_hand: frozenset[str]
    nameless: frozenset[str]

    @classmethod
    def of(cls, session: Session, person: Actor, project_id: int) -> "_Curtain":
        """What is before the person in a project."""
        in_hand = hidden_texts(session, person, project_id)
        nameless = texts_without_numbers(session, person, project_id=project_id)
        return cls(*(queries.list_text_uids(session, sorted(texts)) for texts in (in_hand, nameless)))

    @property
    def hides(self) -> bool:
        """Say whether it is before anything."""
        return bool(self.in_hand or self.nameless)

    def closes(
        self, kind: str, texts: frozenset[str], take: Callable[[], KeptReport | None]
    ) -> Closed | None:
        """Why a report of a kind that speaks of these texts is closed; None where it is not. It is taken up where the
        kind alone does not say whether it tells of people.
        """
        if not self.in_hand.isdisjoint(texts):
            return Closed.TAGGING
        if not self.nameless.isdisjoint(texts) and tells_of_people(kind, take):
            return Closed.NAMES_HIDDEN
        return None


def tells_of_people(kind: str, take: Callable[[], KeptReport | None]) -> bool:
    """Say whether a report tells what single people tagged: agreement does, and what rests on one person's reading.

    Numbers without names do as well: beside those of another choice of people or articles they are somebody's.
    """
    if kind not in ("desk", "sourcing"):
        return kind != "month"
    if (kept := take()) is None:
        return False
    content: Any = kept.content  # Any: JSON that the kind's own module made
    if kind == "desk":
        return bool(content["basis"]["reviewer"])
    rests_on = content["rests_on"]
    return rests_on["kind"] != ReviewKind.GOLD.value and bool(rests_on["reviewer"])


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
    return ReportList(tuple(rows), list_closed(session, person, project.id, rows), page, pages, total)


def sign(session: Session, actor: Actor | None, report_uid: str, *, now: datetime) -> None:
    """Put one's name under a report, once for all. Raises as `read_report`, Conflict where somebody has signed it."""
    kept = read_report(session, actor, report_uid)
    person = permit(actor, Permission.MANAGE_PROJECT, kept.head.project_id)
    if not queries.sign_report(session, kept.head.id, person.account_id, now=now):
        raise Conflict("This report is signed already. A signature is not changed.", code="signed")
    record(session, "report:sign", person.uid, {"report": kept.head.uid, "sha256": kept.head.sha256}, now=now)
