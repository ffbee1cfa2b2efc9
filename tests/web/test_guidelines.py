"""The guideline beside the text: the section about a tag, of the scheme that the review is tagged with."""

import pytest
from sqlalchemy import select

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.storage.tables import SchemeVersion
from tests import make

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, now, signed_in):
    """A reviewer's browser at a started review; `write` puts a guideline in the place of the stored one."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        ada = make.member(session, project, Role.REVIEWER)
        ben = make.member(session, project, Role.REVIEWER, "Ben")
        uid = start_review(session, make.actor(session, ada), article.uid, now=now)
    desk.client, desk.other = signed_in(ada), signed_in(ben)
    desk.address = f"/reviews/{uid}/guideline"

    def write(guideline):
        with database.writing() as session:
            version = session.scalars(select(SchemeVersion)).one()
            version.body = {**version.body, "guideline": guideline}

    desk.write = write
    return desk


def test_the_section_of_a_tag_is_shown_with_what_stands_under_it(desk):
    about = "## Who said it {#attribution}\n\nThe *phrase*.\n\n### Layers\n\nTwo.\n\n"
    desk.write(f"# All\n\nGeneral.\n\n{about}## Other\n\nNot it.\n")
    piece = desk.client.get(f"{desk.address}?tag=attribution", headers=HX).text
    assert "Who said it" in piece
    assert "<em>phrase</em>" in piece
    assert "Layers" in piece
    assert "Not it." not in piece
    assert "<html" not in piece
    assert "/scheme#g-attribution" in piece


def test_without_a_script_the_same_is_a_page(desk):
    page = desk.client.get(f"{desk.address}?tag=claim").text
    assert "<html" in page
    assert 'aria-current="true"' in page


def test_a_tag_without_a_section_is_explained_by_the_scheme(desk):
    desk.write("Nothing about tags.\n")
    piece = desk.client.get(f"{desk.address}?tag=figure", headers=HX).text
    assert "The guideline has no section about this tag." in piece


@pytest.mark.parametrize("tag", ["", "no_such_tag", "<b>"])
def test_where_no_tag_is_at_the_cursor_the_sections_are_listed(desk, tag):
    piece = desk.client.get(desk.address, query_string={"tag": tag}, headers=HX).text
    for key in ("claim", "attribution", "figure"):
        assert f'id="guide-{key}"' in piece
    assert "<b>" not in piece


def test_nobody_learns_by_it_of_a_review_that_is_not_theirs_to_see(desk):
    assert desk.other.get(desk.address).status_code == 404
