"""Loading unsent work from a file: each act is sent to its own address again, under its own request key."""

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.permissions import Actor, Permission
from annotator.formats.rescue import MAX_BYTES, RescuedAct, read_rescue
from annotator.services import rescue as service
from annotator.services.rescue import RescueTarget
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.desk import now, reading, writing
from annotator.web.guards import route_permission
from annotator.web.hx import render_page
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor, current_session
from annotator.web.shell import Crumb

blueprint = Blueprint("rescue", __name__, url_prefix="/reviews/<review_uid>")

#: Posts of a review that are no acts: they have buttons of their own and no request key.
_NO_ACTS = frozenset({"reviews.finish", "reviews.reopen", "rescue.load"})
_AGED = frozenset({"version", "shown"})


class Outcome(StrEnum):
    """What became of one act of a file."""

    DONE = "done"
    THERE = "there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RescueRow:
    """One act of the file: what it asked for, and what became of it."""

    number: int
    asked: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RescuePage:
    """The form, and after loading the report."""

    project: Crumb
    head: ReviewHead
    on_behalf: bool
    rows: tuple[RescueRow, ...] = ()
    problem: str = ""

    def count(self, outcome: str) -> int:
        """How many acts ended so."""
        return sum(row.outcome == outcome for row in self.rows)


@blueprint.url_value_preprocessor
def _allow_files(endpoint: str | None, _values: dict[str, str] | None) -> None:
    # Before anything reads the form: the CSRF check does. A little more than a file, so that the words are ours.
    if endpoint == "rescue.load":
        request.max_content_length = MAX_BYTES + 2**20


@blueprint.get("/rescue")
def show(review_uid: str) -> Response:
    """Where a file is chosen."""
    return _page(review_uid)


@blueprint.post("/rescue")
def load(review_uid: str) -> Response:
    """Do what the file holds, act by act, and say of each what became of it."""
    with reading() as session:
        service.open_rescue(session, current_actor(), review_uid)
    try:
        rescue = read_rescue(_content())
        with writing() as session:
            target = service.begin_rescue(session, current_actor(), review_uid, rescue, now=now())
    except Invalid as error:
        return _page(review_uid, problem=error.message, status=422, code=error.code)
    known: set[str] = set()
    rows = tuple(_replay(number, act, review_uid, target, known) for number, act in enumerate(rescue.acts, 1))
    return _page(review_uid, rows=rows)


def _content() -> bytes:
    """The bytes of the chosen file."""
    chosen = request.files.get("file")
    if chosen is None:
        return b""
    with closing(chosen):
        return chosen.read()


def _page(
    review_uid: str, *, rows: tuple[RescueRow, ...] = (), problem: str = "", status: int = 200, code: str = ""
) -> Response:
    with reading() as session:
        target = service.open_rescue(session, current_actor(), review_uid)
    page = RescuePage(project_crumb(target.head), target.head, target.on_behalf, rows, problem)
    response = render_page("rescue/page.html", page, status)
    if code:
        response.headers["X-Error-Code"] = code
    return response


def _replay(number: int, act: RescuedAct, review_uid: str, target: RescueTarget, known: set[str]) -> RescueRow:
    asked = act.value("verb") or act.value("tag") or act.path.rpartition("/")[2]
    if act.review_uid != review_uid:
        return RescueRow(number, asked, Outcome.REFUSED, _("It belongs to another review. Load the file there."))
    key = act.value("request_key")
    if not key:
        return RescueRow(number, asked, Outcome.REFUSED, _("It has no request key."))
    with reading() as session:
        was_done = service.is_done(session, target.owner, key)
    # What an earlier act of this file was about is not as old as the page that it was typed on any more.
    about = {act.path, act.value("focus")} - {""}
    values = [(name, value) for name, value in act.values if not (name in _AGED and about & known)]
    reason = _send(act.path, values, target.owner)
    known |= set() if reason else about
    outcome = Outcome.REFUSED if reason else Outcome.THERE if was_done else Outcome.DONE
    return RescueRow(number, asked, outcome, reason)


def _send(path: str, values: list[tuple[str, str]], owner: Actor) -> str:
    """Send a form to its own address as its owner's, as the browser would have; the reason where it was refused."""
    sent = EnvironBuilder(
        path=path, method="POST", base_url=request.host_url, data=urlencode(values),
        content_type="application/x-www-form-urlencoded", headers=[("HX-Request", "true")],
    )  # fmt: skip
    with current_app.request_context(sent.get_environ()):
        rule = request.url_rule
        if rule is None or rule.endpoint in _NO_ACTS or route_permission("POST", rule.rule) is not Permission.TAG:
            return _("This is no act of the annotation page.")
        current_session().actor = owner
        g.csrf_valid = True  # the file's own request was checked
        try:
            status = current_app.make_response(current_app.dispatch_request()).status_code
        except AnnotatorError as error:
            return error.message
        except HTTPException as error:
            return str(error.description or error.name)
    return _("What it was about was changed meanwhile. Nothing was overwritten.") if status >= 400 else ""
