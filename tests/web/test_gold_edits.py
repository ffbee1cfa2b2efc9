"""A gold review edited by hand on the annotation page keeps the budget of a save, whatever is recorded beside it."""

import pytest
from sqlalchemy import delete, event, select

from annotator.storage.tables import Action, DecisionRow, OriginRow
from tests.fixtures.adjudicated import stored_desk  # noqa: F401 - a fixture
from tests.web.test_adjudication import Visit

HX = {"HX-Request": "true"}


@pytest.fixture
def edi(desk, signed_in):
    """An editor who has settled everything, the gold in hand again."""
    visit = Visit(desk, signed_in(desk.people["edi"]))
    visit.settle_everything()
    assert visit.post("reopen").status_code == 303
    return visit


def test_an_edit_that_overrules_what_was_decided_takes_no_more_statements_than_any_save(edi, database) -> None:

    gold = links_of(edi)["Open the gold review"]
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    def count() -> int:
        plain = [words for words in asked if not words.startswith(("PRAGMA", "BEGIN", "SET"))]
        asked.clear()
        return len(plain)

    def recorded() -> tuple[int, int]:
        with database.reading() as session:
            last = session.scalars(select(Action.id).order_by(Action.id.desc()).limit(1)).one()
            of_it = (select(row.id).where(row.action_id == last) for row in (DecisionRow, OriginRow))
            decisions, origins = (len(session.scalars(one).all()) for one in of_it)
        asked.clear()
        return decisions, origins

    edi.client.get(gold)
    assert count() <= 10
    for ordinal, verb in ((1, "prediction"), (2, "opinion")):
        assert edi.client.post(f"{gold}/sentences/{ordinal}", data={"verb": verb}, headers=HX).status_code == 200
        assert count() <= 16
        decisions, origins = recorded()
        assert decisions == 1
        assert origins >= 2, "the readings and the gold itself"
    assert edi.client.post(f"{gold}/undo", data={}, headers=HX).status_code == 200
    assert count() <= 16


def test_a_finished_gold_says_where_its_rows_come_from_and_of_which_nothing_is_recorded(edi, database) -> None:
    edi.client.post(f"{links_of(edi)['Open the gold review']}/sentences/1", data={"verb": "opinion"}, headers=HX)
    assert not edi.page().css(".origins"), "not before it is finished"
    edi.post("finish")
    rows = [[" ".join(cell.text().split()) for cell in row.css("td")] for row in edi.page().css(".origins tbody tr")]
    told = {(noun, words): comes_from for _, noun, words, comes_from in rows}
    assert told["Claim", "the fire was set"] == "Ann, Bob, the adjudicator"
    assert told["Attribution", "two officials"] == "Ann, Bob, Cid"
    assert {noun for noun, _ in told} == {"Claim", "Attribution", "Figure", "Source card", "No tag"}
    assert "origin not recorded" not in told.values()
    assert "nothing is recorded" not in edi.page().css_first(".origins summary").text()
    with database.writing() as session:
        session.execute(delete(OriginRow).where(OriginRow.table == "figure"))
    page = edi.page()
    assert "of some nothing is recorded" in page.css_first(".origins summary").text()
    unknown = [row for row in page.css(".origins tbody tr") if "origin not recorded" in row.text()]
    assert [row.css("td")[1].text() for row in unknown] == ["Figure"]


def links_of(visit) -> dict[str, str]:
    return {node.text(): node.attributes["href"] for node in visit.page().css("main a")}
