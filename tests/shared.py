"""Development data that lies beside a checkout (`../shared`) and is no part of the project.

Every test that reads of it does so through here: where the data is not there, the test skips and says which file.
"""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
EXAMPLES = "data/agreement_examples.json"


def shared(name: str) -> Path:
    """The file `name` of the data; the test that asks for it skips where it is not there."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"../shared/{name} is not there")
    return path


def read_shared(name: str) -> str:
    """The text of the file `name`, in UTF-8, line ends as one."""
    return shared(name).read_text(encoding="utf-8")


def load_shared(name: str) -> Any:
    """What the JSON file `name` holds."""
    return json.loads(read_shared(name))


def published_examples(kind: str) -> list[dict]:
    """The published agreement examples of this kind as parameters of a test, which skips where there are none."""
    path = SHARED / EXAMPLES
    examples = json.loads(path.read_text(encoding="utf-8"))["examples"] if path.is_file() else []
    return [example for example in examples if example["kind"] == kind]


def published_example(name: str) -> dict:
    """The one published agreement example that is called so."""
    [example] = [example for example in load_shared(EXAMPLES)["examples"] if example["id"] == name]
    return example
