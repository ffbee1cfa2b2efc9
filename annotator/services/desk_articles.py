"""The articles that desk views are of: on which review each rests, what is kept of it, under which policy.

Tags are never read here. A step of services that permit.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.desk_views import DeskChoice
from annotator.core.errors import Invalid
from annotator.core.permissions import Actor
from annotator.core.records import Scope
from annotator.core.reports import Json
from annotator.core.sourcing.policy import Policy, in_force
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.summary import Summary
from annotator.services.jobs import Order, Progress
from annotator.services.policies import basis_of
from annotator.services.sourcing_sums import record_sums
from annotator.services.visibility import hidden_texts, texts_without_numbers
from annotator.storage.queries import desk as queries
from annotator.storage.queries.desk import PublishedArticle
from annotator.storage.queries.policies import WaiverRow, list_policies, list_waivers
from annotator.storage.queries.sourcing import PassHead
from annotator.storage.transactions import Database

if TYPE_CHECKING:
    from annotator.core.sourcing.desk import DeskArticle

#: Reviews that are counted in one transaction: others write in between.
A_BATCH = 25


class Rests(StrEnum):
    """Whose tags an article's numbers rest on."""

    GOLD = "gold"
    REVIEWER = "reviewer"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One article with the one review that it rests on. `is_earlier`: a review of an earlier text than its newest."""

    article: PublishedArticle
    text_id: int
    is_earlier: bool
    head: PassHead
    rests: Rests
    policy: Policy
    counted: "DeskArticle"
    scope: Scope


@dataclass(frozen=True, slots=True)
class DeskArticles:
    """The chosen articles that count, and what does not: `tagged` are the ids of those of the `published` articles that
    have a finished review; `hidden` are those the person is tagging (or adjudicates without names, where a reviewer was
    chosen), in no number; `uncounted` had no sums.
    """

    chosen: tuple[Chosen, ...]
    published: Sequence[PublishedArticle]
    tagged: frozenset[int]
    hidden: int
    uncounted: int
    reviewer: str
    waivers: tuple[WaiverRow, ...]

    @property
    def counted(self) -> "tuple[DeskArticle, ...]":
        """What counts of each."""
        return tuple(one.counted for one in self.chosen)

    @property
    def review_ids(self) -> list[int]:
        """The reviews that it rests on."""
        return [one.head.review_id for one in self.chosen]

    @property
    def review_uids(self) -> tuple[str, ...]:
        """The same by uid, in the order of the reviews."""
        return tuple(one.head.uid for one in sorted(self.chosen, key=lambda one: one.head.review_id))

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules that apply to any of the articles."""
        policies = {one.policy.number: one.policy for one in self.chosen}.values()
        return tuple(rule for rule in RULES if any(policy.applies(rule) for policy in policies))

    def basis_json(self) -> dict[str, Json]:
        """What the numbers rest on, as the document says it."""
        rests = Counter(one.rests for one in self.chosen)
        policies = {one.policy.number: one.policy.name for one in self.chosen}
        return {
            "rests": {basis.value: rests[basis] for basis in Rests},
            "reviewer": self.reviewer,
            "articles": len(self.chosen),
            "earlier": sum(one.is_earlier for one in self.chosen),
            "tagged": len(self.tagged),
            "published": len(self.published),
            "hidden": self.hidden,
            "uncounted": self.uncounted,
            "sourcing_only": sum(one.scope is Scope.SOURCING_ONLY for one in self.chosen),
            "policies": [{"number": number, "name": name} for number, name in sorted(policies.items())],
        }


def count_missing(database: Database, order: Order, progress: Progress) -> int:
    """Count the reviews that came in without being counted, some at a time; how many there were."""
    with database.reading() as session:
        missing = queries.list_uncounted(session, order.project_id)
    for start in range(0, len(missing), A_BATCH):
        progress(start, len(missing), "Counting reviews that were not counted yet")
        with database.writing() as session:
            record_sums(session, missing[start : start + A_BATCH])
    return len(missing)


def choose_articles(
    session: Session, person: Actor, project_id: int, choice: DeskChoice, *, now: datetime
) -> DeskArticles:
    """The articles of a choice, each on one review of its newest text that has a finished one, in a constant number of
    statements. Raises Invalid for a reviewer who is not there.
    """
    reviewer = _reviewer(session, choice)
    hidden = hidden_texts(session, person, project_id)
    if reviewer is not None:  # else it tells of nobody on whose reading it rests
        hidden |= texts_without_numbers(session, person, project_id=project_id)
    every = queries.list_published(session, project_id, choice)
    # Who is tagging one of an article's texts has all of them hidden.
    published = [article for article in every if hidden.isdisjoint(article.text_ids)]
    passes = queries.list_finished_passes(session, project_id)
    basis = {
        article.article_id: _basis(passes[text_id], reviewer[0] if reviewer else None)
        for article in published
        if (text_id := next((id_ for id_ in article.text_ids if id_ in passes), None)) is not None
    }
    sums = queries.load_project_sums(session, project_id, [head.review_id for head, _ in basis.values()])
    waivers = list_waivers(session, project_id, hidden=hidden)
    return DeskArticles(
        chosen=_chosen(session, project_id, published, basis, sums, waivers, now.date()),
        published=published,
        tagged=frozenset(basis),
        hidden=len(every) - len(published),
        uncounted=sum(head.review_id not in sums for head, _ in basis.values()),
        reviewer=reviewer[1] if reviewer else "",
        waivers=waivers,
    )


def _reviewer(session: Session, choice: DeskChoice) -> tuple[int, str] | None:
    if not choice.reviewer:
        return None
    found = queries.find_reviewer(session, choice.reviewer)
    if found is None:
        words = "There is no such reviewer. Choose one of the list."
        raise Invalid(words, code="bad_choice", fields={"reviewer": words})
    return found


def _basis(passes: Collection[PassHead], account_id: int | None) -> tuple[PassHead, Rests]:
    """Gold where there is gold, else the named person's review, else the first that was finished."""
    if not any(head.is_gold for head in passes):
        named = basis_of([head for head in passes if head.account_id == account_id])
        if named is not None:
            return named, Rests.REVIEWER
    found = basis_of(passes)
    assert found is not None  # there is a finished one
    return found, Rests.GOLD if found.is_gold else Rests.FIRST


def _chosen(
    session: Session, project_id: int, published: Sequence[PublishedArticle],
    basis: Mapping[int, tuple[PassHead, Rests]], sums: Mapping[int, Summary], waivers: Sequence[WaiverRow], today: date,
) -> tuple[Chosen, ...]:  # fmt: skip
    from annotator.core.sourcing.desk import DeskArticle, parts_of  # numpy, which the server's start does without

    policies = [head.policy for head in list_policies(session, project_id)]
    by_day: dict[str, Policy] = {}
    waived: dict[int, list[tuple[str, ...]]] = {}
    for waiver in waivers:
        waived.setdefault(waiver.text_id, []).append(waiver.rules)
    found = []
    for article in published:
        head, rests = basis.get(article.article_id, (None, None))
        if head is None or rests is None or head.review_id not in sums:
            continue
        day = article.published_on
        if day not in by_day:
            by_day[day] = in_force(policies, _day(day, today))
        summary = sums[head.review_id]
        counted = DeskArticle(
            head.text_id, article.outlet, article.section, article.byline, day, parts_of(summary),
            summary.rules_fired(by_day[day]), tuple(waived.get(head.text_id, ())),
        )  # fmt: skip
        is_earlier = head.text_id != article.text_ids[0]
        found.append(Chosen(article, head.text_id, is_earlier, head, rests, by_day[day], counted, summary.scope))
    return tuple(found)


def _day(words: str, today: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return today
