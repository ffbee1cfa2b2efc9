"""Agreement on what the sourcing report says: of a project, and how many taggings raise each flag of one report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.raisers import RuleAsked, ShareAsked
from annotator.core.agreement.reported import Raised, count_raised
from annotator.core.records import ArticleFacts, ReviewKind, Scope
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.policy import Policy
from annotator.core.sourcing.rules import raise_flags
from annotator.services.agreement import Choice
from annotator.services.agreement_sentences import NO_HEAD, Since, list_since, read_chosen
from annotator.services.policies import policies_of
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries.agreement import TextHead, list_text_heads
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing import PassHead

if TYPE_CHECKING:
    from annotator.core.agreement.reported_report import ReportedAgreement

ARTICLES_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class RaisedWords:
    """What a flag says, the sentence that it is raised on (None and empty for the article as a whole), and whose
    taggings raise it.
    """

    ordinal: int | None
    sentence: str
    words: str
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportedText:
    """An article with what each chosen reviewer's tagging says, by name, and the sentences that a rule is raised on.
    One that is gone has no head.
    """

    head: TextHead
    told: tuple[tuple[str, bool | Share | None], ...]
    words: tuple[RaisedWords, ...]
    since: Since = Since.NOTHING


@dataclass(frozen=True, slots=True)
class ReportedList:
    """One page of the articles behind a number, of which there are `n`; pages count from 1."""

    texts: tuple[ReportedText, ...]
    page: int
    pages: int
    n: int


@dataclass(frozen=True, slots=True)
class Reported:
    """The numbers, and the articles behind the one that was asked for."""

    report: "ReportedAgreement"
    listed: ReportedList | None


def compare_reported(
    session: Session, choice: Choice, asked: RuleAsked | ShareAsked | None, *, page: int = 1, now: datetime
) -> Reported:
    """Compare what the report says of the chosen reviewers' taggings, each article under the policy that is in force
    for it, with the articles behind a number of it.
    """
    rows, policy_on = _read_rows(session, choice, now)
    report = _report(choice, rows, policy_on)
    return Reported(report, None if asked is None else _list(session, choice, asked, page, rows, policy_on))


def list_reported(
    session: Session, choice: Choice, asked: RuleAsked | ShareAsked, *, page: int, now: datetime
) -> ReportedList:
    """The articles behind a number alone."""
    return _list(session, choice, asked, page, *_read_rows(session, choice, now))


def _list(
    session: Session, choice: Choice, asked: RuleAsked | ShareAsked, page: int,
    rows: Sequence[tuple[int, str, str, bytes]], policy_on: Callable[[str], Policy],
) -> ReportedList:  # fmt: skip
    from annotator.core.agreement.reported_behind import find_reported  # numpy, which the start does without

    keys = tuple(str(reviewer.account_id) for reviewer in choice.chosen)
    found = find_reported(rows, keys, choice.filters.sight, policy_on, asked)
    pages = max(1, -(-found.n // ARTICLES_A_PAGE))
    page = min(max(page, 1), pages)
    shown = found.tell(slice((page - 1) * ARTICLES_A_PAGE, page * ARTICLES_A_PAGE))
    texts = [told.text_id for told in shown]
    heads = list_text_heads(session, text_ids=texts)
    since = list_since(session, choice, texts)
    words = _raised_words(session, choice, texts, asked.rule, policy_on) if isinstance(asked, RuleAsked) else {}
    names = [reviewer.name for reviewer in choice.chosen]
    listed = (
        ReportedText(
            NO_HEAD if since[one.text_id] is Since.GONE else heads[one.text_id],
            tuple(zip(names, one.told, strict=True)), words.get(one.text_id, ()), since[one.text_id],
        )
        for one in shown
    )  # fmt: skip
    return ReportedList(tuple(listed), page, pages, found.n)


def _raised_words(
    session: Session, choice: Choice, text_ids: Sequence[int], rule: str, policy_on: Callable[[str], Policy]
) -> Mapping[int, tuple[RaisedWords, ...]]:
    """Where the rule is raised in these texts, from the taggings themselves."""
    if not text_ids:
        return {}
    facts = kept_texts.list_facts(session, text_ids=text_ids)
    found: dict[int, tuple[RaisedWords, ...]] = {}
    for text_id, readings in read_chosen(session, choice, text_ids).items():
        known = facts[text_id] if choice.record is None else choice.record.facts(text_id, facts[text_id])
        policy = policy_on(known.published_on)
        whose: dict[tuple[int | None, str], list[str]] = {}
        for reviewer in choice.chosen:
            if reviewer.account_id not in readings:
                continue
            flags = policy.keep(raise_flags(Grounds(readings[reviewer.account_id], known), policy.thresholds))
            for place in dict.fromkeys((flag.ordinal, flag.words) for flag in flags if flag.rule == rule):
                whose.setdefault(place, []).append(reviewer.name)
        reading = next(iter(readings.values()))
        quoted: dict[int | None, str] = {one.ordinal: reading.quote(one.span) for one in reading.sentences}
        in_order = sorted(whose.items(), key=lambda item: (item[0][0] is not None, item[0][0] or 0, item[0][1]))
        found[text_id] = tuple(
            RaisedWords(ordinal, quoted.get(ordinal, ""), words, tuple(names)) for (ordinal, words), names in in_order
        )
    return found


def report_choice_reported(session: Session, choice: Choice, *, now: datetime) -> "ReportedAgreement":
    """The numbers alone; reviewers are named by their uids in them."""
    return _report(choice, *_read_rows(session, choice, now))


def _read_rows(
    session: Session, choice: Choice, now: datetime
) -> tuple[Sequence[tuple[int, str, str, bytes]], Callable[[str], Policy]]:
    rows = choice.reported
    if rows is None:
        rows = tuple(
            kept_texts.load_reported(
                session, project_id=choice.project_id, hidden=choice.hidden, by=choice.filters.by,
                filters=choice.filters.values,
            )
        )  # fmt: skip
    if any(layout != LAYOUT for layout in map(itemgetter(4), rows)):
        rows = tuple(row for row in rows if row[4] == LAYOUT)
    newest = choice.record.policy if choice.record is not None else None
    return list(map(itemgetter(0, 5, 2, 6), rows)), policies_of(session, choice.project_id, now=now, newest=newest)


def _report(
    choice: Choice, rows: Sequence[tuple[int, str, str, bytes]], policy_on: Callable[[str], Policy]
) -> "ReportedAgreement":
    from annotator.core.agreement.reported_report import report_reported  # numpy, as above

    keys = tuple(str(reviewer.account_id) for reviewer in choice.chosen)
    uids = tuple(reviewer.uid for reviewer in choice.chosen)
    return report_reported(rows, keys, uids, choice.filters.sight, policy_on)


def count_taggings(
    session: Session, passes: Sequence[PassHead], facts: ArticleFacts, chosen: int, flags: Sequence[Flag],
    policy: Policy,
) -> Mapping[Flag, Raised]:  # fmt: skip
    """How many of the finished full passes among `passes` raise each of these flags, which the review `chosen` raises:
    how far a flag rests on who tagged. Empty for fewer than two; gold is no tagging. Who may see these passes is the
    caller's to know.
    """
    full = [p for p in passes if p.is_finished and p.kind is ReviewKind.PASS and p.scope is Scope.FULL]
    if len(full) < 2:
        return {}
    others = load_newest_readings(session, [head.review_id for head in full if head.review_id != chosen])
    raised = [
        policy.keep(raise_flags(Grounds(reading, facts), policy.thresholds)) for reading in others.values()
    ]
    raised += [tuple(flags)] * (len(full) - len(others))
    return {flag: count_raised(flag, raised) for flag in flags}
