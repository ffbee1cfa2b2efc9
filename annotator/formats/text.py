"""Plain text files and pasted words as articles."""

from dataclasses import replace

from annotator.core.kinds import cut_article
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations, language_for
from annotator.core.records import CutArticle, Kind, Sentence
from annotator.core.text import MAX_CODE_POINTS, canonical
from annotator.formats.text_facts import guess_language, read_facts

#: Longest title kept from a text's first headline, in code points.
MAX_TITLE = 500


def read_text(
    data: bytes | str, language: str = "", own: OwnAbbreviations = NO_ABBREVIATIONS, *, limit: int = MAX_CODE_POINTS
) -> CutArticle:
    """Read a text as an article: its first headline becomes the title, its first words where it has none; byline,
    date and agency are taken from lines that state them. It is cut as `language`, a tag; guessed where that is empty.
    `limit`: so many code points at most; what is stored keeps to that of an article.

    Raises what `core.text.canonical` raises.
    """
    body = canonical(data, limit=limit).body
    language = language or guess_language(body)
    sentences = cut_article(body, language=language_for(language, own))
    facts = replace(read_facts(body, sentences, title_of(body, sentences)), language=language)
    return CutArticle(body, facts, sentences)


def title_of(body: str, sentences: tuple[Sentence, ...]) -> str:
    """The words an article is called by until an editor gives it others."""
    headline = next((unit for unit in sentences if unit.kind is Kind.HEADLINE), None)
    chosen = headline or next((unit for unit in sentences if unit.kind is Kind.BODY), sentences[0])
    words = " ".join(body[chosen.start : chosen.stop].split())
    limit = MAX_TITLE if headline else 80
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + "…"
