"""Whatever a reviewer does, in whatever order, a review stays one that can be counted, shown and exported."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core import cards, marks, mentions
from annotator.core.actions import Change, apply_changes, invert
from annotator.core.annotations import Act, Request, Verb, answer_rest, answer_sentence
from annotator.core.codec import record_from_json, record_to_json
from annotator.core.errors import AnnotatorError, Conflict
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.records import Bound, Identity, Number, Reading, SourceCard, SourceType
from annotator.core.reviews import contents_of, find_open_points, measure_progress
from annotator.core.sources import check_relay
from tests.fixtures.own_tags import LOADED, SLANTED
from tests.make import TEXT, plain_cut

EMPTY = Reading(TEXT, plain_cut(TEXT))
#: Where words begin and end: marks lie between them.
EDGES = [n for n in range(len(TEXT)) if not TEXT[n].isspace() and (n == 0 or TEXT[n - 1].isspace())]


@dataclass
class Pen:
    """A reviewer at work on a reading; `n` chooses among what is there."""

    reading: Reading = EMPTY
    numbers: itertools.count = field(default_factory=itertools.count)

    def mint(self) -> str:
        return f"{next(self.numbers):032x}"

    def phrase(self, n: int) -> Phrase:
        start = EDGES[n % len(EDGES)]
        after = [edge for edge in EDGES if edge > start][n // 7 % 4 : n // 7 % 4 + 1]
        stop = after[0] if after else len(TEXT)
        return Phrase(start, stop, TEXT[start:stop])

    def card(self, n: int) -> str:
        cards = self.reading.sources
        return cards[n % len(cards)].uid if cards else "f" * 32

    def annotation(self, n: int) -> str:
        there = [*self.reading.claims, *self.reading.attributions, *self.reading.figures, *self.reading.marks]
        return there[n % len(there)].uid if there else "f" * 32

    def some(self, records, n: int) -> set[str]:
        """Of these records every second, third or fourth."""
        return {record.uid for place, record in enumerate(records) if (place + n) % (2 + n % 3) == 0}

    def linked(self, n: int) -> str:
        links = [link.source_uid for claim in self.reading.claims for link in claim.sources]
        return links[n % len(links)] if links else "f" * 32

    def fields(self, n: int) -> CardFields:
        relay = None if n % 3 else self.card(n // 3)
        identities = [*Identity, None]
        return CardFields(
            list(SourceType)[n % len(SourceType)], identities[n % len(identities)], list(Number)[n % len(Number)],
            relayed_by_uid=relay, distinct=bool(n % 2),
        )  # fmt: skip

    def act(self, what: str, n: int, m: int) -> Act:
        """One act of the annotation page."""
        reading = self.reading
        acts: dict[str, Callable[[], Act]] = {
            "mention, new card": lambda: mentions.add_mention(
                reading, self.mint(), self.phrase(n), (), mentions.fill_card(
                    SourceCard(self.mint(), SourceType.PERSON, None), self.fields(m))),
            "mention, known card": lambda: mentions.add_mention(reading, self.mint(), self.phrase(n), (), self.card(m)),
            "mention, no card": lambda: mentions.add_mention(reading, self.mint(), self.phrase(n), (), None),
            "figure": lambda: mentions.add_figure(reading, self.mint(), self.phrase(n)),
            "mark": lambda: marks.add_mark(reading, self.mint(), (LOADED, SLANTED)[m % 2], self.phrase(n)),
            "tell": lambda: marks.edit_mark(reading, self.annotation(n), TAGS, {"strength": [str(m)]}),
            "edit card": lambda: mentions.edit_card(reading, self.card(n), self.fields(m)),
            "remove card": lambda: mentions.remove_card(reading, self.card(n)),
            "other card": lambda: cards.move_mention(reading, self.annotation(n), self.card(m)),
            "merge": lambda: cards.merge_cards(reading, self.card(n), self.card(m), agreed=bool(n % 2)),
            "split": lambda: cards.split_card(
                reading, self.card(n), self.mint(), self.some(reading.attributions, m), self.some(reading.claims, n)),
            "way": lambda: cards.set_way(
                reading, self.annotation(n), self.linked(n), None if m % 3 else self.card(m), by_card=m % 7 == 0),
            "edges": lambda: mentions.move_edges(reading, self.annotation(n), self.phrase(m)),
            "bound": lambda: mentions.edit_figure(
                reading, self.annotation(n), FigureFields(bound=list(Bound)[m % len(Bound)])),
            "remove": lambda: mentions.remove_annotation(reading, self.annotation(n)),
            "rest": lambda: answer_rest(reading, Verb.FACT if m % 2 else Verb.NOTHING, self.mint),
        }  # fmt: skip
        if what in acts:
            return acts[what]()
        request = Request(n % 5, Verb(what), self.annotation(m), self.card(m), EDGES[m % len(EDGES)])
        return answer_sentence(reading, request, self.mint)


TAGS = {tag.key: tag for tag in (LOADED, SLANTED)}
WHAT = st.sampled_from(
    [*(verb.value for verb in Verb), "mention, new card", "mention, new card", "mention, known card",
     "mention, no card", "figure", "figure", "mark", "mark", "tell",
     "edit card", "remove card", "other card", "edges", "edges", "bound",
     "merge", "merge", "split", "split", "way", "way", "remove", "rest"]
)  # fmt: skip
STEPS = st.lists(st.tuples(WHAT, st.integers(0, 400), st.integers(0, 400)), max_size=25)


def check(reading: Reading) -> None:
    """What holds of every review."""
    records = reading.records
    assert len({record.uid for record in records}) == len(records)
    contents = contents_of(reading)
    for content in contents.values():
        assert not (content.is_tagged and content.checks), "a tagged sentence says nothing else"
        for kind in (content.attributions, content.figures):
            assert len({record.span for record in kind}) == len(kind), "the same words twice"
        assert len({(mark.tag, mark.span) for mark in content.marks}) == len(content.marks), "the same words twice"
        for record in (*content.claims, *content.attributions, *content.figures, *content.marks):
            assert content.sentence.start <= record.start < record.stop <= content.sentence.stop
            assert reading.quote(record.span).strip()
    placed = sum(len(c.claims) + len(c.attributions) + len(c.figures) + len(c.marks) for c in contents.values())
    homed = [*reading.claims, *reading.attributions, *reading.figures, *reading.marks]
    assert placed == len(homed), "a record without a home"
    there = {card.uid for card in reading.sources}
    assert {mention.source_uid for mention in reading.attributions} <= there | {None}
    for claim in reading.claims:
        assert claim.flags
        links = [link.source_uid for link in claim.sources]
        assert len(set(links)) == len(links)
        for link in claim.sources:
            check_relay(reading.sources, link.source_uid, link.relayed_by_uid)
            assert not (link.is_direct and link.relayed_by_uid), "direct and relayed at once"
        assert set(links) | {link.relayed_by_uid for link in claim.sources} <= there | {None}
    assert {figure.claim_uid for figure in reading.figures} <= {claim.uid for claim in reading.claims} | {None}
    for figure in reading.figures:
        assert (figure.bound is Bound.RANGE) == (figure.high is not None)
    for card in reading.sources:
        check_relay(reading.sources, card.uid, card.relayed_by_uid)
        if card.identity is not Identity.UNNAMED:
            assert (card.number, card.who, card.knowledge, card.reason, card.distinct) == (None,) * 4 + (False,)
    for record in records:
        for change in (Change(None, record),):
            assert record_from_json(change.table, record_to_json(record)) == record
    progress = measure_progress(contents)
    assert 0 <= progress.answered <= progress.asked
    find_open_points(reading)


@settings(max_examples=300)
@given(STEPS)
def test_no_order_of_acts_makes_a_review_that_cannot_be(steps) -> None:
    pen = Pen()
    done: list[tuple[Change, ...]] = []
    for what, n, m in steps:
        try:
            act = pen.act(what, n, m)
        except AnnotatorError:
            continue  # refused: nothing changes
        after = apply_changes(pen.reading, act.changes)
        check(after)
        done.append(act.changes)
        pen.reading = after
    for changes in reversed(done):
        pen.reading = apply_changes(pen.reading, invert(changes))
        check(pen.reading)
    assert pen.reading == EMPTY


def test_an_annotation_that_moves_takes_the_check_of_its_new_sentence_away() -> None:
    pen = Pen()
    words = "Some 400 people"
    start = TEXT.index(words)
    it = pen.reading.sentences[3].start
    figure = mentions.add_figure(pen.reading, "a" * 32, Phrase(start, start + len(words), words))
    pen.reading = apply_changes(pen.reading, figure.changes)
    pen.reading = apply_changes(
        pen.reading, answer_sentence(pen.reading, Request(3, Verb.NOTHING), pen.mint).changes
    )
    moved = mentions.move_edges(pen.reading, "a" * 32, Phrase(it, it + 2, "It"))
    pen.reading = apply_changes(pen.reading, moved.changes)
    assert pen.reading.checks == ()
    assert [content.state for content in contents_of(pen.reading).values()][2:4] == ["untouched", "tagged"]


def test_two_of_a_kind_are_not_moved_onto_the_same_words() -> None:
    pen = Pen()
    places = [TEXT.index(words) for words in ("Some 400 people", "400")]
    spans = [Phrase(places[0], places[0] + 15, "Some 400 people"), Phrase(places[1], places[1] + 3, "400")]
    for uid, phrase in zip("ab", spans, strict=True):
        pen.reading = apply_changes(pen.reading, mentions.add_figure(pen.reading, uid * 32, phrase).changes)
    with pytest.raises(Conflict) as error:
        mentions.move_edges(pen.reading, "b" * 32, spans[0])
    assert error.value.code == "already_marked"
