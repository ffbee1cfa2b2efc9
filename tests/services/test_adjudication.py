"""Adjudicating stored passes: through the one write path, with origins and decisions that undo takes along."""

from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import event, func, select

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import ReviewKind, ReviewState, Role, Span
from annotator.core.rulings import Choice, Standing, Why
from annotator.formats.jsonl import lines, read
from annotator.services import adjudication as service
from annotator.services import annotations as tagging
from annotator.services.accounts import OPERATOR
from annotator.services.acts import Stamp, stamp_request
from annotator.services.adjudication import Ruling, Unsettled, open_adjudication
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.gold import reopen_adjudication, start_adjudication
from annotator.services.precedents import list_precedents
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.services.sourcing import article_report
from annotator.storage.queries.decisions import decisions_for_reviewer, load_decisions, load_origins
from annotator.storage.tables import Account, Article, Audit, DecisionRow, Membership, OriginRow, Project, Review
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, AdjudicatedDesk, adjudicated_desk


@pytest.fixture
def desk(database) -> AdjudicatedDesk:
    with database.writing() as session:
        found = adjudicated_desk(session)
        session.expunge_all()
    return found


class Editor:
    """An editor at work on the desk's article: each method is one request."""

    def __init__(self, database, desk: AdjudicatedDesk, name: str = "edi") -> None:
        self.database, self.desk, self.name = database, desk, name
        self.article = desk.article.uid

    def open(self):
        with self.database.reading() as session:
            return open_adjudication(session, self.desk.actor(session, self.name), self.article)

    def _do(self, act, *arguments, **named):
        with self.database.writing() as session:
            return act(session, self.desk.actor(session, self.name), *arguments, now=make.NOW, **named)

    def start(self) -> str:
        return self._do(start_adjudication, self.article)

    def accept(self, stamp: Stamp = Stamp()):  # noqa: B008 - a frozen value
        return self._do(service.accept_agreed, self.open(), stamp=stamp)

    def decide(self, item: str, choice: Choice = Choice.TAKE, *, of: str = "ann", why: Why | None = Why.SLIP,
               stamp: Stamp = Stamp(), parts=None, section: str = "", digest: str = ""):  # fmt: skip  # noqa: B008 - frozen
        opened = self.open()
        found = opened.lined.item(item)
        review = self.desk.reviews[of]
        option = next((o.digest for o in found.options if review in o.readings), "")
        ruling = Ruling(item, digest or found.digest, choice, why, option, parts or {}, section)
        return self._do(service.decide, opened, ruling, stamp=stamp)

    def undo(self):
        return self._do(service.undo_decision, self.open(), stamp=Stamp())

    def redo(self):
        return self._do(tagging.redo, self.open().gold.uid, stamp=Stamp())

    def finish(self) -> None:
        self._do(service.finish_adjudication, self.open())

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


def test_every_row_of_the_gold_has_its_origin_in_the_readings_that_gave_the_answer(editor, database, desk) -> None:
    editor.settle_everything()
    opened = editor.open()
    with database.reading() as session:
        origins = load_origins(session, opened.gold.id)
    by_uid: dict[str, set[str]] = {}
    for known in origins:
        by_uid.setdefault(known.origin.gold_uid, set()).add(known.origin.reading)
        theirs = opened.lined.readings[known.origin.reading]
        assert known.origin.uid in {record.uid for record in theirs.records}
    gold = opened.gold_reading
    assert {record.uid for record in gold.records if record not in gold.checks} <= set(by_uid)
    flagged = next(claim for claim in gold.claims if gold.quote(claim.span) == "the fire was set")
    assert by_uid[flagged.uid] == {desk.reviews["ann"], desk.reviews["bob"]}


def test_the_finished_gold_is_what_reports_rest_on(editor, database, desk) -> None:
    editor.settle_everything()
    for name in ("edi", "rob"):
        with database.reading() as session:
            actor = desk.actor(session, name)
            report = article_report(session, actor, desk.article.uid, None, now=make.NOW)
        assert report.chosen is not None
        assert report.chosen.kind is ReviewKind.GOLD
    with database.reading() as session:
        rows = session.scalars(select(Audit.kind).where(Audit.kind.like("gold:%")).order_by(Audit.id)).all()
    assert rows == ["gold:start", "gold:finish"]


def test_a_gold_with_something_left_to_settle_is_not_finished(editor) -> None:
    editor.start()
    with pytest.raises(Unsettled, match="not settled"):
        editor.finish()
    editor.accept()
    for item in set(DIFFERENCES) - {"check:181", "claim:151"}:
        editor.decide(item)
    editor.decide("claim:151", Choice.WRITE)
    with pytest.raises(Unsettled, match="1 items"):
        editor.finish()
    editor.decide("check:181", of="bob")
    with pytest.raises(Unsettled, match="1 things are open"):
        editor.finish()
    with editor.database.writing() as session:
        actor, uid = editor.desk.actor(session, "edi"), editor.open().gold.uid
        tagging.answer(session, actor, uid, Request(4, Verb.PREDICTION), stamp=Stamp(), now=make.NOW)
    editor.finish()
    assert editor.open().is_finished


def test_a_decision_needs_a_reason_and_is_refused_upon_other_readings(editor, database) -> None:
    editor.start()
    with pytest.raises(Invalid) as refused:
        editor.decide("claim:64", why=None)
    assert set(refused.value.fields) == {"why"}
    with pytest.raises(Conflict):
        editor.decide("claim:64", digest="0" * 16)
    with pytest.raises(Invalid):
        editor.decide("figure:83", Choice.PARTS, parts={})
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == 0


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


def test_another_decision_about_an_item_replaces_the_first_and_undo_brings_that_back(editor) -> None:
    editor.start()
    editor.decide("claim:64", of="ann")
    uid = editor.open().gold_reading.claims[0].uid
    editor.decide("claim:64", of="cid", why=Why.GUIDELINE)
    claim = editor.open().gold_reading.claims[0]
    assert (claim.uid, len(claim.flags)) == (uid, 2)
    editor.undo()
    settling = next(s for s in editor.open().settlings if s.item.key == "claim:64")
    assert settling.decision.why is Why.SLIP
    assert len(editor.open().gold_reading.claims[0].flags) == 1


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


def test_a_gold_in_hand_does_not_make_its_editor_a_reviewer_of_the_text(editor, desk, database) -> None:
    editor.start()
    with database.reading() as session:
        opened = open_review(session, desk.actor(session, "edi"), desk.reviews["ann"])
    assert not opened.is_own


def test_whether_the_adjudicator_had_reviewed_the_text_is_recorded(editor, database, desk) -> None:
    editor.start()
    editor.decide("claim:64")
    with database.writing() as session:
        eva = desk.actor(session, "eva")
        own = start_review(session, eva, desk.article.uid, now=make.NOW)
        tagging.answer_rest(session, eva, own, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
        finish_review(session, eva, own, now=make.NOW)
    eva_at_work = Editor(database, desk, "eva")
    assert not eva_at_work.open().independent
    eva_at_work.decide("figure:83")
    with database.reading() as session:
        rows = session.execute(select(DecisionRow.item, DecisionRow.independent).order_by(DecisionRow.id)).all()
    assert [tuple(row) for row in rows] == [("claim:64", True), ("figure:83", False)]


def test_a_reviewer_s_feedback_tells_theirs_the_final_the_reason_and_the_section(editor, database, desk) -> None:
    editor.settle_everything()
    with database.reading() as session:
        told = {row.tag: row for row in decisions_for_reviewer(session, desk.reviews["cid"]) if row.span.start == 64}
        assert told["claim"].mine[0]["flags"] == "fact + prediction"
        assert told["claim"].final[0]["flags"] == "fact"
        assert told["claim"].why is Why.SLIP
        items = {row.tag for row in decisions_for_reviewer(session, desk.reviews["bob"])}
    assert items == {"claim", "figure", "attribution", "source", "check"}


def test_two_editors_have_one_gold_between_them(editor, database, desk) -> None:
    first = editor.start()
    eva = Editor(database, desk, "eva")
    assert eva.start() == first
    editor.accept()
    eva.decide("claim:64")
    assert len(editor.open().gold_reading.claims) == 3


def test_opening_costs_a_fixed_number_of_statements(editor, database, desk) -> None:
    editor.settle_everything()
    counted: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        counted.append(statement)

    with database.reading() as session:
        actor, engine = desk.actor(session, "edi"), session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            open_adjudication(session, actor, desk.article.uid)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert len(counted) <= 20


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
    with sqlite_database.writing() as session:
        desk = adjudicated_desk(session)
        session.expunge_all()
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
