"""Kept reports on pages: the list, one from its document alone, its files, signing."""

import csv
import io
from types import SimpleNamespace

import pytest
from flask_babel import lazy_gettext as _l
from sqlalchemy import event

from annotator.core.records import ReviewState, Role
from annotator.core.reports import Draft, digest
from annotator.services import reports
from annotator.web import report_kinds
from annotator.web.report_kinds import ReportKind
from tests import make

KIND = ReportKind(
    _l("Counts"), "reports/_unknown.html", lambda content, _filters, _url: content,
    lambda content, _filters: [("what", "n"), ("=cmd()", content["n"]), ("gone", None)],
)  # fmt: skip


@pytest.fixture
def world(database, signed_in, monkeypatch):
    monkeypatch.setitem(report_kinds.KINDS, "counts", "tests:KIND")
    monkeypatch.setattr(report_kinds, "import_module", lambda name: SimpleNamespace(KIND=KIND))
    with database.writing() as session:
        project = make.project(session)
        accounts = {role.value: make.member(session, project, role) for role in Role}
        article = make.article(session, project)
        review = make.review(session, article, make.account(session, "Ben"), state=ReviewState.FINISHED)
        versions = reports.versions_of(session, project.id, [review.id])
        actor = make.actor(session, accounts["editor"])
        uid = reports.keep(
            session, actor, project.uid, Draft("counts", "March <b>", {"n": 0.1}, versions, (review.uid,)), now=make.NOW
        )
    browsers = {name: signed_in(account) for name, account in accounts.items()}
    return SimpleNamespace(
        uid=uid, url=f"/reports/{uid}", list=f"/projects/{project.uid}/reports", article=article, accounts=accounts,
        **browsers,
    )  # fmt: skip


def test_a_report_is_listed_and_shown_with_what_it_was_computed_on(database, world):
    assert "March &lt;b&gt;" in world.reader.get(world.list).text
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    page = world.reader.get(world.url)
    assert page.status_code == 200
    assert len([s for s in statements if s.startswith("SELECT")]) <= 4
    for words in ("March &lt;b&gt;", "kept by Editor", "not signed", "version 1", "SHA-256"):
        assert words in page.text


def test_its_document_is_the_very_bytes_of_the_hash(world):
    answer = world.reader.get(f"{world.url}/report.json")
    assert answer.content_type == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert digest(answer.text) in world.reader.get(world.url).text


def test_its_table_has_the_same_numbers_and_no_formula(world):
    answer = world.reader.get(f"{world.url}/report.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows == [["what", "n"], ["'=cmd()", "0.1"], ["gone", ""]]


def test_an_editor_signs_once(world):
    assert f"{world.url}/sign" not in world.reader.get(world.url).text
    assert world.reader.post(f"{world.url}/sign").status_code == 403
    assert world.editor.post(f"{world.url}/sign").location == world.url
    assert "signed by Editor" in world.reader.get(world.url).text
    assert world.editor.post(f"{world.url}/sign").status_code == 409


def test_the_blind_get_none_of_it(database, world):
    for place in ("", "/report.json", "/report.csv"):
        assert world.reviewer.get(world.url + place).status_code == 403
    with database.writing() as session:
        make.review(session, world.article, world.accounts["editor"])
    for place in ("", "/report.json", "/report.csv"):
        answer = world.editor.get(world.url + place)
        assert answer.status_code == 403
        assert "you are tagging" in answer.text


def test_a_kind_of_a_later_version_is_still_handed_out(world, monkeypatch):
    monkeypatch.delitem(report_kinds.KINDS, "counts")
    assert "JSON document holds all of it" in world.reader.get(world.url).text
    assert world.reader.get(f"{world.url}/report.csv").status_code == 404
    assert world.reader.get(f"{world.url}/report.json").status_code == 200
