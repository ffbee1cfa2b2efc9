"""Rounds, the study, policies, explanations and discussions in datasets: whole out and back, and nobody's work told."""

import io
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from annotator.core.records import ReviewKind, ReviewState
from annotator.core.rounds import RoundState
from annotator.core.sourcing.policy import Preset, preset_policy
from annotator.formats import jsonl
from annotator.services import lessons, notes, policies, questions, round_discussions, study
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.questions import Answer, Asked
from annotator.storage.tables import Account, Project, Question, Round, StudyVersion
from tests import make
from tests.fixtures.rounds import rounds_desk


@pytest.fixture
def desk(database, now):
    """A released calibration with a discussion, an explained article with gold, a study, and what stays private."""
    desk = rounds_desk(database)
    edi = desk.people["edi"]
    uid = desk.open()
    own = [desk.tag(who, number, claims) for number in (0, 1) for who, claims in (("ada", (1, 2)), ("ben", (1,)))]
    desk.close(uid)
    desk.release(uid)
    article = desk.articles[0]
    with database.writing() as session:
        person = desk.people["ada"]
        opened = uuid4().hex
        round_discussions.open_discussion(
            session, person, uid, article.uid, ordinal=1, words="Why a claim?", uid=opened, now=now
        )
        questions.answer(session, desk.people["ben"], opened, Answer(uuid4().hex, "Somebody could check it."), now=now)
        round_discussions.open_discussion(
            session, edi, uid, article.uid, ordinal=2, words="This one too.", uid="", now=now
        )
        sentence = article.sentences[1]
        ask = Asked(uuid4().hex, *sentence.span, article.text[slice(*sentence.span)], "A private question?")
        questions.ask(session, person, own[0], ask, now=now)
        account = session.get(Account, edi.account_id)
        make.review(session, article, account, kind=ReviewKind.GOLD, state=ReviewState.FINISHED, finished_at=now)
        lessons.explain(
            session, edi, article.uid, (sentence.start, sentence.stop), "It can be looked up.", version=0, now=now
        )
        declared = study.Declared("All of March", desk.articles[3].uid, "", "independent", "Flags as one")
        study.declare(session, edi, desk.project.uid, declared, number=0, now=now)
        study.draw(
            session, edi, desk.project.uid, share=50, seed=7, number=1, now=now,
            people=[desk.accounts[who].uid for who in ("ada", "ben")],
        )  # fmt: skip
        stored = replace(preset_policy(Preset.AP), name="House", valid_from="2026-02-01")
        for number, policy in enumerate((replace(stored, valid_from=""), stored)):
            policies.change_policy(session, edi, desk.project.uid, policy, based_on=number, now=now)
        notes.write_note(session, person, own[0], sentence, "A private note.", now=now)
    return desk, uid


def export(database, project_uid, actor=OPERATOR):
    stream = io.BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, actor, project_uid), stream)
    return stream.getvalue()


def test_rounds_and_what_came_of_them_come_back_whole_into_an_empty_desk(database, desk, now):
    there, round_uid = desk
    data = export(database, there.project.uid)
    for words in (b"Why a claim?", b"Somebody could check it.", b"This one too.", b"It can be looked up."):
        assert data.count(words) == 1
    assert b"A private" not in data
    with database.writing() as session:
        draft = check_dataset(jsonl.read(io.BytesIO(data)))
        assert draft.problems == ()
        made = import_dataset(session, OPERATOR, None, draft, name="Elsewhere", now=now)
    assert export(database, made.project_uid) == data
    with database.reading() as session:
        found = session.scalars(select(Round).where(Round.uid != round_uid)).one()
        assert (found.state, found.released_at) == (RoundState.RELEASED, now)
        discussed = select(Question.asker_id).where(Question.round_id == found.id).order_by(Question.id)
        assert session.scalars(discussed).all() == [None, there.accounts["edi"].id]
        assert len(session.scalars(select(StudyVersion)).all()) == 4
        # Which policy an article is read under is the same there as here.
        kept = [
            policies.policies_of(session, project_id, now=now)
            for project_id in session.scalars(select(Project.id).order_by(Project.id))
        ]
        for day, number in (("2026-01-31", 1), ("2026-02-01", 2), ("", kept[0]("").number)):
            assert kept[0](day) == kept[1](day)
            assert kept[1](day).number == number


def test_of_a_text_that_an_editor_is_tagging_the_export_tells_neither_words_nor_passes_of_others(database, desk, now):
    there, _ = desk
    with database.writing() as session:
        make.review(session, there.articles[0], session.get(Account, there.accounts["edi"].id))
    data = export(database, there.project.uid, there.people["edi"])
    for words in (b"Why a claim?", b"Somebody could check it.", b"This one too.", b"It can be looked up."):
        assert words not in data
    assert check_dataset(jsonl.read(io.BytesIO(data))).problems == ()
