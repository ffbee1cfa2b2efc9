"""Offsets mean the same here and in the browser: node checks the same vectors against static/js/offsets.js."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.make_offset_vectors import VECTORS, make_vectors, utf16_length, vector

ROOT = Path(__file__).resolve().parents[2]


def test_the_shared_vectors_are_what_python_says() -> None:
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == make_vectors()


@given(st.text())
def test_utf16_indexes_grow_with_code_points_and_end_at_the_length(text: str) -> None:
    made = vector("any", text.encode("utf-8", "ignore").decode())
    indexes = made["utf16"]
    assert isinstance(indexes, list)
    assert indexes == sorted(set(indexes))
    assert indexes[-1] == utf16_length(str(made["text"]))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine: scripts are not tested alone")
def test_the_scripts_agree_with_the_shared_vectors() -> None:
    tests = sorted((ROOT / "tests" / "browser" / "js").glob("*.test.mjs"))
    done = subprocess.run(["node", "--test", *map(str, tests)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
