"""The desk beside another tool on one machine in one run: our goals of cost are shares of what that tool takes.

The goals of bench/server.py were set on one machine, where Potato 2.12 was measured with them; another machine, or a
busy hour, takes both up. So both are served here by turns, and each line compares our share of Potato's cost with the
share that the goal had there.

    python -m venv peer; peer/bin/pip install potato-annotation==2.12.0
    python bench/server_peer.py peer/bin/potato [--rounds 3]
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.server import CLIENTS, SENTENCE, SENTENCES, WORDS, Desk, fill, memory, memory_backed, saves, served
from bench.server_clients import Saves, answers
from bench.server_page import FirstLoad, first_load

ARTICLES = 2_000
EACH = 200
PROJECT = """
annotation_task_name: articles
task_dir: .
output_annotation_dir: stored/
output_annotation_format: jsonl
data_files: [articles.json]
item_properties: {id_key: id, text_key: text}
require_password: false
authentication: {method: in_memory}
user_config: {allow_all_users: true, users: []}
site_dir: default
assignment_strategy: fixed_order
annotation_schemes:
  - {annotation_type: span, name: tags, description: Tags, labels: [claim, attribution, figure]}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """One line: what is compared, Potato's cost and our goal where the goal was set; higher may be better."""

    what: str
    theirs: float
    goal: float
    is_rate: bool = False


COSTS = (
    Cost("cold start, s", 1.3, 1.2),
    Cost("idle memory, MB", 166, 100),
    Cost("first words of the text, ms", 533, 250),
    Cost("the same in a tab of the site, ms", 533, 250),
    Cost("save, one client, p50, ms", 4.6, 4),
    Cost("save, one client, p99, ms", 8.2, 8),
    Cost("saves of eight clients, a second", 183, 350, is_rate=True),
    Cost("save, eight clients, p99, ms", 90, 60),
)


@contextmanager
def potato(program: Path, folder: Path) -> Iterator[tuple[int, float, int]]:
    """Serve the articles with Potato; give the port, the seconds to the first page and the process."""
    port, began = 8779, time.perf_counter()
    process = subprocess.Popen(
        [program, "start", "project.yaml", "-p", str(port), "--host", "127.0.0.1"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                if _ask(port, "GET", "/")[0] == 200:
                    break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit("Potato did not start.") from None
                time.sleep(0.005)
        yield port, time.perf_counter() - began, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _ask(port: int, method: str, path: str, cookie: str = "", **form: str) -> tuple[int, str, str]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    client.request(method, path, urlencode(form) or None, headers)
    answer = client.getresponse()
    given = "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")
    status, body = answer.status, answer.read().decode()
    client.close()
    return status, body, given


def _sign_in(port: int, name: str) -> tuple[str, str]:
    """A person's cookie and the article that is given to them first."""
    cookie = _ask(port, "POST", "/auth", email=name, action="login", **{"pass": "-"})[2]
    status, _page, _cookie = _ask(port, "GET", "/annotate", cookie)
    found = json.loads(_ask(port, "GET", "/api/current_instance", cookie)[1])
    if status != 200 or not found.get("instance_id"):
        raise SystemExit("Potato gives nobody an article.")
    return cookie, found["instance_id"]


def _spans(port: int, cookie: str, article: str, each: int) -> list[tuple[bytes, bytes]]:
    made = []
    for number in range(each):
        start = number % SENTENCES * (len(SENTENCE) + 1)
        body = json.dumps({
            "instance_id": article, "type": "span", "schema": "tags",
            "state": [{"name": "claim", "title": "claim", "start": start, "end": start + 40, "value": "true"}],
        }).encode()  # fmt: skip
        head = (
            f"POST /updateinstance HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append((head.encode() + body, b'"success"'))
    return made


def costs_of_potato(program: Path, folder: Path, name: str) -> list[float]:
    """What one start and its saves cost, in the order of `COSTS`."""
    with potato(program, folder) as (port, seconds, pid):
        time.sleep(0.5)
        held = memory(pid)
        people = [_sign_in(port, f"{name}{n}@desk.example") for n in range(CLIENTS)]
        answers(port, [_spans(port, *people[0], 20)])  # warm
        alone = answers(port, [_spans(port, *people[0], EACH)])
        crowd = answers(port, [_spans(port, *person, EACH // 2) for person in people])
        site = f"http://127.0.0.1:{port}"
        load = first_load(f"{site}/annotate", people[0][0], WORDS, within=f"{site}/api/current_instance")
    return _costs("Potato", seconds, held, load, alone, crowd)


def costs_of_ours(desk: Desk) -> list[float]:
    """The same of ours."""
    with served(desk) as (port, seconds, pid):
        time.sleep(0.5)
        held = memory(pid)
        saves(port, desk, CLIENTS, 20)  # warm
        alone = saves(port, desk, 1, EACH)
        crowd = saves(port, desk, CLIENTS, EACH // 2)
        token, review = desk.seats[0]
        site = f"http://127.0.0.1:{port}"
        load = first_load(f"{site}/reviews/{review}", f"annotator={token}", WORDS, within=f"{site}/healthz")
    return _costs("The desk", seconds, held, load, alone, crowd)


def _costs(
    tool: str, seconds: float, held: float, load: FirstLoad | None, alone: Saves, crowd: Saves
) -> list[float]:
    if load is None:
        raise SystemExit("There is no Chromium here to load a page with.")
    if alone.errors + crowd.errors:
        raise SystemExit(f"{tool} did not store what it was sent.")
    return [seconds, held, load.first_words, load.from_within, alone.median, alone.last, crowd.rate, crowd.last]


def main() -> None:
    """Measure by turns and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=lambda name: Path(name).absolute(), help="the command of Potato's environment")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=memory_backed()) as name:
        folder = Path(name) / "potato"
        folder.mkdir()
        text = " ".join(SENTENCE.format(n=n + 1) for n in range(SENTENCES))
        lines = (json.dumps({"id": f"a{n}", "text": text}) for n in range(ARTICLES))
        (folder / "articles.json").write_text("\n".join(lines))
        (folder / "project.yaml").write_text(PROJECT)
        desk = fill(Path(name) / "ours", ARTICLES, 0)
        costs_of_potato(given.program, folder, "first"), costs_of_ours(desk)  # bytecode, templates
        theirs, ours = [], []
        for turn in range(given.rounds):
            print(f"round {turn + 1} of {given.rounds} …", file=sys.stderr)
            theirs.append(costs_of_potato(given.program, folder, f"round{turn}-"))
            ours.append(costs_of_ours(desk))
    print(f"{'':34}  {'Potato':>8}  {'ours':>8}  {'share':>6}  {'goal':>6}")
    for cost, values, others in zip(COSTS, zip(*ours, strict=True), zip(*theirs, strict=True), strict=True):
        mine, other = statistics.median(values), statistics.median(others)
        share, goal = mine / other, cost.goal / cost.theirs
        met = share >= goal if cost.is_rate else share <= goal
        print(f"{cost.what:34}  {other:8.1f}  {mine:8.1f}  {share:6.2f}  {goal:6.2f}  {'met' if met else 'missed'}")


if __name__ == "__main__":
    main()
