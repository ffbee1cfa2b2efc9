"""Rounds: given out, closed, released; blind until then; agreement before and after; practice out of the numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from annotator.core.agreement.filters import Filters
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import ReviewState
from annotator.core.rounds import mix
from annotator.core.study import Exclusion
from annotator.services import rounds, study
from annotator.services.agreement import choose_reviewers, list_dimension, report_choice
from annotator.services.datasets import preview_export
from annotator.services.gold import start_adjudication
from annotator.services.questions import Answer, answer, list_threads
from annotator.services.reviews import open_review, reopen_review
from annotator.services.round_agreement import compare_round
from annotator.services.round_discussions import open_discussion, show_discussion
from annotator.services.round_picking import pick_articles
from annotator.services.rounds import Plan, enter_round
from annotator.services.study import study_with_rounds
from annotator.services.worklists import list_worklist
from annotator.storage.queries.round_picks import PickFilter
from annotator.storage.tables import Article, Audit, Project, Review
from tests import make
from tests.fixtures.rounds import rounds_desk

LATER = make.NOW + timedelta(hours=2)


@pytest.fixture
def desk(database):
    return rounds_desk(database)


@pytest.fixture
def local(sqlite_database):
    """The desk for rules in which no engine has a part: on PostgreSQL emptying it takes longer than the test."""
    return rounds_desk(sqlite_database)


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


REFUSED = [
    ("name", Plan(" ", "calibration", "0", ("ada", "ben"))),
    ("name", Plan("x" * 81, "calibration", "0", ("ada", "ben"))),
    ("kind", Plan("New", "race", "0", ("ada", "ben"))),
    ("people", Plan("New", "calibration", "0", ("ada",))),
    ("people", Plan("New", "production", "0", ())),
    ("articles", Plan("New", "calibration", (), ("ada", "ben"))),
    ("articles", Plan("New", "calibration", ["nowhere"], ("ada", "ben"))),
    ("articles", Plan("New", "training", "0", ("ada",))),
    ("pass_mark", Plan("New", "test", "0", ("ada",), pass_mark=0)),
]


def test_what_makes_no_round_is_refused_beside_its_field(local):
    for field, plan in REFUSED:
        articles = [local.articles[int(one)].uid if one.isdecimal() else one for one in plan.articles]
        plan = replace(plan, articles=articles, people=[local.accounts[who].uid for who in plan.people])
        with local.database.writing() as session, pytest.raises(Invalid) as refused:
            rounds.create_round(session, local.people["edi"], local.project.uid, plan, now=make.NOW)
        assert list(refused.value.fields) == [field]


def test_an_article_is_in_one_round_and_a_name_is_given_once(desk):
    desk.open()
    with pytest.raises(Invalid, match="in another round"):
        desk.open(articles=(1, 2), name="Second")
    with pytest.raises(Invalid, match="has this name"):
        desk.open(articles=(2,), name="first")
    with desk.database.reading() as session:
        assert [row.number for row in rounds.list_rounds(session, desk.people["edi"], desk.project.uid).rounds] == [1]


def test_who_has_tagged_an_article_cannot_calibrate_on_it(local):
    local.tag("ada", 2)
    with pytest.raises(Invalid, match="already"):
        local.open(articles=(2,))
    local.open("production", articles=(2,))


def test_only_its_people_begin_and_only_while_it_is_open(local):
    uid = local.open()
    begun = local.start("ada", 0)
    with pytest.raises(Conflict) as refused:
        local.start("cy", 0)
    assert refused.value.code == "round_of_others"
    local.close(uid)
    for who, number in (("ben", 0), ("ada", 1), ("cy", 1)):
        with pytest.raises(Conflict) as refused:
            local.start(who, number)
        assert refused.value.code == "round_closed"
    local.finish("ada", begun)
    with local.database.reading() as session:
        assert session.scalars(select(Review.state)).all() == [ReviewState.FINISHED]
        assert enter_round(session, local.people["cy"], local.articles[3].uid) is None


def test_a_round_is_closed_then_released_and_never_goes_back(local):
    uid = local.open()
    with pytest.raises(Conflict):
        local.release(uid)
    local.close(uid)
    with pytest.raises(Conflict):
        local.close(uid)
    local.release(uid)
    for step in (local.close, local.release):
        with pytest.raises(Conflict):
            step(uid)
    with local.database.reading() as session:
        assert session.scalars(select(Audit.kind)).all() == ["round:open", "round:close", "round:release"]


def test_only_editors_make_and_move_rounds(local):
    uid = local.open()
    plan = Plan("Mine", "production", [local.articles[2].uid], [local.accounts["ada"].uid])
    for who in ("ada", "rea", "cy"):
        person = local.people[who]
        with local.database.writing() as session:
            for act in (
                lambda session=session, person=person: rounds.create_round(
                    session, person, local.project.uid, plan, now=make.NOW
                ),
                lambda session=session, person=person: rounds.close_round(session, person, uid, now=make.NOW),
                lambda session=session, person=person: rounds.release_round(session, person, uid, now=make.NOW),
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


def test_a_production_round_shows_no_pass_to_a_reviewer_even_when_released(local):
    uid = local.open("production", articles=(0,))
    bens = local.tag("ben", 0)
    local.tag("ada", 0)
    local.close(uid)
    local.release(uid)
    assert not reads(local, "ada", bens)


def test_who_has_a_pass_keeps_it_and_a_round_counts_on_nobody_for_it(desk):
    desk.tag("ada", 0)
    with pytest.raises(Invalid) as error:
        desk.open("production", articles=(1, 0), people=("ada",))
    assert "all have a pass of “No. 0” already" in error.value.fields["articles"]
    uid = desk.open("production", articles=(0, 1))
    desk.tag("ben", 0)
    desk.tag("ben", 1)

    def told(who):
        with desk.database.reading() as session:
            view = rounds.show_round(session, desk.people[who], uid)
        return {item.article.title: (item.finished, item.kept) for item in view.articles}

    assert told("rea") == {"No. 0": (1, 1), "No. 1": (1, 0)}
    assert told("ada") == {"No. 0": (None, 0), "No. 1": (None, 0)}
    desk.close(uid)
    assert told("edi") == {"No. 0": (1, 1), "No. 1": (1, 0)}


def test_nobody_is_asked_for_an_article_that_is_adjudicated_without_names(desk):
    """Who is given it, and what is then left out of an export, would tell who has a pass."""
    desk.tag("ada", 0)
    desk.tag("ben", 0)
    with desk.database.writing() as session:
        session.get_one(Project, desk.project.id).adjudicates_blind = True
        start_adjudication(session, desk.people["edi"], desk.articles[0].uid, now=make.NOW)
    said = set()
    for kind in ("production", "calibration", "training"):
        for people in (("ada", "ben"), ("ada", "cy"), ("cy", "edi")):
            with pytest.raises(Invalid) as error:
                desk.open(kind, articles=(1, 0), people=people)
            said.add(error.value.fields["articles"])
    assert said == {"“No. 0” is adjudicated with names hidden. Finish its gold review first."}
    with desk.database.writing() as session, pytest.raises(Invalid) as error:
        share = {"share": 50, "seed": 1, "people": [desk.accounts[who].uid for who in ("ada", "cy")], "number": 0}
        study.draw(session, desk.people["edi"], desk.project.uid, **share, now=make.NOW)
    assert error.value.code == "names_hidden"
    with desk.database.reading() as session:
        assert session.scalars(select(Review.id).where(Review.state == ReviewState.ASSIGNED)).all() == []


def test_a_pass_that_nobody_began_is_not_counted_among_what_an_export_leaves_out(desk):
    desk.open("production", articles=(0, 1))

    def left_out():
        with desk.database.reading() as session:
            return preview_export(session, desk.people["edi"], desk.project.uid).hidden

    assert left_out() == 0
    desk.start("ben", 0)
    assert left_out() == 1


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
    shown = {item.article.article_uid: item for item in view("ada")[0].articles}
    assert [one.name for one in shown[desk.articles[0].uid].passes] == ["Ada", "Ben"]


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
    assert articles(values={"round": ("Dry run",)})[0].articles == 1
    assert articles(values={"round": ("Dry run",)}, practice=False)[0].articles == 0
    with desk.database.reading() as session:
        assert list_dimension(session, choice, "round") == ("Dry run", "March")
        _, study = study_with_rounds(session, desk.project.id)
    assert study.excluded == {desk.articles[0].uid: Exclusion.CALIBRATION}


def test_articles_are_given_out_and_shown_in_an_order_that_tells_nothing(local):
    uid = local.open("production", articles=(0, 1, 2, 3), people=("ada",))
    with local.database.reading() as session:
        shown = [item.article.article_uid for item in rounds.show_round(session, local.people["ada"], uid).articles]
        listed = list_worklist(session, local.people["ada"], local.project.uid).rows
        own = [item.article.article_uid for item in rounds.show_round(session, local.people["edi"], uid).articles]
    assert shown == mix(own, uid)
    assert own == [article.uid for article in local.articles]
    assert [row.article.uid for row in listed] == shown[::-1]


def test_articles_to_pick_are_narrowed_and_those_of_rounds_are_not_among_them(desk):
    with desk.database.writing() as session:
        for number, (outlet, day) in enumerate((("Coast Wire", "2026-01-02"), ("Vell Post", "2026-02-03"))):
            row = session.query(Article).filter_by(uid=desk.articles[number].uid).one()
            row.outlet, row.published_on = outlet, day
    desk.tag("cy", 2)
    desk.open(articles=(3,))

    def found(*chosen, **asked):
        with desk.database.reading() as session:
            uids = [desk.articles[number].uid for number in chosen]
            picking = pick_articles(session, desk.people["edi"], desk.project.uid, PickFilter(**asked), uids)
        assert [one.title for one in picking.chosen] == [f"No. {number}" for number in chosen]
        assert picking.total == len(picking.found)
        return [one.title for one in picking.found]

    assert found() == ["No. 2", "No. 1", "No. 0"]
    assert found(words="NO. 1") == ["No. 1"]
    assert found(words="%") == []
    assert found(outlet="Vell Post") == ["No. 1"]
    assert found(since="2026-01-03") == ["No. 1"]
    assert found(until="2026-01-03") == ["No. 0"]
    assert found(is_fresh=True) == ["No. 1", "No. 0"]
    assert found(1, gold=False) == ["No. 2", "No. 0"]
    assert found(gold=True) == []
    with desk.database.reading() as session, pytest.raises(Forbidden):
        pick_articles(session, desk.people["ada"], desk.project.uid, PickFilter(), ())


def discussed(desk, who, uid, number=0):
    with desk.database.reading() as session:
        try:
            return show_discussion(session, desk.people[who], uid, desk.articles[number].uid)
        except NotFound:
            return None


def test_a_released_calibration_is_discussed_at_the_sentence_by_who_finished_and_by_nobody_else(desk):
    uid = desk.open(people=("ada", "ben", "cy"), articles=(0,))
    own = desk.tag("ada", 0, claims=(1,))
    desk.tag("ben", 0, claims=(2,))
    desk.close(uid)
    assert discussed(desk, "ada", uid) is None
    desk.release(uid)
    found = discussed(desk, "ada", uid)
    assert [place.sentence.ordinal for place in found.sentences] == [1, 2]
    assert set(found.names.values()) == {"Ada", "Ben"}
    assert discussed(desk, "cy", uid) is None

    def say(who, words, key):
        with desk.database.writing() as session:
            open_discussion(
                session, desk.people[who], uid, desk.articles[0].uid, ordinal=1, words=words, uid=key, now=LATER
            )

    for _ in range(2):  # sent twice, said once
        say("ada", "It says set.", "a" * 32)
    say("edi", "Look at section two.", "b" * 32)
    for who in ("cy", "rea"):
        with pytest.raises((NotFound, Forbidden)):
            say(who, "Let me in.", "c" * 32)
    with desk.database.writing() as session:
        answer(session, desk.people["ben"], "a" * 32, Answer("", "So it does."), now=LATER)
    threads = discussed(desk, "ben", uid).sentences[0].threads
    assert [[post.text for post in thread.posts] for thread in threads] == [
        ["It says set.", "So it does."], ["Look at section two."],
    ]  # fmt: skip
    assert [thread.head.asker for thread in threads] == ["Ada", "Edi"]
    with desk.database.reading() as session:
        assert list_threads(session, desk.people["edi"], desk.project.uid).waiting == 0
        assert list_threads(session, desk.people["cy"], desk.project.uid).threads == ()
        assert session.scalars(select(Audit.kind)).all().count("discussion:open") == 2
    with desk.database.writing() as session:
        reopen_review(session, desk.people["ada"], own, now=LATER)
    assert discussed(desk, "ada", uid) is None  # she tags it again, and reads not even her own thread
    with desk.database.reading() as session:
        assert list_threads(session, desk.people["ada"], desk.project.uid).threads == ()
