"""Two tags are merged while a gold review rests on marks of both: what it says of itself stays true."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from annotator.core.records import Mark, Reading
from annotator.core.rulings import Choice, Standing
from annotator.services.scheme_merges import merge, undo_merge
from annotator.storage.queries.decisions import load_origins
from annotator.storage.queries.gold_checks import find_loose_gold
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Review, SchemeVersion
from tests import make
from tests.fixtures.adjudicated import AdjudicatedDesk, store_adjudicated_desk
from tests.fixtures.drafts import Draft
from tests.fixtures.own_tags import scheme_with_own_tags
from tests.fixtures.stored import store_reading
from tests.services.test_adjudication import Editor

#: Who marks which words with which tag. Of Ann's two on "fire" one goes with the merge.
MARKS = {
    "ann": (("loaded", "fire"), ("slanted", "fire"), ("loaded", "reckless")),
    "bob": (("loaded", "fire"), ("loaded", "boats")),
}
TEXT = "The great fire was set by a reckless man, and of the boats none is left."


def key_of(tag: str, words: str) -> str:
    return f"mark-{tag}:{TEXT.index(words)}"


#: The items on which they differ, with whose answer is taken.
TAKEN = {key_of("slanted", "fire"): "bob", key_of("loaded", "reckless"): "ann", key_of("loaded", "boats"): "ann"}


def _pass(name: str) -> Reading:
    reading = Draft().add(TEXT).claim("C").reading

    def mark(tag: str, words: str) -> Mark:
        start = reading.text.index(words)
        return Mark(f"{name}-{tag}-{words}", start, start + len(words), tag)

    return replace(reading, marks=tuple(sorted((mark(*one) for one in MARKS[name]), key=lambda one: one.span)))


@pytest.fixture
def desk(database) -> AdjudicatedDesk:
    return store_adjudicated_desk(database, {name: _pass(name) for name in MARKS}, scheme_with_own_tags())


class Merging(Editor):
    """An editor who merges the tags in between."""

    def __init__(self, database, desk) -> None:
        super().__init__(database, desk)
        #: What each mark of the readings is called: whose it is, and what it said before any merge.
        self.called: dict[str, str] = {}
        with database.reading() as session:
            for name, uid in desk.reviews.items():
                review_id = session.scalars(select(Review.id).where(Review.uid == uid)).one()
                reading = load_reading(session, review_id)
                self.called |= {one.uid: f"{name}-{one.tag}-{reading.quote(one.span)}" for one in reading.marks}

    def newest(self) -> int:
        with self.database.reading() as session:
            return max(session.scalars(select(SchemeVersion.number)))

    def merge(self) -> int:
        with self.database.writing() as session:
            edi = self.desk.actor(session, "edi")
            return merge(
                session, edi, self.desk.project_uid, "loaded", "slanted", based_on=self.newest(), now=make.NOW
            ).number

    def take_back(self, number: int) -> None:
        with self.database.writing() as session:
            undo_merge(session, self.desk.actor(session, "edi"), self.desk.project_uid, number, now=make.NOW)

    def origins(self) -> dict[str, set[str]]:
        """The marks of the gold, by tag and words: the readings' marks that they come from, which all are there."""
        opened = self.open()
        names = {uid: name for name, uid in self.desk.reviews.items()}
        with self.database.reading() as session:
            known = load_origins(session, opened.gold.id)
            rows = session.execute(select(Review.uid, Review.id)).all()
            there = {uid: {one.uid for one in load_reading(session, id_).records} for uid, id_ in rows}
            assert not list(find_loose_gold(session))
        told: dict[str, set[str]] = {}
        for mark in opened.gold_reading.marks:
            of = [one.origin for one in known if one.origin.gold_uid == mark.uid]
            assert all(one.uid in there[one.reading] for one in of)
            words = f"{mark.tag} {opened.gold_reading.quote(mark.span)}"
            told[words] = {self.called[one.uid] for one in of}
            assert {names[one.reading] for one in of} == {called.partition("-")[0] for called in told[words]}
        return told

    def standing(self) -> dict[str, Standing]:
        return {one.item.key: one.standing for one in self.open().settlings if one.item.key.startswith("mark-")}


@pytest.fixture
def editor(database, desk) -> Merging:
    found = Merging(database, desk)
    found.start()
    found.accept()
    for item in [one.item.key for one in found.open().to_do]:
        found.decide(item, Choice.TAKE, of=TAKEN.get(item, "ann"))
    return found


BEFORE = {
    "loaded fire": {"ann-loaded-fire", "bob-loaded-fire"}, "loaded reckless": {"ann-loaded-reckless"},
}  # fmt: skip
AFTER = {
    "slanted fire": {"ann-slanted-fire", "bob-loaded-fire"}, "slanted reckless": {"ann-loaded-reckless"},
}  # fmt: skip


@pytest.mark.parametrize("is_finished", [False, True])
def test_origins_and_decisions_follow_a_merge_of_tags_and_come_back_with_it(editor, is_finished) -> None:
    if is_finished:
        editor.finish()
    settled = dict.fromkeys((key_of("loaded", "fire"), *TAKEN), Standing.SETTLED)
    assert (editor.origins(), editor.standing()) == (BEFORE, settled)
    number = editor.merge()
    assert editor.origins() == AFTER
    assert editor.standing() == {key_of("slanted", words): Standing.SETTLED for words in ("fire", "reckless", "boats")}
    editor.take_back(number)
    assert (editor.origins(), editor.standing()) == (BEFORE, settled)


def test_where_the_readings_differ_otherwise_after_a_merge_the_item_is_to_be_decided_again(editor, desk) -> None:
    """Ann's loaded word is within the phrase that Bob calls slanted: one thing now, and nobody has settled it."""
    start = TEXT.index("reckless man")
    with editor.database.writing() as session:
        bob = session.query(Review).filter_by(uid=desk.reviews["bob"]).one()
        store_reading(session, bob, Reading(TEXT, (), marks=(Mark("bob-wide", start, start + 12, "slanted"),)))
    key = key_of("slanted", "reckless man")
    editor.decide(key, of="bob")
    assert editor.standing()[key] is editor.standing()[key_of("loaded", "reckless")] is Standing.SETTLED
    editor.merge()
    assert editor.standing()[key] is Standing.CHANGED
