"""Datasets out and back: a project's records as a stream, and a whole dataset into an empty project.

Uids and names travel with the data: see `core.datasets.exchange_uid` and `Project.dataset_uid`. Checking is
slow and belongs outside transactions: `check_dataset` first, then `import_dataset` with its draft.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.dataset_checks import Checker, rows_of
from annotator.core.dataset_policies import PolicyRecord
from annotator.core.dataset_rounds import RoundRecord, StudyRecord, moved_study
from annotator.core.datasets import (
    AccountRecord,
    ArticleRecord,
    Counts,
    Manifest,
    Problem,
    Record,
    ReviewRecord,
    SchemeRecord,
)
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind, ReviewState, Role
from annotator.core.scheme_json import scheme_from_json
from annotator.services.accounts import OPERATOR
from annotator.services.agreement_counts import record_answers_of
from annotator.services.audit import record as record_audit
from annotator.services.dataset_moves import exchange, moved_article, moved_review, uids_of
from annotator.services.memberships import add_member
from annotator.services.projects import add_project
from annotator.services.sourcing_sums import record_sums_of_text
from annotator.services.visibility import hidden_texts, is_own, texts_without_numbers, visible_of_text
from annotator.storage.queries import dataset_rounds as in_rounds
from annotator.storage.queries import dataset_rows as rows
from annotator.storage.queries import datasets as queries
from annotator.storage.queries import policies
from annotator.storage.queries.decisions import list_deciders
from annotator.storage.queries.reviews import list_texts_in_hand
from annotator.storage.queries.text_acts import add_acts, list_acting
from annotator.storage.tables import Account, Project

#: Articles loaded at once: a bound on memory that keeps statements few.
ARTICLES_A_BATCH = 100
#: Problems told at once; a broken file can have one on every line.
MOST_PROBLEMS = 100


#: Of so many texts an import counts the sourcing reports at once; of more, the desk view's job does.
_SUMMED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export of the project would hold for this person. `hidden` counts the reviews that it would not:
    others' begun ones, and all of others on texts that the person is tagging, or whose gold is in hand in a
    project that hides names. `can_import`: it is empty.
    """

    project_uid: str
    project_name: str
    counts: Counts
    hidden: int
    can_import: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A dataset that was read and checked, with nothing stored. Only one without problems can be imported."""

    manifest: Manifest | None
    accounts: tuple[AccountRecord, ...]
    schemes: tuple[SchemeRecord, ...]
    articles: tuple[ArticleRecord, ...]
    reviews: tuple[ReviewRecord, ...]
    rounds: tuple[RoundRecord, ...]
    study: tuple[StudyRecord, ...]
    policies: tuple[PolicyRecord, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import stored, and where. `people_here` had an account already."""

    project_uid: str
    project_name: str
    counts: Counts
    people_here: int


class DatasetRefused(Invalid):
    """A dataset with problems; nothing was stored. `problems` are the first of them, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        more = f" There are {len(problems) - 1} more." if len(problems) > 1 else ""
        super().__init__(f"Nothing was imported. Line {first.line}: {first.message}{more}", code=first.code)
        self.problems = problems


def preview_export(session: Session, actor: Actor, project_uid: str) -> ExportPreview:
    """What would leave the project, in numbers. For its editors."""
    project = _find_project(session, actor, project_uid, Permission.EXPORT)
    contents = _contents(session, actor, project)
    can_import = not queries.has_articles(session, project.id)
    return ExportPreview(project.uid, project.name, contents.counts, contents.hidden, can_import)


def export_records(session: Session, actor: Actor, project_uid: str) -> Iterator[Record]:
    """The project's records in the order of a dataset, loaded in batches as they are taken. For its editors, who
    get what their pages show them; the command line gets everything.

    The session must be fresh and stay open until the last record: all of them show one state of the database.
    """
    queries.hold_one_state(session)
    project = _find_project(session, actor, project_uid, Permission.EXPORT)
    return _export(session, project, _contents(session, actor, project))


@dataclass(frozen=True, slots=True)
class _Contents:
    """What one person's export holds."""

    counts: Counts
    hidden: int
    article_ids: tuple[int, ...]
    review_ids: frozenset[int]
    accounts: tuple[AccountRecord, ...]
    schemes: tuple[SchemeRecord, ...]
    rounds: tuple[RoundRecord, ...]
    study: tuple[StudyRecord, ...]
    policies: tuple[PolicyRecord, ...]
    #: Texts of which the person learns nothing of what others found: those that they are tagging.
    closed: frozenset[int]


def _contents(session: Session, actor: Actor, project: queries.ProjectHead) -> _Contents:
    article_ids = queries.list_article_ids(session, project.id)
    everything = queries.list_reviews(session, project.id)
    reviews = everything if actor is OPERATOR else _visible(session, actor, everything, project.id)
    closed = frozenset() if actor is OPERATOR else hidden_texts(session, actor, project.id)
    deciders = list_deciders(session, [review.id for review in reviews if review.kind is ReviewKind.GOLD])
    people = {review.account_id for review in reviews} | deciders | list_acting(session, project.id, closed)
    people |= in_rounds.list_speaking(session, project.id, closed) | policies.list_makers(session, project.id)
    accounts = queries.list_accounts(session, project.id, people)
    schemes = queries.list_schemes(session, project.id)
    rounds, study = in_rounds.list_rounds(session, project.id), in_rounds.list_study(session, project.id)
    versions = policies.list_policy_records(session, project.id)
    return _Contents(
        Counts(
            len(accounts), len(schemes), len(article_ids), len(reviews), len(rounds), len(study), len(versions)
        ),
        # A pass that nobody began holds nothing, and that it is there would tell whom it was given to.
        sum(review.state is not ReviewState.ASSIGNED for review in set(everything).difference(reviews)),
        article_ids,
        frozenset(review.id for review in reviews),
        accounts,
        schemes,
        rounds,
        study,
        versions,
        closed,
    )


def _visible(
    session: Session, actor: Actor, everything: Sequence[queries.ReviewKey], project_id: int
) -> tuple[queries.ReviewKey, ...]:
    """What the person's pages show them, with names: where names are hidden from them now, others' passes stay out."""
    by_text: dict[int, list[queries.ReviewKey]] = defaultdict(list)
    for review in everything:
        by_text[review.text_id].append(review)
    nameless = texts_without_numbers(session, actor, project_id=project_id)
    # Also the other texts of an article that they are tagging: most of the words are the same.
    in_hand = list_texts_in_hand(session, project_id, actor.account_id)
    return tuple(
        review
        for text_id, reviews in by_text.items()
        for review in visible_of_text(actor, reviews, project_id=project_id)
        if is_own(actor, review)
        or (text_id not in in_hand and (text_id not in nameless or review.kind is ReviewKind.GOLD))
    )


def _export(session: Session, project: queries.ProjectHead, contents: _Contents) -> Iterator[Record]:
    outside = exchange(project.uid, project.dataset_uid)
    name = project.dataset_name or project.name
    yield Manifest(project.dataset_uid, name, contents.counts, project.abbreviations)
    yield from contents.accounts
    yield from contents.schemes
    yield from (replace(found, uid=outside(found.uid)) for found in contents.rounds)
    yield from (moved_study(version, outside) for version in contents.study)
    yield from contents.policies
    for start in range(0, len(contents.article_ids), ARTICLES_A_BATCH):
        batch = contents.article_ids[start : start + ARTICLES_A_BATCH]
        for article, reviews in queries.load_articles(session, batch, contents.review_ids, contents.closed):
            yield moved_article(article, outside)
            yield from (moved_review(review, outside) for review in _without_dangling(reviews))


def _without_dangling(reviews: Sequence[ReviewRecord]) -> Iterator[ReviewRecord]:
    """The reviews, none of them revising, deciding about or coming from one that is not among them."""
    there = {review.uid for review in reviews}
    for review in reviews:
        review = review if review.revises_uid in there else replace(review, revises_uid=None)
        yield _told_of(review, there) if review.kind is ReviewKind.GOLD else review


def _told_of(gold: ReviewRecord, there: Container[str]) -> ReviewRecord:
    """A gold review with what it says of the rows in it and of these reviews."""
    rows = {row.uid for row in rows_of(gold)}
    decisions = (
        replace(
            decision,
            taken={part: uid for part, uid in decision.taken.items() if uid in there},
            readings={uid: said for uid, said in decision.readings.items() if uid in there},
        )
        for decision in gold.decisions
    )
    origins = (origin for origin in gold.origins if origin.reading in there and origin.gold_uid in rows)
    return replace(gold, decisions=tuple(decisions), origins=tuple(origins))


def check_dataset(records: Iterable[Record | Problem]) -> Draft:
    """Read a dataset to its end and check all of it: the dry run. Needs no database and stores nothing.

    Give it what `formats.jsonl.read` gives; records made by a program are numbered in place of lines.
    """
    found: list[Record] = []
    problems: list[Problem] = []
    checker = Checker()
    for number, item in enumerate(records, start=1):
        if isinstance(item, Problem):
            problems.append(item)
        elif not problems:
            try:
                checker.check(item)
                if isinstance(item, SchemeRecord):
                    scheme_from_json(item.body)
            except Invalid as error:
                problems.append(Problem(number, error.code, error.message))
            found.append(item)
        if len(problems) >= MOST_PROBLEMS:
            break
    if not problems:
        try:
            checker.finish()
        except Invalid as error:
            problems.append(Problem(len(found), error.code, error.message))
    return Draft(
        next((item for item in found if isinstance(item, Manifest)), None),
        tuple(item for item in found if isinstance(item, AccountRecord)),
        tuple(item for item in found if isinstance(item, SchemeRecord)),
        tuple(item for item in found if isinstance(item, ArticleRecord)),
        tuple(item for item in found if isinstance(item, ReviewRecord)),
        tuple(item for item in found if isinstance(item, RoundRecord)),
        tuple(item for item in found if isinstance(item, StudyRecord)),
        tuple(item for item in found if isinstance(item, PolicyRecord)),
        tuple(problems),
    )


def import_dataset(
    session: Session, actor: Actor, project_uid: str | None, draft: Draft, *, now: datetime, name: str = ""
) -> Imported:
    """Store a checked dataset in an empty project, all of it or nothing; without `project_uid`, in a new one
    that is called `name`, else by the dataset's own name.

    People become accounts that cannot sign in; who is here already keeps account, name and role. Raises
    DatasetRefused for a draft with problems, Conflict for a project with articles and (`taken`) for a dataset whose
    uids another project has, Forbidden when the dataset holds work of people who can sign in here and the actor is no
    administrator.
    """
    if draft.problems or draft.manifest is None:
        raise DatasetRefused(draft.problems or (Problem(0, "no_manifest", "The file holds no dataset."),))
    if project_uid is None:
        project = _new_project(session, actor, draft, name, now=now)
    else:
        project = _empty_project(session, actor, project_uid)
        _refuse_taken(session, project, draft)
    here = rows.find_accounts(session, [account.uid for account in draft.accounts])
    _permit_people(actor, here.values())
    project.dataset_uid = draft.manifest.dataset_uid
    project.dataset_name = "" if project.name == draft.manifest.project_name else draft.manifest.project_name
    project.abbreviations = project.abbreviations or draft.manifest.abbreviations
    session.flush()
    _store(session, project, draft, here, now=now)
    counts = draft.manifest.counts
    record_audit(
        session,
        "dataset:import",
        actor.uid,
        {"project": project.uid, "articles": counts.articles, "reviews": counts.reviews, "here": len(here)},
        now=now,
    )
    return Imported(project.uid, project.name, counts, len(here))


def _store(session: Session, project: Project, draft: Draft, here: Mapping[str, Account], *, now: datetime) -> None:
    strangers = [account for account in draft.accounts if account.uid not in here]
    accounts = {uid: row.id for uid, row in here.items()} | rows.add_accounts(session, strangers, now=now)
    rows.add_members(session, project.id, draft.accounts, accounts, now=now)
    schemes = rows.replace_schemes(session, project.id, draft.schemes, now=now)
    inside = exchange(project.uid, project.dataset_uid)
    moved_rounds = [replace(found, uid=inside(found.uid)) for found in draft.rounds]
    rounds = in_rounds.add_rounds(session, project.id, moved_rounds, accounts)
    articles = [moved_article(article, inside) for article in draft.articles]
    reviews = [moved_review(review, inside) for review in draft.reviews]
    stored = rows.add_articles(session, project.id, articles, import_id=uuid4().hex, now=now)
    in_rounds.add_places(session, articles, stored.articles, rounds)
    in_rounds.replace_study(session, project.id, [moved_study(version, inside) for version in draft.study], accounts)
    policies.replace_policies(session, project.id, draft.policies, accounts)
    review_ids = rows.add_reviews(session, reviews, stored, accounts, schemes, rounds)
    in_rounds.add_discussions(session, reviews, review_ids, rounds, accounts)
    in_rounds.add_explanations(session, articles, stored, accounts)
    add_acts(session, articles, stored.texts, accounts)
    finished = {
        stored.texts[review.article_uid, review.text_number]
        for review in reviews
        if review.state is ReviewState.FINISHED
    }
    record_answers_of(session, sorted(finished))
    if len(finished) <= _SUMMED_AT_ONCE:
        for text_id in sorted(finished):
            record_sums_of_text(session, text_id)


def _find_project(
    session: Session, actor: Actor, project_uid: str, permission: Permission
) -> queries.ProjectHead:
    project = queries.find_project(session, project_uid)
    if project is None:
        raise NotFound
    if actor is not OPERATOR:
        permit(actor, permission, project.id)
    return project


def _empty_project(session: Session, actor: Actor, project_uid: str) -> Project:
    _find_project(session, actor, project_uid, Permission.IMPORT_ARTICLES)
    project = rows.lock_project(session, project_uid)
    if project is None or queries.has_articles(session, project.id):
        raise Conflict(
            "This project has articles already. A dataset goes into an empty project: make a new one for it.",
            code="not_empty",
        )
    return project


def _new_project(session: Session, actor: Actor, draft: Draft, name: str, *, now: datetime) -> Project:
    permit(actor, Permission.ADMINISTER)
    assert draft.manifest is not None
    project = add_project(session, name or draft.manifest.project_name, now=now)
    uid = draft.manifest.dataset_uid
    # With the dataset's uid its own uids are stored, and then every address in it is the old one. A changed copy of a
    # dataset that is here may have a uid of its own and the same articles: its uids are exchanged, as any other's.
    its_own = uids_of(draft.articles, draft.reviews, draft.rounds)
    if rows.is_project_uid_free(session, uid) and not rows.list_taken(session, its_own):
        project.uid = uid
    if actor.account_id:
        add_member(session, project.id, actor.account_id, Role.EDITOR, now=now)
    return project


def _refuse_taken(session: Session, project: Project, draft: Draft) -> None:
    """Raises Conflict (`taken`) where something would be stored under a uid that another project here has already."""
    assert draft.manifest is not None
    inside = exchange(project.uid, draft.manifest.dataset_uid)
    taken = rows.list_taken(session, [inside(uid) for uid in uids_of(draft.articles, draft.reviews, draft.rounds)])
    if not taken:
        return
    there = [article for article in draft.articles if inside(article.uid) in taken]
    first = f", the first article “{there[0].facts.title}” (uid {there[0].uid})" if there else ""
    raise Conflict(
        "Nothing was imported. Articles, texts, passes or rounds of it stand in another project here already "
        f"({len(taken)} of them{first}). The file is a changed copy of a dataset, and has the uid of this project. "
        "Import it into a new project: there it gets uids of its own.",
        code="taken",
    )


def _permit_people(actor: Actor, here: Iterable[Account]) -> None:
    """Let nobody but an administrator say what a colleague tagged."""
    if not actor.is_admin and any(row.can_sign_in and row.id != actor.account_id for row in here):
        raise Forbidden(
            "This dataset holds work of people who can sign in here. An administrator can import it.",
            code="needs_admin",
        )
