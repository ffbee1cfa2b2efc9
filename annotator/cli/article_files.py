"""Article files, or plain text on standard input, read one after another for `annotator split` and `suggest`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from annotator.core.errors import AnnotatorError
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations
from annotator.core.records import CutArticle
from annotator.formats import read_article

STANDARD_INPUT = Path("-")
#: From so many files on, progress is told on standard error.
_MANY_FILES = 20


def do_each(
    files: Sequence[Path], work: Callable[[Path, CutArticle], None], language: str = "",
    own: OwnAbbreviations = NO_ABBREVIATIONS,
) -> int:  # fmt: skip
    """Read and cut each file and do the work on it; the exit code. Without files, standard input.

    A file that cannot be read is named on standard error, and the others are still done: then the code is 1.
    """
    code = 0
    every = files or (STANDARD_INPUT,)
    for number, file in enumerate(every, 1):
        try:
            cut = _read(file, language, own)
        except OSError as error:
            code = 1
            click.echo(f"{file}: {error.strerror or error}.", err=True)
        except AnnotatorError as error:
            code = 1
            click.echo(f"{file}: {error.message}", err=True)
        else:
            work(file, cut)
        if len(every) >= _MANY_FILES and (number % _MANY_FILES == 0 or number == len(every)):
            click.echo(f"{number} of {len(every)} files", err=True)
    return code


def _read(file: Path, language: str, own: OwnAbbreviations) -> CutArticle:
    if file == STANDARD_INPUT:
        return read_article("standard input.txt", sys.stdin.buffer.read(), language, own)
    return read_article(file.name, file.read_bytes(), language, own)
