"""Article pages that reading is scored against: what their sentences are, and what they say of themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import Invalid
from annotator.core.records import Kind
from annotator.formats.gold import items

#: The facts that are scored; the standfirst is judged by its sentences.
FACTS = ("title", "byline", "outlet", "published_on", "url")


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence of a page by its words: where it stands is the reader's to say."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with its sentences in order and its true facts. What is not among its sentences is no article text."""

    html: str
    style: str
    sentences: tuple[GoldSentence, ...]
    facts: Mapping[str, str]


def is_of_pages(file: Path) -> bool:
    """Say whether the first item of the file is a page."""
    first = next(iter(items(file)), None)
    return first is not None and isinstance(first[1], dict) and "html" in first[1]


def read_pages(file: Path) -> Iterator[GoldPage]:
    """Pages: `html`, `style`, `units` with `kind` and `words`, `facts`. Raises Invalid (`gold`) with the line."""
    for where, item in items(file):
        try:
            sentences = tuple(GoldSentence(Kind(unit["kind"]), str(unit["words"])) for unit in item["units"])
            facts = {str(name): str(words) for name, words in item["facts"].items() if name in FACTS}
            yield GoldPage(str(item["html"]), str(item.get("style", "")), sentences, facts)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Invalid(f"{where} needs `html`, `units` with kinds and words, and `facts`.", code="gold") from error
