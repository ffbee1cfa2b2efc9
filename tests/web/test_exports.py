"""The export page: files for editors and nobody else, and a dataset back in, all or nothing."""

import io
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from annotator.core import datasets as core
from annotator.core.records import ReviewState, Role
from annotator.formats import csv_tables, jsonl
from annotator.storage.tables import Account, Article, Membership, Project
from annotator.web import exports
from annotator.web.downloads import file_name
from tests import make
from tests.fixtures.dataset_lines import file_of
from tests.services.test_datasets import lines


@pytest.fixture
def desk(database):
    """A project with one reviewed article, its people and an outsider, by name."""
    with database.writing() as session:
        project = make.project(session, "Désk: “North”")
        people = {role: make.member(session, project, role) for role in Role}
        article = make.article(session, project)
        make.review(session, article, people[Role.REVIEWER], state=ReviewState.FINISHED, finished_at=make.NOW)
        outsider = make.member(session, make.project(session, "Other"), Role.EDITOR, "Olga")
    return project.uid, people, outsider


@pytest.fixture
def empty(database, signed_in):
    """An empty project's uid, and a browser of its editor."""
    with database.writing() as session:
        project = make.project(session, "Elsewhere")
        editor = make.member(session, project, Role.EDITOR, "Emil")
    return project.uid, signed_in(editor)


def upload(client, project_uid, data):
    # Put together by hand: the test client leaves the temporary file of a large form open.
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="desk.jsonl"\r\n\r\n'
    return client.post(
        f"/projects/{project_uid}/dataset",
        data=head + data + b"\r\n--edge--\r\n",
        content_type="multipart/form-data; boundary=edge",
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def articles(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article))


def test_the_page_tells_what_would_leave_and_what_would_not(desk, signed_in):
    page = signed_in(desk[1][Role.EDITOR]).get(f"/projects/{desk[0]}/export")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert f"/projects/{desk[0]}/export/jsonl" in text
    assert f"/projects/{desk[0]}/export/csv" in text
    assert "private notes" in text
    assert "/dataset" not in text  # the project is not empty


def test_the_page_tells_how_many_reviews_of_others_stay_out(database, desk, signed_in):
    url = f"/projects/{desk[0]}/export"
    client = signed_in(desk[1][Role.EDITOR])
    assert "stays out" not in client.get(url).get_data(as_text=True)
    with database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == desk[0])).one()
        make.review(session, make.article(session, project, "Second\n\nIt happened.\n"), desk[1][Role.REVIEWER])
    assert "stays out" in client.get(url).get_data(as_text=True)


def test_what_the_page_says_is_left_out_is_what_the_files_say(app):
    with app.test_request_context():
        said = {item.name: tuple(str(words) for words in item.left_out) for item in exports.FORMATS}
    assert said == {"jsonl": core.LEFT_OUT, "csv": csv_tables.LEFT_OUT}


def test_a_dataset_is_an_attachment_that_nothing_keeps(desk, signed_in):
    answer = signed_in(desk[1][Role.EDITOR]).get(f"/projects/{desk[0]}/export/jsonl")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=annotator-desk-north.jsonl"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    records = list(jsonl.read(io.BytesIO(answer.data)))
    assert [type(record).__name__ for record in records] == [
        "Manifest", "AccountRecord", "SchemeRecord", "ArticleRecord", "ReviewRecord",
    ]  # fmt: skip


def test_tables_come_as_one_archive(desk, signed_in):
    answer = signed_in(desk[1][Role.EDITOR]).get(f"/projects/{desk[0]}/export/csv")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.testzip() is None
        assert set(found.namelist()) == {"claims.csv", "sources.csv", "figures.csv", "marks.csv", "manifest.json"}


@pytest.mark.parametrize("path", ["export", "export/jsonl", "export/csv"])
def test_only_editors_export(desk, signed_in, visitor, path):
    url = f"/projects/{desk[0]}/{path}"
    for role, status in ((Role.EDITOR, 200), (Role.REVIEWER, 403), (Role.READER, 403)):
        assert signed_in(desk[1][role]).get(url).status_code == status
    assert signed_in(desk[2]).get(url).status_code == 404
    assert visitor.get(url).status_code == 303


def test_another_format_is_not_there(desk, signed_in):
    assert signed_in(desk[1][Role.EDITOR]).get(f"/projects/{desk[0]}/export/xml").status_code == 404


def test_a_dataset_goes_into_an_empty_project_from_its_page_and_comes_out_the_same(database, desk, empty, signed_in):
    with database.writing() as session:
        root = make.account(session, "Root", is_admin=True)
        project = session.scalars(select(Project).where(Project.uid == empty[0])).one()
        session.add(editorship(project.id, root.id))
    data = signed_in(desk[1][Role.EDITOR]).get(f"/projects/{desk[0]}/export/jsonl").data
    client = signed_in(root)
    assert "/dataset" in client.get(f"/projects/{empty[0]}/export").get_data(as_text=True)
    answer = upload(client, empty[0], data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/projects/{empty[0]}")
    assert client.get(f"/projects/{empty[0]}/export/jsonl").data == data


def editorship(project_id, account_id):
    return Membership(project_id=project_id, account_id=account_id, role=Role.EDITOR, created_at=make.NOW)


def test_a_dataset_with_problems_is_told_line_by_line_and_stores_nothing(database, empty):
    broken = lines()
    broken[4] = broken[4] | {"text_number": 7}
    answer = upload(empty[1], empty[0], file_of(*broken))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "The article has no text of that number." in text
    assert '<td class="num">5</td>' in text
    assert articles(database) == 0
    with database.reading() as session:
        assert session.scalar(select(Account).where(Account.name == "Ada")) is None


@pytest.mark.parametrize("data", [b"", b"\x00\x01\xff", b"PK\x03\x04", b"[1, 2]", b"\n\n", "“Zoë”".encode("cp1252")])
def test_a_file_that_is_no_dataset_is_refused(database, empty, data):
    answer = upload(empty[1], empty[0], data)
    assert answer.status_code == 422
    assert "Nothing was imported" in answer.get_data(as_text=True)
    assert articles(database) == 0


def test_no_file_is_said_at_the_field(empty):
    answer = empty[1].post(f"/projects/{empty[0]}/dataset", data={}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "Choose a file" in answer.get_data(as_text=True)


def test_a_file_over_the_limit_is_refused_with_the_way_out(empty, monkeypatch):
    monkeypatch.setattr(exports, "MAX_UPLOAD", 2_000)
    answer = upload(empty[1], empty[0], b"x" * 5_000)
    assert answer.status_code == 413
    assert "annotator import FILE.jsonl" in answer.get_data(as_text=True)


def test_a_dataset_may_be_larger_than_an_article(database, empty):
    answer = upload(empty[1], empty[0], file_of(*lines()) + b"\n" * (3 * 2**20))
    assert answer.status_code == 303
    assert articles(database) == 1


def test_the_same_upload_again_is_a_conflict_and_changes_nothing(database, empty):
    assert upload(empty[1], empty[0], file_of(*lines())).status_code == 303
    answer = upload(empty[1], empty[0], file_of(*lines()))
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "not_empty")
    assert articles(database) == 1


def test_only_editors_of_the_project_bring_a_dataset_in(database, desk, empty, signed_in):
    for client, status in (
        (signed_in(desk[1][Role.REVIEWER]), 403),
        (signed_in(desk[1][Role.READER]), 403),
        (signed_in(desk[2]), 404),
    ):
        assert upload(client, desk[0], file_of(*lines())).status_code == status
    assert articles(database) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Northern Desk", "annotator-northern-desk.csv"),
        ("../../etc/passwd", "annotator-etc-passwd.csv"),
        ("CON", "annotator-con.csv"),
        ("a\u202egnp.exe", "annotator-agnp-exe.csv"),
        ("Новости", "annotator-project.csv"),
        ("x" * 300, f"annotator-{'x' * 60}.csv"),
    ],
)
def test_a_files_name_is_safe_whatever_the_project_is_called(name, expected):
    assert file_name("annotator", name, "csv", otherwise="project") == expected


def test_a_full_disk_gives_no_half_file(desk, signed_in, monkeypatch):
    def fill(*arguments):
        raise OSError(28, "No space left on device")

    full = tuple(replace(item, write=fill) for item in exports.FORMATS)
    monkeypatch.setattr(exports, "FORMATS", full)
    answer = signed_in(desk[1][Role.EDITOR]).get(f"/projects/{desk[0]}/export/jsonl")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (507, "disk_full")
