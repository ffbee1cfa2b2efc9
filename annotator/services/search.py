"""Searching a project's articles and the annotations that the person may know of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Role, Span
from annotator.core.scheme import Scheme
from annotator.core.scheme_json import scheme_from_json
from annotator.core.search import Filters, Query, find_hits
from annotator.core.sourcing.strip import Bar
from annotator.services.sourcing import strips_of_articles
from annotator.services.visibility import sight_of
from annotator.storage import search as index
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.worklists import ProjectHead, find_project
from annotator.storage.search import COUNT_LIMIT, FoundSentence

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was found, with its words and those around it. Spans are in code points of the text.

    `words` are the sentence's, from `start`; `hits` are where the terms stand, `tags` where an annotation lies that
    is as the filters say. `before` and `after` are the neighbours' words, empty at the ends of the text.
    """

    sentence: FoundSentence
    start: int
    words: str
    before: str
    after: str
    hits: tuple[Span, ...]
    tags: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of what was found. `total` is a lower bound where `is_more`; None where nothing was asked yet."""

    project: ProjectHead
    role: Role | None
    scheme: Scheme
    outlets: tuple[str, ...]
    hits: tuple[Hit, ...]
    strips: Mapping[int, Sequence[Bar]]
    total: int | None
    is_more: bool
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-(self.total or 0) // PAGE_SIZE))


def search_project(
    session: Session, actor: Actor | None, project_uid: str, query: Query, filters: Filters, *, page: int = 1
) -> SearchResults:
    """A page of the sentences with all the words and an annotation as asked, as far as the person may see them.

    Raises NotFound for a project that is not the person's.
    """
    project = find_project(session, project_uid)
    if project is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, project.id)
    sight = sight_of(person, project.id)
    total, found = None, list[FoundSentence]()
    if query or filters.is_narrowed:
        total = index.count_sentences(session, project.id, query, filters, sight)
        page = min(max(page, 1), max(1, -(-min(total, COUNT_LIMIT) // PAGE_SIZE)))
        found = index.find_sentences(
            session, project.id, query, filters, sight, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
    stored = latest_scheme(session, project.id)
    if stored is None:
        raise NotFound("This project has no scheme.")
    return SearchResults(
        project=project,
        role=person.roles.get(project.id),
        scheme=scheme_from_json(stored.body),
        outlets=tuple(index.list_outlets(session, project.id)),
        hits=tuple(_hits(session, found, query, index.load_found_spans(session, found, filters, sight))),
        strips=strips_of_articles(session, person, project.id, {sentence.article_id for sentence in found}),
        total=None if total is None else min(total, COUNT_LIMIT),
        is_more=total is not None and total > COUNT_LIMIT,
        page=page,
    )


def _hits(
    session: Session,
    found: Sequence[FoundSentence],
    query: Query,
    tags: Mapping[tuple[int, int], tuple[Span, ...]],
) -> list[Hit]:
    around = {(there.segmentation_id, there.ordinal + by) for there in found for by in (-1, 0, 1)}
    words = index.load_words(session, around)
    hits = []
    for there in found:
        cut, ordinal = there.segmentation_id, there.ordinal
        start, own = words[cut, ordinal]
        spans = tuple(Span(start + hit.start, start + hit.stop) for hit in find_hits(own, query))
        before, after = (words.get((cut, ordinal + by), (0, ""))[1] for by in (-1, 1))
        hits.append(Hit(there, start, own, before, after, spans, tags.get((cut, ordinal), ())))
    return hits
