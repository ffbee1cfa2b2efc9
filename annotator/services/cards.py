"""Source cards: merging, splitting, moving a mention, the way one claim came. Each is one act that undo takes back."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core import cards
from annotator.core.permissions import Actor
from annotator.core.records import Reading
from annotator.services.annotations import Done, Stamp, Step, perform
from annotator.storage.queries.reviews import ReviewHead


def merge_cards(
    session: Session, actor: Actor | None, uid: str, kept_uid: str, gone_uid: str, *, agreed: bool, stamp: Stamp,
    now: datetime,
) -> Done:  # fmt: skip
    """Put one card of a review into another."""

    def compute(_session: Session, _review: ReviewHead, reading: Reading) -> Step:
        return Step(cards.merge_cards(reading, kept_uid, gone_uid, agreed=agreed))

    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def split_card(
    session: Session, actor: Actor | None, uid: str, card_uid: str, new_uid: str, mention_uids: Collection[str],
    claim_uids: Collection[str], *, stamp: Stamp, now: datetime,
) -> Done:  # fmt: skip
    """Give some of a card's mentions a card of their own; `claim_uids` go along where the text leaves it open."""

    def compute(_session: Session, _review: ReviewHead, reading: Reading) -> Step:
        return Step(cards.split_card(reading, card_uid, new_uid or uuid4().hex, mention_uids, claim_uids))

    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def move_mention(
    session: Session, actor: Actor | None, uid: str, mention_uid: str, card_uid: str, *, stamp: Stamp, now: datetime
) -> Done:
    """Let an attribution mention another card."""

    def compute(_session: Session, _review: ReviewHead, reading: Reading) -> Step:
        return Step(cards.move_mention(reading, mention_uid, card_uid))

    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def set_way(
    session: Session, actor: Actor | None, uid: str, claim_uid: str, card_uid: str, way: str | None, *, by_card: bool,
    stamp: Stamp, now: datetime,
) -> Done:  # fmt: skip
    """Say how one claim came from a source: through an outlet's card, direct (None), or as the card says."""

    def compute(_session: Session, _review: ReviewHead, reading: Reading) -> Step:
        return Step(cards.set_way(reading, claim_uid, card_uid, way, by_card=by_card))

    return perform(session, actor, uid, compute, stamp=stamp, now=now)
