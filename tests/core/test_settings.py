"""Settings: every one documented, the later source wins, a mistake is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from annotator.core.errors import Invalid
from annotator.settings import SETTINGS, Settings, load_settings

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_guide_with_its_default_and_its_words() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (?:`[^`]*`)? ?\| (.*) \|$", GUIDE, re.MULTILINE))
    assert rows == SETTINGS
    assert list(SETTINGS) == [field.name for field in fields(Settings)]
    for field in fields(Settings)[1:]:
        if isinstance(field.default, int | str | float) and not isinstance(field.default, bool) and field.default != "":
            assert f"| `{field.name}` | `{field.default}` |" in GUIDE


def test_the_later_source_wins(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('port = 1\nhost = "::1"\nthreads = 3\n')
    settings = load_settings(tmp_path, {"ANNOTATOR_PORT": "2", "ANNOTATOR_THREADS": "4"}, threads=5)
    assert (settings.port, settings.host, settings.threads) == (2, "::1", 5)


def test_an_option_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}, port=None).port == 8000


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("prot = 1", "prot"),
        ('port = "many"', "port"),
        ("https = 7", "https"),
        ("port = [", "config.toml"),
        ("port = true", "port"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(Invalid, match=re.escape(name)):
        load_settings(tmp_path, {})


def test_the_instance_folder_comes_from_the_call_else_the_environment_else_here(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"ANNOTATOR_INSTANCE": "/elsewhere"}).instance == tmp_path
    assert load_settings(None, {"ANNOTATOR_INSTANCE": str(tmp_path)}).instance == tmp_path
    assert load_settings(None, {}).instance == Path("instance").resolve()
