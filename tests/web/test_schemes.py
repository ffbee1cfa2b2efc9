"""The scheme editor over HTTP: tags, guideline, merging, versions; what is refused keeps what was typed."""

import html
import re

import pytest
from sqlalchemy import select

from annotator.core.guidelines import section_text
from annotator.core.mentions import Phrase
from annotator.core.records import Role
from annotator.services.acts import Stamp
from annotator.services.marks import add_mark, edit_mark
from annotator.services.projects import show_scheme
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.tables import Project
from tests import make

LOADED = {
    "label": "Loaded word", "explains": "A word that takes sides.", "key": "h", "ink": "rose", "line": "wavy",
    "guideline": "Mark it **alone**.", "number": "1", "field-0-key": "", "field-0-label": "Tone",
    "field-0-type": "choice", "field-0-choices": "praise\r\nblame", "action": "save",
}  # fmt: skip


class Desk:
    """An editor's and a reviewer's browser in a project."""

    def __init__(self, database, signed_in) -> None:
        self.database = database
        with database.writing() as session:
            project = make.project(session)
            self.editor, reviewer = (make.member(session, project, role) for role in (Role.EDITOR, Role.REVIEWER))
            self.address = f"/projects/{project.uid}/scheme"
            self.uid = project.uid
        self.client, self.reviewer = signed_in(self.editor), signed_in(reviewer)

    def post(self, path, data=None, **values):
        return self.client.post(f"{self.address}{path}", data={**(data or {}), **values})

    def get(self, path="") -> str:
        answer = self.client.get(f"{self.address}{path}")
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)

    def scheme(self):
        with self.database.reading() as session:
            return show_scheme(session, make.actor(session, self.editor), self.uid)


@pytest.fixture
def desk(database, signed_in) -> Desk:
    return Desk(database, signed_in)


def test_a_tag_is_made_and_shown_to_all_with_its_key_and_guideline(desk) -> None:
    assert desk.post("/edit/new", LOADED).status_code == 303
    facts = desk.scheme()
    assert facts.number == 2
    assert [value.word for value in facts.scheme.tag("loaded_word").attributes[0].values] == ["praise", "blame"]
    page = desk.reviewer.get(desk.address).text
    assert '<span class="ink own ink-rose line-wavy">Loaded word</span> <kbd>h</kbd>' in page
    assert 'id="g-loaded_word"' in page
    assert "<strong>alone</strong>" in page
    assert "/scheme/edit" not in page
    assert "Saved as version 2." in desk.get("/edit")


def test_the_form_of_a_tag_comes_back_as_it_was_stored(desk) -> None:
    desk.post("/edit/new", LOADED)
    page = desk.get("/edit/tags/loaded_word")
    for part in ('value="Loaded word"', ">praise\nblame</textarea>", "Mark it **alone**.", 'value="rose" checked',
                 'name="field-0-key" value="tone"', 'name="number" type="hidden" value="2"'):  # fmt: skip
        assert part in page
    typed = LOADED | {"field-0-key": "tone", "number": "2", "label": "Slanted word"}
    assert desk.post("/edit/tags/loaded_word", typed).status_code == 303
    assert desk.scheme().scheme.tag("loaded_word").label == "Slanted word"
    assert desk.scheme().scheme.tag("loaded_word").attributes[0].key == "tone"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"key": "f"}, "The key “f” would mean two things: “Loaded word” and “claim: fact, on or off”."),
        ({"label": ""}, "Give a name."),
        ({"explains": " "}, "Say in a sentence what is tagged."),
        ({"field-0-choices": "one"}, "A choice needs two lines or more"),
        ({"field-0-type": "text", "field-0-label": "Real name"}, "No field may ask who an unnamed source is"),
        ({"number": "x"}, "no such version"),
        ({"number": "9" * 30}, "no such version"),
    ],
)
def test_what_is_refused_keeps_everything_that_was_typed(desk, wrong, words) -> None:
    answer = desk.post("/edit/new", LOADED | wrong)
    page = html.unescape(answer.text)
    assert words in page
    assert desk.scheme().number == 1
    if "number" not in wrong:
        assert answer.status_code == 422
        typed = LOADED | wrong
        for name in ("explains", "guideline", "field-0-label", "field-0-choices"):
            assert typed[name].replace("\r\n", "\n") in page


def test_more_fields_are_added_without_saving_and_hostile_words_are_words(desk) -> None:
    answer = desk.post("/edit/new", LOADED | {"action": "more", "label": "<b>x</b>"})
    assert answer.status_code == 200
    assert 'name="field-3-label"' in answer.text
    assert "&lt;b&gt;x&lt;/b&gt;" in answer.text
    assert desk.scheme().number == 1


def test_two_editors_of_one_tag_see_both_and_the_second_may_save_on_purpose(desk) -> None:
    desk.post("/edit/new", LOADED)
    typed = LOADED | {"field-0-key": "tone", "number": "2"}
    desk.post("/edit/tags/loaded_word", typed | {"explains": "Theirs."})
    answer = desk.post("/edit/tags/loaded_word", typed | {"explains": "Mine."})
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Mine." in answer.text
    number = re.search(r'name="number" type="hidden" value="(\d+)"', answer.text).group(1)
    assert desk.post("/edit/tags/loaded_word", typed | {"explains": "Mine.", "number": number}).status_code == 303
    assert desk.scheme().scheme.tag("loaded_word").explains == "Mine."


def test_the_guideline_is_previewed_saved_and_never_markup(desk) -> None:
    text = "# Mine\n\n<script>alert(1)</script> and **strong**.\n"
    answer = desk.post("/edit/guideline", guideline=text, number="1", action="preview")
    assert "<strong>strong</strong>" in answer.text
    assert "<script>alert" not in answer.text
    assert desk.scheme().number == 1
    assert desk.post("/edit/guideline", guideline=text, number="1", action="save").status_code == 303
    assert "&lt;script&gt;" in desk.reviewer.get(desk.address).text


def test_two_editors_of_the_guideline_lose_nothing(desk) -> None:
    desk.post("/edit/guideline", guideline="Theirs.", number="1", action="save")
    answer = desk.post("/edit/guideline", guideline="Mine.", number="1", action="save")
    assert answer.status_code == 409
    assert "<del>Theirs.</del>" in answer.text
    assert "Mine.</textarea>" in answer.text
    assert desk.scheme().scheme.guideline == "Theirs.\n"
    assert desk.post("/edit/guideline", guideline="x" * 60_001, number="2", action="save").status_code == 422


def test_a_built_in_tag_is_reworded_and_nothing_else(desk) -> None:
    page = desk.get("/edit/tags/claim")
    assert 'name="ink"' not in page
    typed = LOADED | {"label": "Statement", "ink": "rose", "key": "q"}
    assert desk.post("/edit/tags/claim", typed).status_code == 303
    claim = desk.scheme().scheme.tag("claim")
    assert (claim.label, claim.look, len(claim.attributes)) == ("Statement", None, 5)
    assert section_text(desk.scheme().scheme.guideline, "claim") == "Mark it **alone**."
    assert desk.post("/edit/tags/claim/retire", number="2").status_code == 409
    assert desk.post("/edit/tags/nothing", typed).status_code == 404


def test_a_tag_is_retired_restored_and_merged_with_a_preview_and_a_way_back(desk) -> None:
    desk.post("/edit/new", LOADED)
    desk.post("/edit/new", LOADED | {"label": "Slanted", "key": ",", "number": "2"})
    assert desk.post("/edit/tags/slanted/retire", number="3").status_code == 303
    assert "1 retired tag" in desk.get()
    assert desk.post("/edit/tags/slanted/restore", number="4").status_code == 303
    assert "Slanted" in desk.get("/edit/tags/loaded_word/merge")
    assert "Nothing is changed yet" in desk.get("/edit/tags/loaded_word/merge?into=slanted")
    assert desk.client.get(f"{desk.address}/edit/tags/loaded_word/merge?into=claim").status_code == 422
    answer = desk.post("/edit/tags/loaded_word/merge", into="slanted", number="5")
    assert answer.location.endswith("/versions/6")
    page = desk.get("/versions/6")
    assert "“Loaded word” is merged into “Slanted”." in page
    assert "Take the merge back" in page
    assert "Take the merge back" not in desk.reviewer.get(f"{desk.address}/versions/6").text
    assert desk.post("/versions/6/undo").status_code == 303
    assert desk.scheme().number == 7
    assert not desk.scheme().scheme.tag("loaded_word").is_retired


def test_what_retiring_and_renaming_touch_is_shown_before_anything_is_changed(desk) -> None:
    desk.post("/edit/new", LOADED)
    with desk.database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == desk.uid)).one()
        article, account = make.article(session, project), make.member(session, project, Role.REVIEWER, "Ben")
        review_uid = make.review(session, article, account).uid
        actor = make.actor(session, account)
    words = ("Some 400", "was set")
    with desk.database.writing() as session:
        for quote in words:
            start = article.text.index(quote)
            phrase = Phrase(start, start + len(quote), quote)
            add_mark(session, actor, review_uid, "", "loaded_word", phrase, stamp=Stamp(), now=make.NOW)
    before = desk.scheme().number
    page = " ".join(re.sub(r"<[^>]+>", " ", desk.get("/edit/tags/loaded_word/retire")).split())
    assert "Nothing is changed yet" in page
    assert "annotations 2 reviews that hold them 1 finished ones among these 0" in page
    assert "Its key h becomes free." in page
    assert "2 annotations have this tag" in desk.get("/edit/tags/loaded_word")
    assert 'href="' + f"{desk.address}/edit/tags/loaded_word/retire" in desk.get("/edit")
    assert desk.scheme().number == before
    for tag in ("claim", "nothing"):
        for change in ("retire", "merge"):
            assert desk.client.get(f"{desk.address}/edit/tags/{tag}/{change}").status_code == 404
    desk.post("/edit/tags/loaded_word/retire", number=str(before))
    assert desk.client.get(f"{desk.address}/edit/tags/loaded_word/retire").status_code == 404


def test_what_is_told_is_not_taken_away_before_the_editor_saw_of_how_many(desk) -> None:
    fields = {"field-1-label": "Aims at", "field-1-type": "choices", "field-1-choices": "body\r\nperson\r\ntext"}
    desk.post("/edit/new", LOADED | fields | {"field-0-choices": "praise\r\nblame\r\nneither"})
    with desk.database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == desk.uid)).one()
        article, account = make.article(session, project), make.member(session, project, Role.REVIEWER, "Ben")
        review_uid = make.review(session, article, account).uid
        actor = make.actor(session, account)
    told = {"Some 400": {"tone": ["blame"], "aims_at": ["body", "person"]}, "was set": {"tone": ["blame"]}}
    for quote, values in told.items():
        start, uid = article.text.index(quote), make.uid()
        phrase = Phrase(start, start + len(quote), quote)
        with desk.database.writing() as session:
            add_mark(session, actor, review_uid, uid, "loaded_word", phrase, stamp=Stamp(), now=make.NOW)
        with desk.database.writing() as session:
            edit_mark(session, actor, review_uid, uid, values, stamp=Stamp(), now=make.NOW)
    typed = LOADED | {"number": "2", "field-0-key": "tone", "field-1-key": "aims_at"}

    def save(tone: str, aims: str, **seen):
        choices = {"field-0-choices": tone, "field-1-label": "Aims at" if aims else "", "field-1-choices": aims}
        return desk.post("/edit/tags/loaded_word", typed | fields | choices, **seen)

    asked = save("praise\r\nfault", "body\r\ntext")
    page = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(asked.text)).split())
    assert asked.status_code == 409
    assert "“blame” of “Tone”: told of 2 annotations, in 1 review, 0 of them finished." in page
    assert "“person” of “Aims at”: told of 1 annotation, in 1 review" in page
    assert "“neither”" not in page  # nobody has told it
    assert "praise\nfault</textarea>" in html.unescape(asked.text)
    assert desk.scheme().number == 2
    seen = re.findall(r'name="loss" value="([^"]+)"', asked.text)
    assert seen == ["tone:blame", "aims_at:person"]
    more = save("praise\r\nfault", "", loss=seen)
    assert more.status_code == 409, "the whole field had not been shown"
    assert "The field “Aims at”: told of 1 annotation" in html.unescape(more.text)
    assert desk.scheme().number == 2
    assert save("praise\r\nfault", "body\r\ntext", loss=seen).status_code == 303
    tag = desk.scheme().scheme.tag("loaded_word")
    assert [value.word for value in tag.attribute("tone").values] == ["praise", "fault"]
    with desk.database.reading() as session:
        marks = load_reading(session, find_review(session, review_uid).id).marks
    stored = {article.text[mark.start : mark.stop]: dict(mark.told) for mark in marks}
    assert stored == {"Some 400": {"tone": "blame", "aims_at": ("body", "person")}, "was set": {"tone": "blame"}}


def test_the_versions_say_who_and_what_and_are_for_all_to_read(desk) -> None:
    desk.post("/edit/new", LOADED)
    page = html.unescape(desk.reviewer.get(f"{desk.address}/versions").text)
    assert "Version 2" in page
    assert "Editor" in page
    assert "New tag “Loaded word”." in html.unescape(desk.reviewer.get(f"{desk.address}/versions/2").text)
    assert "The first version" in desk.get("/versions/1")
    assert desk.reviewer.get(f"{desk.address}/versions/9").status_code == 404
    assert desk.reviewer.get(f"{desk.address}/edit").status_code == 403


def test_the_form_of_a_tag_says_which_keys_are_free(desk) -> None:
    assert "Free: h , . ;" in desk.get("/edit/new")
    desk.post("/edit/new", LOADED)
    assert "Free: , . ;" in desk.get("/edit/new")
    assert "Free: h , . ;" in desk.get("/edit/tags/loaded_word"), "its own key is its to keep"
    assert "Free: , . ;" in html.unescape(desk.post("/edit/new", LOADED, label="").text)
