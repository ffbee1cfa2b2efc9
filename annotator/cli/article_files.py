"""Article files, or plain text on standard input, read one after another for `annotator split` and `suggest`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from annotator.cli.progress import Progress, progress
from annotator.core.errors import AnnotatorError, TooLarge
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations
from annotator.core.records import CutArticle
from annotator.formats import read_article
from annotator.formats.blocks import MAX_BYTES

STANDARD_INPUT = Path("-")
#: From so many files on, progress is told on standard error.
_MANY_FILES = 20


def do_each(
    files: Sequence[Path], work: Callable[[Path, CutArticle], None], language: str = "",
    own: OwnAbbreviations = NO_ABBREVIATIONS,
) -> int:  # fmt: skip
    """Read and cut each file and do the work on it; the exit code. Without files, standard input.

    A file that cannot be read is named on standard error, and the others are still done: then the code is 1. How
    far it is, is told on standard error: by a bar on a terminal, else by a line now and then.
    """
    code = 0
    every = files or (STANDARD_INPUT,)
    with progress("Reading", "files", len(every)) as bar:
        try:
            for file in every:
                code |= _do(file, work, bar, language, own)
                bar.advance()
                if not bar.is_shown and len(every) >= _MANY_FILES and (
                    bar.done % _MANY_FILES == 0 or bar.done == len(every)
                ):  # fmt: skip
                    click.echo(f"{bar.done} of {len(every)} files", err=True)
        except KeyboardInterrupt:
            bar.say(f"Stopped after {bar.done} of {len(every)} files.", is_error=True)
            raise
    return code


def _do(
    file: Path, work: Callable[[Path, CutArticle], None], bar: Progress, language: str, own: OwnAbbreviations
) -> int:
    """Do the work on one file; 1 if it cannot be read, which is said."""
    try:
        cut = _read(file, language, own)
    except (OSError, AnnotatorError) as error:
        words = _refusal(error) if isinstance(error, OSError) else error.message
        bar.say(f"{file}: {words}", is_error=True)
        return 1
    if sys.stdout.isatty():
        bar.clear()
    work(file, cut)
    return 0


def _refusal(error: OSError) -> str:
    """Why a file could not be opened, and what to name instead of a folder."""
    is_folder = isinstance(error, IsADirectoryError)
    return "This is a folder. Name the files in it." if is_folder else f"{error.strerror or error}."


def _read(file: Path, language: str, own: OwnAbbreviations) -> CutArticle:
    """Read and cut one file; no more of it is held than the largest article may have."""
    if file == STANDARD_INPUT:
        name, data = "standard input.txt", sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with file.open("rb") as stream:
            name, data = file.name, stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(f"This is over {MAX_BYTES // 2**20} MB, more than any article. Split it.", code="file_too_large")
    return read_article(name, data, language, own, limit=MAX_BYTES)
