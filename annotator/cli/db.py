"""`annotator db`: the database's revision, and bringing it to this version's."""

import click

from annotator.cli.instance import (
    bring_up_to_date,
    count_reports,
    open_database,
    prepare_folder,
    refuse_lost,
    repair_golds,
    settings_of,
    sqlite_file,
)
from annotator.storage.revisions import current_revision, latest_revision


@click.group("db", short_help="Upgrade the database, or say at which revision it is.")
def command() -> None:
    """Upgrade the database, or say at which revision it is."""


@command.command("upgrade")
@click.pass_context
def upgrade_command(ctx: click.Context) -> None:
    """Bring the database to this version; a SQLite database is copied first."""
    settings = settings_of(ctx)
    prepare_folder(settings)
    refuse_lost(settings)
    with open_database(settings) as database:
        copy = bring_up_to_date(settings, database)
        if copy is not None:
            click.echo(f"A copy as it was: {copy}")
        click.echo(f"The database is at revision {current_revision(database.engine)}.")


@command.command("recount")
@click.pass_context
def recount_command(ctx: click.Context) -> None:
    """Count anew, from the annotations, what agreement pages are computed from."""
    from annotator.services.agreement_counts import list_texts_to_count, record_answers

    with open_database(settings_of(ctx)) as database:
        with database.reading() as session:
            texts = list_texts_to_count(session)
        for text_id in texts:  # a transaction each: others write in between
            with database.writing() as session:
                record_answers(session, text_id=text_id)
        click.echo(f"{len(texts)} texts are counted.")
        if reports := count_reports(database):
            click.echo(f"{reports} kept reports are counted.")
        repaired = repair_golds(database)
        if repaired.named:
            click.echo(f"{repaired.named} annotations of gold reviews have an editor named as their origin.")
        if repaired.removed:
            click.echo(f"{repaired.removed} origins of what gold reviews never had are removed.")


@command.command("reindex")
@click.pass_context
def reindex_command(ctx: click.Context) -> None:
    """Index the words of every text again; what is stored stays as it is."""
    from annotator.storage.word_index import index_text, list_text_ids, rebuild_table

    with open_database(settings_of(ctx)) as database:
        with database.writing() as session:
            rebuild_table(session)
            texts = list_text_ids(session)
        for text_id in texts:  # a transaction each: others write in between
            with database.writing() as session:
                index_text(session, text_id)
        click.echo(f"{len(texts)} texts are indexed.")


@command.command("revision")
@click.pass_context
def revision_command(ctx: click.Context) -> None:
    """Print the database's revision and the one that this version needs."""
    settings = settings_of(ctx)
    file = sqlite_file(settings)
    if file is not None and not file.exists():  # looking must not make one
        click.echo(f"database none, needed {latest_revision()}")
        return
    with open_database(settings) as database:
        click.echo(f"database {current_revision(database.engine) or 'empty'}, needed {latest_revision()}")
