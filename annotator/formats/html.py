"""Saved web pages as articles: plain text, kinds told by the page's own markup, and what it says of itself.

Nothing is fetched and nothing of the markup survives: text only goes in, so nothing can run later.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from annotator.core.errors import Invalid
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations, language_for
from annotator.core.records import CutArticle, Kind
from annotator.core.text import decode
from annotator.formats.blocks import MAX_BYTES, Block, body_of, cut_blocks, left_out_notes
from annotator.formats.html_facts import facts_of
from annotator.formats.text import title_of

_MAX_NODES = 400_000
#: An `article` with fewer words is a teaser.
_FEWEST_WORDS = 25

_DROPPED = {
    "script": "script", "noscript": "script", "template": "template", "style": "style sheet", "iframe": "frame",
    "frame": "frame", "object": "embedded object", "embed": "embedded object", "applet": "embedded object",
    "svg": "drawing", "math": "formula", "canvas": "drawing", "nav": "menu", "aside": "sidebar", "footer": "footer",
    "form": "form", "button": "button", "select": "form", "input": "", "textarea": "form", "dialog": "dialog",
    "video": "video", "audio": "audio clip", "head": "", "map": "", "datalist": "form", "picture": "", "img": "",
}  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
#: Class names and ids of what stands around an article.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|promo\w*|share|sharing|social|newsletter|related|recommend\w*|comments?|"
    r"cookie\w*|breadcrumbs?|menu|navigation|sidebar|footer|most-?read|trending|outbrain|taboola|paywall|skip-?link|"
    r"sr-only|visually-?hidden|screen-?reader\w*|toolbar|popup|modal)(?:$|[\s_-])",
    re.I,
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|dek|deck|sub-?title|sub-?head(?:line|ing)?|article-?summary|lede-?in|teaser|kicker-?text|"
    r"article-?intro|alternativeheadline)(?:$|[\s_-])",
    re.I,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption|figcaption|wp-caption-text|photo-?credit|image-?credit)(?:$|[\s_-])", re.I
)
_CREDITS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|date-?line|time-?stamp|pub-?date|published|publish-?date|date-?published|"
    r"article-?(?:date|meta|author|time)|post-?meta|entry-?meta|posted-?on)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_UTF8_NAMES = frozenset({"utf-8", "utf8", "utf-16", "utf16", "unicode-1-1-utf-8"})
#: Western and other single-byte and East Asian encodings that old pages declare and Python decodes strictly.
_DECLARED = re.compile(
    r"iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis|us-ascii",
    re.I,
)
#: Browsers read Latin-1 as Windows-1252; so did whoever wrote the page.
_AS_1252 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii"})


def read_html(data: bytes, language: str = "", own: OwnAbbreviations = NO_ABBREVIATIONS) -> CutArticle:
    """Read a saved page as an article, with notes on what was left out.

    Raises `Invalid` (`html_too_complex`, `no_article_text`, and the codes of `core.text`) and `TooLarge`.
    """
    if len(data) > MAX_BYTES:
        raise _too_complex()
    source, notes = _decoded(data)
    page = LexborHTMLParser(source)
    if page.root is None or page.body is None:
        raise _no_text()
    left_out: Counter[str] = Counter()
    root = _article_root(page)
    blocks = list(_blocks(root, left_out))
    if root.tag == "body":
        blocks = _main_blocks(source, blocks)
    if not blocks:
        raise _no_text()
    _count_scripts(page, root, left_out)
    body = body_of(blocks)
    headline = next((block.words for block in blocks if block.kind is Kind.HEADLINE), None)
    facts = facts_of(page, headline)
    facts = replace(facts, language=language or facts.language)
    sentences = cut_blocks(body, blocks, headline or facts.title or None, language_for(facts.language, own))
    if not facts.title:
        facts = replace(facts, title=title_of(body, sentences))
    return CutArticle(body, facts, sentences, (*notes, *left_out_notes(left_out)))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The page's characters: UTF-8 if it is, else strictly in the encoding that the page itself names."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    try:
        text = decode(data).removeprefix("\ufeff")
    except Invalid as refusal:
        if refusal.code != "encoding_not_utf8" or not _DECLARED.fullmatch(name):
            raise
        codec = "cp1252" if name in _AS_1252 else name
        try:
            return data.decode(codec), [f"Read as {name}, as the page says. Check the words."]
        except (UnicodeDecodeError, LookupError):
            raise refusal from None
    if name and name not in _UTF8_NAMES and not text.isascii():
        return text, [f"Read as UTF-8, though the page says {name}. Check the words."]
    return text, []


def _article_root(page: LexborHTMLParser) -> LexborNode:
    """Where the article stands: the fullest `article`, else `main`, else the body."""
    for selector in ("article", "[itemprop=articleBody]", "main", "[role=main]"):
        found = page.css(selector)
        if found:
            root = max(found[:200], key=lambda node: len(node.text(deep=True)))
            if selector == "[itemprop=articleBody]":
                root = next((main for main in page.css("main") if main.css_first(selector)), page.body or root)
            if len(root.text(deep=True).split()) >= _FEWEST_WORDS:
                return root
    body = page.body
    if body is None:
        raise _no_text()
    return body


def _blocks(root: LexborNode, left_out: Counter[str]) -> Iterator[Block]:
    """The paragraphs below a node, in order. A stack instead of recursion: pages nest 20,000 deep."""
    stack: list[tuple[LexborNode | None, Kind | None]] = [(root, None)]
    pieces: list[str] = []
    current: Kind | None = None
    nodes = 0
    while stack:
        node, kind = stack.pop()
        nodes += 1
        if nodes > _MAX_NODES:
            raise _too_complex()
        if node is None:
            yield from _flush(pieces, current)
            current = kind
            continue
        if node.tag == "-text":
            pieces.append(node.text_content or "")
            continue
        if (node.tag or "-").startswith(("-", "_", "!")) or not _is_kept(node, is_root=node is root, left_out=left_out):
            continue
        inner = _kind_of(node) or kind
        if node.tag in _BLOCKS or inner is not kind:
            yield from _flush(pieces, current)
            stack.append((None, kind))
            current = inner
        children = list(node.iter(include_text=True))
        stack.extend((child, inner) for child in reversed(children))
    yield from _flush(pieces, current)


def _flush(pieces: list[str], kind: Kind | None) -> Iterator[Block]:
    words = _HTML_SPACE.sub(" ", "".join(pieces).replace("\u00ad", "")).strip()
    pieces.clear()
    if any(mark.isalnum() for mark in words):
        yield Block(words, kind)


def _is_kept(node: LexborNode, *, is_root: bool, left_out: Counter[str]) -> bool:
    tag = node.tag
    if tag in _DROPPED:
        if _DROPPED[tag] and tag not in ("script", "noscript", "style", "template"):
            left_out[_DROPPED[tag]] += 1
        return False
    if is_root:
        return True
    attributes = node.attributes
    is_marked = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if is_marked or _HIDDEN.search(attributes.get("style") or ""):
        if node.text(deep=True).strip():
            left_out["hidden passage"] += 1
        return False
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if tag not in ("body", "main", "article", "p", "h1") and _AROUND.search(names):
        left_out["site block"] += 1
        return False
    return True


def _kind_of(node: LexborNode) -> Kind | None:
    """The kind that the markup tells, or None."""
    tag = node.tag
    if tag == "h1":
        return Kind.HEADLINE
    if tag == "figcaption":
        return Kind.CAPTION
    attributes = node.attributes
    names = " ".join(attributes.get(name) or "" for name in ("class", "id", "itemprop", "data-testid", "rel"))
    if _STANDFIRST.search(names):
        return Kind.STANDFIRST
    if tag in ("h2", "h3", "h4", "h5", "h6", "time") or _CREDITS.search(names):
        return Kind.FURNITURE
    return Kind.CAPTION if _CAPTION.search(names) else None


def _main_blocks(source: str, blocks: Sequence[Block]) -> list[Block]:
    """On a page that does not say where its article stands: what trafilatura takes for the main text."""
    import trafilatura  # heavy, and needed for few pages

    # Its warnings can hold words of the page, and no log of ours does.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    extracted = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    kept = {_squeezed(line) for line in extracted.splitlines()}
    told = (Kind.HEADLINE, Kind.STANDFIRST, Kind.CAPTION)
    chosen = [block for block in blocks if block.kind in told or _squeezed(block.words) in kept]
    return chosen if any(block.kind is None for block in chosen) else list(blocks)


def _squeezed(words: str) -> str:
    return "".join(mark for mark in words if mark.isalnum())


def _count_scripts(page: LexborHTMLParser, root: LexborNode, left_out: Counter[str]) -> None:
    for tag, name in (("script", "script"), ("style", "style sheet"), ("template", "template")):
        left_out[name] += sum(node.attributes.get("type") != "application/ld+json" for node in page.css(tag))
    if root.tag != "body":
        for tag in ("iframe", "frame", "object", "embed"):
            outside = len(page.css(tag)) - len(root.css(tag))
            left_out[_DROPPED[tag]] += max(outside, 0)


def _too_complex() -> Invalid:
    return Invalid(
        "The page is too large or too deeply nested to read. Paste the article's words instead.",
        code="html_too_complex",
    )


def _no_text() -> Invalid:
    return Invalid("The page has no article text. Paste the article's words instead.", code="no_article_text")
