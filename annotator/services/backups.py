"""Backups of a whole installation's database: made, proved, chosen, put back."""

import hashlib
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from annotator import __version__
from annotator.core.backups import (
    Manifest,
    StoredState,
    choose_kept,
    name_backup,
    name_differences,
    read_manifest,
    read_name,
    write_manifest,
)
from annotator.core.errors import Conflict, Invalid
from annotator.services.audit import GENESIS, record, verify_audit
from annotator.storage import copies
from annotator.storage.queries import audit as audit_queries
from annotator.storage.queries.accounts import delete_unused_links
from annotator.storage.queries.sessions import delete_login_sessions
from annotator.storage.revisions import current_revision, known_revisions, read_revision
from annotator.storage.transactions import Database

#: The endings of a backup's file by engine, and of the manifest beside it.
ENDINGS = {"sqlite": ".db", "postgresql": ".dump"}
MANIFEST = ".json"


@dataclass(frozen=True, slots=True)
class Backup:
    """A file that a database can be made from again, with its manifest; None for a plain copy of a database."""

    path: Path
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the last backup was made, and where the next ones go; `hours` is how often the clock makes one, 0 for
    never. `is_late`: it should have made two since.
    """

    made_at: datetime | None
    folder: Path
    hours: int
    is_late: bool


def make_backup(database: Database, folder: Path, *, now: datetime) -> Backup:
    """Copy the database as it is at one moment, read every row of the copy back, and write the manifest.

    Others work on meanwhile. Without its manifest a file is unfinished. Raises Conflict where the copy is damaged
    or the audit log in it was changed, Invalid where PostgreSQL's programs are missing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / (name_backup(now) + ENDINGS[database.engine.dialect.name])
    if path.exists():
        raise Conflict("There is a backup of this second already.", code="backup")
    paper, unfinished, unfinished_paper = (path.with_suffix(one) for one in (MANIFEST, ".part", f"{MANIFEST}.part"))
    try:
        state = _copy(database, path, unfinished)
        manifest = Manifest(
            now, __version__, database.engine.dialect.name, path.stat().st_size, _hash_file(path), state
        )
        unfinished_paper.touch(mode=0o600)
        unfinished_paper.write_text(write_manifest(manifest), encoding="utf-8")
        copies.settle(unfinished_paper)
        unfinished_paper.rename(paper)
        copies.settle(folder)
    except BaseException:
        for left in (path, unfinished, unfinished_paper):
            left.unlink(missing_ok=True)
        raise
    return Backup(path, manifest)


def _copy(database: Database, path: Path, unfinished: Path) -> StoredState:
    engine = database.engine
    if engine.dialect.name == "sqlite":
        copies.copy_sqlite(Path(engine.url.database or ""), path)
        with _looked_into(path) as connection:
            return _read_state(connection)
    with copies.in_snapshot(engine) as (connection, snapshot):
        copies.dump_postgresql(engine.url, unfinished, snapshot=snapshot)
        state = _read_state(connection)
    unfinished.rename(path)
    return state


def list_backups(folder: Path) -> list[Backup]:
    """The finished backups of a folder, newest first; a manifest that cannot be read is passed over."""
    found = []
    for paper in folder.glob(f"annotator-*{MANIFEST}"):
        try:
            manifest = read_manifest(paper.read_text(encoding="utf-8"))
        except (Invalid, UnicodeDecodeError):
            continue
        path = paper.with_suffix(ENDINGS.get(manifest.engine, ""))
        if path.exists() and paper.stem == name_backup(manifest.made_at):
            found.append((manifest.made_at, Backup(path, manifest)))
    return [backup for _at, backup in sorted(found, key=lambda pair: pair[0], reverse=True)]


def find_newest(folder: Path) -> datetime | None:
    """When the newest backup of a folder was made, to the second, going by names."""
    return max(filter(None, (read_name(paper.stem) for paper in folder.glob(f"annotator-*{MANIFEST}"))), default=None)


def look_at_backups(folder: Path, *, hours: int, now: datetime) -> LastBackup:
    """The last backup, as a page tells its administrator."""
    newest = find_newest(folder)
    is_late = bool(hours and newest and now - newest > 2 * timedelta(hours=hours))
    return LastBackup(newest, folder, hours, is_late)


def thin_out(folder: Path, *, now: datetime) -> list[Path]:
    """Delete the backups of a folder that are not to stay, and what was left unfinished a day ago; give the backups
    that are gone.
    """
    for unfinished in folder.glob("annotator-*.part"):
        if unfinished.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            unfinished.unlink()
    made = {one.manifest.made_at: one.path for one in list_backups(folder) if one.manifest}
    gone = [path for at, path in sorted(made.items()) if at not in choose_kept(made)]
    for path in gone:
        path.with_suffix(MANIFEST).unlink()  # first: a file without it is no backup
        path.unlink()
    return gone


def check_backup(path: Path) -> Backup:
    """Say what a file is and prove it: its hash, the engine's own check, every row of every table.

    What only a filled database shows of a PostgreSQL dump is checked when it is put back. Raises Invalid for what is
    no backup, Conflict for one that is damaged or not as its manifest says.
    """
    paper = path.with_suffix(MANIFEST)
    manifest = read_manifest(paper.read_text(encoding="utf-8")) if paper.exists() else None
    if manifest is not None and (path.stat().st_size, _hash_file(path)) != (manifest.size, manifest.sha256):
        raise Conflict(f"{path.name} is not as it was made: its hash differs. Take another one.", code="bad_backup")
    with path.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"PGDMP"):
        if manifest is None:
            raise Invalid(f"{path.name} has no manifest beside it: use pg_restore by hand.", code="bad_backup")
        return Backup(path, manifest)
    if head != b"SQLite format 3\0":
        raise Invalid(f"{path.name} is no backup: neither a SQLite database nor a PostgreSQL dump.", code="bad_backup")
    if damage := copies.find_damage(path):
        raise Conflict(f"{path.name} is damaged ({damage}). Take another one.", code="bad_backup")
    if manifest is not None:
        with _looked_into(path) as connection:
            _compare(manifest.state, _read_state(connection))
    return Backup(path, manifest)


def restore_sqlite(
    backup: Backup, file: Path, *, keep_in: Path, now: datetime, replace_newer: bool = False
) -> Path | None:
    """Put a backup in a SQLite database's place; give where in `keep_in` the one before it is, if there was one.

    The new one is made ready beside it (copied, checked, upgraded, every session and unused link ended, the
    restoring written into its audit log) and takes its place in one step. Raises Conflict where a desk has the
    database open, where the one before holds work that the backup does not (unless `replace_newer`), and for a backup
    of a later version; nothing is changed then.
    """
    if file.exists() and not replace_newer:
        _refuse_newer(file, backup.path)
    work = file.parent / "restoring"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    ready = work / file.name
    try:
        copies.copy_sqlite(backup.path, ready)
        with closing(Database.open(f"sqlite:///{ready}")) as database:
            _make_ready(database, backup, now=now)
        if not file.exists():
            ready.replace(file)
            copies.settle(file.parent)
            return None
        kept = keep_in / f"{file.stem}-replaced-{now:%Y%m%dT%H%M%S%fZ}.db"
        with copies.alone_with(file):
            copies.put_in_place(ready, file, kept)
        return kept
    finally:
        shutil.rmtree(work, ignore_errors=True)


def restore_postgresql(backup: Backup, database: Database, *, now: datetime) -> None:
    """Fill an empty PostgreSQL database from a dump, compare it with the manifest, and make it ready.

    Raises Conflict where the database holds tables already, or what was loaded is not as the manifest says.
    """
    if current_revision(database.engine) is not None:
        raise Conflict(
            "The database of the setting database_url is not empty. Make an empty one and name it there; "
            "the one in use stays as it is.",
            code="not_empty",
        )
    copies.load_postgresql(database.engine.url, backup.path)
    if backup.manifest is not None:
        with copies.in_snapshot(database.engine) as (connection, _snapshot):
            _compare(backup.manifest.state, _read_state(connection))
    _make_ready(database, backup, now=now)


def _refuse_newer(file: Path, backup: Path) -> None:
    acts = copies.count_since(file, backup, "action", "uid")
    entries = copies.count_since(file, backup, "audit", "hash")
    if acts or entries:
        raise Conflict(
            f"This would replace work that is not in the backup: {acts:,} saves, {entries:,} entries of the audit log. "
            "Nothing was changed. To go on add --replace-newer; the database before is kept.",
            code="newer",
        )


def _make_ready(database: Database, backup: Backup, *, now: datetime) -> None:
    revision = current_revision(database.engine)
    if revision is None or revision not in known_revisions():
        words = "is not one of Annotator's" if revision is None else f"is at revision {revision}, of a later version"
        raise Conflict(f"The database in {backup.path.name} {words}. Nothing was changed.", code="bad_backup")
    from annotator.storage.migrate import upgrade  # with Alembic: pages ask this module for the last backup alone

    upgrade(database.engine)
    with database.writing() as session:
        if (broken := verify_audit(session).broken_at) is not None:
            raise Conflict(f"The audit log in {backup.path.name} was changed at row {broken}.", code="bad_backup")
        # Who signed out since, or used a link, would be in again.
        delete_login_sessions(session)
        delete_unused_links(session)
        made = backup.manifest.made_at.isoformat() if backup.manifest else None
        record(session, "desk:restore", None, {"made": made, "revision": revision}, now=now)


def _compare(expected: StoredState, found: StoredState) -> None:
    if different := name_differences(expected, found):
        raise Conflict(
            f"The backup is not as its manifest says: {', '.join(different)}. Take another one.", code="bad_backup"
        )


def _looked_into(path: Path) -> "closing[Connection]":
    return closing(copies.open_copy(path).connect())


def _read_state(connection: Connection) -> StoredState:
    tables = copies.digest_tables(connection)
    head = audit_queries.last_hash(Session(connection)) if "audit" in tables else None
    return StoredState(read_revision(connection) or "", tables, head or GENESIS)


def _hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
