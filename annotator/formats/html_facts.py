"""What a news page says of its article: JSON-LD first, then OpenGraph, then plain `meta` tags."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from annotator.core.articles import one_line
from annotator.core.records import ArticleFacts
from annotator.formats.text_facts import byline_in, date_in

# Any: JSON from a stranger's page; every value is checked where it is taken.
_Json = Any
_ARTICLE_TYPES = re.compile(r"(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting|Report)", re.I)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_CREDITED = "[rel=author], [itemprop=author], [class*=byline], [class*=author], .by"
_MOST_NODES, _LONGEST_CREDIT = 30, 400
_PARTICLES = r"(?:(?:van|von|de|del|der|den|bin|al|el|la|le|du|da|di|dos)\s){0,3}"
_NAME = rf"[^\W\d_a-z][\w.’'-]*(?:\s{_PARTICLES}[^\W\d_a-z][\w.’'-]*){{1,3}}"
_NAMES = re.compile(rf"{_NAME}(?:(?:,|\sand|,\sand|\s&)\s{_NAME}){{0,4}}")
#: What ends the names in a line of credits.
_CREDIT_END = re.compile(r"\s*[|·•—–/]|,?\s+(?=\d)|\s(?:in|for|at)\s")
_TITLE_END = re.compile(r"\s*[|–—·-]+\s*(?P<outlet>[^|–—·]{2,40})")
_LIMITS = {"title": 500, "outlet": 200, "section": 200, "byline": 200, "url": 2000}


def facts_of(page: LexborHTMLParser, headline: str | None) -> ArticleFacts:
    """The article's facts; a headline that stands on the page is the title before any hidden one."""
    linked = _linked_data(page)
    meta = _metas(page)
    title_tag = page.css_first("title")
    page_title = title_tag.text() if title_tag else ""
    titles = (headline, _text(linked.get("headline")), meta.get("og:title"), page_title)
    outlets = (_name(linked.get("publisher")), meta.get("og:site_name"), meta.get("publisher"),
               _outlet_in(page_title, titles[:3]))
    sections = (_text(linked.get("articleSection")), meta.get("article:section"), meta.get("section"))
    authors = (_name(linked.get("author")), meta.get("author"), _not_address(meta.get("article:author")),
               meta.get("byl", "").removeprefix("By "), _printed_names(page))
    addresses = (_canonical_link(page), meta.get("og:url"), _text(linked.get("url")))
    dates = (
        _text(linked.get("datePublished")), meta.get("article:published_time"), meta.get("date"),
        meta.get("datepublished"), meta.get("dc.date"), meta.get("parsely-pub-date"), _printed_time(page),
    )  # fmt: skip
    return ArticleFacts(
        title=_first("title", *titles),
        outlet=_first("outlet", *outlets),
        section=_first("section", *sections),
        byline=_first("byline", *authors),
        url=_first("url", *map(_address, addresses)),
        published_on=_date(*dates),
        language=_language(page, _text(linked.get("inLanguage")), meta.get("og:locale")),
    )


def titles_of(page: LexborHTMLParser) -> tuple[str, ...]:
    """What the page itself calls the article, be it printed or not."""
    title = page.css_first("title")
    found = (_metas(page).get("og:title"), title.text() if title else "")
    return tuple(words for words in found if words)


def without_outlet(facts: ArticleFacts, first: str) -> ArticleFacts:
    """The facts with the outlet's name taken off the title, where the article's first line is the rest of it."""
    found = _TITLE_END.fullmatch(facts.title, len(first)) if first and facts.title.startswith(first) else None
    return replace(facts, title=first, outlet=facts.outlet or found["outlet"]) if found else facts


def _linked_data(page: LexborHTMLParser) -> Mapping[str, _Json]:
    for script in page.css("script[type='application/ld+json']")[:20]:
        try:
            data = json.loads(script.text() or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE_TYPES.fullmatch(name) for name in names):
                return _resolved(item, data)
    return {}


def _resolved(item: Mapping[str, _Json], data: _Json) -> Mapping[str, _Json]:
    """An item whose author and publisher may be pointers to others of the same data."""
    named = {one["@id"]: one for one in _items(data) if isinstance(one.get("@id"), str) and "name" in one}
    return {key: _pointed(value, named) if key in ("author", "publisher") else value for key, value in item.items()}


def _pointed(value: _Json, named: Mapping[str, _Json]) -> _Json:
    if isinstance(value, list):
        return [_pointed(one, named) for one in value[:20]]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _items(data: _Json) -> Iterator[Mapping[str, _Json]]:
    """Objects at the top, in a list, or in an `@graph`."""
    for outer in data if isinstance(data, list) else [data]:
        if isinstance(outer, dict):
            yield outer
            graph = outer.get("@graph")
            if isinstance(graph, list):
                yield from (inner for inner in graph if isinstance(inner, dict))


def _printed_names(page: LexborHTMLParser) -> str:
    """The names that stand where a page prints its authors; "" for anything that does not read as names."""
    for node in page.css(_CREDITED)[:_MOST_NODES]:
        words = node.text(deep=True, separator="\n", strip=True)[:_LONGEST_CREDIT]
        for line in words.split("\n"):
            names = _CREDIT_END.split(byline_in(line) or line.strip())[0].rstrip(" ,")
            if _NAMES.fullmatch(names):
                return names
    return ""


def _printed_time(page: LexborHTMLParser) -> str:
    node = page.css_first("time[datetime]")
    return (node.attributes.get("datetime") or "") if node else ""


def _outlet_in(page_title: str, titles: tuple[str | None, ...]) -> str:
    """What follows the headline in a page's title: "Ferry sinks | Sound Courier"."""
    whole = " ".join(page_title.split())
    for title in titles:
        words = " ".join((title or "").split())
        found = _TITLE_END.fullmatch(whole[len(words) :]) if words and whole.startswith(words) else None
        if found:
            return found["outlet"]
    return ""


def _metas(page: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in page.css("meta")[:500]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _canonical_link(page: LexborHTMLParser) -> str:
    node = page.css_first("link[rel='canonical']")
    return (node.attributes.get("href") or "") if node else ""


def _text(value: _Json) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _name(value: _Json) -> str:
    """The name of a person or body in JSON-LD: text, object, or a list of either."""
    values = value if isinstance(value, list) else [value]
    names = [_text(item.get("name")) if isinstance(item, dict) else item for item in values[:20]]
    return ", ".join(name.strip() for name in names if isinstance(name, str) and _not_address(name))


def _not_address(value: str | None) -> str:
    return "" if not value or value.startswith(("http:", "https:", "/")) else value


def _address(value: str | None) -> str:
    return value.strip() if value and re.fullmatch(r"https?://[^\s<>\"]{3,2000}", value.strip(), re.I) else ""


def _first(field: str, *candidates: str | None) -> str:
    """The first candidate with words in it, on one line, free of what cannot be stored, cut to the field's length."""
    for candidate in candidates:
        words = one_line(candidate or "")
        if words:
            return words[: _LIMITS[field]]
    return ""


def _date(*candidates: str | None) -> str:
    """The first date: as machines write it, else as people do."""
    for candidate in candidates:
        words = (candidate or "").strip()
        found = _DATE.match(words)
        if found:
            try:
                return date.fromisoformat(found.group()).isoformat()
            except ValueError:
                continue
        if printed := date_in(words[:40]):
            return printed
    return ""


def _language(page: LexborHTMLParser, *candidates: str | None) -> str:
    root = page.root
    stated = (root.attributes.get("lang") or "") if root is not None else ""
    for candidate in (*candidates[:1], stated, *candidates[1:]):
        words = (candidate or "").strip()
        if _LANGUAGE.fullmatch(words):
            return words.replace("_", "-")
    return "en"
