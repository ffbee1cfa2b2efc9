"""The page of adjudication: what readings differ in, one item at a time, and the acts on it."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.errors import Invalid, NotFound
from annotator.core.rulings import Choice, Why
from annotator.services import adjudication as service
from annotator.services import projects
from annotator.services.acts import Stamp, stamp_request
from annotator.services.adjudication import Adjudication, Ruling
from annotator.services.gold import reopen_adjudication, start_adjudication
from annotator.web.adjudication_pages import Refused, build_page
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import current_actor, require_actor

blueprint = Blueprint("adjudication", __name__)

#: The page echoes what it is sent; nobody needs more of it than this.
_LONGEST = 200


@blueprint.get("/articles/<article_uid>/adjudicate")
def show(article_uid: str) -> Response:
    """What the finished passes over an article agree and differ on, at `?item=`."""
    opened = _open(article_uid)
    return render_page("adjudication/page.html", build_page(opened, request.args.get("item", "")[:_LONGEST]))


@blueprint.post("/articles/<article_uid>/adjudicate")
def start(article_uid: str) -> Response:
    """Begin the gold review."""
    with writing() as session:
        start_adjudication(session, current_actor(), article_uid, now=now())
    return _back(article_uid)


@blueprint.post("/articles/<article_uid>/adjudicate/<step>")
def take_step(article_uid: str, step: str) -> Response:
    """Accept what is agreed, decide one item, take the last act back, finish, or open again."""
    steps: dict[str, Callable[[str, Adjudication], Response]] = {
        "agreed": _accept, "decide": _decide, "undo": _undo, "finish": _finish, "reopen": _reopen,
    }  # fmt: skip
    opened = _open(article_uid)
    if step not in steps:
        raise NotFound
    try:
        return steps[step](article_uid, opened)
    except Invalid as error:
        return _refused(opened, error)


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


def _open(article_uid: str) -> Adjudication:
    with reading() as session:
        return service.open_adjudication(session, current_actor(), article_uid)


def _stamp(*names: str) -> Stamp:
    payload = {"path": request.path, **{name: request.form.getlist(name) for name in names}}
    return stamp_request(request.form.get("request_key", ""), payload)


def _accept(article_uid: str, opened: Adjudication) -> Response:
    n = len(opened.acceptable)
    with writing() as session:
        service.accept_agreed(session, current_actor(), opened, stamp=_stamp(), now=now())
    flash(ngettext("%(num)d agreed item is accepted.", "%(num)d agreed items are accepted.", n))
    return _back(article_uid)


def _decide(article_uid: str, opened: Adjudication) -> Response:
    ruling = _ruling()
    stamp = _stamp("item", "digest", "choice", "why", "section", *(n for n in request.form if n.startswith("part-")))
    with writing() as session:
        done = service.decide(session, current_actor(), opened, ruling, stamp=stamp, now=now())
    if ruling.choice is Choice.WRITE:
        ordinal = next(s.item.ordinal for s in opened.settlings if s.item.key == ruling.item)
        url = url_for("reviews.show", review_uid=done.review.uid, at=ordinal, _anchor=f"s{ordinal}")
        return see_other(url)
    left = sum(settling.item.key != ruling.item for settling in opened.to_do)
    flash(_("Decided.") + " " + ngettext("%(num)d difference is left.", "%(num)d differences are left.", left))
    return _back(article_uid)


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
    )


def _parts() -> dict[str, str]:
    return {
        name.removeprefix("part-"): value[:_LONGEST]
        for name, value in request.form.items()
        if name.startswith("part-")
    }


def _undo(article_uid: str, opened: Adjudication) -> Response:
    with writing() as session:
        service.undo_decision(session, current_actor(), opened, stamp=_stamp(), now=now())
    flash(_("Taken back."))
    return _back(article_uid)


def _finish(article_uid: str, opened: Adjudication) -> Response:
    with writing() as session:
        service.finish_adjudication(session, current_actor(), opened, now=now())
    flash(_("The gold review is finished. Reports rest on it, and its rulings are precedents."))
    return _back(article_uid)


def _reopen(article_uid: str, _opened: Adjudication) -> Response:
    with writing() as session:
        reopen_adjudication(session, current_actor(), article_uid, now=now())
    return _back(article_uid)


def _refused(opened: Adjudication, error: Invalid) -> Response:
    form = request.form
    refused = Refused(error.message, form.get("why", ""), form.get("section", ""), _parts())
    page = build_page(opened, form.get("item", "")[:_LONGEST], refused)
    response = render_page("adjudication/page.html", page, 422)
    response.headers["X-Error-Code"] = error.code
    return response


def _back(article_uid: str) -> Response:
    return see_other(url_for("adjudication.show", article_uid=article_uid))
