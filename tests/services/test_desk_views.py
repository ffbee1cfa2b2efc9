"""Desk views and months: one review an article, never a mix; from what is kept, never from tags; blind to passes."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, event, update

from annotator.core.desk_views import By, DeskChoice
from annotator.core.errors import Forbidden, Invalid
from annotator.core.jobs import JobState
from annotator.core.records import ReviewKind, ReviewState, Role, Who
from annotator.core.sourcing.states import place_of_finding
from annotator.core.sourcing.summary import summarise
from annotator.services import desk_months, desk_views, findings, jobs, reports
from annotator.services.sourcing import article_report
from annotator.services.sourcing_sums import record_sums
from annotator.storage.queries.desk import count_uncounted
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing_sums import list_summed
from annotator.storage.tables import Article, Project, SourcingSum
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

FINISHED = {"state": ReviewState.FINISHED, "finished_at": make.NOW}


def story(unnamed, tagged=9):
    """So many claims on an unnamed source, one on a named, one in own voice with a figure. Who reads less closely tags
    fewer of the first.
    """
    draft = Draft().outlet("S1").unnamed("S2", who=Who.NONE)
    for number in range(unnamed):
        draft.add(f"The fire number {number} was set, one source said.")
        if number < tagged:
            draft.claim(f"U{number}", on=("S2",)).mention("S2", "one source")
    draft.add("It was the third, the Coast Wire said.").mention("S1", "the Coast Wire").claim("N", on=("S1",))
    return draft.add("Some 40 boats burned.").claim("O").figure("F", "Some 40 boats")


def add(session, world, at, draft, *, by="Ann", count=True, outlet="Northern Post", kind=ReviewKind.PASS):
    article = make.article(session, world.project, draft.text, outlet=outlet, sentences=draft.sentences)
    month = 1 + at % 2
    session.execute(
        update(Article).where(Article.id == article.id).values(published_on=f"2026-{month:02}-0{1 + at % 9}")
    )
    return article, review(session, world, article, draft, by=by, count=count, kind=kind)


def review(session, world, article, draft, *, by, count=True, kind=ReviewKind.PASS):
    row = make.review(session, article, world.people[by], kind=kind, **FINISHED)
    store_reading(session, row, draft.reading)
    if count:
        record_sums(session, [row.id])
    return row


@pytest.fixture
def world(database):
    with database.writing() as session:
        project = make.project(session)
        names = (("Edith", Role.EDITOR), ("Rob", Role.READER), ("Ann", Role.REVIEWER), ("Bob", Role.REVIEWER))
        people = {name: make.member(session, project, role, name) for name, role in names}
        found = SimpleNamespace(database=database, project=project, people=people, articles=[], reviews=[])
        found.actors = {name: make.actor(session, account) for name, account in people.items()}
        for at in range(12):
            outlet = "North" if at < 7 else "South"
            article, row = add(session, found, at, story(at % 4), outlet=outlet, count=False)
            found.articles.append(article)
            found.reviews.append(row)
        record_sums(session, [row.id for row in found.reviews])
        session.flush()
        session.expunge_all()
    return found


def run(world, choice=None, *, month="", by="Edith", before=None):
    """Ask, run, and give the job and what was kept."""
    with world.database.writing() as session:
        if month:
            uid = desk_months.ask_for_month(session, world.actors[by], world.project.uid, month, now=make.NOW)
        else:
            choice = choice or DeskChoice()
            uid = desk_views.ask_for_view(session, world.actors[by], world.project.uid, choice, "Desk", now=make.NOW)
    if before:
        before(uid)
    jobs.run_waiting(world.database, now=lambda: make.NOW)
    with world.database.reading() as session:
        job = jobs.show_job(session, world.actors[by], uid)
        if job.state is not JobState.DONE:
            return job, None
        return job, reports.read_report(session, world.actors[by], job.result["report"])


def plain_counts(world, reviews, name):
    """A share's counts of these reviews, from their tags: what a report of each would say."""
    with world.database.reading() as session:
        heads = list_summed(session, [row.id for row in reviews])
        readings = load_newest_readings(session, [head.review_id for head in heads])
        shares = [summarise(readings[head.review_id], head.facts).shares[name] for head in heads]
    return sum(share.count for share in shares), sum(share.of for share in shares)


def test_the_numbers_are_those_of_the_articles_reports_and_are_kept(world):
    _, kept = run(world, DeskChoice(compare_by=By.OUTLET, first="North", second="South"))
    told = kept.content["overall"]["shares"]
    for name in ("on_unnamed", "own_voice", "second_hand"):
        assert (told[name]["count"], told[name]["of"]) == plain_counts(world, world.reviews, name)
    [north, south] = kept.content["groups"][0]["rows"]
    assert (north["name"], north["articles"], south["articles"]) == ("North", 7, 5)
    counts = plain_counts(world, world.reviews[:7], "on_unnamed")
    assert (north["shares"]["on_unnamed"]["count"], north["shares"]["on_unnamed"]["of"]) == counts
    compared = kept.content["comparison"]
    values = [compared[group]["shares"]["on_unnamed"]["value"] for group in ("first", "second")]
    assert compared["differences"]["on_unnamed"]["value"] == pytest.approx(values[0] - values[1], abs=2e-6)
    assert [month["articles"] for month in kept.content["trend"]] == [6, 6]
    assert kept.content["basis"] | {"policies": 0} == {
        "rests": {"gold": 0, "reviewer": 0, "first": 12}, "reviewer": "", "articles": 12, "earlier": 0, "tagged": 12,
        "published": 12, "hidden": 0, "uncounted": 0, "sourcing_only": 0, "policies": 0,
    }  # fmt: skip
    assert len(kept.reviews) == 12
    assert kept.text_count == 12


def test_an_article_rests_on_gold_else_on_the_named_review_else_on_the_first(world):
    with world.database.writing() as session:
        for at in (2, 3):
            review(session, world, world.articles[at], story(at, tagged=1), by="Bob")
        review(session, world, world.articles[2], story(2, tagged=0), by="Edith", kind=ReviewKind.GOLD)
    _, first = run(world)
    assert first.content["basis"]["rests"] == {"gold": 1, "reviewer": 0, "first": 11}
    _, named = run(world, DeskChoice(reviewer=world.people["Bob"].uid))
    assert named.content["basis"]["rests"] == {"gold": 1, "reviewer": 1, "first": 10}
    assert named.content["basis"]["reviewer"] == "Bob"
    # The last article: Ann has three claims on an unnamed source, Bob one; each counts once, whole.
    counts = [kept.content["overall"]["shares"]["on_unnamed"]["count"] for kept in (first, named)]
    assert counts[0] - counts[1] == 2
    assert counts[0] == plain_counts(world, world.reviews, "on_unnamed")[0] - 2
    assert len(named.reviews) == 12


def test_what_was_not_counted_is_counted_first_and_once(world):
    with world.database.writing() as session:
        session.execute(delete(SourcingSum).where(SourcingSum.review_id == world.reviews[0].id))
        session.execute(
            update(SourcingSum).where(SourcingSum.review_id == world.reviews[1].id).values(body='{"v":0}')
        )
    with world.database.reading() as session:
        assert count_uncounted(session) == 2
    _, kept = run(world)
    assert kept.content["basis"]["articles"] == 12
    assert kept.content["basis"]["uncounted"] == 0
    with world.database.reading() as session:
        assert count_uncounted(session) == 0


def test_a_cancelled_job_keeps_nothing(world):
    with world.database.writing() as session:
        session.execute(delete(SourcingSum))

    def cancel(uid):
        with world.database.writing() as session:
            jobs.cancel(session, world.actors["Edith"], uid, now=make.NOW)

    job, kept = run(world, before=cancel)
    assert (job.state, kept) == (JobState.CANCELLED, None)


def test_without_a_finished_review_the_job_says_so(world):
    job, kept = run(world, DeskChoice(outlet="Elsewhere"))
    assert kept is None
    assert "None of the 0 articles chosen has a finished review" in job.message
    job, _ = run(world, month="2025-06")
    assert "No article of 2025-06 has a finished review" in job.message
    with pytest.raises(Invalid), world.database.writing() as session:
        desk_months.ask_for_month(session, world.actors["Edith"], world.project.uid, "June", now=make.NOW)


def test_a_text_that_the_person_is_tagging_is_in_no_number_and_closes_the_view_to_them(world):
    with world.database.writing() as session:
        make.review(session, world.articles[3], world.people["Edith"], state=ReviewState.STARTED)
    _, kept = run(world)
    assert (kept.content["basis"]["articles"], kept.content["basis"]["hidden"]) == (11, 1)
    assert world.articles[3].text_uid not in str(kept.body)
    # One that somebody else had made speaks of it, and is not for her now.
    _, theirs = run(world, by="Rob")
    assert theirs.content["basis"]["articles"] == 12
    with world.database.reading() as session, pytest.raises(Exception, match="that you are tagging"):
        reports.read_report(session, world.actors["Edith"], theirs.head.uid)


def test_a_view_on_one_person_s_readings_is_without_what_the_person_adjudicates_without_names(world):
    """And one that was made before is closed to them: it tells what somebody tagged there."""
    anns = DeskChoice(reviewer=world.people["Ann"].uid)
    _, before = run(world, anns)
    _, nobody_s = run(world)
    with world.database.writing() as session:
        session.get_one(Project, world.project.id).adjudicates_blind = True
        gold = {"kind": ReviewKind.GOLD, "state": ReviewState.STARTED}
        make.review(session, world.articles[3], world.people["Edith"], **gold)
    _, kept = run(world, anns)
    assert (kept.content["basis"]["articles"], kept.content["basis"]["hidden"]) == (11, 1)
    assert world.articles[3].text_uid not in str(kept.body)
    assert run(world)[1].content["basis"]["articles"] == 12
    with world.database.reading() as session:
        assert reports.read_report(session, world.actors["Edith"], nobody_s.head.uid)
        assert reports.read_report(session, world.actors["Rob"], before.head.uid)
        with pytest.raises(Forbidden, match="adjudicated with names hidden"):
            reports.read_report(session, world.actors["Edith"], before.head.uid)


def test_an_article_stands_with_its_newest_text_that_has_a_finished_review(world):
    article = world.articles[3]
    waive(world, article, world.reviews[3])
    with world.database.writing() as session:
        later = make.later_text(session, article, story(0).text, sentences=story(0).sentences)
        make.later_text(session, world.articles[0], "Nobody has read this.")
        make.review(session, later, world.people["Bob"], state=ReviewState.STARTED)
    _, kept = run(world)
    basis = kept.content["basis"]
    assert (basis["articles"], basis["tagged"], basis["published"], basis["earlier"]) == (12, 12, 12, 2)
    counts = kept.content["overall"]["shares"]["on_unnamed"]["count"]
    assert counts == plain_counts(world, world.reviews, "on_unnamed")[0]
    assert kept.content["overall"]["waived"] == 1
    # Who is tagging the later text sees nothing of the earlier one.
    with world.database.writing() as session:
        make.review(session, later, world.people["Edith"], state=ReviewState.STARTED)
    _, hers = run(world, month="2026-02")
    assert (hers.content["basis"]["articles"], hers.content["basis"]["hidden"]) == (11, 1)
    assert hers.content["coverage"] == {"tagged": 5, "published": 5}
    assert hers.content["waivers"] == []
    assert article.uid not in str(hers.body)
    # Once it is finished it takes the place of the earlier one.
    with world.database.writing() as session:
        row = review(session, world, later, story(0), by="Ann")
    _, after = run(world, by="Rob")
    assert after.content["basis"]["earlier"] == 1
    assert row.uid in after.reviews
    assert world.reviews[3].uid not in after.reviews
    assert after.content["overall"]["shares"]["on_unnamed"]["count"] == counts - 3
    assert after.content["overall"]["waived"] == 0


def waive(world, article, row):
    """Waive the first finding of a review; its words."""
    editor = world.actors["Edith"]
    with world.database.writing() as session:
        report = article_report(session, editor, article.uid, None, now=make.NOW).report
        finding = next(one for one in report.findings if not one.is_proposed)
        findings.take_step(
            session, editor, article.uid, row.uid, place_of_finding(finding), "waived",
            reason="known to the desk", after=0, now=make.NOW + timedelta(hours=1),
        )  # fmt: skip
    return finding.sentence


def test_the_statements_are_as_many_for_two_articles_as_for_twelve(world):
    def count(choice):
        said = []
        listen = lambda *args: said.append(args[2])  # noqa: E731 - the event's signature
        event.listen(world.database.engine, "before_cursor_execute", listen)
        try:
            run(world, choice)
        finally:
            event.remove(world.database.engine, "before_cursor_execute", listen)
        assert not any("FROM claim" in words or "FROM source" in words for words in said if "sourcing_sum" not in words)
        return len(said)

    assert count(DeskChoice(last_day="2026-01-01")) == count(DeskChoice())


def test_a_month_stands_beside_the_one_before_with_waivers_and_examples(world):
    article = world.articles[3]
    waived = waive(world, article, world.reviews[3])
    with world.database.writing() as session:
        make.article(session, world.project, "Untagged words. More words.")
    _, kept = run(world, month="2026-02")
    content = kept.content
    assert (content["articles"], content["articles_before"]) == (6, 6)
    assert [told["share"] for told in content["counts"]] == [
        "named_original", "on_unnamed", "second_hand", "own_voice", "figures_without_source",
    ]  # fmt: skip
    unnamed = content["counts"][1]
    assert (unnamed["now"]["count"], unnamed["now"]["of"]) == plain_counts(world, world.reviews[1::2], "on_unnamed")
    assert (unnamed["before"]["count"], unnamed["before"]["of"]) == plain_counts(
        world, world.reviews[0::2], "on_unnamed"
    )
    assert [(waiver["reason"], waiver["by"]) for waiver in content["waivers"]] == [("known to the desk", "Edith")]
    assert len(content["examples"]) == 3
    assert waived not in [
        example["sentence"] for example in content["examples"] if example["article"] == article.uid
    ]
    assert content["coverage"] == {"tagged": 6, "published": 6}
