"""`annotator export`: a project's work as one file, for its keeper, for statistics, for another installation."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from annotator.cli.collecting import no_collecting
from annotator.cli.instance import open_instance, settings_of
from annotator.cli.progress import Progress, progress
from annotator.cli.projects import find_project_uid
from annotator.core.datasets import ArticleRecord, Manifest, Record
from annotator.core.errors import Invalid, StorageFull
from annotator.formats import csv_tables, jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import export_records

WRITERS: dict[str, Callable[[Iterable[Record], IO[bytes]], None]] = {"jsonl": jsonl.write, "csv": csv_tables.write}


@click.command("export", short_help="Export a project as JSON Lines or CSV.")
@click.option("--project", "words", required=True, help="The project's name or uid.")
@click.option(
    "--format", "format_name", type=click.Choice(list(WRITERS)), default="jsonl", show_default=True,
    help="jsonl: everything, can be imported again. csv: a zip archive with claims, sources and figures.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), required=True,
    help="File to write, replaced only when the export is complete; - for standard output.",
)  # fmt: skip
@click.pass_context
def command(ctx: click.Context, words: str, format_name: str, output: Path) -> None:
    """Export a project: all its articles with all reviews, finished or not, and the names of who made them.

    Never in an export: sign-in names, passwords, private notes, the history for undo.
    """
    with open_instance(settings_of(ctx)) as database, no_collecting():
        with database.reading() as session:
            project_uid = find_project_uid(session, words)
        with database.reading() as session, _target(output) as stream, progress("Exporting", "articles") as bar:
            WRITERS[format_name](_counted(export_records(session, OPERATOR, project_uid), bar), stream)
    if str(output) != "-":
        click.echo(f"Written: {output} ({output.stat().st_size:,} bytes)", err=True)


def _counted(records: Iterable[Record], bar: Progress) -> Iterator[Record]:
    for record in records:
        match record:
            case Manifest():
                bar.expect(record.counts.articles)
            case ArticleRecord():
                bar.advance()
        yield record


@contextmanager
def _target(output: Path) -> Iterator[IO[bytes]]:
    """A stream whose content gets the name `output` when all of it is on disk, and no name at all otherwise."""
    if str(output) == "-":
        with _told(output), tempfile.TemporaryFile() as spool:  # a zip archive needs a file that can seek
            yield spool
            spool.seek(0)
            while piece := spool.read(2**16):
                sys.stdout.buffer.write(piece)
        return
    with _told(output):
        descriptor, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)  # 0600
    try:
        with _told(output), os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(output)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _told(output: Path) -> Iterator[None]:
    """Say in words why the file cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("The disk is full. Nothing was written; make room and export again.") from error
        raise Invalid(f"{output} cannot be written: {error.strerror}.", code="not_writable") from error
