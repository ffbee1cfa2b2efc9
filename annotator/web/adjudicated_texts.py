"""The texts of an article that have something to settle, as pages link them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for

from annotator.services.gold import AdjudicatedText
from annotator.storage.queries.sourcing import ArticleHead


@dataclass(frozen=True, slots=True)
class TextToSettle:
    """A text of the article that has something to settle, and where."""

    number: int
    readings: int
    #: Of its gold review: none, in_hand or finished.
    gold: str
    url: str


def adjudication_url(article: ArticleHead, item: str | None = None) -> str:
    """Where a text of an article is adjudicated; the address names it where it is not the newest."""
    return url_for("adjudication.show", article_uid=article.uid, number=article.earlier_number, item=item)


def other_texts(article: ArticleHead, texts: Sequence[AdjudicatedText]) -> tuple[TextToSettle, ...]:
    """The texts of an article with something to settle, but the one that is looked at."""
    return tuple(text for text in texts_to_settle(article, texts) if text.number != article.text_number)


def texts_to_settle(article: ArticleHead, texts: Sequence[AdjudicatedText]) -> tuple[TextToSettle, ...]:
    """The texts of an article with something to settle, each with where."""
    return tuple(
        TextToSettle(
            text.number, text.readings, "none" if text.gold is None else "in_hand" if text.is_in_hand else "finished",
            adjudication_url(replace(article, text_number=text.number)),
        )
        for text in texts
    )  # fmt: skip
