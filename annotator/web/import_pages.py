"""What the import pages show: the article as it would be stored, unit by unit."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.records import CutArticle, Kind, Sentence
from annotator.services.projects import ProjectFacts
from annotator.storage.queries.articles import SameText
from annotator.web.import_forms import ImportForm, PreviewForm, write_cut
from annotator.web.review_pages import direction_of
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

_WORD = re.compile(r"\S+\s*")
#: Above so many words a unit's gaps become too many buttons; then only the gaps after a stop are offered.
_MOST_GAPS = 400


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Where an article is pasted or uploaded."""

    project: Crumb
    tabs: tuple[Tab, ...]
    form: ImportForm
    action: str
    project_uid: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A word of an opened unit, and the offset at which the unit can be split after it; 0 for the last word."""

    words: str
    split_at: int


@dataclass(frozen=True, slots=True)
class PreviewUnit:
    """One unit. `repeats` is the unit that it repeats, or None; `begins` says whether a paragraph begins here."""

    ordinal: int
    kind: Kind
    words: str
    begins: bool
    repeats: int | None
    is_open: bool
    is_last: bool
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The article as it would be stored. `there` is set when the project has this text already."""

    project: Crumb
    project_uid: str
    form: PreviewForm
    preview_url: str
    store_url: str
    back_url: str
    direction: str
    language: str
    cut: str
    units: tuple[PreviewUnit, ...]
    kinds: tuple[tuple[Kind, str], ...]
    summary: str
    notes: tuple[str, ...]
    there: SameText | None
    #: A later text of an article that is here: its facts are known.
    is_later: bool = False

    @property
    def kind_names(self) -> dict[Kind, str]:
        """What each kind is called."""
        return dict(self.kinds)


def import_page(project: ProjectFacts, form: ImportForm) -> ImportPage:
    """The page before an article is there."""
    return ImportPage(
        project=_crumb(project),
        tabs=project_tabs(project.uid, project.role, "import"),
        form=form,
        action=url_for("imports.preview", project_uid=project.uid),
        project_uid=project.uid,
    )


def preview_page(
    project: ProjectFacts, article: CutArticle, form: PreviewForm, *, opened: int | None, there: SameText | None,
    of_article: str = "",
) -> PreviewPage:  # fmt: skip
    """The page that shows an article as it would be stored, or a later text of the one with the uid `of_article`."""
    urls = [
        url_for(f"versions.{name}", article_uid=of_article) if of_article
        else url_for(f"imports.{name}", project_uid=project.uid)
        for name in ("preview", "store", "add" if of_article else "show")
    ]  # fmt: skip
    return PreviewPage(
        project=_crumb(project),
        project_uid=project.uid,
        form=form,
        preview_url=urls[0],
        store_url=urls[1],
        back_url=urls[2],
        direction=direction_of(article.text),
        language=article.facts.language,
        cut=write_cut(article.sentences),
        units=tuple(_units(article, opened)),
        kinds=kind_names(),
        summary=_summary(article.sentences),
        notes=article.notes,
        there=there,
        is_later=bool(of_article),
    )


def kind_names() -> tuple[tuple[Kind, str], ...]:
    """Kinds and what people call them, in the order of an article."""
    return (
        (Kind.HEADLINE, _("headline")),
        (Kind.STANDFIRST, _("standfirst")),
        (Kind.BODY, _("body")),
        (Kind.CAPTION, _("caption")),
        (Kind.FURNITURE, _("furniture")),
    )


def _crumb(project: ProjectFacts) -> Crumb:
    return Crumb(project.name, url_for("articles.index", project_uid=project.uid))


def _units(article: CutArticle, opened: int | None) -> Iterator[PreviewUnit]:
    reached = 0
    for unit in article.sentences:
        is_open = unit.ordinal == opened
        yield PreviewUnit(
            ordinal=unit.ordinal,
            kind=unit.kind,
            words=article.text[unit.start : unit.stop],
            begins=unit.ordinal == 0 or "\n" in article.text[reached : unit.start],
            repeats=unit.duplicate_of,
            is_open=is_open,
            is_last=unit.ordinal == len(article.sentences) - 1,
            gaps=tuple(_gaps(article.text, unit)) if is_open else (),
        )
        reached = unit.stop


def _gaps(text: str, unit: Sentence) -> Iterator[Gap]:
    found = list(_WORD.finditer(text, unit.start, unit.stop))
    every = len(found) <= _MOST_GAPS
    pending = ""
    for word in found:
        is_last = word.end() >= unit.stop
        if is_last or every or word.group().rstrip()[-1] in ".!?…:;”’)]":
            yield Gap(pending + word.group(), 0 if is_last else word.end())
            pending = ""
        else:
            pending += word.group()


def _summary(units: tuple[Sentence, ...]) -> str:
    """How many units of each kind, repeats apart, in words."""
    counts = Counter(unit.kind for unit in units if unit.duplicate_of is None)
    repeats = sum(unit.duplicate_of is not None for unit in units)
    words = {
        Kind.HEADLINE: ngettext("%(num)d headline", "%(num)d headlines", counts[Kind.HEADLINE]),
        Kind.STANDFIRST: ngettext("%(num)d standfirst", "%(num)d standfirsts", counts[Kind.STANDFIRST]),
        Kind.BODY: ngettext("%(num)d body sentence", "%(num)d body sentences", counts[Kind.BODY]),
        Kind.CAPTION: ngettext("%(num)d caption", "%(num)d captions", counts[Kind.CAPTION]),
        Kind.FURNITURE: ngettext("%(num)d furniture line", "%(num)d furniture lines", counts[Kind.FURNITURE]),
    }
    told = [words[kind] for kind in Kind if counts[kind]]
    if repeats:
        told.append(ngettext("%(num)d repeat, folded", "%(num)d repeats, folded", repeats))
    return ", ".join(told)
