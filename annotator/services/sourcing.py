"""The sourcing report of an article, and the strips of articles in a list.

Whose passes a person may see is decided by `visibility`: a reviewer sees their own and nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.agreement.reported import Raised
from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind
from annotator.core.sourcing.checklist import Answers
from annotator.core.sourcing.document import Basis, document_of
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.report import SourcingReport, report_on
from annotator.core.sourcing.states import StateRow
from annotator.core.sourcing.strip import Bar, strip
from annotator.services.policies import folded_rules, last_sums, policy_of
from annotator.services.reported_agreement import count_taggings
from annotator.services.reports import Closed, list_closed
from annotator.services.visibility import hidden_texts, is_own, visible_of_text, without_names
from annotator.storage.queries import sourcing as queries
from annotator.storage.queries.checklists import list_answers
from annotator.storage.queries.policies import list_steps
from annotator.storage.queries.readings import load_newest_readings, load_readings
from annotator.storage.queries.reports import ReportHead, list_reports_of_article
from annotator.storage.queries.sourcing import ArticleHead, PassHead
from annotator.storage.queries.versions import list_earlier_texts, list_texts


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """The report of one article on one pass, with the other passes that it could rest on.

    `report` and `chosen` are None where nothing can be reported, or where one of `choices` has to be chosen first.
    `in_hand` is the actor's own unfinished pass. `as_of` is when it was computed, in UTC. `steps` are what the desk did
    about findings, by place, and `kept` the reports of this article that were signed off: for who `knows` of others'
    work. `may_act`: the actor may take the next step.
    """

    article: ArticleHead
    choices: tuple[PassHead, ...]
    chosen: PassHead | None
    report: SourcingReport | None
    in_hand: PassHead | None
    as_of: datetime
    steps: Mapping[str, tuple[StateRow, ...]] = field(default_factory=dict)
    knows: bool = False
    may_act: bool = False
    kept: tuple[ReportHead, ...] = ()
    #: Why a kept one is closed to the person for now, by uid.
    closed: Mapping[str, Closed] = field(default_factory=dict)
    #: What editors answered of what the text cannot show, for who `knows`.
    answers: Answers = field(default_factory=dict)
    #: How many of the taggings that the person may see raise each flag; empty for fewer than two.
    taggings: Mapping[Flag, Raised] = field(default_factory=dict)
    #: The number of the article's newest text; that of the report may be an earlier one, which has a finished review.
    newest_number: int = 1


def article_report(
    session: Session, actor: Actor | None, article_uid: str, review_uid: str | None, *, now: datetime
) -> ArticleReport:
    """Compute the report of an article: on the review named, else on its gold, else on the actor's own pass,
    else on the only finished one; otherwise only say which can be chosen.

    Raises NotFound for an article or a review that is not there for this person, or not finished.
    """
    article = queries.find_article(session, article_uid=article_uid)
    if article is None:
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, article.project_id)
    newest = article.text_number
    article, passes, choices = _reported_text(session, person, article, review_uid)
    chosen = _choose(choices, person, review_uid)
    in_hand = next((head for head in _own(passes, person) if not head.is_finished), None)
    # What the desk did about findings tells of others' readings: it is for those who may see these.
    knows = in_hand is None and person.may(Permission.READ_REPORTS, article.project_id)
    report = _report(session, person, article, chosen, now=now) if chosen else None
    kept = list_reports_of_article(session, article.project_id, "sourcing", article.uid) if knows else ()
    return ArticleReport(
        article=article,
        choices=choices,
        chosen=chosen,
        report=report,
        in_hand=in_hand,
        as_of=now,
        steps=list_steps(session, article.text_id) if knows else {},
        answers=list_answers(session, article.text_id) if knows else {},
        knows=knows,
        kept=kept,
        closed=list_closed(session, person, article.project_id, kept) if kept else {},
        may_act=knows and person.may(Permission.MANAGE_PROJECT, article.project_id),
        taggings=_taggings(session, article, choices, chosen, report) if knows and chosen and report else {},
        newest_number=newest,
    )


def _reported_text(
    session: Session, person: Actor, article: ArticleHead, review_uid: str | None
) -> tuple[ArticleHead, tuple[PassHead, ...], tuple[PassHead, ...]]:
    """The article with the text to report on, all its passes, and the finished ones of that text that the person may
    see: the text of the review named, else the newest with any of these, else the newest.

    Who is tagging one of its texts sees others' passes over none: most of the words are the same.
    """
    numbers = {article.text_id: article.text_number}
    if article.text_number > 1:
        numbers = {text.id: text.number for text in reversed(list_texts(session, article.article_id))}
    by_text = queries.list_passes(session, text_ids=list(numbers))
    passes = tuple(head for text_id in numbers for head in by_text.get(text_id, ()))
    choices = _visible(passes, person, article.project_id)
    choices = without_names(session, person, choices, project_id=article.project_id)
    text_ids = [head.text_id for head in choices if review_uid in (None, "", head.uid)]
    text_id = text_ids[0] if text_ids else article.text_id
    of_text = tuple(head for head in choices if head.text_id == text_id)
    return replace(article, text_id=text_id, text_number=numbers[text_id]), passes, of_text


def _report(
    session: Session, person: Actor, article: ArticleHead, chosen: PassHead, *, now: datetime
) -> SourcingReport:
    """The report under the policy of the article's day; rules that fire on most articles of the desk fold, but not
    for who may not know what was found on these.
    """
    reading = load_newest_readings(session, [chosen.review_id])[chosen.review_id]
    policy = policy_of(session, article.project_id, article.facts, now=now)
    folded: frozenset[str] = frozenset()
    if person.may(Permission.READ_REPORTS, article.project_id):
        hidden = hidden_texts(session, person, article.project_id)
        folded = folded_rules(last_sums(session, article.project_id, hidden=hidden), policy)
    return report_on(reading, article.facts, policy, scope=chosen.scope, folded=folded)


def _taggings(
    session: Session, article: ArticleHead, choices: Sequence[PassHead], chosen: PassHead, report: SourcingReport
) -> Mapping[Flag, Raised]:
    return count_taggings(session, choices, article.facts, chosen.review_id, report.flags, report.policy)


def document_of_report(result: ArticleReport) -> dict[str, object] | None:
    """The report as the document that all files share; None where nothing is chosen to rest on."""
    chosen = result.chosen
    if chosen is None or result.report is None:
        return None
    basis = Basis(chosen.uid, chosen.kind, chosen.account_name, chosen.scope, chosen.finished_at)
    article = result.article
    return document_of(article.uid, article.facts, article.text_number, basis, result.report)


def strips_of_articles(
    session: Session, actor: Actor | None, project_id: int, article_ids: Collection[int]
) -> Mapping[int, Sequence[Bar]]:
    """The strips of a project's articles by article id, in a constant number of statements.

    On the gold, else the actor's own pass (finished or in hand), else, for those who may read reports, the
    first finished one; of the newest text, else of the latest that has one. Articles without any are left out.
    """
    person = permit(actor, Permission.READ_ARTICLES, project_id)
    texts = queries.list_newest_texts(session, article_ids=article_ids)
    earlier = list_earlier_texts(session, article_ids)
    ids = {article_id: (text_id, *earlier.get(article_id, ())) for article_id, (text_id, _) in texts.items()}
    passes = queries.list_passes(session, text_ids=[text_id for some in ids.values() for text_id in some])
    shown: dict[int, PassHead] = {}
    for article_id, text_ids in ids.items():
        seen = _visible([head for text_id in text_ids for head in passes.get(text_id, ())], person, project_id)
        for text_id in text_ids:
            own = _own(passes.get(text_id, ()), person)
            visible = tuple(head for head in seen if head.text_id == text_id)
            candidates = _first_gold(visible) or own or visible
            if candidates:
                shown[article_id] = candidates[-1] if candidates is own else candidates[0]
                break
    readings = load_readings(session, [head.review_id for head in shown.values()])
    return {
        article_id: strip(readings[head.review_id], texts[article_id][1], head.scope)
        for article_id, head in shown.items()
    }


def _visible(passes: Sequence[PassHead], person: Actor, project_id: int) -> tuple[PassHead, ...]:
    """The finished passes that a person may see."""
    seen = visible_of_text(person, passes, project_id=project_id)
    return tuple(head for head in seen if head.is_finished)


def _own(passes: Sequence[PassHead], person: Actor) -> tuple[PassHead, ...]:
    return tuple(head for head in passes if is_own(person, head))


def _choose(choices: Sequence[PassHead], person: Actor, review_uid: str | None) -> PassHead | None:
    if review_uid:
        named = next((head for head in choices if head.uid == review_uid), None)
        if named is None:
            raise NotFound("There is no finished review like this for you to see. Choose one from the article's page.")
        return named
    for group in (_first_gold(choices), _own(choices, person), choices if len(choices) == 1 else ()):
        if group:
            return group[0]
    return None


def _first_gold(passes: Sequence[PassHead]) -> tuple[PassHead, ...]:
    return tuple(head for head in passes if head.kind is ReviewKind.GOLD)[:1]
