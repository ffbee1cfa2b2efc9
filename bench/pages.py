"""Article pages of our own, in six styles, with what every sentence of them is and what they say of themselves.

Pages are `pages/<style>-<number>.html`. The first comment holds the facts; the attribute `k` tells what an element's
words are (h headline, s standfirst, b body, c caption), and `¦` parts sentences. Both are taken out before a page is
read. What has no `k` is no article text. Odd pages are for writing rules; even ones were written before any page was
scored, and nobody tunes on them.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

PAGES = Path(__file__).parent / "pages"
_KINDS = {"h": "headline", "s": "standfirst", "b": "body", "c": "caption"}
_GOLD = re.compile(r"<!--gold (?P<facts>.*?)-->\s*", re.S)
_MARK = re.compile(r"(<[a-z][^<>]*?) k=[hsbc](?=[\s>])")


def read_pages(half: str) -> Iterator[dict[str, object]]:
    """The pages of a half, `odd` or `even`, in the form that `annotator evaluate kinds` reads."""
    for path in sorted(PAGES.glob("*.html")):
        style, _, number = path.stem.rpartition("-")
        if (int(number) % 2 == 1) is (half == "odd"):
            yield _page(path.stem, style, path.read_text(encoding="utf-8"))


def _page(name: str, style: str, source: str) -> dict[str, object]:
    marked = _GOLD.sub("", source, count=1)
    units = [
        {"kind": _KINDS[node.attributes["k"] or ""], "words": words}
        for node in LexborHTMLParser(marked).css("[k]")
        for piece in node.text(deep=True).split("¦")
        if (words := " ".join(piece.split()))
    ]
    facts = dict(part.strip().split("=", 1) for part in _GOLD.match(source)["facts"].strip().split(" | "))
    headline = next(unit["words"] for unit in units if unit["kind"] == "headline")
    return {
        "name": name, "style": style, "html": _MARK.sub(r"\1", marked).replace("¦", ""), "units": units,
        "facts": {
            "title": headline, "byline": unescape(facts["byline"]), "outlet": unescape(facts["outlet"]),
            "published_on": facts["date"], "url": facts["url"],
        },
    }  # fmt: skip


def print_pages(half: str) -> None:
    """One line a page."""
    for page in read_pages(half):
        print(json.dumps(page, ensure_ascii=False))
