"""The desk's front page, and a project's name, people, guideline."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from annotator.core.backups import name_backup
from annotator.core.default_scheme import default_scheme
from annotator.core.guidelines import read_sections
from annotator.core.records import Role
from annotator.services.accounts import OPERATOR
from annotator.services.projects import create_project
from annotator.settings import Settings
from annotator.storage.tables import Account, Membership, Project
from tests import make


@pytest.fixture
def project(database, now) -> Project:
    with database.writing() as session:
        return create_project(session, OPERATOR, "Northern Desk", now=now)


@pytest.fixture
def person(database, project):
    """Make a member of the project."""

    def make_person(role: Role, name: str | None = None) -> Account:
        with database.writing() as session:
            return make.member(session, project, role, name)

    return make_person


def members(database, project) -> dict[str, Role]:
    with database.reading() as session:
        rows = session.execute(
            select(Account.name, Membership.role).join(Membership).where(Membership.project_id == project.id)
        )
        return dict(rows.all())


def test_whoever_has_one_project_is_led_there(signed_in, person, project) -> None:
    answer = signed_in(person(Role.REVIEWER)).get("/")
    assert (answer.status_code, answer.location) == (303, f"/projects/{project.uid}")


def test_whoever_has_none_is_told_what_to_do(signed_in, database, project) -> None:
    with database.writing() as session:
        mia = make.account(session, "Mia")
    page = signed_in(mia).get("/").get_data(as_text=True)
    assert "Ask an editor" in page
    assert "Northern Desk" not in page


def test_several_projects_are_listed_with_the_role(signed_in, database, person, project) -> None:
    mia = person(Role.REVIEWER, "Mia")
    with database.writing() as session:
        other = make.project(session, "Southern Desk")
        make.project(session, "Hidden Desk")
        session.add(Membership(project_id=other.id, account_id=mia.id, role=Role.EDITOR, created_at=make.NOW))
        make.article(session, other)
    page = signed_in(mia).get("/").get_data(as_text=True)
    assert [title for title in ("Northern Desk", "Southern Desk", "Hidden Desk") if title in page] == [
        "Northern Desk", "Southern Desk",
    ]  # fmt: skip
    assert "1 article" in page
    assert "you are editor" in page


def test_an_administrator_makes_a_project_and_edits_it(signed_in, database) -> None:
    with database.writing() as session:
        root = make.account(session, "Root", is_admin=True)
    client = signed_in(root)
    assert client.get("/projects/new").status_code == 200
    assert client.post("/projects/new", data={"name": " "}).status_code == 422
    answer = client.post("/projects/new", data={"name": "Ferry desk"})
    assert answer.status_code == 303
    assert client.get(f"{answer.location}/settings").status_code == 200


@pytest.mark.parametrize(
    ("hours_ago", "words"),
    [
        (None, "No backup yet. The desk makes one within minutes"),
        (5, "Last backup: Mar 2, 2026, 4:30"),
        (72, "The last backup is of Feb 27, 2026"),
    ],
)
def test_an_administrator_reads_of_the_last_backup(signed_in, database, tmp_path, now, hours_ago, words) -> None:
    with database.writing() as session:
        admin = make.account(session, "Root", is_admin=True)
        reader = make.account(session, "Rea")
    folder = Settings(instance=tmp_path).backups
    folder.mkdir()
    if hours_ago is not None:
        (folder / f"{name_backup(now - timedelta(hours=hours_ago))}.json").touch()
    page = signed_in(admin).get("/").text
    assert words in page.replace("\u202f", " ")
    assert ("notice warning" in page.partition("without one you need")[2]) is (hours_ago == 72)
    assert "backup" not in signed_in(reader).get("/").text


def test_nobody_else_makes_projects(signed_in, person, database) -> None:
    client = signed_in(person(Role.EDITOR))
    assert client.get("/projects/new").status_code == 403
    assert client.post("/projects/new", data={"name": "Ferry desk"}).status_code == 403
    with database.reading() as session:
        assert len(session.scalars(select(Project)).all()) == 1


@pytest.mark.parametrize(
    ("page", "statuses"),
    [
        ("scheme", {Role.READER: 200, Role.REVIEWER: 200, Role.EDITOR: 200, "admin": 404, "outsider": 404}),
        ("settings", {Role.READER: 403, Role.REVIEWER: 403, Role.EDITOR: 200, "admin": 404, "outsider": 404}),
        ("people", {Role.READER: 403, Role.REVIEWER: 403, Role.EDITOR: 200, "admin": 200, "outsider": 404}),
    ],
)
def test_each_page_is_for_its_roles(signed_in, person, database, project, page, statuses) -> None:
    for who, status in statuses.items():
        if isinstance(who, Role):
            account = person(who)
        else:
            with database.writing() as session:
                account = make.account(session, who, is_admin=who == "admin")
        assert signed_in(account).get(f"/projects/{project.uid}/{page}").status_code == status, who


def test_another_projects_id_is_not_found(signed_in, person, database) -> None:
    with database.writing() as session:
        other = make.project(session, "Southern Desk")
    client = signed_in(person(Role.EDITOR))
    for method, path, data in (
        ("get", "settings", {}), ("post", "settings", {"name": "Mine", "version": "1"}), ("get", "people", {}),
        ("post", "people", {"name": "Eve", "login": "eve", "role": "editor"}), ("get", "scheme", {}),
    ):  # fmt: skip
        assert getattr(client, method)(f"/projects/{other.uid}/{path}", data=data).status_code == 404
    assert members(database, other) == {}


def test_a_project_is_renamed_once_from_one_page(signed_in, person, database, project) -> None:
    client, url = signed_in(person(Role.EDITOR)), f"/projects/{project.uid}/settings"
    assert client.post(url, data={"name": "Coast desk", "version": "1"}).status_code == 303
    assert client.post(url, data={"name": "Port desk", "version": "1"}).status_code == 409
    assert client.post(url, data={"name": "", "version": "2"}).status_code == 422
    with database.reading() as session:
        assert session.get(Project, project.id).name == "Coast desk"


def test_an_invited_person_joins_by_the_link(signed_in, person, visitor, database, project) -> None:
    client, url = signed_in(person(Role.EDITOR)), f"/projects/{project.uid}/people"
    assert client.post(url, data={"name": "Mia", "login": "mia", "role": "reviewer"}).status_code == 303
    page = client.get(url).get_data(as_text=True)
    link = re.search(r"http://localhost(/links/[\w-]+)", page)[1]
    password = "nine slow barges home"
    joined = visitor.post(link, data={"name": "Mia Lund", "password": password, "repeat": password})
    assert joined.status_code == 303
    assert visitor.get("/").location == f"/projects/{project.uid}"
    assert members(database, project) == {"Editor": Role.EDITOR, "Mia Lund": Role.REVIEWER}


def test_a_bad_invitation_keeps_what_was_typed(signed_in, person, database, project) -> None:
    client, url = signed_in(person(Role.EDITOR)), f"/projects/{project.uid}/people"
    answer = client.post(url, data={"name": "Mia Lund", "login": "not a login", "role": "reader"})
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert 'value="not a login"' in body
    assert re.search(r'<input[^>]*checked[^>]*value="reader"', body)
    assert client.post(url, data={"name": "Mia", "login": "mia", "role": "owner"}).status_code == 422
    assert members(database, project) == {"Editor": Role.EDITOR}


def test_an_editor_gets_no_link_of_somebody_who_has_an_account(signed_in, person, database, project) -> None:
    with database.writing() as session:
        root = make.account(session, "Root", is_admin=True)
        root.login = "root"
    client, url = signed_in(person(Role.EDITOR)), f"/projects/{project.uid}/people"
    client.post(url, data={"name": "Root", "login": "root", "role": "reader"})
    page = client.get(url).get_data(as_text=True)
    assert "Root is in the project" in page
    assert "/links/" not in page


def test_a_role_is_changed_and_a_member_removed(signed_in, person, database, project) -> None:
    editor, mia = person(Role.EDITOR), person(Role.REVIEWER, "Mia")
    client, url = signed_in(editor), f"/projects/{project.uid}/people/{mia.uid}"
    hers = signed_in(mia)
    assert hers.get(f"/projects/{project.uid}/scheme").status_code == 200
    assert client.post(url, data={"role": "reader"}).status_code == 303
    assert members(database, project)["Mia"] is Role.READER
    assert client.post(url, data={"role": "owner"}).status_code == 422
    assert client.post(url, data={"role": "remove"}).status_code == 303
    assert hers.get(f"/projects/{project.uid}/scheme").status_code == 404
    assert client.post(url, data={"role": "reader"}).status_code == 404


def test_the_guideline_and_every_key_are_on_the_page(signed_in, person, project) -> None:
    page = signed_in(person(Role.REVIEWER)).get(f"/projects/{project.uid}/scheme").get_data(as_text=True)
    scheme = default_scheme()
    assert page.count("<kbd>") == len(scheme.keys)
    for section in read_sections(scheme.guideline):
        assert f'id="g-{section.anchor}"' in page
    assert "aria-current" in page


def test_names_of_projects_and_people_are_escaped(signed_in, person, database, project) -> None:
    hostile = "<script>alert(1)</script>"
    with database.writing() as session:
        session.get(Project, project.id).name = hostile
    client = signed_in(person(Role.EDITOR, hostile))
    for page in ("people", "settings", "scheme"):
        body = client.get(f"/projects/{project.uid}/{page}").get_data(as_text=True)
        assert hostile not in body
        assert "&lt;script&gt;" in body
