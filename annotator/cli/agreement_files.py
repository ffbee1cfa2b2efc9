"""Agreement without a server: of a plain table of judgements, or of an exported dataset."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations
from math import ceil

import click

from annotator.cli.columns import aligned, two_decimals
from annotator.core.agreement.boundary_sums import BoundarySums, boundary_f1, compare_boundaries, count_boundaries
from annotator.core.agreement.by_article import ArticleCounts
from annotator.core.agreement.distances import Level
from annotator.core.agreement.estimates import Estimate, Name, estimate_all
from annotator.core.agreement.sets import jaccard, masi
from annotator.core.agreement.values import LEAST_ARTICLES, SHAKY_BELOW, Method, NoInterval, Undefined
from annotator.core.datasets import Problem
from annotator.formats import cuts_file, jsonl, judgements
from annotator.formats.judgements import Judgements
from annotator.services.dataset_agreement import collect_passes

SET_DISTANCES = {"masi": masi, "jaccard": jaccard}


class Refused(click.ClickException):
    """A file that cannot be taken: nothing was printed, exit code 2 as for other wrong arguments."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewer who is compared, with the number of their reviews that count."""

    uid: str
    name: str
    finished: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Whose reviews of what are compared: a project, or a dataset under the name of its project. `left_out`: articles
    of training, calibration and tests that do not count.
    """

    uid: str
    name: str
    people: tuple[Person, ...]
    articles: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which intervals are wanted; `seed` is that of the bootstrap."""

    method: Method
    seed: int


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """How a plain table is to be read, and which intervals are wanted."""

    level: Level
    set_distance: str
    wanted: Wanted


def is_dataset(data: bytes) -> bool:
    """Say whether the file is JSON Lines rather than a table."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def describe_table(data: bytes, asked: TableQuestion, shape: str) -> str:
    """The coefficients of a plain table. Raises Refused with the line of the first problem."""
    found = judgements.read(BytesIO(data), asked.level)
    if isinstance(found, Problem):
        raise Refused(f"line {found.line}: {found.message}. Nothing was computed.")
    if found.ignored:
        click.echo(f"Columns that were not read: {', '.join(found.ignored)}", err=True)
    estimates = estimate_all(
        found.ratings, asked.level, sets=SET_DISTANCES[asked.set_distance], method=asked.wanted.method,
        seed=asked.wanted.seed,
    )  # fmt: skip
    remarks = _remarks(found, estimates)
    if shape == "text":
        return _table(estimates, remarks)
    return json.dumps(
        {
            "level": asked.level,
            "interval": {
                "method": asked.wanted.method,
                "over": "clusters" if found.has_clusters else "units",
                "n": found.ratings.shared_clusters(),
            },
            "coefficients": [coefficient_row(estimate) for estimate in estimates],
            "remarks": remarks,
        },
        ensure_ascii=False,
        indent=2,
    )


def coefficient_row(estimate: Estimate) -> dict[str, object]:
    """One coefficient as JSON: `reason` says why `value` is null, and is null where there is a value."""
    return {
        "name": estimate.name,
        "value": estimate.coefficient.value,
        "low": estimate.interval.low,
        "high": estimate.interval.high,
        "units": estimate.units,
        "reviewers": estimate.reviewers,
        "reason": _reason(estimate),
    }


def _reason(estimate: Estimate) -> str | None:
    reason = estimate.coefficient.reason
    if reason is Undefined.NOT_A_PAIR:
        other = "fleiss" if estimate.name is Name.PI else "conger"
        return f"Defined for two reviewers, and there are {estimate.reviewers}; {other} is its form for more."
    if reason is Undefined.ONE_REVIEWER:
        return "Needs two reviewers who judged the same unit."
    return None if reason is None else reason.words[:1].upper() + reason.words[1:]


def _remarks(table: Judgements, estimates: tuple[Estimate, ...]) -> list[str]:
    """What a reader must know of the intervals, in words."""
    known = [estimate for estimate in estimates if estimate.interval.reason is not NoInterval.NO_VALUE]
    if not known:
        return []
    n, what = table.ratings.shared_clusters(), "clusters" if table.has_clusters else "units"
    said = []
    if n < LEAST_ARTICLES:
        said.append(f"No intervals: they take {LEAST_ARTICLES} {what} that two or more judged, and there are {n}.")
    elif n < SHAKY_BELOW:
        said.append(
            f"Few {what}: intervals over {n} are narrower than they should be; a rare value makes them so over "
            "twenty as well."
        )
    if points := [estimate.name.value for estimate in known if estimate.interval.has_collapsed]:
        why = f"all {what} are alike"
        if estimates[0].coefficient.value == 1:
            most = min(ceil(300 / n), 100)  # the rule of three
            why = f"there is no disagreement in {n} {what}; with 95 % confidence at most {most} % of all hold any"
        said.append(f"{', '.join(points)}: the interval is one point, for {why}.")
    for estimate in known:
        if estimate.interval.reason is NoInterval.ONE_DECIDES:
            said.append(f"{estimate.name}: no interval, for without one of the {what} it is undefined.")
        elif estimate.interval.reason is NoInterval.TOO_LARGE:
            said.append(f"{estimate.name}: no interval, there are too many {what} times different values.")
    return said


def _table(estimates: tuple[Estimate, ...], remarks: list[str]) -> str:
    rows: list[tuple[str, ...]] = [("", "value", "low", "high", "units", "reviewers")]
    rows += [
        (
            estimate.name.value,
            two_decimals(estimate.coefficient.value),
            *(two_decimals(limit) for limit in estimate.interval.shown),
            str(estimate.units),
            str(estimate.reviewers),
        )
        for estimate in estimates
    ]
    reasons = [f"{estimate.name}: {reason}" for estimate in estimates if (reason := _reason(estimate))]
    return "\n".join([*aligned(rows), *([""] if reasons or remarks else []), *reasons, *remarks])


def read_dataset(data: bytes, wanted: tuple[str, ...], *, practice: bool) -> tuple[Compared, ArticleCounts]:
    """The finished reviews of an exported dataset. Raises Refused with the line of the first problem."""
    passes = collect_passes(jsonl.read(BytesIO(data)), practice=practice)
    if isinstance(passes, Problem):
        raise Refused(f"line {passes.line}: {passes.message} Nothing was computed.")
    chosen = _chosen(passes.names, wanted)
    counts = passes.count(chosen)
    people = tuple(Person(uid, name, passes.finished[uid]) for uid, name in chosen.items())
    compared = Compared(
        passes.dataset_uid, passes.project_name, people, passes.shared_texts(chosen), passes.left_out
    )
    return compared, counts


@dataclass(frozen=True, slots=True)
class PairOfCuts:
    """How two reviewers cut the same texts: boundaries of each, the same ones, and those at most a word away."""

    first: str
    second: str
    sums: BoundarySums

    @property
    def row(self) -> dict[str, object]:
        """As JSON: F1 is null where neither set a boundary."""
        return {
            "reviewers": [self.first, self.second], "first": self.sums.first, "second": self.sums.second,
            "exact": self.sums.exact, "near": self.sums.near, "f1": boundary_f1(self.sums).value,
            "f1_near": boundary_f1(self.sums, near=True).value,
        }  # fmt: skip


def read_cuts(data: bytes, wanted: tuple[str, ...]) -> tuple[Compared, ArticleCounts, tuple[PairOfCuts, ...]]:
    """Cuts of texts into sentences: does a sentence start here, asked before every word, and boundaries two by two.
    Raises Refused with the line of the first problem.
    """
    texts = cuts_file.read_cuts(data)
    if isinstance(texts, Problem):
        raise Refused(f"line {texts.line}: {texts.message}. Nothing was computed.")
    done = Counter(name for one in texts for name in one.cuts)
    names = _chosen({name: name for name in sorted(done)}, wanted)
    counts = ArticleCounts.of(
        count_boundaries(one.text, {name: cut for name, cut in one.cuts.items() if name in names}) for one in texts
    )
    pairs = []
    for first, second in combinations(names, 2):
        both = (one for one in texts if {first, second} <= one.cuts.keys())
        sums = (compare_boundaries(one.text, one.cuts[first], one.cuts[second]) for one in both)
        pairs.append(PairOfCuts(first, second, sum(sums, BoundarySums())))
    people = tuple(Person(name, name, done[name]) for name in names)
    shared = sum(len(one.cuts.keys() & names.keys()) > 1 for one in texts)
    return Compared("", "Cuts into sentences", people, shared), counts, tuple(pairs)


def _chosen(names: Mapping[str, str], wanted: tuple[str, ...]) -> Mapping[str, str]:
    """The names of the chosen reviewers by uid, ordered by name."""
    if not wanted:
        return names
    found: dict[str, str] = {}
    for words in wanted:
        meant = [uid for uid, name in names.items() if words == uid or words.casefold() == name.casefold()]
        if len(meant) != 1:
            what = "no" if not meant else "more than one"
            raise Refused(f"There is {what} reviewer with a finished review called “{words}”. Use the uid.")
        found[meant[0]] = names[meant[0]]
    return {uid: name for uid, name in names.items() if uid in found}
