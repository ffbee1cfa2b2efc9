"""Acting on a report: steps that are never lost or overwritten, waivers with reasons, reports that stay as signed."""

import threading

import pytest
from sqlalchemy import select

from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import Bound, ReviewState, Role
from annotator.core.sourcing.policy import FIRST_POLICY, Preset, preset_policy
from annotator.core.sourcing.states import FindingState, place_of_finding, place_of_flag
from annotator.services import findings, policies, reports
from annotator.services.sourcing import article_report
from annotator.services.sourcing_sums import record_sums
from annotator.storage.tables import Account, Audit, FindingStep, Project
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading
from tests.web.test_sourcing import story

FINISHED = {"state": ReviewState.FINISHED, "finished_at": make.NOW}


@pytest.fixture
def desk(database):
    """A finished review, with two editors, a reader and the reviewer."""
    with database.writing() as session:
        project = make.project(session)
        people = {
            name: make.actor(session, make.member(session, project, role, name))
            for name, role in (
                ("Edith", Role.EDITOR), ("Emil", Role.EDITOR), ("Rob", Role.READER), ("Ann", Role.REVIEWER),
            )
        }  # fmt: skip
        draft = story()
        article = make.article(session, project, draft.text, outlet="Meridian", sentences=draft.sentences)
        account = make.member(session, project, Role.REVIEWER, "Bob")
        review = make.review(session, article, account, **FINISHED)
        store_reading(session, review, draft.reading)
        return people, article, review.uid, project.uid


def report_of(session, desk, name="Edith"):
    people, article, review, _ = desk
    return article_report(session, people[name], article.uid, review, now=make.NOW)


def step(session, desk, state, *, name="Edith", reason="", after=0, place=None):
    people, article, review, _ = desk
    place = place or first_place(session, desk)
    findings.take_step(
        session, people[name], article.uid, review, place, state, reason=reason, after=after, now=make.NOW
    )
    return place


def first_place(session, desk):
    report = report_of(session, desk).report
    return place_of_finding(next(finding for finding in report.findings if not finding.is_proposed))


def test_a_step_is_stored_with_who_why_and_what_it_was_about(database, desk):
    with database.writing() as session:
        place = step(session, desk, FindingState.ASKED)
        step(session, desk, FindingState.WAIVED, reason="  agreed  with the desk ", after=1, name="Emil")
    with database.reading() as session:
        rows = session.scalars(select(FindingStep).order_by(FindingStep.number)).all()
        assert [(row.state, row.reason) for row in rows] == [
            (FindingState.ASKED, ""), (FindingState.WAIVED, "agreed with the desk"),
        ]  # fmt: skip
        assert rows[1].words.endswith("rest on unnamed people, all through the Coast Wire.")
        taken = report_of(session, desk).steps[place]
        assert [(row.number, row.by) for row in taken] == [(1, "Edith"), (2, "Emil")]
        kinds = session.scalars(select(Audit.kind)).all()
        assert kinds.count("finding:step") == 2


def test_a_waiver_needs_a_reason_and_what_is_not_proposed_is_not_dismissed(database, desk):
    for state, field in ((FindingState.WAIVED, "reason"), (FindingState.DISMISSED, "state")):
        with database.writing() as session, pytest.raises(Invalid) as refusal:
            step(session, desk, state, reason=" ")
        assert list(refusal.value.fields) == [field]


def test_what_a_rule_only_proposes_is_confirmed_before_it_is_acted_on(database, desk):
    people, _, _, project_uid = desk
    draft = Draft().unnamed("S9").add("One source said that Karl Osten set the fire.").mention("S9", "One source")
    draft.claim("C9", "Karl Osten set the fire", on=("S9",))
    with database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == project_uid)).one()
        article = make.article(session, project, draft.text, sentences=draft.sentences)
        review = make.review(session, article, session.scalars(select(Account)).first(), **FINISHED)
        store_reading(session, review, draft.reading)
        other = people, article, review.uid, project_uid
    with database.reading() as session:
        place = place_of_flag(next(flag for flag in report_of(session, other).report.rest if flag.rule == "SR22"))
    with pytest.raises(Invalid, match="Confirm it first"), database.writing() as session:
        step(session, other, FindingState.ASKED, place=place)
    with database.writing() as session:
        step(session, other, FindingState.DISMISSED, place=place)
    with pytest.raises(Invalid, match="Confirm it first"), database.writing() as session:
        step(session, other, FindingState.FIXED, place=place, after=1)
    with database.writing() as session:
        step(session, other, FindingState.CONFIRMED, place=place, after=1)
        step(session, other, FindingState.ASKED, place=place, after=2)
    with database.reading() as session:
        assert [row.state for row in report_of(session, other).steps[place]] == ["dismissed", "confirmed", "asked"]


def test_two_editors_waiving_at_once_leave_one_waiver_and_the_other_is_told(database, desk):
    with database.reading() as session:
        place = first_place(session, desk)
    barrier, outcomes = threading.Barrier(2), []

    def waive(name):
        barrier.wait()
        try:
            with database.writing() as session:
                step(session, desk, FindingState.WAIVED, reason=f"{name} says so", name=name, place=place)
            outcomes.append("stored")
        except Conflict as conflict:
            outcomes.append(conflict.message)

    threads = [threading.Thread(target=waive, args=(name,)) for name in ("Edith", "Emil")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("stored") == 1
    [told] = [outcome for outcome in outcomes if outcome != "stored"]
    with database.reading() as session:
        [row] = session.scalars(select(FindingStep)).all()
    assert row.reason in told


@pytest.mark.parametrize(("name", "error"), [("Rob", Forbidden), ("Ann", NotFound)])
def test_only_editors_act_and_a_reviewer_learns_nothing(database, desk, name, error):
    with database.writing() as session:
        step(session, desk, FindingState.ASKED)
    with database.writing() as session, pytest.raises(error):
        step(session, desk, FindingState.FIXED, name=name, after=1, place="unnamed_story:0-1")


def test_a_reader_sees_the_states_and_an_editor_who_is_tagging_the_text_does_not(database, desk):
    people, article, _, _ = desk
    with database.writing() as session:
        step(session, desk, FindingState.ASKED)
    with database.writing() as session:
        assert report_of(session, desk, "Rob").steps
        make.review(session, article, session.get_one(make.Account, people["Emil"].account_id))
        session.flush()
        hidden = article_report(session, people["Emil"], article.uid, None, now=make.NOW)
        assert (hidden.report, hidden.steps, hidden.may_act) == (None, {}, False)


def test_the_author_is_asked_about_all_that_is_open_and_about_nothing_proposed(database, desk):
    people, article, review, _ = desk
    with database.writing() as session:
        report = report_of(session, desk).report
        questions = findings.ask_all(session, people["Edith"], article.uid, review, now=make.NOW)
    assert list(questions) == [finding.question for finding in report.findings if not finding.is_proposed]
    with database.writing() as session:
        assert findings.ask_all(session, people["Edith"], article.uid, review, now=make.NOW) == ()


def test_a_signed_report_says_the_same_under_every_later_policy(database, desk):
    people, article, review, project_uid = desk
    with database.writing() as session:
        step(session, desk, FindingState.WAIVED, reason="known to the desk")
        uid = findings.sign_off(session, people["Edith"], article.uid, review, now=make.NOW)
    with database.reading() as session:
        before = reports.read_report(session, people["Rob"], uid)
        assert before.head.signed_by == "Edith"
        assert before.content["policy"]["name"] == "All rules"
        assert [state["state"] for state in before.content["states"]][:1] == ["waived"]
        assert {flag["rule"] for flag in before.content["flags"]} >= {"SR02", "SR16"}
    with database.writing() as session:
        policies.change_policy(
            session, people["Emil"], project_uid, preset_policy(Preset.GUARDIAN), based_on=0, now=make.NOW
        )
    with database.reading() as session:
        now = report_of(session, desk).report
        assert {flag.rule for flag in now.flags} <= {"SR01", "SR06", "SR09", "SR18"}
        assert reports.read_report(session, people["Rob"], uid).body == before.body


def test_a_policy_is_changed_by_one_editor_at_a_time_and_by_nobody_else(database, desk):
    people, _, _, project_uid = desk
    with database.writing() as session:
        number = policies.change_policy(
            session, people["Edith"], project_uid, FIRST_POLICY, based_on=0, now=make.NOW
        )
    assert number == 1
    with database.writing() as session, pytest.raises(Conflict, match="Edith changed the policy"):
        policies.change_policy(session, people["Emil"], project_uid, FIRST_POLICY, based_on=0, now=make.NOW)
    with database.writing() as session, pytest.raises(Forbidden):
        policies.change_policy(session, people["Rob"], project_uid, FIRST_POLICY, based_on=1, now=make.NOW)


def test_waivers_are_listed_while_they_hold(database, desk):
    people, _, _, project_uid = desk
    with database.writing() as session:
        place = step(session, desk, FindingState.WAIVED, reason="known to the desk")
    with database.reading() as session:
        [waiver] = policies.list_waivers(session, people["Rob"], project_uid)[1]
        assert (waiver.reason, waiver.by) == ("known to the desk", "Edith")
        with pytest.raises(Forbidden):
            policies.list_waivers(session, people["Ann"], project_uid)
    with database.writing() as session:
        step(session, desk, FindingState.OPEN, after=1, place=place)
    with database.reading() as session:
        assert policies.list_waivers(session, people["Rob"], project_uid)[1] == ()


def test_a_rule_that_fires_on_most_articles_folds_for_who_may_know_of_these(database, desk):
    people, article, review, project_uid = desk
    with database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == project_uid)).one()
        ann = session.get_one(Account, people["Ann"].account_id)
        draft = Draft().add("Some 40 boats burned.").claim("C1").figure("F1", "Some 40 boats", Bound.ABOUT)
        for number in range(policies.LEAST_ARTICLES):
            other = make.article(session, project, f"{draft.text} {number}", sentences=draft.sentences)
            pass_ = make.review(session, other, ann, **FINISHED)
            store_reading(session, pass_, draft.reading)
            session.flush()
            record_sums(session, [pass_.id])
        own = make.review(session, article, ann, **FINISHED)
        store_reading(session, own, story().reading)
        own_uid = own.uid
    with database.reading() as session:
        report = article_report(session, people["Rob"], article.uid, review, now=make.NOW).report
        assert set(report.folded) == {"SR14", "SR16", "SR17"}
        assert not {"SR16", "SR17"} & {rule for finding in report.findings for rule in finding.rules}
        assert {"SR16", "SR17"} <= {flag.rule for flag in report.rest}
        assert report.measures.figures_with_source.of == 1
        alone = article_report(session, people["Ann"], article.uid, own_uid, now=make.NOW).report
        assert alone.folded == ()
        assert {"SR16", "SR17"} <= {rule for finding in alone.findings for rule in finding.rules}
