"""`annotator import`: article files, many at once, or a dataset, into a project."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from annotator.cli.datasets import import_dataset_file
from annotator.cli.instance import open_instance, settings_of, utc_now
from annotator.cli.progress import Progress, progress
from annotator.cli.projects import find_project_uid
from annotator.core.errors import AnnotatorError, Conflict, Invalid
from annotator.core.languages import OwnAbbreviations
from annotator.core.records import CutArticle
from annotator.formats import read_article
from annotator.services.abbreviations import abbreviations_of
from annotator.services.accounts import OPERATOR
from annotator.services.articles import ArticleExists, store_article
from annotator.storage.transactions import Database

_DATASET_ENDING = ".jsonl"


@click.command("import", short_help="Import articles or a dataset into a project.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--project", "words", default="", help="The project's name or uid; with --new, the new project's name.")
@click.option("--new", is_flag=True, help="A dataset only: make a project for it.")
@click.option("--outlet", default="", help="Outlet of the articles that name none.")
@click.option("--language", default="", help="Language of the articles, such as en or pt-BR.")
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], words: str, new: bool, outlet: str, language: str) -> None:
    """Import FILES into a project: articles (.txt, .html, .docx), or one dataset (.jsonl) that an export made.

    Every article is its own step: one that cannot be read is named on standard error and the others are still
    stored; then the exit code is 1. A text that the project has already is said, not stored twice.
    """
    if any(file.suffix.lower() == _DATASET_ENDING for file in files):
        _import_dataset(ctx, files, words, new=new)
        return
    if new or not words:
        raise click.UsageError("Name the project of the articles: --project NAME.")
    with open_instance(settings_of(ctx)) as database:
        with database.reading() as session:
            project_uid = find_project_uid(session, words)
            own = abbreviations_of(session, OPERATOR, project_uid)
        done: Counter[str] = Counter()
        with progress("Importing", "files", len(files)) as bar:
            for file in files:
                done[_import_article(database, project_uid, file, (outlet, language, own), bar)] += 1
                bar.advance()
    parts = (("stored", "stored"), ("here", "in the project already"), ("refused", "refused"))
    click.echo(", ".join(f"{done[key]} {said}" for key, said in parts if done[key] or key == "stored") + ".", err=True)
    ctx.exit(1 if done["refused"] else 0)


def _import_dataset(ctx: click.Context, files: tuple[Path, ...], words: str, *, new: bool) -> None:
    if len(files) != 1:
        raise click.UsageError("A dataset goes in alone: give one .jsonl file.")
    if not new and not words:
        raise click.UsageError("Name an empty project with --project, or make one with --new.")
    done = import_dataset_file(ctx, files[0], words, new=new)
    click.echo(f"Imported into “{done.project_name}”: {done.counts.articles} articles, {done.counts.reviews} reviews.")


def _import_article(
    database: Database, project_uid: str, file: Path, how: tuple[str, str, OwnAbbreviations], bar: Progress
) -> str:
    """Read, cut and store one file; say what became of it: stored, here or refused."""
    outlet, language, own = how
    try:
        cut = _with_facts(_read(file, language, own), outlet, language)
        with database.writing() as session:
            uid = store_article(session, OPERATOR, project_uid, cut, now=utc_now())
    except ArticleExists as error:
        bar.say(f"{file}: in the project already, as article {error.there.article_uid}")
        return "here"
    except AnnotatorError as error:
        if isinstance(error, Conflict):
            raise
        problems = "; ".join(f"{name}: {words}" for name, words in getattr(error, "fields", {}).items())
        bar.say(f"{file}: {problems or error.message}", is_error=True)
        return "refused"
    notes = f" ({' '.join(cut.notes)})" if cut.notes else ""
    bar.say(f"{file}: stored as article {uid}, {len(cut.sentences)} units{notes}")
    return "stored"


def _read(file: Path, language: str, own: OwnAbbreviations) -> CutArticle:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(f"cannot be read: {error.strerror}.", code="not_readable") from error
    return read_article(file.name, data, language, own)


def _with_facts(cut: CutArticle, outlet: str, language: str) -> CutArticle:
    facts = replace(cut.facts, outlet=cut.facts.outlet or outlet, language=language or cut.facts.language)
    return replace(cut, facts=facts)
