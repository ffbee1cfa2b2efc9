"""Signing in and out, and one's own account."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, PasswordField, StringField

from annotator.core.accounts import MAX_NAME, fold_login
from annotator.core.errors import Invalid
from annotator.services import accounts as service
from annotator.services.accounts import OwnAccount
from annotator.services.passwords import hash_password, verify_password
from annotator.web.desk import now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.limits import Rate, address, everybody, limit_attempts
from annotator.web.links import leave_session, read_new_password
from annotator.web.sessions import adopt_token, current_actor, current_session, forget_token, require_actor

blueprint = Blueprint("accounts", __name__)


class SignInForm(DeskForm):
    """Login and password; `next` is where the person wanted to go, `account` whose page asks to sign in again."""

    login = StringField(
        _l("Login"), render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    )
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})
    next = HiddenField()
    account = HiddenField()


class NameForm(DeskForm):
    """One's own name."""

    name = StringField(
        _l("Your name"),
        description=_l("As colleagues see it."),
        render_kw={"autocomplete": "name", "maxlength": MAX_NAME},
    )


class PasswordForm(DeskForm):
    """One's own password; the present one is asked where there is one."""

    current = PasswordField(_l("Present password"), render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters; a few words work well."),
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(_l("The same again"), render_kw={"autocomplete": "new-password"})


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in page, or its form within another page. `refused`: name or password was wrong; `is_other`: right,
    but not the person whose page it is; `signed_in`: the uid of the person who is.
    """

    form: SignInForm
    refused: bool = False
    is_other: bool = False
    signed_in: str = ""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account with its two forms."""

    account: OwnAccount
    name_form: NameForm
    password_form: PasswordForm


def _was_refused(response: Response) -> bool:
    """Only failures count against the limits: a newsroom behind one address signs in all morning."""
    return response.status_code in (401, 422)


def _login_and_address() -> str:
    return f"{request.remote_addr} {fold_login(request.form.get('login', ''))}"


def _own_key() -> str:
    actor = current_actor()
    return actor.uid if actor else address()


@blueprint.get("/sign-in")
def show_sign_in() -> Response:
    """Ask for login and password."""
    actor = current_actor()
    if wants_fragment():
        form = SignInForm(account=request.args.get("account", ""))
        return _again(form, signed_in=actor.uid if actor else "")
    if actor is not None:
        return see_other(safe_next(request.args.get("next", "")))
    return render_page("accounts/sign_in.html", SignInPage(SignInForm(next=request.args.get("next", ""))))


@blueprint.post("/sign-in")
@limit_attempts(
    Rate("300 per 5 minutes", everybody), Rate("40 per 5 minutes"), Rate("8 per 5 minutes", _login_and_address),
    count_if=_was_refused,
)  # fmt: skip
def sign_in() -> Response:
    """Sign in; the answer to a refusal says nothing about why."""
    form = SignInForm()
    token, is_other = _sign_in(form.login.data or "", form.password.data or "", form.account.data or "")
    if token is None:
        if wants_fragment():
            return _again(form, refused=not is_other, is_other=is_other)
        return render_page("accounts/sign_in.html", SignInPage(form, refused=True), 401)
    adopt_token(token)
    if wants_fragment():
        return _again(form, signed_in=form.account.data or "")
    return see_other(safe_next(form.next.data or ""))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session and clear what it kept."""
    with writing() as session:
        service.sign_out(session, require_actor(), current_session().token, now=now())
    forget_token()
    flash(_("You are signed out."))
    response = see_other(f"{request.script_root}/sign-in")
    # What is stored may be another person's, or another window's, unsent work: the page asks to keep it then.
    response.headers["Clear-Site-Data"] = '"cache"' if request.form.get("keep") else '"cache", "storage"'
    return response


@blueprint.get("/account")
def show_account() -> Response:
    """One's own name and password."""
    return _account_page(NameForm(formdata=None), PasswordForm(formdata=None))


@blueprint.post("/account")
@limit_attempts(Rate("10 per 5 minutes", _own_key), count_if=_was_refused)
def change_account() -> Response:
    """Change the name or the password, by the button that was pressed."""
    wants_password = request.form.get("change") == "password"
    name_form = NameForm(formdata=None) if wants_password else NameForm()
    password_form = PasswordForm() if wants_password else PasswordForm(formdata=None)
    try:
        if wants_password:
            _change_password(password_form)
            flash(_("Your password is changed. Everywhere else you are signed out."))
        else:
            with writing() as session:
                service.rename_self(session, require_actor(), name_form.name.data or "", now=now())
            flash(_("Your name is changed."))
    except Invalid as error:
        blame(password_form if wants_password else name_form, error)
        return _account_page(name_form, password_form, 422)
    return see_other(f"{request.script_root}/account")


def safe_next(target: str) -> str:
    """Where to go after signing in: a page of ours that can be read, else the desk."""
    home = f"{request.script_root}/"
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith("//") and not parts.netloc and not parts.scheme
    if not is_path or any(ord(character) <= 32 or character in "\\\x7f" for character in target):
        return home
    try:
        endpoint, _values = current_app.url_map.bind("").match(parts.path, method="GET")
    except HTTPException:  # no such page, or one that only takes a POST
        return home
    if endpoint.partition(".")[0] in ("links", "assets") or endpoint == "accounts.show_sign_in":
        return home
    return request.script_root + parts.path + (f"?{parts.query}" if parts.query else "")


def _sign_in(login: str, password: str, only: str) -> tuple[str | None, bool]:
    """The new session's token, or None; and whether the password was right but the page is another person's."""
    with reading() as session:
        credentials = service.find_credentials(session, login)
    is_right = verify_password(credentials.password_hash, password)
    with writing() as session:
        token = service.sign_in(session, credentials, is_right=is_right, now=now(), only=only)
        if token is not None:
            leave_session(session)
        return token, is_right and bool(only) and credentials.uid != only


def _again(
    form: SignInForm, *, refused: bool = False, is_other: bool = False, signed_in: str = ""
) -> Response:
    """The form as a piece of the page that somebody works on."""
    page = SignInPage(form, refused, is_other, signed_in)
    return render_page("accounts/_sign_in.html", page, 401 if refused else 422 if is_other else 200)


def _change_password(form: PasswordForm) -> None:
    actor = require_actor()
    with reading() as session:
        own, before = service.own_account(session, actor), service.own_credentials(session, actor)
    if own.has_password and not verify_password(before.password_hash, form.current.data or ""):
        words = _("This is not your present password.")
        raise Invalid(words, code="bad_password", fields={"current": words})
    hashed = hash_password(read_new_password(form, login=own.login, name=own.name))
    with writing() as session:
        token = service.change_own_password(session, actor, before, hashed, now=now())
    adopt_token(token)


def _account_page(name_form: NameForm, password_form: PasswordForm, status: int = 200) -> Response:
    with reading() as session:
        account = service.own_account(session, require_actor())
    if name_form.name.data is None:
        name_form.name.data = account.name
    return render_page("accounts/account.html", AccountPage(account, name_form, password_form), status)
