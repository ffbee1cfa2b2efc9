"""Revision 0003, with data: links survive the way up and the way down."""

from sqlalchemy import text

from annotator.core.annotations import Request, Verb
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Identity, Role, SourceType
from annotator.services import annotations as tagging
from annotator.services import cards
from annotator.services.annotations import MentionDraft, Stamp
from annotator.services.reviews import start_review
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.readings import load_readings
from annotator.storage.tables import Review
from tests import make


def test_links_survive_the_column_s_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        actor = make.actor(session, make.member(session, project, Role.REVIEWER))
        uid = start_review(session, actor, make.article(session, project).uid, now=make.NOW)
        start = make.TEXT.index("the Coast Wire")
        fields = CardFields(SourceType.OUTLET, Identity.NAMED)
        draft = MentionDraft(make.uid(), Phrase(start, start + 14, "the Coast Wire"), fields=fields)
        tagging.add_mention(session, actor, uid, draft, stamp=Stamp(), now=make.NOW)
        done = tagging.answer(session, actor, uid, Request(1, Verb.FACT), stamp=Stamp(), now=make.NOW)
        review_id, claim = done.review.id, done.reading.claims[0]
    downgrade(database.engine, "0002")
    with database.engine.connect() as connection:
        there = connection.execute(text("SELECT annotation_uid, source_uid, relayed_by_uid FROM claim_source")).all()
    assert [tuple(row) for row in there] == [(claim.uid, claim.sources[0].source_uid, None)]
    upgrade(database.engine)
    with database.reading() as session:
        assert session.get(Review, review_id) is not None
        assert load_readings(session, [review_id])[review_id].claims[0].sources == claim.sources


def test_a_direct_link_is_stored_and_loaded(database):
    with database.writing() as session:
        project = make.project(session)
        actor = make.actor(session, make.member(session, project, Role.REVIEWER))
        uid = start_review(session, actor, make.article(session, project).uid, now=make.NOW)
        for words, fields in (
            ("the Coast Wire", CardFields(SourceType.OUTLET, Identity.NAMED)),
            ("two officials with knowledge of the inquiry", CardFields(SourceType.PERSON, Identity.UNNAMED)),
        ):
            start = make.TEXT.index(words)
            draft = MentionDraft(make.uid(), Phrase(start, start + len(words), words), fields=fields)
            done = tagging.add_mention(session, actor, uid, draft, stamp=Stamp(), now=make.NOW)
        outlet, people = done.reading.sources
        done = tagging.answer(session, actor, uid, Request(1, Verb.FACT), stamp=Stamp(), now=make.NOW)
        asked = Request(1, Verb.LINK, source_uid=people.uid)
        done = tagging.answer(session, actor, uid, asked, stamp=Stamp(), now=make.NOW)
        claim = done.reading.claims[0].uid
        fields = CardFields(SourceType.PERSON, Identity.UNNAMED, relayed_by_uid=outlet.uid)
        tagging.edit_card(session, actor, uid, people.uid, fields, stamp=Stamp(), now=make.NOW)
        done = cards.set_way(
            session, actor, uid, claim, people.uid, None, by_card=False, stamp=Stamp(), now=make.NOW
        )
        told = done.reading.claims[0].sources
    assert told[-1].is_direct
    with database.reading() as session:
        assert load_readings(session, [done.review.id])[done.review.id].claims[0].sources == told
