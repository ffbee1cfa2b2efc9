"""Revisions 0014, 0022 and 0023, with data: the kept patterns survive the way down and up; comparisons of 0022's own
layout that of 0022, those of a later one are counted again.
"""

from sqlalchemy import select, text, update

from annotator.core.actions import Change
from annotator.core.agreement.packing import unpack_patterns
from annotator.core.records import Check, Claim, Flag, Outcome, Reading, ReviewState, Role
from annotator.services.agreement_counts import is_counted_right, list_uncounted_texts, record_answers
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.changes import write_changes
from annotator.storage.tables import AgreementText
from tests import make


def test_patterns_survive_the_way_down_and_up(database):
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        body = [sentence for sentence in article.sentences if sentence.is_body]
        for name, said_yes in (("Ann", {0, 1}), ("Bob", {0})):
            person = make.member(session, project, Role.REVIEWER, name)
            review = make.review(session, article, person, state=ReviewState.FINISHED, finished_at=make.NOW)
            records = [
                Claim(make.uid(), sentence.start, sentence.stop, frozenset({Flag.FACT}))
                if place in said_yes
                else Check(make.uid(), sentence.start, sentence.stop, Outcome.NOTHING)
                for place, sentence in enumerate(body)
            ]
            changes = [Change(None, record) for record in records]
            write_changes(session, review.id, changes, Reading(article.text, article.sentences))
        record_answers(session, text_id=article.text_id)

    def kept():
        with database.reading() as session:
            row = session.scalars(select(AgreementText)).one()
            patterns = set(unpack_patterns(bytes(row.patterns), row.people, row.own_tags))
            return patterns, row.layout, list_uncounted_texts(session)

    before, layout, uncounted = kept()
    assert before
    assert (bool(layout), uncounted) == (True, ())
    downgrade(database.engine, "0022")
    assert kept() == (before, 0, (article.text_id,))
    with database.writing() as session:
        session.execute(update(AgreementText).values(layout=5))  # as if it had been counted then
    downgrade(database.engine, "0021")
    upgrade(database.engine)
    assert kept() == (before, 5, (article.text_id,))
    with database.writing() as session:
        session.execute(update(AgreementText).values(layout=layout))
        assert is_counted_right(session, text_id=article.text_id)
    downgrade(database.engine, "0013")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM agreement_sum")).scalar() == len(before)
    upgrade(database.engine)
    assert kept() == (before, 0, (article.text_id,))
    with database.writing() as session:
        record_answers(session, text_id=article.text_id)
    assert kept() == (before, layout, ())
    with database.reading() as session:
        assert is_counted_right(session, text_id=article.text_id)
