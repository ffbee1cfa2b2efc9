"""Origins that gold reviews of earlier versions lack, and those that they have too many: an edit by hand was not named
among them, and who began one again took along those of rows that had been removed.

What an editor wrote or changed is in the history of the gold, so it is told from that. What came with a dataset
without its origins has no history here: of that nothing is known, and its page says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, find_undone
from annotator.core.gold import Origin
from annotator.core.overruling import note_by_hand, say_otherwise
from annotator.core.records import ReviewKind
from annotator.storage.queries import decisions as queries
from annotator.storage.queries.actions import load_changes, load_history
from annotator.storage.queries.decisions import KnownOrigin
from annotator.storage.queries.gold_checks import remove_stale_origins
from annotator.storage.queries.readings import load_content
from annotator.storage.queries.reviews import ReviewHead, find_review, list_text_reviews

#: Acts that name their origins themselves, and those that are nobody's words: what is done again counts as done.
_DECIDED = frozenset({ActionKind.DECIDE, ActionKind.ACCEPT_AGREED})
_NO_EDITS = frozenset({ActionKind.UNDO, ActionKind.REDO, ActionKind.MERGE_TAGS, ActionKind.UNMERGE_TAGS})


@dataclass(frozen=True, slots=True)
class Repaired:
    """Of how many rows of gold reviews an editor is now `named`, and how many origins of no row were `removed`."""

    named: int = 0
    removed: int = 0

    def __add__(self, other: "Repaired") -> "Repaired":
        return Repaired(self.named + other.named, self.removed + other.removed)


def repair_origins(session: Session, gold_uid: str) -> Repaired:
    """Name in a gold what its editors wrote by hand, and take out of one that was begun again what is said of rows that
    it never had: the gold that it revises says it. A second time nothing is left to do; a gold goes before those that
    revise it.
    """
    gold = find_review(session, gold_uid)
    assert gold is not None  # whoever asks has listed it
    removed = remove_stale_origins(session, gold.id) if gold.revises_id is not None else 0
    there = {record.uid for record in load_content(session, gold).records}
    ids = {head.uid: head.id for head in list_text_reviews(session, [gold.text_id])}
    known = queries.load_origins(session, gold.id)
    missing = [one for one in _find_missing(session, gold, known) if one.gold_uid in there]
    for one in missing:
        queries.add_origins(session, gold.id, one.origins, review_ids=ids, action_id=one.action_id)
    return Repaired(len(missing), removed)


@dataclass(frozen=True, slots=True)
class _Missing:
    """A row whose last words are by hand and not named so: its origins, and the act that wrote it."""

    gold_uid: str
    origins: tuple[Origin, ...]
    action_id: int | None


def _find_missing(session: Session, gold: ReviewHead, known: Sequence[KnownOrigin]) -> Iterator[_Missing]:
    reading, past = load_content(session, gold), load_history(session, gold.id)
    undone, so_far = find_undone(past), [one.origin for one in known]
    by_hand: dict[str, _Missing] = {}
    written = set[str]()
    for action in past:
        changes = () if action.id in undone else load_changes(session, action.id)
        written |= {change.uid for change in changes}
        if action.kind in _DECIDED:
            for change in changes:
                by_hand.pop(change.uid, None)
        elif action.kind not in _NO_EDITS:
            for change in say_otherwise(changes, reading.text):
                by_hand[change.uid] = _Missing(change.uid, note_by_hand([change], so_far, gold.uid), action.id)
    named = {one.origin.gold_uid for one in known if one.kind is ReviewKind.GOLD}
    yield from (one for uid, one in by_hand.items() if uid not in named and one.origins)
    for one in queries.load_origins(session, gold.revises_id) if gold.revises_id is not None else ():
        uid = one.origin.gold_uid
        if one.kind is ReviewKind.GOLD and uid not in named | written:
            yield _Missing(uid, (Origin(uid, gold.uid, uid, one.origin.table),), None)
