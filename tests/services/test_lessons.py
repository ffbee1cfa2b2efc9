"""What one is told of one's own pass beside the gold, when, and by whom it is explained."""

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.rulings import Choice, Why
from annotator.services import annotations as tagging
from annotator.services import lessons, rounds
from annotator.services.acts import Stamp
from annotator.services.feedback import list_feedback
from annotator.services.precedents import list_precedents
from annotator.services.projects import set_ranking
from annotator.services.reviews import reopen_review
from annotator.services.round_scores import score_round
from annotator.storage.tables import Audit, Project
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture
from tests.services.test_adjudication import Editor
from tests.services.test_round_scores import give, tag


def lesson(database, desk, who):
    with database.reading() as session:
        try:
            return lessons.show_lesson(session, desk.actor(session, who), desk.article.uid)
        except NotFound:
            return None


def explain(database, desk, place, words, version=0, who="edi"):
    with database.writing() as session:
        lessons.explain(
            session, desk.actor(session, who), desk.article.uid, place, words, version=version, now=make.NOW
        )


def test_a_trainee_reads_after_finishing_what_differs_and_what_is_explained(database, desk):
    Editor(database, desk).settle_everything()
    whole = (0, len(desk.article.text))
    with database.reading() as session:
        edi = desk.actor(session, "edi")
        places = {one.words: one for one in lessons.show_explaining(session, edi, desk.article.uid).sentences}
    fire = places["Citing two officials, the Coast Wire said the fire was set."].sentence
    explain(database, desk, tuple(fire.span), "Two layers: the officials, through the Wire.")
    explain(database, desk, whole, "Mind who relays whom.")
    for place, version, error in (((0, 3), 0, Invalid), (tuple(fire.span), 0, Conflict), (whole, 7, Conflict)):
        with pytest.raises(error):
            explain(database, desk, place, "Otherwise.", version)
    for who in ("ann", "rob"):
        with pytest.raises(Forbidden):
            explain(database, desk, whole, "Otherwise.", 1, who)
    give(database, desk, "training")
    assert lesson(database, desk, "dan") is None
    uid = tag(database, desk, "cid")
    found = lesson(database, desk, "dan")
    assert found.note == "Mind who relays whom."
    lines = {line.sentence.ordinal: line for line in found.lines}
    assert lines[fire.ordinal].explanations == ("Two layers: the officials, through the Wire.",)
    [flags] = [item for item in lines[fire.ordinal].items if item.said.tag == "claim"]
    assert (flags.said.mine[0]["flags"], flags.said.gold[0]["flags"]) == ("fact + prediction", "fact")
    assert flags.decision.why is Why.SLIP
    assert found.clean + len([line for line in found.lines if line.items]) == 7
    with database.reading() as session:  # training tells at once; feedback says the same
        [text] = list_feedback(session, desk.actor(session, "dan"), desk.project_uid).texts
    assert {item.said.tag for item in text.items} == {i.said.tag for line in found.lines for i in line.items}
    with database.writing() as session:
        reopen_review(session, desk.actor(session, "dan"), uid, now=make.NOW)
    assert lesson(database, desk, "dan") is None
    explain(database, desk, whole, "", 1)
    with database.reading() as session:
        edi = desk.actor(session, "edi")
        assert lessons.show_explaining(session, edi, desk.article.uid).whole.version == 0
        assert [row.kind for row in session.query(Audit)].count("explanation:write") == 3


@pytest.mark.parametrize("kind", ["production", "test"])
def test_gold_in_a_queue_is_told_nowhere_before_the_release(database, desk, kind):
    Editor(database, desk).settle_everything()
    uid = give(database, desk, kind)
    tag(database, desk, "cid")

    def told():
        with database.reading() as session:
            dan = desk.actor(session, "dan")
            view = rounds.show_round(session, dan, uid)
            return (
                [(item.role, item.has_lesson) for item in view.articles],
                score_round(session, dan, view).passes != (),
                list_precedents(session, dan, desk.project_uid).total,
                len(list_feedback(session, dan, desk.project_uid).texts),
                lesson(database, desk, "dan") is not None,
            )

    assert told() == ([(None, False)], False, 0, 0, False)
    with database.writing() as session:
        edi = desk.actor(session, "edi")
        rounds.close_round(session, edi, uid, now=make.NOW)
        rounds.release_round(session, edi, uid, now=make.NOW)
    assert told() == ([(None, True)], True, len(DIFFERENCES), 1, True)


def test_what_an_editor_wrote_anew_is_told_in_its_own_words(database, desk):
    editor = Editor(database, desk)
    editor.start()
    editor.accept()
    for item in DIFFERENCES:
        editor.decide(item, Choice.WRITE if item == "claim:64" else Choice.TAKE, of="bob", section="claim")
    with database.writing() as session:
        edi, gold = desk.actor(session, "edi"), editor.open().gold.uid
        tagging.answer(session, edi, gold, Request(1, Verb.OPINION), stamp=Stamp(), now=make.NOW)
    editor.finish()
    with database.reading() as session:
        [text] = list_feedback(session, desk.actor(session, "cid"), desk.project_uid, tag="claim").texts
        written = next(item.said for item in text.items if item.said.choice is Choice.WRITE)
        [ruling] = [
            one
            for one in list_precedents(session, desk.actor(session, "ann"), desk.project_uid, tag="claim").rulings
            if one.choice is Choice.WRITE
        ]
    assert written.mine[0]["flags"] == "fact + prediction"
    assert [words["flags"] for words in written.final] == ["opinion"]
    assert (written.why, written.section) == (Why.SLIP, "claim")
    assert [words["flags"] for words in ruling.ruling] == ["opinion"]


def test_nobody_is_ranked_unless_the_project_says_so_and_then_for_editors_alone(database, desk):
    Editor(database, desk).settle_everything()
    with database.writing() as session:
        people = [desk.people[who].uid for who in ("dan", "eva")]
        edi = desk.actor(session, "edi")
        plan = rounds.Plan("Practice", "training", [desk.article.uid], people)
        uid = rounds.create_round(session, edi, desk.project_uid, plan, now=make.NOW)
    tag(database, desk, "cid")
    tag(database, desk, "ann", "eva")

    def ranking(who):
        with database.reading() as session:
            person = desk.actor(session, who)
            return score_round(session, person, rounds.show_round(session, person, uid)).ranking

    assert ranking("edi") == ()
    with database.writing() as session:
        version = session.query(Project).one().version
        with pytest.raises(Forbidden):
            set_ranking(
                session, desk.actor(session, "dan"), desk.project_uid, ranks=True, version=version, now=make.NOW
            )
        set_ranking(session, desk.actor(session, "edi"), desk.project_uid, ranks=True, version=version, now=make.NOW)
    first, second = ranking("edi")
    assert (first.name, first.place, second.name, second.place) == ("Eva", 1, "Dan", 2)
    assert first.score > second.score
    assert ranking("dan") == ranking("rob") == ()
