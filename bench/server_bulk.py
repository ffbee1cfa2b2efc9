"""What much at once costs the desk: a dataset in and out, and agreement of a large project, beside the goals we set.

Each step runs as the command that a person gives, in a process of its own, whose time and largest memory are told.
Articles have 21-42 sentences and 2.7 kB each, all of them different. In the second dataset as many of them have a
finished review, with a tag on every sentence, as make 60,000 tags.

    python bench/server_bulk.py [--articles 20000]
"""

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from annotator.core.agreement.tag_tallies import tally_tags
from annotator.core.datasets import (
    AccountRecord,
    ArticleRecord,
    Counts,
    Manifest,
    Record,
    ReviewRecord,
    SchemeRecord,
    SegmentationRecord,
    TextRecord,
)
from annotator.core.default_scheme import default_scheme
from annotator.core.records import ArticleFacts, Claim, Flag, Kind, ReviewKind, ReviewState, Role, Scope, Sentence
from annotator.core.scheme_json import scheme_to_json
from annotator.core.text import NORMALISER
from annotator.formats import jsonl
from bench.agreement import jackknifed

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "Bench"
WORDS = (
    "Some {n},000 people crossed the bay on day {n}, two officials with knowledge of it said.",
    "The ministry gave no figure for day {n}.",
    "A spokesperson for the port told reporters that {n} boats had been turned back.",
)
TAGS = 60_000
WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cost:
    """One command: seconds, and the most memory that it held, in MB."""

    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.megabytes:.0f} MB"


def records(articles: int, tags: int) -> Iterator[Record]:
    """A dataset of so many articles, the first of which have finished reviews with so many tags together."""
    chance = random.Random(1)
    lengths = [chance.randrange(21, 43) for _ in range(articles)]
    reviewed = next((n for n in range(articles) if sum(lengths[:n]) >= tags), articles)
    yield Manifest("d" * 32, PROJECT, Counts(1 if tags else 0, 1, articles, reviewed))
    if tags:
        yield AccountRecord("e" * 32, "Ann", Role.REVIEWER)
    yield SchemeRecord(1, scheme_to_json(default_scheme()))
    for number, length in enumerate(lengths):
        article = _article(number, length)
        yield article
        if number < reviewed:
            yield _review(number, article)


def _article(number: int, count: int) -> ArticleRecord:
    pieces = [f"Crossings rise, report {number}"]
    pieces += [WORDS[place % len(WORDS)].format(n=number + place) for place in range(count)]
    starts, at = [], 0
    for piece in pieces:
        starts.append(at)
        at += len(piece) + 2
    sentences = tuple(
        Sentence(place, start, start + len(piece), Kind.BODY if place else Kind.HEADLINE)
        for place, (start, piece) in enumerate(zip(starts, pieces, strict=True))
    )
    body = "\n\n".join(pieces) + "\n"
    text = TextRecord(
        f"b{number:031x}", 1, body, hashlib.sha256(body.encode()).hexdigest(), NORMALISER,
        (SegmentationRecord(1, sentences),),
    )  # fmt: skip
    return ArticleRecord(f"a{number:031x}", ArticleFacts(pieces[0], "Northern Post", language="en"), (text,))


def _review(number: int, article: ArticleRecord) -> ReviewRecord:
    sentences = article.texts[0].segmentations[0].sentences[1:]
    claims = tuple(
        Claim(f"{number:016x}{place:016x}", sentence.start, sentence.stop, frozenset({Flag.FACT}))
        for place, sentence in enumerate(sentences)
    )
    return ReviewRecord(
        uid=f"c{number:031x}", article_uid=article.uid, text_number=1, segmentation_number=1, account_uid="e" * 32,
        kind=ReviewKind.PASS, scheme_number=1, scope=Scope.FULL, state=ReviewState.FINISHED, revises_uid=None,
        started_at=WHEN, finished_at=WHEN, claims=claims,
    )  # fmt: skip


def write(file: Path, articles: int, tags: int) -> None:
    """Write such a dataset."""
    with file.open("wb") as stream:
        jsonl.write(records(articles, tags), stream)


def run(instance: Path, *words: str) -> Cost:
    """Carry out one command on an instance."""
    command = [sys.executable, "-m", "annotator", "--instance", str(instance), *words]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)}: {said}")
    return Cost(time.perf_counter() - began, used.ru_maxrss / 1000)


def agreement(articles: int) -> float:
    """Seconds for three numbers of three tags with their intervals, by sentence, three reviewers, from raw tags."""
    chance = np.random.default_rng(1)
    of = np.repeat(np.arange(articles), 30)
    truth = chance.random((len(of), 3)) < 0.3
    said = truth[None] ^ (chance.random((3, len(of), 3)) < 0.1)
    tags = (said << np.arange(3)).sum(-1).astype(np.int8)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        jackknifed(tally_tags(of, tags, 3))
        times.append(time.perf_counter() - began)
    return min(times)


def measure(folder: Path, articles: int) -> list[tuple[str, str, str, bool]]:
    """The rows: what, measured, goal, met."""
    rows = []
    for tags, seconds, most in ((0, 7, 300), (TAGS, 15, None)):
        file, instance = folder / f"{tags}.jsonl", folder / f"desk-{tags}"
        write(file, articles, tags)
        instance.mkdir()
        run(instance, "db", "upgrade")
        cost = run(instance, "import", "--new", "--project", PROJECT, str(file))
        what = f"import {articles:,} articles with sentences" + (f" and {tags:,} tags" if tags else "")
        goal = f"<= {seconds} s" + (f", <= {most} MB" if most else "")
        rows.append((what, str(cost), goal, cost.seconds <= seconds and (most is None or cost.megabytes <= most)))
    cost = run(instance, "export", "--project", PROJECT, "--output", str(folder / "out.jsonl"))
    if (folder / "out.jsonl").read_bytes() != file.read_bytes():
        raise SystemExit("what came out is not what went in")
    what = f"export {articles:,} articles with text and {TAGS:,} tags"
    rows.append((what, str(cost), "<= 4 s, <= 180 MB", cost.seconds <= 4 and cost.megabytes <= 180))
    took = agreement(2_000)
    rows.append(("agreement of 2,000 articles x 3, with intervals", f"{took:.3f} s", "<= 0.1 s", took <= 0.1))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        rows = measure(Path(name), articles)
    width = max(len(row[0]) for row in rows)
    for what, measured, goal, met in rows:
        print(f"{what:{width}}  {measured:>18}  {goal:>18}  {'met' if met else 'missed'}")


if __name__ == "__main__":
    main()
