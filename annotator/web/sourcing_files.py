"""The sourcing report as files: JSON with everything the page says, CSV with its numbers."""

import io
import json
from collections.abc import Callable

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from annotator.core.errors import NotFound
from annotator.core.sourcing.document import Document
from annotator.formats import sourcing_table
from annotator.services.sourcing import article_report, document_of_report
from annotator.web.desk import now, reading
from annotator.web.downloads import attachment, file_name
from annotator.web.sessions import require_actor

blueprint = Blueprint("sourcing_files", __name__)


def _json(document: Document) -> tuple[str, str]:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n", "application/json"


def _csv(document: Document) -> tuple[str, str]:
    stream = io.StringIO(newline="")
    sourcing_table.write([document], stream)
    return stream.getvalue(), "text/csv; charset=utf-8"


_WRITERS: dict[str, Callable[[Document], tuple[str, str]]] = {"json": _json, "csv": _csv}


@blueprint.get("/articles/<article_uid>/report/<suffix>")
def download(article_uid: str, suffix: str) -> Response:
    """The report of one review as an attachment."""
    if suffix not in _WRITERS:
        raise NotFound(_("There is no such format. Choose one on the report's page."))
    with reading() as session:
        result = article_report(session, require_actor(), article_uid, request.args.get("review"), now=now())
    document = document_of_report(result)
    if document is None:
        raise NotFound(_("There is no report to download yet. Open the report's page: it says what it can rest on."))
    body, media_type = _WRITERS[suffix](document)
    return attachment(body, media_type, file_name("sourcing", result.article.facts.title, suffix, otherwise="article"))
