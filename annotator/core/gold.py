"""Writing decisions into the gold review: which rows change, and from which reading each of them comes.

Pure: from the readings lined up, the gold as it stands and what was picked to the changes of one act. A gold
annotation that is settled anew keeps its uid, so that whatever points at it goes on pointing. A card is made when
something first needs it; as long as its own item is not settled it has no identity, and the gold cannot be finished.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from annotator.core.actions import Change, same, table_of
from annotator.core.adjudication import Aspect, Item, LinedUp, Noun, Option, Said, items_by_sentence
from annotator.core.cards import link_by
from annotator.core.gold_cards import GoldCards, Mint, Origins, only_record
from annotator.core.homes import homes_of
from annotator.core.picking import Pick, check_cues, check_figure
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Figure,
    Mark,
    Outcome,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    Span,
)
from annotator.core.reviews import contents_of
from annotator.core.sources import relay_of


@dataclass(frozen=True, slots=True)
class Origin:
    """A gold row comes from a row of a reading. `table` is the word under which both are stored."""

    gold_uid: str
    reading: str
    uid: str
    table: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What an act writes into the gold."""

    changes: tuple[Change, ...]
    origins: tuple[Origin, ...]


def settle(
    lined: LinedUp,
    gold: Reading,
    origins: Origins,
    picks: Sequence[tuple[Item, Pick]],
    *,
    settled: Collection[str],
    mint: Mint,
) -> Settled:
    """Write these picks into the gold. `settled`: the keys of all items that are settled with it; a sentence whose
    items all are, and in which nothing is left, is checked.

    Raises Invalid for parts that do not fit together: a range without its upper end, the reason why a named source
    is not named, a relay through no outlet.
    """
    writing = _Writing(lined, gold, origins, mint)
    ranks = {noun: rank for rank, noun in enumerate(Noun)}
    for item, pick in sorted(picks, key=lambda entry: (ranks[entry[0].noun], entry[0].span, entry[0].key)):
        writing.write(item, pick)
    return writing.finish({item.ordinal for item, _ in picks}, frozenset(settled))


def find_there(
    lined: LinedUp, gold: Reading, origins: Origins, items: Iterable[Item]
) -> dict[str, tuple[Said, ...]]:
    """What a gold holds of each of these items, by its key: what writing the item would replace."""
    writing = _Writing(lined, gold, origins, _mint_nothing)
    return {item.key: tuple(writing.there(item)) for item in items}


def _mint_nothing() -> str:
    raise AssertionError("nothing is written where it is asked what there is")


def unused_cards(gold: Reading) -> tuple[Change, ...]:
    """The changes that take away cards that nothing mentions, rests on or is relayed by."""
    rows = {card.uid: card for card in gold.sources}
    while True:
        used = {mention.source_uid for mention in gold.attributions}
        links = [link for claim in gold.claims for link in claim.sources]
        used |= {link.source_uid for link in links} | {link.relayed_by_uid for link in links}
        used |= {card.relayed_by_uid for card in rows.values()}
        gone = rows.keys() - used
        if not gone:
            break
        rows = {uid: card for uid, card in rows.items() if uid not in gone}
    return tuple(Change(card, None) for card in gold.sources if card.uid not in rows)


class _Writing(GoldCards):
    """The gold while it is written: its cards, and everything on the text."""

    def __init__(self, lined: LinedUp, gold: Reading, origins: Origins, mint: Mint) -> None:
        super().__init__(lined, gold, origins, mint)
        self.gold = gold
        homes = homes_of(gold.sentences)
        self.at_home: dict[int, list[str]] = defaultdict(list)
        spanned: list[Claim | Attribution | Figure | Mark] = [
            *gold.claims, *gold.attributions, *gold.figures, *gold.marks,
        ]  # fmt: skip
        for record in spanned:
            if home := homes.of(record.start):
                self.at_home[home.ordinal].append(record.uid)
        self.theirs: dict[tuple[str, str], list[Said]] = defaultdict(list)
        for reading, said in lined.readings.items():
            for theirs in said.records:
                if key := lined.belongs.get((reading, theirs.uid)):
                    self.theirs[reading, key].append(theirs)

    def write(self, item: Item, pick: Pick) -> None:
        """Write one item. A check is written when its sentence is known to be empty."""
        match item.noun:
            case Noun.SOURCE:
                if pick.option is not None:
                    self.write_source(item.key, pick)
            case Noun.CHECK:
                self._write_check(item, pick)
            case Noun.ATTRIBUTION | Noun.CLAIM | Noun.FIGURE | Noun.MARK:
                self._write_spanned(item, pick)
            case _:
                assert_never(item.noun)

    def there(self, item: Item) -> Sequence[Said]:
        """What the gold has of an item."""
        match item.noun:
            case Noun.SOURCE:
                return self.cards_of(item.key)
            case Noun.CHECK:
                sentence = next(sentence for sentence in self.gold.sentences if sentence.ordinal == item.ordinal)
                return self._checks_in(sentence)
            case Noun.ATTRIBUTION | Noun.CLAIM | Noun.FIGURE | Noun.MARK:
                return self._there(item)
            case _:
                assert_never(item.noun)

    # Annotations.

    def _write_spanned(self, item: Item, pick: Pick) -> None:
        before = self._there(item)
        for place, record in enumerate(self._wanted(item, pick)):
            uid = before[place].uid if place < len(before) else self.mint()
            self.put(replace(record, uid=uid), self._origins_of(item, pick, place))
            if place >= len(before):
                self.at_home[item.ordinal].append(uid)
        for old in before[len(pick.option.records) if pick.option else 0 :]:
            self.remove(old.uid)

    def _there(self, item: Item) -> list[Claim | Attribution | Figure | Mark]:
        """What the gold has of an item: what comes from its readings, or what an editor wrote on its words."""
        found: list[Claim | Attribution | Figure | Mark] = []
        for uid in self.at_home[item.ordinal]:
            record = self.rows.get(uid)
            if record is None or isinstance(record, SourceCard | Check) or _tag_of(record) != item.tag:
                continue
            homes = {self.lined.belongs.get(origin) for origin in self.known.get(uid, ())} - {None}
            if item.key in homes or (not homes and record.span.overlaps(item.span)):
                found.append(record)
        return sorted(found, key=lambda record: (record.start, record.stop, record.uid))

    def _wanted(self, item: Item, pick: Pick) -> list[Claim | Attribution | Figure | Mark]:
        if pick.option is None:
            return []
        wanted: list[Claim | Attribution | Figure | Mark] = []
        for place, record in enumerate(pick.option.records):
            starred, one = self._is_starred(item, pick.option, place), pick.at(place)
            match record:
                case Claim():
                    wanted.append(replace(self._claim(record, one), starred=starred, unsure=False, version=1))
                case Attribution():
                    wanted.append(replace(self._mention(record, one), starred=starred, unsure=False, version=1))
                case Figure():
                    wanted.append(replace(_figure(record, one), starred=starred, unsure=False, version=1))
                case Mark():
                    wanted.append(replace(_mark(record, one), starred=starred, unsure=False, version=1))
                case SourceCard() | Check():
                    raise AssertionError("a card or a check is no annotation")
        return wanted

    def _claim(self, record: Claim, pick: Pick) -> Claim:
        span, flags, links = _place(record, pick), record, (pick.option.by if pick.option else "", record)
        if other := pick.parts.get(Aspect.FLAGS):
            flags = only_record(other, Claim)
        if other := pick.parts.get(Aspect.LINKS):
            links = (other.by, only_record(other, Claim))
        return replace(
            record, start=span.start, stop=span.stop, flags=flags.flags, attack=flags.attack, denial=flags.denial,
            sources=self._links(*links),
        )  # fmt: skip

    def _links(self, reading: str, claim: Claim) -> tuple[SourceLink, ...]:
        """A claim's links to the gold's cards; its own way only where the card's is another."""
        theirs = {card.uid: card for card in self.lined.readings[reading].sources}
        links: dict[str, SourceLink] = {}
        for link in claim.sources:
            uid = self.card_for((reading, link.source_uid), claim.span)
            if uid is None or uid in links:
                continue
            card = self.card(uid)
            is_own_way = link.is_direct or link.relayed_by_uid is not None
            way = relay_of(link, theirs)
            relay = self.card_for((reading, way), claim.span) if way and is_own_way else None
            links[uid] = link_by(card, relay) if is_own_way else SourceLink(uid)
        return tuple(links.values())

    def _mention(self, record: Attribution, pick: Pick) -> Attribution:
        span, cues, card = _place(record, pick), record.cues, (pick.option.by if pick.option else "", record)
        if other := pick.parts.get(Aspect.CUES):
            cues = only_record(other, Attribution).cues
        if other := pick.parts.get(Aspect.CARD):
            card = (other.by, only_record(other, Attribution))
        uid = card[1].source_uid
        source_uid = self.card_for((card[0], uid), span) if uid else None
        mention = replace(record, start=span.start, stop=span.stop, cues=cues, source_uid=source_uid)
        if pick.parts:
            check_cues(mention)
        return mention

    def _is_starred(self, item: Item, option: Option, place: int) -> bool:
        """Worth checking, to more than half of those who gave this answer."""
        stars = [
            record.starred
            for reading in option.readings
            for record in self.theirs[reading, item.key][place : place + 1]
            if not isinstance(record, SourceCard | Check)
        ]
        return 2 * sum(stars) > len(option.readings)

    def _origins_of(self, item: Item, pick: Pick, place: int) -> frozenset[tuple[str, str]]:
        """The rows of all readings that give the answer, and of those that give a part of it."""
        assert pick.option is not None
        taken = [(pick.option, place)]
        for other in pick.parts.values():
            whole = item.option(other.digest)
            is_one_of_several = whole is not None and len(other.records) == 1
            taken.append((other, whole.records.index(other.records[0]) if whole and is_one_of_several else place))
        return frozenset(
            (reading, record.uid)
            for option, where in taken
            for reading in option.readings
            for record in self.theirs[reading, item.key][where : where + 1]
        )

    # Checks, and the end.

    def _write_check(self, item: Item, pick: Pick) -> None:
        sentence = next(sentence for sentence in self.gold.sentences if sentence.ordinal == item.ordinal)
        if pick.option is not None and not self._tagged(sentence):
            self._check(sentence, Outcome(pick.option.told[0][0][1][0]))

    def _checks_in(self, sentence: Sentence) -> list[Check]:
        return [row for row in self.rows.values() if isinstance(row, Check) and row.span.overlaps(sentence.span)]

    def _tagged(self, sentence: Sentence) -> bool:
        return any(
            not isinstance(row, SourceCard | Check) and sentence.start <= row.start < sentence.stop
            for row in self.rows.values()
        )

    def _check(self, sentence: Sentence, outcome: Outcome) -> None:
        """Check a sentence; the check comes from those of all readings that answer it so."""
        for row in self._checks_in(sentence):
            if row.span == sentence.span and row.outcome is outcome:
                return
            self.remove(row.uid)
        origins = {
            (reading, check.uid)
            for reading, said in self.lined.readings.items()
            for check in said.checks
            if check.outcome is outcome and check.span.overlaps(sentence.span)
        }
        self.put(Check(self.mint(), sentence.start, sentence.stop, outcome), frozenset(origins))

    def finish(self, ordinals: Iterable[int], settled: frozenset[str]) -> Settled:
        """The changes, with the sentences put in order: checks where nothing is left, figures with their claims."""
        items = items_by_sentence(self.lined.items)
        for sentence in self.gold.sentences:
            if sentence.ordinal in ordinals:
                here = [item for item in items.get(sentence.ordinal, ()) if item.noun is not Noun.SOURCE]
                self._put_in_order(sentence, all(item.key in settled for item in here))
        self._join_figures()
        return Settled(self._changes(), self._all_origins())

    def _put_in_order(self, sentence: Sentence, is_settled: bool) -> None:
        checks = self._checks_in(sentence)
        if self._tagged(sentence):
            for check in checks:
                self.remove(check.uid)
        elif is_settled and not checks:
            told = {
                content.outcome
                for reading in self.lined.readings.values()
                if (content := contents_of(reading)[sentence.ordinal]).outcome is not None and not content.is_tagged
            }
            self._check(sentence, (told.pop() if len(told) == 1 else None) or Outcome.NOTHING)

    def _join_figures(self) -> None:
        """A figure belongs to the claim around it; one whose claim has gone stands alone."""
        claims = sorted((row for row in self.rows.values() if isinstance(row, Claim)), key=lambda row: row.span)
        for row in list(self.rows.values()):
            if isinstance(row, Figure) and (row.claim_uid is None or row.claim_uid not in self.rows):
                around = next((claim for claim in claims if claim.span.contains(row.span)), None)
                around = around or next((claim for claim in claims if claim.span.overlaps(row.span)), None)
                self.rows[row.uid] = replace(row, claim_uid=around.uid if around else None)

    def _changes(self) -> tuple[Change, ...]:
        before = {record.uid: record for record in self.gold.records}
        changes = [Change(old, self.rows.get(uid)) for uid, old in before.items()]
        changes += [Change(None, record) for uid, record in self.rows.items() if uid not in before]
        return tuple(change for change in changes if not same(change.before, change.after))

    def _all_origins(self) -> tuple[Origin, ...]:
        return tuple(
            Origin(uid, reading, theirs, table_of(self.rows[uid]))
            for uid, origins in self.new_origins.items()
            if uid in self.rows
            for reading, theirs in sorted(origins)
        )


def _tag_of(record: Claim | Attribution | Figure | Mark) -> str:
    return record.tag if isinstance(record, Mark) else table_of(record)


def _place(record: Claim | Attribution | Figure | Mark, pick: Pick) -> Span:
    other = pick.parts.get(Aspect.EXTENT)
    if other is None:
        return record.span
    found = other.records[0]
    assert not isinstance(found, SourceCard)
    return found.span


def _figure(record: Figure, pick: Pick) -> Figure:
    span = _place(record, pick)
    figure = replace(record, start=span.start, stop=span.stop, claim_uid=None)
    if other := pick.parts.get(Aspect.VALUE):
        figure = replace(figure, low=only_record(other, Figure).low, high=only_record(other, Figure).high)
    if other := pick.parts.get(Aspect.BOUND):
        figure = replace(figure, bound=only_record(other, Figure).bound)
    if other := pick.parts.get(Aspect.MEASURE):
        figure = replace(figure, measure=only_record(other, Figure).measure, unit=only_record(other, Figure).unit)
    check_figure(figure)
    return figure


def _mark(record: Mark, pick: Pick) -> Mark:
    span = _place(record, pick)
    mark = replace(record, start=span.start, stop=span.stop)
    other = pick.parts.get(Aspect.TOLD)
    return replace(mark, told=only_record(other, Mark).told) if other else mark
