"""Accounts: making, naming, disabling, and the passwords they sign in with.

Hashing is slow and belongs outside transactions: `find_credentials` reads, `passwords.verify_password`
compares, `sign_in` writes.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.accounts import canonical_login, canonical_name, fold_login
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.services.audit import record
from annotator.services.sessions import close_session, close_sessions_of, open_session
from annotator.storage.queries import accounts as queries
from annotator.storage.queries.accounts import AccountRow
from annotator.storage.tables import Account

#: Who acts at the command line: whoever can read the instance folder can do anything anyway.
OPERATOR = Actor(account_id=0, uid="", name="Command line", is_admin=True)

LAST_ADMIN = "At least one administrator who can sign in must remain. Make somebody else administrator first."


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was stored for a login when somebody tried to sign in. All None for an unknown one."""

    account_id: int | None = None
    uid: str | None = None
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """A person's own account, for its page."""

    uid: str
    name: str
    login: str
    has_password: bool
    version: int


def create_account(
    session: Session, actor: Actor, *, login: str, name: str, is_admin: bool = False, now: datetime
) -> Account:
    """Make an account that can sign in by link until it has a password. Raises Invalid when the login is taken."""
    permit(actor, Permission.ADMINISTER)
    account = add_account(session, login=login, name=name, is_admin=is_admin, now=now)
    record(session, "account:create", actor.uid, {"account": account.uid, "admin": is_admin}, now=now)
    return account


def add_account(session: Session, *, login: str, name: str, is_admin: bool = False, now: datetime) -> Account:
    """Store a new account: a step of other use cases, which permit and record. Raises Invalid."""
    login, name = canonical_login(login), canonical_name(name)
    if queries.find_account_by_login(session, login) is not None:
        words = f"“{login}” is taken or was used before."
        raise Invalid("This login is taken.", code="login_taken", fields={"login": words})
    return queries.add_account(
        session, Account(uid=uuid4().hex, login=login, name=name, is_admin=is_admin, created_at=now)
    )


def list_people(session: Session, actor: Actor) -> list[AccountRow]:
    """Everybody, for the administrator."""
    permit(actor, Permission.ADMINISTER)
    return queries.list_accounts(session)


def find_credentials(session: Session, login: str) -> Credentials:
    """What is stored for a login, known or not."""
    account = queries.find_account_by_login(session, fold_login(login))
    return Credentials() if account is None else Credentials(account.id, account.uid, account.password_hash)


def sign_in(
    session: Session, credentials: Credentials, *, is_right: bool, now: datetime, only: str = ""
) -> str | None:
    """Sign in after the password was compared; return the browser's token, or None when it is refused. `only`: the
    account that a page in use belongs to, nobody else signs in there.

    Returns instead of raising, so that the refusal is recorded: the audit log knows why, the visitor does
    not. The account is looked at again, because the comparison took a while.
    """
    # Locked: a password that is changed just now ends all sessions, also the one that begins here.
    account = queries.find_account_by_id(session, credentials.account_id or 0, lock=True)
    why = _why_refused(account, credentials, is_right=is_right)
    if not why and only and credentials.uid != only:
        why = "other_person"
    if why:
        record(session, "account:sign_in_refused", None, {"account": credentials.uid, "why": why}, now=now)
        return None
    assert account is not None
    token = open_session(session, account.id, now=now)
    record(session, "account:sign_in", account.uid, {"by": "password"}, now=now)
    return token


def _why_refused(account: Account | None, credentials: Credentials, *, is_right: bool) -> str:
    if account is None:
        return "unknown"
    if account.disabled_at is not None:
        return "disabled"
    if not account.can_sign_in:
        return "cannot_sign_in"
    if account.password_hash is None:
        return "no_password"
    return "" if is_right and account.password_hash == credentials.password_hash else "wrong"


def sign_out(session: Session, actor: Actor, token: str, *, now: datetime) -> None:
    """End one browser's session: from the next request on its cookie is worth nothing."""
    permit(actor, Permission.SIGNED_IN)
    close_session(session, token)
    record(session, "account:sign_out", actor.uid, {}, now=now)


def own_account(session: Session, actor: Actor) -> OwnAccount:
    """The person's own account."""
    account = _own(session, actor)
    return OwnAccount(
        account.uid, account.name, account.login or "", account.password_hash is not None, account.version
    )


def own_credentials(session: Session, actor: Actor) -> Credentials:
    """What the person's present password is compared with before a new one is taken."""
    account = _own(session, actor)
    return Credentials(account.id, account.uid, account.password_hash)


def rename_self(session: Session, actor: Actor, name: str, *, now: datetime) -> None:
    """Change one's own name, as colleagues see it. Raises Invalid."""
    account = _own(session, actor)
    account.name = canonical_name(name)
    record(session, "account:rename", actor.uid, {"account": account.uid}, now=now)


def change_own_password(
    session: Session, actor: Actor, before: Credentials, password_hash: str, *, now: datetime
) -> str:
    """Store a new password's hash after the old one was compared; end all sessions and return a new token.

    Raises Conflict when the password was changed meanwhile.
    """
    account = _own(session, actor)
    if account.password_hash != before.password_hash:
        raise Conflict("Your password was changed meanwhile. Sign in with the new one.", code="stale")
    set_password(session, account, password_hash)
    record(session, "account:password", actor.uid, {"account": account.uid}, now=now)
    return open_session(session, account.id, now=now)


def set_password(session: Session, account: Account, password_hash: str) -> None:
    """Store a password's hash and end all of the person's sessions: a step of other use cases.

    Raises Forbidden for an account that cannot sign in.
    """
    if not account.can_sign_in:
        raise Forbidden("This account belongs to a dataset and cannot sign in.", code="cannot_sign_in")
    account.password_hash = password_hash
    queries.delete_unused_links(session, account.id)
    close_sessions_of(session, account.id)


def disable_account(session: Session, actor: Actor, account_uid: str, *, now: datetime) -> None:
    """Take away a person's access at once; their work stays. Raises Conflict for the last administrator."""
    permit(actor, Permission.ADMINISTER)
    account = find_account(session, account_uid)
    _keep_one_admin(session, account)
    if account.disabled_at is None:
        account.disabled_at = now
        queries.delete_unused_links(session, account.id)
        close_sessions_of(session, account.id)
        record(session, "account:disable", actor.uid, {"account": account.uid}, now=now)


def enable_account(session: Session, actor: Actor, account_uid: str, *, now: datetime) -> None:
    """Give a disabled person their access back."""
    permit(actor, Permission.ADMINISTER)
    account = find_account(session, account_uid)
    if account.disabled_at is not None:
        account.disabled_at = None
        record(session, "account:enable", actor.uid, {"account": account.uid}, now=now)


def set_admin(session: Session, actor: Actor, account_uid: str, *, is_admin: bool, now: datetime) -> None:
    """Make somebody administrator, or no longer. Raises Conflict for the last one, Forbidden for an account
    that cannot sign in.
    """
    permit(actor, Permission.ADMINISTER)
    account = find_account(session, account_uid)
    if is_admin and not account.can_sign_in:
        raise Forbidden("This account belongs to a dataset and cannot sign in.", code="cannot_sign_in")
    if not is_admin:
        _keep_one_admin(session, account)
    if account.is_admin != is_admin:
        account.is_admin = is_admin
        if not queries.has_joined(session, account):
            # Whoever invited the person still holds their link; it must not make them administrator.
            queries.delete_unused_links(session, account.id)
        record(session, "account:admin", actor.uid, {"account": account.uid, "admin": is_admin}, now=now)


def find_account(session: Session, account_uid: str) -> Account:
    """The account with this uid. Raises NotFound."""
    account = queries.find_account(session, account_uid)
    if account is None:
        raise NotFound("There is no such person.")
    return account


def _keep_one_admin(session: Session, account: Account) -> None:
    """Refuse to lose the last administrator. The locked rows decide, not what was read before the lock."""
    admins = queries.lock_admins(session)
    if [admin.id for admin in admins] == [account.id]:
        raise Conflict(LAST_ADMIN, code="last_admin")


def _own(session: Session, actor: Actor) -> Account:
    permit(actor, Permission.SIGNED_IN)
    account = queries.find_account_by_id(session, actor.account_id)
    if account is None:
        raise NotFound("There is no such person.")
    return account
