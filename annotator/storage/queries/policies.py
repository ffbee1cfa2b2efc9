"""The versions of a desk's policy, and the steps of its findings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.dataset_policies import PolicyRecord
from annotator.core.sourcing.policy import Policy, policy_from_json, policy_to_json
from annotator.core.sourcing.states import FindingState, StateRow
from annotator.storage.tables import Account, Article, ArticleText, FindingStep, PolicyVersion, Project


@dataclass(frozen=True, slots=True)
class PolicyHead:
    """A stored version of a policy, with who made it and when."""

    policy: Policy
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A finding that is waived now: of which article, what it said, why and by whom."""

    article_uid: str
    title: str
    text_id: int
    published_on: str
    words: str
    rules: tuple[str, ...]
    reason: str
    by: str
    at: datetime


def lock_policies(session: Session, project_id: int) -> None:
    """Let nobody else change the project's policy until the transaction ends (SQLite has one writer anyway)."""
    session.execute(select(Project.id).where(Project.id == project_id).with_for_update())


def list_policies(session: Session, project_id: int) -> tuple[PolicyHead, ...]:
    """The versions of a project's policy, the newest first."""
    rows = session.execute(
        select(PolicyVersion.body, Account.name, PolicyVersion.made_at)
        .join(Account, Account.id == PolicyVersion.made_by_id)
        .where(PolicyVersion.project_id == project_id)
        .order_by(PolicyVersion.number.desc())
    )
    return tuple(PolicyHead(policy_from_json(body), name, at) for body, name, at in rows)


def add_policy(session: Session, project_id: int, policy: Policy, *, made_by_id: int, now: datetime) -> None:
    """Store a version under its number. Two who store the same number meet at the constraint."""
    session.execute(
        insert(PolicyVersion).values(
            project_id=project_id, number=policy.number, body=policy_to_json(policy), made_by_id=made_by_id,
            made_at=now,
        )
    )  # fmt: skip


def list_makers(session: Session, project_id: int) -> set[int]:
    """The accounts that stored a version of the project's policy."""
    return set(session.scalars(select(PolicyVersion.made_by_id).where(PolicyVersion.project_id == project_id)))


def list_policy_records(session: Session, project_id: int) -> tuple[PolicyRecord, ...]:
    """The versions of a project's policy by number, for a dataset."""
    rows = session.execute(
        select(PolicyVersion.body, Account.uid, PolicyVersion.made_at)
        .join(Account, Account.id == PolicyVersion.made_by_id)
        .where(PolicyVersion.project_id == project_id)
        .order_by(PolicyVersion.number)
    )
    return tuple(PolicyRecord(policy_from_json(body), uid, at) for body, uid, at in rows)


def replace_policies(
    session: Session, project_id: int, records: Sequence[PolicyRecord], accounts: Mapping[str, int]
) -> None:
    """Put these versions in place of the project's, which judged no article; none of them leaves what is there."""
    if records:
        session.execute(delete(PolicyVersion).where(PolicyVersion.project_id == project_id))
    for one in records:
        add_policy(session, project_id, one.policy, made_by_id=accounts[one.account_uid], now=one.at)


def list_steps(session: Session, text_id: int) -> Mapping[str, tuple[StateRow, ...]]:
    """All steps of a text's findings by place, the first step first."""
    rows = session.execute(
        select(FindingStep.place, FindingStep.number, FindingStep.state, FindingStep.reason, Account.name,
               FindingStep.made_at)
        .join(Account, Account.id == FindingStep.made_by_id)
        .where(FindingStep.text_id == text_id)
        .order_by(FindingStep.place, FindingStep.number)
    )  # fmt: skip
    found: dict[str, list[StateRow]] = {}
    for row in rows:
        found.setdefault(row.place, []).append(StateRow(*row))
    return {place: tuple(steps) for place, steps in found.items()}


def add_step(
    session: Session, text_id: int, place: str, number: int, state: FindingState, *, reason: str, words: str,
    rules: Iterable[str], made_by_id: int, now: datetime,
) -> None:  # fmt: skip
    """Store one step. Two who take the same step meet at the constraint."""
    session.execute(
        insert(FindingStep).values(
            text_id=text_id, place=place, number=number, state=state, reason=reason, words=words,
            rules=",".join(rules), made_by_id=made_by_id, made_at=now,
        )
    )  # fmt: skip


def list_waivers(session: Session, project_id: int, *, hidden: Collection[int]) -> tuple[WaiverRow, ...]:
    """The findings of a project that are waived now, the latest first; not those of texts `hidden` from who asks."""
    last = (
        select(FindingStep.text_id, FindingStep.place, func.max(FindingStep.number))
        .group_by(FindingStep.text_id, FindingStep.place)
        .join(ArticleText, ArticleText.id == FindingStep.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id)
    )
    rows = session.execute(
        select(Article.uid, Article.title, FindingStep.text_id, Article.published_on, FindingStep.words,
               FindingStep.rules, FindingStep.reason, Account.name, FindingStep.made_at)
        .join(ArticleText, ArticleText.id == FindingStep.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Account, Account.id == FindingStep.made_by_id)
        .where(
            FindingStep.state == FindingState.WAIVED,
            tuple_(FindingStep.text_id, FindingStep.place, FindingStep.number).in_(last),
            FindingStep.text_id.not_in(list(hidden)),
        )
        .order_by(FindingStep.made_at.desc(), FindingStep.id.desc())
    )  # fmt: skip
    return tuple(
        WaiverRow(uid, title, text_id, day, words, tuple(rules.split(",")), reason, by, at)
        for uid, title, text_id, day, words, rules, reason, by, at in rows
    )
