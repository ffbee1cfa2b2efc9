"""Rounds: an editor makes one and gives its passes out, closes it and releases it; its people see what it was for.

What a round shows follows blindness: before its release nobody but who reads reports learns of others' passes, and
whoever is tagging one of its texts learns nothing of that text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind, ReviewState, Role
from annotator.core.rounds import (
    MOST_ARTICLES,
    ArticleRole,
    Away,
    RoundKind,
    RoundState,
    clean_pass_mark,
    clean_round_name,
    is_after_release,
    keep_away,
    may_see_score,
    mix,
    move,
)
from annotator.services.audit import record
from annotator.services.projects import find_project
from annotator.services.visibility import (
    articles_without_names,
    hidden_texts,
    is_own,
    texts_without_numbers,
    visible_of_text,
    without_names,
)
from annotator.storage.queries import rounds as queries
from annotator.storage.queries.assigning import add_assigned
from annotator.storage.queries.reviews import ReviewHead, find_text_to_review, list_text_reviews
from annotator.storage.queries.rounds import RoundArticleRow, RoundPerson, RoundRow
from annotator.storage.queries.segmentations import find_newest_cut
from annotator.storage.queries.study import list_passes_of, list_taggers


@dataclass(frozen=True, slots=True)
class Plan:
    """What an editor asks for: articles and people by uid."""

    name: str
    kind: str
    articles: Sequence[str]
    people: Sequence[str] = ()
    pass_mark: int | None = None


@dataclass(frozen=True, slots=True)
class RoundPassView:
    """A finished pass of a round that the person may read. `is_revised`: its person finished a later one too;
    `revised_at`: it is such a later one. Of a pass without a name neither is told: many an editor knows who revised.
    """

    uid: str
    name: str
    is_own: bool
    is_after_release: bool
    is_revised: bool = False
    revised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoundArticleView:
    """An article of a round as the person may know of it. `finished`: of how many people, None where they are blind;
    `kept`: so many have a pass from before, which is not of the round; `own`: their own pass. `role` is told to who
    manages the project. `has_lesson`: their pass beside the gold is. Where passes have no names, `revisions` are how
    many people's last ones are revisions, and how many of these were begun after the release.
    """

    article: RoundArticleRow
    own: ReviewHead | None
    finished: int | None
    passes: tuple[RoundPassView, ...]
    role: ArticleRole | None
    has_lesson: bool = False
    revisions: tuple[int, int] = (0, 0)
    kept: int = 0


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round for one person. `compares`: they may see its agreement; `discusses`: what its people differ in. The texts
    `without_numbers` are in none, since the person adjudicates them without names: so many `adjudicated` articles.
    """

    round: RoundRow
    articles: tuple[RoundArticleView, ...]
    people: tuple[RoundPerson, ...]
    is_editor: bool
    takes_part: bool
    compares: bool
    discusses: bool = False
    without_numbers: frozenset[int] = frozenset()

    @property
    def adjudicated(self) -> int:
        """How many articles of it are in no number."""
        return sum(item.article.text_id in self.without_numbers for item in self.articles)


@dataclass(frozen=True, slots=True)
class RoundsView:
    """A project's rounds that the person may know of."""

    project_uid: str
    project_name: str
    rounds: tuple[RoundRow, ...]
    is_editor: bool
    role: Role | None


def list_rounds(session: Session, actor: Actor | None, project_uid: str) -> RoundsView:
    """A project's rounds: all for who reads reports, else one's own. Raises NotFound, Forbidden."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.READ_ARTICLES, project.id)
    all_of_them = person.may(Permission.READ_REPORTS, project.id)
    is_editor = person.may(Permission.MANAGE_PROJECT, project.id)
    return RoundsView(
        project.uid,
        project.name,
        tuple(queries.list_rounds(session, project.id, of_account=None if all_of_them else person.account_id)),
        is_editor,
        person.roles.get(project.id),
    )


def create_round(session: Session, actor: Actor | None, project_uid: str, plan: Plan, *, now: datetime) -> str:
    """Make an open round and give each of its articles to each of its people; the round's uid. Who has a pass of an
    article keeps that one, in a production round, which is refused where all have; elsewhere such an article is.

    Raises Invalid with the field.
    """
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.MANAGE_PROJECT, project.id)
    if plan.kind not in [kind.value for kind in RoundKind]:
        raise _refuse("kind", "Choose what the round is for.")
    kind = RoundKind(plan.kind)
    name = clean_round_name(plan.name, [row.name for row in queries.list_rounds(session, project.id)])
    mark = clean_pass_mark(kind, plan.pass_mark)
    people = [tagger for tagger in list_taggers(session, project.id) if tagger.uid in set(plan.people)]
    if not people or (kind is RoundKind.CALIBRATION and len(people) < 2):
        least = "at least two people" if kind is RoundKind.CALIBRATION else "somebody"
        raise _refuse("people", f"Choose {least} for this round.")
    nameless = articles_without_names(session, person, project_id=project.id)
    roles = _roles(session, project.id, kind, plan, nameless)
    there = list_passes_of(session, project.id, [tagger.account_id for tagger in people])
    if kind is not RoundKind.PRODUCTION and any(uid in roles for uid, _ in there):
        raise _refuse("articles", "One of these people has a pass of one of these articles already. Choose others.")
    names = queries.list_article_names(session, project.id, roles)
    done = {uid for uid in roles if all((uid, tagger.account_id) in there for tagger in people)}
    if done:
        title = _named(names, {names[uid].id for uid in done})
        words = f"Whom you chose, all have a pass of “{title}” already: leave it out, or choose somebody else as well."
        raise _refuse("articles", words)
    uid = uuid4().hex
    round_id, number = queries.add_round(
        session, uid=uid, project_id=project.id, name=name, kind=kind, pass_mark=mark, now=now
    )
    queries.add_articles(session, round_id, {names[article].id: role for article, role in roles.items()})
    queries.add_reviewers(session, round_id, [tagger.account_id for tagger in people])
    given = 0
    # Given out in an order that tells nobody which articles were adjudicated before.
    for article in mix(roles, uid):
        text = find_text_to_review(session, article)
        for tagger in people:
            if text is not None and (article, tagger.account_id) not in there:
                text = replace(
                    text, round_id=round_id, segmentation_id=find_newest_cut(session, text.text_id).id
                )
                add_assigned(session, uuid4().hex, text, tagger.account_id, now=now)
                given += 1
    detail: dict[str, str | int] = {
        "project": project.uid, "round": uid, "number": number, "kind": kind.value, "articles": len(roles),
        "people": len(people), "passes": given,
    }  # fmt: skip
    record(session, "round:open", person.uid, detail, now=now)
    return uid


def close_round(session: Session, actor: Actor | None, round_uid: str, *, now: datetime) -> None:
    """Let nobody begin any more: what was not begun is taken back; what was can be finished."""
    person, found = _managed(session, actor, round_uid)
    queries.set_round_state(session, found, move(found.state, RoundState.CLOSED), now=now)
    gone = queries.remove_unbegun(session, found.id)
    record(session, "round:close", person.uid, {"round": round_uid, "taken_back": gone}, now=now)


def release_round(session: Session, actor: Actor | None, round_uid: str, *, now: datetime) -> None:
    """Show its people what the round was for. There is no way back."""
    person, found = _managed(session, actor, round_uid)
    queries.set_round_state(session, found, move(found.state, RoundState.RELEASED), now=now)
    record(session, "round:release", person.uid, {"round": round_uid}, now=now)


def enter_round(session: Session, person: Actor, article_uid: str) -> int | None:
    """The round that a new pass of the article is made in, None for an article of none. A step of starting one.

    Raises Conflict where the round is closed, or where it is open for others.
    """
    found = queries.find_round_of_article(session, article_uid)
    if found is None:
        return None
    away = keep_away(found.state, takes_part=queries.is_in_round(session, found.id, person.account_id))
    if away is Away.CLOSED:
        raise Conflict("The round of this article is closed: nobody begins it any more.", code=away)
    if away is Away.OTHERS:
        raise Conflict("This article is kept for the people of a round. Choose another.", code=away)
    return found.id


def show_round(session: Session, actor: Actor | None, round_uid: str) -> RoundView:
    """A round as the person may see it. Raises NotFound for one that is not theirs to know of."""
    person, found = find_permitted(session, actor, round_uid)
    articles = queries.list_round_articles(session, found.id)
    if not person.may(Permission.READ_REPORTS, found.project_id):
        by_uid = {article.article_uid: article for article in articles}
        articles = [by_uid[uid] for uid in mix(by_uid, found.uid)]
    people = queries.list_round_people(session, found.id)
    kept = queries.count_kept(session, found.id)
    every = list_text_reviews(session, [article.text_id for article in articles])
    reviews = without_names(session, person, every, project_id=found.project_id)
    reads = person.may(Permission.READ_REPORTS, found.project_id)
    in_hand = hidden_texts(session, person, found.project_id)
    is_editor = person.may(Permission.MANAGE_PROJECT, found.project_id)
    texts = {article.text_id for article in articles}
    tells = may_see_score(found.kind, found.state, is_own=True, is_editor=False)
    taught = queries.list_golds(session, texts - in_hand).keys() if tells else set[int]()
    took_part = found.kind is RoundKind.CALIBRATION and found.state is RoundState.RELEASED and any(
        is_own(person, review) and review.state is ReviewState.FINISHED for review in reviews
    )
    return RoundView(
        found,
        tuple(
            _article_view(
                person, found, article, [review for review in reviews if review.text_id == article.text_id],
                blind=not reads or article.text_id in in_hand, is_editor=is_editor,
                is_taught=article.text_id in taught, kept=kept.get(article.article_uid, 0),
            )
            for article in articles
        ),
        tuple(people) if reads or took_part else (),
        is_editor,
        any(one.account_id == person.account_id for one in people),
        (reads or took_part) and not in_hand & texts,
        found.kind is RoundKind.CALIBRATION and found.state is RoundState.RELEASED and (is_editor or took_part),
        texts_without_numbers(session, person, project_id=found.project_id) & texts,
    )  # fmt: skip


def find_permitted(session: Session, actor: Actor | None, round_uid: str) -> tuple[Actor, RoundRow]:
    """The person and a round that they may know of: its own people, and who reads reports."""
    person = permit(actor, Permission.SIGNED_IN)
    found = queries.find_round(session, round_uid)
    if found is None:
        raise NotFound
    permit(person, Permission.READ_ARTICLES, found.project_id)
    may_know = person.may(Permission.READ_REPORTS, found.project_id)
    if not may_know and not queries.is_in_round(session, found.id, person.account_id):
        raise NotFound
    return person, found


def _managed(session: Session, actor: Actor | None, round_uid: str) -> tuple[Actor, RoundRow]:
    person = permit(actor, Permission.SIGNED_IN)
    found = queries.find_round(session, round_uid)
    if found is None:
        raise NotFound
    return permit(person, Permission.MANAGE_PROJECT, found.project_id), found


def _article_view(
    person: Actor, found: RoundRow, article: RoundArticleRow, reviews: Sequence[ReviewHead], *, blind: bool,
    is_editor: bool, is_taught: bool, kept: int,
) -> RoundArticleView:  # fmt: skip
    own = [review for review in reviews if is_own(person, review)]
    of_round = [review for review in reviews if review.round_id == found.id and review.kind is ReviewKind.PASS]
    revised = {review.revises_id for review in of_round if review.state is ReviewState.FINISHED}
    readable = {review.uid for review in visible_of_text(person, reviews, project_id=found.project_id)}
    shown = [review for review in of_round if review.uid in readable and review.state is ReviewState.FINISHED]
    nameless = [_after_release(found, review) for review in shown if not review.account_name and review.revises_id]
    return RoundArticleView(
        article,
        own[-1] if own else None,
        None if blind else len({r.account_id for r in of_round if r.state is ReviewState.FINISHED}),
        tuple(
            RoundPassView(
                review.uid, review.account_name, is_own(person, review),
                _after_release(found, review),
                review.id in revised,
                review.finished_at if review.revises_id is not None else None,
            )
            for review in shown
        ),
        article.role if is_editor else None,
        is_taught and bool(own) and own[-1].state is ReviewState.FINISHED,
        (len(nameless), sum(nameless)),
        0 if blind else kept,
    )  # fmt: skip


def _after_release(found: RoundRow, review: ReviewHead) -> bool:
    return is_after_release(
        started_at=review.started_at, is_revision=review.revises_id is not None, released_at=found.released_at
    )


def _roles(
    session: Session, project_id: int, kind: RoundKind, plan: Plan, nameless: Collection[int]
) -> dict[str, ArticleRole]:
    """The named articles with what they are in the round for: in production those with gold are measured against it.
    Raises Invalid for one that is none, has no gold where the round needs it, or is adjudicated without names.
    """
    uids = list(dict.fromkeys(uid for uid in plan.articles if uid))
    if not uids:
        raise _refuse("articles", "Choose at least one article.")
    if len(uids) > MOST_ARTICLES:
        raise _refuse("articles", f"At most {MOST_ARTICLES} articles, please.")
    names = queries.list_article_names(session, project_id, uids)
    if any(uid not in names for uid in uids):
        raise _refuse("articles", "One of these is no article of this project any more. Choose again.")
    ids = {one.id for one in names.values()}
    if taken := _named(names, queries.list_taken(session, ids)):
        raise _refuse("articles", f"“{taken}” is in another round. An article is in one round at most.")
    # The same answer whoever was chosen.
    if hidden := _named(names, nameless):
        raise _refuse("articles", f"“{hidden}” is adjudicated with names hidden. Finish its gold review first.")
    golden = queries.list_gold_articles(session, ids)
    if kind.has_mark and (without := _named(names, ids - golden)):
        raise _refuse("articles", f"“{without}” has no finished gold review. Adjudicate it first.")
    measured = ArticleRole.TRAINING if kind is RoundKind.TRAINING else ArticleRole.GOLD
    of_gold = measured if kind is not RoundKind.CALIBRATION else ArticleRole.OVERLAP
    return {uid: of_gold if names[uid].id in golden else ArticleRole.OVERLAP for uid in uids}


def _named(ids: Mapping[str, queries.ArticleName], some: Collection[int]) -> str:
    return next((one.title or uid[:8] for uid, one in ids.items() if one.id in some), "")


def _refuse(field: str, words: str) -> Invalid:
    return Invalid(words, code="bad_round", fields={field: words})
