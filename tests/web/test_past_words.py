"""What was done, in words, of every act upon cards, edges and marks, of its undo and redo: heard at once, and kept."""

import html
import re

import pytest

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.fixtures.cards_desk import TEXT, fill_review
from tests.fixtures.own_tags import scheme_with_own_tags

HX = {"HX-Request": "true"}


def plain(markup: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", markup).split()))


class Desk:
    """A reviewer's browser at a review with cards."""

    def __init__(self, database, now, signed_in) -> None:
        with database.writing() as session:
            project = make.project(session, scheme=scheme_with_own_tags())
            article = make.article(session, project, TEXT)
            ada = make.member(session, project, Role.REVIEWER, "Ada")
            actor = make.actor(session, ada)
            self.uid = start_review(session, actor, article.uid, now=now)
            self.cards = fill_review(session, actor, self.uid)
        self.client, self.database = signed_in(ada), database

    def reading(self):
        with self.database.reading() as session:
            return load_reading(session, find_review(session, self.uid).id)

    def post(self, path: str, **values) -> str:
        """Do something, and what is heard of it."""
        answer = self.client.post(f"/reviews/{self.uid}{path}", data=values, headers=HX)
        assert answer.status_code == 200, answer.text
        return plain(re.search(r'<p class="visually-hidden"[^>]*>(.*?)</p>', answer.text, re.S)[1])

    def newest(self) -> str:
        """The newest row of the history."""
        page = self.client.get(f"/reviews/{self.uid}/history", headers=HX).text
        return plain(re.search(r'<li id="past-.*?<span class="past-act">(.*?)</li>', page, re.S)[1])

    def mention(self, words: str) -> str:
        reading = self.reading()
        return next(m.uid for m in reading.attributions if reading.quote(m.span) == words)

    def claim(self, ordinal: int) -> str:
        reading = self.reading()
        home = reading.sentences[ordinal]
        return next(c.uid for c in reading.claims if home.start <= c.start < home.stop)


@pytest.fixture
def desk(database, now, signed_in) -> Desk:
    return Desk(database, now, signed_in)


#: What is done -> the request that does it, what is heard, and what the history says.
ACTS = {
    "merge": (
        lambda d: (f"/sources/{d.cards.source}/merge", {"into": d.cards.officials, "agreed": "y"}),
        "merged two source cards: into two officials “One source”",
    ),
    "split": (
        lambda d: (f"/sources/{d.cards.officials}/split", {"mention": d.mention("The officials"), "uid": make.uid()}),
        "split a source card: off two officials “The officials”",
    ),
    "move": (
        lambda d: (f"/annotations/{d.mention('One source')}", {"card": d.cards.mayor}),
        "gave a mention another card: now of Mayor Lind “One source”",
    ),
    "direct": (
        lambda d: (f"/annotations/{d.claim(2)}/way", {"card": d.cards.officials, "way": "direct"}),
        "said how a claim came: two officials, direct this once “said the quay was empty”",
    ),
    "rests": (
        lambda d: ("/sentences/3", {"verb": f"link:{d.cards.mayor}"}),
        "said what a claim rests on: two officials, Mayor Lind “Nobody worked there.”",
    ),
    "card": (
        lambda d: (
            f"/sources/{d.cards.officials}",
            {"type": "person", "identity": "unnamed", "number": "plural", "role": "y", "knowledge": "claimed",
             "relayed_by": ""},
        ),
        "changed a source card: how many: several, who: role, knows: claimed, direct “two officials”",
    ),
    "edges": (
        lambda d: (f"/annotations/{d.mention('One source')}/edges", {"move": "start word on"}),
        "moved the edges of a tag “One source” → “source”",
    ),
    "remove": (
        lambda d: (f"/annotations/{d.mention('Mayor Lind')}/delete", {}),
        "removed a tag: named “Mayor Lind”",
    ),
    "remove, with figures and links": (
        lambda d: (f"/annotations/{d.claim(3)}/delete", {}),
        "removed a tag: fact “Nobody worked there.”",
    ),
    "star": (
        lambda d: ("/sentences/5", {"verb": "star"}),
        "changed a tag: worth checking “denied it”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_an_act_its_undo_and_its_redo_say_what_was_done(desk, name):
    request, words = ACTS[name]
    path, values = request(desk)
    heard = desk.post(path, **values)
    assert f"{words[0].upper()}{words[1:]}." in heard
    kept = words.replace("“", "").replace("”", "")
    assert kept in desk.newest()
    for path, verb, heard_verb in (("/undo", "undid", "Undone"), ("/redo", "did again", "Done again")):
        assert f"{heard_verb}: {words}." in desk.post(path)
        assert f"{verb}: {kept}" in desk.newest()


def test_a_key_that_toggles_says_what_it_did(desk):
    desk.post("/sentences/0", verb="opinion")
    assert "marked a claim: opinion Strikers hold the ferry port" in desk.newest()
    desk.post("/sentences/0", verb="fact")
    assert "changed what a claim says: fact, opinion Strikers" in desk.newest()
    desk.post("/undo")
    assert "undid: changed what a claim says: fact, opinion Strikers" in desk.newest()
    desk.post("/sentences/0", verb="opinion")
    assert "removed a tag: opinion Strikers" in desk.newest()


def test_a_mark_of_the_desks_own_says_what_was_told_of_it(desk):
    start = TEXT.index("Nobody")
    heard = desk.post("/annotations", tag="loaded", start=start, stop=start + 6, quote="Nobody")
    assert "“Nobody”: Loaded word." in heard
    (mark,) = desk.reading().marks
    heard = desk.post(f"/annotations/{mark.uid}", mark="1", **{"told-tone": "blame", "told-strength": "3"})
    assert "Changed a tag: Loaded word, Tone: blames, Strength: 3 “Nobody”." in heard
    assert "Undone: changed a tag: Loaded word, Tone: blames, Strength: 3 “Nobody”." in desk.post("/undo")
