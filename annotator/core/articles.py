"""What is known of an article beside its text: checked and tidied before it is stored."""

import re
from dataclasses import fields, replace
from datetime import date

from annotator.core.errors import Invalid
from annotator.core.graphemes import extends
from annotator.core.records import ArticleFacts

#: Longest value of each field, in code points.
LIMITS = {"title": 500, "outlet": 200, "section": 200, "byline": 200, "url": 2000, "published_on": 10, "language": 35}
MAX_ALIASES = 20

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.I)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def tidy_facts(facts: ArticleFacts) -> ArticleFacts:
    """The facts on one line each, without white space at their edges.

    Raises `Invalid` whose `fields` name everything that cannot be stored.
    """
    aliases = tuple(dict.fromkeys(alias for raw in facts.outlet_aliases if (alias := one_line(raw))))
    values = {field.name: one_line(getattr(facts, field.name)) for field in fields(facts) if field.name in LIMITS}
    tidied = replace(facts, outlet_aliases=aliases, **values)
    if problems := _problems(tidied):
        raise Invalid("The article's facts need another look.", code="bad_facts", fields=problems)
    return tidied


def _problems(facts: ArticleFacts) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name, limit in LIMITS.items():
        length = len(getattr(facts, name))
        if length > limit:
            problems[name] = f"This is {length:,} characters; the limit is {limit:,}."
    if not facts.title:
        problems["title"] = "Give the article a title."
    if len(facts.outlet_aliases) > MAX_ALIASES or any(len(alias) > LIMITS["outlet"] for alias in facts.outlet_aliases):
        problems["outlet_aliases"] = f"Give at most {MAX_ALIASES} names of at most {LIMITS['outlet']} characters."
    if facts.url and not _ADDRESS.fullmatch(facts.url):
        problems["url"] = "An address begins with http:// or https:// and has no spaces."
    if facts.published_on and not _is_date(facts.published_on):
        problems["published_on"] = "This is not a date. Write it as 2026-01-31."
    if not _LANGUAGE.fullmatch(facts.language):
        problems["language"] = "Write a language tag such as en or pt-BR."
    return problems


def one_line(value: str) -> str:
    """One line without control characters and single spaces. What joins emoji and letters, or parts them, stays."""
    words = "".join(mark if mark.isprintable() or extends(mark) else " " for mark in value).split()
    return " ".join(word for word in words if not all(map(extends, word)))


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
