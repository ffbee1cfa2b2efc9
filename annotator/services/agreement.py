"""Agreement between the finished passes of a project: whom and what to compare, and the report on their kept counts.

Who may read reports may see all finished passes side by side; reviewers may not, and stay blind.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.agreement.filters import Filters
from annotator.core.agreement.packing import Sight, read_people, unpack_patterns
from annotator.core.agreement.report import AgreementReport
from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ArticleFacts
from annotator.core.scheme import Tag, own_by_key
from annotator.core.scheme_json import scheme_from_json
from annotator.services.accounts import OPERATOR
from annotator.services.projects import find_project
from annotator.services.study import excluded_texts
from annotator.services.visibility import hidden_texts, texts_without_numbers
from annotator.storage.queries import agreement as queries
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries.agreement import CountingPass, UncountedPasses
from annotator.storage.queries.agreement_texts import ReportedRow
from annotator.storage.queries.projects import latest_scheme

if TYPE_CHECKING:
    from annotator.core.agreement.by_article import ArticleCounts
    from annotator.core.agreement.kept import Chosen

#: Of more articles than these none is offered by itself: a list of them would be no choice.
MOST_ARTICLES = 200


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person with at least one pass that counts."""

    account_id: int
    uid: str
    name: str
    passes: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Wider:
    """What a project has where a choice leaves nothing to compare: `everybody` whose passes count in it, with those
    that the choice leaves of them, and how many `practice` articles of what was chosen two of the people finished.
    """

    everybody: tuple[Reviewer, ...]
    practice: int


class Record:
    """What a choice was counted from, where other passes count in the project: these, a round's first ones."""

    def __init__(self, passes: Collection[CountingPass]) -> None:
        self._passes = passes

    def passes(self, session: Session, text_ids: Collection[int]) -> tuple[CountingPass, ...]:  # noqa: ARG002 - read
        """The passes of these texts, by text and person; none of texts that are gone."""
        return tuple(one for one in self._passes if one.text_id in text_ids)

    def cuts(self, text_ids: Collection[int]) -> Mapping[int, int]:  # noqa: ARG002 - as they are
        """The cuts of these texts, where they need not be the newest ones."""
        return {}

    def changed(self, session: Session, text_ids: Collection[int]) -> frozenset[int]:  # noqa: ARG002 - as they are
        """The texts of these on which other passes, or another cut, count by now."""
        return frozenset()

    @property
    def policy(self) -> int | None:
        """The number of the newest sourcing policy that counts; None for the newest there is."""
        return None

    def facts(self, text_id: int, now: ArticleFacts) -> ArticleFacts:  # noqa: ARG002 - as they are
        """What was known of an article, of which this is known now."""
        return now


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose passes of which project are compared. Made by `choose_reviewers`, which checks the permission.

    What the person is tagging themselves is `hidden` and counts nowhere: whoever edits and reviews is a reviewer first;
    so is what they adjudicate with names hidden (`adjudicated`). Of these, `excluded` are the training and calibration
    articles of the study on record. There is a `record` where other passes count than in the project: a round's first
    ones, or those of a kept report.
    """

    project_id: int
    project_uid: str
    project_name: str
    reviewers: tuple[Reviewer, ...]
    hidden: frozenset[int]
    filters: Filters
    texts: "Chosen"
    excluded: frozenset[int] = frozenset()
    #: Who asked, None at the command line.
    person: Actor | None = None
    record: Record | None = None
    #: What is reported of the texts, where the choice was made for that and has no counts.
    reported: tuple[ReportedRow, ...] | None = None
    adjudicated: frozenset[int] = frozenset()

    @property
    def chosen(self) -> tuple[Reviewer, ...]:
        """The reviewers who are compared."""
        return tuple(reviewer for reviewer in self.reviewers if reviewer.is_chosen)

    @property
    def is_narrowed(self) -> bool:
        """Say whether it leaves out articles or passes by what was asked for."""
        return bool(self.filters.values) or self.filters.sight is not Sight.ANY

    def reviewer(self, account_id: int) -> Reviewer:
        """The reviewer with this account."""
        return next(reviewer for reviewer in self.reviewers if reviewer.account_id == account_id)


def choose_reviewers(
    session: Session,
    actor: Actor | None,
    project_uid: str,
    reviewer_uids: Sequence[str],
    filters: Filters | None = None,
    *,
    for_reported: bool = False,
) -> Choice:
    """Take up a project's agreement for these reviewers; for all who have a pass that counts if none is named. With
    `for_reported` the choice has what is reported in the place of counts, read at once.

    The command line's OPERATOR, who has the database itself, sees every project. Raises NotFound for a project
    that is not the actor's, for a dimension that is none, and for a reviewer without a pass in a project of which
    nothing is left out.
    """
    from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, which the server's start does without

    project = find_project(session, project_uid)
    person = actor if actor is OPERATOR else permit(actor, Permission.READ_REPORTS, project.id)
    asked = filters or Filters()
    if {asked.by, *asked.values} - kept_texts.DIMENSIONS.keys():
        raise NotFound("Articles cannot be told apart by that.")
    asks_practice = "round" in asked.values if asked.practice is None else asked.practice
    excluded = frozenset() if asks_practice else excluded_texts(session, project.id)
    in_hand = hidden_texts(session, person, project.id)
    is_blind = project.adjudicates_blind and person is not OPERATOR
    adjudicated = texts_without_numbers(session, person, project_id=project.id) if is_blind else frozenset()
    hidden = in_hand | adjudicated | excluded
    in_pairs = bool(reviewer_uids) or (asked.sight if asked.sight is not Sight.ANY else False)
    reported: tuple[ReportedRow, ...] | None = None
    if for_reported:
        reported = tuple(
            kept_texts.load_reported(
                session, project_id=project.id, hidden=hidden, by=asked.by, filters=asked.values
            )
        )
        kept = KeptTexts.of_people(reported)
    else:
        rows = kept_texts.load_kept(
            session, project_id=project.id, hidden=hidden, by=asked.by, filters=asked.values, in_pairs=in_pairs
        )
        kept = KeptTexts.of(rows, in_pairs=in_pairs)
    passes = kept.passes(asked.sight)
    names = queries.list_account_names(session, account_ids=map(int, passes))
    wanted = set(reviewer_uids)
    is_whole = not asked.values and asked.sight is Sight.ANY and not excluded | adjudicated
    if is_whole and wanted - {uid for uid, _ in names.values()}:
        raise NotFound("One of these reviewers has no finished review in this project. Choose again.")
    reviewers = tuple(
        Reviewer(account_id, uid, name, passes[str(account_id)], not wanted or uid in wanted)
        for account_id, (uid, name) in names.items()
    )
    chosen = tuple(str(reviewer.account_id) for reviewer in reviewers if reviewer.is_chosen)
    texts = Chosen(kept, chosen, asked.sight)
    asking = None if person is OPERATOR else person
    return Choice(
        project.id, project.uid, project.name, reviewers, hidden, asked, texts, excluded, asking, reported=reported,
        adjudicated=adjudicated - excluded - in_hand,
    )  # fmt: skip


def look_wider(session: Session, choice: Choice, reviewer_uids: Collection[str]) -> Wider:
    """What there is beside a choice that has nothing to compare, of whom these were asked for."""
    in_hand, project_id = choice.hidden - choice.excluded, choice.project_id
    found = kept_texts.count_by_people(session, project_id=project_id, hidden=in_hand, filters={})
    keys = {int(person.key) for people in found for person in read_people(people)}
    left = {reviewer.account_id: reviewer.passes for reviewer in choice.reviewers}
    everybody = tuple(
        Reviewer(account_id, uid, name, left.get(account_id, 0), not reviewer_uids or uid in reviewer_uids)
        for account_id, (uid, name) in queries.list_account_names(session, account_ids=keys).items()
    )
    chosen = {str(reviewer.account_id) for reviewer in everybody if reviewer.is_chosen}
    asked = kept_texts.count_by_people(
        session, project_id=project_id, hidden=in_hand, filters=choice.filters.values
    )
    practice = sum(
        n
        for people, n in asked.items()
        if sum(person.key in chosen and choice.filters.sight.admits(person) for person in read_people(people)) > 1
    )
    return Wider(everybody, practice)


def report_choice(session: Session, choice: Choice) -> AgreementReport:  # noqa: ARG001 - it is the services' way
    """The report on the chosen reviewers, who are named by their uids in it. Reads kept counts only."""
    from annotator.core.agreement.project_report import report_project  # numpy, as above

    return report_project(
        choice.texts, tuple(reviewer.uid for reviewer in choice.chosen), by=choice.filters.by
    )


def name_groups(session: Session, choice: Choice, report: AgreementReport) -> Mapping[str, str]:
    """What the groups of a report are called, where that is not the value itself: articles have titles."""
    if report.by != "article":
        return {}
    uids = [group.label for group in report.groups]
    return kept_texts.list_titles(session, project_id=choice.project_id, text_uids=uids)


def name_articles(session: Session, choice: Choice) -> Mapping[str, str]:
    """The titles of the articles that were chosen one by one, by the uids of their texts; none of others."""
    uids = choice.filters.values.get("article", ())
    return kept_texts.list_titles(session, project_id=choice.project_id, text_uids=uids) if uids else {}


def list_articles(session: Session, choice: Choice) -> Mapping[str, str]:
    """The titles of the articles that can be chosen one by one beside what else is chosen, by the uids of their texts:
    none where there are more than `MOST_ARTICLES`.
    """
    others = {name: some for name, some in choice.filters.values.items() if name != "article"}
    found = kept_texts.list_some_titles(
        session, project_id=choice.project_id, hidden=choice.hidden, filters=others, most=MOST_ARTICLES + 1
    )
    return found if len(found) <= MOST_ARTICLES else {}


def load_counts(session: Session, choice: Choice) -> "ArticleCounts":
    """The kept counts of answer patterns of the chosen reviewers, who are named by their uids, article by article."""
    from annotator.core.agreement.by_article import ArticleCounts  # numpy, as above

    uids = {str(reviewer.account_id): reviewer.uid for reviewer in choice.chosen}
    rows = kept_texts.load_kept(
        session, project_id=choice.project_id, hidden=choice.hidden, by=choice.filters.by,
        filters=choice.filters.values, in_pairs=False,
    )  # fmt: skip
    counts = ArticleCounts.of(unpack_patterns(bytes(row[5]), row[2], row[3]) for row in rows)
    return counts.renamed(uids)


def list_dimension(session: Session, choice: Choice, dimension: str) -> tuple[str, ...]:
    """The values that the project's articles have in a dimension."""
    if dimension == choice.filters.by and not choice.filters.values:
        return tuple(sorted({label for label in choice.texts.kept.labels if label}))
    return kept_texts.list_values(session, project_id=choice.project_id, dimension=dimension)


def load_own_tags(session: Session, choice: Choice) -> Mapping[str, Tag]:
    """The desk's own tags as the newest version of its scheme has them, by key."""
    stored = latest_scheme(session, choice.project_id)
    return own_by_key(scheme_from_json(stored.body)) if stored else {}


def list_uncounted(session: Session, choice: Choice) -> tuple[UncountedPasses, ...]:
    """The passes over what is chosen that do not count because they are not finished or asked for sourcing only; of the
    chosen people where not all are.
    """
    some = [one.account_id for one in choice.chosen] if len(choice.chosen) < len(choice.reviewers) else None
    return queries.list_uncounted_passes(
        session, project_id=choice.project_id, hidden=choice.hidden, filters=choice.filters.values, account_ids=some
    )
