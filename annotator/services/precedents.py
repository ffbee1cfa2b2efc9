"""Rulings as precedents: what was decided in finished gold reviews, to be looked up while tagging.

Who decided and who had said what is in none of them. Whose texts one may look into is `visibility`'s to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.lessons import say_gold
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Role
from annotator.core.rulings import Choice, Why
from annotator.core.scheme import Scheme
from annotator.core.scheme_json import scheme_from_json
from annotator.services.visibility import hidden_rulings, may_see_ruling
from annotator.storage.queries.decisions import StoredRuling, list_rulings
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.worklists import ProjectHead, find_project

PAGE_SIZE = 20
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Precedents:
    """A page of a project's rulings, newest first."""

    project: ProjectHead
    role: Role | None
    scheme: Scheme
    rulings: tuple[StoredRuling, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_precedents(
    session: Session, actor: Actor | None, project_uid: str, *, words: str = "", tag: str = "", section: str = "",
    why: Why | None = None, page: int = 1,
) -> Precedents:  # fmt: skip
    """The rulings that a person may see: those of finished gold reviews, but for texts that they are tagging, and
    those of their rounds until the release.

    `words` are looked for in the text's words, in what was said and decided and in the article's title. The tag
    attribution has the rulings about source cards too. Raises NotFound for a project that is not the person's.
    """
    project = find_project(session, project_uid)
    if project is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, project.id)
    stored = latest_scheme(session, project.id)
    if stored is None:
        raise NotFound
    hidden = hidden_rulings(session, person, project.id)
    asked = ("attribution", "source") if tag == "attribution" else (tag,) if tag else ()
    found: Sequence[StoredRuling] = [
        ruling
        for ruling in list_rulings(session, project.id, hidden=hidden, tags=asked, section=section, why=why)
        if may_see_ruling(text_id=ruling.text_id, hidden=hidden, is_released=True)
    ]
    if words:
        found = [ruling for ruling in _with_what_was_written(session, found) if _has(ruling, words)]
    page = min(max(page, 1), max(1, -(-len(found) // PAGE_SIZE)))
    shown = _with_what_was_written(session, found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    scheme = scheme_from_json(stored.body)
    return Precedents(project, person.roles.get(project.id), scheme, shown, len(found), page)


def _with_what_was_written(session: Session, rulings: Sequence[StoredRuling]) -> tuple[StoredRuling, ...]:
    """What an editor wrote anew stands in the gold alone: told in its words, as any other ruling."""
    written = {ruling.gold_id for ruling in rulings if _is_written(ruling)}
    golds = load_newest_readings(session, sorted(written))
    return tuple(
        replace(ruling, ruling=say_gold(golds[ruling.gold_id], ruling.tag, ruling.span))
        if _is_written(ruling)
        else ruling
        for ruling in rulings
    )


def _is_written(ruling: StoredRuling) -> bool:
    """Say whether what was decided still has to be read from the gold."""
    return ruling.choice is Choice.WRITE and ruling.ruling is None


def _has(ruling: StoredRuling, words: str) -> bool:
    """Say whether every word asked for is somewhere in the ruling."""
    said: list[Mapping[str, str]] = [told for reading in ruling.readings for told in reading]
    said += ruling.ruling or ()
    told = " ".join([ruling.quote, ruling.title, *(value for one in said for value in one.values())]).casefold()
    return all(word in told for word in words[:_LONGEST].casefold().split())
