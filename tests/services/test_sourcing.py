"""On which pass a report may rest, and for whom; the strips of a list."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from annotator.core.errors import NotFound, NotSignedIn
from annotator.core.records import ReviewKind, ReviewState, Role
from annotator.core.sourcing.strip import Voice
from annotator.services.sourcing import ArticleReport, article_report, strips_of_articles
from annotator.storage.tables import Account, Review
from annotator.storage.transactions import Database
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

FINISHED = {"state": ReviewState.FINISHED, "finished_at": make.NOW}


def relayed_story() -> Draft:
    draft = Draft().outlet("S1").unnamed("S2", relay="S1").add("A guard told the Coast Wire it burned.")
    draft.mention("S2", "A guard").mention("S1", "the Coast Wire").claim("C1", "it burned", on=("S2",))
    return draft.add("It was the third fire.").claim("C2")


class Desk:
    """A project with an editor, a reader and two reviewers, and one article."""

    def __init__(self, session: Session, *, outlet: str = "Meridian") -> None:
        self.session = session
        self.project = make.project(session)
        self.editor = make.member(session, self.project, Role.EDITOR, "Edith")
        self.reader = make.member(session, self.project, Role.READER, "Rob")
        self.ann = make.member(session, self.project, Role.REVIEWER, "Ann")
        self.bob = make.member(session, self.project, Role.REVIEWER, "Bob")
        self.draft = relayed_story()
        self.article = make.article(
            session, self.project, self.draft.text, outlet=outlet, sentences=self.draft.sentences
        )

    def review(self, by: Account, *, tagged: bool = True, **values: object) -> Review:
        review = make.review(self.session, self.article, by, **{**FINISHED, **values})
        if tagged:
            store_reading(self.session, review, self.draft.reading)
        return review

    def report(self, by: Account, review_uid: str | None = None) -> ArticleReport:
        return article_report(
            self.session, make.actor(self.session, by), self.article.uid, review_uid, now=make.NOW
        )


@pytest.fixture
def desk(database: Database):
    with database.writing() as session:
        yield Desk(session)


def test_the_only_finished_pass_is_reported_without_being_named(desk: Desk) -> None:
    review = desk.review(desk.ann)
    result = desk.report(desk.reader)
    assert result.chosen is not None
    assert result.chosen.uid == review.uid
    assert result.report is not None
    assert result.report.measures.claims == 2
    assert (result.article.facts.outlet, result.as_of) == ("Meridian", make.NOW)


def test_of_several_passes_one_has_to_be_chosen(desk: Desk) -> None:
    ann, bob = desk.review(desk.ann), desk.review(desk.bob)
    result = desk.report(desk.editor)
    assert result.report is None
    assert [head.uid for head in result.choices] == [ann.uid, bob.uid]
    chosen = desk.report(desk.editor, bob.uid).chosen
    assert chosen is not None
    assert (chosen.uid, chosen.account_name) == (bob.uid, "Bob")


def test_gold_comes_before_ones_own_and_ones_own_before_others(desk: Desk) -> None:
    desk.review(desk.ann)
    own = desk.review(desk.editor)
    assert desk.report(desk.editor).chosen.uid == own.uid
    gold = desk.review(desk.bob, kind=ReviewKind.GOLD)
    assert desk.report(desk.editor).chosen.uid == gold.uid
    assert desk.report(desk.editor, own.uid).chosen.uid == own.uid


def test_a_reviewer_sees_their_own_pass_and_no_other(desk: Desk) -> None:
    ann, bob = desk.review(desk.ann), desk.review(desk.bob)
    gold = desk.review(desk.editor, kind=ReviewKind.GOLD)
    result = desk.report(desk.ann)
    assert [head.uid for head in result.choices] == [ann.uid]
    for other in (bob, gold):
        with pytest.raises(NotFound):
            desk.report(desk.ann, other.uid)


def test_an_editor_who_tags_the_article_is_blind_to_others_until_done(desk: Desk) -> None:
    ann = desk.review(desk.ann)
    desk.review(desk.editor, tagged=False, state=ReviewState.STARTED, finished_at=None)
    assert desk.report(desk.editor).choices == ()
    with pytest.raises(NotFound):
        desk.report(desk.editor, ann.uid)


def test_an_unfinished_pass_is_not_reported_but_pointed_to(desk: Desk) -> None:
    started = desk.review(desk.ann, state=ReviewState.STARTED, finished_at=None)
    result = desk.report(desk.ann)
    assert result.report is None
    assert result.in_hand is not None
    assert result.in_hand.uid == started.uid
    with pytest.raises(NotFound):
        desk.report(desk.ann, started.uid)


def test_while_a_revision_is_in_hand_the_finished_pass_is_reported(desk: Desk) -> None:
    first = desk.review(desk.ann)
    revision = desk.review(
        desk.ann, tagged=False, state=ReviewState.STARTED, finished_at=None, revises_id=first.id
    )
    result = desk.report(desk.ann)
    assert (result.chosen.uid, result.in_hand.uid) == (first.uid, revision.uid)
    revision.state, revision.finished_at = ReviewState.FINISHED, make.NOW
    desk.session.flush()
    result = desk.report(desk.ann)
    assert [head.uid for head in result.choices] == [revision.uid]


def test_the_articles_own_outlet_relays_nothing(database: Database) -> None:
    for outlet, second_hand in (("Meridian", 1), ("The Coast Wire", 0)):
        with database.writing() as session:
            desk = Desk(session, outlet=outlet)
            desk.review(desk.ann)
            assert desk.report(desk.ann).report.measures.second_hand.count == second_hand


def test_what_is_not_there_for_a_person_is_not_found(desk: Desk) -> None:
    desk.review(desk.ann)
    stranger = make.account(desk.session, "Sam")
    admin = make.account(desk.session, "Root", is_admin=True)
    for person in (stranger, admin):
        with pytest.raises(NotFound):
            desk.report(person)
    with pytest.raises(NotFound):
        article_report(desk.session, make.actor(desk.session, desk.ann), "0" * 32, None, now=make.NOW)
    with pytest.raises(NotSignedIn):
        article_report(desk.session, None, desk.article.uid, None, now=make.NOW)


def test_another_articles_review_is_not_found(desk: Desk) -> None:
    desk.review(desk.ann)
    other = make.article(desk.session, desk.project)
    elsewhere = make.review(desk.session, other, desk.ann, **FINISHED)
    with pytest.raises(NotFound):
        desk.report(desk.editor, elsewhere.uid)


def voices(desk: Desk, by: Account) -> list[Voice] | None:
    found = strips_of_articles(desk.session, make.actor(desk.session, by), desk.project.id, [desk.article.id])
    bars = found.get(desk.article.id)
    return None if bars is None else [bar.voice for bar in bars]


def test_a_list_shows_reviewers_their_own_strip_only(desk: Desk) -> None:
    desk.review(desk.ann)
    tagged = [Voice.SECOND_HAND_UNNAMED, Voice.OWN]
    assert voices(desk, desk.ann) == tagged
    assert voices(desk, desk.bob) is None
    assert voices(desk, desk.reader) == tagged
    desk.review(desk.bob, tagged=False, state=ReviewState.STARTED, finished_at=None)
    assert voices(desk, desk.bob) == [Voice.UNTOUCHED, Voice.UNTOUCHED]
    assert voices(desk, desk.reader) == tagged


def test_a_list_shows_the_pass_in_hand_before_the_one_it_revises(desk: Desk) -> None:
    first = desk.review(desk.ann)
    desk.review(desk.ann, tagged=False, state=ReviewState.STARTED, finished_at=None, revises_id=first.id)
    assert voices(desk, desk.ann) == [Voice.UNTOUCHED, Voice.UNTOUCHED]


def count_statements(session: Session, work) -> int:
    statements = []
    connection = session.connection()

    def note(*args) -> None:
        statements.append(args[2])

    event.listen(connection, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return len(statements)


def test_reports_and_lists_take_as_many_statements_however_much_there_is(desk: Desk) -> None:
    desk.review(desk.ann)
    actor = make.actor(desk.session, desk.reader)
    for _ in range(4):
        other = make.article(
            desk.session, desk.project, desk.draft.text + f"\n{make.uid()}", sentences=desk.draft.sentences
        )
        store_reading(desk.session, make.review(desk.session, other, desk.ann, **FINISHED), desk.draft.reading)
    ids = list(range(desk.article.id, desk.article.id + 5))
    one, many = (
        count_statements(
            desk.session, lambda wanted=wanted: strips_of_articles(desk.session, actor, desk.project.id, wanted)
        )
        for wanted in (ids[:1], ids)
    )
    assert one == many
    assert count_statements(desk.session, lambda: desk.report(desk.ann)) <= 12
