"""Two editors at one adjudication in the same moment, on both engines: one of two acts that exclude each other is done,
the other is refused with its reason, and what stands is what the one that was done says.
"""

import threading
from datetime import timedelta
from itertools import count

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.errors import AnnotatorError, Conflict
from annotator.core.records import ReviewKind, ReviewState
from annotator.core.rulings import Choice, Standing, Why, mark_of_all
from annotator.services import annotations as tagging
from annotator.services import deciding as service
from annotator.services.acts import Stamp
from annotator.services.deciding import Ruling, Unsettled
from annotator.storage.queries.gold_checks import find_loose_gold
from annotator.storage.tables import Review
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture
from tests.services.test_adjudication import Editor
from tests.services.test_concurrency import at_once

TURNS = 12


class Together:
    """Edi and Eva, who each act upon a page that they opened before."""

    def __init__(self, database, desk) -> None:
        self.database, self.desk = database, desk
        self.edi, self.eva = (Editor(database, desk, name) for name in ("edi", "eva"))
        # No two acts of two people fall upon one microsecond.
        passed = count(1)
        self.edi.clock = self.eva.clock = lambda: make.NOW + timedelta(microseconds=next(passed))

    def deciding(self, editor, item, of, why=Why.SLIP):
        """The act of deciding upon what there is now, to be done later."""
        opened = editor.open()
        settling = next(one for one in opened.settlings if one.item.key == item)
        option = next(o.digest for o in settling.item.options if self.desk.reviews[of] in o.readings)
        ruling = Ruling(item, settling.item.digest, Choice.TAKE, why, option, upon=settling.mark)
        return lambda: editor._do(service.decide, opened, ruling, stamp=Stamp())

    def taking_back(self, editor):
        opened = editor.open()
        return lambda: editor._do(service.undo_decision, opened, last=opened.last.uid, stamp=Stamp())

    def accepting(self, editor):
        opened = editor.open()
        return lambda: editor._do(
            service.accept_agreed, opened, shown=mark_of_all(opened.acceptable), stamp=Stamp()
        )

    def finishing(self, editor):
        opened = editor.open()
        return lambda: editor.finish_upon(opened)

    def editing(self, editor, ordinal, verb):
        """The same of an edit by hand of the claim there, whose version its page knows."""
        opened = editor.open()
        claim = next(one for one in opened.gold_reading.claims if one.span.start == 64)
        stamp = Stamp(expected={claim.uid: claim.version})
        return lambda: editor._do(tagging.answer, opened.gold.uid, Request(ordinal, verb), stamp=stamp)

    def settled(self, item):
        return next(one for one in self.edi.open().settlings if one.item.key == item)

    def flags(self):
        """Of the claim that the fire was set."""
        (claim,) = [one for one in self.edi.open().gold_reading.claims if one.span.start == 64]
        return {flag.value for flag in claim.flags}

    def check(self):
        with self.database.reading() as session:
            assert not list(find_loose_gold(session))


@pytest.fixture
def both(database, desk) -> Together:
    return Together(database, desk)


def only_one(outcomes, *codes):
    """Which of two acts was done; the other was refused with one of these codes."""
    refused = [place for place, outcome in enumerate(outcomes) if isinstance(outcome, AnnotatorError)]
    assert len(refused) == 1, outcomes
    assert outcomes[refused[0]].code in codes, outcomes[refused[0]]
    return 1 - refused[0]


def test_of_two_editors_who_begin_at_once_both_have_the_same_gold(both, database) -> None:
    one, other = at_once(both.edi.start, both.eva.start)
    assert one == other
    with database.reading() as session:
        assert session.query(Review).filter_by(kind=ReviewKind.GOLD).count() == 1


def test_of_two_rulings_about_one_item_one_stands_and_the_other_is_refused(both) -> None:
    both.edi.start()
    says = {"ann": {"fact"}, "cid": {"fact", "prediction"}}
    for turn in range(TURNS):
        before = both.settled("claim:64").decision
        acts = both.deciding(both.edi, "claim:64", "ann"), both.deciding(both.eva, "claim:64", "cid")
        won = only_one(at_once(*acts), "decided")
        decision = both.settled("claim:64").decision
        assert decision.by == both.desk.people[("edi", "eva")[won]].uid, turn
        assert decision != before
        assert both.flags() == says[("ann", "cid")[won]]
    both.check()


def test_rulings_about_two_items_both_stand(both) -> None:
    both.edi.start()
    for turn in range(TURNS):
        of = ("ann", "cid")[turn % 2]
        acts = both.deciding(both.edi, "claim:64", of), both.deciding(both.eva, "figure:83", of)
        assert not [outcome for outcome in at_once(*acts) if isinstance(outcome, AnnotatorError)]
        by = {key: both.settled(key).decision.by for key in ("claim:64", "figure:83")}
        assert by == {"claim:64": both.desk.people["edi"].uid, "figure:83": both.desk.people["eva"].uid}
    both.check()


def test_a_ruling_and_an_edit_by_hand_of_what_it_is_about_do_not_both_pass(both) -> None:
    both.edi.start()
    both.edi.decide("claim:64", of="bob")
    kinds = set()
    for _ in range(TURNS):
        before = both.flags()
        of, says = ("cid", {"fact", "prediction"}) if before == {"fact"} else ("ann", {"fact"})
        acts = both.deciding(both.edi, "claim:64", of), both.editing(both.eva, 1, Verb.OPINION)
        won = only_one(at_once(*acts), "decided", "stale")
        assert both.flags() == (before ^ {"opinion"} if won else says), "what stands is what the one that was done says"
        assert both.settled("claim:64").decision.choice is (Choice.WRITE if won else Choice.TAKE)
        kinds.add(won)
    both.check()


def test_what_is_agreed_is_accepted_once(both) -> None:
    both.edi.start()
    for _ in range(TURNS // 2):
        only_one(at_once(both.accepting(both.edi), both.accepting(both.eva)), "decided")
        assert both.edi.open().acceptable == ()
        both.edi.undo()
        assert both.edi.open().gold_reading.records == ()
    both.check()


def test_taking_back_takes_back_only_what_was_seen(both) -> None:
    both.edi.start()
    for turn in range(TURNS):
        both.edi.decide("claim:64", of=("ann", "cid")[turn % 2])
        seen = both.edi.open().last
        back, ruling = both.taking_back(both.edi), both.deciding(both.eva, "figure:83", ("ann", "bob")[turn % 2])
        taken, ruled = at_once(back, ruling)
        assert not isinstance(ruled, AnnotatorError), "the ruling is about another item"
        assert both.settled("figure:83").standing is Standing.SETTLED, "nobody had seen it who could take it back"
        if isinstance(taken, AnnotatorError):
            assert (isinstance(taken, Conflict), taken.code) == (True, "acted_since")
        assert both.edi.open().last.uid != seen.uid
    both.check()


def test_a_gold_is_not_finished_over_what_is_taken_back(both, desk, database) -> None:
    both.edi.start()
    both.edi.accept()
    for item in DIFFERENCES:
        both.edi.decide(item, of="bob" if item == "check:181" else "ann")
    for _ in range(TURNS):
        finished, taken = at_once(both.finishing(both.edi), both.taking_back(both.eva))
        gold = both.edi.open().gold
        if gold.state is ReviewState.FINISHED:
            assert finished is None
            assert isinstance(taken, AnnotatorError), "a finished gold was changed"
            assert all(one.standing is Standing.SETTLED for one in both.edi.open().settlings)
            both.edi.reopen()
            both.edi.decide("check:181", of="bob", why=Why.OTHER)
        else:
            assert isinstance(finished, Conflict | Unsettled), finished
            assert not isinstance(taken, AnnotatorError)
            both.edi.redo()
    both.check()


def test_a_ruling_that_waited_for_another_is_refused(both, database) -> None:
    """Whoever comes second waits under the lock and is told: neither engine decides upon what it read before."""
    both.edi.start()
    first = both.edi.open()
    item = first.lined.item("claim:64")
    option = next(o.digest for o in item.options if both.desk.reviews["ann"] in o.readings)
    mark = next(one.mark for one in first.settlings if one.item.key == "claim:64")
    ruling = Ruling("claim:64", item.digest, Choice.TAKE, Why.SLIP, option, upon=mark)
    second, outcomes = both.deciding(both.eva, "claim:64", "cid"), []
    waiting = threading.Thread(target=lambda: outcomes.extend(at_once(second)))
    with database.writing() as session:
        service.decide(session, both.desk.actor(session, "edi"), first, ruling, stamp=Stamp(), now=make.NOW)
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(10)
    assert [outcome.code for outcome in outcomes] == ["decided"]
    assert both.flags() == {"fact"}
    both.check()
