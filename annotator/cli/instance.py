"""Opening an installation from the command line: its folder, secret key and database."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import make_url

from annotator.core.errors import Conflict, Invalid
from annotator.settings import Settings, load_settings
from annotator.storage.revisions import current_revision, known_revisions, latest_revision
from annotator.storage.transactions import Database

if TYPE_CHECKING:
    from annotator.services.gold_origins import Repaired

KEY_BYTES = 32
_KEY_FILE = "secret.key"
_ADDRESS_FILE = "address"
#: What a folder may hold that nobody has used yet: a checkout brings the first two with it.
_BROUGHT = {"README.md", ".gitignore", "config.toml"}


def settings_of(ctx: click.Context, **overrides: object) -> Settings:
    """The settings of the instance that the command line named."""
    folder = ctx.find_root().obj
    return load_settings(folder if isinstance(folder, Path) else None, None, **overrides)


def utc_now() -> datetime:
    """The command line's clock."""
    return datetime.now(UTC)


@contextmanager
def open_instance(settings: Settings) -> Iterator[Database]:
    """Open the database of an existing installation, for a command that works with it.

    Raises Invalid where there is none yet, Conflict where it needs an upgrade or is of a later version.
    """
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        raise Invalid(
            f"There is no database in {settings.instance} yet. Start the desk once (annotator serve), "
            "or name the right folder with --instance.",
            code="no_instance",
        )
    with open_database(settings) as database:
        revision = current_revision(database.engine)
        refuse_unknown(revision)
        if revision != latest_revision():
            raise Conflict("The database needs an upgrade first: annotator db upgrade.", code="upgrade_needed")
        yield database


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Open the database as it is, and close it afterwards."""
    try:
        database = Database.open(settings.database, busy_seconds=settings.busy_seconds)
    except ModuleNotFoundError as error:
        raise Invalid(
            "PostgreSQL needs one more package: install annotator[postgres].", code="bad_config"
        ) from error
    try:
        _look_at(database, settings)
        yield database
    finally:
        database.close()


def _look_at(database: Database, settings: Settings) -> None:
    """Raise Invalid with a way on where the database cannot be opened at all."""
    from sqlalchemy.exc import DBAPIError

    try:
        database.engine.connect().close()
    except DBAPIError as error:
        file, why = sqlite_file(settings), str(error.orig).strip()
        if file is None:
            words = f"The PostgreSQL database of the setting database_url cannot be opened: {why}"
        elif "not a database" in why or "malformed" in why:
            words = f"{file} is damaged or no database. Nothing was changed. Put a backup back (docs/backups.md)."
        else:
            words = f"{file} cannot be opened ({why}). Can you write in its folder, and is there room on the disk?"
        raise Invalid(words, code="no_database") from error


def sqlite_file(settings: Settings) -> Path | None:
    """The database's file, or None for a PostgreSQL database."""
    url = make_url(settings.database)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def prepare_folder(settings: Settings) -> None:
    """Make the instance folder for its owner alone; every file made from here on is the owner's alone too."""
    os.umask(0o077)
    folder = settings.instance
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        words = f"The instance folder {folder} cannot be made ({error.strerror}). Name another with --instance."
        raise Invalid(words, code="no_instance") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Invalid(
            f"The instance folder {folder} cannot be written. Make it writable, or name another with --instance.",
            code="no_instance",
        )
    # git gives a checkout's folder to everybody; a folder with other things in it is somebody's own affair.
    if stat.S_IMODE(folder.stat().st_mode) & 0o077 and {path.name for path in folder.iterdir()} <= _BROUGHT:
        with suppress(PermissionError):
            folder.chmod(0o700)


def refuse_lost(settings: Settings) -> None:
    """Raise Conflict where a desk was served before and its database is gone: a new and empty one would hide that."""
    file = sqlite_file(settings)
    noted = settings.instance / _ADDRESS_FILE
    if file is not None and noted.exists() and not (file.exists() and file.stat().st_size):
        raise Conflict(
            f"A desk was served from {settings.instance}, but its database {file.name} is gone. Nothing was changed. "
            f"Put a backup back (docs/backups.md), or delete {noted} to begin with an empty one.",
            code="lost_database",
        )


def secret_key(settings: Settings) -> bytes:
    """The key that signs cookies, made on first use. Raises Invalid when it is short or others can read it."""
    path = settings.instance / _KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(KEY_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    if problem := key_problem(settings):
        raise Invalid(problem, code="bad_key")
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def key_problem(settings: Settings) -> str:
    """What is wrong with the secret key, or an empty string."""
    path = settings.instance / _KEY_FILE
    if not path.exists():
        return f"There is no secret key {path}."
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return f"Others can read the secret key. Run: chmod 600 {path}"
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) != 2 * KEY_BYTES or any(character not in "0123456789abcdef" for character in text):
        return f"The secret key {path} is damaged. Delete it to get a new one; everybody then signs in again."
    return ""


def bring_up_to_date(settings: Settings, database: Database) -> Path | None:
    """Run the migrations that are pending. A SQLite database that holds something is copied first; the copy's
    place is returned. Raises Conflict for a database of a later version.
    """
    revision = current_revision(database.engine)
    refuse_unknown(revision)
    if revision == latest_revision():
        return None
    file = sqlite_file(settings)
    copy = None
    if file is not None and revision is not None:
        from annotator.storage.copies import copy_sqlite

        copy = settings.backups / f"{file.stem}-{revision}-{utc_now():%Y%m%dT%H%M%SZ}.db"
        copy_sqlite(file, copy)
    from annotator.storage.migrate import upgrade  # with Alembic: a quarter of the time that a start takes

    upgrade(database.engine)
    _count_uncounted(database)
    return copy


def _count_uncounted(database: Database) -> None:
    """Count the texts whose kept row an older version made, and what kept reports without theirs counted: migrations
    know tables, not what is in an annotation.
    """
    from annotator.services.agreement_counts import list_uncounted_texts, record_answers

    with database.reading() as session:
        texts = list_uncounted_texts(session)
    for text_id in texts:
        with database.writing() as session:
            record_answers(session, text_id=text_id)
    count_reports(database)
    repair_golds(database)


def repair_golds(database: Database) -> "Repaired":
    """Mend the origins of what gold reviews of earlier versions hold."""
    from annotator.services.gold_origins import Repaired, repair_origins
    from annotator.storage.queries.decisions import list_gold_uids

    with database.reading() as session:
        golds = list_gold_uids(session)
    repaired = Repaired()
    for uid in golds:  # a transaction each: others write in between
        with database.writing() as session:
            repaired += repair_origins(session, uid)
    return repaired


def count_reports(database: Database) -> int:
    """Find again what kept agreement reports counted that have nothing of it beside them; how many that were. One that
    is not as it was kept is left: its page says so.
    """
    from annotator.services.agreement_basis import count_again, keep_basis, list_uncounted_reports

    with database.reading() as session:
        reports = list_uncounted_reports(session)
    counted = 0
    for uid in reports:
        with suppress(Conflict):
            with database.reading() as session:
                basis = count_again(session, uid)
            with database.writing() as session:  # others write in between
                keep_basis(session, uid, basis)
            counted += 1
    return counted


def refuse_unknown(revision: str | None) -> None:
    """Raise Conflict for a database that a later version of the product made."""
    if revision is not None and revision not in known_revisions():
        raise Conflict(
            f"The database is at revision {revision}, which this version does not know. Use the version that made it.",
            code="newer_database",
        )


def note_address(settings: Settings, address: str) -> None:
    """Remember where the desk is served, for links made later at the command line."""
    path = settings.instance / _ADDRESS_FILE
    path.write_text(f"{address}\n", encoding="utf-8")
    path.chmod(0o600)


def noted_address(settings: Settings) -> str:
    """Where the desk was served last, else where the settings say."""
    path = settings.instance / _ADDRESS_FILE
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    return address_of(settings)


def address_of(settings: Settings) -> str:
    """The address that the settings serve the desk at."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"https://{settings.trusted_hosts[0]}" if settings.https else f"http://{host}:{settings.port}"
