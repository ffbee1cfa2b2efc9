"""The search page of a project: what to look for stands in the address, results lead into the text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from annotator.core.errors import Invalid
from annotator.core.records import (
    Bound,
    Flag,
    Identity,
    Kind,
    Knowledge,
    Measure,
    Number,
    Reason,
    SourceType,
    Span,
    Who,
)
from annotator.core.scheme import Attribute, Scheme
from annotator.core.search import Filters, Order, Query, Told, Way, read_query
from annotator.core.sourcing.drawing import StripDrawing, draw_strip
from annotator.core.typed_numbers import read_typed_number
from annotator.services.search import Hit, SearchResults, search_project
from annotator.web.articles import day_of
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.review_pages import direction_of
from annotator.web.sessions import current_actor, require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("search", __name__)

E = TypeVar("E", bound=StrEnum)

#: What narrows a search beside the words and what is told of a tag.
_FILTERS = (
    "tag", "flag", "identity", "who", "knowledge", "reason", "way", "relay", "type", "number", "bound", "measure",
    "unit", "low", "high", "outlet", "since", "until",
)  # fmt: skip
#: What an address asks for, beside the page.
_ASKED = frozenset({"q", *_FILTERS, "order"})
#: How the fields about a tag's attributes are called: this and the attribute's key.
_TOLD = re.compile(r"(is|from|to|has)-([a-z][a-z0-9_]{0,31})\Z")
_MOST_TOLD = 20
#: Of a sentence that long, only what stands around its first hit is shown.
_LONGEST = 700
_AROUND = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a result: looked for, tagged as asked, both or neither."""

    words: str
    is_hit: bool
    is_tagged: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A sentence that was found. `is_first`: the first of its article on the page, which tells about the article."""

    url: str
    article_url: str
    is_first: bool
    title: str
    outlet: str
    published: str
    language: str
    direction: str
    kind: Kind
    place: int
    is_earlier: bool
    before: str
    pieces: tuple[Piece, ...]
    after: str
    strip: StripDrawing | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One attribute of the chosen tag, and what was asked of it as it was typed."""

    attribute: Attribute
    words: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The form as it was sent, and a page of results. `total` is None where nothing was asked; `error` says why a
    question could not be read. `chosen` are the values of the filters by name, as they stand in the address, also what
    could not be read; `in_use` says how many there are, `without` leads to the words alone. `is_unfolded`: what is
    wrong stands in one of them.
    """

    project: Crumb
    typed: str
    chosen: Mapping[str, str]
    in_use: int
    without: str
    is_unfolded: bool
    tags: tuple[Choice, ...]
    outlets: tuple[str, ...]
    results: tuple[Result, ...]
    total: int | None
    is_more: bool
    number: int
    pages: int
    earlier: str
    later: str
    error: str
    tabs: tuple[Tab, ...]
    attributes: tuple[Asking, ...] = ()


@blueprint.get("/projects/<project_uid>/search")
def show(project_uid: str) -> Response:
    """The sentences of a project with the words `?q=` and what the filters say."""
    typed, error, status, is_unfolded = request.args.get("q", ""), "", 200, True
    query, filters = Query(), Filters()
    try:
        filters = _read_filters()
        is_unfolded = False  # what is wrong now is in the words
        query = read_query(typed)
    except Invalid as refused:
        query, filters, error, status = Query(), Filters(), refused.message, 422
    with reading() as session:
        found = search_project(
            session, current_actor(), project_uid, query, filters, page=request.args.get("page", 1, type=int)
        )
    response = render_page("search/page.html", _page(found, typed, error, is_unfolded=is_unfolded), status)
    if error:
        response.headers["X-Error-Code"] = "bad_search"
    return response


def _read_filters() -> Filters:
    """The filters of the address. Raises Invalid for a value that is none."""
    low, high = _read_number("low"), _read_number("high")
    if low is not None and high is not None and high < low:
        raise Invalid(_("The largest value of the figure is below the smallest."), code="bad_search")
    return Filters(
        tag=request.args.get("tag", "")[:32],
        flag=_one_of(Flag, "flag"),
        identity=_one_of(Identity, "identity"),
        bound=_one_of(Bound, "bound"),
        outlet=request.args.get("outlet", ""),
        since=_read_day("since"),
        until=_read_day("until"),
        order=_one_of(Order, "order") or Order.NEWEST,
        told=_read_told(),
        who=_one_of(Who, "who"),
        knowledge=_one_of(Knowledge, "knowledge"),
        reason=_one_of(Reason, "reason"),
        way=_one_of(Way, "way"),
        relay=" ".join(request.args.get("relay", "").split())[:200],
        type=_one_of(SourceType, "type"),
        number=_one_of(Number, "number"),
        measure=_one_of(Measure, "measure"),
        unit=" ".join(request.args.get("unit", "").split())[:64],
        low=low,
        high=high,
    )


def _read_told() -> tuple[Told, ...]:
    """What must be told in the attributes of the tag, in the order of their keys. Raises Invalid for a bad number."""
    keys = {match[2] for name in request.args if (match := _TOLD.match(name)) and request.args[name].strip()}
    return tuple(
        Told(
            key,
            tuple(dict.fromkeys(word[:64] for word in request.args.getlist(f"is-{key}") if word)),
            _read_number(f"from-{key}"),
            _read_number(f"to-{key}"),
            request.args.get(f"has-{key}", "")[:200],
        )
        for key in sorted(keys)[:_MOST_TOLD]
    )


def _read_number(name: str) -> Decimal | None:
    typed = request.args.get(name, "")
    try:
        return read_typed_number(typed) if typed.strip() else None
    except ValueError as error:
        message = _("Write the number in digits, with a point before parts, for example 5200, 5,200 or 2.5.")
        raise Invalid(message, code="bad_search") from error


def _one_of(members: type[E], name: str) -> E | None:
    value = request.args.get(name, "")
    if value and value not in set(members):
        raise Invalid(_("This filter is unknown. Choose one from the list."), code="bad_search")
    return members(value) if value else None


def _read_day(name: str) -> str:
    value = request.args.get(name, "")
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise Invalid(_("Write dates like 2026-05-31."), code="bad_search") from None


def _page(found: SearchResults, typed: str, error: str, *, is_unfolded: bool) -> SearchPage:
    project = found.project
    asked = {name: request.args.get(name, "") for name in (*_FILTERS, "order")}
    told = {name for name in request.args if asked["tag"] and _TOLD.match(name) and any(request.args.getlist(name))}
    in_use = sum(bool(asked[name]) for name in _FILTERS) + len(told)
    return SearchPage(
        project=Crumb(project.name, url_for("articles.index", project_uid=project.uid)),
        typed=typed,
        chosen=asked,
        in_use=in_use,
        without=f"{request.script_root}{request.path}?{urlencode({'q': typed})}" if in_use and typed else "",
        is_unfolded=is_unfolded,
        tags=tuple(Choice(tag.key, tag.label) for tag in found.scheme.tags),
        outlets=found.outlets,
        results=tuple(_results(found)),
        total=found.total,
        is_more=found.is_more,
        number=found.page,
        pages=found.pages,
        earlier=_page_url(found.page - 1) if found.page > 1 else "",
        later=_page_url(found.page + 1) if found.page < found.pages else "",
        error=error,
        tabs=project_tabs(project.uid, found.role, "search", is_admin=require_actor().is_admin),
        attributes=tuple(_asking(found.scheme, request.args.get("tag", ""))),
    )


def _asking(scheme: Scheme, key: str) -> Iterator[Asking]:
    """The fields about the attributes of a desk's own tag."""
    tag = next((tag for tag in scheme.tags if tag.key == key and tag.is_own), None)
    for attribute in tag.attributes if tag else ():
        low, high, words = (request.args.get(f"{name}-{attribute.key}", "") for name in ("from", "to", "has"))
        yield Asking(attribute, tuple(request.args.getlist(f"is-{attribute.key}")), low, high, words)


def _page_url(number: int) -> str:
    asked = [(name, value) for name, value in request.args.items(multi=True)
             if value and (name in _ASKED or _TOLD.match(name))]  # fmt: skip
    return f"{request.script_root}{request.path}?{urlencode([*asked, ('page', number)])}"


def _results(found: SearchResults) -> Iterator[Result]:
    before = 0
    for hit in found.hits:
        there = hit.sentence
        direction = direction_of(hit.words)
        bars = found.strips.get(there.article_id, ())
        is_first = there.article_id != before
        yield Result(
            url=_result_url(hit),
            article_url=url_for("articles.show", article_uid=there.article_uid),
            is_first=is_first,
            title=there.title,
            outlet=there.outlet,
            published=day_of(there.published_on),
            language=there.language,
            direction=direction,
            kind=there.kind,
            place=there.ordinal + 1,
            is_earlier=there.is_earlier,
            before=_tail(hit.before),
            pieces=tuple(_pieces(hit)),
            after=_head(hit.after),
            strip=draw_strip(bars, right_to_left=direction == "rtl") if bars and is_first else None,
        )
        before = there.article_id


def _result_url(hit: Hit) -> str:
    """Into one's own pass at the sentence; else into the article, of an earlier text into its report."""
    there = hit.sentence
    anchor = f"s{there.ordinal}"
    if there.own_review_uid:
        return url_for("reviews.show", review_uid=there.own_review_uid, at=there.ordinal, _anchor=anchor)
    if there.is_earlier and there.read_review_uid:
        return url_for("sourcing.show", article_uid=there.article_uid, review=there.read_review_uid, _anchor=anchor)
    return url_for("articles.show", article_uid=there.article_uid, _anchor=anchor)


def _pieces(hit: Hit) -> Iterator[Piece]:
    """The sentence cut where hits and tags begin and end; of a very long one what stands around the first."""
    start, stop = hit.start, hit.start + len(hit.words)
    shown = Span(start, stop)
    if stop - start > _LONGEST:
        first = min((span.start for span in (*hit.hits, *hit.tags)), default=start)
        shown = Span(max(start, first - _AROUND), min(stop, first - _AROUND + _LONGEST))
    edges = {shown.start, shown.stop}
    for span in (*hit.hits, *hit.tags):
        edges |= {min(max(edge, shown.start), shown.stop) for edge in span}
    if shown.start > start:
        yield Piece("… ", False, False)
    for left, right in pairwise(sorted(edges)):
        words = hit.words[left - start : right - start]
        yield Piece(words, _covers(hit.hits, left), _covers(hit.tags, left))
    if shown.stop < stop:
        yield Piece(" …", False, False)


def _covers(spans: Sequence[Span], place: int) -> bool:
    return any(span.start <= place < span.stop for span in spans)


def _tail(words: str) -> str:
    return words if len(words) <= _AROUND else f"… {words[-_AROUND:].partition(' ')[2] or words[-_AROUND:]}"


def _head(words: str) -> str:
    return words if len(words) <= _AROUND else f"{words[:_AROUND].rpartition(' ')[0] or words[:_AROUND]} …"
