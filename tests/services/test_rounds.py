"""Rounds: given out, closed, released; blind until then; agreement before and after; practice out of the numbers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import ReviewState
from annotator.core.study import Exclusion
from annotator.services import rounds
from annotator.services.agreement import Filters, choose_reviewers, list_dimension, report_choice
from annotator.services.reviews import open_review, reopen_review
from annotator.services.round_agreement import compare_round
from annotator.services.rounds import Plan, enter_round
from annotator.services.study import study_with_rounds
from annotator.storage.tables import Audit, Review
from tests import make
from tests.fixtures.rounds import rounds_desk

LATER = make.NOW + timedelta(hours=2)


@pytest.fixture
def desk(database):
    return rounds_desk(database)


def reads(desk, who, review):
    with desk.database.reading() as session:
        try:
            return open_review(session, desk.people[who], review).head.uid == review
        except NotFound:
            return False


def test_a_round_gives_each_article_to_each_of_its_people_and_is_audited(desk):
    uid = desk.open()
    with desk.database.reading() as session:
        given = session.scalars(select(Review)).all()
        assert len(given) == 4
        assert {review.state for review in given} == {ReviewState.ASSIGNED}
        assert {review.round_id for review in given} == {rounds.find_permitted(session, desk.people["edi"], uid)[1].id}
        assert session.scalars(select(Audit.kind)).all() == ["round:open"]
    assert desk.start("ada", 0) in {review.uid for review in given}


@pytest.mark.parametrize(
    ("field", "plan"),
    [
        ("name", Plan(" ", "calibration", "0", people=("ada", "ben"))),
        ("name", Plan("x" * 81, "calibration", "0", people=("ada", "ben"))),
        ("kind", Plan("New", "race", "0", people=("ada", "ben"))),
        ("people", Plan("New", "calibration", "0", people=("ada",))),
        ("people", Plan("New", "production", "0", people=())),
        ("articles", Plan("New", "calibration", "", people=("ada", "ben"))),
        ("articles", Plan("New", "calibration", "nowhere", people=("ada", "ben"))),
        ("articles", Plan("New", "training", "0", people=("ada",))),
        ("gold", Plan("New", "production", "0", gold="1", people=("ada",))),
        ("pass_mark", Plan("New", "test", "0", people=("ada",), pass_mark=0)),
    ],
)
def test_what_makes_no_round_is_refused_beside_its_field(desk, field, plan):
    def lines(words):
        return desk.articles[int(words)].uid if words.isdecimal() else words

    plan = Plan(
        plan.name, plan.kind, lines(plan.articles), lines(plan.gold),
        [desk.accounts[who].uid for who in plan.people], plan.pass_mark,
    )  # fmt: skip
    with desk.database.writing() as session, pytest.raises(Invalid) as refused:
        rounds.create_round(session, desk.people["edi"], desk.project.uid, plan, now=make.NOW)
    assert list(refused.value.fields) == [field]


def test_an_article_is_in_one_round_and_a_name_is_given_once(desk):
    desk.open()
    with pytest.raises(Invalid, match="in another round"):
        desk.open(articles=(1, 2), name="Second")
    with pytest.raises(Invalid, match="has this name"):
        desk.open(articles=(2,), name="first")
    with desk.database.reading() as session:
        assert [row.number for row in rounds.list_rounds(session, desk.people["edi"], desk.project.uid).rounds] == [1]


def test_who_has_tagged_an_article_cannot_calibrate_on_it(desk):
    desk.tag("ada", 2)
    with pytest.raises(Invalid, match="already"):
        desk.open(articles=(2,))
    desk.open("production", articles=(2,))


def test_only_its_people_begin_and_only_while_it_is_open(desk):
    uid = desk.open()
    begun = desk.start("ada", 0)
    with pytest.raises(Conflict) as refused:
        desk.start("cy", 0)
    assert refused.value.code == "round_of_others"
    desk.close(uid)
    for who, number in (("ben", 0), ("ada", 1), ("cy", 1)):
        with pytest.raises(Conflict) as refused:
            desk.start(who, number)
        assert refused.value.code == "round_closed"
    desk.finish("ada", begun)
    with desk.database.reading() as session:
        assert session.scalars(select(Review.state)).all() == [ReviewState.FINISHED]
        assert enter_round(session, desk.people["cy"], desk.articles[3].uid) is None


def test_a_round_is_closed_then_released_and_never_goes_back(desk):
    uid = desk.open()
    with pytest.raises(Conflict):
        desk.release(uid)
    desk.close(uid)
    with pytest.raises(Conflict):
        desk.close(uid)
    desk.release(uid)
    for step in (desk.close, desk.release):
        with pytest.raises(Conflict):
            step(uid)
    with desk.database.reading() as session:
        assert session.scalars(select(Audit.kind)).all() == ["round:open", "round:close", "round:release"]


@pytest.mark.parametrize("who", ["ada", "rea", "cy"])
def test_only_editors_make_and_move_rounds(desk, who):
    uid = desk.open()
    plan = Plan("Mine", "production", desk.articles[2].uid, people=(desk.accounts["ada"].uid,))
    with desk.database.writing() as session:
        for act in (
            lambda: rounds.create_round(session, desk.people[who], desk.project.uid, plan, now=make.NOW),
            lambda: rounds.close_round(session, desk.people[who], uid, now=make.NOW),
            lambda: rounds.release_round(session, desk.people[who], uid, now=make.NOW),
        ):
            with pytest.raises(Forbidden):
                act()


def test_release_shows_others_passes_to_who_finished_the_article_in_the_round_and_to_nobody_else(desk):
    uid = desk.open(people=("ada", "ben", "cy"))
    bens = [desk.tag("ben", 0), desk.tag("ben", 1)]
    own = desk.tag("ada", 0)
    in_hand = desk.start("cy", 0)
    assert not reads(desk, "ada", bens[0])
    desk.close(uid)
    assert not reads(desk, "ada", bens[0])
    desk.release(uid)
    assert reads(desk, "ada", bens[0])
    assert not reads(desk, "ada", bens[1])  # she has not finished that article
    assert not reads(desk, "ada", in_hand)  # it is not finished
    assert not reads(desk, "cy", bens[0])  # he is in the middle of it
    with desk.database.writing() as session:  # whoever revises is tagging again
        revision = reopen_review(session, desk.people["ada"], own, now=LATER)
    assert not reads(desk, "ada", bens[0])
    desk.finish("ada", revision, (), LATER, rest=False)
    assert reads(desk, "ada", bens[0])


def test_a_production_round_shows_no_pass_to_a_reviewer_even_when_released(desk):
    uid = desk.open("production")
    bens = desk.tag("ben", 0)
    desk.tag("ada", 0)
    desk.close(uid)
    desk.release(uid)
    assert not reads(desk, "ada", bens)


def test_the_page_of_a_round_tells_each_what_is_theirs_to_know(desk):
    uid = desk.open()
    desk.tag("ben", 0)

    def view(who):
        with desk.database.reading() as session:
            return compare_round(session, desk.people[who], uid)

    with desk.database.reading() as session, pytest.raises(NotFound):
        rounds.show_round(session, desk.people["cy"], uid)
    adas, found = view("ada")
    assert found is None
    assert adas.people == ()
    assert [(item.finished, item.passes, item.role) for item in adas.articles] == [(None, (), None)] * 2
    assert [item.finished for item in view("rea")[0].articles] == [1, 0]
    desk.tag("ada", 0)
    desk.close(uid)
    desk.release(uid)
    assert [one.name for one in view("ada")[0].articles[0].passes] == ["Ada", "Ben"]


def test_agreement_before_is_blind_and_after_has_the_revisions(desk):
    uid = desk.open()
    for number in (0, 1):
        desk.tag("ada", number, claims=(1, 2))
    bens = [desk.tag("ben", number, claims=(3,)) for number in (0, 1)]
    desk.close(uid, LATER)
    desk.release(uid, LATER)
    with desk.database.reading() as session:
        _, found = compare_round(session, desk.people["ada"], uid)
    assert found.after is None
    assert found.before.articles == 2
    claims = found.before.facets[0]
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.people["ben"], bens[0], now=LATER)
    with desk.database.reading() as session:
        assert compare_round(session, desk.people["ben"], uid)[1] is None  # he is tagging one of its texts
    desk.finish("ben", revision, (1, 2), LATER, rest=False)
    with desk.database.reading() as session:
        view, found = compare_round(session, desk.people["edi"], uid)
    assert found.revised == 1
    assert found.before.facets[0] == claims
    assert found.after.facets[0].observed.value > claims.observed.value
    assert [one.is_after_release for one in view.articles[0].passes] == [False, False, True]


def test_practice_rounds_count_in_no_agreement_unless_asked_for(desk):
    desk.open("calibration", articles=(0,), name="Dry run")
    desk.open("production", articles=(1,), name="March")
    for number in (0, 1):
        for who in ("ada", "ben"):
            desk.tag(who, number)

    def articles(**filters):
        with desk.database.reading() as session:
            choice = choose_reviewers(session, desk.people["rea"], desk.project.uid, (), Filters(**filters))
            return report_choice(session, choice), choice

    report, choice = articles(by="round")
    assert (report.articles, [group.label for group in report.groups]) == (1, ["March"])
    assert choice.excluded == {desk.articles[0].text_id}
    report, choice = articles(by="round", practice=True)
    assert (report.articles, [group.label for group in report.groups]) == (2, ["Dry run", "March"])
    assert articles(values={"round": "Dry run"})[0].articles == 1
    with desk.database.reading() as session:
        assert list_dimension(session, choice, "round") == ("Dry run", "March")
        _, study = study_with_rounds(session, desk.project.id)
    assert study.excluded == {desk.articles[0].uid: Exclusion.CALIBRATION}
