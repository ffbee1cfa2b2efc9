"""The agreement reports as files: CSV with a row a number, JSON with everything. The same numbers as on their pages."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING

from annotator.core.agreement import report_json, reported_json
from annotator.core.agreement.report import AgreementReport
from annotator.core.reports import Json
from annotator.formats.csv_tables import guard

if TYPE_CHECKING:  # numpy, which the server's start does without
    from annotator.core.agreement.reported_report import ReportedAgreement


def write_csv(report: AgreementReport, project: str, names: Mapping[str, str]) -> str:  # noqa: ARG001 - as `write_json`
    """A row a number, numbers with all their digits; an empty cell is undefined, and `reason` says why."""
    return _table(report_json.COLUMNS, map(astuple, report_json.report_to_rows(report, names)))


def write_json(report: AgreementReport, project: str, names: Mapping[str, str]) -> str:
    """Everything, with the names of the reviewers by their uids."""
    return _document(project, names, report_json.report_to_json(report))


def write_reported_csv(report: "ReportedAgreement", project: str, names: Mapping[str, str]) -> str:  # noqa: ARG001 - as above
    """What is reported, a row a number."""
    told = reported_json.reported_to_json(report)
    return _table(reported_json.COLUMNS, map(astuple, reported_json.reported_to_rows(told, names)))


def write_reported_json(report: "ReportedAgreement", project: str, names: Mapping[str, str]) -> str:
    """What is reported, everything."""
    return _document(project, names, reported_json.reported_to_json(report))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guard(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return "\ufeff" + out.getvalue()


def _document(project: str, names: Mapping[str, str], told: Mapping[str, Json]) -> str:
    body = {"project": project, "names": dict(names), **told}
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
