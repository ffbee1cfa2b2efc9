"""Putting source cards in order: merging two, splitting one, moving a mention, the way one claim came.

Pure functions from a reading to an `Act`, as in `annotations` and `mentions`.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from annotator.core.actions import ActionKind, Change, apply_changes
from annotator.core.annotations import Act, default_links, innermost, respan
from annotator.core.cues import PRONOUNS
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.records import Attribution, Claim, Identity, Reading, SourceCard, SourceLink, Span
from annotator.core.reviews import SentenceContent, contents_of, find_card
from annotator.core.sources import check_links, check_relay, claims_on, mentions_of, relay_chain, relay_of
from annotator.core.words import words_of

#: The guideline's rule 9, which merging can break.
NEVER_MERGE = "Never merge two indefinite unnamed sources because they “sound the same”."
_DEFINITE = PRONOUNS | frozenset(
    {"the", "this", "that", "these", "those", "his", "her", "their", "its", "our", "my", "your", "both"}
)


def is_indefinite(words: str) -> bool:
    """Say whether a phrase opens a new card ("a source", "two officials") rather than point at one ("the official")."""
    found = words_of(words, Span(0, len(words)))
    return not found or found[0].low not in _DEFINITE


def is_indefinite_unnamed(card: SourceCard, reading: Reading) -> bool:
    """Say whether a card is an unnamed source that an indefinite phrase opened."""
    return card.identity is Identity.UNNAMED and any(
        is_indefinite(reading.quote(mention.span)) for mention in mentions_of(card.uid, reading)
    )


def merge_cards(reading: Reading, kept_uid: str, gone_uid: str, *, agreed: bool = False) -> Act:
    """Put two cards together: mentions, claims and relays of the one move to the other, which stays as it is.

    A claim keeps the way in which it came: where the cards' relays differ, it says its own from now on. Two links of
    one claim become one, the kept card's. Raises NotFound for a card that is not there, Invalid (`relay`) where a
    relay would run in a circle or through what is no outlet, Conflict (`two_unnamed`) for two indefinite unnamed
    sources unless `agreed`.
    """
    kept, gone = _card(reading, kept_uid), _card(reading, gone_uid)
    if kept.uid == gone.uid:
        raise Invalid("A card cannot be merged with itself.", code="same_card")
    if not agreed and all(is_indefinite_unnamed(card, reading) for card in (kept, gone)):
        raise Conflict(
            f"{NEVER_MERGE} If the text itself says that they are the same, confirm it.", code="two_unnamed"
        )
    cards = {card.uid: card for card in reading.sources}
    if kept.uid in relay_chain(SourceLink(gone.uid), cards):
        raise Invalid("A source cannot be merged with the outlet that relayed it.", code="relay")
    changes: list[Change] = [
        Change(mention, replace(mention, source_uid=kept.uid)) for mention in mentions_of(gone.uid, reading)
    ]
    for claim in reading.claims:
        links = _merged_links(claim, kept, gone, cards)
        if links != claim.sources:
            changes.append(Change(claim, replace(claim, sources=links)))
    changes += [
        Change(card, replace(card, relayed_by_uid=kept.uid))
        for card in reading.sources
        if card.relayed_by_uid == gone.uid and card.uid != gone.uid
    ]
    changes.append(Change(gone, None))
    after = apply_changes(reading, changes)
    for card in after.sources:
        check_relay(after.sources, card.uid, card.relayed_by_uid)
    check_links(after.sources, after.claims)
    return Act(ActionKind.MERGE_SOURCES, tuple(changes))


def _merged_links(
    claim: Claim, kept: SourceCard, gone: SourceCard, cards: dict[str, SourceCard]
) -> tuple[SourceLink, ...]:
    """A claim's links with `gone` replaced; the kept card's own link wins over one that came to it."""
    has_kept = any(link.source_uid == kept.uid for link in claim.sources)
    links = []
    for link in claim.sources:
        relay = kept.uid if link.relayed_by_uid == gone.uid else link.relayed_by_uid
        if link.source_uid != gone.uid:
            links.append(replace(link, relayed_by_uid=relay))
        elif not has_kept:
            way = relay_of(link, cards)
            way = kept.uid if way == gone.uid else way
            links.append(link_by(kept, way))
    return tuple(links)


def link_by(card: SourceCard, way: str | None) -> SourceLink:
    """A link to a card that came by `way` (None: direct), said only where the card's own relay is another."""
    if way == card.relayed_by_uid:
        return SourceLink(card.uid)
    return SourceLink(card.uid, way, is_direct=way is None)


@dataclass(frozen=True, slots=True)
class Cut:
    """Which claims go along when mentions leave their card: those that follow by rule, and those that only a person
    can tell because their sentence has no mention of the card, or keeps one.
    """

    follow: tuple[Claim, ...]
    ask: tuple[Claim, ...]


def claims_of_cut(reading: Reading, card_uid: str, mention_uids: Collection[str]) -> Cut:
    """What a split would do to the claims on the card. Claims of sentences whose mentions all stay are in neither."""
    follow: list[Claim] = []
    ask: list[Claim] = []
    linked = {claim.uid for claim in claims_on(card_uid, reading)}
    for content in contents_of(reading).values():
        mentions = [mention for mention in content.attributions if mention.source_uid == card_uid]
        going = [mention for mention in mentions if mention.uid in mention_uids]
        claims = [claim for claim in content.claims if claim.uid in linked]
        if mentions and len(going) == len(mentions):
            follow += claims
        elif going or not mentions:
            ask += claims
    return Cut(tuple(follow), tuple(ask))


def split_card(
    reading: Reading, card_uid: str, new_uid: str, mention_uids: Collection[str], claim_uids: Collection[str] = ()
) -> Act:
    """Give some of a card's mentions a card of their own, which says what the old one says until somebody edits it.

    Claims of sentences whose mentions all go follow; of the others on the card those in `claim_uids` do.
    Raises Invalid where no mention or no remaining one is left to either card, NotFound for one that is not the card's.
    """
    card = _card(reading, card_uid)
    mentions = mentions_of(card.uid, reading)
    chosen = [mention for mention in mentions if mention.uid in mention_uids]
    if len(chosen) < len(set(mention_uids)):
        raise NotFound("One of these mentions is not this card's any more.")
    if not chosen:
        raise Invalid("Choose the mentions that belong to another source.", code="no_mention")
    if len(chosen) == len(mentions):
        raise Invalid("Leave the card at least one mention; its fields can be edited.", code="all_mentions")
    cut = claims_of_cut(reading, card.uid, mention_uids)
    moving = {claim.uid for claim in cut.follow} | ({claim.uid for claim in cut.ask} & set(claim_uids))
    place = 1 + max(other.position for other in reading.sources)
    fresh = replace(card, uid=new_uid, position=place, confirmed=False, version=1)
    changes: list[Change] = [Change(None, fresh)]
    changes += [Change(mention, replace(mention, source_uid=new_uid)) for mention in chosen]
    for claim in reading.claims:
        if claim.uid in moving:
            links = tuple(
                replace(link, source_uid=new_uid) if link.source_uid == card.uid else link for link in claim.sources
            )
            changes.append(Change(claim, replace(claim, sources=links)))
    return Act(ActionKind.SPLIT_SOURCE, tuple(changes), new_uid)


def move_mention(reading: Reading, uid: str, source_uid: str) -> Act:
    """Let an attribution mention another card.

    Its sentence's only claim follows where it rested on what the sentence mentions; a card that nothing mentions,
    rests on or is relayed by any more goes.
    """
    card = _card(reading, source_uid)
    content = next((c for c in contents_of(reading).values() if any(m.uid == uid for m in c.attributions)), None)
    if content is None:
        raise NotFound("This attribution is gone.")
    mention = next(mention for mention in content.attributions if mention.uid == uid)
    if mention.source_uid == card.uid:
        return Act(ActionKind.MOVE_MENTION, (), uid)
    moved = replace(mention, source_uid=card.uid)
    changes = [Change(mention, moved), *_claim_following(reading, content, mention, moved)]
    if (left := find_card(reading, mention.source_uid or "")) and is_unused(apply_changes(reading, changes), left.uid):
        changes.append(Change(left, None))
    return Act(ActionKind.MOVE_MENTION, tuple(changes), uid)


def _claim_following(
    reading: Reading, content: SentenceContent, mention: Attribution, moved: Attribution
) -> list[Change]:
    if len(content.claims) != 1:
        return []
    claim = content.claims[0]
    after = [moved if other.uid == mention.uid else other for other in content.attributions]
    before, now = default_links(reading, content.attributions), default_links(reading, after)
    uids = {link.source_uid for link in claim.sources}
    if not now or uids != {link.source_uid for link in before}:
        return []
    links = tuple(next((link for link in claim.sources if link.source_uid == new.source_uid), new) for new in now)
    changed = respan(reading, content, replace(claim, sources=innermost(reading, links)), after)
    return [] if changed == claim else [Change(claim, changed)]


def is_unused(reading: Reading, uid: str) -> bool:
    """Say whether nothing mentions a card, rests on it or is relayed by it."""
    links = [link for claim in reading.claims for link in claim.sources]
    return not (
        mentions_of(uid, reading)
        or any(uid in (link.source_uid, link.relayed_by_uid) for link in links)
        or any(card.relayed_by_uid == uid for card in reading.sources)
    )


def set_way(reading: Reading, claim_uid: str, source_uid: str, way: str | None, *, by_card: bool = False) -> Act:
    """Say how one claim came from a source: through an outlet's card, direct (None), or as the card says (`by_card`).

    Raises NotFound for a claim that does not rest on the card, Invalid (`relay`) as `check_relay` does.
    """
    claim = next((claim for claim in reading.claims if claim.uid == claim_uid), None)
    if claim is None or all(link.source_uid != source_uid for link in claim.sources):
        raise NotFound("This claim does not rest on that source any more.")
    card = _card(reading, source_uid)
    if not by_card:
        check_relay(reading.sources, card.uid, way)
    fresh = SourceLink(card.uid) if by_card else link_by(card, way)
    links = tuple(fresh if link.source_uid == card.uid else link for link in claim.sources)
    changed = replace(claim, sources=links)
    return Act(ActionKind.SET_WAY, () if changed == claim else (Change(claim, changed),), claim.uid)


def _card(reading: Reading, uid: str) -> SourceCard:
    card = find_card(reading, uid)
    if card is None:
        raise NotFound("There is no such source card in this review.", code="no_card")
    return card
