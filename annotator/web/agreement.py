"""Agreement pages: the numbers for chosen reviewers, the sentences on which they differ, one side by side."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import format_decimal, format_percent, gettext

from annotator.core.agreement.patterns import own_facet
from annotator.core.agreement.report import AgreementReport, FacetReport, Note
from annotator.core.agreement.values import Coefficient, Interval, Undefined
from annotator.core.scheme import Tag
from annotator.services.agreement import (
    Choice,
    DifferencesPage,
    Reviewer,
    choose_reviewers,
    list_differences,
    list_uncounted,
    load_own_tags,
    load_side_by_side,
    report_choice,
)
from annotator.storage.queries.agreement import UncountedPasses
from annotator.web.agreement_sides import Comparison, compare_sides
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("agreement", __name__)

#: How a coefficient is called in a sentence; the order is that of the columns.
_NAMES = {
    "observed": "raw agreement",
    "positive": "positive agreement",
    "kappa": "kappa",
    "alpha": "alpha",
    "ac1": "AC1",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it is printed; without one, `text` is empty and a sentence beside the row says why.

    `place` is where it stands on a scale of 0 to 100, values below 0 at its start. `interval` are its limits as they
    are printed, empty without any; `low` and `high` their places.
    """

    text: str = ""
    place: float | None = None
    interval: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One tag or claim flag; `label` names a tag of the desk's own, as its scheme does now. `yes` are counts in the
    order of the chosen reviewers.
    """

    facet: str
    label: str
    is_flag: bool
    sentences: int
    yes: tuple[int, ...]
    prevalence: Value
    observed: Value
    positive: Value
    kappa: Value
    alpha: Value
    ac1: Value
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two reviewers with their kappa for each facet, and the address that shows only them."""

    first: str
    second: str
    sentences: int
    kappas: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The page. `state`: few (fewer than two reviewers), choose, apart (no article in common), ready."""

    project: Crumb
    project_uid: str
    state: str
    reviewers: tuple[Reviewer, ...]
    chosen: tuple[Reviewer, ...]
    articles: int
    articles_alone: int
    articles_hidden: int
    articles_excluded: int
    sentences: int
    uncounted: tuple[UncountedPasses, ...]
    remarks: tuple[str, ...]
    rows: tuple[FacetRow, ...]
    pairs: tuple[PairRow, ...]
    differences: DifferencesPage
    query: tuple[str, ...]
    tabs: tuple[Tab, ...]

    @property
    def has_intervals(self) -> bool:
        """Say whether some number has an interval."""
        return any(value.interval for row in self.rows for value in (row.observed, row.alpha, row.ac1))

    @property
    def has_undefined_pair(self) -> bool:
        """Say whether some pair has no kappa somewhere."""
        return any(not kappa.text for pair in self.pairs for kappa in pair.kappas)


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
    """The numbers and the differing sentences for `?reviewer=…&reviewer=…` (all, if none is named)."""
    with reading() as session:
        choice = choose_reviewers(session, require_actor(), project_uid, request.args.getlist("reviewer"))
        page = _agreement_page(
            choice,
            report_choice(session, choice),
            list_uncounted(session, choice),
            list_differences(session, choice, page=request.args.get("page", 1, type=int)),
            load_own_tags(session, choice),
        )
    return render_page("agreement/page.html", page)


@blueprint.get("/projects/<project_uid>/agreement/differences/<text_uid>/<int(max=999999):ordinal>")
def show_difference(project_uid: str, text_uid: str, ordinal: int) -> Response:
    """One sentence as each of the chosen reviewers read it."""
    with reading() as session:
        choice = choose_reviewers(session, require_actor(), project_uid, request.args.getlist("reviewer"))
        found = load_side_by_side(session, choice, text_uid=text_uid, ordinal=ordinal)
    page = SidesPage(
        _crumb(choice),
        found.head.title,
        f"{request.script_root}/articles/{found.head.article_uid}",
        f"{_page_url(choice, _query(choice))}#differences",
        _difference_url(choice, text_uid, found.previous),
        _difference_url(choice, text_uid, found.following),
        compare_sides(found),
    )
    return render_page("agreement/sides.html", page)


def _crumb(choice: Choice) -> Crumb:
    return Crumb(choice.project_name, f"{request.script_root}/projects/{choice.project_uid}")


def _query(choice: Choice) -> tuple[str, ...]:
    """The reviewers as they stand in addresses: none where all are chosen."""
    if len(choice.chosen) == len(choice.reviewers):
        return ()
    return tuple(reviewer.uid for reviewer in choice.chosen)


def _page_url(choice: Choice, uids: Sequence[str]) -> str:
    return url_for("agreement.show_agreement", project_uid=choice.project_uid, reviewer=list(uids))


def _difference_url(choice: Choice, text_uid: str, ordinal: int | None) -> str:
    if ordinal is None:
        return ""
    return url_for(
        "agreement.show_difference",
        project_uid=choice.project_uid,
        text_uid=text_uid,
        ordinal=ordinal,
        reviewer=list(_query(choice)),
    )


def _agreement_page(
    choice: Choice,
    report: AgreementReport,
    uncounted: tuple[UncountedPasses, ...],
    differences: DifferencesPage,
    own_tags: Mapping[str, Tag],
) -> AgreementPage:
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    common = _common_notes(report)
    labels = {own_facet(key): tag.label for key, tag in own_tags.items()}
    return AgreementPage(
        project=_crumb(choice),
        project_uid=choice.project_uid,
        state=_state(choice),
        reviewers=choice.reviewers,
        chosen=choice.chosen,
        articles=choice.texts.shared,
        articles_alone=choice.texts.alone,
        articles_hidden=len(choice.hidden - choice.excluded),
        articles_excluded=len(choice.excluded),
        sentences=max((facet.shared for facet in report.facets), default=0),
        uncounted=uncounted,
        remarks=tuple(_words(note, names) for note in common),
        rows=tuple(_facet_row(facet, names, labels, common) for facet in report.facets),
        pairs=_pair_rows(choice, report, names),
        differences=differences,
        query=_query(choice),
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


def _facet_row(
    facet: FacetReport, names: dict[str, str], labels: Mapping[str, str], told: Iterable[Note]
) -> FacetRow:
    return FacetRow(
        facet=facet.facet,
        label=labels.get(facet.facet, ""),
        is_flag=facet.facet in {"fact", "prediction", "opinion"},
        sentences=facet.shared,
        yes=tuple(rate.yes for rate in facet.rates),
        prevalence=_percent(facet.prevalence),
        observed=_percent(facet.observed, facet.intervals.get("observed")),
        positive=_percent(facet.positive, facet.intervals.get("positive")),
        kappa=_decimal(facet.kappa, facet.intervals.get("kappa")),
        alpha=_decimal(facet.alpha, facet.intervals.get("alpha")),
        ac1=_decimal(facet.ac1, facet.intervals.get("ac1")),
        remarks=(*_reasons(facet), *(_words(note, names) for note in facet.notes if note not in told)),
    )


def _reasons(facet: FacetReport) -> Iterable[str]:
    """Why numbers are missing from the row, one sentence a reason."""
    missing: dict[Undefined, list[str]] = {}
    for field, name in _NAMES.items():
        coefficient: Coefficient = getattr(facet, field)
        if coefficient.reason is not None and coefficient.reason is not Undefined.NOT_A_PAIR:
            missing.setdefault(coefficient.reason, []).append(gettext(name))
    for reason, which in missing.items():
        words = f"{', '.join(which)}: {gettext(reason.words)}"
        yield words[:1].upper() + words[1:]


def _words(note: Note, names: dict[str, str]) -> str:
    who = gettext(" and ").join(names[uid] for uid in note.reviewers)
    return gettext(note.sentence, count=note.count, of=note.of, names=who)


def _percent(coefficient: Coefficient, interval: Interval | None = None) -> Value:
    return _value(coefficient, interval, least=0.0, written=format_percent)


def _decimal(coefficient: Coefficient, interval: Interval | None = None) -> Value:
    return _value(coefficient, interval, least=-1.0, written=_two_decimals)


def _two_decimals(value: float) -> str:
    # Adding 0 makes -0.0 a plain 0.
    return format_decimal(round(value, 2) + 0.0, "0.00")


def _value(
    coefficient: Coefficient, interval: Interval | None, *, least: float, written: Callable[[float], str]
) -> Value:
    """The number in print and on the scale, with its limits where it has them and they are not one point."""
    value = coefficient.value
    if value is None:
        return Value()
    text, place = written(value), 100 * max(value, 0)
    if interval is None or interval.has_collapsed:
        return Value(text, place)
    low, high = interval.shown
    if low is None or high is None:
        return Value(text, place)
    low = max(low, least)
    words = gettext("%(low)s to %(high)s", low=written(low), high=written(high))
    return Value(text, place, words, 100 * max(low, 0), 100 * max(high, 0))


def _pair_rows(choice: Choice, report: AgreementReport, names: dict[str, str]) -> tuple[PairRow, ...]:
    """The pairs of three or more reviewers; with two the table above has it all."""
    if len(report.reviewers) < 3:
        return ()
    by_pair = zip(*(facet.pairs for facet in report.facets), strict=True)
    return tuple(
        PairRow(
            names[pairs[0].first],
            names[pairs[0].second],
            pairs[0].table.sentences,
            tuple(_decimal(pair.kappa) for pair in pairs),
            _page_url(choice, (pairs[0].first, pairs[0].second)),
        )
        for pairs in by_pair
    )
