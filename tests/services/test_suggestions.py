"""Suggestions in a review: shown where the project shows them, answered by its person, recorded."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from annotator.core.errors import Conflict, NotFound
from annotator.core.ghosts import GhostOutcome
from annotator.core.mentions import CardFields
from annotator.core.permissions import Actor
from annotator.core.records import Identity, ReviewState, Role, SourceType
from annotator.services import annotations as tagging
from annotator.services import suggestions
from annotator.services.adjusting import adjust_suggestion
from annotator.services.annotations import Stamp
from annotator.services.projects import show_suggestions
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.storage.tables import Project, Review, Suggestion, SuggestionAnswer
from tests import make

NOW = make.NOW
#: A suggested figure of the text: a pass may be finished with it unanswered.
LEFT = "f0"


@dataclass
class Desk:
    """A project that shows suggestions, an article, two reviewers and their editor."""

    database: object
    project_uid: str
    article_uid: str
    ada: Actor
    ben: Actor
    edi: Actor

    def start(self, actor):
        with self.database.reading() as session:
            prepared = suggestions.prepare_suggestions(session, actor, self.article_uid)
        with self.database.writing() as session:
            return start_review(session, actor, self.article_uid, now=NOW, prepared=prepared)

    def open(self, actor, uid):
        with self.database.reading() as session:
            return open_review(session, actor, uid)

    def act(self, verb, actor, uid, *arguments, stamp=None):
        with self.database.writing() as session:
            return verb(session, actor, uid, *arguments, stamp=stamp or Stamp(), now=NOW)

    def outcomes(self, uid):
        with self.database.reading() as session:
            rows = session.execute(
                select(SuggestionAnswer.item, SuggestionAnswer.outcome)
                .join(Review, Review.id == SuggestionAnswer.review_id)
                .where(Review.uid == uid)
            )
            return {row.item: row.outcome for row in rows}

    def times(self, uid):
        with self.database.reading() as session:
            rows = session.execute(
                select(SuggestionAnswer.item, SuggestionAnswer.shown_at)
                .join(Review, Review.id == SuggestionAnswer.review_id)
                .where(Review.uid == uid)
            )
            return {row.item: row.shown_at for row in rows}

    def items(self, uid, actor=None):
        return [ghost.item for ghost in self.open(actor or self.ada, uid).ghosts.every()]


@pytest.fixture
def desk(database):
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        ada, ben = (make.actor(session, make.member(session, project, Role.REVIEWER, name)) for name in ("Ada", "Ben"))
        edi = make.actor(session, make.member(session, project, Role.EDITOR, "Edi"))
        article = make.article(session, project)
        return Desk(database, project.uid, article.uid, ada, ben, edi)


def test_they_are_off_until_an_editor_shows_them_and_then_for_new_passes(database):
    with database.writing() as session:
        project = make.project(session)
        ada = make.actor(session, make.member(session, project, Role.REVIEWER))
        edi = make.actor(session, make.member(session, project, Role.EDITOR, "Edi"))
        first, second = (make.article(session, project, make.TEXT + str(n)).uid for n in range(2))
        desk = Desk(database, project.uid, first, ada, ada, edi)
        version = project.version
    before = desk.start(ada)
    assert desk.items(before) == []
    with database.writing() as session:
        show_suggestions(session, edi, desk.project_uid, shows=True, version=version, now=NOW)
    assert desk.items(before) == []
    desk.article_uid = second
    assert desk.items(desk.start(ada))
    with database.reading() as session:
        assert session.scalars(select(Review.suggestions_shown).order_by(Review.id)).all() == [False, True]


def test_what_is_proposed_is_stored_once_for_a_text(desk):
    one, two = desk.start(desk.ada), desk.start(desk.ben)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Suggestion)) == 1
    assert desk.items(one) == desk.items(two, desk.ben)
    assert set(desk.outcomes(one).values()) == {GhostOutcome.OFFERED}


def test_accepting_is_one_action_and_undo_brings_the_ghost_back(desk):
    uid = desk.start(desk.ada)
    opened = desk.open(desk.ada, uid)
    items = [ghost.item for ghost in opened.ghosts.at(1)]
    done = desk.act(suggestions.accept_suggestions, desk.ada, uid, items)
    assert (len(done.reading.claims), len(done.reading.attributions), len(done.reading.sources)) == (1, 2, 2)
    assert done.ghosts.at(1) == ()
    assert {desk.outcomes(uid)[item] for item in items} == {GhostOutcome.ACCEPTED}
    done = desk.act(tagging.undo, desk.ada, uid)
    assert done.reading.records == ()
    assert done.ghosts == opened.ghosts
    assert 1 in done.touched
    found = desk.outcomes(uid)
    assert {found.pop(item) for item in items} == {GhostOutcome.SHOWN}
    assert set(found.values()) == {GhostOutcome.OFFERED}
    assert len(desk.act(tagging.redo, desk.ada, uid).reading.claims) == 1
    assert {desk.outcomes(uid)[item] for item in items} == {GhostOutcome.ACCEPTED}


def test_what_came_onto_the_page_is_shown_from_its_first_time_on_and_the_rest_is_only_offered(desk):
    uid, later = desk.start(desk.ada), NOW + timedelta(minutes=5)
    seen = [ghost.item for ghost in desk.open(desk.ada, uid).ghosts.at(1)]
    rest = sorted(set(desk.items(uid)) - set(seen))
    assert len(seen) > 1
    assert rest
    for at in (later, later + timedelta(hours=1)):
        with desk.database.writing() as session:
            suggestions.note_shown(session, desk.ada, uid, [*seen, "m99", "\0"], now=at)
    assert desk.times(uid) == {item: later if item in seen else None for item in (*seen, *rest)}
    assert {desk.outcomes(uid)[item] for item in seen} == {GhostOutcome.SHOWN}
    assert {desk.outcomes(uid)[item] for item in rest} == {GhostOutcome.OFFERED}
    assert set(desk.open(desk.ada, uid).ghosts.shown) == set(seen)
    # Answering tells it too, of what was not known yet.
    desk.act(suggestions.reject_suggestions, desk.ada, uid, [seen[0], rest[0]])
    assert (desk.times(uid)[seen[0]], desk.times(uid)[rest[0]]) == (later, NOW)
    desk.act(tagging.undo, desk.ada, uid)
    assert desk.outcomes(uid)[rest[0]] is GhostOutcome.SHOWN


@pytest.mark.parametrize("answer", ["accept", "adjust", "reject"])
def test_who_answers_a_suggestion_has_seen_it_though_no_page_told_so(desk, answer):
    uid = desk.start(desk.ada)
    mention = next(ghost for ghost in desk.open(desk.ada, uid).ghosts.every() if ghost.tag == "attribution")
    if answer == "adjust":
        with desk.database.writing() as session:
            card = CardFields(SourceType.PERSON, Identity.NAMED)
            adjust_suggestion(session, desk.ada, uid, mention.item, card, None, taking="", stamp=Stamp(), now=NOW)
    else:
        verb = suggestions.accept_suggestions if answer == "accept" else suggestions.reject_suggestions
        desk.act(verb, desk.ada, uid, [mention.item])
    became = {"accept": GhostOutcome.ACCEPTED, "adjust": GhostOutcome.CHANGED, "reject": GhostOutcome.REJECTED}
    assert desk.outcomes(uid)[mention.item] is became[answer]
    assert desk.times(uid)[mention.item] == NOW
    # A report that comes late says nothing new, and takes no answer back.
    with desk.database.writing() as session:
        suggestions.note_shown(session, desk.ada, uid, [mention.item], now=NOW + timedelta(minutes=5))
    assert desk.outcomes(uid)[mention.item] is became[answer]
    assert desk.times(uid)[mention.item] == NOW
    # What is taken back was seen, and stays shown.
    desk.act(tagging.undo, desk.ada, uid)
    assert desk.outcomes(uid)[mention.item] is GhostOutcome.SHOWN
    assert desk.times(uid)[mention.item] == NOW


@pytest.mark.parametrize("is_known", [False, True])
def test_what_is_accepted_anew_after_its_tag_was_taken_out_by_hand_names_the_new_tag(desk, is_known):
    uid = desk.start(desk.ada)
    desk.act(suggestions.accept_suggestions, desk.ada, uid, [LEFT])
    if not is_known:  # as an earlier version left it: accepted, and nothing says when shown
        with desk.database.writing() as session:
            session.execute(update(SuggestionAnswer).values(shown_at=None))
    made = desk.open(desk.ada, uid).reading.figures[0].uid
    desk.act(tagging.remove_annotation, desk.ada, uid, made)
    assert desk.outcomes(uid)[LEFT] is GhostOutcome.ACCEPTED  # what became of it is written when an act answers it
    with desk.database.writing() as session:
        stamp, later = Stamp(), NOW + timedelta(hours=1)
        done = suggestions.accept_suggestions(session, desk.ada, uid, [LEFT], stamp=stamp, now=later)
    assert desk.outcomes(uid)[LEFT] is GhostOutcome.ACCEPTED
    assert desk.times(uid)[LEFT] == (NOW if is_known else later)
    with desk.database.reading() as session:
        row = session.scalars(select(SuggestionAnswer).where(SuggestionAnswer.item == LEFT)).one()
        assert row.annotation_uid == done.reading.figures[0].uid != made


def test_what_an_accepted_claim_brings_along_unseen_is_accepted_and_was_not_shown(desk):
    uid = desk.start(desk.ada)
    claim = next(ghost for ghost in desk.open(desk.ada, uid).ghosts.at(1) if ghost.tag == "claim")
    desk.act(suggestions.accept_suggestions, desk.ada, uid, [claim.item])
    brought = {item for item, outcome in desk.outcomes(uid).items() if outcome is GhostOutcome.ACCEPTED} - {claim.item}
    assert brought
    assert {item for item, at in desk.times(uid).items() if at is not None} == {claim.item}
    desk.act(tagging.undo, desk.ada, uid)
    assert {desk.outcomes(uid)[item] for item in brought} == {GhostOutcome.OFFERED}


def test_a_report_that_never_arrived_leaves_offered_to_the_end_and_in_the_revision(desk):
    uid = desk.start(desk.ada)
    told, rest = desk.items(uid)[:1], [item for item in desk.items(uid)[1:] if item != LEFT]
    with desk.database.writing() as session:
        suggestions.note_shown(session, desk.ada, uid, told, now=NOW + timedelta(minutes=5))
    desk.act(suggestions.accept_suggestions, desk.ada, uid, [*told, *rest])
    with desk.database.writing() as session:
        finish_review(session, desk.ada, uid, now=NOW)
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.ada, uid, now=NOW + timedelta(days=1))
    assert desk.outcomes(revision) == desk.outcomes(uid)
    assert desk.outcomes(uid)[LEFT] is GhostOutcome.OFFERED
    assert desk.times(uid)[LEFT] is None
    assert desk.times(uid)[told[0]] == NOW + timedelta(minutes=5)
    assert desk.times(revision) == desk.times(uid)


def test_the_names_of_another_pass_reach_no_row_of_it(desk):
    uid, theirs = desk.start(desk.ada), desk.start(desk.ben)
    items = desk.items(theirs, desk.ben)
    with desk.database.writing() as session:
        suggestions.note_shown(session, desk.ada, uid, [*items, "c99", "x" * 500], now=NOW)
    assert set(desk.times(uid).values()) == {NOW}
    assert set(desk.times(theirs).values()) == {None}
    assert set(desk.outcomes(theirs).values()) == {GhostOutcome.OFFERED}


def test_only_one_s_own_pass_in_hand_is_told_of(desk):
    uid = desk.start(desk.ada)
    item = desk.items(uid)[0]
    for stranger in (desk.ben, desk.edi):
        with pytest.raises(NotFound), desk.database.writing() as session:
            suggestions.note_shown(session, stranger, uid, [item], now=NOW)
    assert set(desk.times(uid).values()) == {None}
    with desk.database.writing() as session:
        review = session.scalar(select(Review).where(Review.uid == uid))
        review.state, review.finished_at = ReviewState.FINISHED, NOW
    with desk.database.writing() as session:
        suggestions.note_shown(session, desk.ada, uid, [item], now=NOW)
    assert set(desk.times(uid).values()) == {None}


def test_rejecting_is_one_action_that_undo_and_redo_turn(desk):
    uid = desk.start(desk.ada)
    item = desk.items(uid)[0]
    done = desk.act(suggestions.reject_suggestions, desk.ada, uid, [item])
    assert item not in [ghost.item for ghost in done.ghosts.every()]
    assert desk.outcomes(uid)[item] is GhostOutcome.REJECTED
    done = desk.act(tagging.undo, desk.ada, uid)
    assert item in [ghost.item for ghost in done.ghosts.every()]
    assert done.touched
    assert desk.outcomes(uid)[item] is GhostOutcome.SHOWN
    desk.act(tagging.redo, desk.ada, uid)
    assert item not in desk.items(uid)
    assert desk.outcomes(uid)[item] is GhostOutcome.REJECTED
    with pytest.raises(Conflict):
        desk.act(suggestions.reject_suggestions, desk.ada, uid, [item])


def test_the_same_request_again_answers_as_the_first_time(desk):
    uid = desk.start(desk.ada)
    item, stamp = desk.items(uid)[0], Stamp("key", "digest")
    for _ in range(2):
        done = desk.act(suggestions.reject_suggestions, desk.ada, uid, [item], stamp=stamp)
    assert done.is_replay
    assert item not in [ghost.item for ghost in done.ghosts.every()]
    items, stamp = [ghost.item for ghost in done.ghosts.every()], Stamp("other", "digest")
    made = [
        len(desk.act(suggestions.accept_suggestions, desk.ada, uid, items, stamp=stamp).reading.records)
        for _ in range(2)
    ]
    assert made[0] == made[1] > 0


def test_another_persons_ghosts_are_neither_seen_nor_answered(desk):
    uid = desk.start(desk.ada)
    item = desk.items(uid)[0]
    for stranger in (desk.ben, desk.edi):
        with pytest.raises(NotFound):
            desk.act(suggestions.accept_suggestions, stranger, uid, [item])
        with pytest.raises(NotFound):
            desk.act(suggestions.reject_suggestions, stranger, uid, [item])
    theirs = desk.start(desk.ben)
    desk.act(suggestions.reject_suggestions, desk.ada, uid, [item])
    assert item in desk.items(theirs, desk.ben)


def test_finishing_records_what_became_of_each_and_a_revision_shows_them_on(desk):
    uid = desk.start(desk.ada)
    opened = desk.open(desk.ada, uid)
    rejected = opened.ghosts.at(0)[0].item
    desk.act(suggestions.reject_suggestions, desk.ada, uid, [rejected])
    rest = [item for item in desk.items(uid) if item != rejected]
    done = desk.act(suggestions.accept_suggestions, desk.ada, uid, rest)
    claim = done.reading.claims[-1]
    home = done.reading.home_of(claim.start)
    desk.act(tagging.answer, desk.ada, uid, tagging.Request(home.ordinal, tagging.Verb.OPINION))
    with desk.database.writing() as session:
        finish_review(session, desk.ada, uid, now=NOW)
    found = desk.outcomes(uid)
    assert found[rejected] is GhostOutcome.REJECTED
    assert GhostOutcome.CHANGED in found.values()
    assert GhostOutcome.ACCEPTED in found.values()
    assert desk.items(uid) == []
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.ada, uid, now=NOW)
    assert desk.outcomes(revision)[rejected] is GhostOutcome.REJECTED
    assert rejected not in desk.items(revision)
    with desk.database.reading() as session:
        assert session.scalar(select(Review.suggestions_shown).where(Review.uid == revision))


def test_a_stale_settings_page_changes_nothing(desk):
    with pytest.raises(Conflict), desk.database.writing() as session:
        show_suggestions(session, desk.edi, desk.project_uid, shows=False, version=99, now=NOW)
    with desk.database.reading() as session:
        assert session.scalar(select(Project.shows_suggestions).where(Project.uid == desk.project_uid))
