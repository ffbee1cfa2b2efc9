"""`annotator agreement`: the agreement table of a project, for people to read or programs to keep."""

import json
from collections.abc import Iterable, Mapping, Sequence

import click

from annotator.cli.instance import open_instance, settings_of
from annotator.core.agreement.coefficients import Coefficient, Undefined
from annotator.core.agreement.report import AgreementReport, FacetReport, Note, PairReport
from annotator.core.errors import NotFound
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import Choice, choose_reviewers, report_choice
from annotator.services.projects import list_projects

_COLUMNS = ("observed", "prevalence", "positive", "negative", "kappa", "alpha", "ac1")


@click.command("agreement", short_help="Print the agreement between reviewers.")
@click.option("--project", "named", required=True, help="The project's name or uid.")
@click.option("--reviewer", "reviewers", multiple=True, help="A reviewer's name or uid; several times. Else all.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, named: str, reviewers: tuple[str, ...], shape: str) -> None:
    """Print the agreement between the finished reviews of a project, a row for each tag and claim flag.

    Numbers have two decimals in text and full precision in JSON. "-" and null: undefined, with the reason.
    """
    with open_instance(settings_of(ctx)) as database, database.reading() as session:
        project_uid = _one(named, ((row.uid, row.name) for row in list_projects(session, OPERATOR)), "project")
        choice = choose_reviewers(session, OPERATOR, project_uid, [])
        if reviewers:
            known = [(reviewer.uid, reviewer.name) for reviewer in choice.reviewers]
            uids = [_one(name, known, "reviewer with a finished review") for name in reviewers]
            choice = choose_reviewers(session, OPERATOR, project_uid, uids)
        report = report_choice(session, choice)
    click.echo(_json(choice, report) if shape == "json" else _text(choice, report))


def _one(words: str, known: Iterable[tuple[str, str]], what: str) -> str:
    """The uid that `words` stand for. Raises NotFound unless exactly one is meant."""
    found = [uid for uid, name in known if words == uid or words.casefold() == name.casefold()]
    if len(found) != 1:
        raise NotFound(f"There is {'no' if not found else 'more than one'} {what} called “{words}”. Use the uid.")
    return found[0]


def _text(choice: Choice, report: AgreementReport) -> str:
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    head = ["tag", "n", *(f"yes: {name}" for name in names.values()), *_COLUMNS]
    rows = [
        [
            str(facet.facet),
            str(facet.shared),
            *(str(rate.yes) for rate in facet.rates),
            *(_two_decimals(_value(facet, column)) for column in _COLUMNS),
        ]
        for facet in report.facets
    ]
    title = f"{choice.project_name}. Articles finished by two or more of {len(names)} reviewers: {len(choice.texts)}"
    parts = [[title], _aligned([head, *rows])]
    if len(names) > 2:
        parts.append(_aligned(_pair_rows(report, names)))
    parts.append([line for facet in report.facets for line in _remarks(facet, names)])
    return "\n\n".join("\n".join(part) for part in parts if part)


def _pair_rows(report: AgreementReport, names: Mapping[str, str]) -> list[list[str]]:
    """Cohen's kappa of each pair for each facet."""
    rows = [["kappa of", "n", *(str(facet.facet) for facet in report.facets)]]
    for pairs in zip(*(facet.pairs for facet in report.facets), strict=True):
        first = pairs[0]
        who = f"{names[first.first]}, {names[first.second]}"
        rows.append([who, str(first.table.sentences), *(_two_decimals(pair.kappa.value) for pair in pairs)])
    return rows


def _two_decimals(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first column flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    ]


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


def _json(choice: Choice, report: AgreementReport) -> str:
    return json.dumps(
        {
            "project": {"uid": choice.project_uid, "name": choice.project_name},
            "reviewers": [{"uid": r.uid, "name": r.name, "finished": r.passes} for r in choice.chosen],
            "articles": len(choice.texts),
            "facets": [_facet(facet) for facet in report.facets],
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
        "pairs": [_pair(pair) for pair in facet.pairs],
        "notes": [_note(note) for note in facet.notes],
    }


def _coefficient(coefficient: Coefficient) -> dict[str, object]:
    return {"value": coefficient.value, "reason": coefficient.reason}


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
