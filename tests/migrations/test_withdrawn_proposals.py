"""Proposals that were made before they could be withdrawn: each is of the action that made it."""

from sqlalchemy import select, text

from annotator.core.annotations import Request, Verb
from annotator.core.cuts import Cut, Cutting, CutVerb, ProposalState
from annotator.core.records import Role
from annotator.services import annotations as tagging
from annotator.services import segmentations as cutting
from annotator.services.annotations import Stamp
from annotator.services.reviews import start_review
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Action, CutProposal
from tests import make

BEFORE = "0028"


def test_proposals_survive_the_way_down_and_up_and_can_then_be_withdrawn(database):
    with database.writing() as session:
        project = make.project(session)
        project.cutting = Cutting.PROPOSE
        article = make.article(session, project)
        people = [make.actor(session, make.member(session, project, Role.REVIEWER)) for _ in range(2)]
        reviews = [start_review(session, person, article.uid, now=make.NOW) for person in people]
        for at in (2, 1, 3):
            for person, review in zip(people, reviews, strict=True):
                cut = Cut(CutVerb.JOIN, article.sentences[at].span)
                cutting.ask_for_cut(session, person, review, cut, number=1, stamp=Stamp(), now=make.NOW)
                tagging.answer(session, person, review, Request(at, Verb.FACT), stamp=Stamp(), now=make.NOW)
        for _ in range(4):
            tagging.undo(session, people[1], reviews[1], stamp=Stamp(), now=make.NOW)
    made = select(CutProposal.action_id, CutProposal.start, CutProposal.state).order_by(CutProposal.id)
    with database.reading() as session:
        before = session.execute(made).all()
        assert [row.state.value for row in before] == ["open", "open", "open", "withdrawn", "open", "withdrawn"]
        kinds = dict(map(tuple, session.execute(select(Action.id, Action.kind))))
        assert {kinds[row.action_id] for row in before} == {"text:propose_cut"}
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        states = connection.execute(text("SELECT state FROM cut_proposal ORDER BY id")).scalars().all()
        assert states == ["open", "open", "open", "declined", "open", "declined"]
    upgrade(database.engine)
    with database.reading() as session:
        after = session.execute(made).all()
    assert [row[:2] for row in after] == [row[:2] for row in before]
    with database.writing() as session:
        tagging.undo(session, people[0], reviews[0], stamp=Stamp(), now=make.NOW)
        tagging.undo(session, people[0], reviews[0], stamp=Stamp(), now=make.NOW)
    with database.reading() as session:
        last = session.execute(made).all()
    assert last[4].state is ProposalState.WITHDRAWN
