"""The ledgers of a project and the queue of what to check: found, counted, filtered, marked; blind where one tags."""

import csv
import io
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event, select

from annotator.core.records import ReviewKind, ReviewState, SourceType
from annotator.services import jobs
from annotator.services.sourcing_sums import record_sums
from annotator.storage.tables import Audit, LedgerSource, LedgerText, Review, StarCheck
from tests import make
from tests.fixtures.ledger_desk import DESCRIBED, build, third
from tests.fixtures.stored import store_reading


@pytest.fixture
def desk(database):
    with database.writing() as session:
        made = build(session)
        session.expunge_all()
    return made


@pytest.fixture
def get(desk, signed_in):
    def page(path: str, name: str = "Rob", status: int = 200):
        answer = signed_in(desk.people[name]).get(f"/projects/{desk.project.uid}/{path}")
        assert answer.status_code == status, answer.text[:2000]
        return LexborHTMLParser(answer.text)

    return page


@pytest.fixture
def table(desk, signed_in):
    def rows(path: str):
        answer = signed_in(desk.people["Rob"]).get(f"/projects/{desk.project.uid}/{path}")
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    return rows


def words(node) -> str:
    return " ".join(node.text().split())


def names(page) -> list[str]:
    return [words(node) for node in page.css(".ledger-name")]


def counts(page) -> dict[str, str]:
    rows = page.css(".ledger-row")
    return {words(row.css_first(".ledger-name")): words(row.css_first(".ledger-counts")) for row in rows}


def test_a_name_in_several_articles_is_one_row_whatever_its_case_possessive_or_alias(get):
    assert counts(get("sources?identity=named")) == {"Reuters": "3 articles3 outlets3 mentions2 claims"}


@pytest.mark.parametrize("path", ["sources", "figures", "figures/side-by-side", "to-check"])
def test_a_ledger_leads_back_to_its_project(desk, get, path):
    assert get(path).css_first(".crumbs a").attributes["href"] == f"/projects/{desk.project.uid}"


def test_unnamed_sources_stand_by_their_description_and_are_not_said_to_be_the_same(get):
    page = get("sources?identity=unnamed")
    (row,) = page.css(".ledger-row")
    assert words(row.css_first(".ledger-name")).casefold() == DESCRIBED
    facts = words(row.css_first(".ledger-facts"))
    assert "second-hand 1 of 2" in facts
    assert "why unnamed 1 of 2" in facts
    assert "do not say that it is the same person" in page.text()
    places = [words(item) for item in row.css(".ledger-places li")]
    assert "The fire was set" in places[1]
    assert "through Reuters" in places[1]


def test_each_row_opens_its_sentences_in_the_report(desk, get, signed_in):
    way = get("sources?q=officials").css_first(".ledger-places a").attributes["href"]
    assert way == f"/articles/{desk.articles[1].uid}/report?review={desk.reviews[1]}#s0"
    report = LexborHTMLParser(signed_in(desk.people["Rob"]).get(way).text)
    assert report.css_first("#s0") is not None


SOURCES = (
    ("q=OFFICIALS", 1), ("q=offic*", 1), ("q=off", 0), ('q="familiar+with"', 1), ('q="with+familiar"', 0),
    ("identity=missing", 0), ("type=outlet", 1), ("type=document", 0), ("reason=specific", 1), ("relayed=yes", 1),
    ("via=the+REUTERS", 1), ("via=Coast", 0), ("outlet=Meridian", 1), ("section=World", 2), ("until=2026-03-01", 2),
    ("since=2026-03-06", 0), ("q=%25", 2), ("q=_", 2), ("order=name", 2), ("order=claims", 2), ("order=latest", 2),
)  # fmt: skip


def test_sources_are_found_by_words_and_filters(get):
    assert {asked: len(names(get(f"sources?{asked}"))) for asked, _count in SOURCES} == dict(SOURCES)


def test_what_cannot_be_asked_is_said_and_what_there_is_is_shown(get):
    for path in ("sources?identity=x", "figures?from=many", "figures?to=2,5", "to-check?state=x", "figures?since=soon"):
        assert get(path, status=422).css_first(".error") is not None


def test_the_source_table_has_a_row_a_card(table):
    rows = table("sources.csv")
    assert len(rows) == 5
    told = {row["source"]: (row["compared_as"], row["identity"], row["via"], row["sentences"]) for row in rows}
    assert told["RTRS"] == ("reuters", "named", "", "1")
    assert told[DESCRIBED] == (DESCRIBED, "unnamed", "Reuters", "1")
    assert {row["review_kind"] for row in rows} == {"pass"}


FIGURES: dict[str, list[str]] = {
    "": ["about 5,000 soldiers", "some 5,200 American troops"],
    "from=5100": ["some 5,200 American troops"],
    "to=5,100": ["about 5,000 soldiers"],
    "from=5000&to=5000": ["about 5,000 soldiers"],
    "unit=troops&order=largest": ["some 5,200 American troops", "about 5,000 soldiers"],
    "q=american": ["some 5,200 American troops"],
    "source=none": ["some 5,200 American troops"],
    "source=named": ["about 5,000 soldiers"],
    "measure=money": [],
    "bound=about&order=unit": ["about 5,000 soldiers", "some 5,200 American troops"],
    "order=oldest": ["some 5,200 American troops", "about 5,000 soldiers"],
    "order=smallest": ["about 5,000 soldiers", "some 5,200 American troops"],
}


def test_figures_are_found_by_value_unit_and_words(get):
    def found(asked):
        return [words(node) for node in get(f"figures?{asked}").css(".ledger-table .ledger-figure")]

    assert {asked: found(asked) for asked in FIGURES} == FIGURES


def test_the_figure_table_tells_value_bound_source_and_place(table):
    row = table("figures.csv?q=american")[0]
    told = [row[name] for name in ("figure", "low", "bound", "counts", "rests_on", "published_on", "sentence")]
    assert told == ["some 5,200 American troops", "5200", "about", "soldier", "own", "2026-03-01", "2"]


def test_the_same_quantity_with_two_values_stands_side_by_side_as_a_question(get):
    page = get("figures/side-by-side")
    (group,) = page.css(".ledger-group")
    assert "Do these count the same?" in words(group)
    assert "As worded, all of them can be true at once." in words(group)
    quotes = [words(node) for node in group.css(".ledger-figure")]
    assert quotes == ["some 5,200 American troops", "about 5,000 soldiers"]
    assert get("figures/side-by-side?from=5100").css(".ledger-group") == []


def mark(desk, client, state: str, **other: str):
    place = {"text": desk.articles[0].text_uid, "tag": "claim", "start": "0", "stop": "16", "state": state}
    return client.post(f"/projects/{desk.project.uid}/to-check?outlet=Northern+Post", data=place | other)


def test_a_starred_claim_is_to_check_until_somebody_has_and_it_is_audited(database, desk, get, signed_in, table):
    page = get("to-check")
    assert words(page.css_first(".star-way mark")) == "The fire was set"
    assert "rests on two officials" in words(page.css_first(".star-item"))
    rob, edi = signed_in(desk.people["Rob"]), signed_in(desk.people["Edi"])
    answer = mark(desk, rob, "checked")
    assert (answer.status_code, answer.location.partition("?")[2]) == (303, "outlet=Northern+Post#queue")
    mark(desk, edi, "checked")
    assert get("to-check").css(".star-item") == []
    assert "✓ checked Rob" in words(get("to-check?state=checked").css_first(".star-state"))
    assert [(row["quote"], row["state"], row["checked_by"]) for row in table("to-check.csv?state=all")] == [
        ("The fire was set", "checked", "Rob")
    ]
    mark(desk, edi, "open")
    assert len(get("to-check").css(".star-item")) == 1
    with database.reading() as session:
        kinds = list(session.scalars(select(Audit.kind).order_by(Audit.id)))
        assert [kind for kind in kinds if kind == "star:mark"] == ["star:mark"] * 2
        assert session.scalars(select(StarCheck)).all() == []


def test_only_what_is_starred_can_be_marked_and_reviewers_cannot(database, desk, signed_in):
    assert mark(desk, signed_in(desk.people["Rob"]), "checked", stop="15").status_code == 404
    assert mark(desk, signed_in(desk.people["Ann"]), "checked").status_code == 403
    with database.reading() as session:
        assert session.scalars(select(StarCheck)).all() == []


def test_gold_takes_the_place_of_the_first_finished_review(database, desk, get):
    assert "agreed reading of 0, the first finished review of 3" in get("sources").text()
    draft = third()
    draft.cards[0] = replace(draft.cards[0], type=SourceType.ORGANISATION)
    with database.writing() as session:
        gold = make.review(
            session, desk.articles[2], desk.people["Edi"], kind=ReviewKind.GOLD, state=ReviewState.FINISHED,
            finished_at=make.NOW,
        )  # fmt: skip
        store_reading(session, gold, draft.reading)
        record_sums(session, [gold.id])
        assert session.get_one(LedgerText, desk.articles[2].text_id).review_id == gold.id
        rows = session.scalars(select(LedgerSource).where(LedgerSource.text_id == desk.articles[2].text_id)).all()
        assert [row.type.value for row in rows] == ["organisation"]
    assert "agreed reading of 1, the first finished review of 2" in get("sources").text()


def test_articles_that_came_in_finished_are_said_to_be_missing_until_a_job_writes_them(database, desk, get, signed_in):
    with database.writing() as session:
        review = session.scalars(select(Review).where(Review.uid == desk.reviews[2])).one()
        for table in (LedgerSource, LedgerText):
            for row in session.scalars(select(table).where(table.text_id == review.text_id)):
                session.delete(row)
    assert "1 finished article is not in the ledgers yet." in get("sources").text()
    rob = signed_in(desk.people["Rob"])
    job = rob.post(f"/projects/{desk.project.uid}/ledgers").location
    assert "Writing the ledgers" in rob.get(job).text
    assert jobs.run_waiting(database, now=lambda: make.NOW) == 1
    assert "not in the ledgers" not in get("sources").text()
    assert counts(get("sources?identity=named"))["Reuters"].startswith("3 articles")


def test_an_article_stands_with_its_newest_text_that_has_a_finished_review(database, desk, get, signed_in, table):
    with database.writing() as session:
        later = make.later_text(session, desk.articles[0], third().text, sentences=third().sentences)
        make.later_text(session, desk.articles[2], "Nobody has read this.")
    basis = words(get("sources").css_first(".ledger-basis"))
    assert "first finished review of 3" in basis
    assert "2 of them have a later text without a finished review and stand with an earlier text." in basis
    assert "1 article has no finished review yet and is not in here." in basis
    assert "an earlier text" in words(get("to-check").css_first(".star-item"))
    assert [words(node) for node in get("figures").css(".ledger-figure")] == FIGURES[""]
    assert sorted(row["text"] for row in table("sources.csv")) == ["earlier"] * 3 + ["newest"] * 2
    # Who is tagging the later text sees nothing of the earlier one, and does not count it.
    with database.writing() as session:
        make.review(session, later, desk.people["Edi"], state=ReviewState.STARTED)
    assert "officials" not in get("to-check?state=all", "Edi").text()
    hers = words(get("sources", "Edi").css_first(".ledger-basis"))
    assert "first finished review of 2" in hers
    assert "1 article has no finished review yet" in hers
    # Finished, it is first missing and then takes the earlier one's place.
    with database.writing() as session:
        review = make.review(session, later, desk.people["Ann"], state=ReviewState.FINISHED, finished_at=make.NOW)
        store_reading(session, review, third().reading)
    there = words(get("figures").css_first(".ledger-basis"))
    assert "first finished review of 2" in there
    assert "1 finished article is not in the ledgers yet." in there
    with database.writing() as session:
        record_sums(session, [review.id])
    assert [words(node) for node in get("figures").css(".ledger-figure")] == ["about 5,000 soldiers"]
    assert get("to-check").css(".star-item") == []
    assert mark(desk, signed_in(desk.people["Rob"]), "checked").status_code == 404


def test_a_page_beyond_the_last_is_the_last(get):
    for path in ("sources?page=9", "figures?page=9", "figures?page=9&order=largest", "to-check?page=9"):
        page = get(path)
        assert page.css(".ledger-name, .ledger-figure, .star-item")
        assert page.css_first("ol")


def test_what_one_is_tagging_oneself_is_left_out_everywhere(database, desk, signed_in):
    with database.writing() as session:
        for article in desk.articles:
            make.review(session, article, desk.people["Edi"], state=ReviewState.STARTED)
    edi = signed_in(desk.people["Edi"])
    for path in ("sources", "figures", "figures/side-by-side", "to-check?state=all"):
        page = edi.get(f"/projects/{desk.project.uid}/{path}").text
        assert "officials" not in page
        assert "soldiers" not in page
        assert "agreed reading of 0, the first finished review of 0" in page
        assert "not in the ledgers" not in page
    for suffix in ("sources.csv", "figures.csv", "to-check.csv?state=all"):
        assert len(edi.get(f"/projects/{desk.project.uid}/{suffix}").text.splitlines()) == 1
    assert mark(desk, edi, "checked").status_code == 404


def test_a_page_asks_few_questions_and_none_of_the_tags(database, get):
    asked: list[str] = []
    listen = lambda *args: asked.append(args[2])  # noqa: E731 - the listener has to be the same object when removed
    for path in ("sources", "figures", "figures/side-by-side", "to-check"):
        asked.clear()
        event.listen(database.engine, "before_cursor_execute", listen)
        try:
            get(path)
        finally:
            event.remove(database.engine, "before_cursor_execute", listen)
        assert len(asked) <= 18, "\n".join(asked)
        assert not any("FROM annotation" in statement or "JOIN annotation" in statement for statement in asked)
