"""Rules of the house that a machine can check: sizes, docstrings, templates without code, calls that are never made,
addresses that do not belong in the tree.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE, TEMPLATES, SCRIPTS = ROOT / "annotator", ROOT / "templates", ROOT / "static" / "js"

MODULE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 50, 20
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations/versions" not in path.as_posix())
PAGES = sorted(TEMPLATES.rglob("*.html"))

#: What is made at run time or by tools, and is no part of the project.
_MADE = {".git", ".venv", "instance", "build", "dist", "node_modules", "vendor", "__pycache__", ".hypothesis"}
_CACHES = re.compile(r"\..*_cache$|.*\.egg-info$")


def name_of(path: Path) -> str:
    """A file as the project names it."""
    return path.relative_to(ROOT).as_posix()


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the package, parsed."""
    for path in MODULES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def files_of_the_project() -> Iterator[Path]:
    """Every file that is handed on with the project."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.name in _MADE or _CACHES.match(path.name):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def test_every_module_has_a_docstring_and_a_readable_size() -> None:
    wrong = [name_of(path) for path, tree in trees() if not ast.get_docstring(tree)]
    assert wrong == [], "without a docstring"
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: n for name, n in lines.items() if n > MODULE_LINES} == {}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = [mark.func for mark in function.decorator_list if isinstance(mark, ast.Call)]
    return any(isinstance(mark, ast.Attribute) and mark.attr in ("get", "post", "route") for mark in marks)


def test_functions_and_views_are_short() -> None:
    wrong = {}
    for path, tree in trees():
        for function in functions(tree):
            limit = VIEW_LINES if is_view(function) else FUNCTION_LINES
            if length_of(function) > limit:
                wrong[f"{name_of(path)}:{function.name}"] = length_of(function)
    assert wrong == {}


def test_public_functions_and_classes_say_what_they_are() -> None:
    wrong = []
    for path, tree in trees():
        for node in tree.body:
            is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):
                wrong.append(f"{name_of(path)}:{node.name}")
    assert wrong == []


BANNED_IMPORTS = {
    "pickle", "marshal", "shelve", "dill", "xml.sax", "xml.dom", "xml.etree", "requests", "httpx", "urllib3",
}  # fmt: skip
BANNED_CALLS = {"eval", "exec", "compile", "Markup", "render_template_string", "os.system", "os.popen", "yaml.load",
                "urlopen", "urllib.request.urlopen"}  # fmt: skip


def dotted(node: ast.expr) -> str:
    """`a.b` as it is written."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def banned_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Imports and calls that are never made, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            for name in names:
                if any(name == banned or name.startswith(f"{banned}.") for banned in BANNED_IMPORTS):
                    yield node.lineno, name
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in BANNED_CALLS:
                yield node.lineno, f"{name}("
            if name in ("text", "sqlalchemy.text") and node.args and isinstance(node.args[0], ast.JoinedStr):
                yield node.lineno, "text(f"
            for keyword in node.keywords:
                value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
                if (keyword.arg, value) in (("shell", True), ("verify", False)):
                    yield node.lineno, f"{keyword.arg}={value}"


def test_nothing_is_called_that_runs_what_it_is_given() -> None:
    assert [(name_of(path), *found) for path, tree in trees() for found in banned_in(tree)] == []


@pytest.mark.parametrize(
    "line",
    ["import pickle", "from pickle import loads", "import xml.etree.ElementTree", "eval('1')", "text(f'{x}')",
     "run('x', shell=True)", "get('x', verify=False)", "Markup('x')", "os.system('x')"],
)  # fmt: skip
def test_the_ban_finds_what_it_bans(line) -> None:
    assert list(banned_in(ast.parse(line)))


def test_only_one_place_begins_and_commits() -> None:
    allowed = {"annotator/storage/transactions.py", "annotator/storage/migrate.py", "annotator/storage/engine.py"}
    wrong = [
        name_of(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func).endswith((".commit", ".rollback", ".begin"))
    ]
    assert set(wrong) - allowed == set()


INLINE = {
    "a filter that lets markup through": re.compile(r"\|\s*safe\b|autoescape\s+false", re.I),
    "an inline handler": re.compile(r"<[^>{]*\s(?:on[a-z]+|hx-on[^=\s]*)\s*=", re.I),
    "an inline style": re.compile(r"<style\b|<[^>{]*\sstyle\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>|javascript:", re.I),
    "something from another host": re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", re.I),
}


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_no_code_and_nothing_from_outside(what) -> None:
    wrong = []
    for path in PAGES:
        if what.startswith("a filter") and path.is_relative_to(TEMPLATES / "_ui"):
            continue
        page = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        wrong += [f"{name_of(path)}: {found.group()}" for found in INLINE[what].finditer(page)]
    assert wrong == []


@pytest.mark.parametrize(
    ("what", "page"),
    [
        ("a filter that lets markup through", "{{ x|safe }}"),
        ("an inline handler", '<b class="x" onclick="y()">'),
        ("an inline handler", '<b hx-on:click="y()">'),
        ("an inline style", '<p style="x">'),
        ("an inline script", "<script>x</script>"),
        ("something from another host", '<img src="//x.example/y.png">'),
    ],
)
def test_the_check_finds_what_it_looks_for(what, page) -> None:
    assert INLINE[what].search(page)


def test_scripts_are_small_and_make_no_code_of_words() -> None:
    banned = re.compile(
        r"\beval\(|new Function|\.innerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write|https?://"
    )
    wrong = []
    for path in sorted(SCRIPTS.rglob("*.js")):
        source = path.read_text(encoding="utf-8")
        code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", source, flags=re.S | re.M)
        wrong += [f"{name_of(path)}: {found.group()}" for found in banned.finditer(code)]
    assert wrong == []


#: Put together here, so that this file does not hold what it looks for.
_PLACES = tuple("/" + name + "/" for name in ("work", "home", "root", "Users", "tmp"))
_REGISTRIES = tuple(
    "".join(parts) for parts in
    (("pypi", ".org"), ("files.", "pythonhosted"), ("registry.", "npmjs"), ("--extra-", "index-url"))
)  # fmt: skip
_TEXTS = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".mjs", ".json", ".svg", ".cfg", ".yml", ".sh", ""}
_PLACE = re.compile("|".join(rf"(?<![\w.}}/<]){re.escape(name)}\w" for name in _PLACES))


def test_a_machine_s_path_is_recognised() -> None:
    for name in _PLACES:
        assert _PLACE.search(f"see {name}x/y")
        assert not _PLACE.search(f"see annotator{name}x")


def test_no_file_names_a_machine_or_a_registry() -> None:
    wrong = []
    for path in files_of_the_project():
        if path.suffix not in _TEXTS:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if _PLACE.search(line) or any(word in line for word in _REGISTRIES):
                wrong.append(f"{name_of(path)}:{number}: {line.strip()[:100]}")
    assert wrong == []


def test_requirements_are_pinned_with_hashes() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        source = path.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.\-\[\]]*==[^\s;\\]+", source, flags=re.M | re.I)
        assert pins, path.name
        blocks = [block for block in re.split(r"^(?=[a-z0-9])", source, flags=re.M | re.I) if block[:1].isalnum()]
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == [], path.name


def test_a_decision_has_a_number_of_its_own_and_says_it() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    numbers = [path.name[:4] for path in records]
    assert len(numbers) == len(set(numbers)) > 20
    assert [path.name for path in records if not path.read_text().startswith(f"# {int(path.name[:4])}. ")] == []


def test_what_lies_beside_a_checkout_is_read_in_one_place_which_skips_without_it() -> None:
    readers = [name_of(path) for path in (ROOT / "tests").rglob("*.py") if re.search(r'/ "shared"', path.read_text())]
    assert sorted(set(readers) - {"tests/cli/test_serve.py", "tests/test_house.py"}) == ["tests/shared.py"]


def test_tokens_are_switched_off_in_one_place() -> None:
    """See tests/apps.py: a page that prints a signed token fails, now and then, a test of what it does not name."""
    switch = re.compile(r"WTF_CSRF_ENABLED\W+False")
    tests = [path for path in files_of_the_project() if path.suffix == ".py" and "tests" in path.parts]
    assert [name_of(path) for path in tests if switch.search(path.read_text("utf-8"))] == ["tests/apps.py"]
