"""Sourcing-only passes: what they refuse, that they stay what they are, and what finishes them."""

import pytest
from sqlalchemy import select

from annotator.core.actions import Change
from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Forbidden, Invalid
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Claim, Flag, Identity, Role, Scope, SourceType
from annotator.core.scopes import SOURCING_VERBS, refuse_changes
from annotator.services import annotations as tagging
from annotator.services import projects
from annotator.services.annotations import MentionDraft, Stamp
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.services.suggestions import accept_suggestions, prepare_suggestions
from annotator.storage.queries.reviews import find_review
from annotator.storage.queries.suggestions import load_shown
from annotator.storage.tables import Audit, Project
from tests import make

WIRE = CardFields(SourceType.OUTLET, Identity.NAMED)


@pytest.fixture
def desk(database):
    """A project whose new passes are sourcing-only, and one such pass in hand."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        project.pass_scope, project.shows_suggestions = Scope.SOURCING_ONLY, True
        desk.article, desk.project_uid = make.article(session, project), project.uid
        desk.ada = make.actor(session, make.member(session, project, Role.REVIEWER, "Ada"))
        desk.edi = make.actor(session, make.member(session, project, Role.EDITOR, "Edi"))
        session.flush()
        prepared = prepare_suggestions(session, desk.ada, desk.article.uid)
        desk.uid = start_review(session, desk.ada, desk.article.uid, now=make.NOW, prepared=prepared)

    def act(verb, ordinal=1, focus="", uid=""):
        with database.writing() as session:
            request = Request(ordinal, verb, focus)
            return tagging.answer(session, desk.ada, uid or desk.uid, request, stamp=Stamp(), now=make.NOW)

    def phrase(words):
        start = desk.article.text.index(words)
        return Phrase(start, start + len(words), words)

    def mention(words):
        with database.writing() as session:
            draft = MentionDraft(make.uid(), phrase(words), fields=WIRE)
            tagging.add_mention(session, desk.ada, desk.uid, draft, stamp=Stamp(), now=make.NOW)
            return draft.uid

    def figure(words):
        with database.writing() as session:
            tagging.add_figure(session, desk.ada, desk.uid, "", phrase(words), stamp=Stamp(), now=make.NOW)

    def opened(uid=""):
        with database.reading() as session:
            return open_review(session, desk.ada, uid or desk.uid)

    def scope_says(word, *, actor=None, version=None):
        with database.writing() as session:
            version = session.scalar(select(Project.version)) if version is None else version
            projects.set_pass_scope(session, actor or desk.edi, desk.project_uid, word, version=version, now=make.NOW)

    desk.act, desk.mention, desk.figure, desk.opened, desk.database = act, mention, figure, opened, database
    desk.scope_says = scope_says
    return desk


@pytest.mark.parametrize("verb", sorted(set(Verb) - SOURCING_VERBS))
def test_what_the_pass_does_not_ask_for_is_refused_and_nothing_is_stored(desk, verb):
    before = desk.opened().reading
    with pytest.raises(Conflict) as refused:
        desk.act(verb)
    assert refused.value.code == "sourcing_only"
    assert "sources and figures only" in refused.value.message
    assert desk.opened().reading == before


def test_the_rest_cannot_be_answered_with_claims(desk):
    with desk.database.writing() as session, pytest.raises(Conflict) as refused:
        tagging.answer_rest(session, desk.ada, desk.uid, Verb.FACT, stamp=Stamp(), now=make.NOW)
    assert refused.value.code == "sourcing_only"


def test_a_claim_is_refused_by_whatever_way_it_comes(desk):
    """A claim that an act would make without a verb, as a suggestion of a claim does in other passes."""
    with desk.database.reading() as session:
        head = find_review(session, desk.uid)
    claim = Claim(make.uid(), 40, 50, frozenset({Flag.FACT}))
    with pytest.raises(Conflict):
        refuse_changes(head.scope, [Change(None, claim)])
    refuse_changes(head.scope, [Change(claim, None)])
    refuse_changes(Scope.FULL, [Change(None, claim)])


def test_claims_are_no_suggestions_here_and_sources_and_figures_are(desk):
    ghosts = desk.opened().ghosts
    assert {ghost.tag for ghost in ghosts.every()} == {"attribution", "figure"}
    with desk.database.reading() as session:
        shown = load_shown(session, find_review(session, desk.uid).id)
    assert not [item for item in shown.outcomes if item.startswith("c")]
    with desk.database.writing() as session:
        items = [ghost.item for ghost in ghosts.at(1)]
        accept_suggestions(session, desk.ada, desk.uid, items, stamp=Stamp(), now=make.NOW)
    reading = desk.opened().reading
    assert reading.attributions
    assert reading.claims == ()


def test_a_suggested_claim_cannot_be_taken_by_its_name(desk):
    with desk.database.writing() as session, pytest.raises(Conflict):
        accept_suggestions(session, desk.ada, desk.uid, ["c0"], stamp=Stamp(), now=make.NOW)
    assert desk.opened().reading.records == ()


def test_a_source_or_figure_is_starred_the_one_in_focus_or_the_only_one(desk):
    uid = desk.mention("the Coast Wire")
    desk.act(Verb.STAR)
    assert desk.opened().reading.attributions[0].starred
    desk.mention("two officials")
    with pytest.raises(Invalid) as refused:
        desk.act(Verb.STAR)
    assert refused.value.code == "no_focus"
    desk.act(Verb.STAR, focus=uid)
    assert not any(mention.starred for mention in desk.opened().reading.attributions)


def test_a_source_alone_answers_its_sentence_and_the_pass_is_finished_without_a_claim(desk):
    desk.mention("the Coast Wire")
    desk.figure("400 people")
    for ordinal in (0, 3):
        desk.act(Verb.NOTHING, ordinal)
    with desk.database.writing() as session:
        finish_review(session, desk.ada, desk.uid, now=make.NOW)
    reading = desk.opened().reading
    assert (reading.claims, len(reading.attributions), len(reading.figures)) == ((), 1, 1)


def test_a_pass_stays_what_it_is_when_the_project_changes_and_when_it_is_reopened(desk):
    desk.scope_says("full")
    with desk.database.writing() as session:
        tagging.answer_rest(session, desk.ada, desk.uid, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
        finish_review(session, desk.ada, desk.uid, now=make.NOW)
        again = reopen_review(session, desk.ada, desk.uid, now=make.NOW)
        fresh = start_review(session, desk.edi, desk.article.uid, now=make.NOW)
        assert find_review(session, again).scope is Scope.SOURCING_ONLY
        assert find_review(session, fresh).scope is Scope.FULL
    with pytest.raises(Conflict):
        desk.act(Verb.FACT, uid=again)


def test_only_an_editor_says_what_passes_ask_for_over_the_newest_state_and_it_is_noted(desk):
    with pytest.raises(Forbidden):
        desk.scope_says("full", actor=desk.ada)
    with pytest.raises(Conflict):
        desk.scope_says("full", version=99)
    with pytest.raises(Invalid):
        desk.scope_says("half")
    desk.scope_says("full")
    with desk.database.reading() as session:
        assert "project:scope" in session.scalars(select(Audit.kind)).all()
