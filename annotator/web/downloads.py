"""Files that a page gives away: their names, and the answer that carries a small one."""

from flask import Response

from annotator.core.guidelines import plain_word


def file_name(kind: str, title: str, suffix: str, *, otherwise: str) -> str:
    """A name that every system takes: ASCII letters, digits and dashes of the title after our own word, `otherwise`
    where nothing of the title is left.
    """
    return f"{kind}-{plain_word(title, longest=60) or otherwise}.{suffix}"


def attachment(body: str, media_type: str, name: str) -> Response:
    """A file that was made in memory."""
    response = Response(body, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
