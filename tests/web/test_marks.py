"""A desk's own tags on the annotation page: their buttons, marks, forms and refusals."""

import re

import pytest

from annotator.core.records import Role
from annotator.core.scheme_json import scheme_to_json
from annotator.services.reviews import start_review
from annotator.storage.queries.projects import add_scheme_version
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.fixtures.own_tags import scheme_with_own_tags

HX = {"HX-Request": "true"}


class Desk:
    """A reviewer's browser at a started review of a project with tags of its own."""

    def __init__(self, database, now, signed_in) -> None:
        self.database = database
        with database.writing() as session:
            self.project = make.project(session)
            add_scheme_version(session, self.project.id, 2, scheme_to_json(scheme_with_own_tags()), now)
            self.article = make.article(session, self.project)
            ada = make.member(session, self.project, Role.REVIEWER, "Ada")
            self.uid = start_review(session, make.actor(session, ada), self.article.uid, now=now)
        self.client, self.address = signed_in(ada), f"/reviews/{self.uid}"

    def post(self, path, *, hx=True, **values):
        return self.client.post(f"{self.address}{path}", data=values, headers=HX if hx else {})

    def marks(self):
        with self.database.reading() as session:
            reading = load_reading(session, find_review(session, self.uid).id)
        return [(reading.quote(mark.span), mark.tag, dict(mark.told)) for mark in reading.marks]

    def mark(self, words="400 people", tag="loaded", **more):
        start = self.article.text.index(words)
        return self.post("/annotations", tag=tag, start=start, stop=start + len(words), quote=words, **more)


@pytest.fixture
def desk(database, now, signed_in) -> Desk:
    return Desk(database, now, signed_in)


def test_each_tag_in_use_has_a_button_with_its_key_and_its_look(desk) -> None:
    html = desk.client.get(desk.address).text
    button = re.search(r'<button[^>]*id="act-mark-loaded".*?</button>', html, re.S).group()
    assert 'data-key="h"' in button
    assert "ink-blue line-wavy" in button
    assert 'data-key=","' in re.search(r'<button[^>]*id="act-mark-slanted"[^>]*>', html).group()
    assert "act-mark-gone" not in html


def test_a_selection_is_marked_drawn_and_told_of(desk) -> None:
    answer = desk.mark()
    assert answer.status_code == 200
    assert "“400 people”: Loaded word." in answer.text
    assert '<span class="ink own ink-blue line-wavy">' in answer.text
    assert len(answer.data) < 6_144
    assert desk.marks() == [("400 people", "loaded", {})]
    words = re.search(r'<p class="words" id="w2"[^>]*>(.*?)</p>', answer.text, re.S).group(1)
    assert re.sub(r"<[^>]+>", "", words) == "Some 400 people were moved overnight."


def test_without_a_selection_the_word_at_the_caret_is_marked(desk) -> None:
    caret = desk.article.text.index("moved") + 2
    assert desk.post("/annotations", tag="loaded", ordinal=2, caret=caret).status_code == 200
    assert desk.post("/annotations", hx=False, tag="loaded", ordinal=3).location.endswith("?at=3#s3")
    assert [words for words, _, _ in desk.marks()] == ["moved", "It"]


def test_a_dash_alone_is_no_word_to_mark(database, now, signed_in) -> None:
    with database.writing() as session:
        project = make.project(session)
        add_scheme_version(session, project.id, 2, scheme_to_json(scheme_with_own_tags()), now)
        article = make.article(session, project, "Ferry sails\n\n—\n\nIt went — at noon.\n")
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        uid = start_review(session, make.actor(session, ada), article.uid, now=now)
    client, address, dash = signed_in(ada), f"/reviews/{uid}/annotations", article.text.index("—")
    answer = client.post(address, data={"tag": "loaded", "ordinal": 1, "caret": dash}, headers=HX)
    assert answer.status_code == 422
    assert "There is no word at this place. Select the words to mark." in answer.text
    later = article.text.index("— at")
    answer = client.post(address, data={"tag": "loaded", "ordinal": 2, "caret": later}, headers=HX)
    assert "“at”: Loaded word." in answer.text


def test_the_form_of_a_mark_writes_what_is_told_and_refuses_the_rest(desk) -> None:
    uid = make.uid()
    desk.mark(uid=uid)
    html = desk.client.get(f"{desk.address}/correct?focus={uid}", headers=HX).text
    for kind in ('type="radio" name="told-tone"', 'type="checkbox" name="told-aims"', 'name="told-plain"'):
        assert kind in html
    told = {"mark": "1", "told-tone": "blame", "told-aims": ["body", "person"], "told-plain": ""}
    told["told-strength"] = "2.50"
    assert desk.post(f"/annotations/{uid}", **told, version=1).status_code == 200
    stored = [("400 people", "loaded", {"aims": ("body", "person"), "strength": "2.5", "tone": "blame"})]
    assert desk.marks() == stored
    for typed in ("a lot", "2,5"):
        refused = desk.post(f"/annotations/{uid}", mark="1", **{"told-strength": typed}, version=2)
        assert refused.status_code == 422
        assert "Strength: write the number in digits" in refused.text
    assert desk.post(f"/annotations/{uid}", mark="1", **{"told-name": "Somebody"}).status_code == 422
    assert desk.post(f"/annotations/{uid}", mark="1", version=1).status_code == 409
    assert desk.marks() == stored


@pytest.mark.parametrize(
    ("tag", "status"), [("", 422), ("nothing", 422), ("claim", 422), ("gone", 409), ("' OR 1", 422)]
)
def test_a_tag_that_cannot_be_used_is_refused(desk, tag, status) -> None:
    assert desk.mark(tag=tag).status_code == status
    assert desk.marks() == []


def test_a_mark_is_undone_removed_and_its_sentence_answered_by_it(desk) -> None:
    uid = make.uid()
    assert 'data-state="tagged"' in desk.mark(uid=uid).text
    assert desk.post("/undo").status_code == 200
    assert desk.marks() == []
    assert desk.post("/redo").status_code == 200
    assert desk.post(f"/annotations/{uid}/delete", version=1).status_code == 200
    assert 'data-state="untouched"' in desk.client.get(f"{desk.address}/sentences/2", headers=HX).text


def test_what_is_told_is_words_and_never_markup(desk) -> None:
    uid, hostile = make.uid(), '"><script>alert(1)</script>'
    desk.mark(uid=uid)
    html = desk.post(f"/annotations/{uid}", mark="1", **{"told-plain": hostile}).text
    html += desk.client.get(f"{desk.address}/correct?focus={uid}", headers=HX).text
    assert hostile not in html
    # At the tag, in what the page says was done, and in its card.
    assert html.count("&lt;script&gt;") == 3


def test_a_review_that_keeps_an_older_version_says_so(desk, database, now) -> None:
    assert "version 2 of the scheme" not in desk.client.get(desk.address).text
    with database.writing() as session:
        add_scheme_version(session, desk.project.id, 3, scheme_to_json(scheme_with_own_tags()), now)
    assert "Begun with version 2 of the scheme" in desk.client.get(desk.address).text
