"""Tagging as it is stored: every act is kept, answered once, undone, and never overwrites."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Identity, Knowledge, Number, Role, SourceType, Span, Who
from annotator.core.reviews import OpenReason
from annotator.services import annotations as tagging
from annotator.services.annotations import MentionDraft, Stamp, stamp_request
from annotator.services.reviews import Unfinished, finish_review, open_review, reopen_review, start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Action, AgreementText, Annotation, Change, Review
from tests import make

FACT_2 = Request(2, Verb.FACT)


@pytest.fixture
def desk(database, now):
    """A project with an article, two reviewers and a reader; the first reviewer has started."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        desk.article = make.article(session, project)
        for name, role in (("ada", Role.REVIEWER), ("ben", Role.REVIEWER), ("rea", Role.READER), ("edi", Role.EDITOR)):
            setattr(desk, name, make.actor(session, make.member(session, project, role, name.title())))
        desk.stranger = make.actor(session, make.account(session, "Stranger"))
        desk.uid = start_review(session, desk.ada, desk.article.uid, now=now)
        desk.id = session.scalar(select(Review.id).where(Review.uid == desk.uid))

    def act(request=FACT_2, *, stamp=None, actor=None, uid=None):
        with database.writing() as session:
            return tagging.answer(session, actor or desk.ada, uid or desk.uid, request, stamp=stamp or Stamp(), now=now)

    def reading():
        with database.reading() as session:
            return load_reading(session, desk.id)

    desk.act, desk.reading, desk.database, desk.now = act, reading, database, now
    return desk


def phrase(desk, words):
    start = desk.article.text.index(words)
    return Phrase(start, start + len(words), words)


def mention(desk, words, fields, *, cues=()):
    with desk.database.writing() as session:
        draft = MentionDraft(make.uid(), phrase(desk, words), cues, fields=fields)
        return tagging.add_mention(session, desk.ada, desk.uid, draft, stamp=Stamp(), now=desk.now)


def test_an_act_is_stored_with_its_action_and_change(desk):
    done = desk.act()
    assert desk.reading() == done.reading
    with desk.database.reading() as session:
        kinds = session.scalars(select(Action.kind).order_by(Action.id)).all()
        assert kinds == ["review:start", "claim:tag"]
        assert session.scalar(select(func.count()).select_from(Change)) == 1


def test_the_reading_that_is_answered_is_the_reading_that_is_stored(desk):
    wire = CardFields(SourceType.OUTLET, Identity.NAMED)
    done = mention(desk, "the Coast Wire", wire, cues=(Span(87, 95),))
    assert done.reading == desk.reading()
    outlet = done.reading.sources[0].uid
    fields = CardFields(SourceType.PERSON, Identity.UNNAMED, Number.TWO, Who.ROLE, Knowledge.CLAIMED,
                        relayed_by_uid=outlet)  # fmt: skip
    done = mention(desk, "two officials with knowledge of the inquiry", fields)
    assert done.reading == desk.reading()
    done = desk.act(Request(1, Verb.FACT))
    assert done.reading == desk.reading()
    assert [link.source_uid for link in done.reading.claims[0].sources] == [done.reading.sources[1].uid]


def test_a_repeated_request_is_answered_as_the_first_time_and_done_once(desk):
    stamp = stamp_request("key-1", {"verb": "fact", "at": 2})
    first = desk.act(stamp=stamp)
    second = desk.act(stamp=stamp)
    assert second.is_replay
    assert second.reading == first.reading
    assert second.touched == first.touched


def test_a_request_key_used_for_something_else_is_refused(desk):
    desk.act(stamp=stamp_request("key-1", {"verb": "fact"}))
    with pytest.raises(Conflict) as error:
        desk.act(Request(3, Verb.FACT), stamp=stamp_request("key-1", {"verb": "other"}))
    assert error.value.code == "key_reused"
    assert len(desk.reading().claims) == 1


def test_a_request_key_that_is_no_key_is_refused():
    for key in ("x" * 65, "a b", "k\u00e9y", "a\x00"):
        with pytest.raises(Invalid):
            stamp_request(key, {})


def test_a_stale_version_is_refused_and_changes_nothing(desk):
    uid = desk.act().focus
    desk.act(Request(2, Verb.OPINION, uid), stamp=Stamp(expected={uid: 1}))
    with pytest.raises(Conflict) as error:
        desk.act(Request(2, Verb.STAR, uid), stamp=Stamp(expected={uid: 1}))
    assert error.value.code == "stale"
    claim = desk.reading().claims[0]
    assert (claim.version, claim.starred) == (2, False)


def test_a_version_of_a_row_that_is_gone_is_stale(desk):
    uid = desk.act().focus
    desk.act()
    with pytest.raises(Conflict):
        desk.act(Request(2, Verb.STAR, uid), stamp=Stamp(expected={uid: 1}))


def test_two_writers_from_the_same_version_one_wins(desk):
    uid = desk.act().focus
    barrier, outcomes = threading.Barrier(2), []

    def write(verb):
        barrier.wait()
        try:
            desk.act(Request(2, verb, uid), stamp=Stamp(expected={uid: 1}))
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=write, args=(verb,)) for verb in (Verb.STAR, Verb.ATTACK)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "saved"]
    claim = desk.reading().claims[0]
    assert claim.starred != claim.attack


def test_undo_and_redo_walk_back_and_forth_and_survive_everything(desk):
    states = [desk.reading()]
    mention(desk, "officials say", CardFields(SourceType.GROUP, Identity.UNNAMED, Number.PLURAL))
    states.append(desk.reading())
    desk.act(Request(0, Verb.FACT))
    states.append(desk.reading())
    desk.act(Request(4, Verb.NOTHING))
    for expected in reversed(states):
        with desk.database.writing() as session:
            tagging.undo(session, desk.ada, desk.uid, stamp=Stamp(), now=desk.now)
        assert _bare(desk.reading()) == _bare(expected)
    with pytest.raises(Invalid), desk.database.writing() as session:
        tagging.undo(session, desk.ada, desk.uid, stamp=Stamp(), now=desk.now)
    for expected in states[1:]:
        with desk.database.writing() as session:
            tagging.redo(session, desk.ada, desk.uid, stamp=Stamp(), now=desk.now)
        assert _bare(desk.reading()) == _bare(expected)


def test_a_card_saved_as_it_stood_is_no_step_of_undo_or_redo(desk):
    fields = CardFields(SourceType.PERSON, Identity.UNNAMED, Number.ONE)
    mention(desk, "two officials with knowledge of the inquiry", fields)
    marked = desk.reading()
    card = marked.sources[0]

    def save(fields, stamp):
        with desk.database.writing() as session:
            return tagging.edit_card(session, desk.ada, desk.uid, card.uid, fields, stamp=stamp, now=desk.now)

    named = CardFields(SourceType.PERSON, Identity.NAMED)
    save(named, Stamp())
    changed = desk.reading()
    with desk.database.writing() as session:
        tagging.undo(session, desk.ada, desk.uid, stamp=Stamp(), now=desk.now)
    # Saved twice with one key, as over a bad line: answered both times, nothing can be undone by it, redo goes on.
    stamp = stamp_request("as-it-was", {"card": card.uid})
    assert (save(fields, stamp).is_replay, save(fields, stamp).is_replay) == (False, True)
    assert versionless(desk.reading()) == versionless(marked)
    with desk.database.writing() as session:
        tagging.redo(session, desk.ada, desk.uid, stamp=Stamp(), now=desk.now)
    assert versionless(desk.reading()) == versionless(changed)
    save(named, Stamp())
    with desk.database.writing() as session:
        for _ in range(2):
            tagging.undo(session, desk.ada, desk.uid, stamp=Stamp(), now=desk.now)
    assert desk.reading().sources == ()


def versionless(reading):
    """What is said, whatever the rows' versions."""
    return [replace(record, version=0) for record in reading.records]


def test_the_order_of_acts_is_their_own_and_not_the_clocks(desk):
    begun = desk.now
    desk.act(Request(0, Verb.FACT))
    after_first = desk.reading()
    with desk.database.writing() as session:  # the clock was put back an hour
        earlier = begun - timedelta(hours=1)
        tagging.answer(session, desk.ada, desk.uid, Request(4, Verb.NOTHING), stamp=Stamp(), now=earlier)
        tagging.undo(session, desk.ada, desk.uid, stamp=Stamp(), now=earlier)
    assert _bare(desk.reading()) == _bare(after_first)


def _bare(reading):
    return [{key: value for key, value in vars_of(record).items() if key != "version"} for record in reading.records]


def vars_of(record):
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def test_nobody_tags_in_another_s_review(desk):
    for actor, error in ((desk.ben, NotFound), (desk.edi, NotFound), (desk.stranger, NotFound), (None, NotSignedIn)):
        with pytest.raises(error), desk.database.writing() as session:
            tagging.answer(session, actor, desk.uid, FACT_2, stamp=Stamp(), now=desk.now)
    assert desk.reading().claims == ()


def test_a_reader_cannot_start_a_review_and_a_stranger_learns_nothing(desk):
    for actor, error in ((desk.rea, Forbidden), (desk.stranger, NotFound)):
        with pytest.raises(error), desk.database.writing() as session:
            start_review(session, actor, desk.article.uid, now=desk.now)


def test_starting_twice_gives_the_same_review(desk):
    with desk.database.writing() as session:
        assert start_review(session, desk.ada, desk.article.uid, now=desk.now) == desk.uid


def test_finishing_is_refused_with_the_list_of_what_is_open(desk):
    with pytest.raises(Unfinished) as error, desk.database.writing() as session:
        finish_review(session, desk.ada, desk.uid, now=desk.now)
    assert [(point.reason, point.ordinal) for point in error.value.points] == [
        (OpenReason.UNTOUCHED, ordinal) for ordinal in range(4)
    ]


def finish(desk):
    with desk.database.writing() as session:
        tagging.answer_rest(session, desk.ada, desk.uid, Verb.NOTHING, stamp=Stamp(), now=desk.now)
        return finish_review(session, desk.ada, desk.uid, now=desk.now)


def test_a_finished_review_counts_and_takes_no_more_tags(desk):
    desk.act()
    finish(desk)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AgreementText)) > 0
    with pytest.raises(Conflict) as error:
        desk.act(Request(3, Verb.FACT))
    assert error.value.code == "review_finished"


def test_reopening_copies_the_pass_and_keeps_the_finished_one(desk):
    mention(desk, "officials say", CardFields(SourceType.GROUP, Identity.UNNAMED, Number.PLURAL))
    desk.act(Request(0, Verb.FACT))
    finish(desk)
    before = desk.reading()
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.ada, desk.uid, now=desk.now)
        assert reopen_review(session, desk.ada, desk.uid, now=desk.now) == revision
    with desk.database.reading() as session:
        copy = open_review(session, desk.ada, revision)
    assert _bare(copy.reading) == _bare(before)
    desk.act(Request(2, Verb.FACT), uid=revision)
    assert desk.reading() == before


def test_blind_until_finished_and_while_tagging_the_same_text(desk):
    def sees(actor):
        try:
            with desk.database.reading() as session:
                open_review(session, actor, desk.uid)
        except NotFound:
            return False
        return True

    assert (sees(desk.ada), sees(desk.ben), sees(desk.rea), sees(desk.edi)) == (True, False, False, False)
    finish(desk)
    assert (sees(desk.ada), sees(desk.ben), sees(desk.rea), sees(desk.edi)) == (True, False, True, True)
    with desk.database.writing() as session:
        start_review(session, desk.edi, desk.article.uid, now=desk.now)
    assert not sees(desk.edi)
    assert not sees(desk.stranger)


def test_a_failed_act_leaves_no_trace(desk):
    with pytest.raises(NotFound):
        desk.act(Request(99, Verb.FACT))
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Annotation)) == 0
        assert session.scalar(select(func.count()).select_from(Action)) == 1


def test_a_save_takes_a_constant_small_number_of_statements(desk):
    statements = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    desk.act()
    first = [s for s in statements if not s.startswith(("PRAGMA", "BEGIN", "SET"))]
    statements.clear()
    desk.act(Request(3, Verb.FACT))
    second = [s for s in statements if not s.startswith(("PRAGMA", "BEGIN", "SET"))]
    # The text and its cut are read once and kept.
    assert len(first) == len(second) + 3 <= 13
