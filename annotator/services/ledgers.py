"""Keeping the ledgers of a project: each text's rows rest on one review, its gold or else the first finished."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading
from annotator.core.sourcing.ledger import aliases_of, write_ledger
from annotator.services.policies import basis_of
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import ledgers as queries
from annotator.storage.queries.ledgers import Articles, Coverage
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing import list_passes
from annotator.storage.search import list_outlets


def record_ledgers(session: Session, text_ids: Collection[int], readings: Mapping[int, Reading]) -> None:
    """Write the ledgers of these texts anew; `readings` are those of finished reviews that are loaded already."""
    passes = list_passes(session, text_ids=text_ids)
    bases = [chosen.review_id for there in passes.values() if (chosen := basis_of(there)) is not None]
    loaded = {**readings, **load_newest_readings(session, [id_ for id_ in bases if id_ not in readings])}
    aliases: dict[int, dict[str, str]] = {}
    for head in queries.list_heads(session, bases):
        if head.project_id not in aliases:
            aliases[head.project_id] = aliases_of(queries.list_outlet_names(session, head.project_id))
        reading = loaded[head.review_id]
        ledger = write_ledger(reading, head.facts, head.scope, aliases[head.project_id])
        queries.put_ledger(session, head, ledger, cut=reading.cut)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which articles a person asks about; `since` and `until` are ISO dates or empty, both inclusive."""

    outlet: str = ""
    section: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """A project's ledgers as one person may read them. What they are tagging themselves is left out."""

    project: ProjectFacts
    articles: Articles
    coverage: Coverage
    outlets: tuple[str, ...]
    sections: tuple[str, ...]


def permit_ledgers(session: Session, actor: Actor | None, project_uid: str, asked: Narrowing) -> Articles:
    """The articles that the person may ask about. Raises NotFound, Forbidden."""
    person = permit(actor, Permission.SIGNED_IN)
    show_project(session, person, project_uid, Permission.READ_REPORTS)
    project_id = find_project(session, project_uid).id
    hidden = hidden_texts(session, person, project_id)
    return Articles(project_id, hidden, asked.outlet, asked.section, asked.since, asked.until)


def open_ledgers(session: Session, actor: Actor | None, project_uid: str, asked: Narrowing) -> OpenLedger:
    """The ledgers of the articles asked for, with what can be chosen and what they rest on."""
    articles = permit_ledgers(session, actor, project_uid, asked)
    person = permit(actor, Permission.SIGNED_IN)
    return OpenLedger(
        show_project(session, person, project_uid, Permission.READ_REPORTS),
        articles,
        queries.load_coverage(session, articles),
        tuple(list_outlets(session, articles.project_id)),
        tuple(queries.list_sections(session, articles.project_id)),
    )
