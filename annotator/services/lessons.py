"""What a person is told of their own pass over an article with gold: in a training round as soon as it is finished,
elsewhere with the release; and what an editor explains for it, sentence by sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.lessons import Beside, check_place, clean_explanation, put_beside, tell_gold
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewKind, ReviewState, Scope, Sentence, Span
from annotator.core.rounds import RoundKind, may_see_score
from annotator.core.rulings import Decision, Words
from annotator.services.audit import record
from annotator.services.gold import find_text, newest_sentences
from annotator.services.projects import SchemeFacts, show_scheme
from annotator.services.visibility import hidden_texts, is_own, without_names
from annotator.storage.queries import explanations as queries
from annotator.storage.queries.decisions import load_decisions
from annotator.storage.queries.explanations import ExplanationRow
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.reviews import ReviewHead, list_text_reviews
from annotator.storage.queries.rounds import RoundRow, find_round_by_id, list_golds
from annotator.storage.queries.sourcing import ArticleHead, find_article
from annotator.storage.queries.texts import load_text


@dataclass(frozen=True, slots=True)
class LessonItem:
    """One thing that differs, with what was decided about it when the gold was made, where that is known."""

    said: Beside
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A sentence in which something differs or is explained. `same` counts what the pass said as the gold does."""

    sentence: Sentence
    words: str
    items: tuple[LessonItem, ...]
    same: int
    explanations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A person's pass beside the gold: an editor's note about the whole, then the sentences that there is something
    to say about; `clean` counts the sentences of the pass that are as in the gold. `round` has the score, if it was
    made in one.
    """

    article: ArticleHead
    facts: SchemeFacts
    review: ReviewHead
    note: str
    lines: tuple[LessonLine, ...]
    clean: int
    round: RoundRow | None = None


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence for an editor: what the gold says there, and what is explained (version 0: nothing)."""

    sentence: Sentence
    words: str
    gold: tuple[tuple[str, tuple[Words, ...]], ...]
    explained: ExplanationRow


@dataclass(frozen=True, slots=True)
class Explaining:
    """An article with gold as an editor explains it; `whole` is the note about the whole text."""

    article: ArticleHead
    facts: SchemeFacts
    whole: ExplanationRow
    sentences: tuple[ExplainedSentence, ...]


def show_lesson(session: Session, actor: Actor | None, article_uid: str, review_uid: str = "") -> Lesson:
    """The person's last finished pass beside the gold, or the one named whose score in its round they may see. Raises
    NotFound before they may know: not finished, tagging it again, no finished gold, or a round that tells with its
    release.
    """
    person = permit(actor, Permission.SIGNED_IN)
    article = find_article(session, article_uid=article_uid)
    if article is None:
        raise NotFound
    permit(person, Permission.TAG, article.project_id)
    review = _find_scored(session, person, article, review_uid) if review_uid else find_lesson(session, person, article)
    if review is None:
        raise NotFound
    gold_id = list_golds(session, [article.text_id])[article.text_id]
    readings = load_newest_readings(session, [review.id, gold_id])
    besides = put_beside(readings[review.id], readings[gold_id], sourcing_only=review.scope is Scope.SOURCING_ONLY)
    explained = queries.list_explanations(session, article.text_id)
    whole = Span(0, len(readings[gold_id].text))
    lines = _lines(readings[gold_id], besides, load_decisions(session, gold_id), explained, whole)
    answered = {one.ordinal for one in besides}
    return Lesson(
        article,
        show_scheme(session, person, article.project_uid, Permission.TAG),
        review,
        next((one.words for one in explained if one.span == whole), ""),
        lines,
        len(answered - {line.sentence.ordinal for line in lines if line.items}),
        None if review.round_id is None else find_round_by_id(session, review.round_id),
    )


def _find_scored(session: Session, person: Actor, article: ArticleHead, review_uid: str) -> ReviewHead | None:
    """A finished pass of a round over an article's newest text, if the person may see how it does against gold."""
    if article.text_id in hidden_texts(session, person, article.project_id):
        return None
    passes = [one for one in list_text_reviews(session, [article.text_id]) if one.kind is ReviewKind.PASS]
    found = next((one for one in passes if one.uid == review_uid and one.state is ReviewState.FINISHED), None)
    of = None if found is None or found.round_id is None else find_round_by_id(session, found.round_id)
    if found is None or of is None or not list_golds(session, [article.text_id]):
        return None
    is_editor = person.may(Permission.MANAGE_PROJECT, article.project_id)
    if not may_see_score(of.kind, of.state, is_own=is_own(person, found), is_editor=is_editor):
        return None
    return without_names(session, person, [found], project_id=article.project_id)[0]


def has_lesson(session: Session, actor: Actor | None, review: ReviewHead) -> bool:
    """Say whether a pass that its person has just finished is one of a training, which tells at once how they did."""
    of = None if review.round_id is None else find_round_by_id(session, review.round_id)
    if of is None or of.kind is not RoundKind.TRAINING:
        return False
    article = find_article(session, article_uid=review.article_uid)
    return article is not None and find_lesson(session, permit(actor, Permission.SIGNED_IN), article) is not None


def find_lesson(session: Session, person: Actor, article: ArticleHead) -> ReviewHead | None:
    """The person's last finished pass over an article's newest text, if they may be told how it compares."""
    if article.text_id in hidden_texts(session, person, article.project_id):
        return None
    own = [
        review
        for review in list_text_reviews(session, [article.text_id])
        if review.account_id == person.account_id
        and review.kind is ReviewKind.PASS
        and review.state is ReviewState.FINISHED
    ]
    if not own or not list_golds(session, [article.text_id]):
        return None
    found = None if own[-1].round_id is None else find_round_by_id(session, own[-1].round_id)
    is_told = found is None or may_see_score(found.kind, found.state, is_own=True, is_editor=False)
    return own[-1] if is_told else None


def show_explaining(session: Session, actor: Actor | None, article_uid: str) -> Explaining:
    """An article's gold with what is explained, for an editor. Raises NotFound without a finished gold review, or
    while they are tagging it.
    """
    article, person = _explained_text(session, actor, article_uid)
    gold_id = list_golds(session, [article.text_id])[article.text_id]
    gold = load_newest_readings(session, [gold_id])[gold_id]
    there = {one.span: one for one in queries.list_explanations(session, article.text_id)}
    told = tell_gold(gold)
    whole = Span(0, len(gold.text))
    return Explaining(
        article,
        show_scheme(session, person, article.project_uid, Permission.MANAGE_PROJECT),
        there.get(whole, ExplanationRow(whole, "", 0)),
        tuple(
            ExplainedSentence(
                sentence, gold.quote(sentence.span), told.get(sentence.ordinal, ()),
                there.get(sentence.span, ExplanationRow(sentence.span, "", 0)),
            )
            for sentence in gold.sentences
            if sentence.duplicate_of is None
        ),
    )  # fmt: skip


def explain(
    session: Session, actor: Actor | None, article_uid: str, place: tuple[int, int], raw: str, *, version: int,
    now: datetime,
) -> None:  # fmt: skip
    """Keep what is explained at a place; nothing takes it back. Raises Invalid, and Conflict (`explained`) where
    another editor wrote there meanwhile.
    """
    article, person = _explained_text(session, actor, article_uid)
    text, _segmentation = load_text(session, article.text_id)
    span = check_place(newest_sentences(session, article.text_id), len(text), *place)
    words = clean_explanation(raw)
    queries.write_explanation(
        session, article.text_id, span, words, version=version, by_id=person.account_id, now=now
    )
    detail: dict[str, str | int] = {"article": article.uid, "start": span.start, "length": len(words)}
    record(session, "explanation:write", person.uid, detail, now=now)


def _explained_text(session: Session, actor: Actor | None, article_uid: str) -> tuple[ArticleHead, Actor]:
    article, person = find_text(session, actor, article_uid)
    permit(person, Permission.MANAGE_PROJECT, article.project_id)
    is_hidden = article.text_id in hidden_texts(session, person, article.project_id)
    if is_hidden or not list_golds(session, [article.text_id]):
        raise NotFound
    return article, person


def _lines(
    gold: Reading, besides: tuple[Beside, ...], decisions: tuple[Decision, ...], explained: list[ExplanationRow],
    whole: Span,
) -> tuple[LessonLine, ...]:  # fmt: skip
    told: Mapping[int, list[str]] = {sentence.ordinal: [] for sentence in gold.sentences}
    for one in explained:
        home = gold.home_of(one.span.start) if one.span != whole else None
        if home:
            told[home.ordinal].append(one.words)
    found = []
    for sentence in gold.sentences:
        here = [one for one in besides if one.ordinal == sentence.ordinal]
        items = tuple(LessonItem(one, find_decision(decisions, one)) for one in here if not one.is_same)
        if items or told[sentence.ordinal]:
            words, same = gold.quote(sentence.span), len(here) - len(items)
            found.append(LessonLine(sentence, words, items, same, tuple(told[sentence.ordinal])))
    return tuple(found)


def find_decision(decisions: tuple[Decision, ...], said: Beside) -> Decision | None:
    """The last decision of a person about the same kind of thing on the same words."""
    about = [one for one in decisions if one.tag == said.tag and one.span.overlaps(said.span) and one.why is not None]
    return about[-1] if about else None
