"""`annotator backup` and `annotator restore`: a copy that was proved, and the way back."""

import os
import sys
from pathlib import Path

import click

from annotator.cli.instance import (
    open_database,
    open_instance,
    prepare_folder,
    secret_key,
    settings_of,
    sqlite_file,
    utc_now,
)
from annotator.core.errors import Conflict
from annotator.services.backups import (
    Backup,
    check_backup,
    make_backup,
    restore_postgresql,
    restore_sqlite,
    thin_out,
)

#: How much other processes are let before.
_NICENESS = 10


@click.command("backup", short_help="Copy the database, in use or not, and prove the copy.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path),
    help="Another folder than backups/ of the instance, on another disk. Nothing is deleted there.",
)  # fmt: skip
@click.option("--gently", is_flag=True, hidden=True, help="Let other processes before: by the clock there is time.")
@click.pass_context
def backup_command(ctx: click.Context, folder: Path | None, *, gently: bool) -> None:
    """Copy the database, served or not, read every row of the copy back, and write a manifest beside it.

    Of the instance's own backups all of the last day stay, one of each of seven days and one of each of four
    weeks. The secret key and config.toml are not in a backup.
    """
    settings = settings_of(ctx)
    os.umask(0o077)
    if gently and sys.platform != "win32":
        os.nice(_NICENESS)
    with open_instance(settings) as database:
        made = make_backup(database, folder or settings.backups, now=utc_now())
    click.echo(f"Backup: {made.path}\n{_words(made)}")
    for path in thin_out(settings.backups, now=utc_now()) if folder is None else ():
        click.echo(f"Deleted: {path.name}")


@click.command("restore", short_help="Put a backup in the database's place.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Prove the backup only; change nothing.")
@click.option("--replace-newer", is_flag=True, help="Go on where the database holds work that the backup does not.")
@click.pass_context
def restore_command(ctx: click.Context, file: Path, *, only_check: bool, replace_newer: bool) -> None:
    """Prove a backup and put it in the database's place; what is there now is kept beside. Stop the desk first.

    FILE is what `annotator backup` made, or a whole copy of a SQLite database. A backup of an older version is
    brought to this one's tables. Everybody signs in again. With PostgreSQL the setting database_url names an empty
    database.
    """
    backup = check_backup(file)
    click.echo(_words(backup))
    if only_check:
        return
    settings = settings_of(ctx)
    target = sqlite_file(settings)
    engine = "sqlite" if target is not None else "postgresql"
    if backup.manifest is not None and backup.manifest.engine != engine:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Conflict(
            f"This backup is of {names[backup.manifest.engine]} and the instance uses {names[engine]}: set "
            "database_url accordingly, or move projects with annotator export and import.",
            code="other_engine",
        )
    prepare_folder(settings)
    secret_key(settings)
    kept = None
    if target is not None:
        kept = restore_sqlite(
            backup, target, keep_in=settings.backups, now=utc_now(), replace_newer=replace_newer
        )
    else:
        with open_database(settings) as database:
            restore_postgresql(backup, database, now=utc_now())
    click.echo("It is in place. Everybody signs in again: annotator account link makes a link.")
    if kept is not None:
        click.echo(f"The database before it: {kept}")


def _words(backup: Backup) -> str:
    if backup.manifest is None:
        return "There is no manifest beside it: only that it is a sound database is checked."
    state, size = backup.manifest.state, backup.manifest.size / 1e6
    return (
        f"Of {backup.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC: {len(state.tables)} tables, {state.rows:,} rows, "
        f"{size:,.1f} MB; as its manifest says."
    )
