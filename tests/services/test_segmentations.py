"""Cutting stored texts anew: what moves to the next cut and what stays, who may, undo, races, agreement, proposals."""

import threading
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from annotator.core.actions import ActionKind
from annotator.core.annotations import Request, Verb
from annotator.core.cuts import Cut, Cutting, CutVerb, ProposalState
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.permissions import Actor
from annotator.core.records import Kind, Outcome, Role, Sentence
from annotator.core.reviews import contents_of
from annotator.services import annotations as tagging
from annotator.services import proposals as asking
from annotator.services import segmentations as service
from annotator.services.annotations import Stamp
from annotator.services.history import show_history, undo_to
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.storage.queries.history import list_actions
from annotator.storage.queries.segmentations import list_proposals, load_cut, load_newest_cut
from annotator.storage.tables import (
    Action,
    AgreementText,
    Audit,
    KindVote,
    Project,
    Segmentation,
    SentenceRow,
    SentenceWords,
)
from tests import make
from tests.ledger import check_ledger

TEXT = make.TEXT


@dataclass
class World:
    """A project with an editor and two reviewers who have started the same article."""

    database: object
    now: object
    project_id: int = 0
    article: make.StoredArticle | None = None
    people: dict[str, Actor] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)

    def sentence(self, who: str, ordinal: int) -> Sentence:
        return self.reading(who).sentences[ordinal]

    def reading(self, who: str):
        with self.database.reading() as session:
            return open_review(session, self.people[who], self.reviews[who]).reading

    def cut(self, who: str, verb: CutVerb, ordinal: int, *, at=None, kind=None, number=None, key=""):
        reading = self.reading(who)
        cut = Cut(verb, reading.sentences[ordinal].span, at, kind)
        with self.database.writing() as session:
            return service.ask_for_cut(
                session, self.people[who], self.reviews[who], cut, number=number or reading.cut,
                stamp=Stamp(key, f"digest {key}"), now=self.now,
            )  # fmt: skip

    def tag(self, who: str, ordinal: int, verb: Verb, *, place=None):
        with self.database.writing() as session:
            return tagging.answer(
                session, self.people[who], self.reviews[who], Request(ordinal, verb),
                stamp=Stamp(), now=self.now, place=place,
            )  # fmt: skip

    def set_cutting(self, cutting: Cutting) -> None:
        with self.database.writing() as session:
            session.get(Project, self.project_id).cutting = cutting

    def undo(self, who: str, leave=()):
        with self.database.writing() as session:
            return tagging.undo(session, self.people[who], self.reviews[who], stamp=Stamp(), now=self.now, leave=leave)

    def redo(self, who: str):
        with self.database.writing() as session:
            return tagging.redo(session, self.people[who], self.reviews[who], stamp=Stamp(), now=self.now)


@pytest.fixture
def world(database, now) -> World:
    made = World(database, now)
    with database.writing() as session:
        project = make.project(session)
        made.project_id = project.id
        made.article = make.article(session, project)
        for name, role in (("eve", Role.EDITOR), ("ada", Role.REVIEWER), ("ben", Role.REVIEWER)):
            account = make.member(session, project, role, name)
            made.people[name] = make.actor(session, account)
            made.reviews[name] = start_review(session, made.people[name], made.article.uid, now=now)
    return made


def words(reading, ordinal: int) -> str:
    return reading.quote(reading.sentences[ordinal].span)


def test_a_split_makes_the_next_cut_and_every_review_in_hand_goes_on_upon_it(world) -> None:
    world.tag("ada", 2, Verb.FACT)
    before = world.reading("ada")
    done = world.cut("eve", CutVerb.SPLIT, 2, at=TEXT.index("were moved"))
    assert (done.number, done.proposed) == (2, False)
    for who in ("eve", "ada", "ben"):
        assert world.reading(who).cut == 2
        assert words(world.reading(who), 3) == "were moved overnight."
    after = world.reading("ada")
    assert after.records == before.records  # annotations do not move
    with world.database.reading() as session:
        assert load_cut(session, world.article.text_id, 1) == before.sentences
        assert session.scalar(select(func.count()).select_from(Segmentation)) == 2


def test_a_finished_review_keeps_the_cut_it_was_made_upon_and_a_revision_takes_the_newest(world) -> None:
    with world.database.writing() as session:
        for person in ("ada", "ben"):
            tagging.answer_rest(session, world.people[person], world.reviews[person], Verb.NOTHING, stamp=Stamp(),
                                now=world.now)  # fmt: skip
            finish_review(session, world.people[person], world.reviews[person], now=world.now)
    world.cut("eve", CutVerb.JOIN, 2)
    assert world.reading("ada").cut == 1
    assert world.reading("eve").cut == 2
    with world.database.writing() as session:
        revision = reopen_review(session, world.people["ada"], world.reviews["ada"], now=world.now)
        opened = open_review(session, world.people["ada"], revision)
    assert opened.reading.cut == 2
    assert contents_of(opened.reading)[2].outcome is Outcome.NOTHING  # two agreeing checks cover the joined sentence


def test_agreement_is_counted_on_the_newest_cut_for_all(world) -> None:
    for who, verb in (("ada", Verb.FACT), ("ben", Verb.NOTHING)):
        with world.database.writing() as session:
            tagging.answer_rest(session, world.people[who], world.reviews[who], verb, stamp=Stamp(), now=world.now)
    with world.database.writing() as session:
        finish_review(session, world.people["ada"], world.reviews["ada"], now=world.now)
    world.cut("eve", CutVerb.SPLIT, 2, at=TEXT.index("were moved"))
    with world.database.writing() as session:
        finish_review(session, world.people["ben"], world.reviews["ben"], now=world.now)
    with world.database.reading() as session:
        newest = load_newest_cut(session, world.article.text_id).head.id
        assert set(session.scalars(select(AgreementText.segmentation_id))) == {newest}
        body = [s for s in world.reading("eve").sentences if s.kind is Kind.BODY]
        assert sum(count.n for count in make.kept_patterns(session) if count.facet == "claim") == len(body) == 4


def test_the_next_cut_can_be_searched(world) -> None:
    world.cut("eve", CutVerb.SPLIT, 2, at=TEXT.index("were moved"))
    with world.database.reading() as session:
        newest = load_newest_cut(session, world.article.text_id).head
        indexed = session.scalar(
            select(func.count()).select_from(SentenceWords).where(SentenceWords.segmentation_id == newest.id)
        )
        stored = session.scalar(
            select(func.count()).select_from(SentenceRow).where(SentenceRow.segmentation_id == newest.id)
        )
    assert indexed == stored > 0


def test_two_editors_cutting_at_once_make_one_cut_and_one_conflict(world) -> None:
    with world.database.writing() as session:
        account = make.member(session, session.get(Project, world.project_id), Role.EDITOR, "Una")
        world.people["una"] = make.actor(session, account)
        world.reviews["una"] = start_review(session, world.people["una"], world.article.uid, now=world.now)
    outcomes, gate = [], threading.Barrier(2)

    def cut(who: str, verb: CutVerb, ordinal: int) -> None:
        gate.wait()
        try:
            outcomes.append(world.cut(who, verb, ordinal, number=1, at=TEXT.index("were moved")).number)
        except Conflict as error:
            outcomes.append(error)

    asked = (("eve", CutVerb.SPLIT, 2), ("una", CutVerb.JOIN, 1))
    threads = [threading.Thread(target=cut, args=args) for args in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 2 in outcomes
    (clash,) = [outcome for outcome in outcomes if outcome != 2]
    assert clash.code == "recut"
    with world.database.reading() as session:
        assert load_newest_cut(session, world.article.text_id).head.number == 2


def test_an_older_number_is_refused_and_names_who_cut(world) -> None:
    world.cut("eve", CutVerb.JOIN, 1)
    with pytest.raises(service.AlreadyRecut) as error:
        world.cut("eve", CutVerb.JOIN, 1, number=1)
    assert "by eve" in error.value.message
    assert error.value.stored.head.number == 2


def test_the_same_request_again_cuts_once(world) -> None:
    place = world.sentence("eve", 1)
    first = world.cut("eve", CutVerb.JOIN, 1, key="again")
    cut = Cut(CutVerb.JOIN, place.span)
    with world.database.writing() as session:
        again = service.ask_for_cut(session, world.people["eve"], world.reviews["eve"], cut, number=1,
                                    stamp=Stamp("again", "digest again"), now=world.now)  # fmt: skip
    assert again.number == first.number == 2
    with pytest.raises(Conflict), world.database.writing() as session:
        service.ask_for_cut(session, world.people["eve"], world.reviews["eve"], cut, number=2,
                            stamp=Stamp("again", "another"), now=world.now)  # fmt: skip


def test_an_act_sent_against_the_old_cut_never_lands_on_another_sentence(world) -> None:
    old = [world.sentence("ada", ordinal) for ordinal in range(4)]
    world.cut("eve", CutVerb.SPLIT, 1, at=TEXT.index("the Coast Wire"))
    done = world.tag("ada", 3, Verb.FACT, place=old[3].span)  # one further down by now
    assert done.reading.claims[0].span == old[3].span
    assert done.touched == {4}
    for place in (old[1].span, None):
        with pytest.raises(Conflict) as error:
            world.tag("ada", 1, Verb.NOTHING, place=place)
        assert error.value.code == "recut"
    assert world.reading("ada").checks == ()


def test_by_default_reviewers_do_not_cut_and_nobody_means_nobody(world) -> None:
    with pytest.raises(Forbidden):
        world.cut("ada", CutVerb.JOIN, 1)
    world.set_cutting(Cutting.NOBODY)
    with pytest.raises(Forbidden):
        world.cut("eve", CutVerb.JOIN, 1)
    with pytest.raises(Forbidden), world.database.writing() as session:
        service.take_back_cut(session, world.people["eve"], world.article.uid, number=1, now=world.now)
    assert world.reading("ada").cut == 1


def test_nobody_cuts_through_another_s_review(world) -> None:
    with pytest.raises(NotFound), world.database.writing() as session:
        cut = Cut(CutVerb.JOIN, world.article.sentences[1].span)
        service.ask_for_cut(session, world.people["eve"], world.reviews["ada"], cut, number=1, stamp=Stamp(),
                            now=world.now)  # fmt: skip


def test_a_reviewers_own_cut_is_undone_and_done_again_in_its_turn(world) -> None:
    world.set_cutting(Cutting.REVIEWERS)
    world.tag("ada", 3, Verb.FACT)
    world.cut("ada", CutVerb.SPLIT, 1, at=TEXT.index("the Coast Wire"))
    split = world.reading("ada").sentences
    done = world.undo("ada")
    assert (done.reading.cut, done.reading.sentences) == (3, world.article.sentences)
    assert world.reading("ben").sentences == world.article.sentences
    done = world.redo("ada")
    assert (done.reading.cut, done.reading.sentences) == (4, split)
    world.undo("ada")
    world.undo("ada")  # now the claim
    assert world.reading("ada").claims == ()
    assert world.reading("ada").cut == 5
    with world.database.reading() as session:
        review_id = open_review(session, world.people["ada"], world.reviews["ada"]).head.id
        check_ledger(session, review_id)


def test_a_cut_is_undone_and_what_somebody_cut_elsewhere_since_stays(world) -> None:
    world.set_cutting(Cutting.REVIEWERS)
    world.cut("ada", CutVerb.JOIN, 1)
    world.cut("ben", CutVerb.KIND, 0, kind=Kind.STANDFIRST)
    done = world.undo("ada")
    assert done.reading.cut == 4
    assert [(s.start, s.stop) for s in done.reading.sentences] == [(s.start, s.stop) for s in world.article.sentences]
    assert done.reading.sentences[0].kind is Kind.STANDFIRST
    assert len(world.redo("ada").reading.sentences) == len(world.article.sentences) - 1
    assert world.reading("ben").sentences == world.reading("ada").sentences
    assert world.reading("ben").sentences[0].kind is Kind.STANDFIRST


def test_a_cut_that_somebody_cut_upon_is_not_undone_but_passed_over_when_asked(world) -> None:
    world.set_cutting(Cutting.REVIEWERS)
    world.tag("ada", 3, Verb.FACT)
    world.cut("ada", CutVerb.JOIN, 1)
    world.cut("ben", CutVerb.KIND, 1, kind=Kind.CAPTION)
    bens = world.reading("ben").sentences
    with pytest.raises(service.CutSince) as error:
        world.undo("ada")
    assert error.value.code == "cut_since"
    assert world.reading("ada").cut == 3
    world.undo("ada", leave=[error.value.action_uid])
    assert (world.reading("ada").cut, world.reading("ada").sentences) == (3, bens)
    assert world.reading("ada").claims, "the cut alone was passed over"
    world.undo("ada")
    assert world.reading("ada").claims == ()
    world.redo("ada")
    world.redo("ada")
    assert (len(world.reading("ada").claims), world.reading("ada").sentences) == (1, bens)
    with world.database.reading() as session:
        check_ledger(session, open_review(session, world.people["ada"], world.reviews["ada"]).head.id)


def test_going_back_to_a_moment_passes_over_a_cut_only_when_asked(world) -> None:
    world.set_cutting(Cutting.REVIEWERS)
    world.tag("ada", 3, Verb.FACT)
    world.cut("ada", CutVerb.JOIN, 1)
    world.tag("ada", 0, Verb.OPINION, place=world.sentence("ada", 0).span)
    world.cut("ben", CutVerb.KIND, 1, kind=Kind.CAPTION)
    with world.database.reading() as session:
        head = open_review(session, world.people["ada"], world.reviews["ada"]).head
        first = [row.uid for row in list_actions(session, head.id, "", 9) if row.kind == "claim:tag"][-1]

    def back(leave=()):
        with world.database.writing() as session:
            return undo_to(
                session, world.people["ada"], head.uid, first, stamp=Stamp(), now=world.now, leave=leave
            )

    with pytest.raises(service.CutSince) as error:
        back()
    assert len(world.reading("ada").claims) == 2, "all of it or nothing"
    back([error.value.action_uid])
    assert (world.reading("ada").claims, world.reading("ada").cut) == ((), 3)


def test_an_editor_takes_back_the_cut_of_their_own_pass_by_undo(world) -> None:
    world.tag("eve", 3, Verb.FACT)
    world.cut("eve", CutVerb.JOIN, 1)
    joined = world.reading("eve").sentences
    assert world.undo("eve").reading.sentences == world.article.sentences
    assert world.reading("ada").sentences == world.article.sentences
    assert world.reading("eve").claims, "the cut alone was taken back"
    assert world.redo("eve").reading.sentences == joined
    with world.database.reading() as session:
        check_ledger(session, open_review(session, world.people["eve"], world.reviews["eve"]).head.id)


def test_an_editors_cut_is_taken_back_for_the_text_and_undo_goes_on_past_it(world) -> None:
    world.tag("eve", 3, Verb.FACT)
    world.cut("eve", CutVerb.JOIN, 1)
    with world.database.writing() as session:
        assert service.take_back_cut(session, world.people["eve"], world.article.uid, number=2, now=world.now) == 3
    assert world.reading("ada").sentences == world.article.sentences
    with pytest.raises(Conflict), world.database.writing() as session:
        service.take_back_cut(session, world.people["eve"], world.article.uid, number=2, now=world.now)
    with pytest.raises(Forbidden), world.database.writing() as session:
        service.take_back_cut(session, world.people["ada"], world.article.uid, number=3, now=world.now)
    with world.database.reading() as session:
        kinds = session.scalars(select(Audit.kind).order_by(Audit.id)).all()
        assert kinds.count("text:cut") == 2
        of_cuts = select(Action.review_id).where(Action.kind == "text:cut").order_by(Action.id)
        assert session.scalars(of_cuts).all()[1:] == [None]
    # Her own cut is taken back already: nothing is cut, and what she tagged before it is within reach.
    assert world.undo("eve").reading.cut == 3
    assert world.undo("eve").reading.claims == ()


def test_a_proposal_changes_nothing_until_an_editor_accepts_it(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    done = world.cut("ada", CutVerb.KIND, 0, kind=Kind.STANDFIRST)
    assert (done.number, done.proposed) == (1, True)
    assert world.reading("ada").cut == 1
    with world.database.writing() as session:
        editor = make.actor(session, make.member(session, _project(session, world), Role.EDITOR, "Una"))
        (proposal,) = asking.list_open_proposals(
            session, editor, project_id=world.project_id, text_id=world.article.text_id
        )
        assert session.scalars(select(KindVote.kind)).all() == [Kind.STANDFIRST]
        assert asking.accept_proposal(session, editor, world.article.uid, proposal.uid, now=world.now) == 2
    assert world.reading("ben").sentences[0].kind is Kind.STANDFIRST
    with world.database.reading() as session:
        (answered,) = list_proposals(session, text_id=world.article.text_id)
        assert answered.state is ProposalState.ACCEPTED
        assert service.find_cut_news(session, world.people["ada"], world.reviews["ada"]) == (2, 1, 1, 1)
        assert service.find_cut_news(session, world.people["ben"], world.reviews["ben"]) == (2, 0, 0, 1)


def test_a_declined_proposal_says_why_and_is_answered_once(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    world.cut("ada", CutVerb.JOIN, 1)
    with world.database.writing() as session:
        editor = make.actor(session, make.member(session, _project(session, world), Role.EDITOR, "Una"))
        (proposal,) = list_proposals(session, text_id=world.article.text_id)
        with pytest.raises(Invalid):
            asking.decline_proposal(session, editor, world.article.uid, proposal.uid, "  ", now=world.now)
        asking.decline_proposal(session, editor, world.article.uid, proposal.uid, "Two  sources.", now=world.now)
    with world.database.reading() as session:
        (answered,) = list_proposals(session, text_id=world.article.text_id)
    assert (answered.state, answered.reason) == (ProposalState.DECLINED, "Two sources.")
    with pytest.raises(Conflict) as error, world.database.writing() as session:
        asking.accept_proposal(session, editor, world.article.uid, proposal.uid, now=world.now)
    assert error.value.code == "answered"
    assert world.reading("ada").cut == 1


def test_proposals_are_no_business_of_reviewers_nor_of_an_editor_who_is_tagging(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    world.cut("ada", CutVerb.JOIN, 1)
    with world.database.reading() as session:
        (proposal,) = list_proposals(session, text_id=world.article.text_id)
        for name in ("ada", "ben", "eve"):
            assert asking.list_open_proposals(
                session, world.people[name], project_id=world.project_id, text_id=world.article.text_id
            ) == ()  # fmt: skip
    for name, error in (("ben", Forbidden), ("eve", NotFound)):
        with pytest.raises(error), world.database.writing() as session:
            asking.accept_proposal(session, world.people[name], world.article.uid, proposal.uid, now=world.now)
    with world.database.writing() as session:
        stranger = make.actor(session, make.member(session, make.project(session, "Other"), Role.EDITOR, "Zoe"))
    with pytest.raises(NotFound), world.database.writing() as session:
        asking.accept_proposal(session, stranger, world.article.uid, proposal.uid, now=world.now)


def test_a_proposal_about_a_sentence_that_was_cut_since_is_not_carried_out(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    world.cut("ada", CutVerb.KIND, 1, kind=Kind.CAPTION)
    world.cut("eve", CutVerb.SPLIT, 1, at=TEXT.index("the Coast Wire"))
    with world.database.writing() as session:
        editor = make.actor(session, make.member(session, _project(session, world), Role.EDITOR, "Una"))
        (proposal,) = list_proposals(session, text_id=world.article.text_id)
    with pytest.raises(Conflict) as error, world.database.writing() as session:
        asking.accept_proposal(session, editor, world.article.uid, proposal.uid, now=world.now)
    assert error.value.code == "recut"
    with world.database.reading() as session:
        assert list_proposals(session, text_id=world.article.text_id)[0].state is ProposalState.OPEN


def _project(session, world):
    return session.get(Project, world.project_id)


def test_going_back_in_the_history_never_passes_over_a_cut_made_in_between(world) -> None:
    world.set_cutting(Cutting.REVIEWERS)
    world.tag("ada", 1, Verb.FACT)
    world.cut("ada", CutVerb.SPLIT, 2, at=TEXT.index("were moved"))
    world.tag("ada", 0, Verb.FACT, place=world.sentence("ada", 0).span)
    with world.database.reading() as session:
        opened = open_review(session, world.people["ada"], world.reviews["ada"])
        first = list_actions(session, opened.head.id, "", 10)[-2].uid

    def go_back() -> None:
        with world.database.writing() as session:
            undo_to(session, world.people["ada"], world.reviews["ada"], first, stamp=Stamp(), now=world.now)

    # Another cut of that place came in between: nothing is taken back, neither the tag after it nor what came before.
    world.cut("eve", CutVerb.KIND, 2, kind=Kind.CAPTION)
    before = world.reading("ada")
    with pytest.raises(Conflict) as error:
        go_back()
    assert error.value.code == "cut_since"
    assert world.reading("ada") == before
    with world.database.writing() as session:
        service.take_back_cut(session, world.people["eve"], world.article.uid, number=3, now=world.now)
    # As it was cut by Ada again, her own cut is taken back with the rest.
    go_back()
    after = world.reading("ada")
    assert (after.claims, after.cut) == ((), 5)
    with world.database.reading() as session:
        assert after.sentences == load_cut(session, text_of(session, world), 1)
        check_ledger(session, opened.head.id)


def text_of(session, world) -> int:
    return open_review(session, world.people["ada"], world.reviews["ada"]).head.text_id


def told(world):
    """Of each proposal its kind of cut and its state, with the reviewer's words on kinds."""
    with world.database.reading() as session:
        found = list_proposals(session, text_id=world.article.text_id)
        votes = session.scalars(select(KindVote.kind).order_by(KindVote.start, KindVote.stop)).all()
        return [(one.cut.kind or one.cut.verb, one.state.value) for one in found], votes


def test_a_proposal_is_taken_back_by_undo_in_its_turn_and_made_again_by_redo(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    world.tag("ada", 1, Verb.FACT)
    world.cut("ada", CutVerb.KIND, 0, kind=Kind.CAPTION)
    world.cut("ada", CutVerb.KIND, 0, kind=Kind.STANDFIRST)
    assert told(world) == ([("caption", "open"), ("standfirst", "open")], ["standfirst"])
    done = world.undo("ada")
    assert (done.meant, done.reading.claims != ()) == (ActionKind.PROPOSE_CUT, True)
    assert told(world) == ([("caption", "open"), ("standfirst", "withdrawn")], ["caption"])
    world.undo("ada")
    assert told(world) == ([("caption", "withdrawn"), ("standfirst", "withdrawn")], [])
    with world.database.reading() as session:
        editor = world.people["eve"]
        text = {"project_id": world.project_id, "text_id": world.article.text_id}
        assert asking.list_open_proposals(session, editor, **text) == ()
    assert world.undo("ada").reading.claims == ()
    world.redo("ada")
    world.redo("ada")
    world.redo("ada")
    assert told(world) == ([("caption", "open"), ("standfirst", "open")], ["standfirst"])
    assert world.reading("ada").claims != ()
    with world.database.reading() as session:
        check_ledger(session, open_review(session, world.people["ada"], world.reviews["ada"]).head.id)


def test_undo_goes_on_before_a_proposal_that_was_answered(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    world.tag("ada", 1, Verb.FACT)
    world.cut("ada", CutVerb.JOIN, 2)
    world.tag("ada", 2, Verb.OPINION)
    with world.database.writing() as session:
        editor = make.actor(session, make.member(session, _project(session, world), Role.EDITOR, "Una"))
        (proposal,) = list_proposals(session, text_id=world.article.text_id)
        asking.decline_proposal(session, editor, world.article.uid, proposal.uid, "Two sources.", now=world.now)
    with pytest.raises(Conflict) as error, world.database.writing() as session:
        asking.withdraw_proposal(
            session, world.people["ada"], world.reviews["ada"], proposal.uid, stamp=Stamp(), now=world.now
        )
    assert error.value.code == "answered"
    with world.database.reading() as session:
        past = show_history(session, world.people["ada"], world.reviews["ada"]).actions
        assert {one.row.kind: one.may_undo for one in past}[ActionKind.PROPOSE_CUT] is False
        first = next(one for one in past if one.row.kind is ActionKind.TAG_CLAIM and one is not past[0])
    with world.database.writing() as session:
        undo_to(session, world.people["ada"], world.reviews["ada"], first.row.uid, stamp=Stamp(), now=world.now)
    assert world.reading("ada").claims == ()
    assert told(world)[0] == [("join", "declined")]
    with pytest.raises(Invalid):
        world.undo("ada")


def test_one_proposal_is_withdrawn_whatever_was_done_since_and_by_its_person_alone(world) -> None:
    world.set_cutting(Cutting.PROPOSE)
    world.cut("ada", CutVerb.JOIN, 2)
    world.tag("ada", 1, Verb.FACT)
    with world.database.reading() as session:
        (proposal,) = list_proposals(session, text_id=world.article.text_id)

    def withdraw(who, review, key="", uid=proposal.uid):
        with world.database.writing() as session:
            return asking.withdraw_proposal(
                session, world.people[who], world.reviews[review], uid, stamp=Stamp(key, f"digest {key}"), now=world.now
            )

    for who, review, uid in (("ben", "ada", proposal.uid), ("ben", "ben", proposal.uid), ("ada", "ada", "0" * 32)):
        with pytest.raises(NotFound):
            withdraw(who, review, uid=uid)
    withdraw("ada", "ada", "k1")
    assert told(world)[0] == [("join", "withdrawn")]
    assert withdraw("ada", "ada", "k1").is_replay
    with pytest.raises(Conflict):
        withdraw("ada", "ada")
    assert world.reading("ada").claims != ()
    world.redo("ada")
    assert told(world)[0] == [("join", "open")]
    assert world.undo("ada").meant is ActionKind.PROPOSE_CUT, "what was done again was done last"
    assert world.undo("ada").meant is ActionKind.TAG_CLAIM
