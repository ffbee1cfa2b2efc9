"""A project's own abbreviations: tried on an example, kept, used by every import, taken along by exports."""

import io
import re

import pytest
from sqlalchemy import select

from annotator.core.languages import MAX_ABBREVIATIONS
from annotator.core.records import Role
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.storage.tables import Audit, Project, SentenceRow
from tests import make
from tests.web.test_imports import carried, post

LIST = "name: Abgd. # house style\nKft."
WORDS = "The ferry sank\n\nAm Montag kam Abgd. Roth. Er blieb bei der Reederei Kft. Viken bis abends.\n"


@pytest.fixture
def desk(database, signed_in):
    """A project's uid, the address of its list, its editor's and a reviewer's browser."""
    with database.writing() as session:
        project = make.project(session)
        editor, reviewer = (make.member(session, project, role) for role in (Role.EDITOR, Role.REVIEWER))
        uid = project.uid
    return uid, f"/projects/{uid}/settings/abbreviations", signed_in(editor), signed_in(reviewer)


def send(desk, words, act="keep", **fields):
    version = re.search(r'name="version"[^>]*value="(\d+)"', desk[2].get(desk[1]).text)[1]
    return desk[2].post(desk[1], data={"words": words, "act": act, "version": version} | fields)


def kept(database, uid):
    with database.reading() as session:
        return session.scalars(select(Project.abbreviations).where(Project.uid == uid)).one()


def units_of(response):
    return re.findall(r'class="unit-row (\w+)', response.get_data(as_text=True))


def test_a_list_is_tried_on_an_example_before_it_is_kept(desk, database):
    page = send(desk, LIST, "try", example="Es kam Abgd. Roth. Er blieb.", language="de").text
    before, after = re.findall(r"<ol>(.*?)</ol>", page)
    assert re.findall(r"<bdi>(.*?)</bdi>", before) == ["Es kam Abgd.", "Roth.", "Er blieb."]
    assert re.findall(r"<bdi>(.*?)</bdi>", after) == ["Es kam Abgd. Roth.", "Er blieb."]
    assert "The list changes where it is cut." in page
    assert LIST in page
    assert kept(database, desk[0]) == ""
    assert "changes nothing" in send(desk, "", "try", example="It sank.").text
    assert send(desk, LIST, "try", example=" ").status_code == 422


def test_what_is_imported_afterwards_is_cut_by_it_and_what_is_there_stays(desk, database):
    uid, _url, editor, _reviewer = desk
    first = post(editor, f"/projects/{uid}/import/preview", {"text": WORDS})
    assert units_of(first) == ["headline", "body", "body", "body", "body"]
    assert post(editor, f"/projects/{uid}/articles", carried(first)).status_code == 303
    assert send(desk, LIST.replace("\n", "\r\n") + "\r\n").status_code == 303
    assert kept(database, uid) == LIST
    with database.reading() as session:
        assert len(session.scalars(select(SentenceRow.ordinal)).all()) == 5
        audit = session.scalars(select(Audit).where(Audit.kind == "project:abbreviations")).one()
        assert audit.detail == {"project": uid, "lines": 2}
    again = post(editor, f"/projects/{uid}/import/preview", {"file": ("a.txt", ("B. " + WORDS).encode())})
    assert units_of(again) == ["headline", "body", "body"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("two words", "Line 1"), ("Kft.\n;;", "Line 2"), ("x" * 20_001, "20,000"),
     ("\n".join(f"a{at}b" for at in range(MAX_ABBREVIATIONS + 1)), "501")],
)  # fmt: skip
def test_a_list_that_is_none_is_refused_with_its_line_and_stays_in_the_form(desk, database, words, told):
    answer = send(desk, words)
    assert answer.status_code == 422
    assert told in answer.text
    assert words[:20] in answer.text
    assert kept(database, desk[0]) == ""


def test_only_editors_see_it_and_a_stale_list_is_not_written(desk, database):
    assert desk[3].get(desk[1]).status_code == 403
    assert desk[3].post(desk[1], data={"words": LIST, "version": "1"}).status_code == 403
    assert desk[2].post(desk[1], data={"words": LIST, "version": "77"}).status_code == 409
    assert kept(database, desk[0]) == ""


def test_an_export_takes_the_list_along_and_an_empty_one_is_not_told(desk, database):
    def exported(uid):
        with database.reading() as session:
            stream = io.BytesIO()
            jsonl.write(export_records(session, OPERATOR, uid), stream)
            return stream.getvalue()

    assert b"abbreviations" not in exported(desk[0])
    send(desk, LIST)
    data = exported(desk[0])
    with database.writing() as session:
        made = import_dataset(session, OPERATOR, None, check_dataset(jsonl.read(io.BytesIO(data))), now=make.NOW,
                              name="Elsewhere")  # fmt: skip
    assert kept(database, made.project_uid) == LIST
    assert exported(made.project_uid) == data
    broken = data.replace(b"Kft.", b"two words")
    assert check_dataset(jsonl.read(io.BytesIO(broken))).problems[0].code == "bad_abbreviations"
