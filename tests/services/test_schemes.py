"""The scheme editor on both engines: versions, two editors at once, reviews in hand, merging and taking it back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.mentions import Phrase
from annotator.core.records import ReviewState, Role
from annotator.core.scheme import Ask, Ink, Line
from annotator.core.scheme_differences import SchemeChange
from annotator.core.scheme_edits import AttributeDraft, TagDraft
from annotator.core.scheme_json import scheme_from_json
from annotator.services import annotations, marks, schemes
from annotator.services.acts import Stamp, stamp_request
from annotator.services.projects import show_scheme
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.services.scheme_merges import merge, preview_merge, undo_merge
from annotator.services.schemes import SchemeMoved
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Action, Audit, Review, SchemeVersion
from tests import make

TONE = AttributeDraft("", "Tone", Ask.CHOICE, "praise\nblame")
LOADED = TagDraft("Loaded", "A word that takes sides.", "Mark it alone.", "h", Ink.ROSE, Line.WAVY, (TONE,))
SLANTED = replace(LOADED, label="Slanted", key=",", guideline="", attributes=())


class Desk:
    """A project with an editor, a reviewer and an article."""

    def __init__(self, database, now) -> None:
        self.database, self.now = database, now
        with database.writing() as session:
            project = make.project(session)
            self.uid, self.id = project.uid, project.id
            self.article = make.article(session, project)
            people = {role: make.member(session, project, role) for role in (Role.EDITOR, Role.REVIEWER)}
        with database.reading() as session:
            self.editor, self.reviewer = (make.actor(session, people[role]) for role in people)

    def save(self, draft: TagDraft, key: str = "", based_on: int = 0, actor=None) -> schemes.Saved:
        with self.database.writing() as session:
            number = based_on or self.newest()[0]
            return schemes.save_tag(
                session, actor or self.editor, self.uid, key, draft, based_on=number, now=self.now
            )

    def newest(self):
        with self.database.reading() as session:
            facts = show_scheme(session, self.editor, self.uid)
        return facts.number, facts.scheme

    def start(self) -> str:
        with self.database.writing() as session:
            return start_review(session, self.reviewer, self.article.uid, now=self.now)

    def mark(self, review: str, tag: str, words: str):
        start = self.article.text.index(words)
        with self.database.writing() as session:
            phrase = Phrase(start, start + len(words), words)
            return marks.add_mark(
                session, self.reviewer, review, make.uid(), tag, phrase, stamp=Stamp(), now=self.now
            )

    def tell(self, review: str, uid: str, **told):
        with self.database.writing() as session:
            return marks.edit_mark(session, self.reviewer, review, uid, told, stamp=Stamp(), now=self.now)

    def finish(self, review: str) -> None:
        with self.database.writing() as session:
            annotations.answer_rest(
                session, self.reviewer, review, annotations.Verb.NOTHING, stamp=Stamp(), now=self.now
            )
        with self.database.writing() as session:
            finish_review(session, self.reviewer, review, now=self.now)

    def reading(self, review: str):
        with self.database.reading() as session:
            return load_reading(session, session.scalars(select(Review.id).where(Review.uid == review)).one())

    def number_of(self, review: str) -> int:
        with self.database.reading() as session:
            return session.scalars(
                select(SchemeVersion.number)
                .join(Review, Review.scheme_version_id == SchemeVersion.id)
                .where(Review.uid == review)
            ).one()


@pytest.fixture
def desk(database, now) -> Desk:
    return Desk(database, now)


def test_each_save_is_a_version_that_stays_with_who_made_it(desk, database) -> None:
    assert desk.save(LOADED) == schemes.Saved(2, "loaded", 0)
    same = (replace(TONE, key="tone"),)
    assert desk.save(replace(LOADED, label="Loaded word", attributes=same), "loaded").number == 3
    with database.reading() as session:
        _, versions = schemes.list_versions(session, desk.reviewer, desk.uid)
        third = schemes.show_version(session, desk.reviewer, desk.uid, 3)
        audit = list(session.scalars(select(Audit.kind).where(Audit.kind == "scheme:save")))
    assert [(row.number, row.made_by) for row in versions] == [(3, "Editor"), (2, "Editor"), (1, "")]
    assert scheme_from_json(versions[1].body).tag("loaded").label == "Loaded"
    assert [item.change for item in third.differences] == [SchemeChange.RELABELLED]
    assert len(audit) == 2


def test_a_save_that_changes_nothing_makes_no_version(desk) -> None:
    desk.save(LOADED)
    assert desk.save(replace(LOADED, attributes=(replace(TONE, key="tone"),)), "loaded").number == 2


def test_only_editors_save(desk) -> None:
    with pytest.raises(Forbidden):
        desk.save(LOADED, actor=desk.reviewer)
    assert desk.newest()[0] == 1


def test_two_editors_of_different_things_both_win(desk, database, now) -> None:
    desk.save(LOADED, based_on=1)
    desk.save(SLANTED, based_on=1)
    with database.writing() as session:
        text = desk.newest()[1].guideline + "\nMore.\n"
        schemes.save_guideline(session, desk.editor, desk.uid, text, based_on=3, now=now)
    number, scheme = desk.newest()
    assert number == 4
    assert [tag.label for tag in scheme.own_tags] == ["Loaded", "Slanted"]
    assert "More." in scheme.guideline


def test_two_editors_of_one_thing_are_told_and_nothing_is_overwritten(desk, database, now) -> None:
    desk.save(LOADED)
    desk.save(replace(LOADED, explains="Theirs."), "loaded", based_on=2)
    with pytest.raises(SchemeMoved) as moved:
        desk.save(replace(LOADED, explains="Mine."), "loaded", based_on=2)
    assert moved.value.number == 3
    assert moved.value.scheme.tag("loaded").explains == "Theirs."
    with database.writing() as session:
        schemes.save_guideline(session, desk.editor, desk.uid, "Theirs.", based_on=3, now=now)
    with pytest.raises(SchemeMoved), database.writing() as session:
        schemes.save_guideline(session, desk.editor, desk.uid, "Mine.", based_on=3, now=now)
    assert desk.newest()[1].guideline == "Theirs.\n"


def test_a_review_in_hand_goes_on_with_what_only_adds_and_keeps_its_version_otherwise(desk, database, now) -> None:
    review = desk.start()
    assert desk.save(LOADED).moved == 1
    assert desk.number_of(review) == 2
    with database.writing() as session:
        schemes.retire_tag(session, desk.editor, desk.uid, "loaded", based_on=2, now=now)
    assert desk.number_of(review) == 2
    desk.mark(review, "loaded", "officials with")
    desk.finish(review)
    with database.writing() as session:
        again = reopen_review(session, desk.reviewer, review, now=now)
    assert desk.number_of(again) == 3
    assert [mark.tag for mark in desk.reading(again).marks] == ["loaded"]
    with pytest.raises(Conflict, match="retired"):
        desk.mark(again, "loaded", "Some 400")


def test_a_finished_review_keeps_its_version(desk) -> None:
    review = desk.start()
    desk.finish(review)
    desk.save(LOADED)
    assert desk.number_of(review) == 1


def test_a_mark_is_stored_with_what_is_told_and_undone(desk, database, now) -> None:
    desk.save(LOADED)
    review = desk.start()
    done = desk.mark(review, "loaded", "officials with")
    told = desk.tell(review, done.focus, tone=["blame"])
    assert told.reading.marks[0].told == (("tone", "blame"),)
    assert desk.reading(review).marks == told.reading.marks
    with pytest.raises(Invalid):
        desk.tell(review, done.focus, tone=["shouting"])
    for left in ((), ()):
        with database.writing() as session:
            undone = annotations.undo(session, desk.reviewer, review, stamp=Stamp(), now=now)
        assert undone.reading.marks[0].told == left if undone.reading.marks else True
    assert desk.reading(review).marks == ()


def test_the_word_at_the_caret_is_marked_and_a_repeated_request_marks_it_once(desk, database, now) -> None:
    desk.save(LOADED)
    review = desk.start()
    stamp = stamp_request("key-1", {"tag": "loaded"})
    caret = desk.article.text.index("officials with") + 3
    for _ in range(2):
        with database.writing() as session:
            marks.add_mark(session, desk.reviewer, review, "", "loaded", (1, caret), stamp=stamp, now=now)
    reading = desk.reading(review)
    assert [reading.quote(mark.span) for mark in reading.marks] == ["officials"]
    with pytest.raises(Invalid), database.writing() as session:
        marks.add_mark(session, desk.reviewer, review, "", "nothing", (1, caret), stamp=Stamp(), now=now)


@pytest.fixture
def merged(desk):
    """Two tags, a finished review with one mark of each and one place with both."""
    desk.save(LOADED)
    desk.save(SLANTED)
    review = desk.start()
    desk.tell(review, desk.mark(review, "loaded", "officials with").focus, tone=["praise"])
    desk.mark(review, "loaded", "Some 400 people")
    desk.mark(review, "slanted", "Some 400 people")
    desk.finish(review)
    return review


def test_a_merge_is_previewed_in_numbers(desk, database, merged) -> None:
    with database.reading() as session:
        found = preview_merge(session, desk.editor, desk.uid, "loaded", "slanted")
    assert (found.use.annotations, found.use.reviews, found.use.finished) == (2, 1, 1)
    assert (found.lost, found.doubles) == ((("Tone", 1),), 1)
    with database.reading() as session, pytest.raises(Forbidden):
        preview_merge(session, desk.reviewer, desk.uid, "loaded", "slanted")


def test_a_merge_gives_every_annotation_the_other_tag_as_actions_of_the_editor(desk, database, merged, now) -> None:
    before = desk.reading(merged)
    with database.writing() as session:
        done = merge(session, desk.editor, desk.uid, "loaded", "slanted", based_on=3, now=now)
    assert (done.number, done.annotations, done.reviews) == (4, 2, 1)
    reading = desk.reading(merged)
    assert [(mark.tag, mark.told) for mark in reading.marks] == [("slanted", ()), ("slanted", ())]
    assert desk.number_of(merged) == 4
    with database.reading() as session:
        actions = session.execute(select(Action.actor_id).where(Action.kind == "scheme:merge")).all()
        facets = {count.facet for count in make.kept_patterns(session) if count.facet.startswith("own:")}
        assert session.scalars(select(Review.state)).one() is ReviewState.FINISHED
    assert actions == [(desk.editor.account_id,)]
    assert facets == {"own:slanted"}
    with database.writing() as session:
        back = undo_merge(session, desk.editor, desk.uid, 4, now=now)
    assert (back.number, back.reviews, back.left) == (5, 1, 0)
    after = desk.reading(merged)
    plain = [replace(mark, version=0) for mark in after.marks]
    assert plain == [replace(mark, version=0) for mark in before.marks]
    assert not desk.newest()[1].tag("loaded").is_retired
    with pytest.raises(Conflict), database.writing() as session:
        undo_merge(session, desk.editor, desk.uid, 4, now=now)


def test_a_merge_after_another_change_is_refused(desk, database, merged, now) -> None:
    with pytest.raises(SchemeMoved), database.writing() as session:
        merge(session, desk.editor, desk.uid, "loaded", "slanted", based_on=2, now=now)
    with pytest.raises(NotFound), database.writing() as session:
        undo_merge(session, desk.editor, desk.uid, 3, now=now)
    assert desk.newest()[0] == 3
    with pytest.raises(Forbidden), database.writing() as session:
        merge(session, desk.reviewer, desk.uid, "loaded", "slanted", based_on=3, now=now)


def test_taking_a_merge_back_leaves_a_review_that_was_changed_since(desk, database, now) -> None:
    desk.save(LOADED)
    desk.save(SLANTED)
    review = desk.start()
    uid = desk.mark(review, "loaded", "officials with").focus
    with database.writing() as session:
        merge(session, desk.editor, desk.uid, "loaded", "slanted", based_on=3, now=now)
    with pytest.raises(Invalid, match="nothing to undo"), database.writing() as session:
        annotations.undo(session, desk.reviewer, review, stamp=Stamp(), now=now)
    with database.writing() as session:
        annotations.remove_annotation(session, desk.reviewer, review, uid, stamp=Stamp(), now=now)
    with database.writing() as session:
        assert undo_merge(session, desk.editor, desk.uid, 4, now=now).left == 1
    assert desk.reading(review).marks == ()
