"""Cuts at the desk, with data: projects and reviews survive the way up and down; who may cut starts as before."""

from sqlalchemy import text

from annotator.core.annotations import Request, Verb
from annotator.core.cuts import Cut, Cutting, CutVerb
from annotator.core.records import Role
from annotator.services import annotations as tagging
from annotator.services import segmentations as cutting
from annotator.services.annotations import Stamp
from annotator.services.reviews import start_review
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Project
from tests import make

BEFORE = "0005"


def test_reviews_upon_a_later_cut_survive_the_way_down_and_up(database):
    with database.writing() as session:
        project = make.project(session)
        project.cutting = Cutting.PROPOSE
        actor = make.actor(session, make.member(session, project, Role.REVIEWER))
        editor = make.actor(session, make.member(session, project, Role.EDITOR))
        article = make.article(session, project)
        uid = start_review(session, actor, article.uid, now=make.NOW)
        done = tagging.answer(session, actor, uid, Request(1, Verb.FACT), stamp=Stamp(), now=make.NOW)
        other = start_review(session, editor, article.uid, now=make.NOW)
        for person, review in ((actor, uid), (editor, other)):  # one proposes, one cuts
            cut = Cut(CutVerb.JOIN, article.sentences[2].span)
            cutting.ask_for_cut(session, person, review, cut, number=1, stamp=Stamp(), now=make.NOW)
        before = load_reading(session, done.review.id)
        project_id = project.id
    assert before.cut == 2
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM review")).scalar() == 2
    upgrade(database.engine)
    with database.reading() as session:
        assert load_reading(session, done.review.id) == before
        assert session.get(Project, project_id).cutting is Cutting.EDITORS
