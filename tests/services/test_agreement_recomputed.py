"""What a kept report and its table hold, computed a second time from the export alone: every number of them.

`tests/recomputed` imports nothing of the product; here the two meet.
"""

import ast
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from annotator.core.agreement.filters import Filters
from annotator.core.agreement.packing import Sight
from annotator.core.agreement.snapshot import table_rows
from annotator.core.agreement.snapshot_read import read_snapshot
from annotator.core.datasets import ArticleRecord
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import choose_reviewers, report_choice
from annotator.services.agreement_reports import draft_report
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.reports import keep, read_report
from annotator.storage.tables import Account
from tests import make, recomputed
from tests.fixtures.recount_world import OUTLETS, PEOPLE, world
from tests.recomputed.dataset import read
from tests.recomputed.snapshot import cells, leaves, recompute


@pytest.fixture
def desk(database):
    """The world in a project, with its editor, and the export of that project."""
    with database.writing() as session:
        draft = check_dataset(world())
        assert draft.problems == ()
        project_uid = import_dataset(session, OPERATOR, None, draft, now=make.NOW).project_uid
        editor = make.actor(session, session.query(Account).filter_by(uid=PEOPLE["Dee"]).one())
    stream = BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, OPERATOR, project_uid), stream)
    return project_uid, editor, stream.getvalue().decode().split("\n")[:-1]


ROUNDS = ("Spring", "Summer")
TEXTS = tuple(text.uid for one in world() if isinstance(one, ArticleRecord) for text in one.texts)
CHOICES = {
    "everybody by outlet": (("Ann", "Bob", "Cleo"), Filters(by="outlet"), {}),
    "a pair by round, with practice": (("Ann", "Bob"), Filters(by="round", practice=True), {"practice": True}),
    "a pair without suggestions by month": (
        ("Bob", "Cleo"), Filters(Sight.HIDDEN, by="period"), {"shown": False},
    ),
    "one outlet by article": (
        ("Ann", "Bob", "Cleo"), Filters(values={"outlet": ("Bay Courier",)}, by="article"), {},
    ),
    "one round": (
        ("Ann", "Cleo"), Filters(values={"round": ("Spring",)}, by="outlet"), {},
    ),
    "two rounds in two months, by outlet": (
        ("Ann", "Bob"), Filters(values={"round": ROUNDS, "period": ("2026-01", "2026-02")}, by="outlet"), {},
    ),
    "eight articles of two outlets": (
        ("Ann", "Bob", "Cleo"), Filters(values={"article": TEXTS[1:9], "outlet": OUTLETS}, by="article"), {},
    ),
}  # fmt: skip


def test_every_number_of_a_kept_report_and_of_its_table_follows_from_the_export(database, desk):
    """Nothing may be in the document, nor in the table, that was not recomputed."""
    project_uid, editor, lines = desk
    for choice, (names, filters, narrowed) in CHOICES.items():
        people = [PEOPLE[name] for name in names]
        with database.reading() as session:
            draft = draft_report(session, editor, project_uid, people, filters, choice, now=make.NOW)
            live = report_choice(session, choose_reviewers(session, editor, project_uid, people, filters))
        with database.writing() as session:
            uid = keep(session, editor, project_uid, draft, now=make.NOW)
        with database.reading() as session:
            content = json.loads(read_report(session, editor, uid).body)["content"]
        told, again = leaves(content), recompute(read(lines, only=filters.values, **narrowed), people, filters.by)
        assert told.keys() - again.keys() == set(), f"not recomputed ({choice})"
        assert again.keys() - told.keys() == set(), f"not in the document ({choice})"
        wrong = {path: (told[path], again[path]) for path in told if not is_same(told[path], again[path])}
        assert wrong == {}, choice
        assert sum(value is not None for value in told.values()) > 500
        if choice == "everybody by outlet":
            assert [item["item"] for item in content["items"] if not item["compared"]] == []
            assert content["begun_after_rulings"] > 0
            assert "rulings on it could be read" in content["methods"]
            assert (content["reported"]["quiet"], len(content["reported"]["rules"])) == ([], 23)
        assert ("Training and calibration articles count" in content["methods"]) is bool(filters.practice)
        in_table(content, again, {name: PEOPLE[name] for name in names})
        spoken = replace(live, facets=tuple(replace(facet, notes=()) for facet in live.facets))
        assert read_snapshot(content) == spoken, "the kept page shows what the live one does"


TABLES = ("facets", "items", "groups", "articles_that_differ", "reported", "articles", "articles_alone", "sentences",
          "passes", "begun_after_rulings", "sentences_judged", "passes_with_suggestions", "passes_imported",
          "passes_revised", "passes_by_readers", "overlap_drawn", "articles_drawn", "articles_adjudicated",
          "adjudicated_by_reviewers", "study", "uncounted", "bootstrap")  # fmt: skip


def is_same(told, again):
    return told == (again if again is None else pytest.approx(float(again), abs=1e-9))


def in_table(content, again, uids):
    """Every cell of the table that is a number is one of the recomputed ones."""
    columns, *rows = table_rows(content)
    assert len(rows) > 200
    found = {}
    for row in rows:
        cell = dict(zip(columns, row, strict=True))
        if cell["item"] in {*content["reported"]["quiet"], *content["reported"]["off"]}:
            is_off = cell["reason"] == "off"
            assert (cell["number"], cell["value"]) == ("some_raise", None if is_off else 0)
            assert not any(path[:3] == ("reported", "rules", (cell["item"],)) for path in again)
            continue
        paths = cells(cell, uids)
        assert {name for name in cell if isinstance(cell[name], int | float)} <= paths.keys(), cell
        for name, path in paths.items():
            assert is_same(cell[name], found.setdefault(path, cell[name])), (cell, path)
    assert {path: number for path, number in found.items() if not is_same(number, again[path])} == {}
    # And every number of the document has its cell, but those in the words of warnings, the number of a policy (it is
    # the word for it), and how many articles an interval is over, which stands beside it once.
    left = {path for path, number in again.items() if is_number(number) and path not in found}
    left -= {path for path in left if path[:3:2] == ("facets", "notes") or path[-1] == "number"}
    assert {path for path in left if path[0] in TABLES} <= {
        path for path in left if path[-2:] in (("bootstrap", "articles"), ("interval", "articles"))
    }


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def test_the_second_computation_shares_no_code_with_the_first():
    modules = list(Path(recomputed.__file__).parent.glob("*.py"))
    assert len(modules) > 5
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith(("annotator", "tests.fixtures", "tests.make")) for name in names), module
