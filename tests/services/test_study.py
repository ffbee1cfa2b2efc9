"""A study on record: declared in versions, the overlap drawn once and given out, excluded articles out of agreement."""

import hashlib
from datetime import timedelta
from math import ceil
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import ReviewState, Role
from annotator.core.study import (
    Exclusion,
    Independence,
    Overlap,
    Study,
    draw_overlap,
    study_from_json,
    study_to_json,
)
from annotator.services import study
from annotator.services.agreement import choose_reviewers
from annotator.services.reviews import open_review, start_review
from annotator.services.study import Declared
from annotator.storage.tables import Audit, Review
from tests import make

NOTHING = Declared("", "", "", "not_said", "")
UIDS = st.lists(st.uuids().map(lambda uid: uid.hex), min_size=1, max_size=40, unique=True)


@pytest.fixture
def world(database):
    with database.writing() as session:
        project = make.project(session)
        articles = [make.article(session, project, title=f"No. {number}") for number in range(10)]
        accounts = {name: make.member(session, project, Role.REVIEWER, name) for name in ("Ann", "Bob")}
        accounts |= {role.value: make.member(session, project, role) for role in (Role.EDITOR, Role.READER)}
        people = {name.lower(): make.actor(session, account) for name, account in accounts.items()}
    return SimpleNamespace(project=project, articles=articles, accounts=accounts, **people)


def declare(database, world, declared, number=0, now=make.NOW):
    with database.writing() as session:
        return study.declare(session, world.editor, world.project.uid, declared, number=number, now=now)


def draw(database, world, number=0, share=20, seed=7, people=("Ann", "Bob")):
    with database.writing() as session:
        uids = [world.accounts[name].uid for name in people]
        return study.draw(
            session, world.editor, world.project.uid, share=share, seed=seed, people=uids, number=number, now=make.NOW
        )


def shown(database, world):
    with database.reading() as session:
        return study.show_study(session, world.editor, world.project.uid)


def test_each_change_is_a_version_and_none_is_lost(database, world):
    assert declare(database, world, Declared("All of March.", "", "", "independent", "")) == 1
    assert declare(database, world, Declared("All of March.", "", "", "independent", ""), 1) == 1
    assert declare(database, world, Declared("All of April.", "", "", "reviewer", ""), 1) == 2
    with pytest.raises(Conflict):
        declare(database, world, NOTHING, 1)
    view = shown(database, world)
    assert [version.study.frame for version in view.versions] == ["All of April.", "All of March."]
    assert view.study.independence is Independence.REVIEWER
    with database.reading() as session:
        assert [row.kind for row in session.scalars(select(Audit))] == ["study:declare"] * 2


def test_collapsed_codings_carry_the_day_of_their_last_change(database, world):
    first = Declared("", "", "", "not_said", "Opinion and prediction are one.")
    declare(database, world, first)
    later = make.NOW + timedelta(days=9)
    declare(database, world, Declared("March", *("", ""), "not_said", first.collapsed), 1, later)
    assert shown(database, world).study.collapsed_on == make.NOW.date()
    declare(database, world, Declared("March", *("", ""), "not_said", "Opinion alone."), 2, later)
    assert shown(database, world).study.collapsed_on == later.date()
    declare(database, world, NOTHING, 3, later)
    assert shown(database, world).study.collapsed_on is None


def test_articles_are_excluded_by_address_and_each_for_one_reason(database, world):
    first, second = (article.uid for article in world.articles[:2])
    declare(database, world, Declared("", f"https://desk.example/articles/{first}\n\n", second, "not_said", ""))
    assert shown(database, world).study.excluded == {first: Exclusion.TRAINING, second: Exclusion.CALIBRATION}
    for training, calibration, field in (("nothing", "", "training"), (first, first, "calibration")):
        with pytest.raises(Invalid) as error:
            declare(database, world, Declared("", training, calibration, "not_said", ""), 1)
        assert field in error.value.fields


def test_excluded_articles_count_in_no_agreement(database, world):
    with database.reading() as session:
        assert choose_reviewers(session, world.editor, world.project.uid, []).hidden == frozenset()
    declare(database, world, Declared("", world.articles[0].uid, "", "not_said", ""))
    with database.reading() as session:
        choice = choose_reviewers(session, world.editor, world.project.uid, [])
    assert choice.hidden == choice.excluded == {world.articles[0].text_id}


def test_the_overlap_is_drawn_once_and_given_to_each(database, world):
    declare(database, world, Declared("", world.articles[0].uid, "", "not_said", ""))
    with database.writing() as session:  # who has a pass keeps it
        started = start_review(session, world.ann, world.articles[1].uid, now=make.NOW)
    given_out = draw(database, world, 1, share=100)
    overlap = shown(database, world).study.overlap
    assert (overlap.share, overlap.seed, overlap.frame, overlap.on) == (100, 7, 9, make.NOW.date())
    assert set(overlap.drawn) == {article.uid for article in world.articles[1:]}
    assert given_out == 2 * 9 - 1
    with database.reading() as session:
        states = [review.state for review in session.scalars(select(Review))]
        assert open_review(session, world.ann, started).may_tag
    assert (states.count(ReviewState.ASSIGNED), states.count(ReviewState.STARTED)) == (17, 1)
    with pytest.raises(Conflict, match="drawn already"):
        draw(database, world, 2)


def test_an_assigned_article_is_started_as_any_other(database, world):
    draw(database, world, share=10)
    uid = shown(database, world).study.overlap.drawn[0]
    with database.writing() as session:
        review = start_review(session, world.ann, uid, now=make.NOW + timedelta(days=1))
        assert open_review(session, world.ann, review).may_tag
        assert start_review(session, world.ann, uid, now=make.NOW) == review
    with database.reading() as session:
        rows = session.scalars(select(Review).where(Review.account_id == world.ann.account_id)).all()
    assert [(row.uid, row.state, row.started_at) for row in rows] == [
        (review, ReviewState.STARTED, make.NOW + timedelta(days=1))
    ]


@pytest.mark.parametrize(("share", "seed", "people"), [(0, 1, ("Ann", "Bob")), (101, 1, ("Ann", "Bob")),
                                                        (20, -1, ("Ann", "Bob")), (20, 1, ("Ann",))])  # fmt: skip
def test_a_draw_that_cannot_be_is_refused(database, world, share, seed, people):
    with pytest.raises(Invalid):
        draw(database, world, share=share, seed=seed, people=people)
    assert shown(database, world).number == 0


def test_only_who_manages_the_project_sees_or_changes_the_record(database, world):
    with database.writing() as session:
        stranger = make.actor(session, make.account(session, "Stranger"))
    for who, error in ((world.ann, Forbidden), (world.reader, Forbidden), (stranger, NotFound)):
        with pytest.raises(error), database.reading() as session:
            study.show_study(session, who, world.project.uid)
        with pytest.raises(error), database.writing() as session:
            study.declare(session, who, world.project.uid, NOTHING, number=0, now=make.NOW)


@given(UIDS, st.integers(1, 100), st.integers(0, 2**31 - 1))
def test_anybody_can_draw_the_same_articles_again(uids, share, seed):
    drawn = draw_overlap(uids, share=share, seed=seed)
    assert drawn == draw_overlap(reversed(uids), share=share, seed=seed)
    assert len(drawn) == ceil(len(uids) * share / 100)
    order = sorted(uids, key=lambda uid: hashlib.sha256(f"{seed}:{uid}".encode()).hexdigest())
    assert list(drawn) == order[: len(drawn)]


def test_a_stored_study_is_read_as_it_was():
    full = Study("f", Overlap(20, 7, 9, ("a", "b"), make.NOW.date()), {"c": Exclusion.TRAINING},
                 Independence.INDEPENDENT, "c", make.NOW.date())  # fmt: skip
    for one in (full, Study()):
        assert study_from_json(study_to_json(one)) == one
