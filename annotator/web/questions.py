"""Questions at a place in a text: asked on the annotation page, answered on the questions' page or at the article."""

import csv
import io
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.records import Span
from annotator.formats.csv_tables import guard
from annotator.services import notes as note_service
from annotator.services import questions as service
from annotator.services.asking import list_article_threads
from annotator.services.colleagues import list_colleagues, list_unknown
from annotator.services.questions import Answer, Asked, Threads
from annotator.storage.queries.questions import ColleagueRow, QuestionRow
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.acts import back_to, sentence_at
from annotator.web.asking import Place, build_asking, place
from annotator.web.desk import now, reading, writing
from annotator.web.errors import status_of
from annotator.web.forms import DeskForm
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("questions", __name__)

_MOST = 500_000
_COLUMNS = ("question_uid", "article_uid", "article", "start", "stop", "words", "state", "author", "at", "text")


class AskForm(forms.ActForm):
    """A question with its place."""

    start = IntegerField(validators=[Optional(), NumberRange(0, _MOST)])
    stop = IntegerField(validators=[Optional(), NumberRange(0, _MOST)])
    quote = StringField(validators=[Length(max=_MOST)])
    text = StringField()


class AnswerForm(DeskForm):
    """A post; a saved reply may stand before one's own words."""

    uid = StringField(validators=[Length(max=32)])
    text = StringField()
    reply = StringField(validators=[Length(max=32)])


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form for a question, under the toolbar."""

    project: Crumb
    head: ReviewHead
    ordinal: int
    place: Span
    quote: str
    colleagues: tuple[ColleagueRow, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A post that was not taken, with why; `question_uid` is empty for a saved reply."""

    question_uid: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """A project's questions as one person sees them; `article_uid` where only one article's are shown, with their
    places in its text.
    """

    project: Crumb
    project_uid: str
    tabs: tuple[Tab, ...]
    found: Threads
    article_uid: str = ""
    refused: Refused | None = None
    places: tuple[Place, ...] = ()
    is_piece: bool = False
    warning: str = ""


@blueprint.get("/reviews/<review_uid>/question")
def show_form(review_uid: str) -> Response:
    """The form for a question at the selection, or at the sentence."""
    with reading() as session:
        opened = note_service.open_own_review(session, current_actor(), review_uid)
        colleagues = list_colleagues(session, current_actor(), opened.head.project_id)
    ordinal = request.args.get("ordinal", 0, type=int)
    if not wants_fragment():
        return back_to(review_uid, ordinal)
    sentence = sentence_at(opened.reading, ordinal)
    start, stop = (request.args.get(name, type=int) for name in ("start", "stop"))
    selected = start is not None and stop is not None and sentence.start <= start < stop <= sentence.stop
    place = Span(start or 0, stop or 0) if selected else sentence.span
    page = AskPage(project_crumb(opened.head), opened.head, ordinal, place, opened.reading.quote(place), colleagues)
    return render_page("questions/_ask.html", page)


@blueprint.post("/reviews/<review_uid>/questions")
def ask(review_uid: str) -> Response:
    """Put a question."""
    form = AskForm()
    forms.parse(form)
    quote = (form.quote.data or "").replace("\r\n", "\n")
    mentions = tuple(request.form.getlist("mention"))
    place = form.start.data or 0, form.stop.data or 0
    asked = Asked(form.uid.data or "", *place, quote, form.text.data or "", mentions)
    with writing() as session:
        opened = service.ask(session, current_actor(), review_uid, asked, now=now())
        unknown = list_unknown(session, current_actor(), opened.head.project_id, asked.text)
    if not wants_fragment():
        home = opened.reading.home_of(place[0])
        if unknown:
            flash(_say_unknown(unknown))
        return back_to(review_uid, home.ordinal if home else 0)
    return render_page("questions/_asking.html", build_asking(review_uid, _("Asked."), warning=_say_unknown(unknown)))


def _say_unknown(called: tuple[str, ...]) -> str:
    """That an @ named nobody, which would else look like asking."""
    names = ", ".join(f"@{name}" for name in called)
    return _("%(names)s: nobody whom you can ask in here is called so, so nobody was.", names=names) if called else ""


@blueprint.get("/projects/<project_uid>/questions")
def show(project_uid: str) -> Response:
    """The questions of a project, or of one of its articles."""
    return _render(project_uid, article_uid=request.args.get("article", ""))


@blueprint.get("/projects/<project_uid>/export/questions.csv")
def download(project_uid: str) -> Response:
    """The threads as a table, for an editor who chose to take them along; without the choice its head alone."""
    with reading() as session:
        found = service.export_threads(session, current_actor(), project_uid)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for thread in found.threads if request.args.get("include") == "y" else ():
        head = thread.head
        place = [head.uid, head.article_uid, guard(head.title), head.start, head.stop, guard(head.words), head.state]
        for post in thread.posts:
            writer.writerow([*place, guard(post.author), post.at.isoformat(), guard(post.text)])
    response = Response(table.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="annotator-questions.csv")
    return response


@blueprint.post("/questions/<question_uid>/posts")
def answer(question_uid: str) -> Response:
    """Add to a thread."""
    form = AnswerForm()
    form.validate_on_submit()
    mentions = tuple(request.form.getlist("mention"))
    given = Answer(form.uid.data or "", form.text.data or "", form.reply.data or "", mentions)
    try:
        with writing() as session:
            question = service.answer(session, current_actor(), question_uid, given, now=now())
            unknown = list_unknown(session, current_actor(), question.project_id, given.text)
    except (Invalid, Conflict) as error:
        if wants_fragment():
            raise
        return _refuse(request.form.get("project", ""), Refused(question_uid, given.text, error.message), error)
    return _back(question, _("Sent."), warning=_say_unknown(unknown))


@blueprint.post("/questions/<question_uid>/read")
def read_thread(question_uid: str) -> Response:
    """This thread has been read, at its sentence: its signs of something new go."""
    with writing() as session:
        question = service.mark_thread_read(session, current_actor(), question_uid)
    if wants_fragment():
        return render_page("questions/_read.html", question)
    return _back(question, _("Read."))


@blueprint.post("/questions/<question_uid>/<change>")
def change_state(question_uid: str, change: str) -> Response:
    """Close a question or open it again."""
    with writing() as session:
        question = service.set_closed(session, current_actor(), question_uid, closed=change == "close", now=now())
        if change not in ("close", "open"):
            raise NotFound
    return _back(question, _("Closed.") if change == "close" else _("Open again."))


@blueprint.post("/projects/<project_uid>/questions/read")
def mark_read(project_uid: str) -> Response:
    """Everything here has been read."""
    with writing() as session:
        count = service.mark_read(session, current_actor(), project_uid)
    flash(ngettext("%(num)d thread marked as read.", "%(num)d threads marked as read.", count), "success")
    return see_other(url_for("questions.show", project_uid=project_uid))


@blueprint.post("/projects/<project_uid>/replies")
def add_reply(project_uid: str) -> Response:
    """Keep a reply ready."""
    form = AnswerForm()
    form.validate_on_submit()
    try:
        with writing() as session:
            service.add_reply(session, current_actor(), project_uid, form.text.data or "", now=now())
    except Invalid as error:
        return _refuse(project_uid, Refused("", form.text.data or "", error.message), error)
    return see_other(url_for("questions.show", project_uid=project_uid, _anchor="replies"))


@blueprint.post("/projects/<project_uid>/replies/<reply_uid>/delete")
def remove_reply(project_uid: str, reply_uid: str) -> Response:
    """Take a saved reply away."""
    with writing() as session:
        service.remove_reply(session, current_actor(), project_uid, reply_uid, now=now())
    return see_other(url_for("questions.show", project_uid=project_uid, _anchor="replies"))


def _render(
    project_uid: str, *, article_uid: str = "", refused: Refused | None = None, status: int = 200, warning: str = ""
) -> Response:
    places: tuple[Place, ...] = ()
    with reading() as session:
        if article_uid:
            found, upon, said = list_article_threads(session, current_actor(), project_uid, article_uid)
            places = place(said, upon.threads)
        else:
            found = service.list_threads(session, current_actor(), project_uid)
    page = QuestionsPage(
        project=Crumb(found.project.name, url_for("articles.index", project_uid=project_uid)),
        project_uid=project_uid,
        tabs=project_tabs(project_uid, found.role, "questions"),
        found=found,
        article_uid=article_uid,
        refused=refused,
        places=places,
        is_piece=wants_fragment(),
        warning=warning,
    )
    return render_page("questions/_list.html" if wants_fragment() else "questions/page.html", page, status)


def _refuse(project_uid: str, refused: Refused, error: Invalid | Conflict) -> Response:
    """The page again with what was written, and why it was not taken."""
    response = _render(project_uid, refused=refused, status=status_of(error))
    response.headers["X-Error-Code"] = error.code
    return response


def _back(question: QuestionRow, words: str, *, warning: str = "") -> Response:
    """Where a thread was written to: at its sentence, in a review or at its article, or on the questions' page."""
    if wants_fragment():
        if review_uid := request.form.get("review", ""):
            return render_page("questions/_asking.html", build_asking(review_uid, words, warning=warning))
        return _render(question.project_uid, article_uid=question.article_uid, warning=warning)
    flash(words, "success")
    if warning:
        flash(warning)
    if question.round_uid and request.form.get("round"):
        url = url_for(
            "round_discussions.show", round_uid=question.round_uid, article_uid=question.article_uid,
            _anchor=f"thread-{question.uid}",
        )  # fmt: skip
        return see_other(url)
    return see_other(
        url_for("questions.show", project_uid=question.project_uid, _anchor=f"question-{question.uid}")
    )
