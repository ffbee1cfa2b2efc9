"""Moving edges over HTTP: the form, single steps without a script, one request with one, and refusals."""

import re

import pytest

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, now, signed_in):
    """A reviewer's browser at a review with one figure."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        desk.article = make.article(session, project)
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        desk.uid = start_review(session, make.actor(session, ada), desk.article.uid, now=now)
    desk.client = signed_in(ada)
    desk.address = f"/reviews/{desk.uid}"
    start = desk.article.text.index("400 people")
    desk.client.post(
        f"{desk.address}/annotations", data={"tag": "figure", "start": start, "stop": start + 10, "quote": "400 people"}
    )

    def reading():
        with database.reading() as session:
            return load_reading(session, find_review(session, desk.uid).id)

    desk.reading = reading
    desk.figure = reading().figures[0].uid
    return desk


def words(desk):
    return desk.reading().quote(desk.reading().figures[0].span)


def test_without_a_script_each_button_moves_one_edge_one_step_and_undo_takes_it_back(desk):
    page = desk.client.get(f"{desk.address}/annotations/{desk.figure}/edges").text
    assert "<mark>400 people</mark>" in page
    assert len(re.findall(r'name="move" value="(?:start|stop) (?:word|character) (?:back|on)"', page)) == 8
    address = f"{desk.address}/annotations/{desk.figure}/edges"
    answer = desk.client.post(address, data={"move": "start word back", "version": 1})
    assert (answer.status_code, answer.location) == (303, address)
    assert words(desk) == "Some 400 people"
    assert desk.reading().figures[0].bound == "about"
    desk.client.post(address, data={"move": "stop character back", "version": 2})
    assert words(desk) == "Some 400 peopl"
    desk.client.post(f"{desk.address}/undo")
    desk.client.post(f"{desk.address}/undo")
    assert words(desk) == "400 people"
    assert desk.reading().figures[0].uid == desk.figure


def test_a_selection_is_offered_as_the_edges(desk):
    start = desk.article.text.index("Some 400")
    html = desk.client.get(
        f"{desk.address}/edges?focus={desk.figure}&start={start}&stop={start + 8}", headers=HX
    ).text
    assert 'name="quote" value="Some 400"' in html
    assert f'data-sentence="{desk.reading().sentences[2].start}"' in html


def test_nothing_in_focus_is_said_in_words(desk):
    answer = desk.client.get(f"{desk.address}/edges?focus=", headers=HX)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (422, "no_tag")
    assert desk.client.get(f"{desk.address}/edges?focus={'0' * 32}", headers=HX).status_code == 404


@pytest.mark.parametrize("move", ["", "start", "start word", "stop leap on", "both word on", "start word sideways"])
def test_an_unknown_step_changes_nothing(desk, move):
    answer = desk.client.post(f"{desk.address}/annotations/{desk.figure}/edges", data={"move": move})
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (422, "unknown_verb")
    assert words(desk) == "400 people"


def test_a_step_from_an_old_page_is_refused(desk):
    address = f"{desk.address}/annotations/{desk.figure}/edges"
    desk.client.post(address, data={"move": "start word back", "version": 1})
    answer = desk.client.post(address, data={"move": "stop word on", "version": 1})
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "stale")


def test_arrows_follow_the_eye_in_a_right_to_left_article(database, now, signed_in):
    text = "قال مسؤولان مطلعان\n\nقال مسؤولان إن نحو 400 شخص نُقلوا.\n"
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, text)
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        uid = start_review(session, make.actor(session, ada), article.uid, now=now)
    client, start = signed_in(ada), text.index("400")
    figure = {"tag": "figure", "start": start, "stop": start + 3, "quote": "400"}
    client.post(f"/reviews/{uid}/annotations", data=figure)
    with database.reading() as session:
        figure = load_reading(session, find_review(session, uid).id).figures[0].uid
    html = client.get(f"/reviews/{uid}/annotations/{figure}/edges", headers=HX).text
    arrows = dict(re.findall(r'value="([a-z ]+)" [^>]*data-arrow="([^"]+)"', html))
    assert arrows["start word back"] == "ArrowRight"
    assert arrows["stop character on"] == "Shift+ArrowLeft"
