"""Two worlds, alike but for what another reviewer has done: nobody who is blind to it gets one other byte."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from annotator.app import create_app
from annotator.core.annotations import Request, Verb
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Identity, Number, Role, SourceType
from annotator.core.rulings import Choice, Why, mark_of_all
from annotator.services import annotations as tagging
from annotator.services.adjudication import open_adjudication
from annotator.services.annotations import MentionDraft, Stamp, stamp_request
from annotator.services.deciding import Ruling, accept_agreed, decide
from annotator.services.gold import start_adjudication
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.services.rounds import Plan, close_round, create_round
from annotator.settings import Settings
from annotator.storage.transactions import Database
from tests import make
from tests.apps import without_csrf
from tests.crawl import crawl, mask
from tests.state import empty

HX = {"HX-Request": "true"}
SEARCHES = ("q=officials", "tag=claim", "tag=attribution", "flag=opinion", "q=people&flag=fact", "identity=unnamed")
TEXTS = tuple(make.TEXT.replace("Harbour", place).replace("harbour", place.lower()) for place in
              ("Harbour", "Market", "Station", "Library", "Theatre"))  # fmt: skip


class BensWork(StrEnum):
    """What Ben has done: nothing, all kinds of things, or one pass with these or with other tags."""

    NOTHING = "nothing"
    EVERYTHING = "everything"
    THUS = "thus"
    OTHERWISE = "otherwise"


Answers = dict[str, tuple[int, list[tuple[str, str]], str]]


#: SQLAlchemy names what has no name when it first compiles a statement for an engine: that is nobody's uid.
_LABEL = 10


@contextmanager
def seeded(who: str) -> Iterator[None]:
    """Random uids become a sequence that is this name's own: the same in both worlds, whatever others do."""
    numbers, real = count(), os.urandom

    def told(n: int) -> bytes:
        return real(n) if n == _LABEL else hashlib.sha256(f"{who} {next(numbers)}".encode()).digest()[:n]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", told)
        yield


class Desk:
    """One world: Ada reviews, Edi edits and reviews, and Ben has done what he has done."""

    def __init__(self, database: Database, folder: Path, work: BensWork) -> None:
        app = create_app(Settings(instance=folder), database, b"0" * 32, clock=lambda: make.NOW)
        without_csrf(app)
        self.database = database
        with seeded("desk"), database.writing() as session:
            project = make.project(session)
            people = {
                name: make.member(session, project, role, name)
                for name, role in (("Ada", Role.REVIEWER), ("Edi", Role.EDITOR), ("Ben", Role.REVIEWER),
                                   ("Eva", Role.EDITOR))
            }
            articles = [make.article(session, project, text) for text in TEXTS]
            actors = {name: make.actor(session, account) for name, account in people.items()}
        self.project = project.uid
        self.articles = [article.uid for article in articles]
        with seeded("round"), database.writing() as session:  # Ada and Ben calibrate on the last article
            calibrating = [people["Ada"].uid, people["Ben"].uid]
            plan = Plan("First", "calibration", self.articles[4:], calibrating)
            self.round = create_round(session, actors["Eva"], self.project, plan, now=make.NOW)
        for name, finished in (("Ada", (1, 4)), ("Edi", (1,))):
            with seeded(name), database.writing() as session:
                self._work(session, actors[name], finished=finished, in_hand=(0,))
        self.bens = self._bens_work(actors["Ben"], work)
        with seeded("close"), database.writing() as session:
            close_round(session, actors["Eva"], self.round, now=make.NOW)
        if work is BensWork.EVERYTHING:
            self.bens.append(self._gold_in_hand(actors["Eva"]))
        with database.writing() as session:
            self.browsers = {name: self._browser(app, make.token(session, people[name])) for name in ("Ada", "Edi")}

    def _browser(self, app, token: str) -> FlaskClient:
        client = app.test_client()
        client.set_cookie("annotator", token)
        return client

    def _bens_work(self, ben, work: BensWork) -> list[str]:
        """Ben finishes what the others have in hand and have not begun, revises, and is in the middle of another."""
        with seeded("Ben"), self.database.writing() as session:
            match work:
                case BensWork.NOTHING:
                    return []
                case BensWork.EVERYTHING:
                    reviews = self._work(session, ben, finished=(0, 2, 4), in_hand=(1, 3))
                    return [*reviews, reopen_review(session, ben, reviews[0], now=make.NOW)]
                case BensWork.THUS:
                    return self._work(session, ben, finished=(0,), in_hand=())
                case BensWork.OTHERWISE:
                    return self._work(session, ben, finished=(0,), in_hand=(), verb=Verb.OPINION)

    def _gold_in_hand(self, eva) -> str:
        """Eva has begun to adjudicate what Ben finished, and has ruled; nothing of it is released."""
        with seeded("Eva"), self.database.writing() as session:
            uid = start_adjudication(session, eva, self.articles[2], now=make.NOW)
            opened = open_adjudication(session, eva, self.articles[2])
            accept_agreed(session, eva, opened, shown=mark_of_all(opened.acceptable), stamp=Stamp(), now=make.NOW)
            opened = open_adjudication(session, eva, self.articles[2])
            item = opened.settlings[-1].item
            ruling = Ruling(item.key, item.digest, Choice.NONE, Why.OTHER, upon=opened.settlings[-1].mark)
            decide(session, eva, opened, ruling, stamp=Stamp(), now=make.NOW)
            return uid

    def _work(self, session, actor, *, finished, in_hand, verb: Verb = Verb.FACT) -> list[str]:
        reviews = []
        for number in finished + in_hand:
            uid = start_review(session, actor, self.articles[number], now=make.NOW)
            stamp = stamp_request("key-1" if number in in_hand[:1] else "", {})
            tagging.answer(session, actor, uid, Request(1, verb), stamp=stamp, now=make.NOW)
            start = TEXTS[number].index("officials say")
            fields = CardFields(SourceType.PERSON, Identity.UNNAMED, Number.PLURAL)
            draft = MentionDraft(make.uid(), Phrase(start, start + 13, "officials say"), fields=fields)
            tagging.add_mention(session, actor, uid, draft, stamp=Stamp(), now=make.NOW)
            if number in finished:
                tagging.answer_rest(session, actor, uid, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
                finish_review(session, actor, uid, now=make.NOW)
            reviews.append(uid)
        return reviews


def two_worlds(
    sqlite_template: Path,
    postgres: Database | None,
    tmp_path: Path,
    visit: Callable[[Desk, list[str]], Answers],
    works: tuple[BensWork, BensWork],
) -> list[Answers]:
    """What `visit` is answered in two worlds. It is told the uids of the passes that Ben has in one of them."""
    results, bens = [], list[str]()
    for work in works:
        if postgres is None:
            path = tmp_path / f"{work}.db"
            path.write_bytes(sqlite_template.read_bytes())
            database = Database.open(f"sqlite:///{path}")
        else:
            database = postgres
        desk = Desk(database, tmp_path, work)
        bens = desk.bens or bens
        with seeded("visit"):
            results.append(visit(desk, bens))
        if postgres is None:
            database.close()
        else:
            empty(database)
    return results


def reading_starts(desk: Desk, bens: list[str]) -> list[str]:
    """The doors to try: one's own pages, every article, and Ben's passes by their guessed addresses."""
    return [
        "/",
        f"/projects/{desk.project}",
        f"/projects/{desk.project}/agreement",
        f"/projects/{desk.project}/precedents",
        f"/projects/{desk.project}/rounds",
        f"/rounds/{desk.round}",
        f"/projects/{desk.project}/feedback",
        *(f"/articles/{uid}/adjudicate" for uid in desk.articles),
        *(f"/projects/{desk.project}/search?{asked}" for asked in SEARCHES),
        *(f"/articles/{uid}" for uid in desk.articles),
        *(f"/articles/{uid}/report" for uid in desk.articles),
        *(f"/reviews/{uid}" for uid in bens),
        *(f"/reviews/{uid}/sentences/1" for uid in bens),
        *(f"/articles/{article}/report?review={uid}" for uid in bens for article in desk.articles[:2]),
    ]


def read_everything(client: FlaskClient, desk: Desk, bens: list[str]) -> Answers:
    return {address: mask(answer) for address, answer in crawl(client, reading_starts(desk, bens)).items()}


def write_one_s_own(client: FlaskClient, desk: Desk) -> Answers:
    """Every act on one's own passes, those included that collide with what others may have done."""
    answers: dict[str, TestResponse] = {}

    def post(name: str, path: str, **values: object) -> TestResponse:
        answers[name] = client.post(path, data=values, headers=HX)
        return answers[name]

    text = TEXTS[0]
    begun = client.post(f"/articles/{desk.articles[0]}/reviews").location
    untouched = client.post(f"/articles/{desk.articles[2]}/reviews").location
    for place, review in (("begun", begun), ("untouched", untouched)):
        answers[place] = client.get(review)
        start = (text if place == "begun" else TEXTS[2]).index("officials say")
        span = {"start": start, "stop": start + 13, "quote": "officials say"}
        answers[f"{place} mention form"] = client.get(f"{review}/mention?ordinal=1&caret={start + 60}", headers=HX)
        post(f"{place} tag", f"{review}/sentences/2", verb="fact", request_key="key-2")
        post(f"{place} tag again", f"{review}/sentences/2", verb="fact", request_key="key-2")
        post(f"{place} key", f"{review}/sentences/2", verb="opinion", request_key="key-1")
        post(f"{place} same words", f"{review}/mentions", **span, identity="named", type="person")
        post(f"{place} undo", f"{review}/undo")
        post(f"{place} redo", f"{review}/redo")
        post(f"{place} finish early", f"{review}/finish")
        post(f"{place} rest", f"{review}/rest", verb="nothing")
    post("finish", f"{untouched}/finish")
    post("reopen", f"{untouched}/reopen")
    return {name: mask(answer) for name, answer in answers.items()}


def differing(one: Answers, other: Answers) -> list[str]:
    """The addresses whose answers differ, with the first place where they do."""
    found = [f"{address}: only in one world" for address in one.keys() ^ other.keys()]
    for address in one.keys() & other.keys():
        for here, there in zip(one[address], other[address], strict=True):
            if here != there:
                places = zip(str(here), str(there), strict=False)
                at = next((n for n, (a, b) in enumerate(places) if a != b), min(len(str(here)), len(str(there))))
                found.append(f"{address}: {str(here)[max(0, at - 200) : at + 80]!r} / {str(there)[at : at + 80]!r}")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def worlds(request, sqlite_template, tmp_path):
    """Run a visit in both worlds, on each engine."""
    postgres = request.getfixturevalue("postgres_database") if request.param == "postgresql" else None
    usual = (BensWork.EVERYTHING, BensWork.NOTHING)
    return lambda visit, works=usual: two_worlds(sqlite_template, postgres, tmp_path, visit, works)


def test_a_reviewer_reads_and_writes_the_same_whatever_another_has_done(worlds) -> None:
    def visit(desk: Desk, bens: list[str]) -> Answers:
        ada = desk.browsers["Ada"]
        before = read_everything(ada, desk, bens)
        acts = write_one_s_own(ada, desk)
        after = {f"{address} (after)": mask(ada.get(address)) for address in before if "(piece)" not in address}
        return before | acts | after

    one, other = worlds(visit)
    assert len(one) > 100
    assert differing(one, other) == []


def test_an_editor_who_is_tagging_an_article_sees_nothing_of_the_others_passes_over_it(worlds) -> None:
    def visit(desk: Desk, bens: list[str]) -> Answers:
        edi, article = desk.browsers["Edi"], desk.articles[0]
        starts = [f"/articles/{article}", f"/articles/{article}/report", *(f"/reviews/{uid}" for uid in bens[:1])]
        return {address: mask(edi.get(address)) for address in starts}

    assert differing(*worlds(visit)) == []


def test_no_page_or_file_tells_an_editor_how_another_tagged_what_they_are_tagging_themselves(worlds) -> None:
    """That it is finished an editor may count; what is in it reaches no page, number, report or export."""

    def visit(desk: Desk, bens: list[str]) -> Answers:
        return read_everything(desk.browsers["Edi"], desk, bens)

    one, other = worlds(visit, (BensWork.THUS, BensWork.OTHERWISE))
    assert any("/export/jsonl" in address for address in one)
    assert differing(one, other) == []


def test_the_two_worlds_do_differ_for_those_who_may_know(worlds) -> None:
    """The test's own guard: what Ben did is there to be seen."""

    def visit(desk: Desk, bens: list[str]) -> Answers:
        return {"report": mask(desk.browsers["Edi"].get(f"/articles/{desk.articles[2]}"))}

    one, other = worlds(visit)
    assert len(differing(one, other)) == 1
