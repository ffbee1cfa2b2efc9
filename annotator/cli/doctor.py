"""`annotator doctor`: is the installation complete, is the instance sound. It changes nothing."""

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy import text

from annotator.cli.instance import backups_folder, key_problem, open_database, settings_of, sqlite_file
from annotator.core.errors import AnnotatorError
from annotator.settings import Settings
from annotator.storage.revisions import current_revision, latest_revision
from annotator.storage.transactions import Database

_ASSET = re.compile(r"""asset_url\(\s*["']([^"']+)["']\s*\)""")


@click.command("doctor", short_help="Check the installation and the instance.")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check every template and asset, and the instance if there is one. Exit code 1 when something is wrong."""
    settings = settings_of(ctx)
    problems = 0
    for name, check in _checks(settings):
        found = list(check())
        problems += len(found)
        click.echo(f"{'wrong' if found else 'ok':5}  {name}")
        for words in found:
            click.echo(f"       {words}")
    if problems:
        ctx.exit(1)


def _checks(settings: Settings) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    yield "templates and assets", lambda: check_pages(settings)
    yield "demo desk", check_demo
    yield "migrations", check_migrations
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return
    if file is not None:
        yield "instance files", lambda: check_files(settings)
    yield "newest backup", lambda: check_newest_backup(settings)
    yield "database", lambda: check_database(settings)
    yield "search index", lambda: check_search(settings)
    yield "agreement", lambda: check_agreement(settings)
    yield "gold reviews", lambda: check_gold(settings)
    yield uncounted_words(settings), lambda: iter(())


def check_pages(settings: Settings) -> Iterator[str]:
    """Load every template, and find every asset that one of them names."""
    from annotator.app import create_app
    from annotator.web.assets import asset_root, load_assets, template_root

    app = create_app(settings, Database.open("sqlite://"), b"doctor" * 6)
    files = load_assets(asset_root()).files
    names = app.jinja_env.list_templates(extensions=["html"])
    if not names:
        yield f"there is no template in {template_root()}"
    for name in names:
        try:
            app.jinja_env.get_template(name)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a template is what is asked here
            yield f"{name}: {error}"
            continue
        source = (template_root() / name).read_text(encoding="utf-8")
        yield from (f"{name}: no asset {asset}" for asset in _ASSET.findall(source) if asset not in files)
    # A host that is always trusted, and a page that needs no database.
    answer = app.test_client().get("/sign-in", base_url=f"http://{settings.trusted_hosts[0]}")
    if answer.status_code != 200:
        yield f"the sign-in page answers {answer.status_code}"


def check_demo() -> Iterator[str]:
    """Read the articles and passes of the demo desk."""
    from annotator.demo.dataset import list_records
    from annotator.demo.desk import load_desk

    try:
        if not list(list_records(load_desk())):
            yield "there is no article"
    except (AnnotatorError, OSError) as error:
        yield str(error)


def check_migrations() -> Iterator[str]:
    """Load the migration scripts and find their head."""
    try:
        latest_revision()
    except Exception as error:  # noqa: BLE001 - as above
        yield str(error)


def check_files(settings: Settings) -> Iterator[str]:
    """Look for files that others can read."""
    if problem := key_problem(settings):
        yield problem
    for path in (settings.instance, *sorted(settings.instance.glob("*.db*")), *_backups(settings)):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"others can read {path}: chmod go= {path}"


def check_newest_backup(settings: Settings) -> Iterator[str]:
    """Prove the newest backup as `annotator restore --check` does, if there is one."""
    from annotator.services.backups import check_backup, list_backups

    for newest in list_backups(backups_folder(settings))[:1]:
        try:
            check_backup(newest.path)
        except (AnnotatorError, OSError) as error:
            yield str(error)


def check_database(settings: Settings) -> Iterator[str]:
    """Compare the revision, ask the engine for damage, and follow the audit log's chain."""
    from annotator.services.audit import verify_audit

    try:
        with open_database(settings) as database:
            revision = current_revision(database.engine)
            if revision != latest_revision():
                yield f"it is at revision {revision}, needed is {latest_revision()}: annotator db upgrade"
                return
            with database.reading() as session:
                if database.engine.dialect.name == "sqlite":
                    yield from (str(words) for words in session.scalars(text("PRAGMA quick_check")) if words != "ok")
                    dangling = session.execute(text("PRAGMA foreign_key_check")).all()
                    yield from (f"a row of {row[0]} points nowhere" for row in dangling)
                state = verify_audit(session)
                if state.broken_at is not None:
                    yield f"the audit log was changed: its chain breaks at row {state.broken_at}"
    except AnnotatorError as error:
        yield error.message


def check_search(settings: Settings) -> Iterator[str]:
    """Look for sentences that a search would not find."""
    from annotator.storage.word_index import count_missing_rows, find_unindexed

    try:
        with open_database(settings) as database:
            if current_revision(database.engine) != latest_revision():
                return
            with database.reading() as session:
                texts, rows = len(find_unindexed(session)), count_missing_rows(session)
    except AnnotatorError as error:
        yield error.message
        return
    if texts:
        yield f"{texts} texts are not wholly indexed: annotator db reindex"
    if rows:
        yield f"{rows} sentences are missing from the full-text table: annotator db reindex"


def check_agreement(settings: Settings) -> Iterator[str]:
    """Count every text again, and compare with what is kept of it; look for kept reports that open nothing."""
    from annotator.services.agreement_basis import list_uncounted_reports
    from annotator.services.agreement_counts import is_counted_right, list_texts_to_count

    try:
        with open_database(settings) as database:
            if current_revision(database.engine) != latest_revision():
                return
            with database.reading() as session:
                texts = list_texts_to_count(session)
                wrong = sum(not is_counted_right(session, text_id=text_id) for text_id in texts)
                reports = len(list_uncounted_reports(session))
    except AnnotatorError as error:
        yield error.message
        return
    if wrong:
        yield f"{wrong} texts are counted wrongly for agreement: annotator db recount"
    if reports:
        yield f"{reports} kept agreement reports have nothing behind their numbers: annotator db recount"


def uncounted_words(settings: Settings) -> str:
    """Say how many finished reviews the next desk view has to count first. That is no fault: large imports leave it."""
    from annotator.storage.queries.desk import count_uncounted

    try:
        with open_database(settings) as database:
            if current_revision(database.engine) != latest_revision():
                return "desk views: not looked at"
            with database.reading() as session:
                count = count_uncounted(session)
    except AnnotatorError:
        return "desk views: not looked at"
    return f"desk views: {count} finished reviews are still to be counted" if count else "desk views"


def check_gold(settings: Settings) -> Iterator[str]:
    """Look for decisions and origins that point at nothing."""
    from annotator.storage.queries.gold_checks import find_loose_gold

    try:
        with open_database(settings) as database:
            if current_revision(database.engine) != latest_revision():
                return
            with database.reading() as session:
                yield from list(find_loose_gold(session))
    except AnnotatorError as error:
        yield error.message


def _backups(settings: Settings) -> list[Path]:
    folder = backups_folder(settings)
    return [folder, *sorted(folder.glob("annotator*"))] if folder.exists() else []
