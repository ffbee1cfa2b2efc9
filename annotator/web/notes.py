"""Private notes on the annotation page, and the file in which their author takes them along."""

import csv
import io
from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from annotator.formats.csv_tables import guard
from annotator.services import notes as service
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.acts import back_to, sentence_at
from annotator.web.asking import build_asking
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("notes", __name__)


class NoteForm(forms.ActForm):
    """A note at a sentence."""

    ordinal = IntegerField(validators=[InputRequired(), NumberRange(0, 999_999)])
    text = StringField()


@dataclass(frozen=True, slots=True)
class NotePage:
    """The form of a note, under the toolbar."""

    project: Crumb
    head: ReviewHead
    ordinal: int
    text: str


@blueprint.get("/reviews/<review_uid>/note")
def show_form(review_uid: str) -> Response:
    """One's own note at a sentence."""
    with reading() as session:
        opened = service.open_own_review(session, current_actor(), review_uid)
        notes = service.list_own_notes(session, current_actor(), opened)
    ordinal = request.args.get("ordinal", 0, type=int)
    if not wants_fragment():
        return back_to(review_uid, ordinal)
    sentence = sentence_at(opened.reading, ordinal)
    text = next((note.text for note in notes if note.start == sentence.start), "")
    return render_page("notes/_note.html", NotePage(project_crumb(opened.head), opened.head, ordinal, text))


@blueprint.post("/reviews/<review_uid>/note")
def write(review_uid: str) -> Response:
    """Write one's own note at a sentence."""
    with writing() as session:
        opened = service.open_own_review(session, current_actor(), review_uid)
        form = NoteForm()
        forms.parse(form)
        ordinal = form.ordinal.data or 0
        sentence = sentence_at(opened.reading, ordinal)
        service.write_note(session, current_actor(), review_uid, sentence, form.text.data or "", now=now())
    if not wants_fragment():
        return back_to(review_uid, ordinal)
    return render_page("questions/_asking.html", build_asking(review_uid, _("Note kept."), also=[ordinal]))


@blueprint.get("/projects/<project_uid>/notes")
def download(project_uid: str) -> Response:
    """One's own notes in a project, as a table."""
    with reading() as session:
        notes = service.carry_notes_away(session, current_actor(), project_uid)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(["article", "start", "stop", "words", "note", "changed_at"])
    for note in notes:
        cells = [note.title, note.start, note.stop, note.words, note.text, note.changed_at.isoformat()]
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in cells])
    response = Response(table.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="annotator-my-notes.csv")
    return response
