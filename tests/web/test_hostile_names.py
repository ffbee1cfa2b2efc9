"""Markup, script and template words in every field a person can fill are shown as they were typed, on every page."""

from html import escape
from html.parser import HTMLParser
from io import BytesIO

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.mentions import FigureFields, Phrase
from annotator.core.records import Role
from annotator.services import annotations as tagging
from annotator.services.annotations import Stamp
from annotator.services.reviews import finish_review, start_review
from annotator.storage.tables import Article
from tests import make
from tests.crawl import crawl

#: Closes a tag, an attribute and a script, calls a template and a format, and ends a row of SQL.
HOSTILE = "</p><b id={0} onclick=x>\"'&{{{{7*7}}}}${{7*7}}%s"
FIELDS = ("project", "person", "title", "outlet", "alias", "section", "byline", "unit", "text")


def hostile(field: str) -> str:
    return HOSTILE.format(f"evil-{field}")


class Elements(HTMLParser):
    """The ids and the handlers of a page's elements, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.scripts: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.append(values.get("id") or "")
        self.handlers += [name for name in values if name.startswith(("on", "hx-on"))]
        if tag == "script":
            self.scripts.append(values.get("src"))


@pytest.fixture
def browsers(database, signed_in, now):
    """An administrator's, an editor's and a reviewer's browser at a desk where every field is hostile."""
    text = f"Fire {hostile('text')}\n\nOfficials told {hostile('text')} of it. Some 400 people left.\n"
    with database.writing() as session:
        project = make.project(session, hostile("project"))
        root = make.account(session, hostile("person"), is_admin=True)
        people = {role: make.member(session, project, role, hostile("person")) for role in (Role.EDITOR, Role.REVIEWER)}
        article = make.article(session, project, text, title=hostile("title"), outlet=hostile("outlet"))
        row = session.get(Article, article.id)
        row.section, row.byline, row.outlet_aliases = hostile("section"), hostile("byline"), [hostile("alias")]
        row.published_on = "2026-03-02"
        for account in people.values():
            actor = make.actor(session, account)
            review = start_review(session, actor, article.uid, now=now)
            start = text.index("Some 400")
            phrase = Phrase(start, start + 15, "Some 400 people")
            figure = tagging.add_figure(session, actor, review, make.uid(), phrase, stamp=Stamp(), now=now).focus
            unit = FigureFields(unit=hostile("unit"))
            tagging.edit_figure(session, actor, review, figure, unit, stamp=Stamp(), now=now)
            verb = Verb.FACT if account is people[Role.EDITOR] else Verb.OPINION
            tagging.answer(session, actor, review, Request(1, verb), stamp=Stamp(), now=now)
            if account is people[Role.EDITOR]:
                tagging.answer_rest(session, actor, review, Verb.NOTHING, stamp=Stamp(), now=now)
                finish_review(session, actor, review, now=now)
    return {"root": signed_in(root), "editor": signed_in(people[Role.EDITOR]),
            "reviewer": signed_in(people[Role.REVIEWER])}  # fmt: skip


def test_what_was_typed_is_shown_literally_and_nothing_of_it_is_markup(browsers) -> None:
    shown = set()
    for who, client in browsers.items():
        for address, answer in crawl(client, ["/", "/people"]).items():
            if answer.mimetype != "text/html":
                continue
            page = answer.get_data(as_text=True)
            elements = Elements(page)
            assert not [found for found in elements.ids if found.startswith("evil")], (who, address)
            assert elements.handlers == [], (who, address)
            assert all(source and source.startswith("/assets/") for source in elements.scripts), (who, address)
            assert "<b id=evil" not in page
            shown |= {field for field in FIELDS if str(escape(hostile(field))) in _plain(page)}
    assert shown == set(FIELDS) - {"alias"}


def _plain(page: str) -> str:
    """The page with one spelling of each escaped character."""
    return page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")


def test_a_hostile_name_comes_back_as_typed_in_a_refused_form(database, signed_in) -> None:
    with database.writing() as session:
        account = make.account(session, "Root", is_admin=True)
    root, name = signed_in(account), hostile("person")
    answer = root.post("/people", data={"name": name, "login": name})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert _plain(page).count(f'value="{escape(name)}"') == 2
    assert not [found for found in Elements(page).ids if found.startswith("evil")]


def test_a_hostile_file_name_is_nowhere(database, signed_in) -> None:
    with database.writing() as session:
        project = make.project(session)
        account = make.member(session, project, Role.EDITOR)
    editor = signed_in(account)
    for name in ("../../etc/passwd", "<b id=evil>.txt", "CON", "a\u202egnp.exe", "x" * 3000 + ".txt"):
        body = {"file": (BytesIO(b"\x00\xff"), name)}
        answer = editor.post(f"/projects/{project.uid}/import/preview", data=body)
        assert answer.status_code in (415, 422)
        assert "<b id=evil" not in answer.get_data(as_text=True)
