"""Keeping an agreement report from its page, reading it later, and the page of the study on record."""

import csv
import io
import json
import re
from types import SimpleNamespace

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.records import Role
from annotator.core.reports import digest
from annotator.services import agreement_reports, jobs
from annotator.services import annotations as tagging
from annotator.services.annotations import Stamp
from annotator.services.reviews import finish_review, start_review
from tests import make

OTHER = make.TEXT.replace("Harbour", "Tower").replace("harbour", "tower")


def finish(session, actor, article, *, facts):
    review = start_review(session, actor, article.uid, now=make.NOW)
    for ordinal in facts:
        tagging.answer(session, actor, review, Request(ordinal, Verb.FACT), stamp=Stamp(), now=make.NOW)
    tagging.answer_rest(session, actor, review, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
    finish_review(session, actor, review, now=make.NOW)


@pytest.fixture
def world(database, signed_in):
    with database.writing() as session:
        project = make.project(session)
        accounts = {role.value: make.member(session, project, role) for role in Role}
        taggers = [make.member(session, project, Role.REVIEWER, name) for name in ("Ann", "Bob")]
        article = make.article(session, project)
        for account, facts in zip(taggers, ((1, 2), (1,)), strict=True):
            finish(session, make.actor(session, account), article, facts=facts)
    browsers = {name: signed_in(account) for name, account in accounts.items()}
    return SimpleNamespace(
        project=project, article=article, taggers=taggers, url=f"/projects/{project.uid}", accounts=accounts, **browsers
    )


def keep(world, browser=None, query="", **values):
    return (browser or world.reader).post(f"{world.url}/agreement/keep{query}", data={"title": "March", **values})


def test_a_report_is_kept_from_its_page_and_stays_when_the_numbers_move(database, world):
    assert f'action="{world.url}/agreement/keep"' in world.reader.get(f"{world.url}/agreement").text
    place = keep(world).location
    before = world.reader.get(f"{place}/report.json").data
    with database.writing() as session:
        later = make.article(session, world.project, OTHER)
        for account in world.taggers:
            finish(session, make.actor(session, account), later, facts=(1, 2, 3))
    page = world.reader.get(place).text
    assert "1 article, 3 sentences judged by two or more" in re.sub("<[^>]+>", "", page)
    assert "No sampling frame is on record." in page
    assert world.reader.get(f"{place}/report.json").data == before
    document = json.loads(before)
    assert [text["sha256"] for text in document["versions"]["texts"]] == [digest(world.article.text)]
    assert (document["made_by"], len(document["reviews"])) == ("Reader", 2)
    claim = document["content"]["facets"][0]
    assert claim["pairs"][0] | {"numbers": 0} == {
        "first": world.taggers[0].uid, "second": world.taggers[1].uid, "sentences": 3, "both": 1, "only_first": 1,
        "only_second": 0, "neither": 1, "numbers": 0,
    }  # fmt: skip
    assert claim["numbers"]["observed"]["value"] == pytest.approx(2 / 3)
    rows = list(csv.DictReader(io.StringIO(world.reader.get(f"{place}/report.csv").data.decode("utf-8-sig"))))
    wanted = {"facet": "claim", "number": "observed", "first_reviewer": "", "item": "", "group": ""}
    [observed] = [row for row in rows if wanted.items() <= row.items()]
    assert float(observed["value"]) == claim["numbers"]["observed"]["value"]


def test_a_large_one_is_kept_by_a_worker(database, world, monkeypatch):
    monkeypatch.setattr(agreement_reports, "MOST_AT_ONCE", 0)
    place = keep(world).location
    assert place.startswith("/jobs/")
    assert "Keeping an agreement report" in world.reader.get(place).text
    assert jobs.run_waiting(database, now=lambda: make.NOW) == 1
    page = world.reader.get(place).text
    assert "/reports/" in page, page
    assert "March" in world.reader.get(f"{world.url}/reports").text


@pytest.mark.parametrize("values", [{"title": " "}, {"reviewer": "one"}])
def test_what_cannot_be_kept_is_refused(world, values):
    if "reviewer" in values:
        values = {"query": f"?reviewer={world.taggers[0].uid}"}
    assert keep(world, **values).status_code == 422
    assert "No report is kept yet" in world.reader.get(f"{world.url}/reports").text


def test_what_is_chosen_on_the_page_is_kept_and_told(world):
    query = f"?outlet=Northern+Post&reviewer={world.taggers[0].uid}&reviewer={world.taggers[1].uid}"
    page = world.reader.get(f"{world.url}/agreement{query}").text
    assert f'action="{world.url}/agreement/keep{query.replace("&", "&amp;")}"' in page
    document = json.loads(world.reader.get(f"{keep(world, query=query).location}/report.json").data)
    assert document["filters"]["outlet"] == "Northern Post"
    assert document["filters"]["reviewers"] == [tagger.uid for tagger in world.taggers]
    assert "restricted to outlet “Northern Post”" in document["content"]["methods"]
    assert keep(world, query="?outlet=Elsewhere").status_code == 422


def test_reviewers_keep_and_read_nothing(world):
    assert keep(world, world.reviewer).status_code == 403
    place = keep(world).location
    assert world.reviewer.get(place).status_code == 403


def test_whoever_is_tagging_its_article_does_not_read_it(database, world):
    place = keep(world).location
    assert world.editor.get(place).status_code == 200
    with database.writing() as session:
        start_review(session, make.actor(session, world.accounts["editor"]), world.article.uid, now=make.NOW)
    assert world.editor.get(place).status_code == 403
    assert keep(world, world.editor).status_code == 422, "for them there is no number yet"


def test_the_study_is_declared_on_its_page_and_fills_the_methods(database, world):
    page = world.editor.get(f"{world.url}/study")
    assert page.status_code == 200
    declared = {"frame": "All of March", "independence": "independent", "collapsed": "", "number": "0"}
    assert world.editor.post(f"{world.url}/study", data=declared).status_code == 303
    assert world.editor.post(f"{world.url}/study", data=declared).status_code == 409
    bad = world.editor.post(f"{world.url}/study", data=declared | {"number": "1", "training": "nowhere"})
    assert bad.status_code == 422
    assert "All of March" in bad.text
    assert "is no article of this project" in bad.text
    assert "Sampling frame: All of March." in world.reader.get(keep(world).location).text
    with database.writing() as session:
        warm_up = make.article(session, world.project, OTHER)
    world.editor.post(f"{world.url}/study", data=declared | {"number": "1", "training": warm_up.uid})
    assert "1 training article;" in world.reader.get(f"{world.url}/agreement").text


def test_the_overlap_is_drawn_on_its_page_and_waits_in_the_lists_of_those_chosen(database, world, signed_in):
    with database.writing() as session:
        make.article(session, world.project, OTHER)
    people = [account.uid for account in world.taggers]
    refused = world.editor.post(f"{world.url}/study/draw", data={"share": "100", "people": people, "number": "0"})
    assert refused.status_code == 422
    drawn = world.editor.post(
        f"{world.url}/study/draw", data={"share": "100", "seed": "7", "people": people, "number": "0"}
    )
    assert drawn.status_code == 303
    assert "with seed 7: 2 of 2 articles" in world.editor.get(f"{world.url}/study").text
    ann = signed_in(world.taggers[0])
    assert "assigned to you" in ann.get(world.url).text
    assert "assigned to you" not in world.editor.get(world.url).text
