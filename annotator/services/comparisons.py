"""Two articles of a project beside each other: whose readings they rest on, and what each has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.sourcing.comparison import Comparison, compare_articles
from annotator.core.sourcing.comparison_document import comparison_to_json
from annotator.core.sourcing.same_story import likely_same, telling_words
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.sourcing import ArticleReport, article_report, document_of_report
from annotator.storage.queries.sourcing import (
    ArticleTitle,
    PassHead,
    find_titles,
    list_titles,
    list_titles_with_any,
)

#: How many articles the page offers; a word in the search field finds others.
MOST_TITLES = 200


@dataclass(frozen=True, slots=True)
class SideBySideArticles:
    """What the page shows. `titles` can be chosen, those that are chosen among them; `reports` are those that were
    chosen (none, or two); `comparison` is None where one of them has no finished review to rest on.
    """

    project: ProjectFacts
    titles: tuple[ArticleTitle, ...]
    reports: tuple[ArticleReport, ...]
    comparison: Comparison | None
    #: Where one article alone was chosen: others that may be on its story, the likeliest first.
    likely: tuple[ArticleTitle, ...] = ()


def compare_two(
    session: Session, actor: Actor | None, project_uid: str, article_uids: Sequence[str], *, words: str, now: datetime
) -> SideBySideArticles:
    """Two articles side by side; without two, only what can be chosen. Both rest on gold, else on the readings of one
    person who finished both (not where names are hidden: the one would name the other), else on the first finished
    one of each.

    Raises NotFound for an article that is not in the project.
    """
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, Permission.READ_REPORTS)
    project = find_project(session, project_uid)
    found = list_titles(session, project_id=project.id, words=words, limit=MOST_TITLES)
    uids = list(dict.fromkeys(article_uids))[:2]  # an article beside itself is one article
    chosen = find_titles(session, project_id=project.id, uids=uids)
    titles = (*(title for title in chosen if title not in found), *found)
    if len(uids) < 2:
        return SideBySideArticles(facts, titles, (), None, _likely(session, project.id, chosen))
    open_ = [article_report(session, person, uid, None, now=now) for uid in uids]
    if any(result.article.project_id != project.id for result in open_):
        raise NotFound
    bases = _bases(open_)
    if None in bases:
        return SideBySideArticles(facts, titles, tuple(open_), None)
    reports = tuple(
        article_report(session, person, result.article.uid, basis.uid, now=now)
        for result, basis in zip(open_, bases, strict=True)
        if basis is not None
    )
    first, second = reports
    assert first.report is not None  # a finished review was named
    assert second.report is not None
    told = (first.article.facts, second.article.facts)
    return SideBySideArticles(facts, titles, reports, compare_articles(first.report, second.report, told))


def document_of_comparison(found: SideBySideArticles) -> Mapping[str, object] | None:
    """The comparison as the document that its files share; None where there is none."""
    if found.comparison is None:
        return None
    documents = [document_of_report(result) for result in found.reports]
    return comparison_to_json([document for document in documents if document is not None], found.comparison)


def _likely(session: Session, project_id: int, chosen: Sequence[ArticleTitle]) -> tuple[ArticleTitle, ...]:
    for one in chosen[:1]:
        words = telling_words(one.title)
        others = list_titles_with_any(session, project_id=project_id, words=words, limit=MOST_TITLES)
        others = tuple(other for other in others if other.uid != one.uid)
        return likely_same(
            one.title, one.published_on, others, title_of=lambda other: other.title,
            day_of=lambda other: other.published_on,
        )  # fmt: skip
    return ()


def _bases(results: Sequence[ArticleReport]) -> tuple[PassHead | None, PassHead | None]:
    first, second = (result.choices for result in results)
    gold = [next((head for head in choices if head.is_gold), None) for choices in (first, second)]
    both = next(
        (
            (one, other)
            for one in first
            for other in second
            if one.account_id == other.account_id and one.account_name and other.account_name
        ),
        None,
    )
    if both and None in gold:
        return both
    return (gold[0] or next(iter(first), None), gold[1] or next(iter(second), None))
