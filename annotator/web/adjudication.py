"""The page of adjudication: what readings differ in, one item at a time, and the acts on it."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.rulings import Choice, Why
from annotator.services import deciding as service
from annotator.services import projects
from annotator.services.acts import Stamp, stamp_request
from annotator.services.adjudication import Adjudication, open_adjudication
from annotator.services.deciding import Ruling
from annotator.services.gold import reopen_adjudication, start_adjudication
from annotator.web.adjudicated_texts import adjudication_url
from annotator.web.adjudication_pages import Refused, build_page
from annotator.web.desk import now, reading, writing
from annotator.web.errors import status_of
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.sessions import current_actor, require_actor

blueprint = Blueprint("adjudication", __name__)

#: The page echoes what it is sent; nobody needs more of it than this.
_LONGEST = 200


@blueprint.get("/articles/<article_uid>/adjudicate")
@blueprint.get("/articles/<article_uid>/texts/<int(max=999999):number>/adjudicate")
def show(article_uid: str, number: int | None = None) -> Response:
    """What the finished passes over an article's newest text, or another, agree and differ on, at `?item=`."""
    opened = _open(article_uid, number)
    return render_page("adjudication/page.html", build_page(opened, request.args.get("item", "")[:_LONGEST]))


@blueprint.post("/articles/<article_uid>/adjudicate")
@blueprint.post("/articles/<article_uid>/texts/<int(max=999999):number>/adjudicate")
def start(article_uid: str, number: int | None = None) -> Response:
    """Begin the gold review."""
    with writing() as session:
        start_adjudication(session, current_actor(), article_uid, number, now=now())
    return _back(_open(article_uid, number))


@blueprint.post("/articles/<article_uid>/adjudicate/<step>")
@blueprint.post("/articles/<article_uid>/texts/<int(max=999999):number>/adjudicate/<step>")
def take_step(article_uid: str, step: str, number: int | None = None) -> Response:
    """Accept what is agreed, decide one item, take the last act back or do it again, finish, or open again."""
    steps: dict[str, Callable[[Adjudication], Response]] = {
        "agreed": _accept, "decide": _decide, "undo": _undo, "redo": _redo, "finish": _finish, "reopen": _reopen,
    }  # fmt: skip
    opened = _open(article_uid, number)
    if step not in steps:
        raise NotFound
    try:
        return steps[step](opened)
    except (Invalid, Conflict) as error:
        # What stands now, which may be another's work by now, with what was sent kept in the form.
        return _refused(_again(opened), error)


@blueprint.post("/projects/<project_uid>/settings/adjudication")
def change_settings(project_uid: str) -> Response:
    """Say whether names are hidden, and whether a majority settles an item."""
    version = request.form.get("version", 0, type=int)
    with writing() as session:
        projects.set_adjudication(
            session, require_actor(), project_uid, blind="blind" in request.form,
            majority="majority" in request.form, version=version, now=now(),
        )  # fmt: skip
    flash(_("Kept."))
    return see_other(url_for("projects.show_settings", project_uid=project_uid))


def _open(article_uid: str, number: int | None) -> Adjudication:
    with reading() as session:
        return open_adjudication(session, current_actor(), article_uid, number)


def _again(opened: Adjudication) -> Adjudication:
    """The same text as it stands now; a later one may have come meanwhile."""
    return _open(opened.article.uid, opened.article.text_number)


def _stamp(*names: str) -> Stamp:
    payload = {"path": request.path, **{name: request.form.getlist(name) for name in names}}
    return stamp_request(request.form.get("request_key", ""), payload)


def _accept(opened: Adjudication) -> Response:
    n = len(opened.acceptable)
    with writing() as session:
        service.accept_agreed(
            session, current_actor(), opened, shown=request.form.get("offered", ""), stamp=_stamp("offered"), now=now()
        )
    return _answer(opened, ngettext("%(num)d agreed item is accepted.", "%(num)d agreed items are accepted.", n))


def _decide(opened: Adjudication) -> Response:
    ruling = _ruling()
    parts = (name for name in request.form if name.startswith("part-"))
    stamp = _stamp("item", "digest", "upon", "choice", "why", "section", *parts)
    with writing() as session:
        done = service.decide(session, current_actor(), opened, ruling, stamp=stamp, now=now())
    if ruling.choice is Choice.WRITE:
        ordinal = next(s.item.ordinal for s in opened.settlings if s.item.key == ruling.item)
        url = url_for("reviews.show", review_uid=done.review.uid, at=ordinal, _anchor=f"s{ordinal}")
        return _answer(opened, _("Written down as to be written anew."), go_on=url)
    left = sum(settling.item.key != ruling.item for settling in opened.to_do)
    words = ngettext("%(num)d difference is left.", "%(num)d differences are left.", left)
    return _answer(opened, f"{_('Decided.')} {words}")


def _ruling() -> Ruling:
    """What was sent, as values; an answer that is none is refused by the service."""
    word, _sign, option = request.form.get("choice", "").partition(":")
    why = request.form.get("why", "")
    if word not in Choice._value2member_map_:
        raise Invalid(_("Choose an answer."), code="no_choice")
    return Ruling(
        item=request.form.get("item", "")[:_LONGEST],
        digest=request.form.get("digest", ""),
        choice=Choice(word),
        why=Why(why) if why in Why._value2member_map_ else None,
        option=option,
        parts=_parts(),
        section=request.form.get("section", ""),
        upon=request.form.get("upon", ""),
    )


def _parts() -> dict[str, str]:
    return {
        name.removeprefix("part-"): value[:_LONGEST]
        for name, value in request.form.items()
        if name.startswith("part-")
    }


def _undo(opened: Adjudication) -> Response:
    last = request.form.get("last", "")
    with writing() as session:
        service.undo_decision(session, current_actor(), opened, last=last, stamp=_stamp("last"), now=now())
    return _answer(opened, _("Taken back."))


def _redo(opened: Adjudication) -> Response:
    last = request.form.get("last", "")
    with writing() as session:
        service.redo_decision(session, current_actor(), opened, last=last, stamp=_stamp("last"), now=now())
    return _answer(opened, _("Done again."))


def _finish(opened: Adjudication) -> Response:
    with writing() as session:
        service.finish_adjudication(session, current_actor(), opened, last=request.form.get("last", ""), now=now())
    if opened.article.earlier_number is None:
        return _answer(opened, _("The gold review is finished. Reports rest on it, and its rulings are precedents."))
    words = _(
        "The gold review of text %(number)d is finished, and its rulings are precedents. Reports rest on it until a "
        "later text has a finished reading.", number=opened.article.text_number,
    )  # fmt: skip
    return _answer(opened, words)


def _reopen(opened: Adjudication) -> Response:
    article = opened.article
    with writing() as session:
        reopen_adjudication(session, current_actor(), article.uid, article.text_number, now=now())
    return _back(opened)


def _answer(opened: Adjudication, words: str, *, go_on: str = "") -> Response:
    """After an act: for a script the desk as it is now, with where to go on; else the page by another request."""
    if not wants_fragment():
        if not go_on:
            flash(words)
        return see_other(go_on) if go_on else _back(opened)
    page = build_page(_again(opened))
    return render_page("adjudication/_answer.html", replace(page, message=words, go_on=go_on, is_piece=True))


def _refused(opened: Adjudication, error: Invalid | Conflict) -> Response:
    form = request.form
    refused = Refused(
        error.message, form.get("why", ""), form.get("section", ""), _parts(), form.get("choice", "")[:_LONGEST]
    )
    page = build_page(opened, form.get("item", "")[:_LONGEST], refused)
    if wants_fragment():
        page = replace(page, message=error.message, is_piece=True)
    template = "adjudication/_answer.html" if wants_fragment() else "adjudication/page.html"
    response = render_page(template, page, status_of(error))
    response.headers["X-Error-Code"] = error.code
    return response


def _back(opened: Adjudication) -> Response:
    return see_other(adjudication_url(opened.article))
