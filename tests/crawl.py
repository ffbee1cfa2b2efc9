"""Reading every page that a person can reach, and what may differ between two readings of the same page."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

#: The number of a request, new in every answer; the tokens of forms stand still, see tests/apps.py.
_REQUEST_ID = re.compile(r"<code>[0-9a-f]{12}</code>")
_LINKS = re.compile(r'\s(?:href|hx-get)="([^"]*)"')


def mask(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body of an answer without what is new in every answer."""
    body = answer.get_data().decode("utf-8" if answer.mimetype.startswith("text/") else "latin-1")
    headers = [(name, value) for name, value in answer.headers if name != "Content-Length"]
    return answer.status_code, headers, _REQUEST_ID.sub("", body)


def links_of(page: str, address: str) -> list[str]:
    """Where a page leads to, on this desk, without fragments.

    Assets are left out, and `?at=`: the same page at another sentence.
    """
    found = (urlsplit(urljoin(address, unescape(link))) for link in _LINKS.findall(page))
    inside = (f"{part.path}?{part.query}".rstrip("?") for part in found if not (part.scheme or part.netloc))
    return [link for link in dict.fromkeys(inside) if link and not link.startswith("/assets/") and "?at=" not in link]


def crawl(client: FlaskClient, starts: Iterable[str], *, limit: int = 2000) -> dict[str, TestResponse]:
    """Every address that can be reached by links from these, with its answer, as a page and as a piece."""
    waiting = list(starts)
    answers: dict[str, TestResponse] = {}
    while waiting and len(answers) < limit:
        address = waiting.pop(0)
        if address in answers:
            continue
        answers[address] = client.get(address)
        answers[f"{address} (piece)"] = piece = client.get(address, headers={"HX-Request": "true"})
        for answer in (answers[address], piece):
            if answer.location:
                waiting += links_of(f' href="{answer.location}"', address)
            if answer.mimetype == "text/html":
                waiting += links_of(answer.get_data(as_text=True), address)
    return answers
