"""`annotator split`: cut article files into units, without a database."""

import json
from pathlib import Path

import click

from annotator.cli.article_files import do_each
from annotator.core.errors import AnnotatorError
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations, read_abbreviations
from annotator.core.records import CutArticle
from annotator.core.text import hash_of


@click.command(name="split")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="text", show_default=True,
              help="json: one object a line for each file; offsets are code points, stop exclusive.")  # fmt: skip
@click.option("--language", default="", help="Tag such as de or pt-BR; else what the file says or its script.")
@click.option("--abbreviations", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Your own abbreviations, one a line (docs/sentences.md).")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, files: tuple[Path, ...], form: str, language: str, abbreviations: Path | None
) -> None:
    """Cut FILES (.txt, .html, .docx) into headline, standfirst, body sentences, captions and furniture; without
    FILES, or for -, plain text given on standard input.

    A file that cannot be read is named on standard error; the others are still done, and the exit code is 1.
    """
    write = _write_json if form == "json" else _write_text
    ctx.exit(do_each(files, write, language, own_abbreviations(abbreviations)))


def own_abbreviations(file: Path | None) -> OwnAbbreviations:
    """The abbreviations of the file; none without one. Raises UsageError for what is no list of them."""
    if file is None:
        return NO_ABBREVIATIONS
    try:
        return read_abbreviations(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not UTF-8.") from error
    except AnnotatorError as error:
        raise click.UsageError(f"{file}: {error.message}") from error


def _write_json(file: Path, cut: CutArticle) -> None:
    units = [
        {"start": unit.start, "stop": unit.stop, "kind": unit.kind.value, "duplicate_of": unit.duplicate_of}
        for unit in cut.sentences
    ]
    line = {"file": str(file), "sha256": hash_of(cut.text), "units": units}
    click.echo(json.dumps(line))


def _write_text(file: Path, cut: CutArticle) -> None:
    click.echo(f"{file}  {len(cut.sentences)} units")
    for note in cut.notes:
        click.echo(f"  note: {note}")
    for unit in cut.sentences:
        repeat = f"  = {unit.duplicate_of}" if unit.duplicate_of is not None else ""
        words = " ".join(cut.text[unit.start : unit.stop].split())
        click.echo(f"{unit.ordinal:4}  {unit.kind.value:10}  {unit.start:6}-{unit.stop:<6}  {words}{repeat}")
