"""Colleagues who are asked in to a question: whom a person knows of, and who may be shown the place."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from annotator.core.errors import Invalid
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.questions import MAX_MENTIONS, find_called, may_be_asked
from annotator.core.records import Role
from annotator.storage.queries import questions as queries
from annotator.storage.queries.questions import ColleagueRow


def list_colleagues(session: Session, actor: Actor | None, project_id: int) -> tuple[ColleagueRow, ...]:
    """Whom the person may ask in: a reviewer knows of the editors, an editor of everybody who tags."""
    person = permit(actor, Permission.TAG, project_id)
    role = person.roles.get(project_id)
    return tuple(
        row
        for row in queries.list_colleagues(session, project_id)
        if row.id != person.account_id and (row.role is Role.EDITOR or role is Role.EDITOR)
    )


def find_asked(
    session: Session, person: Actor, project_id: int, text_id: int, *, chosen: Iterable[str], words: str
) -> list[int]:
    """The accounts that are asked in: those chosen by their uids, and those that the words call (`find_called`).

    Raises Invalid for too many (`too_many_mentions`) and for one who may not see the place (`cannot_ask`).
    """
    uids = list(dict.fromkeys(uid for uid in chosen if uid))
    if not uids and "@" not in words:
        return []
    colleagues = list_colleagues(session, person, project_id)
    known = {row.uid: row for row in colleagues}
    named = set(find_called(words, [row.name for row in colleagues]).names)
    uids += [row.uid for row in colleagues if row.name in named and row.uid not in uids]
    if len(uids) > MAX_MENTIONS:
        raise Invalid(f"Ask at most {MAX_MENTIONS} colleagues at once.", code="too_many_mentions")
    by = person.roles.get(project_id, Role.READER)
    for uid in uids:
        colleague = known.get(uid)
        if colleague is None:
            raise Invalid("One of these colleagues cannot be asked in this project.", code="cannot_ask")
        finished = queries.texts_finished_by(session, project_id, colleague.id)
        if not may_be_asked(colleague.role, by=by, has_finished=text_id in finished):
            raise Invalid(
                f"{colleague.name} has not finished this article and reads it without others' words until then.",
                code="cannot_ask",
            )
    return [known[uid].id for uid in uids]


def list_unknown(session: Session, actor: Actor | None, project_id: int, words: str) -> tuple[str, ...]:
    """What the words call by @ that is the name of nobody whom the person may ask in: nobody was."""
    if "@" not in words:
        return ()
    return find_called(words, [row.name for row in list_colleagues(session, actor, project_id)]).unknown
