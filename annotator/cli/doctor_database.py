"""What the doctor asks of a database that is open and of this version. It changes nothing."""

from collections.abc import Callable, Iterator

from sqlalchemy import text

from annotator.core.errors import AnnotatorError
from annotator.storage.revisions import current_revision, is_declared, latest_revision
from annotator.storage.transactions import Database


def find_outdated(database: Database) -> str:
    """Say that the database is not of this version, or nothing."""
    revision = current_revision(database.engine)
    if revision == latest_revision():
        return ""
    return f"it is at revision {revision}, needed is {latest_revision()}: annotator db upgrade"


def count_uncounted(database: Database) -> int:
    """How many finished reviews the next desk view has to count first. That is no fault: large imports leave it."""
    from annotator.storage.queries.desk import count_uncounted as count

    with database.reading() as session:
        return count(session)


def _check_engine(database: Database) -> Iterator[str]:
    """Ask the engine for damage, and follow the audit log's chain."""
    from annotator.services.audit import verify_audit

    with database.reading() as session:
        if database.engine.dialect.name == "sqlite":
            yield from (str(words) for words in session.scalars(text("PRAGMA quick_check")) if words != "ok")
            dangling = session.execute(text("PRAGMA foreign_key_check")).all()
            yield from (f"a row of {row[0]} points nowhere" for row in dangling)
        state = verify_audit(session)
        if state.broken_at is not None:
            yield f"the audit log was changed: its chain breaks at row {state.broken_at}"


def _check_tables(database: Database) -> Iterator[str]:
    """Compare the tables with those that this version declares."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from annotator.storage import tables  # noqa: F401 - declares them
    from annotator.storage.types import Base

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        if different := compare_metadata(context, Base.metadata):
            yield f"{len(different)} tables, columns or indexes are not as this version makes them"


def _check_projects(database: Database) -> Iterator[str]:
    """Hold every project to the rules of an import."""
    from annotator.services.accounts import OPERATOR
    from annotator.services.projects import list_projects
    from annotator.services.soundness import find_unsound

    with database.reading() as session:
        projects = [row.uid for row in list_projects(session, OPERATOR)]
    for uid in projects:
        with database.reading() as session:
            yield from find_unsound(session, uid)


def _check_history(database: Database) -> Iterator[str]:
    """Compare every row that somebody saved with its history."""
    from annotator.services.soundness import find_unlike_history

    with database.reading() as session:
        yield from find_unlike_history(session)


def _check_search(database: Database) -> Iterator[str]:
    """Look for sentences that a search would not find."""
    from annotator.storage.word_index import count_missing_rows, find_unindexed

    with database.reading() as session:
        texts, rows = len(find_unindexed(session)), count_missing_rows(session)
    if texts:
        yield f"{texts} texts are not wholly indexed: annotator db reindex"
    if rows:
        yield f"{rows} sentences are missing from the full-text table: annotator db reindex"


def _check_agreement(database: Database) -> Iterator[str]:
    """Count every text again, and compare with what is kept of it; look for kept reports that open nothing."""
    from annotator.services.agreement_basis import list_uncounted_reports
    from annotator.services.agreement_counts import is_counted_right, list_texts_to_count

    with database.reading() as session:
        texts = list_texts_to_count(session)
        wrong = sum(not is_counted_right(session, text_id=text_id) for text_id in texts)
        reports = len(list_uncounted_reports(session))
    if wrong:
        yield f"{wrong} texts are counted wrongly for agreement: annotator db recount"
    if reports:
        yield f"{reports} kept agreement reports have nothing behind their numbers: annotator db recount"


def _check_gold(database: Database) -> Iterator[str]:
    """Look for decisions and origins that point at nothing."""
    from annotator.storage.queries.gold_checks import find_loose_gold

    with database.reading() as session:
        yield from find_loose_gold(session)


def _check_suggestions(database: Database) -> Iterator[str]:
    """Look for answers to suggestions that cannot be."""
    from annotator.storage.queries.suggestion_checks import find_wrong_answers

    with database.reading() as session:
        yield from find_wrong_answers(session)


def _told(check: Callable[[Database], Iterator[str]]) -> Callable[[Database], Iterator[str]]:
    """The check, with what stops it as one more thing found: damage may stop any of them."""

    def told(database: Database) -> Iterator[str]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield from check(database)
        except AnnotatorError as error:
            yield error.message
        except (SQLAlchemyError, LookupError, ValueError) as error:
            yield f"it cannot be looked at any further ({type(error).__name__})"

    return told


#: What each is called, and what it asks.
CHECKS: tuple[tuple[str, Callable[[Database], Iterator[str]]], ...] = tuple(
    (name, _told(check))
    for name, check in (
        ("database", _check_engine),
        ("tables", _check_tables),
        ("texts, spans and references", _check_projects),
        ("history", _check_history),
        ("search index", _check_search),
        ("agreement", _check_agreement),
        ("gold reviews", _check_gold),
        ("suggestions", _check_suggestions),
    )
)
