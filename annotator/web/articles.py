"""A project's articles as a worklist, and the page of one article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from annotator.core.cuts import Cut, CutVerb
from annotator.core.permissions import Actor, Permission
from annotator.core.records import ArticleFacts, Kind, Reading, ReviewKind, ReviewState, Scope, Sentence
from annotator.core.rounds import Away
from annotator.core.sourcing.drawing import Format, StripDrawing, draw_strip
from annotator.services import worklists as service
from annotator.services.reviews import start_review
from annotator.services.suggestions import prepare_suggestions
from annotator.services.waiting import NOTHING_WAITS, Waiting
from annotator.services.worklists import ArticleView, Worklist, WorklistRow
from annotator.storage.queries.reviews import ReviewHead
from annotator.storage.queries.segmentations import CutHead, Proposal
from annotator.web.adjudicated_texts import TextToSettle, other_texts
from annotator.web.adjudication_words import reviewer_words
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.review_pages import direction_of
from annotator.web.sessions import current_actor, require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("articles", __name__)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in the list. `state`: new, started or finished, as far as the person's own pass goes; `away` is why
    they cannot begin it, in words.
    """

    uid: str
    facts: ArticleFacts
    published: str
    state: str
    review_uid: str
    answered: int
    asked: int
    strip: StripDrawing | None
    finished: int | None
    is_sourcing_only: bool = False
    away: str = ""


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """The list of a project's articles."""

    project: Crumb
    project_uid: str
    rows: tuple[ArticleRow, ...]
    total: int
    left: int
    number: int
    pages: int
    may_tag: bool
    may_import: bool
    tabs: tuple[Tab, ...]
    can_order: bool = False
    least_sure_first: bool = False
    waiting: Waiting = NOTHING_WAITS


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review on an article's page."""

    uid: str
    name: str
    is_gold: bool
    state: str
    when: str
    is_sourcing_only: bool = False
    text_number: int = 1


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A unit of the article as it was cut."""

    ordinal: int
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Units that stand together; site words and repeats are gathered and folded."""

    is_folded: bool
    kind: Kind
    units: tuple[TextUnit, ...]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A reviewer's proposal on an article's page: the sentence's words around where it would be cut."""

    uid: str
    cut: Cut
    before: str
    after: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article: its words, one's own pass, and the passes one may see.

    `askable` and `asked`: uids and names of whom an editor can ask for a pass, and of the passes asked for.
    """

    project: Crumb
    uid: str
    facts: ArticleFacts
    published: str
    language: str
    direction: str
    paragraphs: tuple[Paragraph, ...]
    strip: StripDrawing | None
    own: ReviewLine | None
    others: tuple[ReviewLine, ...]
    earlier_golds: tuple[ReviewLine, ...]
    may_tag: bool
    may_report: bool
    may_adjudicate: bool
    cut: CutHead | None
    cut_day: str
    proposals: tuple[ProposalLine, ...]
    headline: int | None = None
    askable: tuple[tuple[str, str], ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    #: The number of the newest text, and whether the person has finished an earlier one.
    number: int = 1
    has_earlier: bool = False
    may_import: bool = False
    #: Why the person cannot begin it, in words.
    away: str = ""
    #: For editors: its earlier texts that have something to settle.
    earlier: tuple[TextToSettle, ...] = ()

    @property
    def carried_uid(self) -> str:
        """The person's own pass in hand, where there is an earlier one."""
        return self.own.uid if self.own and self.has_earlier and self.own.state == "started" else ""


@blueprint.get("/projects/<project_uid>")
def index(project_uid: str) -> Response:
    """The articles of a project: mine, next first."""
    with reading() as session:
        found = service.list_worklist(
            session, current_actor(), project_uid, page=request.args.get("page", 1, type=int),
            least_sure_first=request.args.get("order") == "unsure",
        )  # fmt: skip
    return render_page("articles/index.html", _list_page(found))


@blueprint.get("/articles/<article_uid>")
def show(article_uid: str) -> Response:
    """The page of one article."""
    with reading() as session:
        found = service.show_article(session, current_actor(), article_uid)
    return render_page("articles/show.html", _article_page(found))


@blueprint.post("/articles/<article_uid>/reviews")
def start(article_uid: str) -> Response:
    """Start one's own pass, or go on with it."""
    with reading() as session:
        prepared = prepare_suggestions(session, current_actor(), article_uid)
    with writing() as session:
        review_uid = start_review(session, current_actor(), article_uid, now=now(), prepared=prepared)
    return see_other(url_for("reviews.show", review_uid=review_uid))


def _list_page(found: Worklist) -> ArticlesPage:
    actor, project = require_actor(), found.project
    return ArticlesPage(
        project=Crumb(project.name, url_for("articles.index", project_uid=project.uid)),
        project_uid=project.uid,
        rows=tuple(_row(row) for row in found.rows),
        total=found.total,
        left=found.left,
        number=found.page,
        pages=found.pages,
        may_tag=actor.may(Permission.TAG, project.id),
        may_import=actor.may(Permission.IMPORT_ARTICLES, project.id),
        tabs=project_tabs(project.uid, found.role, "", is_admin=actor.is_admin),
        can_order=found.can_order,
        least_sure_first=found.least_sure_first,
        waiting=found.waiting,
    )


def _row(row: WorklistRow) -> ArticleRow:
    article = row.article
    state = "new" if article.own_state is None else article.own_state.value
    right_to_left = direction_of(article.facts.title) == "rtl"
    return ArticleRow(
        uid=article.uid,
        facts=article.facts,
        published=day_of(article.facts.published_on),
        state=state,
        review_uid=article.own_review_uid or "",
        answered=row.progress.answered if row.progress else 0,
        asked=row.progress.asked if row.progress else 0,
        strip=draw_strip(row.strip, right_to_left=right_to_left) if row.strip else None,
        finished=row.finished,
        is_sourcing_only=article.own_scope is Scope.SOURCING_ONLY,
        away=_away_words(row.away),
    )


def _away_words(away: Away | None) -> str:
    if away is None:
        return ""
    return _("its round is closed") if away is Away.CLOSED else _("kept for the people of a round")


def _article_page(found: ArticleView) -> ArticlePage:
    actor, article = require_actor(), found.article
    own, direction = found.own, direction_of(found.reading.text)
    is_done = own is not None and own.state is ReviewState.FINISHED
    return ArticlePage(
        project=Crumb(article.project_name, url_for("articles.index", project_uid=article.project_uid)),
        uid=article.uid,
        facts=article.facts,
        published=day_of(article.facts.published_on),
        language=article.facts.language,
        direction=direction,
        paragraphs=tuple(_paragraphs(found)),
        strip=draw_strip(found.strip, Format.HEAD, right_to_left=direction == "rtl") if found.strip else None,
        own=_line(own) if own else None,
        others=tuple(_line(review) for review in found.others),
        earlier_golds=tuple(_line(review) for review in found.earlier_golds),
        may_tag=actor.may(Permission.TAG, article.project_id),
        may_report=is_done or found.has_earlier or actor.may(Permission.READ_REPORTS, article.project_id),
        may_adjudicate=_may_adjudicate(actor, found),
        cut=found.cut,
        cut_day=format_date(found.cut.made_at, "medium") if found.cut else "",
        proposals=tuple(_proposal_line(found.reading, proposal) for proposal in found.proposals),
        askable=tuple((row.uid, row.name) for row in found.asked.people),
        asked=tuple((review.uid, reviewer_words(review.account_name)) for review in found.asked.waiting),
        number=article.text_number,
        has_earlier=found.has_earlier,
        may_import=actor.may(Permission.IMPORT_ARTICLES, article.project_id),
        away=_away_words(found.away),
        earlier=other_texts(article, found.texts),
        headline=next((s.ordinal for s in found.reading.sentences if _is_title(found, s)), None),
    )


def _proposal_line(said: Reading, proposal: Proposal) -> ProposalLine:
    place, at = proposal.cut.place, proposal.cut.at
    here = next((s for s in said.sentences if s.span == place), None)
    stop = place.stop
    if proposal.cut.verb is CutVerb.JOIN and here and here.ordinal + 1 < len(said.sentences):
        at, stop = place.stop, said.sentences[here.ordinal + 1].stop
    edge = at or place.stop
    return ProposalLine(
        proposal.uid, proposal.cut, said.text[place.start : edge], said.text[edge:stop], is_gone=here is None
    )


def _paragraphs(found: ArticleView) -> Iterable[Paragraph]:
    """The text as it reads; the headline is the page's own title and not said twice."""
    reading = found.reading
    run: list[Sentence] = []
    for sentence in reading.sentences:
        if _is_title(found, sentence):
            continue
        if run and not _together(reading.text, run[-1], sentence):
            yield _paragraph(reading.text, run)
            run = []
        run.append(sentence)
    if run:
        yield _paragraph(reading.text, run)


def _is_title(found: ArticleView, sentence: Sentence) -> bool:
    title = found.article.facts.title
    return sentence.kind is Kind.HEADLINE and not _folds(sentence) and found.reading.quote(sentence.span) == title


def _folds(sentence: Sentence) -> bool:
    return sentence.kind is Kind.FURNITURE or sentence.duplicate_of is not None


def _together(text: str, before: Sentence, sentence: Sentence) -> bool:
    if _folds(before) or _folds(sentence):
        return _folds(before) and _folds(sentence)
    return before.kind is sentence.kind and "\n" not in text[before.stop : sentence.start]


def _paragraph(text: str, run: Sequence[Sentence]) -> Paragraph:
    units = tuple(TextUnit(unit.ordinal, unit.kind, text[unit.start : unit.stop]) for unit in run)
    return Paragraph(_folds(run[0]), run[0].kind, units)


def _may_adjudicate(actor: Actor, found: ArticleView) -> bool:
    """Say whether there is something for the person to settle; not while they tag the article themselves."""
    is_tagging = found.own is not None and found.own.state is not ReviewState.FINISHED
    return (
        actor.may(Permission.ADJUDICATE, found.article.project_id)
        and not is_tagging
        and bool(found.own or found.others)
    )


def _line(review: ReviewHead) -> ReviewLine:
    # A finished one without its day is one whose name is hidden.
    moment = review.finished_at if review.state is ReviewState.FINISHED else review.started_at
    is_gold = review.kind is ReviewKind.GOLD
    return ReviewLine(
        review.uid, reviewer_words(review.account_name), is_gold, review.state.value,
        format_date(moment, "medium") if moment else "",
        review.scope is Scope.SOURCING_ONLY, review.text_number,
    )  # fmt: skip


def day_of(published_on: str) -> str:
    """An ISO date for people; what is no date stays as it was written."""
    try:
        return format_date(date.fromisoformat(published_on), "medium") if published_on else ""
    except ValueError:
        return published_on
