"""The tables of a printed page as rows of words, and what is printed outside of them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: What a sheet of paper does not show, or shows as a drawing.
_UNSEEN = {"script", "style", "option", "form", "head", "nav", "header"}
#: Classes of what is not printed, and of prose that the document has word for word.
_APART = {"no-print", "counting", "made-on", "methods", "choice-bar"}
_VOID = {"input", "br", "link", "meta", "img", "hr", "col"}


@dataclass
class PrintedTable:
    """`heading` is its id, or what stands above it in its section. `notes` are rows of warnings."""

    section: str
    heading: str
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands."""
        caption = " ".join(self.caption.split())
        return (self.section, self.heading, caption) if caption else (self.section, self.heading)


class Printed(HTMLParser):
    """Reads a page: `tables` in their order, the texts of `drawings` by their titles, what was `chosen`, and all
    `other` words.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[PrintedTable] = []
        self.drawings: dict[str, list[str]] = {}
        self.other: list[str] = []
        self.chosen = ""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._section, self._heading, self._drawing = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in _VOID:
            self.handle_data(" ")
            return
        self._open.append((tag, given))
        if tag == "section":
            self._section, self._heading = given.get("aria-labelledby") or "", ""
        elif tag == "h3":
            self._heading = ""
        elif tag == "table":
            self.tables.append(PrintedTable(self._section, given.get("id") or self._heading))
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self.tables[-1].rows[-1].append("")
        elif tag == "svg":
            self._drawing = given.get("aria-label") or ""
            self.drawings.setdefault(self._drawing, [])

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "table":
            table = self.tables[-1]
            table.rows = [[" ".join(cell.split()) for cell in row] for row in table.rows]
        elif tag == "tr" and self.tables[-1].notes and self.tables[-1].rows[-1] == [""]:
            self.tables[-1].rows.pop()

    def handle_data(self, data):
        tags = [tag for tag, _ in self._open]
        classes = [given.get("class") or "" for _, given in self._open]
        if _UNSEEN & set(tags) or _APART & set(" ".join(classes).split()):
            return
        if "svg" in tags:
            if data.strip() and "table" not in tags:
                self.drawings[self._drawing].append(" ".join(data.split()))
        elif "remark" in classes or "remarks" in classes:
            place = self.tables[-1].notes if "table" in tags else self.other
            if data.strip():
                place.append(data.strip())
        elif "caption" in tags:
            self.tables[-1].caption += data
        elif "td" in tags or "th" in tags:
            self.tables[-1].rows[-1][-1] += data
        elif "chosen" in classes:
            self.chosen += data
        else:
            if "h3" in tags:
                self._heading += data
            self.other.append(data)

    @property
    def numbers_beside(self) -> set[str]:
        """The numbers in words outside of tables and drawings, warnings of tables included."""
        words = " ".join(self.other) + " ".join(note for table in self.tables for note in table.notes)
        return set(re.findall(r"(?<![\w.-])\d[\d.,]*\d|(?<![\w.-])\d", words))
