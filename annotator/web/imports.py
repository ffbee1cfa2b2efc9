"""Articles in: paste or upload, look at the cut and correct it, store. Nothing is kept before it is stored."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from annotator.core.errors import AnnotatorError, Invalid, TooLarge
from annotator.core.languages import OwnAbbreviations
from annotator.core.records import CutArticle
from annotator.core.text import hash_of
from annotator.services import articles as service
from annotator.services.abbreviations import abbreviations_of
from annotator.services.articles import ArticleExists
from annotator.storage.queries.articles import SameText
from annotator.web.desk import now, reading, writing
from annotator.web.errors import answer_error, status_of
from annotator.web.forms import blame
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.import_forms import ImportForm, PreviewForm, form_of, read_upload, recut
from annotator.web.import_pages import import_page, preview_page
from annotator.web.sessions import require_actor

blueprint = Blueprint("imports", __name__)

#: A saved page may have 10 MB, an article's words travel as a form field of at most 4 bytes a character.
MAX_UPLOAD = 12 * 2**20
MAX_FIELDS = 6 * 2**20


@blueprint.url_value_preprocessor
def _allow_articles(endpoint: str | None, _values: dict[str, str] | None) -> None:
    # Before anything reads the form: the CSRF check does.
    if endpoint in ("imports.preview", "imports.store"):
        request.max_content_length = MAX_UPLOAD
        request.max_form_memory_size = MAX_FIELDS


@blueprint.get("/projects/<project_uid>/import")
def show(project_uid: str) -> Response:
    """Where an article is pasted or uploaded."""
    return _show_form(project_uid, ImportForm(formdata=None))


@blueprint.post("/projects/<project_uid>/import/preview")
def preview(project_uid: str) -> Response:
    """The article as it will be cut; with `act`, after one correction of the cut."""
    _permit(project_uid)
    if "act" in request.form:
        return _correct(project_uid, PreviewForm(), request.form["act"])
    form = ImportForm()
    try:
        article = read_upload(form, _own_abbreviations(project_uid))
    except (Invalid, TooLarge) as error:
        return _refuse(project_uid, form, error)
    return _show_preview(project_uid, article, form_of(article, hash_of(article.text)))


@blueprint.post("/projects/<project_uid>/articles")
def store(project_uid: str) -> Response:
    """Store the previewed article; what cannot be stored comes back with everything typed."""
    _permit(project_uid)
    form = PreviewForm()
    article = form.article()
    try:
        with writing() as session:
            uid = service.store_article(session, require_actor(), project_uid, article, now=now())
    except ArticleExists as error:
        return _show_preview(project_uid, article, form, there=error.there, status=409)
    except Invalid as error:
        blame(form, error)
        return _show_preview(project_uid, article, form, status=422)
    flash(_("Stored. The article is ready to be tagged."), "success")
    return see_other(url_for("articles.show", article_uid=uid))


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    form = ImportForm(formdata=None)
    form.form_errors.append(
        _("This is more than can be read at once: an article has at most 500,000 characters, a file at most 10 MB. "
          "Your words are still on the page before this one.")
    )  # fmt: skip
    try:
        response = _show_form((request.view_args or {})["project_uid"], form, status=413)
    except AnnotatorError as refusal:  # Flask maps nothing that an error handler raises
        return answer_error(refusal)
    response.headers["X-Error-Code"] = "request_entity_too_large"
    return response


def _permit(project_uid: str) -> None:
    """Who may not bring articles in is told so before anything is read."""
    with reading() as session:
        service.open_import(session, require_actor(), project_uid)


def _own_abbreviations(project_uid: str) -> OwnAbbreviations:
    with reading() as session:
        return abbreviations_of(session, require_actor(), project_uid)


def _correct(project_uid: str, form: PreviewForm, act: str) -> Response:
    """One correction of the cut: the piece for a script, else the page."""
    article = form.article()
    try:
        units, opened = recut(article, act)
    except Invalid as error:
        if wants_fragment():
            raise
        form.form_errors.append(error.message)
        return _show_preview(project_uid, article, form, status=422)
    corrected = CutArticle(article.text, article.facts, units, article.notes)
    return _show_preview(project_uid, corrected, form, opened=opened)


def _refuse(project_uid: str, form: ImportForm, error: AnnotatorError) -> Response:
    """The form again with what was wrong beside its field. A browser does not keep a chosen file."""
    if isinstance(error, Invalid) and error.fields:
        blame(form, error)
    else:
        chosen = form.file if form.file.data else form.text
        chosen.errors = [*chosen.errors, error.message]
    status = 415 if error.code in ("unsupported_media_type", "not_text") else status_of(error)
    response = _show_form(project_uid, form, status=status)
    response.headers["X-Error-Code"] = error.code
    return response


def _show_form(project_uid: str, form: ImportForm, *, status: int = 200) -> Response:
    with reading() as session:
        project = service.open_import(session, require_actor(), project_uid)
    return render_page("imports/page.html", import_page(project, form), status)


def _show_preview(
    project_uid: str,
    article: CutArticle,
    form: PreviewForm,
    *,
    opened: int | None = None,
    there: SameText | None = None,
    status: int = 200,
) -> Response:
    with reading() as session:
        project = service.open_import(session, require_actor(), project_uid)
        if there is None and status == 200:
            there = service.find_article_with(session, require_actor(), project_uid, hash_of(article.text))
    page = preview_page(project, article, form, opened=opened, there=there)
    template = "imports/_preview.html" if wants_fragment() else "imports/preview.html"
    return render_page(template, page, status)
