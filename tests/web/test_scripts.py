"""Joining scripts: every module once, before what needs it, with names that never meet."""

import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.web.scripts import join_modules, without_comments


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder


def test_modules_are_joined_once_in_the_order_of_their_need(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        page='import { one as first, two } from "./parts.js";\nimport "./quiet.js";\n'
        "console.log(first(), two, hidden);\nvar hidden;\n",
        parts='import { base } from "./base.js";\nconst hidden = 1;\n'
        "export function one() {\n  return base + hidden;\n}\nexport const two = 2;\n",
        base="export const base = 40;\n",
        quiet='import { base } from "./base.js";\nconst hidden = base;\n',
    )
    joined = join_modules(folder, "page")
    places = [joined.index(f"const ${name} = ") for name in ("base", "parts", "quiet", "page")]
    assert places == sorted(places)
    assert joined.count("const $base") == 1
    if shutil.which("node"):
        said = subprocess.run(["node", "-e", joined], capture_output=True, text=True, check=True)
        assert said.stdout == "41 2 undefined\n"


def test_what_the_named_module_exports_the_whole_exports(tmp_path: Path) -> None:
    joined = join_modules(write(tmp_path, page="export function start() {}\nimport(somewhere);\n"), "page")
    assert joined.endswith("export const { start } = $page;\n")


@pytest.mark.parametrize(
    "source",
    ["export default 1;", "export let n = 1;", 'import * as x from "./y.js";', 'export * from "./y.js";', "export {};"],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        join_modules(write(tmp_path, page=source + "\n"), "page")


def test_modules_that_import_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, one='import { b } from "./two.js";\n', two='import { a } from "./one.js";\n')
    with pytest.raises(ValueError, match="one > two > one"):
        join_modules(folder, "one")


def test_text_over_several_lines_is_refused_because_its_indents_would_go(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="several lines"):
        join_modules(write(tmp_path, page="const a = `one\n  two`;\n"), "page")


def test_comments_and_indents_go_and_code_stays() -> None:
    source = "// why\n/**\n * @param x\n */\nexport const a = 1; // kept\n\n/** one */\n  b();\n"
    assert without_comments(source) == "export const a = 1; // kept\nb();\n"
