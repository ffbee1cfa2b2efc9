"""Formats that articles and datasets come in and go out by, one module each."""

from pathlib import PurePath

from annotator.core.errors import Invalid
from annotator.core.languages import NO_ABBREVIATIONS, OwnAbbreviations
from annotator.core.records import CutArticle
from annotator.core.text import MAX_CODE_POINTS

#: Endings of article files that can be read, as the pages name them.
ARTICLE_ENDINGS = (".txt", ".html", ".htm", ".docx")


def read_article(
    name: str, data: bytes, language: str = "", own: OwnAbbreviations = NO_ABBREVIATIONS, *,
    limit: int = MAX_CODE_POINTS,
) -> CutArticle:  # fmt: skip
    """Read an article file by the ending of its name; cut it as `language`, else as what it says or looks like.

    `limit`: so many code points a plain text may have. Raises `Invalid` (`unsupported_media_type`) for other endings,
    and what the reader raises.
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".txt":
        from annotator.formats.text import read_text

        return read_text(data, language, own, limit=limit)
    if ending in (".html", ".htm"):
        from annotator.formats.html import read_html

        return read_html(data, language, own)
    if ending == ".docx":
        from annotator.formats.docx import read_docx

        return read_docx(data, language, own)
    if ending == ".jsonl":
        raise Invalid(
            "This is a dataset, not an article: it goes into an empty project, on that project’s page “Export”.",
            code="unsupported_media_type",
        )
    raise Invalid(
        f"Articles are read from {', '.join(ARTICLE_ENDINGS)} files. Save this one as plain text, or paste its words.",
        code="unsupported_media_type",
    )
