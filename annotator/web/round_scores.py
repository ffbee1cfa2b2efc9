"""Scores of a round against gold: the rows on its page, and the sentences behind each number."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from annotator.core.adjudication import Aspect
from annotator.core.errors import NotFound
from annotator.core.gold_scores import Measured, Part, Standing
from annotator.services.round_scores import (
    AskedScore,
    BehindScore,
    ListedPass,
    Ranked,
    RoundScores,
    ScoredPass,
    Verdict,
    show_behind_score,
)
from annotator.web.adjudication_words import value_words
from annotator.web.agreement_rows import Count, Value
from annotator.web.agreement_words import percent
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("round_scores", __name__)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A pass against gold: F1 of claims, attributions and figures, and identities alike. Each number leads to the
    sentences that it counts, `lesson` to all that differs in the pass.
    """

    title: str
    url: str
    name: str
    lesson: str
    numbers: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """Whether somebody passed, with the score that decides it, and how many articles they have not finished."""

    name: str
    passed: bool
    score: Value
    left: Count


@dataclass(frozen=True, slots=True)
class RankRow:
    """A person in the order of a score, where the project ranks people."""

    place: str
    name: str
    articles: Count
    score: Value


@dataclass(frozen=True, slots=True)
class ThingRow:
    """One thing that is counted: where it stands in words, and its own words; identities as both have them."""

    standing: str
    words: str
    is_same: bool
    gold: str
    mine: str


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence with what is counted there; `url` opens it in the pass, empty where it is in no sentence."""

    number: int | None
    words: str
    url: str
    things: tuple[ThingRow, ...]


@dataclass(frozen=True, slots=True)
class PassRows:
    """A pass with the sentences behind its number."""

    title: str
    url: str
    lesson: str
    number: str
    sentences: tuple[SentenceRow, ...]


@dataclass(frozen=True, slots=True)
class BehindScorePage:
    """What a number counts: `gold` things there, `found` in the passes, `same` in both. `left` are articles that the
    person has not finished; `before` and `after` are the neighbouring pages, empty at the ends.
    """

    project: Crumb
    round: Crumb
    name: str
    part: Part
    number: str
    gold: int
    found: int
    same: int
    precision: str
    recall: str
    articles: int
    passes: tuple[PassRows, ...]
    left: tuple[Crumb, ...]
    page: int
    pages: int
    before: str
    after: str


@blueprint.get("/rounds/<round_uid>/scores")
def show(round_uid: str) -> Response:
    """The sentences behind a score: `who` (a person), `of` (a part), `article` (all that they finished, if empty)."""
    args = request.args
    if args.get("of") not in [part.value for part in Part]:
        raise NotFound("There is no such number.")
    page = args.get("page", 1, type=int)
    asked = AskedScore(args.get("who", ""), Part(args["of"]), args.get("article", ""), page)
    with reading() as session:
        found = show_behind_score(session, require_actor(), round_uid, asked)
    return render_page("rounds/scores.html", _page(found, asked))


def score_rows(
    round_uid: str, scores: RoundScores
) -> tuple[tuple[ScoreRow, ...], tuple[VerdictRow, ...], tuple[RankRow, ...]]:
    """The rows of the round's page: passes, verdicts, ranking."""
    links = _links(round_uid)
    return (
        tuple(_score_row(one, links) for one in scores.passes),
        tuple(_verdict_row(one, links) for one in scores.verdicts),
        tuple(_rank_row(one, links) for one in scores.ranking),
    )


Behind = Callable[[AskedScore], str]


def _links(round_uid: str) -> Behind:
    path = url_for("round_scores.show", round_uid=round_uid)

    def url(asked: AskedScore) -> str:
        article = f"&article={asked.article_uid}" if asked.article_uid else ""
        page = f"&page={asked.page}" if asked.page > 1 else ""
        return f"{path}?who={asked.account_uid}&of={asked.part.value}{article}{page}"

    return url


def _score_row(one: ScoredPass, url: Behind) -> ScoreRow:
    return ScoreRow(
        one.title, _article_url(one.article_uid), one.name, _lesson_url(one),
        tuple(
            _value(one.score.number(part), url(AskedScore(one.account_uid, part, one.article_uid))) for part in Part
        ),
    )  # fmt: skip


def _verdict_row(one: Verdict, url: Behind) -> VerdictRow:
    behind = url(AskedScore(one.account_uid, Part.ATTRIBUTIONS))
    return VerdictRow(one.name, one.passed, _value(one.score, behind), Count(one.left, f"{behind}#left"))


def _rank_row(one: Ranked, url: Behind) -> RankRow:
    behind = url(AskedScore(one.account_uid, Part.ATTRIBUTIONS))
    return RankRow(
        "" if one.place is None else str(one.place), one.name, Count(one.articles, behind), _value(one.score, behind)
    )


def _value(number: float | None, url: str) -> Value:
    return Value() if number is None else Value(percent(number), url=url)


def _percent(number: float | None) -> str:
    return "" if number is None else percent(number)


def _article_url(article_uid: str) -> str:
    return url_for("articles.show", article_uid=article_uid)


def _lesson_url(one: ScoredPass) -> str:
    return url_for("lessons.show", article_uid=one.article_uid, review=one.review_uid)


def _page(found: BehindScore, asked: AskedScore) -> BehindScorePage:
    def beside(page: int) -> str:
        there = AskedScore(asked.account_uid, asked.part, asked.article_uid, page)
        return _links(found.round.uid)(there) if 1 <= page <= found.pages else ""

    score = found.score.of(asked.part)
    return BehindScorePage(
        Crumb(found.round.project_name, f"{request.script_root}/projects/{found.round.project_uid}"),
        Crumb(found.round.name, url_for("rounds.show", round_uid=found.round.uid)),
        found.name, asked.part, _percent(found.score.number(asked.part)),
        score.gold, score.found, score.right, _percent(score.precision), _percent(score.recall),
        found.articles, tuple(_pass_rows(one, asked.part) for one in found.passes),
        tuple(Crumb(one.title, _article_url(one.article_uid)) for one in found.left),
        found.page, found.pages, beside(found.page - 1), beside(found.page + 1),
    )  # fmt: skip


def _pass_rows(one: ListedPass, part: Part) -> PassRows:
    review = url_for("reviews.show", review_uid=one.head.review_uid)
    return PassRows(
        one.head.title, _article_url(one.head.article_uid), _lesson_url(one.head),
        _percent(one.head.score.number(part)),
        tuple(
            SentenceRow(
                None if there.ordinal is None else there.ordinal + 1, there.words,
                "" if there.ordinal is None else f"{review}?at={there.ordinal}#s{there.ordinal}",
                tuple(
                    _thing_row(thing.measured, "" if part is Part.CLAIMS else thing.words) for thing in there.things
                ),
            )
            for there in one.sentences
        ),
    )  # fmt: skip


def _thing_row(one: Measured, words: str) -> ThingRow:
    standings = {
        Standing.SAME: _("as in the gold"),
        Standing.MISSED: _("in the gold alone"),
        Standing.EXTRA: _("not in the gold"),
        Standing.OTHER: _("otherwise than in the gold"),
    }
    return ThingRow(
        standings[one.standing], words, one.standing is Standing.SAME, value_words(Aspect.IDENTITY, one.gold),
        value_words(Aspect.IDENTITY, one.mine),
    )  # fmt: skip
