"""The report's page: everything it says is reachable, readable without script, and safe."""

from collections import Counter

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.core.records import Bound, Kind, Knowledge, Reason, ReviewState, Role, Who
from annotator.storage.tables import Article
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

FINISHED = {"state": ReviewState.FINISHED, "finished_at": make.NOW}


def story() -> Draft:
    """A headline on unnamed people, a figure without a source, a caption, a double and site words."""
    draft = Draft().outlet("S1")
    draft.unnamed("S2", who=Who.NONE, knowledge=Knowledge.NONE, reason=Reason.NONE, relay="S1")
    draft.add("Fire was set <b>twice</b> - report", Kind.HEADLINE).mention("S1", "report")
    draft.claim("C1", "Fire", on=("S1",))
    draft.add("Fire was set <b>twice</b> - report", Kind.HEADLINE, duplicate_of=0).add("share", Kind.FURNITURE)
    draft.add("“It was set,” one source told the Coast Wire.")
    draft.mention("S2", "one source").mention("S1", "the Coast Wire")
    draft.claim("C2", "“It was set,”", "FO", on=("S2",))
    draft.add("Some 40 boats burned.", paragraph=False).claim("C3").figure("F1", "Some 40 boats", Bound.ABOUT)
    return draft.add("Smoke over Vell. (Ana Ruiz)", Kind.CAPTION)


@pytest.fixture
def desk(database):
    """An article that two reviewers finished, with everybody who may look at it."""
    with database.writing() as session:
        project = make.project(session)
        people = {
            name: make.member(session, project, role, name)
            for name, role in (
                ("Edith", Role.EDITOR), ("Rob", Role.READER), ("Ann", Role.REVIEWER), ("Bob", Role.REVIEWER),
                ("Cleo", Role.REVIEWER),
            )
        }  # fmt: skip
        draft = story()
        article = make.article(
            session, project, draft.text, title="Fire <i>set</i>", outlet="Meridian", sentences=draft.sentences
        )
        reviews = {}
        for name in ("Ann", "Bob"):
            review = make.review(session, article, people[name], **FINISHED)
            store_reading(session, review, draft.reading)
            reviews[name] = review.uid
        session.expunge_all()
    return people, article, reviews


@pytest.fixture
def page(desk, signed_in):
    """Get the report as a person, on a review."""
    people, article, reviews = desk

    def get(name: str, review: str | None = None):
        query = {"review": reviews.get(review, review)} if review else {}
        return signed_in(people[name]).get(f"/articles/{article.uid}/report", query_string=query)

    return get


def tree(answer) -> LexborHTMLParser:
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def words(node) -> str:
    return " ".join(node.text().split())


def test_findings_are_sentences_with_a_question_that_needs_no_script(page) -> None:
    html = tree(page("Edith", "Ann"))
    found = [words(node) for node in html.css(".finding-words")]
    assert "The only attributed claim and the headline rest on unnamed people, all through the Coast Wire." in found
    assert "“Some 40 boats”: rounded, no source." in found
    questions = [words(node) for node in html.css(".question q")]
    assert "Where does “Some 40 boats” come from?" in questions
    assert [node.attributes["id"] for node in html.css(".question q")] == [
        node.attributes["data-copy"] for node in html.css(".findings button[data-copy]")
    ]


def test_findings_are_grouped_by_what_an_editor_would_do(page) -> None:
    titles = [words(node) for node in tree(page("Edith", "Ann")).css(".finding-group > h3")]
    assert len(titles) == len(set(titles))
    assert set(titles) <= {"Ask", "Add to the text", "Attribute or cut", "Accept"}


def test_every_way_leads_to_something_on_the_page(page) -> None:
    html = tree(page("Edith", "Ann"))
    ids = Counter(node.attributes["id"] for node in html.css("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    ways = [node.attributes["href"] for node in html.css("main a[href^='#']")]
    assert ways
    assert {way[1:].partition(":~:text=")[0] for way in ways} <= set(ids)
    for node in html.css("[aria-labelledby]"):
        assert set((node.attributes["aria-labelledby"] or "").split()) <= set(ids)


def test_the_strip_has_a_bar_for_each_body_sentence_and_says_so_in_words(page) -> None:
    html = tree(page("Edith", "Ann"))
    assert [node.attributes["href"] for node in html.css(".strip a")] == ["#s3", "#s4"]
    assert words(html.css_first(".strip .visually-hidden")) == "2 body sentences: 1 own voice, 1 second-hand unnamed."
    assert html.css_first(".strip svg").attributes["aria-hidden"] == "true"


def test_the_text_stands_below_exactly_without_doubles_and_site_words(page) -> None:
    html = tree(page("Edith", "Ann"))
    shown = [node.text() for node in html.css(".note-words")]
    assert shown == [
        "Fire was set <b>twice</b> - report",
        "“It was set,” one source told the Coast Wire.",
        "Some 40 boats burned.",
        "Smoke over Vell. (Ana Ruiz)",
    ]
    assert len(html.css(".report-paragraph")) == 3


def test_counts_are_printed_before_shares(page) -> None:
    html = tree(page("Edith", "Ann"))
    numbers = [words(node) for node in html.css(".report-numbers > li")]
    assert numbers[0].startswith("0 of 1 original sources are named")
    rows = {
        words(row.css_first("th")): [words(cell) for cell in row.css("td")]
        for row in html.css(".report-measures tbody tr")
    }
    assert rows["attributed"][:2] == ["1 of 2", "50 %"]
    assert rows["Distinct unnamed people"][:2] == ["1", ""]


def test_sources_are_called_by_words_of_the_text(page) -> None:
    html = tree(page("Edith", "Ann"))
    assert [words(node) for node in html.css(".report-cards tbody th")] == ["the Coast Wire", "one source"]
    assert "the Coast Wire → through" not in html.text()
    assert words(html.css_first(".chain-way")) == "→through the Coast Wire →to this article"


def test_flags_beyond_the_findings_are_in_one_folded_table(page) -> None:
    html = tree(page("Edith", "Ann"))
    rules = [words(node) for node in html.css(".report-rest th[scope='rowgroup']")]
    assert rules == ["SR14 Own-voice claim"]
    assert html.css_first(".report-folded details").attributes.get("open") is None


def test_nothing_of_the_text_becomes_markup_and_nothing_is_inline(page) -> None:
    answer = page("Edith", "Ann")
    assert "<i>set</i>" not in answer.text
    assert "<b>twice" not in answer.text
    html = LexborHTMLParser(answer.text)
    assert html.css("[style]") == []
    assert [node for node in html.css("script") if not node.attributes.get("src")] == []


def test_where_several_have_read_it_a_reading_has_to_be_chosen(page) -> None:
    html = tree(page("Edith"))
    assert html.css(".finding") == []
    assert [words(node) for node in html.css(".report-basis a")] == ["Ann", "Bob"]
    assert all("report?review=" in (node.attributes["href"] or "") for node in html.css(".report-basis a"))
    assert "Choose whose reading" in html.text()


def test_a_reader_may_choose_and_a_reviewer_sees_only_their_own(page) -> None:
    assert "Rests on the reading of Bob" in tree(page("Rob", "Bob")).text()
    own = tree(page("Ann"))
    assert "Rests on the reading of Ann" in own.text()
    assert "Bob" not in own.css_first("main").text()
    assert page("Ann", "Bob").status_code == 404
    assert "Nothing to report yet" in tree(page("Cleo")).text()


def test_an_unknown_review_or_article_is_not_found(page, desk, signed_in) -> None:
    people, _, _ = desk
    assert page("Edith", "f" * 32).status_code == 404
    assert signed_in(people["Edith"]).get(f"/articles/{'0' * 32}/report").status_code == 404


def test_a_pass_in_hand_leads_back_to_tagging(page, desk, database) -> None:
    people, article, _ = desk
    with database.writing() as session:
        uid = make.review(session, article, people["Cleo"], state=ReviewState.STARTED).uid
    html = tree(page("Cleo"))
    assert "Finish your review first" in html.text()
    assert html.css_first(f"a[href='/reviews/{uid}']") is not None


def test_a_right_to_left_article_is_shown_in_its_direction(database, signed_in) -> None:
    draft = Draft().card("S1").add("قال الوزير إن الميناء مغلق.").mention("S1", "الوزير")
    draft.claim("C1", "الميناء مغلق", on=("S1",)).add("الميناء كبير.").claim("C2")
    with database.writing() as session:
        project = make.project(session)
        reader = make.member(session, project, Role.READER)
        article = make.article(session, project, draft.text, sentences=draft.sentences)
        session.get(Article, article.id).language = "ar"
        review = make.review(session, article, make.account(session), **FINISHED)
        store_reading(session, review, draft.reading)
        session.flush()
        session.expunge(reader)
    html = tree(signed_in(reader).get(f"/articles/{article.uid}/report"))
    assert html.css_first(".report-article").attributes["dir"] == "rtl"
    places = [float(node.attributes["x1"] or 0) for node in html.css(".strip-head line")]
    assert places == sorted(places, reverse=True)
    assert html.css_first("h1").attributes["dir"] == "rtl"


def test_the_report_is_there_as_files_for_whoever_may_see_it(desk, page, signed_in) -> None:
    people, article, reviews = desk
    links = [node.attributes["href"] for node in tree(page("Edith", "Ann")).css(".report-files a")]
    assert links == [f"/articles/{article.uid}/report/{suffix}?review={reviews['Ann']}" for suffix in ("csv", "json")]
    answer = signed_in(people["Edith"]).get(links[1])
    assert answer.headers["Content-Disposition"] == "attachment; filename=sourcing-fire-i-set-i.json"
    assert answer.json["article"]["title"] == "Fire <i>set</i>"
    assert answer.json["rests_on"]["review"] == reviews["Ann"]
    assert signed_in(people["Bob"]).get(links[1]).status_code == 404


@pytest.mark.parametrize("path", ["report/json", "report/xml"])
def test_a_file_of_nothing_is_not_found_and_says_where_to_look(desk, signed_in, path) -> None:
    people, article, _ = desk
    answer = signed_in(people["Edith"]).get(f"/articles/{article.uid}/{path}")
    assert answer.status_code == 404
    assert "report’s page" in answer.text.replace("&#39;", "’") or "report&#39;s page" in answer.text
