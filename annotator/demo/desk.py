"""The demo desk's articles and passes, read from the files in this package.

`desk/<slug>.txt` is a text as delivered, `desk/<slug>.json` what is known of the article beside it, and
`desk/<slug>.<reviewer>.json` one reviewer's finished pass (see `passes`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.fields import Fields
from annotator.core.kinds import cut_article
from annotator.core.languages import language_for
from annotator.core.records import ArticleFacts, CutArticle
from annotator.core.text import canonical
from annotator.demo.passes import Pass, read_pass


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article of the demo desk with its finished passes; without any, it waits to be tagged."""

    slug: str
    cut: CutArticle
    passes: tuple[Pass, ...]


def load_desk() -> tuple[DemoArticle, ...]:
    """All articles of the demo desk, newest first, the passes of each by reviewer's name.

    Raises `Invalid` that names the file and says what is wrong in it.
    """
    folder = resources.files("annotator.demo") / "desk"
    slugs = sorted(entry.name.removesuffix(".txt") for entry in folder.iterdir() if entry.name.endswith(".txt"))
    articles = [_load_article(folder, slug) for slug in slugs]
    return tuple(sorted(articles, key=lambda article: article.cut.facts.published_on, reverse=True))


def _load_article(folder: Traversable, slug: str) -> DemoArticle:
    facts = read_facts(_load_object(folder / f"{slug}.json"))
    text = canonical((folder / f"{slug}.txt").read_bytes()).body
    cut = CutArticle(text, facts, cut_article(text, title=facts.title, language=language_for(facts.language)))
    passes = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(f"{slug}.") and entry.name.count(".") == 2:
            try:
                passes.append(read_pass(slug, cut, _load_object(entry)))
            except AnnotatorError as error:
                raise Invalid(f"{entry.name}: {error.message}", code="demo_desk") from error
    return DemoArticle(slug, cut, tuple(passes))


def read_facts(data: Mapping[str, object]) -> ArticleFacts:
    """An article's facts from the JSON object of its file; every field is asked for, none is guessed."""
    fields = Fields("article", data)
    published_on = fields.text("published_on", limit=10)
    try:
        date.fromisoformat(published_on)
    except ValueError:
        raise fields.error("published_on", "a date such as 2025-04-07") from None
    aliases = []
    for alias in fields.items("outlet_aliases"):
        if not isinstance(alias, str):
            raise fields.error("outlet_aliases", "a list of names")
        aliases.append(alias)
    facts = ArticleFacts(
        title=fields.text("title", limit=500),
        outlet=fields.text("outlet", limit=200),
        outlet_aliases=tuple(aliases),
        section=fields.text("section", limit=200),
        byline=fields.text("byline", limit=200),
        published_on=published_on,
        language=fields.text("language", limit=35),
    )
    fields.done()
    return facts


def _load_object(file: Traversable) -> Mapping[str, object]:
    try:
        data: object = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(f"{file.name} is not JSON: {error}", code="demo_desk") from error
    if not isinstance(data, dict):
        raise Invalid(f"{file.name} must hold one object.", code="demo_desk")
    return data
