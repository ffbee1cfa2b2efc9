"""A backup is a restore that was proved: on both engines, under load, and whatever is wrong with the file."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text, update

from annotator.core.backups import name_backup
from annotator.core.errors import AnnotatorError, Busy, Conflict, Invalid
from annotator.core.records import Role
from annotator.services import backups as service
from annotator.services.audit import record, verify_audit
from annotator.services.backups import (
    check_backup,
    list_backups,
    make_backup,
    restore_postgresql,
    restore_sqlite,
    thin_out,
)
from annotator.storage.migrate import downgrade
from annotator.storage.revisions import current_revision, latest_revision
from annotator.storage.tables import Account, Article, Audit, LoginSession
from annotator.storage.transactions import Database
from tests import make
from tests.state import digest


def fill(database: Database) -> None:
    """A project with an article, people, a signed-in browser and something in the audit log."""
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR)
        make.article(session, project)
        make.token(session, editor)
        record(session, "project:create", editor.uid, {"project": project.uid}, now=make.NOW)


@contextmanager
def restored(database: Database, made: service.Backup, folder: Path, now) -> Iterator[Database]:
    """The backup in a new place of the same engine."""
    folder.mkdir(exist_ok=True)
    if database.engine.dialect.name == "sqlite":
        assert restore_sqlite(made, folder / "annotator.db", keep_in=folder / "backups", now=now) is None
        found = Database.open(f"sqlite:///{folder / 'annotator.db'}")
        with closing(found):
            yield found
        return
    with empty_postgresql(database, "restored") as found:
        restore_postgresql(made, found, now=now)
        yield found


@contextmanager
def empty_postgresql(database: Database, name: str) -> Iterator[Database]:
    """A new database on the same server."""
    outer = create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    with outer.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    found = Database.open(database.engine.url.set(database=name).render_as_string(hide_password=False))
    try:
        yield found
    finally:
        found.close()
        with outer.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}"'))
        outer.dispose()


def test_a_backup_comes_back_whole_in_another_place(database, tmp_path, now) -> None:
    fill(database)
    made = make_backup(database, tmp_path / "backups", now=now)
    assert [one.path for one in list_backups(tmp_path / "backups")] == [made.path]
    assert check_backup(made.path) == made
    with restored(database, made, tmp_path / "elsewhere", now) as found:
        with found.reading() as session, database.reading() as before:
            assert session.scalars(select(Article.title)).all() == before.scalars(select(Article.title)).all()
            assert session.scalar(select(func.count()).select_from(LoginSession)) == 0
            assert session.scalars(select(Audit.kind).order_by(Audit.id)).all() == ["project:create", "desk:restore"]
            assert verify_audit(session).broken_at is None
        again = make_backup(found, tmp_path / "again", now=now)
    expected, given = made.manifest.state, again.manifest.state
    differ = {name for name in expected.tables if expected.tables[name] != given.tables[name]}
    assert differ == {"audit", "login_session"}
    assert expected.tables["login_session"].rows == 1


@pytest.mark.parametrize("times", [1, pytest.param(50, marks=pytest.mark.slow)])
def test_what_was_saved_before_a_backup_under_load_is_in_it(database, tmp_path, now, times) -> None:
    fill(database)
    saved, stop = [0], threading.Event()

    def save() -> None:
        while not stop.is_set():
            with suppress(Busy):  # not saved, and told so
                with database.writing() as session:
                    make.account(session, f"Guest{saved[0]}")
                saved[0] += 1

    writer = threading.Thread(target=save)
    writer.start()
    made = []
    try:
        for turn in range(times):
            before = saved[0]
            made.append(make_backup(database, tmp_path / "backups", now=now + timedelta(seconds=turn)))
            assert made[-1].manifest.state.tables["account"].rows >= before
    finally:
        stop.set()
        writer.join()
    for turn, backup in enumerate(made):
        assert check_backup(backup.path) == backup
        with restored(database, backup, tmp_path / f"elsewhere-{turn}", now) as found, found.reading() as session:
            rows = session.scalar(select(func.count()).select_from(Account))
        assert rows == backup.manifest.state.tables["account"].rows


def test_a_changed_byte_is_found(database, tmp_path, now) -> None:
    fill(database)
    made = make_backup(database, tmp_path, now=now)
    content = bytearray(made.path.read_bytes())
    content[-1] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(Conflict, match="its hash differs"):
        check_backup(made.path)


def test_a_manifest_that_says_other_rows_is_found(database, tmp_path, now) -> None:
    fill(database)
    made = make_backup(database, tmp_path, now=now)
    paper = made.path.with_suffix(".json")
    fields = json.loads(paper.read_text())
    fields["state"]["tables"]["article"]["sha256"] = "0" * 64
    paper.write_text(json.dumps(fields))
    with pytest.raises(Conflict, match="article"), restored(database, check_backup(made.path), tmp_path / "new", now):
        pass


def test_an_audit_log_that_was_changed_is_not_put_back(sqlite_database, tmp_path, now) -> None:
    fill(sqlite_database)
    with sqlite_database.writing() as session:
        session.execute(update(Audit).values(kind="project:other"))
    made = make_backup(sqlite_database, tmp_path / "backups", now=now)
    (tmp_path / "new").mkdir()
    with pytest.raises(Conflict, match="audit log"):
        restore_sqlite(made, tmp_path / "new" / "annotator.db", keep_in=tmp_path, now=now)
    assert list((tmp_path / "new").iterdir()) == []


def test_the_database_before_is_kept_and_one_in_use_is_left_alone(sqlite_database, tmp_path, now) -> None:
    fill(sqlite_database)
    made = make_backup(sqlite_database, tmp_path / "backups", now=now)
    file = tmp_path / "annotator.db"
    with sqlite_database.writing() as session:
        session.execute(update(Article).values(title="Since"))
    with pytest.raises(Conflict, match="stop the desk"):
        restore_sqlite(made, file, keep_in=tmp_path / "backups", now=now)
    with sqlite_database.reading() as session:
        assert session.scalars(select(Article.title)).all() == ["Since"]
    with sqlite_database.writing() as session:
        record(session, "project:rename", None, {}, now=now)
    sqlite_database.close()
    with pytest.raises(Conflict, match=r"0 saves, 1 entries .* --replace-newer"):
        restore_sqlite(made, file, keep_in=tmp_path / "backups", now=now)
    kept = restore_sqlite(made, file, keep_in=tmp_path / "backups", now=now, replace_newer=True)
    assert not (tmp_path / "restoring").exists()
    titles = {}
    for path in (file, kept):
        with closing(sqlite3.connect(path)) as connection:
            titles[path] = connection.execute("SELECT title FROM article").fetchone()[0]
    assert titles[kept] == "Since" != titles[file]
    assert kept.stat().st_mode & 0o077 == 0


def test_a_damaged_database_is_put_aside_with_what_is_beside_it(sqlite_database, tmp_path, now) -> None:
    fill(sqlite_database)
    made = make_backup(sqlite_database, tmp_path / "backups", now=now)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "annotator.db").write_bytes(b"not a database at all" * 500)
    (broken / "annotator.db-wal").write_bytes(b"the last saves")
    kept = restore_sqlite(made, broken / "annotator.db", keep_in=broken / "backups", now=now)
    assert kept.read_bytes().startswith(b"not a database")
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"the last saves"
    with closing(sqlite3.connect(broken / "annotator.db")) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (1,)


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(sqlite_database, tmp_path, now) -> None:
    fill(sqlite_database)
    downgrade(sqlite_database.engine, "0023")
    made = make_backup(sqlite_database, tmp_path / "backups", now=now)
    assert made.manifest.state.revision == "0023"
    with restored(sqlite_database, made, tmp_path / "new", now) as found:
        assert current_revision(found.engine) == latest_revision()


def test_a_database_of_a_later_version_or_of_others_is_refused(sqlite_database, tmp_path, now) -> None:
    others = tmp_path / "others.db"
    with closing(sqlite3.connect(others)) as connection:
        connection.execute("CREATE TABLE mine (n INTEGER)")
        connection.commit()
    (tmp_path / "new").mkdir()
    target = tmp_path / "new" / "annotator.db"
    with pytest.raises(Conflict, match="not one of Annotator's"):
        restore_sqlite(check_backup(others), target, keep_in=tmp_path, now=now)
    with sqlite_database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = make_backup(sqlite_database, tmp_path / "backups", now=now)
    with pytest.raises(Conflict, match="later version"):
        restore_sqlite(made, target, keep_in=tmp_path, now=now)
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000, b"PGDMP alone", b"{}"])
def test_what_is_no_backup_is_said(tmp_path, content) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(content)
    with pytest.raises(AnnotatorError, match=r"copy\.db"):
        check_backup(path)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_filled_postgresql_database_is_left_as_it_is(database, tmp_path, now) -> None:
    fill(database)
    before = digest(database)
    made = make_backup(database, tmp_path, now=now)
    with pytest.raises(Conflict, match="not empty"):
        restore_postgresql(made, database, now=now)
    assert digest(database) == before


def test_without_postgresqls_programs_it_says_what_to_install(postgres_database, tmp_path, now, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Invalid, match="pg_dump"):
        make_backup(postgres_database, tmp_path / "backups", now=now)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_of_another_desk_replaces_nothing_unasked(sqlite_database, tmp_path, now) -> None:
    fill(sqlite_database)
    made = make_backup(sqlite_database, tmp_path / "backups", now=now)
    with sqlite_database.writing() as session:
        session.execute(update(Audit).values(hash="0" * 64))  # as another desk's first entry differs from ours
    sqlite_database.close()
    with pytest.raises(Conflict, match="1 entries of the audit log"):
        restore_sqlite(made, tmp_path / "annotator.db", keep_in=tmp_path, now=now)


def test_a_backup_that_broke_off_is_none_and_is_cleared_away(sqlite_database, tmp_path, now, monkeypatch) -> None:
    def break_off(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(service, "write_manifest", break_off)
        make_backup(sqlite_database, tmp_path / "backups", now=now)
    assert list((tmp_path / "backups").iterdir()) == []
    left = tmp_path / "backups" / f"{name_backup(now)}.part"
    left.touch()
    thin_out(tmp_path / "backups", now=now - timedelta(days=400))
    assert left.exists()
    thin_out(tmp_path / "backups", now=now + timedelta(days=4000))
    assert not left.exists()


def test_old_backups_give_way_with_their_manifests(sqlite_database, tmp_path, now) -> None:
    folder = tmp_path / "backups"
    made = [make_backup(sqlite_database, folder, now=now - timedelta(days=day)) for day in range(9)]
    foreign = folder / "annotator-0024-20200101T000000Z.db"
    foreign.touch()
    gone = thin_out(folder, now=now)
    # Seven days from Monday the 2nd on, and the Sunday that ends the week before; the Monday between goes.
    assert gone == [made[7].path]
    left = {path.name for path in folder.iterdir()}
    assert gone[0].name not in left
    assert gone[0].with_suffix(".json").name not in left
    assert len(left) == 8 * 2 + 1
