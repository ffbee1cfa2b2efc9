"""Loading unsent work from a file: each act is sent to its own address again, under its own request key."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.permissions import Actor, Permission
from annotator.formats.rescue import MAX_BYTES, Rescue, RescuedAct, read_rescue
from annotator.services import rescue as service
from annotator.services.rescue import RescueTarget
from annotator.web.desk import now, reading, writing
from annotator.web.guards import route_permission
from annotator.web.hx import render_page
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor, current_session
from annotator.web.shell import Crumb

blueprint = Blueprint("rescue", __name__)

#: Posts of a review that are no acts: they have buttons of their own and no request key.
_NO_ACTS = frozenset({"reviews.finish", "reviews.reopen", "rescue.load", "rescue.load_for"})
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
    """The form, and after loading the report. `owner`: whose acts were loaded, where they are a colleague's;
    `for_colleagues`: the page of editors, which knows no review before a file names it.
    """

    project: Crumb
    title: str
    back: str
    for_colleagues: bool = False
    owner: str = ""
    rows: tuple[RescueRow, ...] = ()
    problem: str = ""

    def count(self, outcome: str) -> int:
        """How many acts ended so."""
        return sum(row.outcome == outcome for row in self.rows)


@blueprint.url_value_preprocessor
def _allow_files(endpoint: str | None, _values: dict[str, str] | None) -> None:
    # Before anything reads the form: the CSRF check does. A little more than a file, so that the words are ours.
    if endpoint in ("rescue.load", "rescue.load_for"):
        request.max_content_length = MAX_BYTES + 2**20


@blueprint.get("/reviews/<review_uid>/rescue")
def show(review_uid: str) -> Response:
    """Where a file of one's own is chosen."""
    return _render(_own_page(review_uid))


@blueprint.post("/reviews/<review_uid>/rescue")
def load(review_uid: str) -> Response:
    """Do what the file holds, act by act, and say of each what became of it."""
    page = _own_page(review_uid)
    return _load(page, lambda s, rescue: service.find_own_rescue(s, current_actor(), review_uid, rescue))


@blueprint.get("/projects/<project_uid>/rescue")
def show_for(project_uid: str) -> Response:
    """Where an editor chooses a colleague's file."""
    return _render(_colleague_page(project_uid))


@blueprint.post("/projects/<project_uid>/rescue")
def load_for(project_uid: str) -> Response:
    """The same for a colleague: the file says whose review it is of."""
    page = _colleague_page(project_uid)
    return _load(page, lambda s, rescue: service.find_colleague_rescue(s, current_actor(), project_uid, rescue))


def _load(page: RescuePage, find: Callable[[Session, Rescue], RescueTarget]) -> Response:
    try:
        rescue = read_rescue(_content())
        with writing() as session:
            target = find(session, rescue)
            service.note_rescue(session, current_actor(), target, rescue, now=now())
    except Invalid as error:
        response = _render(replace(page, problem=error.message), 422)
        response.headers["X-Error-Code"] = error.code
        return response
    known: set[str] = set()
    rows = tuple(_replay(number, act, target.head.uid, target, known) for number, act in enumerate(rescue.acts, 1))
    return _render(replace(page, rows=rows, owner=target.head.account_name if target.on_behalf else ""))


def _content() -> bytes:
    """The bytes of the chosen file."""
    chosen = request.files.get("file")
    if chosen is None:
        return b""
    with closing(chosen):
        return chosen.read()


def _own_page(review_uid: str) -> RescuePage:
    with reading() as session:
        head = service.open_rescue(session, current_actor(), review_uid).head
    return RescuePage(project_crumb(head), head.facts.title, url_for("reviews.show", review_uid=review_uid))


def _colleague_page(project_uid: str) -> RescuePage:
    with reading() as session:
        project = service.open_project(session, current_actor(), project_uid)
    url = url_for("articles.index", project_uid=project_uid)
    back = url_for("projects.show_settings", project_uid=project_uid)
    return RescuePage(Crumb(project.name, url), "", back, for_colleagues=True)


def _render(page: RescuePage, status: int = 200) -> Response:
    return render_page("rescue/page.html", page, status)


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
