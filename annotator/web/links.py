"""One-time links: a page with one button, so that a preview does not use the link up."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import PasswordField, StringField

from annotator.core.accounts import MAX_NAME, check_password
from annotator.core.errors import Invalid
from annotator.services import links as service
from annotator.services.links import LinkPurpose, MadeLink, OpenLink
from annotator.services.passwords import hash_password
from annotator.services.sessions import close_session
from annotator.web.desk import now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.limits import Rate, limit_attempts
from annotator.web.sessions import adopt_token, current_actor, current_session

blueprint = Blueprint("links", __name__)

#: The kind of a message that carries a new link, shown by templates/accounts/_made_link.html.
LINK_MESSAGE = "link"


class JoinForm(DeskForm):
    """What a person chooses when they accept an invitation."""

    name = StringField(
        _l("Your name"),
        description=_l("As colleagues see it."),
        render_kw={"autocomplete": "name", "maxlength": MAX_NAME},
    )
    password = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters; a few words work well."),
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(_l("The same again"), render_kw={"autocomplete": "new-password"})


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A link that still works."""

    link: OpenLink
    form: JoinForm

    @property
    def asks_name(self) -> bool:
        """Say whether the person chooses a name here."""
        return self.link.purpose is LinkPurpose.INVITATION

    @property
    def asks_password(self) -> bool:
        """Say whether the person chooses a password here."""
        return self.link.purpose is not LinkPurpose.SIGN_IN


@blueprint.get("/links/<token>")
@limit_attempts(Rate("60 per minute"))
def show_link(token: str) -> Response:
    """What the link is for, and a button."""
    with reading() as session:
        link = service.look_at_link(session, token, now=now())
    return render_page("accounts/link.html", LinkPage(link, JoinForm(name=link.name)))


@blueprint.post("/links/<token>")
@limit_attempts(Rate("20 per minute"))
def use_link(token: str) -> Response:
    """Use the link: sign in, with what the person chose where it asks for something."""
    with reading() as session:
        link = service.look_at_link(session, token, now=now())
    form = JoinForm()
    try:
        browser = _use(token, link, form)
    except Invalid as error:
        blame(form, error)
        return render_page("accounts/link.html", LinkPage(link, form), 422)
    adopt_token(browser)
    return see_other(f"{request.script_root}/")


def announce_link(made: MadeLink) -> None:
    """Show a new link once, on the next page, to whoever made it."""
    url = url_for("links.show_link", token=made.token, _external=True)
    until = format_datetime(made.expires_at, "EEE d MMM HH:mm")
    flash([made.name, url, until], LINK_MESSAGE)  # type: ignore[arg-type]  # any JSON value travels; the template takes three


def _use(token: str, link: OpenLink, form: JoinForm) -> str:
    if link.purpose is LinkPurpose.SIGN_IN:
        with writing() as session:
            leave_session(session)
            return service.sign_in_by_link(session, token, now=now())
    name = form.name.data or "" if link.purpose is LinkPurpose.INVITATION else None
    password = read_new_password(form, login=link.login, name=name or link.name)
    hashed = hash_password(password)
    with writing() as session:
        leave_session(session)
        return service.join_by_link(session, token, name=name, password_hash=hashed, now=now())


def read_new_password(form: FlaskForm, *, login: str, name: str) -> str:
    """The new password that was typed twice. Raises Invalid on its field."""
    password = form["password"].data or ""
    check_password(password, login=login, name=name)
    if form["repeat"].data != password:
        words = _("This is not the same password.")
        raise Invalid(words, code="bad_password", fields={"repeat": words})
    return password


def leave_session(session: Session) -> None:
    """End the session of whoever was signed in here before: the new one replaces it."""
    if current_actor() is not None:
        close_session(session, current_session().token)
