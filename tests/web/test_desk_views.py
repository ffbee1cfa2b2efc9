"""The desk view's pages: asked for by a plain form, shown from what was kept, the same numbers in every form."""

import csv
import io
import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.core.records import Role
from annotator.services import jobs
from annotator.storage.tables import Audit
from tests import make
from tests.services.test_desk_views import world  # noqa: F401 - the desk of the service's tests


@pytest.fixture
def database(sqlite_database):
    """One engine: what is stored is the service's tests', and pages are made from the kept document."""
    return sqlite_database


@pytest.fixture
def desk(world, signed_in):  # noqa: F811
    world.url = f"/projects/{world.project.uid}/desk"
    world.clients = {name: signed_in(account) for name, account in world.people.items()}
    return world


def kept(desk, name="Edith", path="", **data):
    answer = desk.clients[name].post(desk.url + path, data=data)
    assert answer.status_code == 303, answer.text
    jobs.run_waiting(desk.database, now=lambda: make.NOW)
    job = LexborHTMLParser(desk.clients[name].get(answer.location).text)
    return job.css_first("a.primary").attributes["href"]


def allow_bylines(desk, *, version, on=True):
    place = f"/projects/{desk.project.uid}/desk/bylines"
    return desk.clients["Edith"].post(place, data={"version": version} | ({"bylines": "1"} if on else {}))


def test_bylines_come_in_only_where_an_editor_allowed_it(desk):
    refused = {"title": "T", "compare_by": "byline", "first": "A", "second": "B", "bylines": "y", "byline": "A"}
    html = LexborHTMLParser(desk.clients["Rob"].get(desk.url).text)
    assert not html.css("[name^=byline], option[value=byline]")
    assert desk.clients["Rob"].post(desk.url, data=refused).status_code == 422
    place = kept(desk, "Rob", title="Without", bylines="y", byline="Nobody")
    content = json.loads(desk.clients["Rob"].get(f"{place}/report.json").data)["content"]
    assert [group["by"] for group in content["groups"]] == ["outlet", "section"]
    assert content["basis"]["articles"] == 12
    # Readers and reviewers do not switch it, and nobody does from an old page.
    address = f"/projects/{desk.project.uid}/desk/bylines"
    assert desk.clients["Rob"].post(address, data={"bylines": "1", "version": 1}).status_code == 403
    assert allow_bylines(desk, version=7).status_code == 409
    assert allow_bylines(desk, version=1).status_code == 303
    settings = desk.clients["Edith"].get(f"/projects/{desk.project.uid}/settings").text
    assert 'id="desk-bylines" value="1" checked' in settings
    html = LexborHTMLParser(desk.clients["Rob"].get(desk.url).text)
    assert len(html.css("[name^=byline], option[value=byline]")) == 3
    asked = desk.clients["Rob"].post(desk.url, data=refused)
    assert asked.status_code == 303
    # Asked for while it was on, run after it was switched off: refused, and said why.
    assert allow_bylines(desk, version=2, on=False).status_code == 303
    jobs.run_waiting(desk.database, now=lambda: make.NOW)
    assert "do not go by byline" in desk.clients["Rob"].get(asked.location).text
    with desk.database.reading() as session:
        acts = [row.detail for row in session.query(Audit).filter_by(kind="project:bylines").order_by(Audit.id)]
    assert [act["groups"] for act in acts] == [True, False]


def words(node):
    return " ".join(node.text().split())


def test_a_view_is_asked_for_and_its_page_csv_and_json_say_the_same(desk):
    assert allow_bylines(desk, version=1).status_code == 303
    place = kept(
        desk, "Rob", title="<b>March</b>", bylines="y", compare_by="outlet", first="North", second="South"
    )
    page = desk.clients["Rob"].get(place)
    html = LexborHTMLParser(page.text)
    assert "<b>March</b>" not in page.text
    content = json.loads(desk.clients["Rob"].get(f"{place}/report.json").data)["content"]
    told = content["overall"]["shares"]["on_unnamed"]
    row = words(html.css(".desk-overall tbody tr")[1])
    assert f"{told['count']} of {told['of']}" in row
    assert f"{round(100 * told['value'])}%" in row
    assert f"{round(100 * told['low'])}% to {round(100 * told['high'])}%" in row
    assert f"n {told['articles']}" in row
    # A month of six articles: few, marked as such beside its n.
    assert "n 6, few" in words(html.css_first("[aria-labelledby=trend] tbody tr"))
    table = csv.DictReader(io.StringIO(desk.clients["Rob"].get(f"{place}/report.csv").data.decode("utf-8-sig")))
    [line] = [r for r in table if (r["part"], r["measure"]) == ("all", "on_unnamed")]
    assert {name: float(line[name]) for name in ("count", "of", "articles", "value", "low", "high")} == {
        name: told[name] for name in ("count", "of", "articles", "value", "low", "high")
    }
    # Every chart says what it is, and a table has its numbers.
    assert all(chart.attributes["aria-label"] for chart in html.css("svg.chart"))
    assert len(html.css("svg.bars")) == 8
    assert len(html.css("svg.lines")) == 8
    assert "no judgement of a person" in page.text
    assert "12 rest on the first finished review of each." in words(html.css_first(".desk-basis"))


def test_a_month_is_one_page_with_its_articles_one_click_away(desk):
    place = kept(desk, path="/month", month="2026-02")
    html = LexborHTMLParser(desk.clients["Edith"].get(place).text)
    assert len(html.css(".month-page tbody tr")) == 5
    assert "6 of 6 articles published in 2026-02 have a finished review" in words(html.css_first(".month-page p"))
    example = html.css_first(".month-examples a").attributes["href"]
    assert desk.clients["Edith"].get(example).status_code == 200
    assert b"named_original" in desk.clients["Edith"].get(f"{place}/report.csv").data
    listed = LexborHTMLParser(desk.clients["Edith"].get(desk.url).text)
    assert [words(node) for node in listed.css(".desk-kept a")] == ["The month 2026-02"]


def test_a_choice_that_cannot_be_is_refused_where_it_was_made(desk):
    for path, data, said in (
        ("", {"title": ""}, "required"),
        ("", {"title": "T", "outlet": "Nowhere"}, "Not a valid choice"),
        ("", {"title": "T", "compare_by": "outlet", "first": "North"}, "Name both groups."),
        ("", {"title": "T", "first_day": "yesterday"}, "Not a valid date"),
        ("/month", {"month": "1999-01"}, "Not a valid choice"),
    ):
        answer = desk.clients["Edith"].post(desk.url + path, data=data)
        assert answer.status_code == 422
        assert said in answer.text


def test_reviewers_and_others_see_nothing_of_it(desk, signed_in):
    place = kept(desk, title="T")
    with desk.database.writing() as session:
        elsewhere = make.member(session, make.project(session, "Other"), Role.EDITOR, "Eve")
    assert desk.clients["Ann"].get(desk.url).status_code == 403
    assert desk.clients["Ann"].get(place).status_code in (403, 404)
    assert signed_in(elsewhere).get(place).status_code in (403, 404)
