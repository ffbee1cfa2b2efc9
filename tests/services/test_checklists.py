"""What no text can show: answered by editors, never overwritten, asking nobody’s name, signed, carried along."""

import io
import threading
from dataclasses import fields, replace

import pytest
from sqlalchemy import select

from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.sourcing.checklist import ChecklistItem, Given, checklist_to_json
from annotator.core.sourcing.states import FindingState
from annotator.formats import jsonl
from annotator.services import findings, reports
from annotator.services.accounts import OPERATOR
from annotator.services.checklists import answer_checklist
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.reviews import start_review
from annotator.services.sourcing import article_report
from annotator.storage.migrate import upgrade
from annotator.storage.tables import Audit, ChecklistAnswer
from annotator.storage.transactions import Database
from tests import make
from tests.services.test_findings import desk, report_of, step  # noqa: F401 - the desk of findings

MOTIVE, APPROVED = ChecklistItem.MOTIVE_WEIGHED, ChecklistItem.APPROVED


def answer(session, desk, *given, name="Edith"):  # noqa: F811
    people, article, review, _ = desk
    return answer_checklist(session, people[name], article.uid, review, [Given(*one) for one in given], now=make.NOW)


def test_an_answer_is_kept_with_who_and_when_and_none_is_overwritten(database, desk):  # noqa: F811
    with database.writing() as session:
        assert answer(session, desk, (MOTIVE, "yes", "  told the  desk ", 0), (APPROVED, "", "", 0)) == 1
    with database.writing() as session:
        assert answer(session, desk, (MOTIVE, "yes", "told the desk", 1)) == 0  # as it was
        assert answer(session, desk, (MOTIVE, "not_known", "", 1), (APPROVED, "no", "", 0), name="Emil") == 2
    with database.reading() as session:
        answers = report_of(session, desk).answers
        assert [(row.answer, row.note, row.by) for row in answers[MOTIVE]] == [
            ("yes", "told the desk", "Edith"), ("not_known", "", "Emil"),
        ]  # fmt: skip
        told = {row["item"]: row["answer"] for row in checklist_to_json(answers)}
        assert told == dict.fromkeys(ChecklistItem) | {MOTIVE: "not_known", APPROVED: "no"}
        audits = session.scalars(select(Audit).where(Audit.kind == "checklist:answer")).all()
        assert len(audits) == 3
        assert "told the desk" not in str([audit.detail for audit in audits])
        people, article, *_ = desk
        assert article_report(session, people["Ann"], article.uid, None, now=make.NOW).answers == {}
        assert report_of(session, desk, "Rob").answers[APPROVED]


@pytest.mark.parametrize(
    "given", [(MOTIVE, "perhaps", "", 0), (MOTIVE, "", "a note alone", 0), (MOTIVE, "yes", "x" * 301, 0)]
)
def test_what_is_no_answer_is_refused_at_its_item_and_nothing_is_stored(database, desk, given):  # noqa: F811
    with pytest.raises(Invalid) as refusal, database.writing() as session:
        answer(session, desk, (APPROVED, "yes", "", 0), given)
    assert list(refusal.value.fields) == [MOTIVE]
    with database.reading() as session:
        assert session.scalars(select(ChecklistAnswer)).all() == []


def test_two_editors_answering_at_once_leave_one_answer_and_the_other_is_told(database, desk):  # noqa: F811
    barrier, outcomes = threading.Barrier(2), []

    def give(name, word):
        barrier.wait()
        try:
            with database.writing() as session:
                answer(session, desk, (MOTIVE, word, "", 0), name=name)
            outcomes.append("stored")
        except Conflict as conflict:
            outcomes.append(conflict.message)

    threads = [threading.Thread(target=give, args=pair) for pair in (("Edith", "yes"), ("Emil", "no"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("stored") == 1
    with database.reading() as session:
        [row] = session.scalars(select(ChecklistAnswer)).all()
    assert any(f"answered “{row.answer}” meanwhile" in outcome for outcome in outcomes)


def test_an_old_page_takes_back_nothing_that_its_editor_did_not_touch(database, desk):  # noqa: F811
    with database.writing() as session:
        answer(session, desk, (MOTIVE, "yes", "", 0))
    with database.writing() as session:
        answer(session, desk, (MOTIVE, "no", "", 1), name="Emil")
    with database.writing() as session:  # Edith's page still shows her own answer
        assert answer(session, desk, (MOTIVE, "yes", "", 1), (APPROVED, "yes", "", 0)) == 1
    with database.reading() as session:
        assert report_of(session, desk).answers[MOTIVE][-1].answer == "no"


def test_beside_whether_a_source_is_known_no_words_are_taken_in_any_way(database, desk):  # noqa: F811
    with pytest.raises(Invalid, match="has no place here"), database.writing() as session:
        answer(session, desk, (ChecklistItem.IDENTITY_KNOWN, "yes", "the harbour master", 0))
    with database.writing() as session:
        answer(session, desk, (ChecklistItem.IDENTITY_KNOWN, "yes", "", 0), (MOTIVE, "yes", "the harbour master", 0))
    data = exported(database, OPERATOR, desk[3]).replace(b"motive_weighed", b"identity_known")
    assert "must be empty" in check_dataset(jsonl.read(io.BytesIO(data))).problems[0].message


@pytest.mark.parametrize(("name", "error"), [("Rob", Forbidden), ("Ann", NotFound)])
def test_only_editors_answer(database, desk, name, error):  # noqa: F811
    with pytest.raises(error), database.writing() as session:
        answer(session, desk, (MOTIVE, "yes", "", 0), name=name)


def test_the_signed_report_keeps_the_answers_as_they_were(database, desk):  # noqa: F811
    people, article, review, _ = desk
    with database.writing() as session:
        answer(session, desk, (MOTIVE, "yes", "", 0))
        uid = findings.sign_off(session, people["Edith"], article.uid, review, now=make.NOW)
    with database.writing() as session:
        answer(session, desk, (MOTIVE, "no", "", 1))
    with database.reading() as session:
        kept = reports.read_report(session, people["Rob"], uid).content["checklist"]
        assert kept[2] == {
            "item": "motive_weighed", "answer": "yes", "note": "", "by": "Edith",
            "at": make.NOW.isoformat(timespec="seconds"),
        }  # fmt: skip
        assert [row["answer"] for row in kept] == [None, None, "yes", None, None]


def test_steps_and_answers_leave_with_the_dataset_and_come_back_the_same(database, desk, tmp_path):  # noqa: F811
    with database.writing() as session:
        step(session, desk, FindingState.ASKED)
        step(session, desk, FindingState.WAIVED, reason="agreed", after=1, name="Emil")
        answer(session, desk, (MOTIVE, "yes", "told the desk", 0))
        answer(session, desk, (MOTIVE, "not_known", "", 1), name="Emil")
    first = exported(database, OPERATOR, desk[3])
    assert first.count(b'"steps"') == first.count(b'"answers"') == 1
    other = Database.open(f"sqlite:///{tmp_path}/other.db")
    upgrade(other.engine)
    with other.writing() as session:
        draft = check_dataset(jsonl.read(io.BytesIO(first)))
        uid = import_dataset(session, OPERATOR, None, draft, now=make.NOW).project_uid
    assert exported(other, OPERATOR, uid) == first
    other.engine.dispose()


def test_who_is_tagging_the_text_exports_nothing_of_what_was_done_about_it(database, desk):  # noqa: F811
    people, article, _, project = desk
    with database.writing() as session:
        step(session, desk, FindingState.ASKED, name="Emil")
        answer(session, desk, (MOTIVE, "yes", "", 0), name="Emil")
    assert b"motive_weighed" in exported(database, people["Edith"], project)
    with database.writing() as session:
        start_review(session, people["Edith"], article.uid, now=make.NOW)
    told = exported(database, people["Edith"], project)
    assert b"motive_weighed" not in told
    assert b'"steps"' not in told
    assert b"Emil" not in told


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda act: replace(act, number=2), "bad_numbers"),
        (lambda act: replace(act, account_uid="9" * 32), "unknown_account"),
    ],
)
@pytest.mark.parametrize("name", ["steps", "answers"])
def test_acts_that_do_not_fit_are_refused(database, desk, name, bend, code):  # noqa: F811
    with database.writing() as session:
        step(session, desk, FindingState.ASKED)
        answer(session, desk, (MOTIVE, "yes", "", 0))
    with database.reading() as session:
        records = list(export_records(session, OPERATOR, desk[3]))
    article = next(record for record in records if hasattr(record, "texts"))
    text = article.texts[0]
    bent = replace(article, texts=(replace(text, **{name: tuple(map(bend, getattr(text, name)))}),))
    draft = check_dataset([bent if record is article else record for record in records])
    assert [problem.code for problem in draft.problems][:1] == [code]


def test_nothing_of_the_list_asks_for_a_name():
    assert {field.name for field in fields(Given)} == {"item", "word", "note", "after"}
    assert not any("name" in column.name for column in ChecklistAnswer.__table__.columns)


def exported(database, actor, project_uid):
    stream = io.BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, actor, project_uid), stream)
    return stream.getvalue()
