"""Articles in: paste or upload, look at the cut and correct it, store. Nothing is kept before it is stored."""

from functools import partial

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from annotator.core.errors import Invalid, TooLarge
from annotator.core.languages import OwnAbbreviations
from annotator.core.records import CutArticle
from annotator.core.text import hash_of
from annotator.services import articles as service
from annotator.services.abbreviations import abbreviations_of
from annotator.services.articles import ArticleExists
from annotator.storage.queries.articles import SameText
from annotator.web.desk import now, reading, writing
from annotator.web.forms import blame
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.import_forms import ImportForm, PreviewForm, form_of, read_upload
from annotator.web.import_pages import import_page, preview_page
from annotator.web.sessions import require_actor
from annotator.web.uploads import allow_articles, answer_correction, answer_refusal, answer_too_large

blueprint = Blueprint("imports", __name__)


@blueprint.url_value_preprocessor
def _allow_articles(endpoint: str | None, _values: dict[str, str] | None) -> None:
    if endpoint in ("imports.preview", "imports.store"):
        allow_articles()


@blueprint.get("/projects/<project_uid>/import")
def show(project_uid: str) -> Response:
    """Where an article is pasted or uploaded."""
    return _show_form(project_uid, ImportForm(formdata=None))


@blueprint.post("/projects/<project_uid>/import/preview")
def preview(project_uid: str) -> Response:
    """The article as it will be cut; with `act`, after one correction of the cut."""
    _permit(project_uid)
    if "act" in request.form:
        return answer_correction(PreviewForm(), request.form["act"], partial(_show_preview, project_uid))
    form = ImportForm()
    try:
        article = read_upload(form, _own_abbreviations(project_uid))
    except (Invalid, TooLarge) as error:
        return answer_refusal(form, error, partial(_show_form, project_uid))
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
    return answer_too_large(partial(_show_form, (request.view_args or {})["project_uid"]))


def _permit(project_uid: str) -> None:
    """Who may not bring articles in is told so before anything is read."""
    with reading() as session:
        service.open_import(session, require_actor(), project_uid)


def _own_abbreviations(project_uid: str) -> OwnAbbreviations:
    with reading() as session:
        return abbreviations_of(session, require_actor(), project_uid)


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
