"""Adjudicating stored passes: through the one write path, with origins and decisions that undo takes along."""

from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Forbidden, NotFound
from annotator.core.records import ReviewKind, ReviewState, Role, Span
from annotator.core.rulings import Choice, Standing, Why, mark_of_all
from annotator.formats.jsonl import lines, read
from annotator.services import annotations as tagging
from annotator.services import deciding as service
from annotator.services.accounts import OPERATOR
from annotator.services.acts import Stamp, stamp_request
from annotator.services.adjudication import open_adjudication
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.deciding import Ruling, Unsettled
from annotator.services.gold import reopen_adjudication, start_adjudication
from annotator.services.precedents import list_precedents
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.services.sourcing import article_report
from annotator.storage.queries.decisions import load_decisions
from annotator.storage.tables import Account, Article, DecisionRow, Membership, OriginRow, Project, Review
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, AdjudicatedDesk, store_adjudicated_desk, stored_desk  # noqa: F401 - a fixture


class Editor:
    """An editor at work on the desk's article: each method is one request."""

    def __init__(self, database, desk: AdjudicatedDesk, name: str = "edi", number: int | None = None) -> None:
        self.database, self.desk, self.name, self.number = database, desk, name, number
        self.article = desk.article.uid
        self.clock = lambda: make.NOW

    def open(self):
        with self.database.reading() as session:
            return open_adjudication(session, self.desk.actor(session, self.name), self.article, self.number)

    def _do(self, act, *arguments, **named):
        with self.database.writing() as session:
            return act(session, self.desk.actor(session, self.name), *arguments, now=self.clock(), **named)

    def start(self) -> str:
        return self._do(start_adjudication, self.article, self.number)

    def reopen(self) -> str:
        return self._do(reopen_adjudication, self.article, self.number)

    def accept(self, stamp: Stamp = Stamp()):  # noqa: B008 - a frozen value
        opened = self.open()
        return self._do(service.accept_agreed, opened, shown=mark_of_all(opened.acceptable), stamp=stamp)

    def decide(self, item: str, choice: Choice = Choice.TAKE, *, of: str = "ann", why: Why | None = Why.SLIP,
               stamp: Stamp = Stamp(), parts=None, section: str = "", digest: str = ""):  # fmt: skip  # noqa: B008 - frozen
        opened = self.open()
        found = opened.lined.item(item)
        review = self.desk.reviews[of]
        option = next((o.digest for o in found.options if review in o.readings), "")
        upon = next(settling.mark for settling in opened.settlings if settling.item.key == item)
        ruling = Ruling(item, digest or found.digest, choice, why, option, parts or {}, section, upon)
        return self._do(service.decide, opened, ruling, stamp=stamp)

    def undo(self):
        opened = self.open()
        return self._do(service.undo_decision, opened, last=opened.last.uid, stamp=Stamp())

    def redo(self):
        return self._do(tagging.redo, self.open().gold.uid, stamp=Stamp())

    def finish(self) -> None:
        self.finish_upon(self.open())

    def finish_upon(self, opened) -> None:
        """Finish what a page shows, which may be older than what there is."""
        self._do(service.finish_adjudication, opened, last=opened.last.uid if opened.last else "")

    def settle_everything(self, of: str = "ann") -> None:
        self.start()
        self.accept()
        for item in DIFFERENCES:
            self.decide(item, of=of if item != "check:181" or of != "ann" else "bob")
        self.finish()


@pytest.fixture
def editor(database, desk) -> Editor:
    return Editor(database, desk)


def standing(editor: Editor) -> dict[str, Standing]:
    return {settling.item.key: settling.standing for settling in editor.open().settlings}


def test_agreed_items_are_accepted_in_one_act_that_undo_takes_back_with_its_decisions(editor, database) -> None:
    editor.start()
    agreed = {settling.item.key for settling in editor.open().acceptable}
    editor.accept()
    opened = editor.open()
    assert opened.acceptable == ()
    assert {key for key, state in standing(editor).items() if state is Standing.SETTLED} == agreed
    assert {len(opened.gold_reading.claims), len(opened.gold_reading.attributions)} == {2}
    editor.undo()
    assert {s.item.key for s in editor.open().acceptable} == agreed
    assert editor.open().gold_reading.records == ()
    assert editor.open().origins == ()
    editor.redo()
    assert editor.open().acceptable == ()
    with database.reading() as session:
        gold = editor.open().gold
        assert {one.rule.value for one in load_decisions(session, gold.id)} == {"all"}


def test_a_repeated_request_decides_once(editor, database) -> None:
    editor.start()
    stamp = stamp_request("key-1", {"item": "claim:64"})
    first = editor.decide("claim:64", of="cid", stamp=stamp)
    again = editor.decide("claim:64", of="cid", stamp=stamp)
    assert again.is_replay
    assert not first.is_replay
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == 1
        assert session.scalar(select(func.count()).select_from(OriginRow)) == 1 + 4


def test_two_editors_at_once_overrule_and_take_back_nothing_that_they_have_not_seen(editor, database, desk) -> None:
    eva = Editor(database, desk, "eva")
    editor.start()
    before = editor.open()
    eva.decide("claim:64", of="bob")
    item = before.lined.item("claim:64")
    theirs = next(option.digest for option in item.options if desk.reviews["cid"] in option.readings)
    blind = Ruling("claim:64", item.digest, Choice.TAKE, Why.OTHER, theirs)

    def refused(code, act, opened, *arguments, **named):
        with pytest.raises(Conflict) as error:
            editor._do(act, opened, *arguments, stamp=Stamp(), **named)
        assert error.value.code == code

    refused("decided", service.decide, before, blind)
    refused("decided", service.decide, editor.open(), blind)
    refused("acted_since", service.undo_decision, editor.open(), last=before.last.uid)
    assert standing(editor)["claim:64"] is Standing.SETTLED
    editor.decide("figure:83", of="bob")  # another item is nobody else's
    seen = next(settling.mark for settling in editor.open().settlings if settling.item.key == "claim:64")
    editor._do(service.decide, editor.open(), replace(blind, upon=seen), stamp=Stamp())
    with database.reading() as session:
        kept = [one for one in load_decisions(session, before.gold.id) if one.item == "claim:64"]
    assert [one.why for one in kept] == [Why.SLIP, Why.OTHER]
    offered = mark_of_all(editor.open().acceptable)
    eva.accept()
    refused("decided", service.accept_agreed, before, shown=offered)


def test_a_gold_in_which_something_was_taken_back_meanwhile_is_not_finished(editor) -> None:
    editor.start()
    editor.accept()
    for item in DIFFERENCES:
        editor.decide(item, of="bob")
    everything = editor.open()
    editor.undo()
    with pytest.raises(Conflict) as error:
        editor.finish_upon(everything)
    assert error.value.code == "acted_since"
    with pytest.raises(Unsettled):
        editor.finish()
    assert not editor.open().is_finished
    opened = editor.open()
    editor._do(service.redo_decision, opened, last=opened.last.uid, stamp=Stamp())
    with pytest.raises(Conflict):
        editor.finish_upon(everything)
    editor.finish()
    assert editor.open().is_finished
    editor.finish_upon(everything)  # a repeated request


def test_a_gold_is_not_finished_over_an_earlier_ruling_that_stands_again_unseen(editor, database, desk) -> None:
    eva = Editor(database, desk, "eva")
    editor.start()
    editor.accept()
    for item in DIFFERENCES:
        editor.decide(item, of="bob")
    eva.decide("claim:64", of="cid")
    seen = editor.open()
    eva.undo()
    assert set(standing(editor).values()) == {Standing.SETTLED}, "the ruling before stands"
    with pytest.raises(Conflict) as error:
        editor.finish_upon(seen)
    assert error.value.code == "acted_since"
    assert not editor.open().is_finished


def edit(editor: Editor, verb: Verb) -> None:
    """Answer the sentence of the fire, or of the 400, by hand in the gold review."""
    editor._do(tagging.answer, editor.open().gold.uid, Request(1, verb), stamp=Stamp())


def flags(editor: Editor) -> set[str]:
    (claim,) = [claim for claim in editor.open().gold_reading.claims if claim.start == 64]
    return {flag.value for flag in claim.flags}


def test_a_ruling_overrules_no_edit_by_hand_that_its_page_did_not_show(editor, database, desk) -> None:
    eva = Editor(database, desk, "eva")
    editor.start()
    editor.accept()
    editor.decide("claim:64", of="bob")
    edit(editor, Verb.OPINION)
    shown = eva.open()
    edit(editor, Verb.PREDICTION)
    assert flags(editor) == {"fact", "opinion", "prediction"}
    settling = next(one for one in shown.settlings if one.item.key == "claim:64")
    option = next(option for option in settling.item.options if desk.reviews["bob"] in option.readings)
    ruling = Ruling("claim:64", settling.item.digest, Choice.TAKE, Why.SLIP, option.digest, upon=settling.mark)
    for opened in (shown, eva.open()):
        with pytest.raises(Conflict) as error:
            eva._do(service.decide, opened, ruling, stamp=Stamp())
        assert error.value.code == "decided"
    assert flags(editor) == {"fact", "opinion", "prediction"}
    eva.decide("claim:64", of="bob")
    assert flags(editor) == {"fact"}, "who has seen it may"


def test_what_an_editor_wrote_before_anything_was_decided_is_shown_and_left_by_the_bulk(editor) -> None:
    editor.start()
    agreed = {settling.item.key for settling in editor.open().acceptable}
    editor._do(tagging.answer, editor.open().gold.uid, Request(2, Verb.OPINION), stamp=Stamp())
    by_hand = {settling.item.key for settling in editor.open().settlings if settling.by_hand}
    assert by_hand == {"claim:83"} <= agreed
    editor.accept()
    assert standing(editor)["claim:83"] is Standing.OPEN
    (claim,) = [claim for claim in editor.open().gold_reading.claims if claim.start == 83]
    assert {flag.value for flag in claim.flags} == {"opinion"}
    editor.decide("claim:83")
    assert standing(editor)["claim:83"] is Standing.SETTLED
    (claim,) = [claim for claim in editor.open().gold_reading.claims if claim.start == 83]
    assert {flag.value for flag in claim.flags} == {"fact"}


def test_when_a_reading_is_revised_decisions_are_kept_and_only_what_changed_is_listed(editor, database, desk) -> None:
    editor.settle_everything()
    with database.writing() as session:
        bob = desk.actor(session, "bob")
        revision = reopen_review(session, bob, desk.reviews["bob"], now=make.NOW)
        tagging.answer(session, bob, revision, Request(1, Verb.OPINION), stamp=Stamp(), now=make.NOW)
        finish_review(session, bob, revision, now=make.NOW)
    opened = editor.open()
    assert [s.item.key for s in opened.to_do] == ["claim:64"]
    assert opened.to_do[0].decision.why is Why.SLIP
    assert opened.acceptable == ()
    first = opened.gold.uid
    with database.writing() as session:
        uid = reopen_adjudication(session, desk.actor(session, "eva"), desk.article.uid, now=make.NOW)
        assert uid == reopen_adjudication(session, desk.actor(session, "edi"), desk.article.uid, now=make.NOW)
    eva = Editor(database, desk, "eva")
    eva.desk.reviews["bob"] = revision
    assert [s.item.key for s in eva.open().to_do] == ["claim:64"]
    claims = len(eva.open().gold_reading.claims)
    eva.decide("claim:64", of="bob")
    assert len(eva.open().gold_reading.claims) == claims
    eva.finish()
    with database.reading() as session:
        assert session.scalar(select(Review.state).where(Review.uid == first)) is ReviewState.FINISHED
        report = article_report(session, desk.actor(session, "rob"), desk.article.uid, None, now=make.NOW)
    assert report.chosen.uid == uid


def test_only_editors_adjudicate_and_not_while_they_tag_the_text(editor, database, desk) -> None:
    editor.start()
    uid = editor.open().gold.uid
    for name, error in (("ann", Forbidden), ("rob", Forbidden)):
        with database.writing() as session, pytest.raises(error):
            start_adjudication(session, desk.actor(session, name), desk.article.uid, now=make.NOW)
        with database.reading() as session, pytest.raises(NotFound):
            open_review(session, desk.actor(session, name), uid)
        with database.writing() as session, pytest.raises(NotFound):
            actor = desk.actor(session, name)
            tagging.answer(session, actor, uid, Request(1, Verb.FACT), stamp=Stamp(), now=make.NOW)
    with database.writing() as session:
        start_review(session, desk.actor(session, "eva"), desk.article.uid, now=make.NOW)
    with pytest.raises(Conflict, match="tagging this article yourself"):
        Editor(database, desk, "eva").open()
    with database.reading() as session, pytest.raises(NotFound):
        open_review(session, desk.actor(session, "eva"), uid)
    with database.writing() as session, pytest.raises(NotFound):
        actor = desk.actor(session, "eva")
        tagging.answer(session, actor, uid, Request(1, Verb.FACT), stamp=Stamp(), now=make.NOW)


def test_a_gold_review_leaves_and_comes_back_whole_with_decisions_and_origins(editor, database, desk) -> None:
    editor.start()
    editor.accept()
    eva = Editor(database, desk, "eva")
    for number, item in enumerate(DIFFERENCES):
        (eva if number % 2 else editor).decide(item, of="bob")
    editor.undo()
    eva.decide("check:181", of="cid", why=Why.TEXT)
    editor.finish()
    with database.reading() as session:
        first = b"".join(lines(export_records(session, OPERATOR, desk.project_uid)))
    draft = check_dataset(read(BytesIO(first)))
    assert draft.problems == ()
    gold = draft.reviews[-1]
    assert gold.kind is ReviewKind.GOLD
    assert len(gold.decisions) == 7 + len(DIFFERENCES)
    assert {origin.reading for origin in gold.origins} == {review.uid for review in draft.reviews[:-1]}
    made = (*gold.sources, *gold.claims, *gold.attributions, *gold.figures, *gold.checks)
    # Nothing in the gold is without where it comes from.
    assert {record.uid for record in made} == {origin.gold_uid for origin in gold.origins}
    with database.writing() as session:
        imported = import_dataset(session, OPERATOR, None, draft, now=make.NOW, name="Elsewhere")
    with database.reading() as session:
        assert b"".join(lines(export_records(session, OPERATOR, imported.project_uid))) == first
        new = session.scalars(select(Review.uid).order_by(Review.id.desc())).first()
        article = session.scalars(select(Article.uid).order_by(Article.id.desc())).first()
        opened = open_adjudication(session, make.actor(session, make_editor(session, imported.project_uid)), article)
    assert opened.gold.uid == new
    assert opened.to_do == opened.acceptable == ()


def make_editor(session, project_uid: str) -> Account:
    statement = select(Account).join(Membership).join(Project).where(Project.uid == project_uid)
    return session.scalars(statement.where(Membership.role == Role.EDITOR)).first()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda gold: replace(gold, kind=ReviewKind.PASS), "not_gold"),
        (lambda gold: replace(gold, origins=(replace(gold.origins[0], reading="f" * 32),)), "unknown_review"),
        (lambda gold: replace(gold, origins=(replace(gold.origins[0], gold_uid="f" * 32),)), "unknown_row"),
        (lambda gold: replace(gold, decisions=(replace(gold.decisions[0], by="f" * 32),)), "unknown_account"),
        (lambda gold: replace(gold, decisions=(replace(gold.decisions[0], span=Span(0, 9999)),)), "bad_offset"),
    ],
)
def test_a_dataset_whose_gold_refers_to_nothing_is_refused(sqlite_database, change, code) -> None:
    desk = store_adjudicated_desk(sqlite_database)
    editor = Editor(sqlite_database, desk)
    editor.start()
    editor.decide("claim:64")
    with sqlite_database.reading() as session:
        records = list(export_records(session, OPERATOR, desk.project_uid))
    draft = check_dataset([*records[:-1], change(records[-1])])
    assert [problem.code for problem in draft.problems] == [code]


def test_precedents_are_the_last_rulings_of_the_last_finished_gold(editor, database, desk) -> None:
    editor.start()
    editor.decide("claim:64", of="cid", why=Why.UNCLEAR)
    editor.undo()
    with database.reading() as session:
        assert list_precedents(session, desk.actor(session, "edi"), desk.project_uid).total == 0
    editor.settle_everything()
    with database.writing() as session:
        reopen_adjudication(session, desk.actor(session, "eva"), desk.article.uid, now=make.NOW)
    with database.reading() as session:
        ann = desk.actor(session, "ann")
        found = list_precedents(session, ann, desk.project_uid)
        assert found.total == len(DIFFERENCES)
        asked = list_precedents(session, ann, desk.project_uid, words="FIRE prediction", tag="claim", why=Why.SLIP)
        assert [ruling.quote for ruling in asked.rulings] == ["the fire was set"]
        assert list_precedents(session, ann, desk.project_uid, section="nowhere").total == 0
    with database.writing() as session:
        start_review(session, desk.actor(session, "dan"), desk.article.uid, now=make.NOW)
    with database.reading() as session:
        assert list_precedents(session, desk.actor(session, "dan"), desk.project_uid).total == 0
