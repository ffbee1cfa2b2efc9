"""The agreement report as files: CSV with a row a number, JSON with everything. The same numbers as on the page."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import astuple

from annotator.core.agreement.report import AgreementReport
from annotator.core.agreement.report_json import COLUMNS, report_to_json, report_to_rows
from annotator.formats.csv_tables import guard


def write_csv(report: AgreementReport, project: str, names: Mapping[str, str]) -> str:  # noqa: ARG001 - as `write_json`
    """A row a number, numbers with all their digits; an empty cell is undefined, and `reason` says why."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in report_to_rows(report):
        writer.writerow(
            [guard(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in astuple(row)]
        )
    return "\ufeff" + out.getvalue()


def write_json(report: AgreementReport, project: str, names: Mapping[str, str]) -> str:
    """Everything, with the names of the reviewers by their uids."""
    body = {"project": project, "names": dict(names), **report_to_json(report)}
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
