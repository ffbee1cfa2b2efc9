"""One's own pass beside the gold with what an editor explains; and the page on which editors explain."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from annotator.core.errors import Conflict, Invalid
from annotator.core.guidelines import read_sections
from annotator.core.records import Kind
from annotator.core.scheme import Tag
from annotator.services import lessons as service
from annotator.services.lessons import ExplainedSentence, Lesson, LessonItem, LessonLine
from annotator.services.projects import SchemeFacts
from annotator.services.rounds import RoundView
from annotator.services.worklists import find_next_pass
from annotator.storage.queries.explanations import ExplanationRow
from annotator.web.adjudication_words import noun_words, reviewer_words, said_words, why_words
from annotator.web.desk import now, reading, writing
from annotator.web.errors import status_of
from annotator.web.hx import render_page, see_other
from annotator.web.review_pages import direction_of
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("lessons", __name__)


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One thing that differs from the gold, in words."""

    tag: str
    mine: str
    gold: str
    why: str
    section: str
    section_url: str


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A sentence with what differs there and what is explained."""

    ordinal: int
    words: str
    url: str
    rows: tuple[LessonRow, ...]
    same: int
    explanations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One's own pass beside the gold; with a `name` that person's, as an editor sees it. `next_url` is the next pass in
    one's hand, `round` has the score.
    """

    project: Crumb
    title: str
    article_url: str
    review_url: str
    direction: str
    language: str
    note: str
    places: tuple[LessonPlace, ...]
    clean: int
    name: str = ""
    next_url: str = ""
    round: Crumb | None = None


@dataclass(frozen=True, slots=True)
class ExplainedPlace:
    """A place for an editor: its words, what the gold says there, what is explained, and in which version."""

    id: str
    start: int
    stop: int
    words: str
    gold: tuple[str, ...]
    explained: str
    version: int


@dataclass(frozen=True, slots=True)
class ExplainingPage:
    """An article with gold as an editor explains it. `refused`: what was typed at a place and not kept, and why."""

    project: Crumb
    title: str
    article_url: str
    url: str
    direction: str
    language: str
    whole: ExplainedPlace
    places: tuple[ExplainedPlace, ...]
    refused: tuple[str, str, str] = ("", "", "")


@blueprint.get("/articles/<article_uid>/lesson")
def show(article_uid: str) -> Response:
    """One's own pass beside the gold."""
    with reading() as session:
        found = service.show_lesson(session, require_actor(), article_uid, request.args.get("review", ""))
        is_own = found.review.account_id == require_actor().account_id
        following = find_next_pass(session, require_actor(), found.article.project_uid) if is_own else None
    name = "" if is_own else reviewer_words(found.review.account_name)
    return render_page("lessons/page.html", _lesson_page(found, name, following))


def _lesson_page(found: Lesson, name: str, following: str | None) -> LessonPage:
    own = {tag.key: tag for tag in found.facts.scheme.own_tags}
    title, review_url = found.article.facts.title, url_for("reviews.show", review_uid=found.review.uid)
    return LessonPage(
        project=_crumb(found.facts),
        title=title,
        article_url=url_for("articles.show", article_uid=found.article.uid),
        review_url=review_url,
        direction=direction_of(found.lines[0].words if found.lines else title),
        language=found.article.facts.language,
        note=found.note,
        places=tuple(_place(line, found.facts, own, review_url) for line in found.lines),
        clean=found.clean,
        name=name,
        next_url=url_for("reviews.show", review_uid=following) if following else "",
        round=Crumb(found.round.name, url_for("rounds.show", round_uid=found.round.uid)) if found.round else None,
    )


@blueprint.get("/articles/<article_uid>/explanations")
def show_explaining(article_uid: str) -> Response:
    """What is explained in an article, for editors."""
    return _render(article_uid)


@blueprint.post("/articles/<article_uid>/explanations")
def explain(article_uid: str) -> Response:
    """Keep what is explained at a place."""
    form = request.form
    place = form.get("start", -1, type=int), form.get("stop", -1, type=int)
    try:
        with writing() as session:
            service.explain(
                session, require_actor(), article_uid, place, form.get("text", ""),
                version=form.get("version", 0, type=int), now=now(),
            )  # fmt: skip
    except (Invalid, Conflict) as error:
        response = _render(article_uid, (_id(*place), error.message, form.get("text", "")), status_of(error))
        response.headers["X-Error-Code"] = error.code
        return response
    flash(_("Kept."), "success")
    return see_other(f"{url_for('lessons.show_explaining', article_uid=article_uid)}#{_id(*place)}")


def lesson_urls(view: RoundView) -> Mapping[str, str]:
    """Where the person reads how they did, by the article's uid."""
    shown = (item.article.article_uid for item in view.articles if item.has_lesson)
    return {uid: url_for("lessons.show", article_uid=uid) for uid in shown}


def _render(article_uid: str, refused: tuple[str, str, str] = ("", "", ""), status: int = 200) -> Response:
    with reading() as session:
        found = service.show_explaining(session, require_actor(), article_uid)
    own = {tag.key: tag for tag in found.facts.scheme.own_tags}
    places = tuple(
        _explained(one, own) for one in found.sentences if one.sentence.kind is not Kind.FURNITURE
    )
    page = ExplainingPage(
        _crumb(found.facts), found.article.facts.title, url_for("articles.show", article_uid=article_uid),
        url_for("lessons.show_explaining", article_uid=article_uid),
        direction_of(places[0].words if places else found.article.facts.title), found.article.facts.language,
        _at(found.whole, "", ()), places, refused,
    )  # fmt: skip
    return render_page("lessons/explanations.html", page, status)


def _explained(one: ExplainedSentence, own: Mapping[str, Tag]) -> ExplainedPlace:
    gold = tuple(f"{noun_words(tag, own)}: {said_words(said)}" for tag, said in one.gold)
    return _at(one.explained, one.words, gold)


def _at(row: ExplanationRow, words: str, gold: tuple[str, ...]) -> ExplainedPlace:
    return ExplainedPlace(_id(*row.span), row.span.start, row.span.stop, words, gold, row.words, row.version)


def _id(start: int, stop: int) -> str:
    return f"at-{start}-{stop}"


def _crumb(facts: SchemeFacts) -> Crumb:
    return Crumb(facts.project.name, url_for("articles.index", project_uid=facts.project.uid))


def _place(line: LessonLine, facts: SchemeFacts, own: Mapping[str, Tag], review_url: str) -> LessonPlace:
    titles = {section.anchor: section.title for section in read_sections(facts.scheme.guideline) if section.anchor}
    scheme = f"{request.script_root}/projects/{facts.project.uid}/scheme"

    def row(item: LessonItem) -> LessonRow:
        said, decision = item.said, item.decision
        anchor = decision.section if decision else ""
        section = titles.get(anchor, "")
        return LessonRow(
            noun_words(said.tag, own), said_words(said.mine), said_words(said.gold),
            why_words()[decision.why] if decision and decision.why else "", section,
            f"{scheme}#g-{anchor}" if section else "",
        )  # fmt: skip

    at = line.sentence.ordinal
    url = f"{review_url}?at={at}#s{at}"
    return LessonPlace(at, line.words, url, tuple(map(row, line.items)), line.same, line.explanations)
