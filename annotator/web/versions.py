"""Later texts of an article: adding one as articles are added, and one's own tags taken along into it."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from annotator.core.anchoring import Loss
from annotator.core.carrying import Left
from annotator.core.errors import Invalid, TooLarge
from annotator.core.records import Attribution, Check, Claim, CutArticle, Figure, Mark, Reading
from annotator.core.text import hash_of
from annotator.services import versions as service
from annotator.services.abbreviations import abbreviations_of
from annotator.services.articles import ArticleExists, find_article_with
from annotator.services.projects import ProjectFacts
from annotator.services.text_differences import TextsOfArticle, compare_texts
from annotator.services.versions import CarriedReview
from annotator.storage.queries.articles import SameText
from annotator.storage.queries.sourcing import ArticleHead
from annotator.web.desk import now, reading, writing
from annotator.web.downloads import attachment, file_name
from annotator.web.forms import blame
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.import_forms import ImportForm, PreviewForm, form_of, read_upload
from annotator.web.import_pages import PreviewPage, preview_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb, direction_of
from annotator.web.uploads import allow_articles, answer_correction, answer_refusal, answer_too_large
from annotator.web.version_pages import VersionsPage, versions_page, write_difference

blueprint = Blueprint("versions", __name__)


@dataclass(frozen=True, slots=True)
class AddTextPage:
    """Where a later text is pasted or uploaded."""

    project: Crumb
    title: str
    article_url: str
    form: ImportForm
    action: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """Something that was not taken along: what it was, its words, why, and where it would be looked for."""

    what: str
    words: str
    why: str
    url: str
    place: str


@dataclass(frozen=True, slots=True)
class CarriedPage:
    """What of one's earlier pass could not be taken along into the later text."""

    project: Crumb
    title: str
    article_url: str
    review_url: str
    earlier_url: str
    earlier_number: int
    is_in_hand: bool
    kept: int
    rows: tuple[LeftRow, ...]
    cards: tuple[tuple[str, bool], ...]
    direction: str
    language: str


@blueprint.url_value_preprocessor
def _allow_articles(endpoint: str | None, _values: dict[str, str] | None) -> None:
    if endpoint in ("versions.preview", "versions.store"):
        allow_articles()


@blueprint.get("/articles/<article_uid>/versions")
def show(article_uid: str) -> Response:
    """The texts of an article, what changed between two of them and in what they rest on."""
    return render_page("versions/page.html", _versions(article_uid)[0])


@blueprint.get("/articles/<article_uid>/versions/<suffix>")
def download(article_uid: str, suffix: str) -> Response:
    """The sourcing difference as a file."""
    page, found = _versions(article_uid)
    body, media_type = write_difference(found, suffix)
    return attachment(body, media_type, file_name("versions", page.title, suffix, otherwise="article"))


@blueprint.get("/articles/<article_uid>/texts")
def add(article_uid: str) -> Response:
    """Where a later text is pasted or uploaded."""
    return _show_form(article_uid, ImportForm(formdata=None))


@blueprint.post("/articles/<article_uid>/texts/preview")
def preview(article_uid: str) -> Response:
    """The later text as it will be cut; with `act`, after one correction of the cut."""
    article = _open(article_uid)
    if "act" in request.form:
        return answer_correction(PreviewForm(), request.form["act"], partial(_show_preview, article))
    form = ImportForm()
    try:
        with reading() as session:
            own = abbreviations_of(session, require_actor(), article.project_uid)
        cut = read_upload(form, own)
    except (Invalid, TooLarge) as error:
        return answer_refusal(form, error, partial(_show_form, article_uid))
    cut = CutArticle(cut.text, article.facts, cut.sentences, cut.notes)
    return _show_preview(article, cut, form_of(cut, hash_of(cut.text)))


@blueprint.post("/articles/<article_uid>/texts")
def store(article_uid: str) -> Response:
    """Store the previewed text as the article's next."""
    article, form = _open(article_uid), PreviewForm()
    cut = form.article()
    try:
        with writing() as session:
            number = service.add_text(session, require_actor(), article_uid, cut, now=now())
    except ArticleExists as error:
        return _show_preview(article, cut, form, there=error.there, status=409)
    except Invalid as error:
        blame(form, error)
        return _show_preview(article, cut, form, status=422)
    flash(_("Stored as text %(number)s. Readings of the earlier text stay as they are.", number=number), "success")
    return see_other(url_for("articles.show", article_uid=article_uid))


@blueprint.post("/articles/<article_uid>/reviews/carried")
def start(article_uid: str) -> Response:
    """Start one's pass over the newest text with what one tagged before."""
    with writing() as session:
        review_uid = service.start_carried(session, require_actor(), article_uid, now=now())
    return see_other(url_for("versions.show_carried", review_uid=review_uid))


@blueprint.get("/reviews/<review_uid>/carried")
def show_carried(review_uid: str) -> Response:
    """What could not be taken along, each with its old words and the likely place."""
    with reading() as session:
        found = service.show_carried(session, require_actor(), review_uid)
    return render_page("versions/carried.html", _carried_page(found))


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    return answer_too_large(partial(_show_form, (request.view_args or {})["article_uid"]))


def _versions(article_uid: str) -> tuple[VersionsPage, TextsOfArticle]:
    first, second = (request.args.get(name, type=int) for name in ("first", "second"))
    with reading() as session:
        found = compare_texts(session, require_actor(), article_uid, first, second, now=now())
    return versions_page(found, require_actor()), found


def _open(article_uid: str) -> ArticleHead:
    """Who may not add texts is told so before anything is read."""
    with reading() as session:
        return service.open_addition(session, require_actor(), article_uid)


def _show_form(article_uid: str, form: ImportForm, *, status: int = 200) -> Response:
    article = _open(article_uid)
    page = AddTextPage(
        project=Crumb(article.project_name, url_for("articles.index", project_uid=article.project_uid)),
        title=article.facts.title,
        article_url=url_for("articles.show", article_uid=article_uid),
        form=form,
        action=url_for("versions.preview", article_uid=article_uid),
    )
    return render_page("versions/add.html", page, status)


def _show_preview(
    article: ArticleHead,
    cut: CutArticle,
    form: PreviewForm,
    *,
    opened: int | None = None,
    there: SameText | None = None,
    status: int = 200,
) -> Response:
    with reading() as session:
        if there is None and status == 200:
            there = find_article_with(session, require_actor(), article.project_uid, hash_of(cut.text))
    facts = ProjectFacts(article.project_uid, article.project_name, None, 1)
    page: PreviewPage = preview_page(facts, cut, form, opened=opened, there=there, of_article=article.uid)
    template = "imports/_preview.html" if wants_fragment() else "imports/preview.html"
    return render_page(template, page, status)


def _carried_page(found: CarriedReview) -> CarriedPage:
    head, reading_of = found.opened.head, found.opened.reading
    review_url = url_for("reviews.show", review_uid=head.uid)
    return CarriedPage(
        project=Crumb(head.project_name, url_for("articles.index", project_uid=head.project_uid)),
        title=head.facts.title,
        article_url=url_for("articles.show", article_uid=head.article_uid),
        review_url=review_url,
        earlier_url=url_for("reviews.show", review_uid=found.earlier.uid),
        earlier_number=found.earlier_number,
        is_in_hand=found.opened.may_tag,
        kept=len(found.carried.reading.records) - len(found.carried.reading.sources),
        rows=tuple(_left_row(item, reading_of, head.uid) for item in found.carried.left),
        cards=tuple((card.label, card.is_kept) for card in found.carried.cards),
        direction=direction_of(head.facts.language),
        language=head.facts.language,
    )


def _left_row(item: Left, upon: Reading, review_uid: str) -> LeftRow:
    home = None
    if item.place is not None:
        home = next((unit for unit in upon.sentences if unit.stop > item.place.start), upon.sentences[-1])
    url = ""
    if home is not None:
        url = url_for("reviews.show", review_uid=review_uid, at=home.ordinal, _anchor=f"s{home.ordinal}")
    place = upon.quote(home.span) if home is not None else ""
    return LeftRow(_what(item), item.quote, _why(item.loss), url, place[:200])


def _what(item: Left) -> str:
    if item.is_cue:
        return _("words that introduce a source")
    match item.record:
        case Claim():
            return _("claim")
        case Attribution():
            return _("source")
        case Figure():
            return _("figure")
        case Mark():
            return _("tag of the desk")
        case Check():
            return _("answer to a sentence")


def _why(loss: Loss) -> str:
    return {
        Loss.CHANGED: _("the words were changed"),
        Loss.GONE: _("the words are gone"),
        Loss.AMBIGUOUS: _("the words stand elsewhere too"),
    }[loss]
