"""`annotator agreement`: the agreement table of a project, for people to read or programs to keep."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import IO

import click
from click.core import ParameterSource

from annotator.cli.agreement_files import (
    SET_DISTANCES,
    Compared,
    PairOfCuts,
    Person,
    TableQuestion,
    Wanted,
    coefficient_row,
    describe_table,
    is_dataset,
    read_cuts,
    read_dataset,
)
from annotator.cli.columns import aligned, two_decimals
from annotator.cli.instance import open_instance, settings_of
from annotator.core.agreement.boundary_sums import BOUNDARY, boundary_f1
from annotator.core.agreement.by_article import ArticleCounts, estimate_facet, intervals, report_articles
from annotator.core.agreement.distances import Level
from annotator.core.agreement.estimates import Estimate
from annotator.core.agreement.filters import Filters
from annotator.core.agreement.notes import Note
from annotator.core.agreement.patterns import Facet
from annotator.core.agreement.report import AgreementReport, FacetReport, PairReport
from annotator.core.agreement.resampled import bootstrap_intervals
from annotator.core.agreement.values import Coefficient, Interval, Method, Undefined
from annotator.core.errors import NotFound
from annotator.formats.cuts_file import is_cuts
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import choose_reviewers, load_counts
from annotator.services.projects import list_projects
from annotator.services.study import study_with_rounds

METHODS = [method.value for method in Method]
_COLUMNS = ("observed", "prevalence", "positive", "negative", "kappa", "alpha", "ac1")


@click.command("agreement", short_help="Print the agreement between reviewers.")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--level", type=click.Choice([level.value for level in Level]), help="What the values of a table are.")
@click.option("--set-distance", type=click.Choice(list(SET_DISTANCES)), default="masi", show_default=True)
@click.option("--interval", "method", type=click.Choice(METHODS), default=METHODS[0], show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap.")
@click.option("--project", "named", help="The project's name or uid, instead of a file.")
@click.option("--reviewer", "reviewers", multiple=True, help="A reviewer's name or uid; several times. Else all.")
@click.option("--practice", is_flag=True, help="Count articles of training, calibration and tests too.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(
    ctx: click.Context, file: IO[bytes] | None, level: str | None, set_distance: str, method: str, seed: int,
    named: str | None, reviewers: tuple[str, ...], shape: str, *, practice: bool,
) -> None:  # fmt: skip
    """Print the agreement between reviewers: of a plain table, of an exported dataset, or of a project.

    FILE is a CSV table with the columns unit,reviewer,value and, if wanted, cluster (intervals leave out a cluster
    at a time; without it, a unit); an empty value is missing, the members of sets are separated by "|". Or FILE is
    a dataset export (JSON Lines), whose finished reviews are compared, as are those of a project: a row for each
    tag and claim flag. Or it has cuts of texts into sentences, a line for each text and reviewer:
    {"text": ..., "reviewer": ..., "sentences": [[start, stop], ...]}.

    Numbers have two decimals in text and full precision in JSON. "-" and null: undefined, with the reason.
    """
    if (file is None) == (named is None):
        raise click.UsageError("Give a FILE or --project, one of the two.")
    wanted = Wanted(Method(method), seed)
    if _is_given(ctx, "seed") and wanted.method is not Method.BOOTSTRAP:
        raise click.UsageError("--seed is of --interval bootstrap; the jackknife draws nothing.")
    if _is_given(ctx, "set_distance") and level != Level.SET.value:
        raise click.UsageError("--set-distance is of a table with --level set.")
    data = file.read() if file is not None else b""
    if file is not None and not is_cuts(data) and not is_dataset(data):
        if reviewers or practice:
            words = "--reviewer and --practice are for projects and datasets; leave rows out of a table instead."
            raise click.UsageError(words)
        asked = TableQuestion(Level(level or Level.NOMINAL.value), set_distance, wanted)
        click.echo(describe_table(data, asked, shape))
        return
    if level not in (None, Level.NOMINAL.value):
        raise click.UsageError("Answers of projects, datasets and cuts are yes or no: leave --level out.")
    pairs = None
    if file is None:
        choice, counts = _read_project(ctx, named or "", reviewers, practice=practice)
    elif is_cuts(data):
        if practice:
            raise click.UsageError("--practice is for projects and datasets: cuts have no rounds.")
        choice, counts, pairs = read_cuts(data, reviewers)
    else:
        choice, counts = read_dataset(data, reviewers, practice=practice)
    click.echo(_shown(choice, counts, shape, wanted, pairs))


def _is_given(ctx: click.Context, name: str) -> bool:
    """Say whether an option stands on the command line, be it with its default."""
    return ctx.get_parameter_source(name) is not ParameterSource.DEFAULT


def _read_project(
    ctx: click.Context, named: str, reviewers: tuple[str, ...], *, practice: bool
) -> tuple[Compared, ArticleCounts]:
    filters = Filters(practice=practice)
    with open_instance(settings_of(ctx)) as database, database.reading() as session:
        project_uid = _one(named, ((row.uid, row.name) for row in list_projects(session, OPERATOR)), "project")
        choice = choose_reviewers(session, OPERATOR, project_uid, [], filters)
        if reviewers:
            known = [(reviewer.uid, reviewer.name) for reviewer in choice.reviewers]
            uids = [_one(name, known, "reviewer with a finished review") for name in reviewers]
            choice = choose_reviewers(session, OPERATOR, project_uid, uids, filters)
        counts = load_counts(session, choice)
        left_out = 0 if practice else len(study_with_rounds(session, choice.project_id)[1].excluded)
    people = tuple(Person(reviewer.uid, reviewer.name, reviewer.passes) for reviewer in choice.chosen)
    return Compared(choice.project_uid, choice.project_name, people, choice.texts.shared, left_out), counts


def _shown(
    compared: Compared, counts: ArticleCounts, shape: str, wanted: Wanted, cuts: Sequence[PairOfCuts] | None
) -> str:
    uids = [person.uid for person in compared.people]
    find = partial(bootstrap_intervals, seed=wanted.seed) if wanted.method is Method.BOOTSTRAP else intervals
    report = report_articles(counts, uids, tuple(Facet) if cuts is None else (BOUNDARY,), find=find)
    if shape == "text":
        return _text(compared, report, cuts)
    estimates = {
        row.facet: estimate_facet(counts, row.facet, uids, method=wanted.method, seed=wanted.seed)
        for row in report.facets
    }
    return _json(compared, report, estimates, cuts)


def _one(words: str, known: Iterable[tuple[str, str]], what: str) -> str:
    """The uid that `words` stand for. Raises NotFound unless exactly one is meant."""
    found = [uid for uid, name in known if words == uid or words.casefold() == name.casefold()]
    if len(found) != 1:
        raise NotFound(f"There is {'no' if not found else 'more than one'} {what} called “{words}”. Use the uid.")
    return found[0]


def _text(compared: Compared, report: AgreementReport, cuts: Sequence[PairOfCuts] | None) -> str:
    names = {person.uid: person.name for person in compared.people}
    head = ["tag", "n", *(f"yes: {name}" for name in names.values()), *_COLUMNS]
    rows = [
        [
            str(facet.facet),
            str(facet.shared),
            *(str(rate.yes) for rate in facet.rates),
            *(two_decimals(_value(facet, column)) for column in _COLUMNS),
        ]
        for facet in report.facets
    ]
    title = f"{compared.name}. Articles finished by two or more of {len(names)} reviewers: {compared.articles}"
    left_out = f"Left out: {compared.left_out} of training, calibration and tests (--practice counts them)"
    parts = [[title, left_out] if compared.left_out else [title], aligned([head, *rows]), _interval_table(report)]
    if len(names) > 2:
        parts.append(aligned(_pair_rows(report, names)))
    if cuts:
        head = ["boundaries of", "first", "second", "same", "near", "F1", "F1 near"]
        parts.append(aligned([head, *map(_cut_row, cuts)]))
    parts.append([line for facet in report.facets for line in _remarks(facet, names)])
    return "\n\n".join("\n".join(part) for part in parts if part)


def _interval_table(report: AgreementReport) -> list[str]:
    """The limits of what has an interval; nothing where nothing has one."""
    found = [{name: one for name, one in facet.intervals.items() if one.low is not None} for facet in report.facets]
    columns = [name for name in _COLUMNS if any(name in limits for limits in found)]
    if not columns:
        return []
    [method] = {one.method.value for limits in found for one in limits.values()}
    rows = [
        [str(facet.facet), *(_limits(limits.get(name)) for name in columns)]
        for facet, limits in zip(report.facets, found, strict=True)
    ]
    return aligned([[f"95 % by {method}", *columns], *rows])


def _limits(interval: Interval | None) -> str:
    return "-" if interval is None else " to ".join(map(two_decimals, interval.shown))


def _pair_rows(report: AgreementReport, names: Mapping[str, str]) -> list[list[str]]:
    """Cohen's kappa of each pair for each facet."""
    rows = [["kappa of", "n", *(str(facet.facet) for facet in report.facets)]]
    for pairs in zip(*(facet.pairs for facet in report.facets), strict=True):
        first = pairs[0]
        who = f"{names[first.first]}, {names[first.second]}"
        rows.append([who, str(first.table.sentences), *(two_decimals(pair.kappa.value) for pair in pairs)])
    return rows


def _cut_row(pair: PairOfCuts) -> list[str]:
    sums = pair.sums
    told = (boundary_f1(sums, near=near).value for near in (False, True))
    counts = map(str, (sums.first, sums.second, sums.exact, sums.near))
    return [f"{pair.first}, {pair.second}", *counts, *map(two_decimals, told)]


def _value(facet: FacetReport, column: str) -> float | None:
    coefficient: Coefficient = getattr(facet, column)
    return coefficient.value


def _remarks(facet: FacetReport, names: Mapping[str, str]) -> Iterable[str]:
    for column in _COLUMNS:
        coefficient: Coefficient = getattr(facet, column)
        if coefficient.reason not in (None, Undefined.NOT_A_PAIR):
            yield f"{facet.facet}, {column}: {coefficient.reason.words}"
    for note in facet.notes:
        who = " and ".join(names[uid] for uid in note.reviewers)
        yield f"{facet.facet}: {note.sentence % {'count': note.count, 'of': note.of, 'names': who}}"


def _json(
    compared: Compared, report: AgreementReport, estimates: Mapping[str, Sequence[Estimate]],
    cuts: Sequence[PairOfCuts] | None,
) -> str:  # fmt: skip
    return json.dumps(
        {
            "project": {"uid": compared.uid, "name": compared.name},
            "reviewers": [{"uid": p.uid, "name": p.name, "finished": p.finished} for p in compared.people],
            "articles": compared.articles,
            "left_out": compared.left_out,
            "facets": [_facet(facet) for facet in report.facets],
            "coefficients": [
                {"facet": facet, **coefficient_row(estimate)}
                for facet, found in estimates.items()
                for estimate in found
            ],
            **({"boundaries": [pair.row for pair in cuts]} if cuts is not None else {}),
        },
        ensure_ascii=False,
        indent=2,
    )


def _facet(facet: FacetReport) -> dict[str, object]:
    return {
        "facet": str(facet.facet),
        "judged": facet.judged,
        "shared": facet.shared,
        "yes": {rate.reviewer: rate.yes for rate in facet.rates},
        **{column: _coefficient(getattr(facet, column)) for column in _COLUMNS},
        "intervals": {name: _interval(interval) for name, interval in facet.intervals.items()},
        "pairs": [_pair(pair) for pair in facet.pairs],
        "notes": [_note(note) for note in facet.notes],
    }


def _coefficient(coefficient: Coefficient) -> dict[str, object]:
    return {"value": coefficient.value, "reason": coefficient.reason}


def _interval(interval: Interval) -> dict[str, object]:
    return {
        "low": interval.low,
        "high": interval.high,
        "method": interval.method,
        "articles": interval.articles,
        "reason": interval.reason,
    }


def _pair(pair: PairReport) -> dict[str, object]:
    table = pair.table
    return {
        "reviewers": [pair.first, pair.second],
        "both": table.both,
        "only_first": table.only_first,
        "only_second": table.only_second,
        "neither": table.neither,
        "kappa": _coefficient(pair.kappa),
    }


def _note(note: Note) -> dict[str, object]:
    return {"kind": note.kind, "count": note.count, "of": note.of, "reviewers": list(note.reviewers)}
