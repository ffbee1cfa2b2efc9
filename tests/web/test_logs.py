"""No article text and no secret gets into the log or the audit log, whatever goes wrong and at whatever level."""

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.storage.tables import Audit
from annotator.web.logs import configure_logs, frames_of
from tests import make
from tests.forms import multipart

CANARY = "Kanarienvogel"
TEXT = make.TEXT.replace("Harbour", CANARY).replace("officials", f"{CANARY} officials")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a desk that is served with log_level = DEBUG writes."""
    root, own = logging.getLogger(), logging.getLogger("annotator")
    before = (root.handlers[:], root.level, own.level)
    stream = io.StringIO()
    configure_logs("DEBUG", stream)
    yield stream
    root.handlers[:], level, own_level = before
    root.setLevel(level)
    own.setLevel(own_level)


@pytest.fixture
def desk(database, signed_in, now):
    with database.writing() as session:
        project = make.project(session, f"{CANARY} Desk")
        article = make.article(session, project, TEXT)
        editor = make.member(session, project, Role.EDITOR)
        review = start_review(session, make.actor(session, editor), article.uid, now=now)
    return project.uid, article, review, signed_in(editor)


def test_a_day_s_work_leaves_no_text_in_the_log_or_the_audit_log(desk, database, log) -> None:
    project, article, review, client = desk
    other = TEXT.replace("fire", "flood")
    preview = client.post(f"/projects/{project}/import/preview", data={"text": other})
    assert CANARY in preview.get_data(as_text=True)
    start = TEXT.index("Some 400 people")
    client.post(f"/reviews/{review}/sentences/1", data={"verb": "fact"})
    client.post(f"/reviews/{review}/annotations",
                data={"tag": "figure", "start": start, "stop": start + 15, "quote": "Some 400 people"})  # fmt: skip
    client.post(f"/reviews/{review}/annotations", data={"tag": "figure", "start": 0, "stop": 7, "quote": CANARY})
    client.post(f"/projects/{project}/import/preview", **multipart({"file": (f"{CANARY}.docx", b"PK")}))
    client.post(f"/projects/{project}/articles", data={"text": other, "sha256": "0"})
    client.post("/sign-in", data={"login": CANARY, "password": CANARY})
    client.post(f"/projects/{project}/people", data={"login": "mia", "name": CANARY, "role": "reviewer"})
    client.post(f"/reviews/{review}/rest", data={"verb": "nothing"})
    client.post(f"/reviews/{review}/finish")
    for path in (f"/articles/{article.uid}/report", f"/projects/{project}/agreement?reviewer={CANARY}",
                 f"/projects/{project}/export/jsonl", f"/{CANARY}"):  # fmt: skip
        client.get(path)
    client.post("/sign-out")
    assert CANARY not in log.getvalue()
    with database.reading() as session:
        rows = session.scalars(select(Audit)).all()
        assert len(rows) >= 5
        assert CANARY.lower() not in " ".join(f"{row.kind} {row.detail} {row.actor_uid}" for row in rows).lower()


@pytest.mark.parametrize(
    "statement", ["SELECT :word FROM no_table_here", "INSERT INTO project (uid) VALUES (:word)", ""],
    ids=["a statement", "a constraint", "our own"],
)  # fmt: skip
def test_an_error_that_quotes_text_is_logged_without_it(desk, log, monkeypatch, statement) -> None:
    _, _, review, client = desk

    def fail(session, *_args: object, **_kwargs: object) -> None:
        try:
            session.execute(text(statement or "SELECT 1"), {"word": CANARY} if statement else {})
        finally:
            raise RuntimeError(CANARY)

    monkeypatch.setattr("annotator.services.annotations.perform", fail)
    answer = client.post(f"/reviews/{review}/sentences/1", data={"verb": "fact"})
    assert answer.status_code == 500
    assert CANARY not in log.getvalue()
    assert "unforeseen RuntimeError" in log.getvalue()
    assert "in fail" in log.getvalue()
    assert CANARY not in answer.get_data(as_text=True)


def test_libraries_log_no_values(desk, database, log) -> None:
    assert not logging.getLogger("sqlalchemy.engine.Engine").isEnabledFor(logging.INFO)
    try:
        with database.reading() as session:
            session.execute(text(f'SELECT * FROM "{CANARY}"'))
    except DBAPIError:
        logging.getLogger("waitress").exception("Exception while serving")
    assert CANARY not in log.getvalue()
    assert "Error" in log.getvalue()


def test_a_statement_s_error_does_not_name_its_values(database) -> None:
    with pytest.raises(DBAPIError) as caught, database.reading() as session:
        session.execute(text("SELECT :word FROM no_table_here"), {"word": CANARY})
    assert "hidden" in str(caught.value)
    assert CANARY not in str(caught.value)


def test_what_was_wrong_is_told_once_though_its_causes_run_in_a_circle() -> None:
    one, other = ValueError(CANARY), KeyError(CANARY)
    one.__cause__, other.__cause__ = other, one
    assert frames_of(one).splitlines() == ["ValueError", "because of:", "KeyError", "because of:"]
