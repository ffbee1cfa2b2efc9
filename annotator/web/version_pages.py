"""The page of an article's texts as it is shown, and the sourcing difference as a file."""

import csv
import io
import json
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission
from annotator.core.sourcing.diff import Item, News
from annotator.core.text_differences import Pair
from annotator.formats.csv_tables import guard
from annotator.services.text_differences import TextsOfArticle
from annotator.web.adjudicated_texts import TextToSettle, texts_to_settle
from annotator.web.adjudication_words import reviewer_words
from annotator.web.shell import Crumb, direction_of


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text in the list."""

    number: int
    added: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """What changed of one sort."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The texts of an article, two of them beside each other, and what changed in their sourcing."""

    project: Crumb
    title: str
    article_url: str
    texts: tuple[TextLine, ...]
    first: int
    second: int
    pairs: tuple[Pair, ...]
    same: int
    basis: str
    groups: tuple[NewsGroup, ...]
    files: tuple[tuple[str, str], ...]
    add_url: str
    url: str
    direction: str
    language: str
    may_read_reports: bool
    #: For editors: the texts that have something to settle.
    adjudicated: tuple[TextToSettle, ...] = ()


def versions_page(found: TextsOfArticle, actor: Actor) -> VersionsPage:
    """The page about the texts that were found."""
    article = found.article
    numbers = (found.first.number, found.second.number) if found.first and found.second else (0, 0)
    return VersionsPage(
        project=Crumb(article.project_name, url_for("articles.index", project_uid=article.project_uid)),
        title=article.facts.title,
        article_url=url_for("articles.show", article_uid=article.uid),
        texts=tuple(
            TextLine(text.number, format_date(text.created_at, "medium"), text.number in numbers)
            for text in found.texts
        ),
        first=numbers[0],
        second=numbers[1],
        pairs=found.pairs,
        same=sum(pair.is_same for pair in found.pairs),
        basis=_basis(found),
        groups=tuple(
            NewsGroup(news_words(news), tuple(items)) for news, items in groupby(found.items, lambda item: item.news)
        ),
        files=_files(found, numbers),
        add_url=url_for("versions.add", article_uid=article.uid) if found.may_add else "",
        url=url_for("versions.show", article_uid=article.uid),
        direction=direction_of(article.facts.language),
        language=article.facts.language,
        may_read_reports=actor.may(Permission.READ_REPORTS, article.project_id),
        adjudicated=texts_to_settle(article, found.adjudicated),
    )


def _basis(found: TextsOfArticle) -> str:
    if found.bases is None:
        return ""
    if found.bases[0].is_gold:
        return _("Rests on the agreed readings of both texts.")
    return _("Rests on the readings of %(name)s of both texts.", name=reviewer_words(found.bases[0].account_name))


def _files(found: TextsOfArticle, numbers: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    if found.bases is None:
        return ()
    first, second = numbers
    return tuple(
        (suffix.upper(), url_for(
            "versions.download", article_uid=found.article.uid, suffix=suffix, first=first, second=second
        ))
        for suffix in ("csv", "json")
    )  # fmt: skip


def news_words(news: News) -> str:
    """What changed, as a heading."""
    return {
        News.SOURCE_NAMED: _("Sources named since"),
        News.SOURCE_UNNAMED: _("Sources no longer named"),
        News.NEW_UNNAMED: _("New unnamed sources"),
        News.NEW_SOURCE: _("Other new sources"),
        News.SOURCE_DROPPED: _("Sources that are gone"),
        News.FIGURE_REVISED: _("Figures revised"),
        News.FIGURE_NEW: _("New figures"),
        News.FIGURE_DROPPED: _("Figures that are gone"),
        News.CLAIM_NEW: _("New claims"),
        News.CLAIM_DROPPED: _("Claims dropped"),
        News.FINDING_GONE: _("Findings that no longer hold"),
        News.FINDING_NEW: _("New findings"),
    }[news]


_COLUMNS = ("news", "before", "after", "old_start", "old_stop", "new_start", "new_stop")


def write_difference(found: TextsOfArticle, suffix: str) -> tuple[str, str]:
    """The sourcing difference as JSON or CSV, with its media type. Raises NotFound where there is none to write."""
    if suffix not in ("csv", "json"):
        raise NotFound(_("There is no such format. Choose one on the page of the texts."))
    if found.bases is None or found.first is None or found.second is None:
        raise NotFound(_("There are no two finished readings to compare yet."))
    rows = [dict(zip(_COLUMNS, _row(item), strict=True)) for item in found.items]
    if suffix == "json":
        document = {
            "format": "annotator-versions",
            "version": 1,
            "article": found.article.uid,
            "texts": [found.first.number, found.second.number],
            "rests_on": [
                {"review": head.uid, "kind": head.kind.value, "reviewer": head.account_name} for head in found.bases
            ],
            "changes": rows,
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n", "application/json"
    stream = io.StringIO(newline="")
    stream.write("\ufeff")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow(["" if value is None else guard(value) if isinstance(value, str) else value
                         for value in row.values()])  # fmt: skip
    return stream.getvalue(), "text/csv; charset=utf-8"


def _row(item: Item) -> tuple[str | int | None, ...]:
    old, new = item.old or (None, None), item.new or (None, None)
    return item.news.value, item.before, item.after, *old, *new
