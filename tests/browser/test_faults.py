"""Thirty acts through a proxy that fails on purpose: every one is stored exactly once, in order."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from annotator.app import utc_now
from annotator.core.actions import ActionKind
from annotator.core.records import Role
from annotator.services.sessions import close_sessions_of
from annotator.storage.queries.actions import load_history
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Account, Action, Review
from annotator.storage.transactions import Database
from tests import make
from tests.browser.fault_proxy import Fault, FaultProxy
from tests.ledger import answered_keys, check_ledger

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SENTENCES = 32
TEXT = "Crossings rise\n\n" + "\n\n".join(
    f"Some {n},000 people crossed the bay on day {n}" for n in range(1, SENTENCES)
)
FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


@dataclass
class Bay:
    """A desk in a process of its own behind a proxy, and a page on one review."""

    database: Database
    path: Path
    account: Account
    review_id: int
    review_uid: str
    context: BrowserContext
    proxy: FaultProxy
    server: "subprocess.Popen[str] | None" = None
    faults: list[Fault] = field(default_factory=list)

    def serve(self) -> None:
        """Start the server, as after it was killed: on another port, behind the same address."""
        command = [sys.executable, "-m", "tests.storage.serve_child", str(self.path)]
        self.server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout is not None
        self.proxy.upstream = int(self.server.stdout.readline())

    def kill(self) -> None:
        """SIGKILL."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            assert self.server.stdout is not None
            self.server.stdout.close()

    def sign_in(self) -> None:
        with self.database.writing() as session:
            token = make.token(session, self.account, utc_now())
        address = f"http://127.0.0.1:{self.proxy.port}"
        self.context.add_cookies([{"name": "annotator", "value": token, "url": address}])

    def sign_out(self) -> None:
        with self.database.writing() as session:
            close_sessions_of(session, self.account.id)

    def open(self) -> Page:
        self.sign_in()
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"http://127.0.0.1:{self.proxy.port}/reviews/{self.review_uid}?at=0")
        page.wait_for_selector(".sentence:focus")
        return page

    def heal(self, page: Page) -> None:
        """Everything works again; one press sends what is left."""
        self.faults.clear()
        self.context.set_offline(False)
        self.sign_in()
        for _ in range(20):
            if page.get_attribute("#save-state", "data-state") == "saved":
                return
            # By script: the banner may go while a mouse is on its way to it.
            page.evaluate("document.querySelector('#unsaved [data-outbox-do=send]').click()")
            page.wait_for_timeout(500)
        page.wait_for_selector("#save-state[data-state=saved]", timeout=30_000)


@pytest.fixture
def bay(chromium, sqlite_template, tmp_path) -> Iterator[Bay]:
    path = tmp_path / "annotator.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{path}")
    with database.writing() as session:
        project = make.project(session)
        account = make.member(session, project, Role.REVIEWER)
        article = make.article(session, project, TEXT)
        review = make.review(session, article, account)
    faults: list[Fault] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    proxy = FaultProxy(0, lambda: faults.pop(0) if faults else Fault.NONE)
    found = Bay(database, path, account, review.id, review.uid, context, proxy, faults=faults)
    found.serve()
    with closing(database), closing(proxy):
        yield found
        context.close()
        found.kill()


def schedule(choices: random.Random) -> list[Fault]:
    """Faults for the writes to come, every kind of them, with some that pass between."""
    planned = FAULTS + choices.choices(FAULTS, k=6) + [Fault.NONE] * 12
    choices.shuffle(planned)
    return planned


def tag_everything(bay: Bay, page: Page, choices: random.Random) -> list[str]:
    """One act a sentence by key, while all sorts of things happen to the server; the verbs in order."""
    moments = {choices.randrange(4, SENTENCES - 4): act for act in ("kill", "offline", "sign out", "reload")}
    verbs = []
    for number in range(SENTENCES):
        key, verb = choices.choice([("f", "fact"), ("p", "prediction"), ("o", "opinion")])
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        verbs.append(verb)
        match moments.get(number):
            case "kill":
                bay.kill()
                page.wait_for_timeout(300)
                bay.serve()
            case "offline":
                bay.context.set_offline(True)
                page.wait_for_timeout(300)
                bay.context.set_offline(False)
            case "sign out":
                bay.sign_out()
            case "reload":
                bay.heal(page)
                page.reload()
                page.wait_for_selector(".sentence:focus")
        # The next sentence is tagged only when this key was taken: typed, kept, perhaps not acknowledged.
        page.wait_for_function(
            "n => document.getElementById(`s${n}`).dataset.pending || document.getElementById(`s${n}`).dataset.flags",
            arg=number, timeout=60_000,
        )  # fmt: skip
        if number < SENTENCES - 1:
            page.keyboard.press("ArrowDown")
            page.wait_for_selector(f"#s{number + 1}[aria-current=true]", timeout=60_000)
    return verbs


def check(bay: Bay, verbs: list[str]) -> None:
    """Every act is stored once and in the order of typing: in the rows, and in the ledger."""
    with bay.database.reading() as session:
        check_ledger(session, bay.review_id)
        reading = load_reading(session, bay.review_id)
        assert [sorted(claim.flags) for claim in reading.claims] == [[verb] for verb in verbs]
        assert [claim.start for claim in reading.claims] == [sentence.start for sentence in reading.sentences]
        keys = answered_keys(session)
        assert len(keys) == len(set(keys)) == len(verbs)
        assert {action.kind for action in load_history(session, bay.review_id)} == {ActionKind.TAG_CLAIM}
        actions = select(Action.id).join(Review, Review.id == Action.review_id).where(Review.id == bay.review_id)
        assert len(session.scalars(actions).all()) == len(verbs)


def run(bay: Bay, seed: int) -> None:
    choices = random.Random(seed)
    page = bay.open()
    bay.faults += schedule(choices)
    verbs = tag_everything(bay, page, choices)
    bay.heal(page)
    assert set(bay.proxy.done) > {Fault.NONE}
    check(bay, verbs)


@pytest.mark.parametrize("seed", [3])
def test_thirty_acts_survive_a_storm_of_faults_once_and_in_order(bay: Bay, seed: int) -> None:
    run(bay, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_thirty_acts_survive_twenty_other_storms(bay: Bay, seed: int) -> None:
    run(bay, seed)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_loses_nothing_doubles_nothing_and_is_never_called_saved(bay: Bay, fault: Fault) -> None:
    page = bay.open()
    bay.faults.append(fault)
    page.keyboard.press("f")
    page.wait_for_timeout(150)
    state = page.get_attribute("#save-state", "data-state")
    with bay.database.reading() as session:
        stored = bool(answered_keys(session))
    assert state != "saved" or stored
    bay.heal(page)
    with bay.database.reading() as session:
        assert len(answered_keys(session)) == 1
        assert [claim.flags for claim in load_reading(session, bay.review_id).claims] == [{"fact"}]
