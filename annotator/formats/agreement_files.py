"""The agreement reports as files: CSV with a row a number, JSON with everything. The same numbers as on their pages."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from annotator.core.agreement import report_json, reported_json
from annotator.core.agreement.left_out import LeftOut, left_out_to_json
from annotator.core.agreement.report import AgreementReport
from annotator.core.reports import Json
from annotator.formats.csv_tables import guard

if TYPE_CHECKING:  # numpy, which the server's start does without
    from annotator.core.agreement.reported_report import ReportedAgreement


@dataclass(frozen=True, slots=True)
class Made:
    """Of which project, of whom (names by uid), with which filters and without what, as kept documents state them.
    Articles that were chosen and are `not_compared` have the uid of their text, their title and the reason.
    """

    project: str
    names: Mapping[str, str]
    filters: Mapping[str, Json]
    left_out: Sequence[LeftOut] = ()
    not_compared: Sequence[tuple[str, str, str]] = ()


def write_csv(report: AgreementReport, made: Made) -> str:
    """A row a number, numbers with all their digits; an empty cell is undefined, and `reason` says why."""
    rows = report_json.report_to_rows(report, made.names, made.filters, made.left_out, made.not_compared)
    return _table(report_json.COLUMNS, map(astuple, rows))


def write_json(report: AgreementReport, made: Made) -> str:
    """Everything, with the names of the reviewers by their uids."""
    return _document(made, report_json.report_to_json(report))


def write_reported_csv(report: "ReportedAgreement", made: Made) -> str:
    """What is reported, a row a number."""
    told = reported_json.reported_to_json(report)
    rows = (
        *reported_json.chosen_rows(made.filters, made.names), *reported_json.count_articles(told),
        *reported_json.left_out_rows(made.left_out), *reported_json.reported_to_rows(told, made.names),
    )  # fmt: skip
    return _table(reported_json.COLUMNS, map(astuple, rows))


def write_reported_json(report: "ReportedAgreement", made: Made) -> str:
    """What is reported, everything."""
    return _document(made, reported_json.reported_to_json(report))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guard(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return "\ufeff" + out.getvalue()


def _document(made: Made, told: Mapping[str, Json]) -> str:
    body = {
        "project": made.project, "names": dict(made.names), "filters": dict(made.filters),
        "left_out": left_out_to_json(made.left_out),
        "not_compared": [{"text": uid, "title": title, "why": why} for uid, title, why in made.not_compared], **told,
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
