"""A gold review edited by hand: what its editor says otherwise than before, where that comes from, and which decisions
it overrules; and what of it a ruling would replace.

What the gold holds is what was decided. An edit of what a decision wrote is therefore itself a decision, "written
anew" or that nothing is there, of the same act: undo takes both back. An annotation that the adjudicator wrote or
changed names the gold itself among its origins, beside the readings that it was taken from.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core.actions import Change, table_of
from annotator.core.adjudication import LinedUp, Noun
from annotator.core.codec import Record, record_to_json
from annotator.core.gold import Origin, find_there
from annotator.core.matched_cards import CardKey
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Reading, SourceCard, Span
from annotator.core.rulings import Choice, Decision, find_last_words, written_anew
from annotator.core.spans import trimmed


def say_otherwise(changes: Iterable[Change], text: str) -> tuple[Change, ...]:
    """The changes after which a gold says something else: not those of stars, doubts, order and blank edges alone."""
    return tuple(
        change
        for change in changes
        if change.before is None
        or change.after is None
        or _compared(change.before, text) != _compared(change.after, text)
    )


def _compared(record: Record, text: str) -> Record:
    match record:
        case SourceCard():
            return replace(record, confirmed=False, position=0, version=0)
        case Check():
            return replace(record, unsure=False, version=0)
        case Figure():
            record = replace(record, claim_uid=None)
        case Attribution():
            record = replace(record, cues=tuple(sorted(trimmed(text, cue) for cue in record.cues)))
        case Claim() | Mark():
            pass
    span = trimmed(text, record.span)
    return replace(record, start=span.start, stop=span.stop, starred=False, unsure=False, version=0)


def note_by_hand(changes: Iterable[Change], known: Iterable[Origin], gold_uid: str) -> tuple[Origin, ...]:
    """The origins of what an editor wrote or changed: the gold itself, beside where the row came from so far."""
    so_far: dict[str, list[Origin]] = {}
    for origin in known:
        so_far.setdefault(origin.gold_uid, []).append(origin)
    found = []
    for change in changes:
        if change.after is not None:
            own = Origin(change.uid, gold_uid, change.uid, table_of(change.after))
            found += [*(origin for origin in so_far.get(change.uid, ()) if origin != own), own]
    return tuple(found)


def only_news(origins: Sequence[Origin], known: Iterable[Origin]) -> tuple[Origin, ...]:
    """The origins of the rows about which something else was known: nothing is stored twice."""
    there: dict[str, set[Origin]] = {}
    for origin in known:
        there.setdefault(origin.gold_uid, set()).add(origin)
    told: dict[str, set[Origin]] = {}
    for origin in origins:
        told.setdefault(origin.gold_uid, set()).add(origin)
    return tuple(origin for origin in origins if told[origin.gold_uid] != there.get(origin.gold_uid))


def mark_by_hand(
    lined: LinedUp, gold: Reading, origins: Mapping[str, Collection[CardKey]], by_hand: Collection[str]
) -> dict[str, str]:
    """What names, by item, the words that an editor wrote into a gold: other words there have another mark. `by_hand`
    are the rows that they wrote or changed; items that have none of them are left out.

    Who settles such an item replaces those words, and is to have seen them.
    """
    if not by_hand:
        return {}
    found = {}
    for key, there in find_there(lined, gold, origins, lined.items).items():
        theirs = [record_to_json(_compared(row, gold.text)) for row in there if row.uid in by_hand]
        if theirs:
            found[key] = hashlib.sha256(json.dumps(theirs, sort_keys=True).encode()).hexdigest()[:16]
    return found


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a gold: the changes that say something else, with the gold before and after it, by whom, and whether
    they had reviewed the text.

    `origins` tell of gold rows which rows of the readings lined up they come from.
    """

    changes: tuple[Change, ...]
    before: Reading
    after: Reading
    origins: Mapping[str, Collection[CardKey]]
    by: str
    independent: bool


def overrule(lined: LinedUp, decisions: Iterable[Decision], edit: Edit) -> tuple[Decision, ...]:
    """The decisions that an edit makes instead of those that it overrules; when is not in them yet.

    Items that are to be decided anyway, because readings were revised since, are left alone. Who goes on editing what
    they wrote anew decides nothing else: its words are those of the gold.
    """
    found = []
    for decision in find_last_words(decisions):
        item = lined.item(decision.item)
        if (item is not None and item.digest != decision.digest) or not _is_about(lined, decision, edit):
            continue
        gone = decision.tag != Noun.CHECK and not _is_there(lined, decision, edit)
        made = replace(written_anew(lined, decision, item), by=edit.by, independent=edit.independent)
        if gone:
            made = replace(made, choice=Choice.NONE, ruling=())
        if _says(made) != _says(decision):
            found.append(made)
    return tuple(found)


def _says(decision: Decision) -> tuple[object, ...]:
    """What was decided and by whom; why, and what the readings said, an edit keeps."""
    return decision.choice, decision.rule, decision.ruling, decision.by, decision.independent


def _is_about(lined: LinedUp, decision: Decision, edit: Edit) -> bool:
    """Say whether an edit changes what a decision wrote, or puts something in its place."""
    if decision.tag == Noun.SOURCE:
        changed = {change.uid for change in edit.changes if change.table == Noun.SOURCE}
        return any(_is_card_of(lined, decision, uid, edit) for uid in changed)
    records = [record for change in edit.changes for record in (change.before, change.after) if record is not None]
    return any(_is_at(record, decision, edit.after) for record in records)


def _is_there(lined: LinedUp, decision: Decision, edit: Edit) -> bool:
    """Say whether the gold has anything of what a decision is about."""
    if decision.tag == Noun.SOURCE:
        return any(_is_card_of(lined, decision, card.uid, edit) for card in edit.after.sources)
    return any(_is_at(record, decision, edit.after) for record in edit.after.records)


def _is_at(record: Record, decision: Decision, gold: Reading) -> bool:
    """Say whether an annotation or a check is of a decision's kind and on its words, in its sentence."""
    if isinstance(record, SourceCard) or _tag_of(record) != decision.tag:
        return False
    if not record.span.overlaps(decision.span):
        return False
    return isinstance(record, Check) or gold.home_of(record.start) == gold.home_of(decision.span.start)


def _is_card_of(lined: LinedUp, decision: Decision, uid: str, edit: Edit) -> bool:
    """Say whether a card of the gold is of the source that a decision is about: by where it comes from, else by the
    words of its mentions.
    """
    if sources := {lined.belongs.get(origin) for origin in edit.origins.get(uid, ())} - {None}:
        return decision.item in sources
    mentions = (*edit.before.attributions, *edit.after.attributions)
    return any(mention.source_uid == uid and _on(mention.span, decision.span, lined) for mention in mentions)


def _on(span: Span, first: Span, lined: LinedUp) -> bool:
    """Say whether words are among those by which the source that begins at `first` is mentioned."""
    group = next((group for group in lined.cards.groups if group.first == first), None)
    if group is None:
        return span.overlaps(first)
    return any(
        mention.span.overlaps(span)
        for reading, cards in group.cards.items()
        for mention in lined.readings[reading].attributions
        if mention.source_uid in {card.uid for card in cards}
    )


def _tag_of(record: Record) -> str:
    return record.tag if isinstance(record, Mark) else table_of(record)
