"""What was acknowledged is there after the server was killed in the middle of its work, and nothing is half there."""

import http.client
import random
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.tables import Review
from annotator.storage.transactions import Database
from tests import make
from tests.ledger import answered_keys, check_ledger

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 3
#: Longer than any answer of a server that lives takes on a busy machine: a kill ends a connection at once anyway.
PATIENCE = 90
TEXT = "Harbour fire was set, officials say\n\n" + " ".join(
    f"Some {n}00 people left quay {n}, two officials said on Monday." for n in range(1, 13)
)  # fmt: skip


@contextmanager
def serving(path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that serves the database; killed without warning when the block ends."""
    command = [sys.executable, "-m", "tests.storage.serve_child", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield child, int(child.stdout.readline())
        finally:
            child.kill()  # SIGKILL: no handler runs, nothing is flushed


class Writer(threading.Thread):
    """A reviewer who posts one act after the other until the server is gone, and notes what was acknowledged."""

    def __init__(self, port: int, token: str, review: str, choices: random.Random) -> None:
        super().__init__()
        self.port, self.review, self.choices = port, review, choices
        self.headers = {
            "Cookie": f"annotator={token}", "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.answered = threading.Event()
        self.acknowledged: list[str] = []
        self.unanswered: tuple[str, dict[str, str]] | None = None
        self.refused: list[tuple[int, str]] = []

    def run(self) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            self.write(connection)

    def write(self, connection: http.client.HTTPConnection) -> None:
        """One act after the other, until the server does not answer any more."""
        while True:
            path, values = self.next_act()
            self.unanswered = path, values
            try:
                status = self.post(connection, path, values)
            except (OSError, http.client.HTTPException):
                return
            self.unanswered = None
            self.answered.set()
            if status == 200:
                self.acknowledged.append(values["request_key"])
            elif status not in (404, 409, 422):  # acts that the text does not allow
                self.refused.append((status, path))

    def post(self, connection: http.client.HTTPConnection, path: str, values: dict[str, str]) -> int:
        """The status of the answer. It is read whole: only then is anything acknowledged."""
        connection.request("POST", f"/reviews/{self.review}{path}", urlencode(values), self.headers)
        with closing(connection.getresponse()) as answer:
            answer.read()
            return answer.status

    def next_act(self) -> tuple[str, dict[str, str]]:
        """A verb, a mention with a new card (several rows in one act), or an undo."""
        values = {"request_key": uuid.uuid4().hex}
        match self.choices.randrange(6):
            case 0 | 1:
                return f"/sentences/{self.choices.randrange(1, 13)}", {**values, "verb": self.choices.choice(
                    ["fact", "opinion", "prediction"])}  # fmt: skip
            case 2 | 3:
                places = [n for n in range(len(TEXT)) if TEXT.startswith("two officials", n)]
                start = self.choices.choice(places)
                span = {"start": str(start), "stop": str(start + 13), "quote": "two officials"}
                return "/mentions", {**values, **span, "identity": "unnamed", "number": "2"}
            case 4:
                return "/undo", values
            case _:
                return f"/sentences/{self.choices.randrange(1, 13)}", {**values, "verb": "nothing"}


@pytest.fixture
def desk(sqlite_template, tmp_path):
    """A database file with one article and a started review of each writer."""
    path = tmp_path / "annotator.db"
    shutil.copyfile(sqlite_template, path)
    database = Database.open(f"sqlite:///{path}")
    now = datetime.now(UTC)
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, TEXT)
        writers = []
        for number in range(WRITERS):
            account = make.member(session, project, Role.REVIEWER, f"Reviewer {number}")
            review = start_review(session, make.actor(session, account), article.uid, now=now)
            writers.append((make.token(session, account, now), review))
        assert len(load_sentences(session, article.segmentation_id)) == 13
    database.close()
    return path, writers


def trial(path: Path, writers: list[tuple[str, str]], choices: random.Random) -> list[Writer]:
    """Let everybody write, kill the server at a random moment, and give the writers with what they noted."""
    with serving(path) as (child, port):
        threads = [Writer(port, token, review, random.Random(choices.random())) for token, review in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            assert thread.answered.wait(PATIENCE)
        time.sleep(choices.uniform(0, 0.5))
        child.kill()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return threads


def check(path: Path, acknowledged: list[str]) -> None:
    """Open the file as the next start would, and compare."""
    database = Database.open(f"sqlite:///{path}")
    try:
        with database.reading() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
            keys = answered_keys(session)
            assert len(keys) == len(set(keys))
            assert set(acknowledged) <= set(keys)
            for review_id in session.scalars(select(Review.id)):
                check_ledger(session, review_id)
    finally:
        database.close()


def kill_again_and_again(desk, trials: int, seed: int) -> int:
    """Run the trials over one database; return how many acts were acknowledged."""
    path, writers = desk
    choices = random.Random(seed)
    acknowledged: list[str] = []
    for _ in range(trials):
        threads = trial(path, writers, choices)
        acknowledged += [key for thread in threads for key in thread.acknowledged]
        assert [thread.refused for thread in threads] == [[]] * WRITERS, f"seed {seed}"
        check(path, acknowledged)
    return len(acknowledged)


def test_no_acknowledged_act_is_lost_when_the_server_is_killed(desk) -> None:
    assert kill_again_and_again(desk, trials=12, seed=20260302) > 50


@pytest.mark.slow
def test_no_acknowledged_act_is_lost_in_two_hundred_kills(desk) -> None:
    assert kill_again_and_again(desk, trials=200, seed=random.randrange(10**9)) > 1000


def test_an_act_whose_answer_was_lost_is_done_once_when_it_is_sent_again(desk) -> None:
    path, writers = desk
    threads = trial(path, writers, random.Random(7))
    with serving(path) as (_, port):
        for thread in threads:
            assert thread.unanswered is not None
            where, values = thread.unanswered
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
                statuses = {thread.post(connection, where, values) for _ in range(3)}
            assert statuses == {200} or statuses <= {404, 409, 422}
            if statuses == {200}:
                thread.acknowledged.append(values["request_key"])
    check(path, [key for thread in threads for key in thread.acknowledged])
