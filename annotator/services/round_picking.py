"""Picking the articles of a new round: what there is to choose from, and what is chosen already."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Role
from annotator.core.rounds import MOST_ARTICLES
from annotator.services.projects import find_project
from annotator.storage.queries import round_picks as queries
from annotator.storage.queries.round_picks import Pickable, PickFilter
from annotator.storage.queries.study import Tagger, list_taggers

#: Articles shown at once; more are found by narrowing.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Picking:
    """What an editor chooses from. `found` is without what is chosen; `total` counts all that fits."""

    project_uid: str
    project_name: str
    role: Role | None
    chosen: tuple[Pickable, ...]
    found: tuple[Pickable, ...]
    total: int
    outlets: tuple[str, ...]
    taggers: tuple[Tagger, ...]


def pick_articles(
    session: Session, actor: Actor | None, project_uid: str, asked: PickFilter, chosen: Sequence[str]
) -> Picking:
    """The articles that fit and are in no round, beside those that are chosen. Raises NotFound, Forbidden."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.MANAGE_PROJECT, project.id)
    kept = chosen[: MOST_ARTICLES + 1]
    found, total = queries.list_pickable(session, project.id, asked, but=kept, limit=SHOWN)
    return Picking(
        project.uid,
        project.name,
        person.roles.get(project.id),
        tuple(queries.list_chosen(session, project.id, kept)),
        tuple(found),
        total,
        tuple(queries.list_outlets(session, project.id)),
        tuple(list_taggers(session, project.id)),
    )
