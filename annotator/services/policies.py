"""A desk's policy on sources: its versions, changing it, and which rules fire so often that they fold."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ArticleFacts
from annotator.core.sourcing.policy import FIRST_POLICY, Policy, check_policy, in_force_on
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.summary import Summary
from annotator.services.audit import record
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import policies as queries
from annotator.storage.queries.policies import PolicyHead, WaiverRow
from annotator.storage.queries.sourcing import PassHead, list_passes, list_reported_texts
from annotator.storage.queries.sourcing_sums import load_sums

#: A rule that fired on more than so many percent of the last articles folds, once there are enough of them.
FOLDS_ABOVE = 60
LAST_ARTICLES = 50
LEAST_ARTICLES = 20


@dataclass(frozen=True, slots=True)
class Effect:
    """On how many of the last articles a rule fires under the policy that is stored, and under another."""

    rule: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class PolicyState:
    """A project's policy: the newest version and all before it, newest first; `articles` and `fired` say on how many
    of the last articles each rule fires under it.
    """

    project: ProjectFacts
    newest: Policy
    versions: tuple[PolicyHead, ...]
    articles: int
    fired: Mapping[str, int]


def show_policy(
    session: Session, actor: Actor | None, project_uid: str, permission: Permission = Permission.READ_REPORTS
) -> PolicyState:
    """The policy as it stands. For everybody who reads reports; for who needs `permission`."""
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, permission)
    project = find_project(session, project_uid)
    versions = queries.list_policies(session, project.id)
    newest = versions[0].policy if versions else FIRST_POLICY
    sums = last_sums(session, project.id, hidden=hidden_texts(session, person, project.id))
    return PolicyState(facts, newest, versions, len(sums), count_fired(sums, newest))


def change_policy(
    session: Session, actor: Actor | None, project_uid: str, policy: Policy, *, based_on: int, now: datetime
) -> int:
    """Store the next version of the policy; its number. Nothing that is kept or signed changes with it.

    Raises Invalid with the fields at fault, Conflict where somebody stored a version meanwhile.
    """
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.MANAGE_PROJECT, project.id)
    queries.lock_policies(session, project.id)
    versions = queries.list_policies(session, project.id)
    newest = versions[0].policy.number if versions else 0
    if newest != based_on:
        raise Conflict(
            f"{versions[0].made_by} changed the policy meanwhile. Nothing was overwritten: what you chose is still "
            "here; compare it with what is stored and save again.",
            code="policy_moved",
        )
    checked = check_policy(replace(policy, number=newest + 1))
    queries.add_policy(session, project.id, checked, made_by_id=person.account_id, now=now)
    record(session, "policy:change", person.uid, {"project": project.uid, "number": checked.number}, now=now)
    return checked.number


def preview_policy(session: Session, actor: Actor | None, project_uid: str, policy: Policy) -> tuple[Effect, ...]:
    """What another policy would change on the last articles, rule by rule; rules on which nothing changes left out."""
    state = show_policy(session, actor, project_uid)
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    sums = last_sums(session, project.id, hidden=hidden_texts(session, person, project.id))
    then = count_fired(sums, check_policy(policy))
    effects = (Effect(rule, state.fired.get(rule, 0), then.get(rule, 0)) for rule in RULES)
    return tuple(effect for effect in effects if effect.now != effect.then)


def list_waivers(
    session: Session, actor: Actor | None, project_uid: str
) -> tuple[ProjectFacts, tuple[WaiverRow, ...]]:
    """The findings that are waived now, the latest first. For everybody who reads reports."""
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, Permission.READ_REPORTS)
    project = find_project(session, project_uid)
    hidden = hidden_texts(session, person, project.id)
    return facts, queries.list_waivers(session, project.id, hidden=hidden)


def policy_of(session: Session, project_id: int, facts: ArticleFacts, *, now: datetime) -> Policy:
    """The policy for an article: the one in force on the day it was published, today where no day is known."""
    return policies_of(session, project_id, now=now)(facts.published_on)


def policies_of(
    session: Session, project_id: int, *, now: datetime, newest: int | None = None
) -> Callable[[str], Policy]:
    """The policy by the day on which an article was published (ISO, empty where none is known): see `policy_of`.
    Versions later than `newest` are left out: of a time when that was the last one.
    """
    versions = [
        head.policy
        for head in queries.list_policies(session, project_id)
        if newest is None or head.policy.number <= newest
    ]
    return lambda day: in_force_on(versions, day, now.date())


def last_sums(session: Session, project_id: int, *, hidden: Collection[int] = ()) -> tuple[Summary, ...]:
    """What is kept of the last articles' reports, one review an article: gold, else the first that was finished."""
    texts = list_reported_texts(session, project_id=project_id, limit=LAST_ARTICLES, hidden=hidden)
    passes = list_passes(session, text_ids=texts)
    chosen = [head.review_id for text_id in texts if (head := basis_of(passes.get(text_id, ()))) is not None]
    sums = load_sums(session, chosen)
    return tuple(sums[review_id] for review_id in chosen if review_id in sums)


def basis_of(passes: Collection[PassHead]) -> PassHead | None:
    """The review that reports on many articles rest on: gold, else the first finished; never more than one."""
    finished = [head for head in passes if head.is_finished]
    gold = [head for head in finished if head.is_gold]
    return min(gold or finished, key=lambda head: head.review_id, default=None)


def count_fired(sums: Collection[Summary], policy: Policy) -> dict[str, int]:
    """On how many of these articles each rule fires under a policy."""
    return dict(Counter(rule for summary in sums for rule in summary.rules_fired(policy)))


def folded_rules(sums: Collection[Summary], policy: Policy) -> frozenset[str]:
    """The rules that fire on over 60 % of the last articles: they tell nothing about this one."""
    if len(sums) < LEAST_ARTICLES:
        return frozenset()
    return frozenset(
        rule for rule, count in count_fired(sums, policy).items() if 100 * count > FOLDS_ABOVE * len(sums)
    )
