"""What bringing in an article and bringing in its later text share: how much may come, one correction of the cut,
and the form again with what was wrong.
"""

from typing import Protocol

from flask import Response, request
from flask_babel import gettext as _

from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.records import CutArticle
from annotator.web.errors import answer_error, status_of
from annotator.web.forms import blame
from annotator.web.hx import wants_fragment
from annotator.web.import_forms import ImportForm, PreviewForm, recut

#: A saved page may have 10 MB, an article's words travel as a form field of at most 4 bytes a character.
MAX_UPLOAD = 12 * 2**20
MAX_FIELDS = 6 * 2**20


class ShowForm(Protocol):
    """Shows where an article is pasted or uploaded."""

    def __call__(self, form: ImportForm, *, status: int) -> Response: ...


class ShowPreview(Protocol):
    """Shows an article as it will be cut; `opened` is the ordinal of the sentence opened for a split."""

    def __call__(
        self, article: CutArticle, form: PreviewForm, *, opened: int | None = None, status: int = 200
    ) -> Response: ...


def allow_articles() -> None:
    """Let this request carry an article. To be called before anything reads the form: the CSRF check does."""
    request.max_content_length = MAX_UPLOAD
    request.max_form_memory_size = MAX_FIELDS


def answer_correction(form: PreviewForm, act: str, show: ShowPreview) -> Response:
    """One correction of the cut: the piece for a script, else the page. Raises Invalid to a script."""
    article = form.article()
    try:
        units, opened = recut(article, act)
    except Invalid as error:
        if wants_fragment():
            raise
        form.form_errors.append(error.message)
        return show(article, form, status=422)
    return show(CutArticle(article.text, article.facts, units, article.notes), form, opened=opened)


def answer_refusal(form: ImportForm, error: AnnotatorError, show: ShowForm) -> Response:
    """The form again with what was wrong beside its field. A browser does not keep a chosen file."""
    if isinstance(error, Invalid) and error.fields:
        blame(form, error)
    else:
        chosen = form.file if form.file.data else form.text
        chosen.errors = [*chosen.errors, error.message]
    status = 415 if error.code in ("unsupported_media_type", "not_text") else status_of(error)
    response = show(form, status=status)
    response.headers["X-Error-Code"] = error.code
    return response


def answer_too_large(show: ShowForm) -> Response:
    """An empty form that says how much can be read at once."""
    form = ImportForm(formdata=None)
    form.form_errors.append(
        _("This is more than can be read at once: an article has at most 500,000 characters, a file at most 10 MB. "
          "Your words are still on the page before this one.")
    )  # fmt: skip
    try:
        response = show(form, status=413)
    except AnnotatorError as refusal:  # Flask maps nothing that an error handler raises
        return answer_error(refusal)
    response.headers["X-Error-Code"] = "request_entity_too_large"
    return response
