"""The scripts of a page as one file: our modules joined in the order in which they need each other.

The sources stay plain ES modules, which a browser and node run as they are; joined, a page asks once instead
of a dozen times and the compressor sees all of them together. Each module becomes a function of its own, so
that names never meet; what it exports is what the function returns.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) ([A-Za-z]\w*))", re.MULTILINE)
#: A type beside the code, for the checker only; no string of ours holds one.
_TYPE = re.compile(r"/\*\* @(?:type|template)\b[^`\n]*?\*/ ?")
#: A type noted within a line: `/** @type {HTMLElement} */ (found)`.
_TYPES = re.compile(r"/\*\* @(?:type|param) [^\n]*?\*/ ?")
_LEFT = re.compile(r"^(?:import\b(?!\()|export\b).*$", re.MULTILINE)


def join_modules(folder: Path, entry: str) -> str:
    """The module `entry` of `folder` (a name without `.js`) with everything it imports, each once. What `entry`
    exports the whole exports too, so that a page can import it when it is needed.

    Raises ValueError for an import or export in a form that is not joined (default, star, `let`: what is
    exported is copied once and must not change), and for modules that import each other in a circle.
    """
    done: dict[str, str] = {}
    _gather(folder, entry, done, ())
    exported = _EXPORT.findall(without_comments((folder / f"{entry}.js").read_text(encoding="utf-8")))
    last = f"export const {{ {', '.join(exported)} }} = {_variable(entry)};\n" if exported else ""
    return "\n".join(done.values()) + "\n" + last


def _gather(folder: Path, name: str, done: dict[str, str], path: tuple[str, ...]) -> None:
    if name in path:
        raise ValueError(f"scripts import each other in a circle: {' > '.join((*path, name))}")
    if name in done:
        return
    source = _TYPE.sub("", without_comments((folder / f"{name}.js").read_text(encoding="utf-8")))
    if any(line.count("`") % 2 for line in source.split("\n")):
        raise ValueError(f"{name}.js: text in backquotes over several lines would lose its indents")
    for imported in _IMPORT.finditer(source):
        _gather(folder, imported[2], done, (*path, name))
    done[name] = _as_function(name, source)


def _as_function(name: str, source: str) -> str:
    exported = [match[1] for match in _EXPORT.finditer(source)]
    body = _EXPORT.sub("", _IMPORT.sub(_as_constants, source))
    if left := _LEFT.search(body):
        raise ValueError(f"{name}.js: this import or export cannot be joined: {left[0]}")
    return f"const {_variable(name)} = (() => {{\n{body.strip()}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _as_constants(imported: re.Match[str]) -> str:
    if imported[1] is None:
        return ""
    names = re.sub(r"\s+as\s+", ": ", " ".join(imported[1].split()))
    return f"const {{ {names} }} = {_variable(imported[2])};"


def _variable(name: str) -> str:
    return "$" + name.replace("-", "_")


def without_comments(script: str) -> str:
    """A script without the lines that are comments and the types noted in other lines, without indents and empty
    lines.
    """
    lines, inside = [], False
    for line in _TYPES.sub("", script).split("\n"):
        bare = line.strip()
        opens = bare.startswith("/*")
        if not (inside or opens or bare.startswith("//") or not bare):
            lines.append(bare)
        inside = (inside or opens) and not bare.endswith("*/")
    return "\n".join(lines) + "\n"
