"""What the desk costs: environment, start, memory, page and saves, beside the goals we set ourselves.

One run measures everything on this machine, so that its numbers belong together; the machine's noise is theirs
too. Saves go over loopback to `annotator serve` as it is installed; data are kept in memory-backed storage
where there is one, as the measurements of other tools that led to the goals were.

    python bench/server.py [--quick]       (--quick: fewer articles and saves, no 1,000,000 annotations)
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert, select

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.services.sessions import open_session
from annotator.storage.migrate import upgrade
from annotator.storage.tables import Annotation, Article, ArticleText, Review, Segmentation, SentenceRow
from annotator.storage.transactions import Database
from bench.server_clients import Saves, save
from bench.server_environment import fresh_environment
from bench.server_page import first_load
from tests import make

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = 30
SENTENCE = "Some {n},000 people crossed the bay on day {n}, two officials with knowledge of the matter said."
WORDS = SENTENCE.format(n=1)[:30]  # that the text begins with
BODY = "Crossings rise\n\n" + "\n\n".join(SENTENCE.format(n=n + 1) for n in range(SENTENCES)) + "\n"
CUT = make.plain_cut(BODY)
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    goal: str
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A filled instance: its folder, and for each client a session's token with the review it tags."""

    folder: Path
    seats: tuple[tuple[str, str], ...]


def environment() -> list[Row]:
    """What `make run` installs, without extras."""
    found = fresh_environment()
    if found is None:
        return [Row("environment on disk", "not made: no network?", "<= 140 MB, <= 45 packages")]
    return [
        Row("environment on disk", f"{found.megabytes:.0f} MB", "<= 140 MB", found.megabytes <= 140),
        Row("packages", str(found.packages), "<= 45", found.packages <= 45),
    ]


def fill(folder: Path, articles: int, annotations: int) -> Desk:
    """An instance with so many articles, and annotations spread over reviews that are finished."""
    folder.mkdir(parents=True)
    database = Database.open(f"sqlite:///{folder / 'annotator.db'}", busy_seconds=60)
    upgrade(database.engine)
    now = datetime.now(UTC)
    with database.writing() as session:
        project = make.project(session)
        people = [make.member(session, project, Role.REVIEWER, f"Reviewer {n}") for n in range(CLIENTS)]
        first = [make.article(session, project, BODY, title=f"Article {n}") for n in range(CLIENTS)]
        seats = tuple(
            (
                open_session(session, person.id, now=now),
                start_review(session, make.actor(session, person), article.uid, now=make.NOW),
            )
            for person, article in zip(people, first, strict=True)
        )
        scheme_id = session.scalars(select(Review.scheme_version_id)).first()
        project_id, other_id = project.id, make.member(session, project, Role.REVIEWER, "Earlier").id
    for start in range(CLIENTS, articles, 1000):
        numbers = range(start, min(start + 1000, articles))
        with database.writing() as session:
            _add_articles(session, project_id, scheme_id, other_id, numbers, -(-annotations // articles))
    database.close()
    return Desk(folder, seats)


# The rows of an import, without its checks: filling is not what is measured.
def _add_articles(session, project_id, scheme_id, account_id, numbers, tags) -> None:
    base = {"outlet_aliases": [], "published": True, "created_at": make.NOW, "version": 1}
    texts, cuts, units, reviews, marks = [], [], [], [], []
    rows = [
        {"id": 1000 + n, "uid": f"{n:032x}", "project_id": project_id, "title": f"Article {n}", "import_id": "", **base}
        for n in numbers
    ]
    for n in numbers:
        key = 1000 + n
        texts.append(
            {"id": key, "uid": f"{n:032x}", "article_id": key, "number": 1, "body": BODY, "sha256": f"{n:064x}",
             "normaliser": 1, "created_at": make.NOW}
        )  # fmt: skip
        cuts.append({"id": key, "text_id": key, "number": 1, "created_at": make.NOW})
        units += [
            {"segmentation_id": key, "ordinal": s.ordinal, "start": s.start, "stop": s.stop, "kind": s.kind}
            for s in CUT
        ]
        if tags:
            reviews.append(
                {"id": key, "uid": f"{n:032x}", "text_id": key, "segmentation_id": key, "account_id": account_id,
                 "scheme_version_id": scheme_id, "started_at": make.NOW, "version": 1}
            )  # fmt: skip
            marks += [
                {"review_id": key, "uid": f"{n:016x}{m:016x}", "start": CUT[m % len(CUT)].start,
                 "stop": CUT[m % len(CUT)].stop, "tag": "claim", "version": 1, "starred": False, "unsure": False,
                 "attributes": {"flags": ["fact"], "attack": False, "denial": False}}
                for m in range(tags)
            ]  # fmt: skip
    for table, values in (
        (Article, rows), (ArticleText, texts), (Segmentation, cuts), (SentenceRow, units), (Review, reviews),
        (Annotation, marks),
    ):  # fmt: skip
        if values:
            session.execute(insert(table), values)


@contextmanager
def served(desk: Desk) -> Iterator[tuple[int, float, int]]:
    """Serve the instance; give the port, the seconds to the first page and the process."""
    began = time.perf_counter()
    # As installed: with its bytecode written, which the shell that measures may have switched off.
    bytecode = desk.folder.parent / "bytecode"
    environ = {**os.environ, "ANNOTATOR_LOG_LEVEL": "ERROR", "PYTHONPYCACHEPREFIX": str(bytecode)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not bytecode.exists():
        subprocess.run([sys.executable, "-c", "import annotator.cli.serve, annotator.app"], env=environ, cwd=ROOT)
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", "--instance", str(desk.folder), "serve", "--port", "0", "--no-demo"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environ,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"The desk is at http://[^:]+:(\d+)", line):
                port = int(found[1])
                break
        else:
            raise SystemExit("The desk did not start.")
        while True:
            try:
                if ask(port, "GET", "/sign-in")[0] == 200:
                    break
            except OSError:
                time.sleep(0.005)
        yield port, time.perf_counter() - began, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def ask(port: int, method: str, path: str, token: str = "", **form: str) -> tuple[int, str]:
    """One request on a connection of its own."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"annotator={token}"} if token else {}
    client.request(method, path, urlencode(form) or None, headers)
    answer = client.getresponse()
    body = answer.read().decode()
    client.close()
    return answer.status, body


def memory(pid: int) -> float:
    """What a process and its children hold in memory, in MB: what they share counted once."""
    process = Path("/proc") / str(pid)
    found = re.search(r"^Pss:\s+(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE)
    children = (process / "task" / str(pid) / "children").read_text().split()
    return (int(found[1]) / 1000 if found else 0.0) + sum(memory(int(child)) for child in children)


def saves(port: int, desk: Desk, clients: int, each: int) -> Saves:
    """Saves of so many clients at once, each on its page."""
    seats = []
    for token, review in desk.seats[:clients]:
        _status, shown = ask(port, "GET", f"/reviews/{review}", token)
        csrf = re.search(r'name="csrf-token" content="([^"]+)"', shown)
        assert csrf, "no page to tag on"
        seats.append((token, review, csrf[1]))
    return save(port, seats, each, SENTENCES)


def page(port: int, desk: Desk) -> list[Row]:
    """First load of the annotation page in a real browser."""
    token, review = desk.seats[0]
    site = f"http://127.0.0.1:{port}"
    load = first_load(f"{site}/reviews/{review}", f"annotator={token}", WORDS, within=f"{site}/healthz")
    if load is None:
        return [Row("annotation page, first load", "no browser here", "<= 120 kB, <= 10 requests")]
    return [
        Row("annotation page, first load", f"{load.kilobytes:.0f} kB, {load.requests} requests",
            "<= 120 kB, <= 10 requests", load.kilobytes <= 120 and load.requests <= 10),
        Row("first annotatable text visible, empty tab", f"{load.first_words:.0f} ms", "<= 250 ms",
            load.first_words <= 250),
        Row("the same in a tab of the desk", f"{load.from_within:.0f} ms", "<= 250 ms", load.from_within <= 250),
    ]  # fmt: skip


def start(desk: Desk, articles: int) -> Row:
    """Cold start to the first page and idle memory."""
    runs = []
    with served(desk):  # writes the rest of the bytecode and the templates, once in the life of an installation
        pass
    for _ in range(5):
        with served(desk) as (_port, seconds, pid):
            time.sleep(0.5)
            runs.append((seconds, memory(pid)))
    seconds, held = (statistics.median(values) for values in zip(*runs, strict=True))
    return Row(
        f"cold start, idle memory, {articles:,} articles", f"{seconds:.2f} s, {held:.0f} MB", "<= 1.2 s, <= 100 MB",
        seconds <= 1.2 and held <= 100,
    )  # fmt: skip


def save_rows(desk: Desk, stored: int, each: int) -> list[Row]:
    """Saves by one client and by eight, with so many annotations stored."""
    with served(desk) as (port, _seconds, _pid):
        saves(port, desk, CLIENTS, 20)  # warm
        alone = saves(port, desk, 1, each)
        crowd = saves(port, desk, CLIENTS, each // 2)
        rows = page(port, desk) if stored == 0 else []
    name = f"{stored:,} annotations stored"
    return [
        *rows,
        Row(f"save, one client, {name}: p50 / p99", f"{alone.median:.1f} / {alone.last:.1f} ms", "<= 4 / 8 ms",
            alone.median <= 4 and alone.last <= 8 and not alone.errors),
        Row(f"saves, {CLIENTS} clients, {name}",
            f"{crowd.rate:.0f}/s, p99 {crowd.last:.0f} ms, {alone.errors + crowd.errors} errors",
            ">= 350/s, p99 <= 60 ms, 0 errors",
            crowd.rate >= 350 and crowd.last <= 60 and not alone.errors + crowd.errors),
    ]  # fmt: skip


def memory_backed() -> Path | None:
    """Where data stay in memory, as they did in the measurements of other tools that led to the goals."""
    place = Path("/dev/shm")
    return place if place.is_dir() else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer articles and saves")
    quick = parser.parse_args().quick
    many, each = (2_000, 100) if quick else (20_000, 400)
    rows = environment()
    with tempfile.TemporaryDirectory(dir=memory_backed()) as name:
        folder = Path(name)
        rows.append(start(fill(folder / "few", 20, 0), 20))
        rows.append(start(fill(folder / "many", many, 0), many))
        for stored in (0, 6_000) if quick else (0, 6_000, 1_000_000):
            print(f"saves with {stored:,} annotations stored …", file=sys.stderr)
            desk = fill(folder / f"saves-{stored}", 20 if stored == 0 else many, stored)
            rows += save_rows(desk, stored, each)
            shutil.rmtree(desk.folder)
    width = max(len(row.what) for row in rows)
    print(f"{'':{width}}  {'measured':>28}  {'goal':>34}")
    for row in rows:
        mark = {True: "met", False: "missed", None: ""}[row.met]
        print(f"{row.what:{width}}  {row.measured:>28}  {row.goal:>34}  {mark}")


if __name__ == "__main__":
    main()
