"""Two outlets, one story: two articles side by side, what each rests on and what only one of them names."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from annotator.core.errors import NotFound
from annotator.core.records import ReviewKind
from annotator.core.sourcing.comparison import Comparison
from annotator.core.sourcing.drawing import Format, StripDrawing, draw_strip
from annotator.core.sourcing.ledger import FigureEntry, SourceEntry
from annotator.formats import comparison_table
from annotator.services.comparisons import SideBySideArticles, compare_two, document_of_comparison
from annotator.services.sourcing import ArticleReport
from annotator.storage.queries.sourcing import ArticleTitle
from annotator.web.adjudication_words import reviewer_words
from annotator.web.desk import now, reading
from annotator.web.downloads import attachment, file_name
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb, direction_of
from annotator.web.sourcing_numbers import Number, list_numbers
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("comparisons", __name__)

_MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A source or a figure of one article: its words, what is told of it, and the way to its sentence."""

    words: str
    note: str
    url: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class PairLine:
    """The same source, or figures that may count the same, in both articles; `remark` says how they stand."""

    first: Line
    second: Line
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two articles, with what it has alone."""

    title: str
    #: What it is called in short: its outlet, its title where both have the same.
    name: str
    line: str
    language: str
    direction: str
    url: str
    rests_on: str
    strip: StripDrawing | None
    numbers: tuple[Number, ...]
    named: tuple[Line, ...] = ()
    unnamed: tuple[Line, ...] = ()
    figures: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class LikelyLine:
    """An article that may be on the story of the one chosen, and the address of both side by side."""

    title: ArticleTitle
    url: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The page; `sides` are none or two, `sources` and `figures` what both have."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    titles: tuple[ArticleTitle, ...]
    words: str
    first: str
    second: str
    sides: tuple[Side, ...]
    has_both: bool
    sources: tuple[PairLine, ...]
    figures: tuple[PairLine, ...]
    files: tuple[tuple[str, str], ...] = ()
    likely: tuple[LikelyLine, ...] = ()


@blueprint.get("/projects/<project_uid>/compare")
def show(project_uid: str) -> Response:
    """Two articles beside each other, or the choice of them."""
    words = " ".join(request.args.get("q", "").split())[:_MOST_WORDS]
    return render_page("comparisons/page.html", _page(_compare(project_uid, words), words))


@blueprint.get("/projects/<project_uid>/compare/<suffix>")
def download(project_uid: str, suffix: str) -> Response:
    """The comparison as an attachment: JSON with all that the page shows, CSV a row a thing."""
    if suffix not in ("csv", "json"):
        raise NotFound(_("There is no such format. Choose one on the page of the two articles."))
    document = document_of_comparison(_compare(project_uid, ""))
    if document is None:
        raise NotFound(_("There are no two articles with finished reviews to compare. Choose them on the page."))
    body, media_type = _write(document, suffix)
    return attachment(body, media_type, file_name("comparison", "", suffix, otherwise="two articles"))


def _write(document: Mapping[str, object], suffix: str) -> tuple[str, str]:
    if suffix == "json":
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n", "application/json"
    stream = io.StringIO(newline="")
    comparison_table.write(document, stream)
    return stream.getvalue(), "text/csv; charset=utf-8"


def _compare(project_uid: str, words: str) -> SideBySideArticles:
    chosen = [uid for uid in (request.args.get("first", ""), request.args.get("second", "")) if uid]
    with reading() as session:
        return compare_two(session, require_actor(), project_uid, chosen, words=words, now=now())


def _page(found: SideBySideArticles, words: str) -> ComparePage:
    uid, comparison = found.project.uid, found.comparison
    uids = [result.article.uid for result in found.reports]
    first = uids[0] if uids else request.args.get("first", "")
    outlets = {result.article.facts.outlet for result in found.reports}
    sides = tuple(
        _side(result, number, comparison, by_outlet=len(outlets) == 2 and all(outlets))
        for number, result in enumerate(found.reports)
    )
    pairs = comparison.shared if comparison else ()
    return ComparePage(
        project=Crumb(found.project.name, f"{request.script_root}/projects/{uid}"),
        tabs=project_tabs(uid, found.project.role, "reports"),
        uid=uid,
        titles=found.titles,
        words=words,
        first=first,
        second=uids[1] if uids else request.args.get("second", ""),
        sides=sides,
        has_both=comparison is not None,
        sources=tuple(PairLine(_source(one, sides[0]), _source(other, sides[1])) for one, other in pairs),
        figures=tuple(
            PairLine(_figure(pair.first, sides[0]), _figure(pair.second, sides[1]), _remark(pair.same, pair.all_hold))
            for pair in (comparison.figures if comparison else ())
        ),
        files=_files(uid, uids) if comparison else (),
        likely=tuple(
            LikelyLine(title, url_for("comparisons.show", project_uid=uid, first=first, second=title.uid))
            for title in found.likely
        ),
    )


def _files(project_uid: str, uids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    first, second = uids
    return tuple(
        (suffix.upper(), url_for(
            "comparisons.download", project_uid=project_uid, suffix=suffix, first=first, second=second
        ))
        for suffix in ("csv", "json")
    )  # fmt: skip


def _side(result: ArticleReport, number: int, comparison: Comparison | None, *, by_outlet: bool) -> Side:
    article, facts = result.article, result.article.facts
    direction = direction_of(facts.language)
    side = Side(
        title=facts.title,
        name=facts.outlet if by_outlet else facts.title,
        line=" · ".join(filter(None, (facts.outlet, facts.byline, facts.published_on))),
        language=facts.language,
        direction=direction,
        url=url_for("sourcing.show", article_uid=article.uid, review=result.chosen.uid if result.chosen else None),
        rests_on=_rests_on(result),
        strip=draw_strip(result.report.bars, Format.HEAD, right_to_left=direction == "rtl") if result.report else None,
        numbers=list_numbers(result.report.measures, result.report.scope) if result.report else (),
    )
    if comparison is None:
        return side
    named = (comparison.named_first, comparison.named_second)[number]
    unnamed = (comparison.unnamed_first, comparison.unnamed_second)[number]
    figures = (comparison.figures_first, comparison.figures_second)[number]
    return replace(
        side, named=_lines(named, side), unnamed=_lines(unnamed, side),
        figures=tuple(_figure(figure, side) for figure in figures),
    )  # fmt: skip


def _lines(entries: Iterable[SourceEntry], side: Side) -> tuple[Line, ...]:
    return tuple(_source(entry, side) for entry in entries)


def _rests_on(result: ArticleReport) -> str:
    chosen = result.chosen
    if chosen is None:
        return _("no finished review to rest on")
    if chosen.kind is ReviewKind.GOLD:
        return _("Rests on the agreed reading")
    day = format_date(chosen.finished_at, "medium") if chosen.finished_at else ""
    return _("Rests on the reading of %(name)s", name=reviewer_words(chosen.account_name)) + (f", {day}" if day else "")


def _source(entry: SourceEntry, side: Side) -> Line:
    via = _("through %(outlet)s", outlet=", ".join(entry.via)) if entry.via else ""
    claims = ngettext("%(num)s claim", "%(num)s claims", entry.claims)
    note = " · ".join(filter(None, (via, claims)))
    return Line(entry.label, note, _place(side, entry.ordinals), str(entry.card.identity or ""))


def _figure(entry: FigureEntry, side: Side) -> Line:
    note = ", ".join(entry.sources) if entry.sources else _("no source")
    return Line(entry.quote, note, _place(side, (entry.ordinal,)))


def _place(side: Side, ordinals: tuple[int, ...]) -> str:
    return f"{side.url}#s{ordinals[0]}" if ordinals else side.url


def _remark(same: bool, all_hold: bool) -> str:
    if same:
        return _("the same value")
    if all_hold:
        return _("different values; as worded, both can be true")
    return _("Do these count the same? They differ.")
