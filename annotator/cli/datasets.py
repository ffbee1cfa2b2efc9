"""Datasets in at the command line: the part of `annotator import` that takes `.jsonl` files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import click

from annotator.cli.collecting import no_collecting
from annotator.cli.instance import open_instance, settings_of, utc_now
from annotator.cli.progress import Progress, progress
from annotator.cli.projects import find_project_uid
from annotator.core.datasets import Problem, Record
from annotator.core.errors import Invalid
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import Draft, Imported, check_dataset, import_dataset

_KILOBYTE = 1000


def import_dataset_file(ctx: click.Context, file: Path, words: str, *, new: bool) -> Imported:
    """Check a dataset file and store it, all or nothing: in the empty project called `words`, or (`new`) in a
    new one, called `words` if that is not empty and else as in the dataset.

    Prints every problem with its line and raises Invalid when there is one.
    """
    with open_instance(settings_of(ctx)) as database, no_collecting():
        project_uid = None
        if not new:
            with database.reading() as session:
                project_uid = find_project_uid(session, words)
        draft = _read(file)
        for problem in draft.problems:
            click.echo(f"{file.name}, line {problem.line}: {problem.message} [{problem.code}]", err=True)
        if draft.problems:
            raise Invalid("Nothing was imported.", code=draft.problems[0].code)
        with database.writing() as session:
            return import_dataset(session, OPERATOR, project_uid, draft, now=utc_now(), name=words if new else "")


def _read(file: Path) -> Draft:
    try:
        size = file.stat().st_size // _KILOBYTE
        with file.open("rb") as stream, progress("Checking", "kB", size) as bar:
            return check_dataset(_followed(jsonl.read(stream), stream, bar))
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", code="not_readable") from error


def _followed(records: Iterable[Record | Problem], stream: IO[bytes], bar: Progress) -> Iterator[Record | Problem]:
    """The same records; the bar follows how much of the file they took."""
    done = 0
    for record in records:
        yield record
        reached = stream.tell() // _KILOBYTE
        bar.advance(reached - done)
        done = reached
