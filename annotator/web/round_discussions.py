"""What people of a released calibration differ in, and their words about it at the sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from annotator.core.adjudication import Item, LinedUp
from annotator.core.errors import Invalid
from annotator.core.rulings import words_of
from annotator.core.scheme import Tag
from annotator.services import round_discussions as service
from annotator.services.questions import Thread, Threads
from annotator.services.round_discussions import Discussion, DisputedSentence
from annotator.web.adjudication_words import noun_words, reviewer_words, said_words
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.review_pages import direction_of
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("round_discussions", __name__)


@dataclass(frozen=True, slots=True)
class DisputedItem:
    """One thing that people differ in, with each answer's people and its words."""

    title: str
    answers: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class DisputedPlace:
    """A sentence with its disputed items and its threads. `uid` names what is written there next."""

    ordinal: int
    words: str
    items: tuple[DisputedItem, ...]
    threads: tuple[Thread, ...]
    uid: str


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """An article of a released calibration as its people discuss it."""

    project: Crumb
    round_name: str
    round_url: str
    url: str
    title: str
    article_url: str
    direction: str
    people: tuple[str, ...]
    places: tuple[DisputedPlace, ...]
    found: Threads
    takes_part: bool = True
    wrong_at: int | None = None
    wrong: str = ""
    typed: str = ""


@blueprint.get("/rounds/<round_uid>/differences/<article_uid>")
def show(round_uid: str, article_uid: str) -> Response:
    """What the round's people differ in, in an article."""
    return _render(round_uid, article_uid)


@blueprint.post("/rounds/<round_uid>/differences/<article_uid>")
def say(round_uid: str, article_uid: str) -> Response:
    """Say something about a sentence."""
    ordinal, words = request.form.get("ordinal", -1, type=int), request.form.get("text", "")
    try:
        with writing() as session:
            service.open_discussion(
                session, require_actor(), round_uid, article_uid, ordinal=ordinal, words=words,
                uid=request.form.get("uid", "")[:32], now=now(),
            )  # fmt: skip
    except Invalid as error:
        return _render(round_uid, article_uid, (ordinal, error.message, words))
    flash(_("Said."), "success")
    return see_other(f"{_address(round_uid, article_uid)}#d{ordinal}")


def _address(round_uid: str, article_uid: str) -> str:
    return url_for("round_discussions.show", round_uid=round_uid, article_uid=article_uid)


def _render(round_uid: str, article_uid: str, wrong: tuple[int, str, str] | None = None) -> Response:
    with reading() as session:
        found = service.show_discussion(session, require_actor(), round_uid, article_uid)
    at, message, typed = wrong or (None, "", "")
    page = _page(found, at, message, typed)
    return render_page("rounds/differences.html", page, 422 if wrong else 200)


def _page(found: Discussion, at: int | None, message: str, typed: str) -> DiscussionPage:
    own = {tag.key: tag for tag in found.facts.scheme.own_tags}
    article, one = found.article, found.round
    return DiscussionPage(
        Crumb(one.project_name, url_for("articles.index", project_uid=one.project_uid)),
        one.name,
        url_for("rounds.show", round_uid=one.uid),
        _address(one.uid, article.article_uid),
        article.title,
        url_for("articles.show", article_uid=article.article_uid),
        direction_of(found.sentences[0].words if found.sentences else article.title),
        tuple(map(reviewer_words, found.names.values())),
        tuple(_place(place, found.lined, found.names, own) for place in found.sentences),
        found.found,
        found.takes_part,
        at,
        message,
        typed,
    )


def _place(
    place: DisputedSentence, lined: LinedUp, names: Mapping[str, str], own: Mapping[str, Tag]
) -> DisputedPlace:
    items = tuple(_item(item, lined, names, own) for item in place.items)
    return DisputedPlace(place.sentence.ordinal, place.words, items, place.threads, uuid4().hex)


def _item(item: Item, lined: LinedUp, names: Mapping[str, str], own: Mapping[str, Tag]) -> DisputedItem:
    called = {uid: reviewer_words(name) for uid, name in names.items()}
    answers = (
        (tuple(called[uid] for uid in option.readings), said_words(words_of(lined, option.told)))
        for option in item.options
    )
    return DisputedItem(noun_words(item.tag, own), tuple(answers))
