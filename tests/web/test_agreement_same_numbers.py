"""An agreement report in print, as CSV and as JSON: the same numbers, each in its place, and no others.

Every table of the page and every row of the CSV is made anew from the JSON alone and compared as a whole, so that a
column that one of them lacks, has too much or has elsewhere is seen.
"""

import csv
import io
import json
import re
from collections import Counter
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.services.accounts import OPERATOR
from annotator.services.datasets import check_dataset, import_dataset
from annotator.storage.tables import Account
from tests import make
from tests.fixtures.recount_world import PEOPLE, world
from tests.web.printed_tables import Printed
from tests.web.wanted_rows import kept_rows, live_reported_rows, live_rows
from tests.web.wanted_tables import TAGS, Kept, Live, articles, cell, printed_rules, printed_tables

CHOICES = {
    "everybody by outlet": "?by=outlet",
    "a pair by month": f"?reviewer={PEOPLE['Ann']}&reviewer={PEOPLE['Bob']}",
    "a pair by article without suggestions in an outlet, with practice":
        f"?by=article&reviewer={PEOPLE['Cleo']}&reviewer={PEOPLE['Bob']}&suggestions=hidden&outlet=Bay+Courier&practice=1",
    "everybody in two rounds and three months, by round":
        "?by=round&round=Spring&round=Summer&period=2026-01&period=2026-02&period=2026-03",
}  # fmt: skip


@pytest.fixture
def database(sqlite_database):
    """The services' tests have both engines."""
    return sqlite_database


@pytest.fixture
def desk(database, signed_in):
    """The world that has every kind of row, with its editor's browser: the address of its agreement page."""
    with database.writing() as session:
        project_uid = import_dataset(session, OPERATOR, None, check_dataset(world()), now=make.NOW).project_uid
        editor = session.query(Account).filter_by(uid=PEOPLE["Dee"]).one()
    return signed_in(editor), f"/projects/{project_uid}/agreement"


def rows_of(client, url):
    return list(csv.DictReader(io.StringIO(client.get(url).data.decode("utf-8-sig"))))


@pytest.fixture(params=CHOICES)
def kept(desk, request):
    """A choice's report as it is kept: the document, the page, the rows of its table."""
    client, url = desk
    place = client.post(f"{url}/keep{CHOICES[request.param]}", data={"title": "Kept"}).location
    document = client.get(f"{place}/report.json").json
    return Kept(document), client.get(place).text, rows_of(client, f"{place}/report.csv")


@pytest.fixture(params=CHOICES)
def live(desk, request):
    """The same on the page of the moment, whose file on what is reported is another one."""
    client, url = desk
    query = CHOICES[request.param]
    told, reported = (client.get(f"{url}{path}/file/json{query}").json for path in ("", "/reported"))
    place = client.post(f"{url}/keep{query}", data={"title": "Kept"}).location
    document = client.get(f"{place}/report.json").json
    pages = client.get(f"{url}{query}").text, client.get(f"{url}/reported{query}").text
    rows = rows_of(client, f"{url}/file/csv{query}"), rows_of(client, f"{url}/reported/file/csv{query}")
    return Live(told, reported, document), pages, rows, document


def assert_printed(told, wanted, page):
    """The tables of the page are those of the report, in their order."""
    printed = Printed(page)
    found = [(table.place, [row for row in table.rows if row]) for table in printed.tables]
    # What shares are called is in no number.
    found = [(place, [row[1:] for row in rows] if place[0] == "shares" else rows) for place, rows in found]
    wanted = list(wanted)
    assert [place for place, _ in found] == [place for place, _ in wanted]
    for (place, rows), (_, expected) in zip(found, wanted, strict=True):
        assert rows == expected, place
    return printed


def assert_drawn(told, printed):
    """Maps have the kappa of each pair twice; lines, whose points say more than they show, alpha."""
    if len(told.names) > 2:
        maps = {title: words for title, words in printed.drawings.items() if "kappa of each pair" in title}
        assert maps
        for facet in told.facets:
            label = told.labels[facet["facet"]] or TAGS.get(facet["facet"], facet["facet"])
            if f"{label}: Cohen’s kappa of each pair" in maps:
                drawn = Counter(maps[f"{label}: Cohen’s kappa of each pair"])
                kappas = [cell(pair["numbers"]["kappa"], "kappa").replace("undefined", "–") for pair in facet["pairs"]]
                places = [str(place) for place, _ in enumerate(told.names, start=1)]
                people = [f"{place} {name}" for place, name in zip(places, told.names.values(), strict=True)]
                assert drawn == Counter([*kappas, *kappas, *places, *people])


def assert_beside(told, printed):
    """How much was compared, in the words above the tables, and what differs, in the list below them."""
    beside = " ".join("".join(printed.other).split())
    most = max(facet["shared"] for facet in told.facets)
    assert f"{articles(told.articles)}, {most} sentences judged by two or more" in beside
    assert beside.count(" article") >= len(told.matters)
    for n in told.matters.values():
        assert articles(n) in beside


def known_numbers(told):
    """Every whole number of the report, and the rates in its warnings."""
    found = set()

    def walk(one):
        for inner in one.values() if isinstance(one, dict) else one if isinstance(one, list | tuple) else ():
            walk(inner)
        if isinstance(one, int):
            found.update((str(one), f"{one:,}"))

    walk([told.facets, told.items, told.groups, told.matters, told.reported, told.counts, told.alone])
    # Kept warnings are sentences.
    for note in (note for facet in told.facets for note in facet["notes"] if isinstance(note, str)):
        found.update(re.findall(r"\d+", note))
    return found


#: The level of the intervals, and what warnings say that few sentences are.
NAMED = {"95", "30"}


@pytest.mark.parametrize("reported", [False, True])
def test_the_live_page_prints_the_numbers_of_its_files(live, reported):
    told, pages, _, _ = live
    printed = assert_printed(told, printed_rules(told) if reported else printed_tables(told), pages[reported])
    assert printed.numbers_beside <= known_numbers(told) | NAMED
    if not reported:
        assert_drawn(told, printed)
        assert_beside(told, printed)


def test_a_kept_report_prints_the_numbers_of_its_document(kept):
    told, page, _ = kept
    printed = assert_printed(told, [*printed_tables(told), *printed_rules(told)], page)
    assert_drawn(told, printed)
    assert_beside(told, printed)
    assert printed.numbers_beside <= known_numbers(told) | NAMED


def assert_rows(found, wanted):
    """The same rows, in any order."""
    columns = list(found[0])
    as_cells = [tuple("" if row.get(name) is None else str(row[name]) for name in columns) for row in wanted]
    assert {name for row in wanted for name in row} <= set(columns)
    assert Counter(as_cells) == Counter(tuple(row.values()) for row in found)


def test_the_files_of_the_live_page_hold_the_same_rows(live):
    told, _, (rows, reported), document = live
    assert_rows(rows, list(live_rows(told)))
    assert_rows(reported, list(live_reported_rows(told)))
    assert told.left_out == told.reported["left_out"]
    assert told.filters == document["filters"], "stated as a kept report states it"


def test_what_is_left_out_is_printed_one_by_one_and_kept_added_up(live):
    told, pages, _, document = live
    for page in pages:
        printed = [" ".join(li.text().split()) for li in LexborHTMLParser(page).css("ul.left-out li")]
        people = [words.partition(": ")[0] if one["reviewer"] else None
                  for words, one in zip(printed, told.left_out, strict=True)]  # fmt: skip
        assert people == [one["reviewer"] for one in told.left_out]
        assert [int(re.search(r"\d+", words)[0]) for words in printed] == [one["n"] for one in told.left_out]
    together = Counter()
    for one in told.left_out:
        together[one["why"]] += one["n"]
    assert together == document["content"]["uncounted"]
    if told.filters == {"reviewers": list(told.names), "suggestions": ""} and len(told.names) > 2:
        practice = {"training": 1, "calibration": 1}
        assert together.keys() == {"not_begun", "unfinished", "skipped", "sourcing_only", "alone", *practice}
        assert {why: together[why] for why in practice} == practice


def test_the_table_of_a_kept_report_holds_the_same_rows_as_its_document(kept):
    told, _, rows = kept
    assert_rows(rows, list(kept_rows(told)))


def numbers_in(told, path=()):
    """Every number of a document with where it stands."""
    if isinstance(told, dict | list):
        for key, one in told.items() if isinstance(told, dict) else enumerate(told):
            yield from numbers_in(one, (*path, key))
    elif isinstance(told, int | float) and not isinstance(told, bool):
        yield path, told


def ways_to_print(value):
    """A number as a page may print it: whole, of two decimals, as a share; in this report none is above 9,999."""
    sign = "−" if value < 0 else ""
    if isinstance(value, int):
        return {f"{value}", f"{value:,}"}
    exact = abs(Decimal(repr(value)))
    return {f"{sign}{exact:.2f}", f"{exact:.2f}", f"{sign}{100 * exact:.0f}", f"{sign}{100 * exact:.1f}"}


def test_every_number_of_a_kept_document_is_in_its_table_and_every_printed_one_in_the_document(desk):
    """Whatever table it is in, and by no code that makes any of the three."""
    client, url = desk
    place = client.post(f"{url}/keep?by=outlet", data={"title": "Kept"}).location
    document = json.loads(client.get(f"{place}/report.json").text)
    content = document["content"]
    assert {"pairs", "rates", "numbers", "notes"} <= content["facets"][0].keys()
    assert len(content["items"]) > 30
    assert all(content[name] for name in ("groups", "articles_that_differ", "study", "uncounted", "reported"))
    cells = Counter(cell for row in rows_of(client, f"{place}/report.csv") for cell in row.values() if cell)
    told = list(numbers_in(content))
    assert len(told) > 2000
    wanted = Counter(str(one) for path, one in told if path[-2:] not in REPEATED)
    assert {number: (n, cells[number]) for number, n in wanted.items() if cells[number] < n} == {}
    known = {way for _, one in told for way in ways_to_print(one)}
    page = Printed(client.get(place).text)
    words = [cell for table in page.tables for row in table.rows for cell in row]
    printed = [number for cell in words for number in re.findall(r"(?<![\w.])−?\d(?:[\d,.]*\d)?", cell)]
    assert len(printed) > 1000
    assert {number for number in printed if number not in known} == set()


#: How many articles both intervals of a number are over stands once in its row.
REPEATED = {("bootstrap", "articles"), ("interval", "articles")}


#: Literature, days, months, versions, and what the product asks of any report.
NO_COUNTS = (
    r"\([^()]*\d{4}\)", r"\d+ \w+ 2026", r"2026-\d\d", r"Annotator \S+", r"version \d", "SHA-256", "95 %",
    "they take 5 articles",
)  # fmt: skip


def test_every_count_of_the_methods_is_a_number_of_the_document(desk):
    """A paragraph for people is no place to read numbers from."""
    client, url = desk
    for query in CHOICES.values():
        place = client.post(f"{url}/keep{query}", data={"title": "Kept"}).location
        document = json.loads(client.get(f"{place}/report.json").text)
        methods = document["content"]["methods"]
        for words in NO_COUNTS:
            methods = re.sub(words, "", methods)
        numbers = {int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\d|\d", methods)}
        fields = {one for path, one in numbers_in(document["content"]) if path[0] not in ("facets", "items", "groups")}
        people = {len(document["filters"]["reviewers"])}
        degrees = {document["content"]["articles"] - 1}
        assert numbers <= fields | people | degrees, query
        table = {row["value"] for row in rows_of(client, f"{place}/report.csv") if not row["facet"]}
        assert {str(one) for one in numbers - people - degrees} <= table, query


def test_the_live_numbers_are_those_that_are_kept(live):
    told, _, _, document = live
    then = Kept(document)
    assert told.matters == then.matters
    assert then.reported.items() <= told.reported.items()
    for now, was in zip(told.facets, then.facets, strict=True):
        assert {name: one["value"] for name, one in now["numbers"].items()} == {
            name: one["value"] for name, one in was["numbers"].items()
        }
        assert (now["by"], now["yes"], now["judged"]) == (was["by"], was["yes"], was["judged"])
    for now, was in zip(told.items, then.items, strict=True):
        assert [now[name] for name in ("n", "of", "most", "answers")] == [
            was[name] for name in ("n", "of", "most", "answers")
        ]


def test_what_was_chosen_is_told_in_print(desk):
    client, url = desk
    query = CHOICES["a pair by article without suggestions in an outlet, with practice"]
    place = client.post(f"{url}/keep{query}", data={"title": "Kept"}).location
    words = "outlet “Bay Courier”; passes without suggestions; training and calibration articles too"
    for page in (f"{url}{query}", f"{url}/reported{query}", place):
        assert " ".join(Printed(client.get(page).text).chosen.split()) == f"Chosen: {words}."
