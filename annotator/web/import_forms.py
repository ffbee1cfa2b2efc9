"""What the import pages send: an article to cut, then its facts with its cut, and one correction of the cut."""

import json
import re
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField, TextAreaField

from annotator.core.articles import LIMITS
from annotator.core.errors import Conflict, Invalid
from annotator.core.languages import OwnAbbreviations
from annotator.core.records import ArticleFacts, CutArticle, Kind, Sentence
from annotator.core.segmentations import check_cut, join_with_next, split_unit, with_duplicates, with_kind
from annotator.core.text import canonical
from annotator.formats import read_article
from annotator.web.forms import DeskForm

#: How the page carries kinds: one letter each.
LETTERS = {kind: kind.value[0] for kind in Kind}
_KINDS = {letter: kind for kind, letter in LETTERS.items()}
_ACT = re.compile(r"(?P<verb>open|close|kind|split|join)(?::(?P<ordinal>\d{1,6}))?(?::(?P<value>[a-z]{4,10}|\d{1,6}))?")
_MAX_NOTES = 2000


class ImportForm(DeskForm):
    """An article as pasted words or as a file."""

    text = TextAreaField(
        _l("Paste the article"),
        description=_l("Headline, standfirst, captions and all: they are told apart in the preview."),
        render_kw={"rows": 14, "spellcheck": "false", "autocomplete": "off"},
    )
    file = FileField(
        _l("Or choose a file"),
        description=_l("A text (.txt, UTF-8), a saved page (.html) or a Word document (.docx), to 10 MB."),
    )


class PreviewForm(DeskForm):
    """An article before it is stored: its facts to correct, and its canonical text with the cut."""

    title = TextAreaField(_l("Title"), render_kw={"maxlength": LIMITS["title"], "rows": 3})
    outlet = StringField(_l("Outlet"), render_kw={"maxlength": LIMITS["outlet"]})
    outlet_aliases = StringField(
        _l("The outlet’s other names"),
        description=_l("With commas between: “the Courier, SC”. Its own name is never a second-hand source."),
    )
    section = StringField(_l("Section"), render_kw={"maxlength": LIMITS["section"]})
    byline = StringField(_l("By"), render_kw={"maxlength": LIMITS["byline"]})
    url = StringField(_l("Address"), render_kw={"inputmode": "url"})
    published_on = StringField(_l("Published"), render_kw={"placeholder": "2026-01-31", "maxlength": 10})
    language = StringField(_l("Language"), render_kw={"maxlength": LIMITS["language"]})
    text = HiddenField()
    sha256 = HiddenField()
    cut = HiddenField()
    notes = HiddenField()

    def facts(self) -> ArticleFacts:
        """The facts as typed."""
        return ArticleFacts(
            title=self.title.data or "",
            outlet=self.outlet.data or "",
            outlet_aliases=tuple((self.outlet_aliases.data or "").split(",")),
            section=self.section.data or "",
            byline=self.byline.data or "",
            url=self.url.data or "",
            published_on=self.published_on.data or "",
            language=self.language.data or "",
        )

    def article(self) -> CutArticle:
        """The article that the page carried. Raises Conflict when its text is not the one that was previewed,
        Invalid when its cut is none.
        """
        found = canonical(self.text.data or "")
        if found.sha256 != self.sha256.data:
            raise Conflict(
                "The text is not the one that was previewed. Add the article again from its file or its words.",
                code="text_changed",
            )
        cut = read_cut(found.body, self.cut.data or "")
        notes = tuple((self.notes.data or "")[:_MAX_NOTES].splitlines())
        return CutArticle(found.body, self.facts(), cut, notes)


def form_of(article: CutArticle, sha256: str) -> PreviewForm:
    """The form that carries an article through the preview."""
    facts = article.facts
    return PreviewForm(
        formdata=None,
        data={
            "title": facts.title, "outlet": facts.outlet, "outlet_aliases": ", ".join(facts.outlet_aliases),
            "section": facts.section, "byline": facts.byline, "url": facts.url, "published_on": facts.published_on,
            "language": facts.language, "text": article.text, "sha256": sha256,
            "cut": write_cut(article.sentences), "notes": "\n".join(article.notes),
        },
    )  # fmt: skip


def read_upload(form: ImportForm, own: OwnAbbreviations) -> CutArticle:
    """The article that was pasted or uploaded. Raises Invalid, with the field, for none or both, and what the
    readers raise.
    """
    words, upload = form.text.data or "", form.file.data
    has_file = bool(upload and upload.filename)
    if has_file and words.strip():
        message = "Either paste the words or choose a file, not both."
        raise Invalid(message, code="two_articles", fields={"file": message})
    if not has_file and not words.strip():
        message = "Paste the article's words, or choose a file."
        raise Invalid(message, code="text_empty", fields={"text": message})
    if has_file:
        return read_article(upload.filename, upload.stream.read(), own=own)
    from annotator.formats.text import read_text  # with the engine that cuts: seldom asked, so not at the start

    return read_text(words, own=own)


def write_cut(units: Sequence[Sentence]) -> str:
    """A cut as the page carries it: start, stop and kind of each unit; repeats are found again."""
    return json.dumps([[u.start, u.stop, LETTERS[u.kind]] for u in units], separators=(",", ":"))


def read_cut(text: str, carried: str) -> tuple[Sentence, ...]:
    """The cut that a page carried. Raises Invalid (`bad_cut`) for anything that is no cut of the text."""
    try:
        rows = json.loads(carried)
        units = [Sentence(0, start, stop, _KINDS[letter]) for start, stop, letter in rows]
        whole = all(type(unit.start) is int and type(unit.stop) is int for unit in units)
    except (ValueError, TypeError, KeyError, RecursionError):
        whole = False
    if not whole:
        raise Invalid("The page's cut is not readable. Add the article again.", code="bad_cut")
    cut = with_duplicates(text, units)
    check_cut(text, cut)
    return cut


def recut(article: CutArticle, act: str) -> tuple[tuple[Sentence, ...], int | None]:
    """Apply one correction ("kind:3:caption", "split:3:120", "join:3", "open:3", "close"); the cut and the unit
    that stays open. Raises Invalid (`bad_act`, `bad_offset`) for what cannot be done.
    """
    found = _ACT.fullmatch(act)
    units = article.sentences
    ordinal = int(found["ordinal"]) if found and found["ordinal"] else None
    value = (found["value"] or "") if found else ""
    match (found["verb"] if found else "", ordinal):
        case ("close", None):
            return units, None
        case ("open", int(at)) if at < len(units):
            return units, at
        case ("kind", int(at)) if value in set(Kind):
            return with_kind(article.text, units, at, Kind(value)), at
        case ("split", int(at)) if value.isdecimal():
            return split_unit(article.text, units, at, int(value)), at
        case ("join", int(at)):
            return join_with_next(article.text, units, at), at
    raise Invalid("This button is unknown. Add the article again.", code="bad_act")
