"""A project's articles as one person's worklist, and one article with what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewKind, ReviewState, Role
from annotator.core.reviews import Progress, contents_of, measure_progress
from annotator.core.rounds import Away
from annotator.core.sourcing.strip import Bar
from annotator.services.assigning import NOTHING_ASKED, Asked, list_asked
from annotator.services.gold import AdjudicatedText, texts_to_adjudicate
from annotator.services.proposals import list_open_proposals
from annotator.services.sourcing import strips_of_articles
from annotator.services.versions import find_earlier_pass
from annotator.services.visibility import is_own, visible_of_text, without_names
from annotator.services.waiting import NOTHING_WAITS, Waiting, list_waiting
from annotator.storage.queries import worklists as queries
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.readings import load_readings
from annotator.storage.queries.reviews import ReviewHead, list_text_reviews
from annotator.storage.queries.rounds import list_away
from annotator.storage.queries.segmentations import CutHead, Proposal, find_newest_cut
from annotator.storage.queries.sourcing import ArticleHead, find_article
from annotator.storage.queries.texts import load_text
from annotator.storage.queries.versions import list_texts
from annotator.storage.queries.worklists import ListedArticle, ProjectHead

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """An article in the list. `finished` is None for those who are blind to other people's passes; `away` is why the
    person cannot begin it, if there is something.
    """

    article: ListedArticle
    progress: Progress | None
    strip: Sequence[Bar]
    finished: int | None
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the list; `left` counts what the person has not finished yet. `can_order`: by what the project's claim
    model is unsure of, for editors; `least_sure_first`: it is in that order.
    """

    project: ProjectHead
    role: Role | None
    rows: tuple[WorklistRow, ...]
    total: int
    left: int
    page: int
    can_order: bool = False
    least_sure_first: bool = False
    waiting: Waiting = NOTHING_WAITS

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its words and the reviews that the person may know of; for editors, who cut it last and what
    reviewers propose about that, and whom they can ask for a pass.
    """

    article: ArticleHead
    reading: Reading
    own: ReviewHead | None
    others: tuple[ReviewHead, ...]
    strip: Sequence[Bar]
    role: Role | None
    cut: CutHead | None = None
    proposals: tuple[Proposal, ...] = ()
    asked: Asked = NOTHING_ASKED
    #: The person has finished an earlier text of the article.
    has_earlier: bool = False
    #: Why the person cannot begin it, if there is something.
    away: Away | None = None
    #: For editors, what there is to settle in its texts where it has several.
    texts: tuple[AdjudicatedText, ...] = ()
    #: The finished gold of each earlier text, for who may read it.
    earlier_golds: tuple[ReviewHead, ...] = ()


def list_worklist(
    session: Session, actor: Actor | None, project_uid: str, *, page: int = 1, least_sure_first: bool = False
) -> Worklist:
    """A page of a project's articles. Raises NotFound for a project that is not the person's.

    `least_sure_first` holds for editors alone: the order tells what a model learned from everybody's passes.
    """
    project = queries.find_project(session, project_uid)
    if project is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, project.id)
    tags = person.may(Permission.TAG, project.id)
    total = queries.count_articles(session, project.id)
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    can_order = person.may(Permission.MANAGE_PROJECT, project.id) and queries.has_doubts(session, project.id)
    least_sure_first &= can_order
    articles = queries.list_articles(
        session, project.id, person.account_id, own_first=tags, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE,
        least_sure_first=least_sure_first,
    )  # fmt: skip
    strips = strips_of_articles(session, person, project.id, [article.id for article in articles])
    started = [article.own_review_id for article in articles if article.own_state is ReviewState.STARTED]
    readings = load_readings(session, [review_id for review_id in started if review_id is not None])
    reports = person.may(Permission.READ_REPORTS, project.id)
    finished = queries.list_finished_passes(session, [article.text_id for article in articles]) if reports else {}
    away = list_away(session, [article.id for article in articles], person.account_id) if tags else {}
    rows = tuple(
        WorklistRow(
            article,
            measure_progress(contents_of(readings[article.own_review_id]))
            if article.own_review_id in readings and article.own_review_id is not None
            else None,
            strips.get(article.id, ()),
            finished.get(article.text_id, 0) if reports else None,
            away.get(article.id),
        )
        for article in articles
    )
    left = total - queries.count_own_finished(session, project.id, person.account_id) if tags else 0
    return Worklist(
        project, person.roles.get(project.id), rows, total, left, page, can_order, least_sure_first,
        list_waiting(session, person, [project.id]).get(project.uid, NOTHING_WAITS),
    )  # fmt: skip


def find_next_pass(session: Session, actor: Actor | None, project_uid: str) -> str | None:
    """The uid of the person's pass that stands first in their worklist; None when none is in hand: beginning an
    article is theirs to choose, since it hides what others did there.
    """
    project = queries.find_project(session, project_uid)
    if project is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.TAG, project.id)
    first = queries.list_articles(session, project.id, person.account_id, own_first=True, offset=0, limit=1)
    in_hand = [a.own_review_uid for a in first if a.own_state in (ReviewState.STARTED, ReviewState.ASSIGNED)]
    return in_hand[0] if in_hand else None


def show_article(session: Session, actor: Actor | None, article_uid: str) -> ArticleView:
    """One article. Raises NotFound for one that is not the person's to see."""
    article = find_article(session, article_uid=article_uid)
    if article is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, article.project_id)
    text, segmentation_id = load_text(session, article.text_id)
    text_ids = [article.text_id]
    if article.text_number > 1:
        text_ids = [text.id for text in list_texts(session, article.article_id)]
    # Of all texts at once: who is tagging one of them sees others' passes over none.
    every = list_text_reviews(session, text_ids)
    reviews = [review for review in every if review.text_id == article.text_id]
    own = [r for r in reviews if is_own(person, r)]
    in_hand = [r for r in own if r.state in (ReviewState.STARTED, ReviewState.ASSIGNED)]
    readable = visible_of_text(person, every, project_id=article.project_id)
    of_text = [review for review in readable if review.text_id == article.text_id]
    visible = without_names(session, person, of_text, project_id=article.project_id)
    return ArticleView(
        article,
        Reading(text, load_sentences(session, segmentation_id)),
        (in_hand or own)[-1] if own else None,
        tuple(r for r in visible if r not in own),
        strips_of_articles(session, person, article.project_id, [article.article_id]).get(article.article_id, ()),
        person.roles.get(article.project_id),
        find_newest_cut(session, article.text_id) if person.may(Permission.CUT_TEXTS, article.project_id) else None,
        list_open_proposals(session, person, project_id=article.project_id, text_id=article.text_id),
        list_asked(session, person, article.project_id, reviews),
        article.text_number > 1
        and find_earlier_pass(session, person, article.article_id, article.text_number) is not None,
        None if own else list_away(session, [article.article_id], person.account_id).get(article.article_id),
        texts_to_adjudicate(session, person, article),
        _list_earlier_golds(readable, article.text_id),
    )


def _list_earlier_golds(readable: Sequence[ReviewHead], text_id: int) -> tuple[ReviewHead, ...]:
    """Of these reviews the last finished gold of each text but this one, the first text first."""
    last = {
        head.text_number: head
        for head in readable
        if head.kind is ReviewKind.GOLD and head.state is ReviewState.FINISHED and head.text_id != text_id
    }
    return tuple(last[number] for number in sorted(last))
