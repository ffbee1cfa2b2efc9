"""The scheme editor: each save makes the next immutable version of a project's scheme.

Two editors at once: what one changes is put upon what the other has saved meanwhile, unless both changed the same
tag or the same text; then nothing is saved and both are there to look at (`SchemeMoved`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core import scheme_edits as edits
from annotator.core.errors import Conflict, NotFound
from annotator.core.guidelines import section_text
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.scheme import Scheme, Tag
from annotator.core.scheme_differences import (
    Loss,
    SchemeDifference,
    TextLine,
    compare_schemes,
    compare_texts,
    find_losses,
)
from annotator.core.scheme_edits import TagDraft
from annotator.core.scheme_json import scheme_from_json, scheme_to_json
from annotator.core.search import Told
from annotator.services.audit import record
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.storage.queries import schemes as queries
from annotator.storage.queries.projects import add_scheme_version, latest_scheme
from annotator.storage.queries.schemes import TagUse, VersionRow
from annotator.storage.tables import Project


class SchemeMoved(Conflict):
    """Somebody else changed the same thing meanwhile. `number` and `scheme` are what is stored now."""

    def __init__(self, number: int, scheme: Scheme) -> None:
        super().__init__(
            "Somebody else changed this meanwhile. Nothing was overwritten: what you typed is still here, and below "
            "it stands what was saved.",
            code="scheme_moved",
        )
        self.number = number
        self.scheme = scheme


@dataclass(frozen=True, slots=True)
class LossInUse:
    """A field or choice that a save would take away, and how much of the project's work tells it."""

    loss: Loss
    use: TagUse


class TakesAway(Conflict):
    """What is told of annotations would have no place in the tag any more. Nothing was saved."""

    def __init__(self, losses: tuple[LossInUse, ...]) -> None:
        super().__init__(
            "Nothing is saved yet: what you took out of the fields is told of annotations. See below what it touches, "
            "then save again.",
            code="takes_away",
        )
        self.losses = losses


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save made: the version's number, the tag it was about, and how many reviews in hand go on with it."""

    number: int
    tag: str
    moved: int


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version beside the one before it."""

    project: ProjectFacts
    version: VersionRow
    scheme: Scheme
    differences: tuple[SchemeDifference, ...]
    guideline: tuple[TextLine, ...]
    is_first: bool
    is_newest: bool


Edit = Callable[[Scheme], Scheme]


def list_versions(session: Session, actor: Actor, project_uid: str) -> tuple[ProjectFacts, tuple[VersionRow, ...]]:
    """All versions of a project's scheme, the newest first. For everybody in the project."""
    facts = show_project(session, actor, project_uid, Permission.READ_ARTICLES)
    return facts, queries.list_versions(session, find_project(session, project_uid).id)


def show_version(session: Session, actor: Actor, project_uid: str, number: int) -> VersionFacts:
    """One version and what it has that the one before had not. Raises NotFound."""
    facts, versions = list_versions(session, actor, project_uid)
    place = next((place for place, version in enumerate(versions) if version.number == number), None)
    if place is None:
        raise NotFound("This project's scheme has no such version.")
    scheme = scheme_from_json(versions[place].body)
    before = scheme_from_json(versions[place + 1].body) if place + 1 < len(versions) else scheme
    return VersionFacts(
        facts, versions[place], scheme, compare_schemes(before, scheme),
        compare_texts(before.guideline, scheme.guideline), place + 1 == len(versions), place == 0,
    )  # fmt: skip


def find_use(session: Session, actor: Actor, project_uid: str, key: str) -> TagUse:
    """How much of the project's work a change of the tag is about. Only numbers: whose work it is stays unseen."""
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_PROJECT, project.id)
    return queries.count_use(session, project.id, key)


def save_tag(
    session: Session, actor: Actor, project_uid: str, key: str, draft: TagDraft, *, based_on: int, now: datetime,
    losses_seen: Collection[str] = (),
) -> Saved:  # fmt: skip
    """Write a tag; with an empty key, make a new one.

    Raises Invalid with the fields at fault, SchemeMoved, and TakesAway where a field or choice goes that annotations
    tell and whose name is not among `losses_seen`: those that the editor was shown with how many tell them.
    """
    made = [key]

    def change(scheme: Scheme) -> Scheme:
        if key:
            changed = edits.change_tag(scheme, key, draft)
            losses = _losses_in_use(session, project_uid, scheme.tag(key), changed.tag(key))
            if any(item.loss.name not in losses_seen for item in losses):
                raise TakesAway(losses)
            return changed
        added, made[0] = edits.add_tag(scheme, draft)
        return added

    saved = save(
        session, actor, project_uid, change, lambda scheme: _tag_state(scheme, key), based_on=based_on, now=now
    )
    return Saved(saved.number, made[0], saved.moved)


def retire_tag(
    session: Session, actor: Actor, project_uid: str, key: str, *, based_on: int, now: datetime
) -> Saved:
    """Let a tag make no new annotations; those that are there stay readable. Raises Conflict for a built-in one."""
    return save(
        session, actor, project_uid, lambda scheme: edits.retire_tag(scheme, key),
        lambda scheme: _tag_state(scheme, key), based_on=based_on, now=now,
    )  # fmt: skip


def restore_tag(
    session: Session, actor: Actor, project_uid: str, key: str, *, based_on: int, now: datetime
) -> Saved:
    """Put a retired tag into use again."""
    return save(
        session, actor, project_uid, lambda scheme: edits.restore_tag(scheme, key),
        lambda scheme: _tag_state(scheme, key), based_on=based_on, now=now,
    )  # fmt: skip


def save_guideline(
    session: Session, actor: Actor, project_uid: str, text: str, *, based_on: int, now: datetime
) -> Saved:
    """Write the guideline. Raises Invalid, and SchemeMoved where another text was saved since `based_on`."""
    return save(
        session, actor, project_uid, lambda scheme: edits.write_guideline(scheme, text),
        lambda scheme: scheme.guideline, based_on=based_on, now=now,
    )  # fmt: skip


def save(
    session: Session, actor: Actor, project_uid: str, change: Edit, state: Callable[[Scheme], object], *,
    based_on: int, now: datetime,
) -> Saved:  # fmt: skip
    """Make the next version by `change`, if what it is about (`state`) is as it was in version `based_on`.

    Reviews in hand whose scheme this only adds to go on with it. A change that changes nothing makes no version.
    """
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_PROJECT, project.id)
    number, scheme = lock_newest(session, project, based_on, state)
    changed = change(scheme)
    if changed == scheme:
        return Saved(number, "", 0)
    return store(session, actor, project, number + 1, changed, "scheme:save", now=now)


def lock_newest(
    session: Session, project: Project, based_on: int, state: Callable[[Scheme], object]
) -> tuple[int, Scheme]:
    """The newest version, held against other editors. Raises SchemeMoved, NotFound for a version that is not there."""
    queries.lock_project(session, project.id)
    newest, base = latest_scheme(session, project.id), queries.find_version(session, project.id, based_on)
    if newest is None or base is None:
        raise NotFound("This project's scheme has no such version. Reload the page.")
    scheme = scheme_from_json(newest.body)
    if newest.number != base.number and state(scheme) != state(scheme_from_json(base.body)):
        raise SchemeMoved(newest.number, scheme)
    return newest.number, scheme


def store(
    session: Session, actor: Actor, project: Project, number: int, scheme: Scheme, kind: str, *, now: datetime,
    like: Scheme | None = None,
) -> Saved:  # fmt: skip
    """Store the next version, let reviews in hand go on with it where it only adds, and write it in the audit log.

    `like`: the version that takes its place in that question, where what was taken away is seen to otherwise.
    """
    versions = queries.list_versions(session, project.id)
    extended = [row.id for row in versions if edits.only_adds(scheme_from_json(row.body), like or scheme)]
    id_ = add_scheme_version(session, project.id, number, scheme_to_json(scheme), now, actor.account_id or None)
    moved = queries.move_unfinished(session, extended, id_)
    record(session, kind, actor.uid, {"project": project.uid, "version": number, "moved": moved}, now=now)
    return Saved(number, "", moved)


def _tag_state(scheme: Scheme, key: str) -> object:
    """What two editors of one tag would both change: the tag and its section. A new tag is nobody's yet."""
    return (scheme.tag(key), section_text(scheme.guideline, key)) if key else None


def _losses_in_use(
    session: Session, project_uid: str, old: Tag | None, new: Tag | None
) -> tuple[LossInUse, ...]:
    """What the new version of a tag takes away that annotations of the project tell."""
    if old is None or new is None:
        return ()
    project_id = find_project(session, project_uid).id
    told = ((loss, Told(loss.key, (loss.word,) if loss.word else ())) for loss in find_losses(old, new))
    used = (LossInUse(loss, queries.count_use(session, project_id, old.key, asked)) for loss, asked in told)
    return tuple(item for item in used if item.use.annotations)
