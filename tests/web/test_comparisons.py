"""Two articles side by side: what both have, what one has alone, and whose readings it rests on."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.core.records import Bound, Identity, ReviewState, Role, SourceType
from annotator.core.sourcing.same_story import likely_same, telling_words
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

FINISHED = {"state": ReviewState.FINISHED, "finished_at": make.NOW}


def wire() -> Draft:
    """The minister by name, an unnamed aide, some 5,200 troops without a source."""
    draft = Draft().card("S1").unnamed("S2")
    draft.add("Ana Ruiz said talks failed in Vell.").mention("S1", "Ana Ruiz").claim("C1", "talks failed", on=("S1",))
    draft.add("An aide said Karl Osten had left Vell.").mention("S2", "An aide")
    draft.claim("C2", "Osten had left", on=("S2",))
    draft.add("Some 5,200 troops stay in Vell.").claim("C3").figure("F1", "Some 5,200 troops", Bound.ABOUT)
    return valued(draft, 5200)


def valued(draft: Draft, value: int) -> Draft:
    draft.figures[-1] = replace(draft.figures[-1], low=Decimal(value))
    return draft


def paper() -> Draft:
    """The minister again, the one who left by name, and another number of soldiers."""
    draft = Draft().card("S1").card("S3").card("S4", Identity.NAMED, SourceType.ORGANISATION)
    draft.add("Talks failed, Ana Ruiz's office was told by Ana Ruiz.").mention("S1", "Ana Ruiz")
    draft.claim("C1", "Talks failed", on=("S1",))
    draft.add("Karl Osten said he had left Vell.").mention("S3", "Karl Osten").claim("C2", "he had left", on=("S3",))
    draft.add("The army said 4,000 troops stay in Vell.").mention("S4", "The army")
    draft.claim("C3", "4,000 troops stay", on=("S4",)).figure("F1", "4,000 troops", Bound.EXACT)
    return valued(draft, 4000)


@pytest.fixture
def desk(database):
    with database.writing() as session:
        project = make.project(session)
        people = {
            name: make.member(session, project, role, name)
            for name, role in (("Rob", Role.READER), ("Ann", Role.REVIEWER), ("Bob", Role.REVIEWER))
        }
        articles = []
        for draft, outlet in ((wire(), "Coast Wire"), (paper(), "Meridian"), (Draft().add("Nothing yet."), "Late")):
            articles.append(
                make.article(session, project, draft.text, title=f"Talks, by {outlet}", outlet=outlet,
                             sentences=draft.sentences)
            )  # fmt: skip
        for article, draft in zip(articles, (wire(), paper()), strict=False):
            for name in ("Ann", "Bob") if draft.text == wire().text else ("Bob",):
                review = make.review(session, article, people[name], **FINISHED)
                store_reading(session, review, draft.reading)
        return people, project.uid, [article.uid for article in articles]


@pytest.fixture
def page(desk, signed_in):
    people, project_uid, uids = desk

    def get(name, *chosen, q=""):
        query = dict(zip(("first", "second"), (uids[place] for place in chosen), strict=False)) | {"q": q}
        return signed_in(people[name]).get(f"/projects/{project_uid}/compare", query_string=query)

    return get


def words(node) -> str:
    return " ".join(node.text().split())


def section(html, name):
    return words(html.css_first(f"section[aria-labelledby={name}]"))


def test_both_name_one_minister_and_each_has_its_own(page):
    html = LexborHTMLParser(page("Rob", 0, 1).text)
    assert "Ana Ruiz" in section(html, "shared-title")
    alone = section(html, "named-title")
    assert "Karl Osten" in alone
    assert "The army" in alone
    assert "Ana Ruiz" not in alone
    assert "An aide" in section(html, "unnamed-title")


def test_figures_that_may_count_the_same_stand_beside_each_other_as_a_question(page):
    told = section(LexborHTMLParser(page("Rob", 0, 1).text), "figures-title")
    assert "Some 5,200 troops no source" in told
    assert "4,000 troops The army" in told
    assert "Do these count the same? They differ." in told


def test_both_rest_on_the_readings_of_one_person_where_there_is_one(page):
    html = LexborHTMLParser(page("Rob", 0, 1).text)
    told = [words(node.css_first(".small")) for node in html.css(".compare-side")]
    assert len(told) == 2
    assert all(line.startswith("Rests on the reading of Bob") for line in told)


def test_an_article_without_a_finished_review_is_said_to_have_none(page):
    answer = page("Rob", 0, 2)
    assert answer.status_code == 200
    assert "One of the two has no finished review" in answer.text
    assert "no finished review to rest on" in answer.text


def test_without_a_choice_the_page_offers_the_articles_and_narrows_them(page):
    html = LexborHTMLParser(page("Rob", q="coast").text)
    options = [words(node) for node in html.css("#first option")]
    assert options[0] == "choose"
    assert [option.partition(" (")[0] for option in options[1:]] == ["Talks, by Coast Wire"]
    assert html.css(".compare-side") == []
    assert "No article is found" in page("Rob", q="nowhere").text


def test_the_files_say_what_the_page_says(page, desk, signed_in):
    people, project_uid, uids = desk
    client = signed_in(people["Rob"])
    html = LexborHTMLParser(page("Rob", 0, 1).text)
    files = [link.attributes["href"] for link in html.css("main a[download]")]
    assert [file.partition("?")[0].rpartition("/")[2] for file in files] == ["csv", "json"]
    document = client.get(files[1]).json
    assert [one["article"]["uid"] for one in document["articles"]] == uids[:2]
    both = document["sources"]["named_in_both"]
    assert [[entry["label"] for entry in pair] for pair in both] == [["Ana Ruiz", "Ana Ruiz"]]
    assert [entry["label"] for entry in document["sources"]["named_alone"][1]] == ["Karl Osten", "The army"]
    [pair] = document["figures"]["may_count_the_same"]
    assert (pair["same_value"], pair["both_can_be_true"]) == (False, False)
    rows = list(csv.DictReader(io.StringIO(client.get(files[0]).text.removeprefix("\ufeff"))))
    told = {(row["what"], row["name"]): row for row in rows}
    for side, measures in zip(("first", "second"), (one["measures"] for one in document["articles"]), strict=True):
        row = told["measure", "on_unnamed"]
        assert [row[side], row[f"{side}_of"]] == [str(measures["on_unnamed"][part]) for part in ("count", "of")]
        shown = [words(node) for node in html.css(".compare-side")[side == "second"].css(".compare-numbers li b")]
        share = measures["on_unnamed"]
        assert f"{share['count']} of {share['of']}" in shown
    assert [row["name"] for row in rows if row["what"] == "named_alone"] == ["Karl Osten", "The army"]
    assert [(row["first"], row["second"]) for row in rows if row["what"] == "figures"] == [
        ("Some 5,200 troops", "4,000 troops")
    ]
    for path, query in (("exe", {"first": uids[0], "second": uids[1]}), ("csv", {"first": uids[0]})):
        assert client.get(f"/projects/{project_uid}/compare/{path}", query_string=query).status_code == 404
    assert signed_in(people["Ann"]).get(files[1]).status_code == 403


def test_the_report_leads_here_with_its_article_chosen_and_others_on_the_story_are_offered(page, desk, signed_in):
    people, _, uids = desk
    report = LexborHTMLParser(signed_in(people["Rob"]).get(f"/articles/{uids[1]}/report").text)
    href = report.css_first("a#compare").attributes["href"]
    shown = LexborHTMLParser(signed_in(people["Rob"]).get(href).text)
    assert shown.css_first("#first option[selected]").attributes["value"] == uids[1]
    assert "No other title is like" in shown.text()
    html = LexborHTMLParser(page("Rob", 1, 1).text)  # beside itself: one article
    assert html.css(".compare-side") == []
    own = LexborHTMLParser(signed_in(people["Ann"]).get(f"/articles/{uids[0]}/report").text)
    assert own.css_first("a#compare") is None


def test_what_is_chosen_stays_in_the_lists_when_they_are_narrowed(page, desk):
    html = LexborHTMLParser(page("Rob", 0, 1, q="late").text)
    assert html.css_first("#first option[selected]").attributes["value"] == desk[2][0]
    assert html.css_first("#second option[selected]").attributes["value"] == desk[2][1]
    assert len(html.css("#first option")) == 4


def test_each_line_says_whose_it_is_where_the_columns_stand_one_below_the_other(page):
    html = LexborHTMLParser(page("Rob", 0, 1).text)
    heads = [words(node) for node in html.css("section[aria-labelledby=named-title] .compare-which")]
    assert heads == ["Coast Wire", "Meridian"]


@pytest.mark.parametrize(
    ("title", "day", "is_likely"),
    [
        ("Kessar pass convoys: minister denies deal", "2026-03-11", True),
        ("KESSAR colonel held over convoys", "", True),
        ("Convoys wait at the harbour", "2026-03-10", False),
        ("Kessar pass convoys: minister denies deal", "2026-08-01", False),
        ("The report, according to sources", "2026-03-10", False),
    ],
)
def test_titles_that_share_words_and_lie_near_are_likely_on_one_story(title, day, is_likely):
    others = [(title, day)]
    found = likely_same(
        "Border colonel letting convoys through sealed Kessar pass — report", "2026-03-10", others,
        title_of=lambda other: other[0], day_of=lambda other: other[1],
    )  # fmt: skip
    assert bool(found) is is_likely


def test_common_words_tell_no_story():
    assert telling_words("Report: sources say more than 40 were there") == ()


def test_reviewers_do_not_get_in_and_strange_articles_are_not_found(page, desk, signed_in):
    people, project_uid, uids = desk
    assert page("Ann", 0, 1).status_code == 403
    query = {"first": uids[0], "second": "0" * 32}
    assert signed_in(people["Rob"]).get(f"/projects/{project_uid}/compare", query_string=query).status_code == 404
