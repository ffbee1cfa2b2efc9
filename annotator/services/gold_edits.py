"""A gold review edited on the annotation page: its editor is named as the origin, and what was decided otherwise is
overruled by the same act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.actions import Change
from annotator.core.homes import homes_of
from annotator.core.lining_up import line_up
from annotator.core.overruling import Edit, note_by_hand, only_news, overrule, say_otherwise
from annotator.core.permissions import Actor
from annotator.core.records import Reading, ReviewKind, Scope, Sentence, SourceCard
from annotator.services.gold import is_independent, list_passes, origins_now
from annotator.storage.queries import decisions as queries
from annotator.storage.queries.readings import load_content, load_content_among
from annotator.storage.queries.reviews import ReviewHead, list_reviews_around


@dataclass(frozen=True, slots=True)
class Beside:
    """What an edit of a gold is compared with: all reviews of its text, the passes that it rests on, and what these
    hold, by id.
    """

    reviews: tuple[ReviewHead, ...] = ()
    passes: tuple[ReviewHead, ...] = ()
    contents: Mapping[int, Reading] = field(default_factory=dict)


def list_around(session: Session, review: ReviewHead | None, *, is_edit: bool) -> list[ReviewHead] | None:
    """The reviews of the article of a gold that is edited; None for others."""
    is_gold = review is not None and review.kind is ReviewKind.GOLD
    return list_reviews_around(session, review.text_id) if review and is_gold and is_edit else None


def load_with_beside(
    session: Session, review: ReviewHead, around: Sequence[ReviewHead] | None
) -> tuple[Reading, Beside]:
    """What a review holds and, for an edit of a gold, what stands beside it, of the reviews `around` it: read together,
    since a save has few statements to spend.
    """
    if around is None:
        return load_content(session, review), Beside()
    reviews = tuple(head for head in around if head.text_id == review.text_id)
    passes = list_passes(reviews)
    reading, contents = load_content_among(session, review, [head.id for head in passes])
    return reading, Beside(reviews, passes, contents)


def note_edit(
    session: Session, person: Actor, review: ReviewHead, changes: tuple[Change, ...], before: Reading, after: Reading,
    beside: Beside, *, action_id: int, now: datetime,
) -> None:  # fmt: skip
    """Record beside an edit of a gold review where what it wrote comes from, and what it decides."""
    if review.kind is not ReviewKind.GOLD:
        return
    told = say_otherwise(changes, before.text)
    if not told:
        return
    reviews, passes = beside.reviews, beside.passes
    standing, known = queries.load_record(session, review.id)
    so_far = [one.origin for one in known]
    by_hand = only_news(note_by_hand(told, so_far, review.uid), so_far)
    ids = {head.uid: head.id for head in reviews}
    queries.add_origins(session, review.id, by_hand, review_ids=ids, action_id=action_id)
    if not standing or not passes:
        return
    lined = line_up(
        {head.uid: beside.contents[head.id] for head in passes},
        _sentences_of(told, after),
        sourcing_only={head.uid for head in passes if head.scope is Scope.SOURCING_ONLY},
    )
    independent = is_independent(person, reviews)
    edit = Edit(told, before, after, origins_now(known, passes), person.uid, independent)
    made = [replace(one, at=now) for one in overrule(lined, standing, edit)]
    queries.add_decisions(
        session, review.id, made, account_ids={person.uid: person.account_id}, action_id=action_id
    )


def _sentences_of(changes: tuple[Change, ...], gold: Reading) -> tuple[Sentence, ...]:
    """The sentences whose items the changes can be about, as the writer's lock is held: of a card all, since it is
    compared by its mentions; of what stands on the text its home.
    """
    records = [record for change in changes for record in (change.before, change.after) if record is not None]
    starts = {None if isinstance(record, SourceCard) else record.start for record in records}
    if None in starts:
        return gold.sentences
    homes = homes_of(gold.sentences)
    found = {home.ordinal for start in starts if start is not None and (home := homes.of(start))}
    return tuple(sentence for sentence in gold.sentences if sentence.ordinal in found)
