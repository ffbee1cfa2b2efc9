"""Precedents: rulings of a project to be searched, as a page, and in few as a piece beside the guideline."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import format_date

from annotator.core.guidelines import read_sections
from annotator.core.rulings import Why
from annotator.services.precedents import Precedents, list_precedents
from annotator.storage.queries.decisions import StoredRuling
from annotator.web.adjudication_words import choice_words, noun_words, said_words, why_words
from annotator.web.desk import reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("precedents", __name__)

#: How many stand beside the guideline.
_FEW = 5


@dataclass(frozen=True, slots=True)
class RulingView:
    """One precedent in words."""

    tag: str
    quote: str
    title: str
    url: str
    readings: tuple[str, ...]
    ruling: str
    why: str
    section: str
    section_url: str
    day: str


@dataclass(frozen=True, slots=True)
class PrecedentsPage:
    """What was found, and what was asked for."""

    project: Crumb
    tabs: tuple[Tab, ...]
    rulings: tuple[RulingView, ...]
    total: int
    number: int
    pages: int
    asked: Mapping[str, str]
    tags: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    whys: tuple[tuple[str, str], ...]
    project_uid: str
    all_url: str


@blueprint.get("/projects/<project_uid>/precedents")
def show(project_uid: str) -> Response:
    """The rulings of a project: `q`, `tag`, `section`, `why`, `page`."""
    asked = {name: request.args.get(name, "")[:100] for name in ("q", "tag", "section", "why")}
    why = Why(asked["why"]) if asked["why"] in Why._value2member_map_ else None
    with reading() as session:
        found = list_precedents(
            session, require_actor(), project_uid, words=asked["q"], tag=asked["tag"], section=asked["section"],
            why=why, page=request.args.get("page", 1, type=int),
        )  # fmt: skip
    page = _page(found, asked)
    return render_page("precedents/_piece.html" if wants_fragment() else "precedents/page.html", page)


def _page(found: Precedents, asked: Mapping[str, str]) -> PrecedentsPage:
    actor, project = require_actor(), found.project
    own = {tag.key: tag for tag in found.scheme.own_tags}
    titles = {section.anchor: section.title for section in read_sections(found.scheme.guideline) if section.anchor}
    tags = ("claim", "attribution", "figure", "check", *own)
    shown = found.rulings[:_FEW] if wants_fragment() else found.rulings
    return PrecedentsPage(
        project=Crumb(project.name, url_for("articles.index", project_uid=project.uid)),
        tabs=project_tabs(project.uid, found.role, "scheme", is_admin=actor.is_admin),
        rulings=tuple(
            _view(ruling, noun_words(ruling.tag, own), titles.get(ruling.section, ""), project.uid)
            for ruling in shown
        ),
        total=found.total,
        number=found.page,
        pages=found.pages,
        asked=asked,
        tags=tuple((tag, noun_words(tag, own)) for tag in tags),
        sections=tuple(titles.items()),
        whys=tuple((why.value, words) for why, words in why_words().items()),
        project_uid=project.uid,
        all_url=url_for(
            "precedents.show", project_uid=project.uid, q=asked["q"] or None, tag=asked["tag"] or None,
            section=asked["section"] or None, why=asked["why"] or None,
        ),
    )


def _view(ruling: StoredRuling, tag: str, section: str, project_uid: str) -> RulingView:
    scheme = f"{request.script_root}/projects/{project_uid}/scheme"
    return RulingView(
        tag=tag,
        quote=" ".join(ruling.quote.split()),
        title=ruling.title,
        url=url_for("articles.show", article_uid=ruling.article_uid),
        readings=tuple(said_words(said) for said in ruling.readings),
        ruling=choice_words(ruling.choice) if ruling.ruling is None else said_words(ruling.ruling),
        why=why_words()[ruling.why] if ruling.why else "",
        section=section,
        section_url=f"{scheme}#g-{ruling.section}" if section else "",
        day=format_date(ruling.at, "medium"),
    )
