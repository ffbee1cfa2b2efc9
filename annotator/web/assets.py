"""The front-end's files: found inside the package or beside it, hashed once, served for ever.

Every address carries the digest of all of them, so that a page and its style, scripts and fonts always
belong together and may be kept by the browser without asking again. The scripts of a page are joined into
one file (`scripts.py`). Texts are compressed once, in memory.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

import annotator
from annotator.web.scripts import join_modules, without_comments

#: The cascade layers, outermost last; each style sheet wraps itself in its own.
LAYERS = ("reset", "tokens", "base", "ui", "page")

_PACKAGE = Path(annotator.__file__).resolve().parent
_SERVED = frozenset({".css", ".js", ".svg", ".woff2", ".txt"})
_TEXTS = frozenset({".css", ".js", ".svg", ".txt"})
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_INDENT = re.compile(r"\n\s*")
#: What runs on every page before its own modules, joined into one request.
_FIRST_SCRIPTS = ("js/theme.js", "vendor/htmx.min.js")
#: The modules that pages name; each is served with everything it imports.
ENTRIES = (
    "outbox", "workbench", "adjudicate", "copy", "search", "edges", "press", "again", "pick", "find", "recut", "guide",
    "cards", "queue", "drafts",
)  # fmt: skip

#: Style sheets of pieces and of seldom pages: each is linked by its piece or page, and not part of `app.css`.
APART = (
    "adjudication",
    "asking",
    "comparisons",
    "desk",
    "ledgers",
    "policies",
    "records",
    "rounds",
    "sourcing",
    "versions",
)

blueprint = Blueprint("assets", __name__)


def asset_root() -> Path:
    """The folder of style sheets, scripts and fonts: in the wheel, or beside the package in a checkout."""
    return _inside_or_beside("static")


def template_root() -> Path:
    """The folder of templates: in the wheel, or beside the package in a checkout."""
    return _inside_or_beside("templates")


def _inside_or_beside(name: str) -> Path:
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise RuntimeError(f"The installation is incomplete: there is no folder “{name}” in {_PACKAGE} or beside it.")


@dataclass(frozen=True, slots=True)
class Asset:
    """One served file. `gzipped` is None where compressing would not help (fonts)."""

    body: bytes
    content_type: str
    gzipped: bytes | None = None


@dataclass(frozen=True, slots=True)
class AssetBundle:
    """All served files by name (`app.css`, `js/keys.js`), and the digest over them."""

    digest: str
    files: dict[str, Asset] = field(repr=False)


def load_assets(root: Path) -> AssetBundle:
    """Read every asset below `root`; the style sheets become `app.css`, what every page runs `first.js`."""
    files = {
        "app.css": _asset("app.css", stylesheet(root).encode()),
        "first.js": _asset("first.js", first_script(root)),
    }
    for entry in ENTRIES:
        if (root / "js" / f"{entry}.js").is_file():
            files[f"js/{entry}.js"] = _asset(f"{entry}.js", join_modules(root / "js", entry).encode())
    for name in APART:
        if (root / "css" / "page" / f"{name}.css").is_file():
            files[f"css/{name}.css"] = _asset(f"{name}.css", _pack([root / "css" / "page" / f"{name}.css"]).encode())
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in _SERVED and path.is_file() and not name.startswith(("css/", "js/")):
            files[name] = _asset(name, path.read_bytes())
    digest = hashlib.sha256()
    for name, asset in sorted(files.items()):
        digest.update(f"{name}\0{len(asset.body)}\0".encode())
        digest.update(asset.body)
    return AssetBundle(digest.hexdigest()[:16], files)


def stylesheet(root: Path) -> str:
    """The whole style sheet: every file in the order of its layer, without comments and indents."""
    sources = [path for path in style_sources(root) if path.parent.name != "page" or path.stem not in APART]
    return f"@layer {', '.join(LAYERS)};\n{_pack(sources)}"


def _pack(sources: Iterable[Path]) -> str:
    texts = (_CSS_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sources)
    return "\n".join(_CSS_INDENT.sub("\n", text).strip() for text in texts) + "\n"


def first_script(root: Path) -> bytes:
    """The classic scripts of every page as one."""
    present = [root / name for name in _FIRST_SCRIPTS if (root / name).is_file()]
    return "\n;".join(without_comments(path.read_text(encoding="utf-8")) for path in present).encode()


def style_sources(root: Path) -> Iterator[Path]:
    """The style sheets in the order of their layers; those of the pages by name."""
    for layer in LAYERS[:-1]:
        yield root / "css" / f"{layer}.css"
    yield from sorted((root / "css" / "page").glob("*.css"))


def _asset(name: str, body: bytes) -> Asset:
    suffix = Path(name).suffix
    kind = {".js": "text/javascript", ".woff2": "font/woff2"}.get(suffix) or mimetypes.guess_type(name)[0]
    content_type = f"{kind}; charset=utf-8" if suffix in _TEXTS else str(kind)
    # mtime=0: the same file gives the same bytes on every start.
    return Asset(body, content_type, gzip.compress(body, 9, mtime=0) if suffix in _TEXTS else None)


def register_assets(app: Flask) -> None:
    """Serve the assets from `app` and give its templates `asset_url(name)`."""
    app.extensions["annotator-assets"] = load_assets(asset_root())
    app.register_blueprint(blueprint)
    app.add_template_global(asset_url)


def asset_bundle() -> AssetBundle:
    """The current application's assets; read anew at each call while debugging."""
    if current_app.debug:
        return load_assets(asset_root())
    bundle: AssetBundle = current_app.extensions["annotator-assets"]
    return bundle


def asset_url(name: str) -> str:
    """The address of one asset, for templates. Raises KeyError for a file that does not exist."""
    bundle = asset_bundle()
    if name not in bundle.files:
        raise KeyError(name)
    return url_for("assets.show", digest=bundle.digest, name=name)


@blueprint.get("/assets/<digest>/<path:name>")
def show(digest: str, name: str) -> Response:
    """Answer with one file; for ever under today's digest, unkept under an earlier version's."""
    bundle = asset_bundle()
    asset = bundle.files.get(name)
    if asset is None:
        abort(404)
    squeezed = asset.gzipped is not None and "gzip" in request.accept_encodings
    response = Response(asset.gzipped if squeezed else asset.body, content_type=asset.content_type)
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    if asset.gzipped is not None:
        response.vary.add("Accept-Encoding")
    current = digest == bundle.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response
