"""Everybody with an account, for administrators."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField

from annotator.core.accounts import MAX_LOGIN, MAX_NAME
from annotator.core.errors import Invalid, NotFound
from annotator.core.permissions import Actor
from annotator.services import accounts as service
from annotator.services.links import MadeLink, make_link
from annotator.storage.queries.accounts import AccountRow
from annotator.web.desk import desk, now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.links import announce_link
from annotator.web.sessions import require_actor

blueprint = Blueprint("people", __name__, url_prefix="/people")


class PersonForm(DeskForm):
    """A new account."""

    name = StringField(_l("Name"), render_kw={"autocomplete": "off", "maxlength": MAX_NAME})
    login = StringField(
        _l("Login"),
        description=_l("A short name or an address; it cannot be changed later."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": MAX_LOGIN},
    )
    is_admin = BooleanField(_l("Administrator: keeps accounts and makes projects"))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody: those with an account of their own, and those who came with a dataset."""

    people: tuple[AccountRow, ...]
    from_datasets: tuple[AccountRow, ...]
    own_uid: str
    form: PersonForm


@blueprint.get("")
def show_people() -> Response:
    """Everybody."""
    return _page(PersonForm(formdata=None))


@blueprint.post("")
def add_person() -> Response:
    """Make an account and its invitation."""
    form = PersonForm()
    actor = require_actor()
    try:
        with writing() as session:
            account = service.create_account(
                session, actor, login=form.login.data or "", name=form.name.data or "",
                is_admin=bool(form.is_admin.data), now=now(),
            )  # fmt: skip
            made = make_link(session, actor, account.uid, hours=desk().settings.link_hours, now=now())
    except Invalid as error:
        blame(form, error)
        return _page(form, 422)
    announce_link(made)
    return see_other(f"{request.script_root}/people")


@blueprint.post("/<account_uid>/<change>")
def change_person(account_uid: str, change: str) -> Response:
    """One change to one account: admin, not_admin, disable, enable or link."""
    actor = require_actor()
    with writing() as session:
        if change == "link":
            done: MadeLink | str = make_link(session, actor, account_uid, hours=desk().settings.link_hours, now=now())
        else:
            done = _change(session, actor, account_uid, change)
    if isinstance(done, MadeLink):
        announce_link(done)
    else:
        flash(done)
    return see_other(f"{request.script_root}/people")


def _change(session: Session, actor: Actor, account_uid: str, change: str) -> str:
    match change:
        case "admin" | "not_admin":
            service.set_admin(session, actor, account_uid, is_admin=change == "admin", now=now())
            return _("Administrator now.") if change == "admin" else _("No longer administrator.")
        case "disable":
            service.disable_account(session, actor, account_uid, now=now())
            return _("Access has ended. Their work stays.")
        case "enable":
            service.enable_account(session, actor, account_uid, now=now())
            return _("Access is given back.")
    raise NotFound("There is no such change.")


def _page(form: PersonForm, status: int = 200) -> Response:
    actor = require_actor()
    with reading() as session:
        rows = service.list_people(session, actor)
    people = tuple(row for row in rows if row.can_sign_in)
    others = tuple(row for row in rows if not row.can_sign_in)
    return render_page("people/page.html", PeoplePage(people, others, actor.uid, form), status)
