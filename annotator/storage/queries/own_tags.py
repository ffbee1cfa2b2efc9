"""The desk's own tags of a scheme version, kept in memory: a version is immutable, and every act needs it."""

import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, bindparam, select
from sqlalchemy.orm import Session

from annotator.core.scheme import Tag
from annotator.core.scheme_json import read_own_tags
from annotator.storage.tables import SchemeVersion
from annotator.storage.types import plain

#: What names a version: its id, and the uid of its project. The id alone could be given again by SQLite once a
#: project was purged; within a project no version goes once a review was begun with it.
Key = tuple[int, str]

#: At most this many versions are kept.
KEPT = 64

_VERSION = plain(SchemeVersion).c
_BODY = select(_VERSION.body).where(_VERSION.id == bindparam("version"))

_lock = threading.Lock()
_kept: WeakKeyDictionary[Pool, OrderedDict[Key, tuple[Tag, ...]]] = WeakKeyDictionary()


def load_own_tags(session: Session, scheme_version_id: int, project_uid: str) -> tuple[Tag, ...]:
    """The tags that the desk added to our scheme in one version, retired ones included. At most one statement."""
    pool, key = session.get_bind().engine.pool, (scheme_version_id, project_uid)
    with _lock:
        kept = _kept.get(pool)
        if kept is not None and key in kept:
            kept.move_to_end(key)
            return kept[key]
    tags = read_own_tags(session.execute(_BODY, {"version": scheme_version_id}).scalar_one())
    with _lock:
        kept = _kept.setdefault(pool, OrderedDict())
        kept[key] = tags
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return tags
