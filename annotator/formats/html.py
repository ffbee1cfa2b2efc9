"""Saved web pages as articles: plain text, kinds told by the page's own markup, and what it says of itself.

Nothing is fetched and nothing of the markup survives: text only goes in, so nothing can run later.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from annotator.core.errors import Invalid
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations, language_for
from annotator.core.records import CutArticle, Kind
from annotator.core.text import decode
from annotator.formats.blocks import MAX_BYTES, Block, body_of, cut_blocks, left_out_notes
from annotator.formats.html_facts import facts_of, titles_of, without_outlet
from annotator.formats.html_marks import BLOCKS, DROPPED, is_around, is_hidden, kind_of, may_be_the_article
from annotator.formats.html_order import mark_headline, settle
from annotator.formats.text import title_of
from annotator.formats.text_facts import read_facts

_MAX_NODES = 400_000
#: An `article` with fewer words is a teaser.
_FEWEST_WORDS = 25
#: A box of more than this part of all words (one in so many) is the article's own, whatever it is called.
_MOST_OF, _MOST_BOXES = 3, 40

#: In text that is set as typed a blank line or an indented one begins a paragraph.
_PARAGRAPH = re.compile(r"\n[ \t]*\r?\n|\n(?=[ \t]{2,}\S)")
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


@dataclass(frozen=True, slots=True)
class _Place:
    """What the words at a place of the page are, by the nodes around them."""

    kind: Kind | None = None
    is_item: bool = False
    is_bold: bool = False
    is_link: bool = False
    is_typed: bool = False


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
    blocks = mark_headline(list(_blocks(root, left_out)), titles_of(page))
    if root.tag == "body":
        blocks = _main_blocks(source, blocks)
    if not blocks:
        raise _no_text()
    blocks = settle(blocks)
    _count_scripts(page, root, left_out)
    body = body_of(blocks)
    headline = next((block.words for block in blocks if block.kind is Kind.HEADLINE), None)
    facts = facts_of(page, headline)
    facts = replace(facts, language=language or facts.language)
    sentences = cut_blocks(body, blocks, headline or facts.title or None, language_for(facts.language, own))
    first = title_of(body, sentences)
    facts = replace(facts, title=first) if not facts.title else without_outlet(facts, first)
    stated = read_facts(body, sentences, facts.title)
    facts = replace(
        facts, byline=facts.byline or stated.byline, published_on=facts.published_on or stated.published_on,
        outlet=facts.outlet or stated.outlet, url=facts.url or stated.url,
    )  # fmt: skip
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
    """Where the article stands: the fullest `article`, else `main`, else the body. Where the page's only headline is
    outside of it, as on pages that grow post by post, it is a part.
    """
    for selector in ("article", "[itemprop=articleBody]", "main", "[role=main]"):
        found = page.css(selector)
        if found:
            root = max(found[:200], key=lambda node: len(node.text(deep=True)))
            if selector == "[itemprop=articleBody]":
                root = next((main for main in page.css("main") if main.css_first(selector)), page.body or root)
            is_part = selector == "article" and len(found) > 1 and root.css_first("h1") is None
            if is_part and (whole := _around_posts(page)) is not None:
                return whole
            if len(root.text(deep=True).split()) >= _FEWEST_WORDS:
                return root
    body = page.body
    if body is None:
        raise _no_text()
    return body


def _around_posts(page: LexborHTMLParser) -> LexborNode | None:
    """What holds both the page's headline and its articles."""
    for selector in ("main", "[role=main]", "body"):
        for node in page.css(selector)[:5]:
            if node.css_first("h1") is not None and node.css_first("article") is not None:
                return node
    return None


def _blocks(root: LexborNode, left_out: Counter[str]) -> Iterator[Block]:
    """The paragraphs below a node, in order. A stack instead of recursion: pages nest 20,000 deep."""
    stack: list[tuple[LexborNode | None, _Place]] = [(root, _Place())]
    pieces: list[tuple[str, _Place]] = []
    current = _Place()
    nodes, words, kept = 0, len(root.text(deep=True).split()), Counter[str]()
    while stack:
        node, place = stack.pop()
        nodes += 1
        if nodes > _MAX_NODES:
            raise _too_complex()
        if node is None:
            yield from _flush(pieces, current)
            current = place
            continue
        if node.tag == "-text":
            parts = _PARAGRAPH.split(node.text_content or "") if place.is_typed else [node.text_content or ""]
            for part in parts[:-1]:
                pieces.append((part, place))
                yield from _flush(pieces, current)
            pieces.append((parts[-1], place))
            continue
        if (node.tag or "-").startswith(("-", "_", "!")) or not _is_kept(node, is_root=node is root, left_out=left_out):
            continue
        if _is_site_block(node, root, words, kept):
            left_out["site block"] += 1
            continue
        inner = _within(node, place)
        if node.tag in BLOCKS or inner.kind is not place.kind:
            yield from _flush(pieces, current)
            stack.append((None, place))
            current = inner
        stack.extend((child, inner) for child in reversed(list(node.iter(include_text=True))))
    yield from _flush(pieces, current)


def _within(node: LexborNode, place: _Place) -> _Place:
    """What the words inside a node are."""
    return _Place(
        kind_of(node) or place.kind,
        is_item=node.tag == "li" or (place.is_item and node.tag not in ("div", "section")),
        is_bold=place.is_bold or node.tag in ("b", "strong"),
        is_link=place.is_link or (node.tag == "a" and "href" in node.attributes),
        is_typed=place.is_typed or node.tag == "pre",
    )


def _flush(pieces: list[tuple[str, _Place]], place: _Place) -> Iterator[Block]:
    words = _HTML_SPACE.sub(" ", "".join(words for words, _ in pieces).replace("\u00ad", "")).strip()
    seen = [place for words, place in pieces if not words.isspace()]
    pieces.clear()
    if any(mark.isalnum() for mark in words):
        is_bold, is_link = all(one.is_bold for one in seen), all(one.is_link for one in seen)
        yield Block(words, place.kind, place.is_item, is_bold, is_link)


def _is_kept(node: LexborNode, *, is_root: bool, left_out: Counter[str]) -> bool:
    tag = node.tag
    if tag in DROPPED:
        if DROPPED[tag] and tag not in ("script", "noscript", "style", "template"):
            left_out[DROPPED[tag]] += 1
        return False
    if is_root:
        return True
    if is_hidden(node):
        if node.text(deep=True).strip():
            left_out["hidden passage"] += 1
        return False
    return True


def _is_site_block(node: LexborNode, root: LexborNode, words: int, kept: Counter[str]) -> bool:
    """Say whether a node is called like what stands around an article. One that holds much of the words is called so
    for another reason ("newsletter-page", "paywall"); asked a few times only, for such boxes nest.
    """
    if node is root or not is_around(node):
        return False
    if not may_be_the_article(node):
        return True
    if kept["boxes"] < _MOST_BOXES and len(node.text(deep=True).split()) * _MOST_OF > words:
        kept["boxes"] += 1
        return False
    return True


def _main_blocks(source: str, blocks: Sequence[Block]) -> list[Block]:
    """On a page that does not say where its article stands: what trafilatura takes for the main text."""
    import trafilatura  # heavy, and needed for few pages

    # Its warnings can hold words of the page, and no log of ours does.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    extracted = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    lines = extracted.splitlines()
    kept = {_squeezed(line) for line in lines}
    in_rows = _of_rows([_squeezed(line) for line in lines if line.startswith("|")], blocks)
    told = (Kind.HEADLINE, Kind.STANDFIRST, Kind.CAPTION)
    chosen = [
        block for at, block in enumerate(blocks)
        if block.kind in told or at in in_rows or _squeezed(block.words) in kept
    ]  # fmt: skip
    return chosen if any(block.kind is None for block in chosen) else list(blocks)


def _of_rows(rows: Sequence[str], blocks: Sequence[Block]) -> frozenset[int]:
    """Which paragraphs make up the rows of a table, which are given as one line each; both in the page's order."""
    found, row, rest = set(), -1, ""
    for at, block in enumerate(blocks):
        words = _squeezed(block.words)
        if not rest.startswith(words) and row + 1 < len(rows) and rows[row + 1].startswith(words):
            row += 1
            rest = rows[row]
        if rest.startswith(words):
            found.add(at)
            rest = rest[len(words) :]
    return frozenset(found)


def _squeezed(words: str) -> str:
    return "".join(mark for mark in words if mark.isalnum())


def _count_scripts(page: LexborHTMLParser, root: LexborNode, left_out: Counter[str]) -> None:
    for tag, name in (("script", "script"), ("style", "style sheet"), ("template", "template")):
        left_out[name] += sum(node.attributes.get("type") != "application/ld+json" for node in page.css(tag))
    if root.tag != "body":
        for tag in ("iframe", "frame", "object", "embed"):
            outside = len(page.css(tag)) - len(root.css(tag))
            left_out[DROPPED[tag]] += max(outside, 0)


def _too_complex() -> Invalid:
    return Invalid(
        "The page is too large or too deeply nested to read. Paste the article's words instead.",
        code="html_too_complex",
    )


def _no_text() -> Invalid:
    return Invalid("The page has no article text. Paste the article's words instead.", code="no_article_text")
