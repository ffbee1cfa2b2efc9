"""Agreement pages: the numbers for chosen reviewers, the sentences behind them, one side by side, the same as files."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from annotator.core.agreement.differences import Matter
from annotator.core.agreement.packing import Sight
from annotator.core.agreement.report import AgreementReport, Note
from annotator.core.charts import HeatMap, LineChart
from annotator.core.errors import NotFound
from annotator.core.scheme import Tag
from annotator.formats import agreement_files
from annotator.services.agreement import (
    Choice,
    DifferencesPage,
    Reviewer,
    list_differences,
    list_uncounted,
    load_own_tags,
    load_side_by_side,
    report_choice,
)
from annotator.storage.queries.agreement import UncountedPasses
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.web.agreement_choice import (
    Option,
    Select,
    address,
    asked_item,
    asked_matters,
    choose,
    page_url,
    query_of,
    selects,
    sentences_url,
)
from annotator.web.agreement_rows import (
    FacetRow,
    GroupRow,
    MatterRow,
    PairRow,
    TagItems,
    draw_pairs,
    draw_trend,
    has_intervals,
    has_undefined_pair,
    list_facets,
    list_groups,
    list_items,
    list_matters,
    list_pairs,
)
from annotator.web.agreement_sides import Comparison, compare_sides
from annotator.web.agreement_words import dimension_word, note_words
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("agreement", __name__)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The page. `state`: few (fewer than two reviewers), choose, apart (no article in common), ready."""

    project: Crumb
    project_uid: str
    query: tuple[str, ...]
    state: str
    reviewers: tuple[Reviewer, ...]
    chosen: tuple[Reviewer, ...]
    sight: Sight
    selects: tuple[Select, ...]
    dimensions: tuple[Option, ...]
    articles: int
    articles_alone: int
    articles_hidden: int
    articles_excluded: int
    practice: bool
    uncompared: int
    sentences: int
    uncounted: tuple[UncountedPasses, ...]
    remarks: tuple[str, ...]
    rows: tuple[FacetRow, ...]
    items: tuple[TagItems, ...]
    pairs: tuple[PairRow, ...]
    maps: tuple[HeatMap, ...]
    by: str
    groups: tuple[GroupRow, ...]
    trend: tuple[LineChart, ...]
    matters: tuple[MatterRow, ...]
    all_sentences: str
    files: tuple[tuple[str, str], ...]
    reported_url: str
    tabs: tuple[Tab, ...]

    @property
    def has_intervals(self) -> bool:
        """Say whether some number has an interval."""
        return has_intervals(self.rows)

    @property
    def has_undefined_pair(self) -> bool:
        """Say whether some pair has no kappa somewhere."""
        return has_undefined_pair(self.pairs)


@dataclass(frozen=True, slots=True)
class SentencesPage:
    """The sentences behind a number; `matters` are the differences asked for, none for all. `urls` has the address of
    each sentence, `before` and `after` of the neighbouring pages, empty at the ends.
    """

    project: Crumb
    back: str
    chosen: tuple[Reviewer, ...]
    matters: tuple[Matter, ...]
    all_url: str
    differences: DifferencesPage
    urls: tuple[tuple[str, ...], ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SidesPage:
    """One sentence side by side; `back`, `previous` and `following` are addresses, empty at the ends."""

    project: Crumb
    title: str
    article_url: str
    back: str
    previous: str
    following: str
    comparison: Comparison


@blueprint.get("/projects/<project_uid>/agreement")
def show_agreement(project_uid: str) -> Response:
    """The numbers for `?reviewer=…&reviewer=…` (all, if none is named) on the articles that the address chooses."""
    with reading() as session:
        choice = choose(session, project_uid)
        page = _agreement_page(
            choice,
            report_choice(session, choice),
            list_uncounted(session, choice),
            load_own_tags(session, choice),
            selects(session, choice),
        )
    return render_page("agreement/page.html", page)


@blueprint.get("/projects/<project_uid>/agreement/sentences")
def show_sentences(project_uid: str) -> Response:
    """The sentences on which the chosen reviewers differ, in what `?matter=…` names."""
    with reading() as session:
        choice = choose(session, project_uid)
        found = list_differences(
            session, choice, page=request.args.get("page", 1, type=int), matters=asked_matters(), item=asked_item()
        )
    return render_page("agreement/sentences.html", _sentences_page(choice, found))


@blueprint.get("/projects/<project_uid>/agreement/file/<suffix>")
def download(project_uid: str, suffix: str) -> Response:
    """The numbers of the page as a CSV or JSON file."""
    if suffix not in _MEDIA:
        raise NotFound
    with reading() as session:
        choice = choose(session, project_uid)
        report = report_choice(session, choice)
    write = agreement_files.write_csv if suffix == "csv" else agreement_files.write_json
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    answer = Response(write(report, choice.project_name, names), content_type=_MEDIA[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement.{suffix}"'
    return answer


@blueprint.get("/projects/<project_uid>/agreement/differences/<text_uid>/<int(max=999999):ordinal>")
def show_difference(project_uid: str, text_uid: str, ordinal: int) -> Response:
    """One sentence as each of the chosen reviewers read it."""
    with reading() as session:
        choice = choose(session, project_uid)
        found = load_side_by_side(session, choice, text_uid=text_uid, ordinal=ordinal)
    page = SidesPage(
        _crumb(choice),
        found.head.title,
        f"{request.script_root}/articles/{found.head.article_uid}",
        sentences_url(choice, asked_matters()),
        _difference_url(choice, text_uid, found.previous),
        _difference_url(choice, text_uid, found.following),
        compare_sides(found),
    )
    return render_page("agreement/sides.html", page)


def _crumb(choice: Choice) -> Crumb:
    return Crumb(choice.project_name, f"{request.script_root}/projects/{choice.project_uid}")


def _difference_url(choice: Choice, text_uid: str, ordinal: int | None) -> str:
    if ordinal is None:
        return ""
    matters = [matter.value for matter in asked_matters()]
    return url_for(
        "agreement.show_difference", project_uid=choice.project_uid, text_uid=text_uid, ordinal=ordinal,
        matter=matters, **query_of(choice),  # type: ignore[arg-type]  # any values
    )  # fmt: skip


def _sentences_page(choice: Choice, found: DifferencesPage) -> SentencesPage:
    matters, asked = asked_matters(), asked_item()
    item = {"item": ".".join(asked)} if asked else {}
    return SentencesPage(
        _crumb(choice),
        page_url(choice),
        choice.chosen,
        matters,
        sentences_url(choice) if matters else "",
        found,
        tuple(
            tuple(_difference_url(choice, text.head.text_uid, item.sentence.ordinal) for item in text.sentences)
            for text in found.texts
        ),
        sentences_url(choice, matters, page=str(found.page - 1), **item) if found.page > 1 else "",
        sentences_url(choice, matters, page=str(found.page + 1), **item) if found.page < found.pages else "",
    )


def _agreement_page(
    choice: Choice,
    report: AgreementReport,
    uncounted: tuple[UncountedPasses, ...],
    own_tags: Mapping[str, Tag],
    lists: tuple[Select, ...],
) -> AgreementPage:
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    common = _common_notes(report)
    return AgreementPage(
        project=_crumb(choice),
        project_uid=choice.project_uid,
        query=() if len(choice.chosen) == len(choice.reviewers) else tuple(r.uid for r in choice.chosen),
        state=_state(choice),
        reviewers=choice.reviewers,
        chosen=choice.chosen,
        sight=choice.filters.sight,
        selects=lists,
        dimensions=tuple(Option(name, dimension_word(name), name == report.by) for name in DIMENSIONS),
        articles=report.articles,
        articles_alone=report.alone,
        articles_hidden=len(choice.hidden - choice.excluded),
        articles_excluded=len(choice.excluded),
        practice=choice.filters.practice,
        uncompared=report.uncompared,
        sentences=max((facet.shared for facet in report.facets), default=0),
        uncounted=uncounted,
        remarks=tuple(note_words(note, names) for note in common),
        rows=list_facets(choice, report, names, own_tags, common),
        items=list_items(choice, report, own_tags),
        pairs=list_pairs(choice, report, names),
        maps=draw_pairs(report, names, own_tags),
        by=dimension_word(report.by),
        groups=list_groups(choice, report),
        trend=draw_trend(report, own_tags),
        matters=list_matters(choice, report),
        all_sentences=sentences_url(choice),
        files=tuple((name.upper(), address("agreement.download", choice, suffix=name)) for name in _MEDIA),
        reported_url=address("agreement_reported.show", choice),
        tabs=project_tabs(choice.project_uid, require_actor().roles.get(choice.project_id), "agreement"),
    )


def _state(choice: Choice) -> str:
    if len(choice.reviewers) < 2:
        return "few"
    if len(choice.chosen) < 2:
        return "choose"
    return "ready" if choice.texts.shared else "apart"


def _common_notes(report: AgreementReport) -> tuple[Note, ...]:
    """Warnings that every row has are told once."""
    first, *others = report.facets
    return tuple(note for note in first.notes if all(note in facet.notes for facet in others))
