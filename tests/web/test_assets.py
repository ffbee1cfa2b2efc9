"""The front-end's files: complete, hashed, small enough, kept for ever, readable."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotator.web.assets import (
    ENTRIES,
    LAYERS,
    AssetBundle,
    asset_root,
    asset_url,
    load_assets,
    register_assets,
    style_sources,
    stylesheet,
    template_root,
)
from annotator.web.scripts import join_modules

ROOT = asset_root()


@pytest.fixture(scope="module")
def bundle() -> AssetBundle:
    return load_assets(ROOT)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__, static_folder=None)
    register_assets(app)
    return app


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def test_vendored_files_are_the_ones_recorded() -> None:
    recorded = json.loads((ROOT / "vendor" / "VENDORED.json").read_text())["files"]
    for entry in recorded:
        assert hashlib.sha256((ROOT / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
    named = {entry["file"] for entry in recorded}
    others = {path.relative_to(ROOT).as_posix() for folder in ("vendor", "fonts") for path in (ROOT / folder).iterdir()}
    assert others - named <= {"vendor/README.md", "vendor/VENDORED.json", "vendor/refresh.py", "vendor/__pycache__"}


def test_style_sheets_stand_in_the_order_of_their_layers() -> None:
    css = stylesheet(ROOT)
    assert css.startswith(f"@layer {', '.join(LAYERS)};")
    places = [css.index(f"@layer {layer} {{") for layer in LAYERS]
    assert places == sorted(places)


def test_every_style_sheet_wraps_itself_in_its_layer() -> None:
    for path in style_sources(ROOT):
        layer = "page" if path.parent.name == "page" else path.stem
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        depth = 0
        for line in text.splitlines():
            if depth == 0 and line.strip():
                assert line.startswith(f"@layer {layer} {{"), f"{path.name}: {line}"
            depth += line.count("{") - line.count("}")
        assert depth == 0, f"{path.name}: a brace is missing"


def test_style_sheets_use_no_importance_ids_or_colours_of_their_own() -> None:
    for path in style_sources(ROOT):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert "!important" not in text, path.name
        for selector in re.findall(r"(?:^|\})\s*([^{}@]+)\{", text):
            assert not re.search(r"#[A-Za-z]", selector), f"{path.name}: {selector}"
        if path.stem != "tokens":
            assert not re.search(r":[^;{]*#[0-9a-fA-F]{3,8}\b", text), path.name


def test_what_a_browser_loads_keeps_the_budgets(bundle: AssetBundle) -> None:
    for entry in ENTRIES:
        loaded = [bundle.files[name].gzipped or b"" for name in ("first.js", f"js/{entry}.js")]
        assert sum(map(len, loaded)) <= 30_000, entry
    assert len(bundle.files["app.css"].gzipped or b"") <= 14_000
    assert len(bundle.files["fonts/source-serif-4-latin.woff2"].body) <= 55_000


def test_modules_are_short_and_name_no_other_host() -> None:
    for path in (ROOT / "js").glob("*.js"):
        text = path.read_text()
        assert len(text.splitlines()) <= 150, path.name
        assert "http://" not in text, path.name
        assert "https://" not in text, path.name


def test_every_font_that_the_style_sheet_names_is_served(bundle: AssetBundle) -> None:
    names = re.findall(r'url\("([^"]+)"\)', bundle.files["app.css"].body.decode())
    assert names
    assert all(name in bundle.files for name in names)


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    for layer in LAYERS[:-1]:
        (tmp_path / "css" / "page").mkdir(parents=True, exist_ok=True)
        (tmp_path / "css" / f"{layer}.css").write_text(f"@layer {layer} {{}}")
    first = load_assets(tmp_path)
    assert load_assets(tmp_path) == first
    (tmp_path / "css" / "page" / "new.css").write_text("@layer page { p { color: red } }")
    second = load_assets(tmp_path)
    (tmp_path / "new.js").write_text("export {};")
    assert len({first.digest, second.digest, load_assets(tmp_path).digest}) == 3


def test_an_asset_is_kept_for_ever_under_its_digest_and_compressed(app: Flask, browser: FlaskClient) -> None:
    with app.test_request_context():
        url = asset_url("js/copy.js")
    answer = browser.get(url, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    plain = browser.get(url)
    assert "Content-Encoding" not in plain.headers
    assert plain.data == join_modules(ROOT / "js", "copy").encode()
    assert gzip.decompress(answer.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_an_earlier_versions_address_still_answers_but_is_not_kept(browser: FlaskClient) -> None:
    answer = browser.get("/assets/0123456789abcdef/app.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.js", "css/tokens.css", "vendor/refresh.py", "../pyproject.toml", "js"])
def test_nothing_else_is_served(browser: FlaskClient, name: str) -> None:
    assert browser.get(f"/assets/0123456789abcdef/{name}").status_code == 404


def test_templates_and_assets_are_found_in_a_checkout() -> None:
    assert (template_root() / "base.html").is_file()
    assert (asset_root() / "css" / "tokens.css").is_file()


def _colours() -> dict[str, tuple[str, str]]:
    css = (ROOT / "css" / "tokens.css").read_text()
    return {m[1]: (m[2], m[3]) for m in re.finditer(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", css)}


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["paper", "night"])
def test_words_are_readable_on_every_ground(mode: int) -> None:
    colours = {name: pair[mode] for name, pair in _colours().items()}
    for ground in ("paper", "raised", "sunken", "claim-wash", "selection"):
        assert _contrast(colours["ink"], colours[ground]) >= 7, ground
    for ground in ("paper", "raised", "sunken"):
        for word in ("quiet", "accent", "danger", "warning", "claim", "named", "unnamed", "missing", "figure"):
            assert _contrast(colours[word], colours[ground]) >= 4.5, (word, ground)
    for word, ground in (
        ("on-accent", "accent"),
        ("ink", "accent-wash"),
        ("ink", "danger-wash"),
        ("ink", "warning-wash"),
        ("quiet", "claim-wash"),
        ("accent", "accent-wash"),
        ("danger", "danger-wash"),
    ):
        assert _contrast(colours[word], colours[ground]) >= 4.5, (word, ground)
    assert _contrast(colours["line"], colours["paper"]) >= 3
