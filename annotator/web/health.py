"""Is the desk up: for the proxy in front and for tests."""

from flask import Blueprint
from sqlalchemy import text

from annotator.web.desk import reading

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show() -> tuple[str, int, dict[str, str]]:
    """Say `ok` if the database answers."""
    with reading() as session:
        session.execute(text("SELECT 1"))
    return "ok", 200, {"Content-Type": "text/plain; charset=utf-8"}
