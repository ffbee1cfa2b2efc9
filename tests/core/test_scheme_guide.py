"""The guide to the scheme says what the product does: its words and its guideline."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from annotator.core.default_scheme import default_scheme
from annotator.core.records import (
    Bound,
    Flag,
    Identity,
    Kind,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reason,
    SourceType,
    Who,
)

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "scheme.md").read_text(encoding="utf-8")
CLOSED_SETS = (Kind, Flag, SourceType, Identity, Number, Who, Knowledge, Reason, Bound, Measure, Outcome)


def tables() -> list[list[str]]:
    """The first column of each table of the guide whose values stand in code type."""
    found = []
    for table in re.findall(r"(?:^\|.*\n)+", GUIDE, re.MULTILINE):
        if table.startswith("| value |"):
            found.append(re.findall(r"^\| `([^`]+)` \| \S", table, re.MULTILINE))
    return found


@pytest.mark.parametrize("words", CLOSED_SETS)
def test_the_guide_explains_exactly_the_values_of_each_closed_set(words: type[StrEnum]) -> None:
    assert [str(word) for word in words] in tables()


def test_the_guide_prints_the_guideline_under_its_headings_and_numbers() -> None:
    for line in filter(None, default_scheme().guideline.split("\n")):
        printed = re.sub(r"^## (.*?)( \{#.*\})?$", r"### \1", line)
        assert f"\n{printed}\n" in GUIDE
