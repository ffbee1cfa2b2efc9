"""A desk with work in it, and every way that the bad-input tests send something to it."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from annotator.app import create_app
from annotator.core.annotations import Request, Verb
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Identity, Number, Role, SourceType
from annotator.services import annotations as tagging
from annotator.services.annotations import MentionDraft, Stamp, stamp_request
from annotator.services.reviews import finish_review, start_review
from annotator.settings import Settings
from annotator.storage.transactions import Database
from tests import make
from tests.apps import without_csrf
from tests.forms import multipart

OTHER_TEXT = make.TEXT.replace("Harbour", "Tower").replace("harbour", "tower")


@dataclass
class World:
    """Ada tags in one project, Eve edits in another, Root administers; `hx` says who asks: a script or a page."""

    database: Database
    visitor: FlaskClient
    ada: FlaskClient
    edi: FlaskClient
    root: FlaskClient
    uids: dict[str, str]
    text: str = make.TEXT
    hx: bool = False

    def act(self, path: str, **values: object) -> TestResponse:
        """Ada posts to her review."""
        headers = {"HX-Request": "true"} if self.hx else {}
        return self.ada.post(f"/reviews/{self.uids['review']}{path}", data=values, headers=headers)

    def mark(self, start: object, stop: object, quote: str, **values: object) -> TestResponse:
        """Ada marks a figure."""
        return self.act("/annotations", tag="figure", start=start, stop=stop, quote=quote, **values)

    def preview(self, text: str | bytes = "", file: tuple[str, bytes] | None = None) -> TestResponse:
        """Edi pastes or uploads an article."""
        address = f"/projects/{self.uids['project']}/import/preview"
        if file is not None:
            return self.edi.post(address, **multipart({"file": file}))
        if isinstance(text, bytes):
            kind = "application/x-www-form-urlencoded"
            return self.edi.post(address, data=b"text=" + text, content_type=kind)
        return self.edi.post(address, data={"text": text})

    def upload(self, data: bytes, name: str = "article.txt") -> TestResponse:
        """Edi uploads a file."""
        return self.preview(file=(name, data))

    def where(self, words: str) -> int:
        """Where words stand in Ada's article."""
        return self.text.index(words)


def build_world(database: Database, folder: Path) -> World:
    """Make the desk: a review with a claim, a mention with its card; the same in the other project; a finished one."""
    now = make.NOW
    app = create_app(Settings(instance=folder), database, b"0" * 32, clock=lambda: now)
    without_csrf(app)
    with database.writing() as session:
        root = make.account(session, "Root", is_admin=True)
        project, other = make.project(session), make.project(session, "Other Desk")
        ada, edi = (make.member(session, project, role, name) for role, name in
                    ((Role.REVIEWER, "Ada"), (Role.EDITOR, "Edi")))  # fmt: skip
        eve = make.member(session, other, Role.EDITOR, "Eve")
        uids = {"project": project.uid, "other_project": other.uid, "ada": ada.uid, "root": root.uid, "eve": eve.uid}
        marks = {}
        for prefix, article, person in (
            ("", make.article(session, project), ada),
            ("done_", make.article(session, project, OTHER_TEXT), ada),
            ("other_", make.article(session, other), eve),
        ):
            actor = make.actor(session, person)
            review = start_review(session, actor, article.uid, now=now)
            uids |= {f"{prefix}article": article.uid, f"{prefix}review": review, f"{prefix}text": article.text_uid}
            marks[prefix] = _fill(session, actor, review, article.text, prefix, now)
        tagging.answer_rest(
            session, make.actor(session, ada), uids["done_review"], Verb.NOTHING, stamp=Stamp(), now=now
        )
        finish_review(session, make.actor(session, ada), uids["done_review"], now=now)
        browsers = {person.name: _browser(app, make.token(session, person)) for person in (ada, edi, root)}
    for prefix, (claim, mention, card) in marks.items():
        uids |= {f"{prefix}claim": claim, f"{prefix}mention": mention, f"{prefix}card": card}
    return World(database, app.test_client(), browsers["Ada"], browsers["Edi"], browsers["Root"], uids)


def _browser(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("annotator", token)
    return client


def _fill(session, actor, review, text, prefix, now) -> tuple[str, str, str]:
    stamp = stamp_request(f"used-{prefix.strip('_')}", {"at": prefix})
    claim = tagging.answer(session, actor, review, Request(2, Verb.FACT), stamp=stamp, now=now).focus
    words = "officials say"
    start = text.index(words)
    draft = MentionDraft(
        make.uid(), Phrase(start, start + len(words), words), new_card_uid=make.uid(),
        fields=CardFields(SourceType.PERSON, Identity.UNNAMED, Number.PLURAL),
    )  # fmt: skip
    tagging.add_mention(session, actor, review, draft, stamp=Stamp(), now=now)
    tagging.answer(session, actor, review, Request(2, Verb.STAR, claim), stamp=Stamp(), now=now)
    return claim, draft.uid, draft.new_card_uid
