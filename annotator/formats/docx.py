"""Word documents as articles: words and the kinds that their styles tell; nothing else of the file is kept.

Tracked insertions are read and deletions are not, as the document would look with all changes accepted. Notes,
comments, page headers and hidden words are left out, and said.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from annotator.core.errors import Invalid
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations, language_for
from annotator.core.records import ArticleFacts, CutArticle, Kind
from annotator.formats.blocks import Block, body_of, cut_blocks, left_out_notes
from annotator.formats.docx_package import open_docx
from annotator.formats.text import MAX_TITLE, title_of
from annotator.formats.text_facts import guess_language, read_facts

#: Names of styles, which Word keeps in English whatever its language, and those that desks give.
_KINDS = {
    "title": Kind.HEADLINE, "headline": Kind.HEADLINE, "head": Kind.HEADLINE,
    "subtitle": Kind.STANDFIRST, "standfirst": Kind.STANDFIRST, "dek": Kind.STANDFIRST, "deck": Kind.STANDFIRST,
    "summary": Kind.STANDFIRST, "subhead": Kind.STANDFIRST, "intro": Kind.STANDFIRST,
    "caption": Kind.CAPTION, "photo caption": Kind.CAPTION, "picture caption": Kind.CAPTION,
    "credit": Kind.CAPTION, "photo credit": Kind.CAPTION,
    "byline": Kind.FURNITURE, "author": Kind.FURNITURE, "date": Kind.FURNITURE, "dateline": Kind.FURNITURE,
    "kicker": Kind.FURNITURE, "crosshead": Kind.FURNITURE, "crossheading": Kind.FURNITURE,
    "pull quote": Kind.FURNITURE, "pullquote": Kind.FURNITURE, "slug": Kind.FURNITURE,
    "header": Kind.FURNITURE, "footer": Kind.FURNITURE,
}  # fmt: skip
_BYLINES = frozenset({"byline", "author"})
_HEADING = re.compile(r"heading (?P<level>[1-9])")
_CONTENTS = re.compile(r"toc (?:heading|\d)|table of (?:contents|figures)")
#: Elements that are not entered -> what the note calls them; "" where nothing is lost.
_DROPPED = {
    "del": "tracked deletion", "moveFrom": "tracked deletion", "Fallback": "", "object": "embedded object",
    "pPr": "", "instrText": "", "delText": "", "delInstrText": "", "rPr": "", "sectPr": "", "oMath": "formula",
    "oMathPara": "formula", "tblPr": "", "tblGrid": "", "trPr": "", "tcPr": "", "sdtPr": "", "rt": "",
    "chart": "chart",
}  # fmt: skip
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
_MARKS = {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011", "softHyphen": ""}
_BREAKS = frozenset({"br", "cr"})
#: Stands among the words for a line or page break inside a paragraph, until it is told what it is.
_BREAK = "\v"
#: A break in the middle of a sentence is layout: no mark before it, and lower case behind.
_INSIDE_SENTENCE = re.compile(r"(?<=[^\W_])(?P<comma>,?) ?\v ?(?=[^\W\d_])")
#: What the usual symbols of the font "Symbol" are; others are told of.
_SYMBOLS = {"F0B0": "°", "F0B1": "±", "F0A3": "≤", "F0B3": "≥", "F0B4": "×", "F06D": "µ", "F0B7": "•", "F0A5": "∞"}
_PRIVATE = range(0xE000, 0xF900)
_SPACE = re.compile(r"[ \t\r\n\f]+")
#: What programs write as the author where nobody said a name.
_NOBODY = re.compile(
    r"(?i:microsoft|office user|windows user|user\b|admin|python-docx|libreoffice|openoffice|unknown)|.*@"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BY = re.compile(r"(?:written |words |story |report )?by\s+", re.I)
_MAX_BASES = 12


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph's style is called, in lower case, with those that it rests on."""

    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """Where the reading of a document stands: the words of the open paragraph, and what was left out so far."""

    styles: Mapping[str, _Style]
    left_out: Counter[str]
    pieces: list[str] = field(default_factory=list)
    style: _Style = _Style()
    #: Whether the mark of the last paragraph is deleted, so that the next one goes on.
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    words: str
    style: _Style


def read_docx(data: bytes, language: str = "", own: OwnAbbreviations = NO_ABBREVIATIONS) -> CutArticle:
    """Read a Word document as an article, with notes on what was left out.

    Raises what `docx_package.open_docx` and `core.text.canonical` raise, and `Invalid` (`no_article_text`).
    """
    parts = open_docx(data)
    left_out = Counter[str](parts.others)
    root = next(parts.document.iterfind("{*}body"), None)
    paragraphs = [] if root is None else list(_paragraphs(root, _Walk(_styles(parts.styles), left_out)))
    if not paragraphs:
        raise Invalid("The document has no text. Paste the article's words instead.", code="no_article_text")
    blocks = _blocks(paragraphs)
    body = body_of(blocks)
    language = language or _language(body, parts.styles)
    headline = next((block.words for block in blocks if block.kind is Kind.HEADLINE), None)
    named = headline or _property(parts.core, "title")
    sentences = cut_blocks(body, blocks, named or None, language_for(language, own))
    title = (headline or title_of(body, sentences))[:MAX_TITLE]
    facts, taken = _facts(replace(read_facts(body, sentences, title), language=language), paragraphs, parts.core)
    return CutArticle(body, facts, sentences, (*left_out_notes(left_out), *taken))


def _paragraphs(root: etree._Element, walk: _Walk) -> Iterator[_Paragraph]:
    """The paragraphs of a document in order, those of its text boxes after the one they hang on.

    A stack instead of recursion; `None` on it closes the paragraph below which it lies.
    """
    stack: list[etree._Element | None] = [root]
    boxes: list[etree._Element] = []
    depth = 0
    while stack:
        node = stack.pop()
        if node is None:
            yield from _flush(walk)
            depth -= 1
            if depth == 0 and boxes:
                stack.extend(reversed(boxes))
                boxes = []
            continue
        name = _local(node.tag)
        if name == "txbxContent" and depth:
            boxes.append(node)
        elif name == "p" and depth == 0:
            if not walk.is_open:
                walk.style = walk.styles.get(_style_id(node), _Style())
            walk.is_open = _is_joined(node)
            depth += 1
            stack.append(None)
            stack.extend(reversed(node))
        elif not _took_words(node, name, walk):
            stack.extend(reversed(node))
    walk.is_open = False
    yield from _flush(walk)


def _took_words(node: etree._Element, name: str, walk: _Walk) -> bool:
    """Take what an element says itself; False where its children have to be looked at."""
    if name == "t":
        walk.pieces.append(node.text or "")
        return True
    if name in _BREAKS:
        walk.pieces.append(_BREAK)
        return True
    if name in _MARKS:
        walk.pieces.append(_MARKS[name])
        return True
    if name == "sym":
        symbol = _symbol(_value(node, "char"))
        walk.pieces.append(symbol)
        walk.left_out["symbol"] += not symbol
        return True
    if name in _REFERENCES:
        walk.left_out[_REFERENCES[name]] += 1
        return True
    if name in _DROPPED:
        if _DROPPED[name] and (name not in ("del", "moveFrom") or len(node)):
            walk.left_out[_DROPPED[name]] += 1
        return True
    if name == "r" and _is_hidden(node):
        walk.left_out["hidden passage"] += bool("".join(node.itertext()).strip())
        return True
    return False


def _flush(walk: _Walk) -> Iterator[_Paragraph]:
    """The open paragraph, a part for each break that is none inside a sentence."""
    if walk.is_open:
        return  # its mark is deleted: the next one goes on
    words = _SPACE.sub(" ", "".join(walk.pieces).replace("\u00ad", ""))
    walk.pieces.clear()
    for part in _INSIDE_SENTENCE.sub(_joined, words).split(_BREAK):
        if any(mark.isalnum() for mark in part):
            yield _Paragraph(part.strip(), walk.style)


def _joined(found: re.Match[str]) -> str:
    following = found.string[found.end()]
    return f"{found['comma']} " if following.islower() else found.group()


def _is_joined(paragraph: etree._Element) -> bool:
    """Say whether a paragraph's mark is deleted: with all changes accepted it is one with the next."""
    return next(paragraph.iterfind("{*}pPr/{*}rPr/{*}del"), None) is not None


def _symbol(char: str) -> str:
    """A character that stands in the file by its number in a font; "" where the font alone tells what it is."""
    if char.upper() in _SYMBOLS:
        return _SYMBOLS[char.upper()]
    point = int(char, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,5}", char) else 0
    return chr(point) if chr(point).isprintable() and point not in _PRIVATE else ""


def _blocks(paragraphs: list[_Paragraph]) -> list[Block]:
    """Kinds by style. The first "Heading 1" is the headline where no paragraph is a title; other headings are
    crossheads.
    """
    has_title = any(_kind(one.style) is Kind.HEADLINE for one in paragraphs)
    blocks = []
    for one in paragraphs:
        kind = _kind(one.style)
        level = next((found["level"] for name in one.style.names if (found := _HEADING.fullmatch(name))), "")
        if kind is None and level:
            kind = Kind.HEADLINE if level == "1" and not has_title else Kind.FURNITURE
            has_title = has_title or level == "1"
        blocks.append(Block(one.words, kind))
    return blocks


def _kind(style: _Style) -> Kind | None:
    for name in style.names:
        if name in _KINDS:
            return _KINDS[name]
        if _CONTENTS.fullmatch(name):
            return Kind.FURNITURE
        if _HEADING.fullmatch(name):
            return None
    return None


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    """The names of every paragraph style by its id, its own first, then those that it is based on."""
    if root is None:
        return {}
    own: dict[str, tuple[str, str]] = {}
    for node in root.iterfind("{*}style"):
        own[_value(node, "styleId")] = (_child(node, "name").strip().lower(), _child(node, "basedOn"))
    styles = {}
    for style_id in own:
        names: list[str] = []
        at = style_id
        while at in own and len(names) < _MAX_BASES:
            names.append(own[at][0])
            at = own[at][1]
        styles[style_id] = _Style(tuple(names))
    return styles


def _style_id(paragraph: etree._Element) -> str:
    properties = next(paragraph.iterfind("{*}pPr"), None)
    return "" if properties is None else _child(properties, "pStyle")


def _child(node: etree._Element, name: str) -> str:
    """The `val` of a child element."""
    found = next(node.iterfind(f"{{*}}{name}"), None)
    return "" if found is None else _value(found, "val")


def _value(node: etree._Element, name: str) -> str:
    """An attribute by its local name: the namespaces of strict and transitional files differ."""
    return next((str(value) for key, value in node.attrib.items() if _local(key) == name), "")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _is_hidden(run: etree._Element) -> bool:
    mark = next(run.iterfind("{*}rPr/{*}vanish"), None)
    return mark is not None and _value(mark, "val") not in ("0", "false", "off")


def _language(body: str, styles: etree._Element | None) -> str:
    """By script; where letters are Latin, the language that the document is checked for."""
    guessed = guess_language(body)
    mark = None if styles is None else next(styles.iterfind("{*}docDefaults//{*}lang"), None)
    stated = "" if mark is None else _value(mark, "val")
    return stated if guessed == "en" and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}", stated) else guessed


def _facts(
    facts: ArticleFacts, paragraphs: list[_Paragraph], core: etree._Element | None
) -> tuple[ArticleFacts, list[str]]:
    """Byline and date as the text states them, else as the file's properties do; a note says which were taken there."""
    styled = next((one.words for one in paragraphs if _BYLINES.intersection(one.style.names)), "")
    byline = facts.byline or _BY.sub("", styled, count=1).strip()[:200]
    taken = []
    if not byline and (author := _property(core, "creator")) and not _NOBODY.match(author):
        byline = author[:200]
        taken.append("author")
    published = facts.published_on
    if not published:
        found = _DATE.match(_property(core, "created") or _property(core, "modified"))
        if found and found.group() > "1990":
            published = found.group()
            taken.append("date")
    said = [f"{' and '.join(taken).capitalize()} from the file’s properties: check them."] if taken else []
    return replace(facts, byline=byline, published_on=published), said


def _property(core: etree._Element | None, name: str) -> str:
    node = None if core is None else next(core.iterfind(f"{{*}}{name}"), None)
    return " ".join((node.text or "").split()) if node is not None else ""
