"""A person's own keys: reading and changing them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.own_keys import OwnKeys, own_keys_from_json
from annotator.core.permissions import Actor, Permission, permit
from annotator.services.audit import record
from annotator.storage.queries import keys as queries


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """A person's keys with the version that a change is made against; 0 where nothing was changed yet."""

    own: OwnKeys
    version: int


def show_keys(session: Session, actor: Actor | None) -> StoredKeys:
    """The person's own keys."""
    person = permit(actor, Permission.SIGNED_IN)
    row = queries.find_keys(session, person.account_id)
    return StoredKeys(own_keys_from_json(row.body), row.version) if row else StoredKeys(OwnKeys(), 0)


def change_keys(session: Session, actor: Actor | None, own: OwnKeys, *, version: int, now: datetime) -> None:
    """Store the keys that the person chose. Raises Conflict when they were changed meanwhile."""
    person = permit(actor, Permission.SIGNED_IN)
    row = queries.find_keys(session, person.account_id, lock=True)
    if (row.version if row else 0) != version:
        raise _changed_meanwhile()
    try:
        queries.store_keys(session, person.account_id, row, own)
    except IntegrityError:  # two first changes at once, on an engine that let both begin
        raise _changed_meanwhile() from None
    record(session, "account:keys", person.uid, {"preset": own.preset.value, "changed": len(own.changed)}, now=now)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "Your keys were changed meanwhile, perhaps in another window. Look at them again before you change them.",
        code="stale",
    )
