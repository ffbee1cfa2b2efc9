"""What gold reviews say of themselves when two tags of the scheme are merged: nobody decides anything by that.

Where a reading had both tags on the same words one of the two marks goes; what came from it comes from the other one
from then on. Decisions about marks of the tag that goes are decisions about those of the other, where the readings
differ as they did. All of it is of the merge's act in the gold, and goes when that is taken back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from annotator.core.adjudication import Item, LinedUp
from annotator.core.gold import Origin
from annotator.core.lining_up import line_up
from annotator.core.overruling import only_news
from annotator.core.records import Reading, ReviewKind, Scope
from annotator.core.rulings import Decision, find_last_words
from annotator.services.gold import list_passes
from annotator.storage.queries import decisions as queries
from annotator.storage.queries.readings import load_readings
from annotator.storage.queries.reviews import ReviewHead, list_text_reviews


@dataclass(frozen=True, slots=True)
class GoldBefore:
    """A gold review that a merge touches, with the reviews of its text and what they say, by id, before it."""

    gold: ReviewHead
    reviews: tuple[ReviewHead, ...]
    readings: Mapping[int, Reading]


def look_at_golds(session: Session, text_ids: Collection[int], review_ids: Collection[int]) -> tuple[GoldBefore, ...]:
    """Those of these reviews, which are of these texts, that are gold, as they are before the merge."""
    by_text: dict[int, list[ReviewHead]] = defaultdict(list)
    for head in list_text_reviews(session, sorted(text_ids)):
        by_text[head.text_id].append(head)
    found = []
    for heads in by_text.values():
        golds = [head for head in heads if head.kind is ReviewKind.GOLD and head.id in review_ids]
        readings = load_readings(session, [head.id for head in heads]) if golds else {}
        found += [GoldBefore(gold, tuple(heads), readings) for gold in golds]
    return tuple(found)


def follow_merge(session: Session, before: GoldBefore, old: str, new: str, *, action_id: int) -> None:
    """Let origins and decisions of a gold follow the tag `old` into `new`; the merge is written."""
    gold = before.gold
    after = load_readings(session, [head.id for head in before.reviews])
    stays = {
        head.uid: dict(_find_staying(before.readings[head.id], after[head.id], old, new)) for head in before.reviews
    }
    known = [one.origin for one in queries.load_origins(session, gold.id)]
    ids = {head.uid: head.id for head in before.reviews}
    moved = only_news(tuple(_move_origins(known, stays, gold.uid)), known)
    queries.add_origins(session, gold.id, moved, review_ids=ids, action_id=action_id)
    standing = [one for one in find_last_words(queries.load_decisions(session, gold.id)) if one.tag == old]
    if not standing:
        return
    lined, again = (_line_up(before, readings) for readings in (before.readings, after))
    made = list(_move_decisions(standing, lined, again, new))
    accounts = queries.find_account_ids(session, {one.by for one in made})
    queries.add_decisions(session, gold.id, made, account_ids=accounts, action_id=action_id)


def _find_staying(before: Reading, after: Reading, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Of marks that went because both tags were on the same words the one that stays, by uid."""
    there = {mark.uid for mark in after.marks}
    at = {mark.span: mark.uid for mark in after.marks if mark.tag == new}
    return ((mark.uid, at[mark.span]) for mark in before.marks if mark.tag == old and mark.uid not in there)


def _move_origins(
    known: Iterable[Origin], stays: Mapping[str, Mapping[str, str]], gold_uid: str
) -> Iterator[Origin]:
    own = stays[gold_uid]
    found = dict.fromkeys(
        replace(
            one, gold_uid=own.get(one.gold_uid, one.gold_uid), uid=stays.get(one.reading, {}).get(one.uid, one.uid)
        )
        for one in known
    )
    return iter(found)


def _line_up(before: GoldBefore, readings: Mapping[int, Reading]) -> LinedUp:
    passes = list_passes(before.reviews)
    return line_up(
        {head.uid: readings[head.id] for head in passes},
        before.readings[before.gold.id].sentences,
        sourcing_only={head.uid for head in passes if head.scope is Scope.SOURCING_ONLY},
    )


def _move_decisions(
    standing: Iterable[Decision], lined: LinedUp, again: LinedUp, new: str
) -> Iterator[Decision]:
    """The decisions that held, about the items in which their marks are now: those in which the readings differ
    alike.
    """
    for decision in standing:
        item = lined.item(decision.item)
        if item is None or item.digest != decision.digest:
            continue
        now = next((one for one in again.items if one.tag == new and one.span == item.span), None)
        if now is not None and _answers(now) == _answers(item):
            yield replace(decision, item=now.key, tag=now.tag, digest=now.digest)


def _answers(item: Item) -> frozenset[tuple[tuple[str, ...], int]]:
    return frozenset((option.readings, len(option.records)) for option in item.options)
