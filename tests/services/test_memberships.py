"""Projects and who is in them."""

import pytest
from sqlalchemy import select

from annotator.core.default_scheme import default_scheme
from annotator.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from annotator.core.permissions import Permission
from annotator.core.records import Role
from annotator.services import links, memberships, projects
from annotator.services.accounts import OPERATOR, set_admin
from annotator.storage.tables import Account, Membership, Project
from tests import make


@pytest.fixture
def desk(database):
    """A project with an editor."""
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR)
        return project, make.actor(session, editor)


def _invite(database, desk, now, login="mia", role=Role.REVIEWER, name="Mia Lund"):
    project, editor = desk
    with database.writing() as session:
        return memberships.invite(
            session, editor, project.uid, login=login, name=name, role=role, link_hours=72, now=now
        )


def _roles(database, project) -> dict[str, Role]:
    with database.reading() as session:
        rows = session.execute(
            select(Account.login, Membership.role).join(Membership).where(Membership.project_id == project.id)
        )
        return {login: role for login, role in rows if not login.startswith("editor")}


def test_inviting_a_new_person_makes_an_account_a_membership_and_a_link(database, desk, now) -> None:
    invited = _invite(database, desk, now)
    assert _roles(database, desk[0]) == {"mia": Role.REVIEWER}
    with database.reading() as session:
        assert links.look_at_link(session, invited.link.token, now=now).login == "mia"


def test_inviting_again_before_the_person_joined_replaces_the_link_and_the_role(database, desk, now) -> None:
    first = _invite(database, desk, now)
    second = _invite(database, desk, now, role=Role.READER)
    assert _roles(database, desk[0]) == {"mia": Role.READER}
    with database.reading() as session:
        links.look_at_link(session, second.link.token, now=now)
    with pytest.raises(Gone), database.reading() as session:
        links.look_at_link(session, first.link.token, now=now)


def test_somebody_who_has_joined_is_added_without_a_link(database, desk, now) -> None:
    with database.writing() as session:
        mia = make.account(session, "Mia")
        mia.login, mia.password_hash = "mia", "$hash"
    assert _invite(database, desk, now).link is None
    assert _roles(database, desk[0]) == {"mia": Role.REVIEWER}
    with pytest.raises(Conflict) as refused:
        _invite(database, desk, now)
    assert refused.value.code == "already_member"


def test_an_editor_gets_no_link_of_an_administrator(database, desk, now) -> None:
    with database.writing() as session:
        make.account(session, "Desk admin", is_admin=True).login = "admin"
    assert _invite(database, desk, now, login="admin").link is None


def test_the_first_inviters_link_does_not_open_a_second_project(database, desk, now) -> None:
    invited = _invite(database, desk, now)
    with database.writing() as session:
        other = make.project(session, "Southern Desk")
        editor = make.actor(session, make.member(session, other, Role.EDITOR))
    assert _invite(database, (other, editor), now).link is None
    with pytest.raises(Gone), database.reading() as session:
        links.look_at_link(session, invited.link.token, now=now)


def test_a_disabled_account_is_not_invited(database, desk, now) -> None:
    with database.writing() as session:
        mia = make.account(session, "Mia")
        mia.login, mia.disabled_at = "mia", now
    with pytest.raises(Conflict):
        _invite(database, desk, now)
    assert _roles(database, desk[0]) == {}


@pytest.mark.parametrize(("login", "name"), [("", "Mia"), ("mia", ""), ("mia lund", "Mia")])
def test_a_bad_invitation_stores_nothing(database, desk, now, login, name) -> None:
    with pytest.raises(Invalid):
        _invite(database, desk, now, login=login, name=name)
    assert _roles(database, desk[0]) == {}


def test_a_new_role_and_the_end_of_a_membership_hold_on_the_next_request(database, desk, now) -> None:
    project, editor = desk
    with database.writing() as session:
        mia = make.member(session, project, Role.REVIEWER, "Mia")
    with database.writing() as session:
        memberships.change_role(session, editor, project.uid, mia.uid, Role.READER, now=now)
    with database.reading() as session:
        assert not make.actor(session, mia).may(Permission.TAG, project.id)
    with database.writing() as session:
        memberships.remove_member(session, editor, project.uid, mia.uid, now=now)
    with database.reading() as session:
        assert make.actor(session, mia).roles == {}


def test_work_stays_when_a_membership_ends(database, desk, now) -> None:
    project, editor = desk
    with database.writing() as session:
        mia = make.member(session, project, Role.REVIEWER, "Mia")
        review = make.review(session, make.article(session, project), mia)
    with database.writing() as session:
        memberships.remove_member(session, editor, project.uid, mia.uid, now=now)
    with database.reading() as session:
        assert session.get(type(review), review.id).account_id == mia.id


def test_only_editors_and_administrators_manage_members(database, desk, now) -> None:
    project, _ = desk
    with database.writing() as session:
        mia = make.member(session, project, Role.REVIEWER, "Mia")
        reviewer, outsider = make.actor(session, mia), make.actor(session, make.account(session, "Out"))
        admin = make.actor(session, make.account(session, "Root", is_admin=True))
    for actor, error in ((reviewer, Forbidden), (outsider, NotFound)):
        with pytest.raises(error), database.writing() as session:
            memberships.change_role(session, actor, project.uid, mia.uid, Role.EDITOR, now=now)
    with database.writing() as session:
        memberships.change_role(session, admin, project.uid, mia.uid, Role.EDITOR, now=now)


def test_the_role_of_a_datasets_person_is_part_of_the_dataset(database, desk, now) -> None:
    project, editor = desk
    with database.writing() as session:
        demo = make.account(session, "Demo", can_sign_in=False)
        memberships.add_member(session, project.id, demo.id, Role.REVIEWER, now=now)
    with pytest.raises(Forbidden), database.writing() as session:
        memberships.change_role(session, editor, project.uid, demo.uid, Role.EDITOR, now=now)


def test_a_new_project_has_the_default_scheme_and_its_maker_as_editor(database, now) -> None:
    with database.writing() as session:
        root = make.account(session, "Root", is_admin=True)
        uid = projects.create_project(session, make.actor(session, root), "  Ferry   desk ", now=now).uid
    with database.reading() as session:
        facts = projects.show_scheme(session, make.actor(session, root), uid)
    assert (facts.project.name, facts.project.role, facts.number) == ("Ferry desk", Role.EDITOR, 1)
    assert facts.scheme == default_scheme()


def test_two_projects_do_not_share_a_name(database, now) -> None:
    with database.writing() as session:
        projects.create_project(session, OPERATOR, "Ferry desk", now=now)
    with pytest.raises(Invalid), database.writing() as session:
        projects.create_project(session, OPERATOR, "FERRY desk", now=now)
    with database.reading() as session:
        assert len(session.scalars(select(Project)).all()) == 1


def test_renaming_from_an_old_page_overwrites_nothing(database, desk, now) -> None:
    project, editor = desk
    with database.writing() as session:
        projects.rename_project(session, editor, project.uid, "Coast desk", version=1, now=now)
    with pytest.raises(Conflict), database.writing() as session:
        projects.rename_project(session, editor, project.uid, "Port desk", version=1, now=now)
    with database.reading() as session:
        assert session.get(Project, project.id).name == "Coast desk"


def test_an_administrator_sees_that_other_projects_exist_and_nothing_in_them(database, desk, now) -> None:
    project, _ = desk
    with database.writing() as session:
        root = make.actor(session, make.account(session, "Root", is_admin=True))
        mia = make.actor(session, make.account(session, "Mia"))
    with database.reading() as session:
        assert [(row.name, row.role) for row in projects.list_projects(session, root)] == [("Northern Desk", None)]
        assert projects.list_projects(session, mia) == []
    with pytest.raises(NotFound), database.reading() as session:
        projects.show_project(session, root, project.uid, Permission.READ_ARTICLES)


def test_making_administrators_is_for_administrators(database, desk, now) -> None:
    _, editor = desk
    with pytest.raises(Forbidden), database.writing() as session:
        set_admin(session, editor, editor.uid, is_admin=True, now=now)
