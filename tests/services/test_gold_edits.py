"""A gold review edited on the annotation page: what was decided is what it holds, and each row
says where it comes from.
"""

from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator.core.annotations import Request, Verb
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Identity, Role, SourceType
from annotator.core.rulings import Choice, Standing, Why
from annotator.formats.jsonl import lines, read
from annotator.services import annotations as tagging
from annotator.services import deciding
from annotator.services.accounts import OPERATOR
from annotator.services.acts import Stamp
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.deciding import Ruling
from annotator.services.feedback import list_feedback
from annotator.services.gold import reopen_adjudication
from annotator.services.precedents import list_precedents
from annotator.services.reviews import finish_review, reopen_review
from annotator.storage.queries.decisions import load_decisions, load_origins
from annotator.storage.tables import DecisionRow, Membership, OriginRow
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture
from tests.services.test_adjudication import Editor


class AtWork(Editor):
    """An editor who also edits the gold review by hand."""

    def settle(self) -> None:
        """Everything settled, the gold still in hand."""
        self.start()
        self.accept()
        for item in DIFFERENCES:
            self.decide(item, of="bob" if item == "check:181" else "ann")

    def press(self, ordinal: int, verb: Verb) -> None:
        self._do(tagging.answer, self.open().gold.uid, Request(ordinal, verb), stamp=Stamp())

    def remove(self, uid: str) -> None:
        self._do(tagging.remove_annotation, self.open().gold.uid, uid, stamp=Stamp())

    def claim(self, words: str):
        gold = self.open().gold_reading
        return next(claim for claim in gold.claims if gold.quote(claim.span).startswith(words))

    def decision(self, item: str):
        return next(settling.decision for settling in self.open().settlings if settling.item.key == item)

    def origins(self, uid: str) -> set[str]:
        """Who a row of the gold comes from: the readings' people, or `gold`."""
        opened = self.open()
        names = {review: name for name, review in self.desk.reviews.items()} | {opened.gold.uid: "gold"}
        with self.database.reading() as session:
            known = load_origins(session, opened.gold.id)
        return {names[one.origin.reading] for one in known if one.origin.gold_uid == uid}

    def precedent(self, tag: str, start: int):
        with self.database.reading() as session:
            found = list_precedents(session, self.desk.actor(session, "ann"), self.desk.project_uid, tag=tag)
        return next((ruling for ruling in found.rulings if ruling.span.start == start), None)

    def feedback(self, name: str, tag: str, start: int):
        with self.database.reading() as session:
            (text,) = list_feedback(session, self.desk.actor(session, name), self.desk.project_uid).texts
        return next((one.said for one in text.items if one.said.tag == tag and one.said.span.start == start), None)


@pytest.fixture
def editor(database, desk) -> AtWork:
    return AtWork(database, desk)


PEOPLE = ("ann", "bob", "cid")


def test_what_the_gold_says_after_an_edit_is_what_precedents_and_feedback_say_was_decided(editor) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.finish()
    gold = editor.claim("the fire was set")
    assert {flag.value for flag in gold.flags} == {"fact", "opinion"}
    told = [editor.precedent("claim", 64).ruling, *(editor.feedback(name, "claim", 64).final for name in PEOPLE)]
    assert [words["flags"] for (words,) in told] == ["fact + opinion"] * 4
    assert editor.precedent("claim", 64).why is Why.SLIP
    assert editor.origins(gold.uid) == {"ann", "bob", "gold"}


def test_an_edit_and_what_it_overruled_are_taken_back_and_done_again_together(editor) -> None:
    editor.settle()
    uid = editor.claim("the fire was set").uid
    before = editor.decision("claim:64")
    editor.press(1, Verb.OPINION)
    assert (editor.decision("claim:64").choice, editor.decision("claim:64").ruling) == (Choice.WRITE, None)
    editor.undo()
    assert editor.decision("claim:64") == before
    assert editor.origins(uid) == {"ann", "bob"}
    editor.redo()
    assert editor.decision("claim:64").choice is Choice.WRITE
    assert editor.origins(uid) == {"ann", "bob", "gold"}
    editor.decide("claim:64", of="cid")
    assert editor.origins(uid) == {"cid"}


def make_editor(database, desk, name: str) -> AtWork:
    """Somebody who tagged the article becomes an editor."""
    with database.writing() as session:
        membership = select(Membership).where(Membership.account_id == desk.people[name].id)
        session.scalars(membership).one().role = Role.EDITOR
    return AtWork(database, desk, name)


def test_each_person_s_edit_is_a_decision_of_theirs_with_their_independence(editor, database, desk) -> None:
    editor.settle()
    editor.decide("claim:64", section="claim")
    taken, start = editor.decision("claim:64"), len(stored_decisions(database))
    ann, eva = make_editor(database, desk, "ann"), AtWork(database, desk, "eva")
    for who, verb in ((editor, Verb.OPINION), (ann, Verb.PREDICTION), (eva, Verb.DENIAL)):
        who.press(1, verb)
    told = [(row.item, row.choice, row.by_id, row.independent) for row in stored_decisions(database)[start:]]
    ids = {name: desk.people[name].id for name in ("edi", "ann", "eva")}
    assert told == [
        ("claim:64", Choice.WRITE, ids["edi"], True),
        ("claim:64", Choice.WRITE, ids["ann"], False),
        ("claim:64", Choice.WRITE, ids["eva"], True),
    ]
    last = editor.decision("claim:64")
    assert (last.why, last.section, last.readings) == (taken.why, taken.section, taken.readings)
    held = []
    for undone in range(4):
        decision = editor.decision("claim:64")
        held.append((decision.by, decision.independent, decision.choice))
        if undone < 3:
            editor.undo()
    by = {name: desk.people[name].uid for name in ids}
    assert held == [
        (by["eva"], True, Choice.WRITE), (by["ann"], False, Choice.WRITE), (by["edi"], True, Choice.WRITE),
        (by["edi"], True, Choice.TAKE),
    ]  # fmt: skip
    for _act in range(2):
        editor.redo()
    assert (editor.decision("claim:64").by, editor.decision("claim:64").independent) == (by["ann"], False)
    editor.finish()
    assert editor.precedent("claim", 64).ruling[0]["flags"] == "fact + prediction + opinion"


def test_who_goes_on_editing_what_they_wrote_decides_nothing_else(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    before = stored_decisions(database)
    editor.press(1, Verb.PREDICTION)
    assert [row.id for row in stored_decisions(database)] == [row.id for row in before]


def test_what_one_editor_left_to_be_written_is_decided_by_who_writes_it(editor, database, desk) -> None:
    editor.settle()
    editor.decide("claim:64", Choice.WRITE, why=Why.TEXT)
    make_editor(database, desk, "ann").press(1, Verb.OPINION)
    decision = editor.decision("claim:64")
    assert (decision.choice, decision.why, decision.by) == (Choice.WRITE, Why.TEXT, desk.people["ann"].uid)
    assert not decision.independent


def stored_decisions(database) -> list[DecisionRow]:
    with database.reading() as session:
        return list(session.scalars(select(DecisionRow).order_by(DecisionRow.id)))


def test_a_claim_written_where_nothing_was_ruled_to_be_is_decided_by_it_and_has_an_origin(editor) -> None:
    editor.settle()
    editor.decide("claim:151", Choice.NONE)
    editor.decide("figure:83", Choice.WRITE)
    editor.press(4, Verb.PREDICTION)
    editor.finish()
    claim = next(claim for claim in editor.open().gold_reading.claims if claim.start == 151)
    assert editor.origins(claim.uid) == {"gold"}
    assert editor.precedent("claim", 151).ruling[0]["flags"] == "prediction"
    assert editor.feedback("ann", "claim", 151).final[0]["flags"] == "prediction"
    assert editor.feedback("bob", "claim", 151).final[0]["flags"] == "prediction"


def test_what_all_agreed_on_and_an_editor_changed_becomes_a_ruling_with_what_they_said(editor) -> None:
    editor.settle()
    assert editor.precedent("claim", 83) is None
    editor.press(2, Verb.PREDICTION)
    editor.finish()
    ruling = editor.precedent("claim", 83)
    assert (ruling.choice, ruling.why) == (Choice.WRITE, None)
    assert [said[0]["flags"] for said in ruling.readings] == ["fact"]
    assert ruling.ruling[0]["flags"] == "fact + prediction"
    assert editor.feedback("cid", "claim", 83).final == ruling.ruling


def test_taking_an_annotation_away_decides_that_nothing_is_there(editor) -> None:
    editor.settle()
    editor.remove(editor.claim("the fire was set").uid)
    decision = editor.decision("claim:64")
    assert (decision.choice, decision.ruling, decision.taken) == (Choice.NONE, (), {})
    editor.finish()
    assert editor.feedback("cid", "claim", 64).final == ()


def test_a_card_edited_by_hand_is_told_as_it_stands_in_the_gold(editor) -> None:
    editor.settle()
    card = next(card for card in editor.open().gold_reading.sources if card.identity is Identity.UNNAMED)
    fields = CardFields(SourceType.ORGANISATION, Identity.SPOKESPERSON, relayed_by_uid=card.relayed_by_uid)
    editor._do(tagging.edit_card, editor.open().gold.uid, card.uid, fields, stamp=Stamp())
    assert editor.origins(card.uid) == {"ann", "bob", "cid", "gold"}
    editor.finish()
    (said,) = editor.precedent("source", 29).ruling
    assert (said["identity"], said["number"], said["relay"]) == ("spokesperson", "", "the Coast Wire")
    assert editor.feedback("ann", "source", 29).final == (said,)


def test_the_answer_to_a_sentence_that_was_tagged_since_is_no_more_what_was_decided(editor) -> None:
    editor.settle()
    editor.press(6, Verb.FACT)
    editor.finish()
    assert editor.precedent("check", 181).ruling == ({"outcome": "tagged"},)
    assert editor.feedback("cid", "check", 181).final == ({"outcome": "tagged"},)


def test_a_star_decides_nothing_and_changes_no_origin(editor, database) -> None:
    editor.settle()
    claim = editor.claim("the fire was set")
    with database.reading() as session:
        before = load_decisions(session, editor.open().gold.id)
    editor.press(1, Verb.STAR)
    assert editor.claim("the fire was set").starred
    with database.reading() as session:
        assert load_decisions(session, editor.open().gold.id) == before
    assert editor.origins(claim.uid) == {"ann", "bob"}


def test_an_item_that_nobody_has_settled_is_not_settled_by_an_edit(editor) -> None:
    editor.start()
    editor.accept()
    editor.press(1, Verb.OPINION)
    standing = {settling.item.key: settling.standing for settling in editor.open().settlings}
    assert standing["claim:64"] is Standing.OPEN


def test_no_origin_is_stored_twice_and_every_row_has_one(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.press(1, Verb.PREDICTION)
    editor.press(5, Verb.NOTHING)
    gold = editor.open()
    with database.reading() as session:
        columns = (OriginRow.gold_uid, OriginRow.review_id, OriginRow.origin_uid)
        twice = select(*columns).group_by(*columns).having(func.count() > 1)
        doubled = session.execute(twice).all()
        told = {one.origin.gold_uid for one in load_origins(session, gold.gold.id)}
    # Only what the edit kept of the earlier origins stands there again, with its act.
    assert {row.gold_uid for row in doubled} == {editor.claim("the fire was set").uid}
    assert len(doubled) == 2
    assert told == {record.uid for record in gold.gold_reading.records}


def test_a_sentence_checked_because_nothing_is_left_in_it_comes_from_the_adjudicator(editor, database, desk) -> None:
    editor.start()
    editor.accept()
    for item in ("source:29", "attribution:112"):
        editor.decide(item)
    editor.decide("figure:83", Choice.NONE)
    editor.remove(editor.claim("Some 400 people").uid)
    editor.decide("figure:83", Choice.NONE)
    check = next(check for check in editor.open().gold_reading.checks if check.start == 83)
    assert editor.origins(check.uid) == {"gold"}


def test_a_gold_opened_again_keeps_edits_as_its_own_and_leaves_as_it_came(editor, database, desk) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.finish()
    with database.writing() as session:
        reopen_adjudication(session, desk.actor(session, "eva"), desk.article.uid, now=make.NOW)
    claim = editor.claim("the fire was set")
    assert editor.origins(claim.uid) == {"ann", "bob", "gold"}
    assert editor.decision("claim:64").choice is Choice.WRITE
    assert editor.open().to_do == ()
    editor.decide("claim:64", of="cid")
    assert editor.origins(claim.uid) == {"cid"}
    editor.undo()
    editor.finish()
    with database.reading() as session:
        first = b"".join(lines(export_records(session, OPERATOR, desk.project_uid)))
    draft = check_dataset(read(BytesIO(first)))
    assert draft.problems == ()
    with database.writing() as session:
        imported = import_dataset(session, OPERATOR, None, draft, now=make.NOW, name="Elsewhere")
    with database.reading() as session:
        assert b"".join(lines(export_records(session, OPERATOR, imported.project_uid))) == first


def test_an_origin_in_the_gold_itself_has_to_be_one_of_its_rows(editor, database, desk) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    with database.reading() as session:
        records = list(export_records(session, OPERATOR, desk.project_uid))
    own = next(origin for origin in records[-1].origins if origin.reading == records[-1].uid)
    wrong = replace(records[-1], origins=(replace(own, uid="f" * 32),))
    assert [problem.code for problem in check_dataset([*records[:-1], wrong]).problems] == ["unknown_row"]


def revise(database, desk, name: str, act) -> None:
    """Somebody opens their finished pass again, changes it and finishes it."""
    with database.writing() as session:
        person = desk.actor(session, name)
        revision = reopen_review(session, person, desk.reviews[name], now=make.NOW)
        act(session, person, revision)
        finish_review(session, person, revision, now=make.NOW)


def test_what_was_decided_again_upon_a_revised_pass_is_all_that_its_person_is_told(editor, database, desk) -> None:
    editor.settle()
    editor.finish()
    assert editor.feedback("cid", "claim", 64).final[0]["flags"] == "fact"
    revise(database, desk, "cid", lambda session, person, uid: tagging.answer(
        session, person, uid, Request(1, Verb.OPINION), stamp=Stamp(), now=make.NOW
    ))  # fmt: skip
    with database.writing() as session:
        reopen_adjudication(session, desk.actor(session, "edi"), desk.article.uid, now=make.NOW)
    opened = editor.open()
    item = opened.lined.item("claim:64")
    revised = next(option for option in item.options if "opinion" in dict(option.told[0])["flags"])
    mark = next(settling.mark for settling in opened.settlings if settling.item is item)
    ruling = Ruling(item.key, item.digest, Choice.TAKE, Why.TEXT, revised.digest, {}, "", mark)
    editor._do(deciding.decide, opened, ruling, stamp=Stamp())
    editor.finish()
    with database.reading() as session:
        (text,) = list_feedback(session, desk.actor(session, "cid"), desk.project_uid).texts
    told = [one.said for one in text.items if one.said.span.start == 64]
    assert [(one.mine[0]["flags"], one.final[0]["flags"], one.why) for one in told] == [
        ("fact + prediction + opinion", "fact + prediction + opinion", Why.TEXT),
    ]  # fmt: skip
    # What was not decided again is told of what they had said then.
    assert {one.said.span.start for one in text.items} >= {29, 83, 112}


def test_a_ruling_upon_whose_words_another_was_made_since_is_no_precedent_any_more(editor, database, desk) -> None:
    editor.settle()
    editor.finish()
    assert editor.precedent("claim", 64) is not None
    claim = next(c for c in editor.open().lined.readings[desk.reviews["bob"]].claims if c.start == 64)
    phrase = Phrase(55, claim.stop, desk.article.text[55 : claim.stop])
    revise(database, desk, "bob", lambda session, person, uid: tagging.move_edges(
        session, person, uid, claim.uid, phrase, stamp=Stamp(), now=make.NOW
    ))  # fmt: skip
    with database.writing() as session:
        reopen_adjudication(session, desk.actor(session, "edi"), desk.article.uid, now=make.NOW)
    editor.decide("claim:55", Choice.NONE)
    if editor.open().acceptable:
        editor.accept()
    editor.finish()
    assert editor.precedent("claim", 64) is None
    assert editor.precedent("claim", 55).ruling == ()
    for name in ("ann", "cid"):
        assert editor.feedback(name, "claim", 64) is None
        assert editor.feedback(name, "claim", 55).final == ()


def test_a_card_that_goes_because_nothing_uses_it_is_no_more_what_was_decided(editor) -> None:
    editor.settle()
    uid = next(card.uid for card in editor.open().gold_reading.sources if card.identity is Identity.UNNAMED)
    spans = {"attribution", "claim"}
    items = [settling.item for settling in editor.open().settlings if settling.item.noun in spans]
    for item in items:
        if any(lies_on(editor.open(), item, uid)):
            editor.decide(item.key, Choice.NONE)
    assert editor.decision("source:29").choice is Choice.TAKE
    editor.finish()
    assert uid not in {card.uid for card in editor.open().gold_reading.sources}
    assert editor.precedent("source", 29).ruling == ()
    assert editor.feedback("bob", "source", 29).final == ()


def lies_on(opened, item, card_uid: str):
    """Whether what the gold has of an item mentions a card or rests on it, record by record."""
    for record in (*opened.gold_reading.claims, *opened.gold_reading.attributions):
        if record.span.overlaps(item.span) and hasattr(record, "flags") is (item.noun == "claim"):
            links = [link.source_uid for link in record.sources] if item.noun == "claim" else [record.source_uid]
            yield card_uid in links
