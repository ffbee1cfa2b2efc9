"""One's own feedback after release: my tag, the final tag, why, and what the guideline says."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from annotator.core.guidelines import read_sections
from annotator.core.rulings import Why
from annotator.services.feedback import FeedbackItem, FeedbackView, list_feedback
from annotator.web.adjudication_words import choice_words, noun_words, said_words, why_words
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("feedback", __name__)


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One decision in words."""

    tag: str
    sentence: str
    mine: str
    final: str
    is_same: bool
    why: str
    section: str
    section_url: str


@dataclass(frozen=True, slots=True)
class FeedbackArticle:
    """An article with its decisions."""

    title: str
    url: str
    lesson: str
    rows: tuple[FeedbackRow, ...]


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """The page; `tags` and `whys` are what can be asked for, with what is."""

    project: Crumb
    articles: tuple[FeedbackArticle, ...]
    tags: tuple[tuple[str, str], ...]
    whys: tuple[tuple[str, str], ...]
    tag: str
    why: str
    earlier: str
    later: str


@blueprint.get("/projects/<project_uid>/feedback")
def show(project_uid: str) -> Response:
    """The person's own feedback: `tag`, `why`, `page`."""
    why = request.args.get("why", "")
    with reading() as session:
        view = list_feedback(
            session, require_actor(), project_uid, tag=request.args.get("tag", "")[:32],
            why=Why(why) if why in Why._value2member_map_ else None, page=request.args.get("page", 1, type=int),
        )  # fmt: skip
    return render_page("feedback/page.html", _page(view))


def _page(view: FeedbackView) -> FeedbackPage:
    own = {tag.key: tag for tag in view.scheme.own_tags}
    titles = {section.anchor: section.title for section in read_sections(view.scheme.guideline) if section.anchor}
    base = f"{request.script_root}/projects/{view.project.uid}"
    tag, why = request.args.get("tag", "")[:32], request.args.get("why", "")[:32]

    def row(item: FeedbackItem) -> FeedbackRow:
        said = item.said
        final = choice_words(said.choice) if said.final is None else said_words(said.final)
        section = titles.get(said.section, "")
        return FeedbackRow(
            noun_words(said.tag, own), item.sentence, said_words(said.mine), final, said.mine == said.final,
            why_words()[said.why] if said.why else "", section, f"{base}/scheme#g-{said.section}" if section else "",
        )  # fmt: skip

    def turn(page: int) -> str:
        if not 1 <= page <= view.pages:
            return ""
        return url_for("feedback.show", project_uid=view.project.uid, tag=tag or None, why=why or None, page=page)

    return FeedbackPage(
        Crumb(view.project.name, base),
        tuple(
            FeedbackArticle(
                text.article.title, url_for("articles.show", article_uid=text.article.article_uid),
                url_for("lessons.show", article_uid=text.article.article_uid),
                tuple(map(row, text.items)),
            )
            for text in view.texts
        ),
        tuple((key, noun_words(key, own)) for key in ("claim", "attribution", "figure", "source", "check", *own)),
        tuple((reason.value, words) for reason, words in why_words().items()),
        tag, why, turn(view.page - 1), turn(view.page + 1),
    )  # fmt: skip
