"""What the figures of the ledger count, with data: square metres become and stop being a noun of their own."""

from sqlalchemy import insert, select

from annotator.core.records import ReviewState, Role
from annotator.services.sourcing_sums import record_sums
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import LedgerFigure
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

UNITS = {
    "square metres": "square metre", "sq km": "square kilometre", "cubic metres a day": "cubic metre per day",
    "nautical miles": "nautical mile", "square-foot": "square foot", "metres": "metre", "square tables": "table",
    "cubic centimeters": "cubic centimeter",
}  # fmt: skip
BEFORE = {
    "square metres": "metre", "sq km": "kilometre", "cubic metres a day": "metre per day", "nautical miles": "mile",
    "square-foot": "foot", "metres": "metre", "square tables": "table", "cubic centimeters": "centimeter",
}  # fmt: skip


def test_square_metres_of_the_ledger_are_no_metres_after_the_revision(database):
    draft = Draft().add("The field has 40 square metres.")
    draft.figure("F1", "40 square metres")
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, draft.text, sentences=draft.sentences)
        person = make.member(session, project, Role.REVIEWER)
        review = make.review(session, article, person, state=ReviewState.FINISHED, finished_at=make.NOW)
        store_reading(session, review, draft.reading)
        record_sums(session, [review.id])
        columns = [column for column in LedgerFigure.__table__.columns if column.name != "id"]
        row = session.execute(select(*columns)).mappings().one()
        session.execute(
            insert(LedgerFigure), [{**row, "unit": unit, "noun": noun, "start": 1} for unit, noun in UNITS.items()]
        )

    def nouns() -> dict[str, str]:
        with database.reading() as session:
            rows = session.execute(select(LedgerFigure.unit, LedgerFigure.noun).where(LedgerFigure.start == 1))
            return {row.unit: row.noun for row in rows}

    assert nouns() == UNITS
    downgrade(database.engine, "0026")
    assert nouns() == BEFORE
    upgrade(database.engine)
    assert nouns() == UNITS
