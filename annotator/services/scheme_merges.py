"""Merging two tags of a desk's own: what it would touch, the merge, and taking it back.

Each review that holds the retired tag gets one action of the editor with its changes, finished reviews included, so
that it is in the review's history and can be taken back. Only numbers are shown: whose work it is stays unseen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, Change, apply_changes, invert
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.marks import give_tag
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewState
from annotator.core.scheme import Scheme, Tag
from annotator.core.scheme_edits import merge_tags, restore_tag
from annotator.core.scheme_json import scheme_from_json
from annotator.services.agreement_counts import record_answers
from annotator.services.gold_merges import follow_merge, look_at_golds
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.schemes import lock_newest, store
from annotator.storage.queries import schemes as queries
from annotator.storage.queries.actions import add_action, load_changes
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.readings import load_reading, load_readings
from annotator.storage.queries.schemes import TagUse
from annotator.storage.tables import Project

#: Reviews whose content is in memory at once.
_BATCH = 50


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. `lost`: what is told of the old tag and cannot come along, by field with its number;
    `doubles`: places that both tags mark already and that keep one mark.
    """

    project: ProjectFacts
    number: int
    old: Tag
    new: Tag
    use: TagUse
    lost: tuple[tuple[str, int], ...]
    doubles: int


@dataclass(frozen=True, slots=True)
class Merged:
    """What was merged, or taken back. `left`: reviews that were changed since and stay as they are."""

    number: int
    annotations: int
    reviews: int
    left: int = 0


def preview_merge(session: Session, actor: Actor, project_uid: str, key: str, into: str) -> MergePreview:
    """What merging a tag into another would touch. Raises Invalid for tags that cannot be merged."""
    facts = show_project(session, actor, project_uid, Permission.MANAGE_PROJECT)
    project = find_project(session, project_uid)
    stored = latest_scheme(session, project.id)
    if stored is None:
        raise NotFound("This project has no scheme.")
    old, new = _pair(scheme_from_json(stored.body), key, into)
    lost: Counter[str] = Counter()
    doubles = 0
    for _, reading in _readings(session, queries.list_reviews_with(session, project.id, key)):
        for item in give_tag(reading, old, new):
            doubles += item.change.after is None
            lost.update(item.lost)
    labels = {attribute.key: attribute.label for attribute in old.attributes}
    use = queries.count_use(session, project.id, key)
    found = tuple((labels.get(name, name), n) for name, n in sorted(lost.items()))
    return MergePreview(facts, stored.number, old, new, use, found, doubles)


def merge(
    session: Session, actor: Actor, project_uid: str, key: str, into: str, *, based_on: int, now: datetime
) -> Merged:
    """Give every annotation of one tag to another and retire the first. Raises SchemeMoved when anything in the
    scheme was changed since the preview.
    """
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_PROJECT, project.id)
    number, scheme = lock_newest(session, project, based_on, lambda scheme: scheme)
    old, new = _pair(scheme, key, into)
    ids = queries.list_reviews_with(session, project.id, key)
    states = queries.lock_reviews(session, ids)
    merged = merge_tags(scheme, key, into)
    # Reviews in hand come along even without the old tag in them: it should not come into being there any more.
    saved = store(session, actor, project, number + 1, merged, "scheme:merge", now=now, like=scheme)
    golds = look_at_golds(session, {states[id_][0] for id_ in ids}, ids)
    annotations, acts = 0, dict[int, int]()
    for review_id, reading in _readings(session, ids):
        changes = [item.change for item in give_tag(reading, old, new)]
        annotations += len(changes)
        write_changes(session, review_id, changes, reading)
        acts[review_id] = _note(session, actor, project, saved.number, review_id, changes, now=now)
    for before in golds:
        follow_merge(session, before, old.key, new.key, action_id=acts[before.gold.id])
    _settle(session, project, ids, states, saved.number)
    return Merged(saved.number, annotations, len(ids))


def undo_merge(session: Session, actor: Actor, project_uid: str, number: int, *, now: datetime) -> Merged:
    """Take back the merge that made version `number`: its annotations have their tag again, and the tag is in use.

    A review in which one of them was changed since is left as it is. Raises NotFound where that version merged
    nothing, Conflict when it was taken back already.
    """
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_PROJECT, project.id)
    newest, scheme = lock_newest(session, project, number, lambda _scheme: None)
    key = _merged_tag(session, project, number)
    tag = scheme.tag(key)
    if tag is None or not tag.merged_into:
        raise Conflict("This merge was taken back already.", code="undone")
    actions = queries.list_merge_actions(session, _key_of(project, number))
    states = queries.lock_reviews(session, [review_id for _, review_id in actions])
    saved = store(session, actor, project, newest + 1, restore_tag(scheme, key), "scheme:unmerge", now=now)
    undone, annotations = [], 0
    for action_id, review_id in actions:
        reading, changes = load_reading(session, review_id), invert(load_changes(session, action_id))
        if not _applies(reading, changes):
            continue
        write_changes(session, review_id, changes, reading)
        add_action(
            session, uid=uuid4().hex, at=now, actor_id=actor.account_id, review_id=review_id,
            kind=ActionKind.UNMERGE_TAGS, changes=changes, undoes_id=action_id,
        )  # fmt: skip
        undone.append(review_id)
        annotations += len(changes)
    _settle(session, project, undone, states, saved.number)
    return Merged(saved.number, annotations, len(undone), len(actions) - len(undone))


def _pair(scheme: Scheme, key: str, into: str) -> tuple[Tag, Tag]:
    merge_tags(scheme, key, into)  # raises for what cannot be merged
    old, new = scheme.tag(key), scheme.tag(into)
    if old is None or new is None or old.is_retired:
        raise Invalid("This tag is retired already.", code="bad_merge", fields={"into": "This tag is retired already."})
    return old, new


def _readings(session: Session, review_ids: Sequence[int]) -> Iterator[tuple[int, Reading]]:
    for start in range(0, len(review_ids), _BATCH):
        part = review_ids[start : start + _BATCH]
        found = load_readings(session, part)
        yield from ((review_id, found[review_id]) for review_id in part)


def _note(
    session: Session, actor: Actor, project: Project, number: int, review_id: int, changes: Sequence[Change], *,
    now: datetime,
) -> int:  # fmt: skip
    # The request key ties the actions of one merge together: a merge is one request that acts in many reviews.
    return add_action(
        session, uid=uuid4().hex, at=now, actor_id=actor.account_id, review_id=review_id,
        kind=ActionKind.MERGE_TAGS, changes=changes, request_key=f"{_key_of(project, number)}{review_id}",
    )  # fmt: skip


def _key_of(project: Project, number: int) -> str:
    return f"merge-{project.uid}-{number}-"


def _settle(
    session: Session, project: Project, review_ids: Sequence[int], states: dict[int, tuple[int, str, ReviewState]],
    number: int,
) -> None:  # fmt: skip
    """The touched reviews are of the new version from now on, and texts that counted are counted anew."""
    stored = queries.find_version(session, project.id, number)
    assert stored is not None
    queries.move_reviews(session, review_ids, stored.id)
    session.flush()
    counted = {states[id_][0] for id_ in review_ids if states[id_][2] is ReviewState.FINISHED}
    for text_id in sorted(counted):
        record_answers(session, text_id=text_id)


def _merged_tag(session: Session, project: Project, number: int) -> str:
    """The key of the tag that a version merged into another. Raises NotFound where it merged none."""
    here = queries.find_version(session, project.id, number)
    before = queries.find_version(session, project.id, number - 1)
    if here is not None and before is not None:
        old = scheme_from_json(before.body)
        for tag in scheme_from_json(here.body).own_tags:
            was = old.tag(tag.key)
            if tag.merged_into and was is not None and not was.merged_into:
                return tag.key
    raise NotFound("This version of the scheme merged no tags.")


def _applies(reading: Reading, changes: Sequence[Change]) -> bool:
    try:
        apply_changes(reading, changes)
    except Conflict:
        return False
    return True
