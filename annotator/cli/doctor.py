"""`annotator doctor`: is the installation complete, is the instance sound. It changes nothing."""

import re
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

from annotator.cli.doctor_database import CHECKS, count_uncounted, find_outdated
from annotator.cli.instance import key_problem, open_database, settings_of, sqlite_file
from annotator.core.errors import AnnotatorError
from annotator.settings import Settings
from annotator.storage.revisions import latest_revision
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
    yield from _database_checks(settings)


def _database_checks(settings: Settings) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    """The checks of a database that can be opened and is of this version; else the one that says what is wrong."""
    try:
        with open_database(settings) as database:
            if outdated := find_outdated(database):
                yield "database", lambda: iter([outdated])
                return
            for name, check in CHECKS:
                yield name, partial(check, database)
            uncounted = count_uncounted(database)
            still = f": {uncounted} finished reviews are still to be counted" if uncounted else ""
            yield f"desk views{still}", lambda: iter(())
    except AnnotatorError as error:
        words = error.message
        yield "database", lambda: iter([words])


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

    for newest in list_backups(settings.backups)[:1]:
        try:
            check_backup(newest.path)
        except (AnnotatorError, OSError) as error:
            yield str(error)


def _backups(settings: Settings) -> list[Path]:
    folder = settings.backups
    return [folder, *sorted(folder.glob("annotator*"))] if folder.exists() else []
