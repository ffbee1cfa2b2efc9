"""Texts with their cuts, kept in memory: both are immutable, and every act on an article needs them."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, bindparam, select
from sqlalchemy.orm import Session

from annotator.core.records import Sentence
from annotator.storage.tables import ArticleText, Segmentation, SentenceRow
from annotator.storage.types import plain

#: A text and its units, as one review stands on them, with the number of the cut.
Cut = tuple[str, tuple[Sentence, ...], int]
#: What names a cut: the id of its segmentation, and the uid of its text with the digest of its words. The id alone
#: could be given again by SQLite once an article was purged.
CutKey = tuple[int, str, str]

#: At most this many are kept, and only questions for a few are answered from them: a report over a year would
#: push out what reviewers are working on.
KEPT = 64
_FEW = 8

_SENTENCE, _TEXT, _SEGMENTATION = plain(SentenceRow).c, plain(ArticleText).c, plain(Segmentation).c
_UNITS = (
    select(
        _SENTENCE.segmentation_id,
        _SEGMENTATION.number,
        _SENTENCE.ordinal,
        _SENTENCE.start,
        _SENTENCE.stop,
        _SENTENCE.kind,
        _SENTENCE.duplicate_of,
    )
    .join_from(plain(SentenceRow), plain(Segmentation), _SEGMENTATION.id == _SENTENCE.segmentation_id)
    .where(_SENTENCE.segmentation_id.in_(bindparam("cuts", expanding=True)))
    .order_by(_SENTENCE.segmentation_id, _SENTENCE.ordinal)
)
_BODIES = select(_TEXT.uid, _TEXT.body).where(_TEXT.uid.in_(bindparam("texts", expanding=True)))

_lock = threading.Lock()
_kept: WeakKeyDictionary[Pool, OrderedDict[CutKey, Cut]] = WeakKeyDictionary()


def load_sentences(session: Session, segmentation_id: int) -> tuple[Sentence, ...]:
    """The units of one cut, in order."""
    return _load_units(session, [segmentation_id]).get(segmentation_id, ((), 1))[0]


def load_cuts(session: Session, keys: Iterable[CutKey]) -> dict[CutKey, Cut]:
    """The texts and units behind these keys; at most two statements, none where all are kept."""
    wanted = set(keys)
    pool = session.get_bind().engine.pool
    found = _look_up(pool, wanted)
    if missing := wanted - found.keys():
        bodies = {row.uid: row.body for row in session.execute(_BODIES, {"texts": sorted({key[1] for key in missing})})}
        units = _load_units(session, sorted(key[0] for key in missing))
        loaded = {key: (bodies[key[1]], *units.get(key[0], ((), 1))) for key in missing}
        if len(wanted) <= _FEW:
            _keep(pool, loaded)
        found |= loaded
    return found


def forget_cuts(session: Session) -> None:
    """Keep nothing any longer: for what takes articles away or puts another database in place."""
    with _lock:
        _kept.pop(session.get_bind().engine.pool, None)


def _load_units(session: Session, segmentation_ids: list[int]) -> dict[int, tuple[tuple[Sentence, ...], int]]:
    units: dict[tuple[int, int], list[Sentence]] = defaultdict(list)
    for segmentation_id, number, *unit in session.execute(_UNITS, {"cuts": segmentation_ids}):
        units[segmentation_id, number].append(Sentence(*unit))
    return {segmentation_id: (tuple(found), number) for (segmentation_id, number), found in units.items()}


def _look_up(pool: Pool, wanted: set[CutKey]) -> dict[CutKey, Cut]:
    with _lock:
        kept = _kept.get(pool)
        if kept is None or len(wanted) > _FEW:
            return {}
        found = {key: kept[key] for key in wanted if key in kept}
        for key in found:
            kept.move_to_end(key)
        return found


def _keep(pool: Pool, loaded: dict[CutKey, Cut]) -> None:
    with _lock:
        kept = _kept.setdefault(pool, OrderedDict())
        kept.update(loaded)
        while len(kept) > KEPT:
            kept.popitem(last=False)
