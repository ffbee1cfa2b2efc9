"""Kept reports: what was computed at one moment, as it was then; nothing of it changes but that it is signed once."""

import ast
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select, update

from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import ReviewState, Role
from annotator.core.reports import Draft, digest, read_document
from annotator.services import reports
from annotator.storage.tables import Audit, Report, Review
from tests import make

PACKAGE = Path(__file__).resolve().parents[2] / "annotator"


@pytest.fixture
def world(database):
    with database.writing() as session:
        project = make.project(session)
        people = {role.value: make.actor(session, make.member(session, project, role)) for role in Role}
        article = make.article(session, project)
        review = make.review(session, article, make.account(session, "Ben"), state=ReviewState.FINISHED)
        session.flush()
        world = SimpleNamespace(project=project, article=article, review=review, **people)
        world.draft = Draft(
            "counts", "  Counts of\nMarch ", {"n": 3, "words": "«ü»"},
            reports.versions_of(session, project.id, [review.id]), (review.uid,), {"outlet": "Northern Post"},
        )  # fmt: skip
        world.uid = reports.keep(session, people["reader"], project.uid, world.draft, now=make.NOW)
    return world


def read(database, actor, uid):
    with database.reading() as session:
        return reports.read_report(session, actor, uid)


def test_a_report_is_read_as_it_was_kept_in_few_statements(database, world):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    kept = read(database, world.editor, world.uid)
    assert len([s for s in statements if s.startswith("SELECT")]) <= 3
    assert kept.content == {"n": 3, "words": "«ü»"}
    assert kept.head.title == kept.document["title"] == "Counts of March"
    assert kept.document["made_by"] == kept.head.made_by == "Reader"
    assert kept.document["as_of"] == make.NOW.isoformat(timespec="seconds")
    assert kept.document["reviews"] == [world.review.uid]
    assert kept.document["filters"] == {"outlet": "Northern Post"}
    versions = kept.document["versions"]
    assert (versions["scheme"], versions["guideline"]) == ([1], [1])
    assert versions["texts"] == [
        {"article": world.article.uid, "text": world.article.text_uid, "number": 1, "segmentation": 1,
         "sha256": digest(world.article.text)}
    ]  # fmt: skip
    assert kept.head.sha256 == digest(kept.body)
    assert json.loads(kept.body) == kept.document


def test_a_report_that_was_touched_is_refused(database, world):
    with database.writing() as session:
        session.execute(update(Report).values(body=session.scalar(select(Report.body)).replace("3", "4")))
    with pytest.raises(Conflict, match="hash differs"):
        read(database, world.editor, world.uid)


def test_a_report_is_signed_once_by_an_editor_and_stays_the_same(database, world):
    before = read(database, world.editor, world.uid)
    for who in (world.reader, world.reviewer):
        with pytest.raises(Forbidden), database.writing() as session:
            reports.sign(session, who, world.uid, now=make.NOW)
    with database.writing() as session:
        reports.sign(session, world.editor, world.uid, now=make.NOW)
    with pytest.raises(Conflict, match="signed already"), database.writing() as session:
        reports.sign(session, world.editor, world.uid, now=make.NOW)
    after = read(database, world.editor, world.uid)
    assert (after.head.signed_by, after.head.signed_at) == ("Editor", make.NOW)
    assert after.body == before.body
    with database.reading() as session:
        kinds = [row.kind for row in session.scalars(select(Audit).order_by(Audit.id))]
    assert kinds == ["report:keep", "report:sign"]


def test_no_statement_changes_a_report_but_the_one_that_signs_it():
    """The table is written in one module, and there in two functions."""
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(
            isinstance(node, ast.ImportFrom) and (node.module or "").startswith("annotator.storage.tables")
            and any(alias.name == "Report" for alias in node.names)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }  # fmt: skip
    assert users == {"storage/tables/__init__.py", "storage/queries/reports.py"}
    tree = ast.parse((PACKAGE / "storage/queries/reports.py").read_text(encoding="utf-8"))
    verbs = {"update", "delete", "insert"}
    calls = [
        (function.name, node.func.id)
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in verbs
    ]
    assert calls == [("add_report", "insert"), ("sign_report", "update")]
    signing = next(f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name == "sign_report")
    [values] = [n for n in ast.walk(signing) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith(".values")]
    assert [keyword.arg for keyword in values.keywords] == ["signed_by_id", "signed_at"]


def test_who_is_tagging_one_of_its_texts_does_not_read_it(database, world):
    with database.writing() as session:
        own = make.review(session, world.article, SimpleNamespace(id=world.editor.account_id))
    with pytest.raises(Forbidden, match="you are tagging"):
        read(database, world.editor, world.uid)
    with pytest.raises(Forbidden, match="you are tagging"), database.writing() as session:
        reports.sign(session, world.editor, world.uid, now=make.NOW)
    assert read(database, world.reader, world.uid).head.uid == world.uid
    with database.writing() as session:
        session.execute(update(Review).where(Review.id == own.id).values(state=ReviewState.FINISHED))
    assert read(database, world.editor, world.uid).head.uid == world.uid


def test_reviewers_and_strangers_read_and_list_none(database, world):
    with database.writing() as session:
        stranger = make.actor(session, make.account(session, "Stranger"))
    for who, error in ((world.reviewer, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            read(database, who, world.uid)
        with pytest.raises(error), database.reading() as session:
            reports.list_reports(session, who, world.project.uid)
        with pytest.raises(error), database.writing() as session:
            reports.keep(session, who, world.project.uid, world.draft, now=make.NOW)


def test_reports_are_listed_newest_first_and_by_kind(database, world):
    with database.writing() as session:
        other = Draft("other", "Second", {}, world.draft.versions)
        second = reports.keep(session, world.editor, world.project.uid, other, now=make.NOW)
    with database.reading() as session:
        listed = reports.list_reports(session, world.reader, world.project.uid)
        assert [row.uid for row in listed.rows] == [second, world.uid]
        assert listed.total == 2
        by_kind = reports.list_reports(session, world.reader, world.project.uid, kind="counts", page=9)
        assert [row.uid for row in by_kind.rows] == [world.uid]


@pytest.mark.parametrize("title", ["", " \n", "x" * 201])
def test_a_report_needs_a_title(database, world, title):
    with pytest.raises(Invalid, match="title"), database.writing() as session:
        draft = Draft("counts", title, {}, world.draft.versions)
        reports.keep(session, world.editor, world.project.uid, draft, now=make.NOW)


def test_a_number_that_json_cannot_say_is_refused(database, world):
    with pytest.raises(Invalid), database.writing() as session:
        draft = Draft("counts", "NaN", {"n": float("nan")}, world.draft.versions)
        reports.keep(session, world.editor, world.project.uid, draft, now=make.NOW)


def test_a_document_is_checked_by_its_hash():
    body = '{"a":1}\n'
    assert read_document(body, digest(body)) == {"a": 1}
    with pytest.raises(Conflict):
        read_document(body, digest(body + " "))
