"""Agreement between the finished passes of a project: kept counts, the report, the differing sentences.

Who may read reports may see all finished passes side by side; reviewers may not, and stay blind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.agreement.differences import Matter, find_differences
from annotator.core.agreement.packing import Person, Sight, unpack_patterns
from annotator.core.agreement.report import AgreementReport
from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, Sentence
from annotator.core.scheme import Tag, own_by_key
from annotator.core.scheme_json import scheme_from_json
from annotator.services.accounts import OPERATOR
from annotator.services.agreement_counts import read_passes
from annotator.services.projects import find_project
from annotator.services.study import excluded_texts
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import agreement as queries
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries.agreement import TextHead, UncountedPasses
from annotator.storage.queries.projects import latest_scheme

if TYPE_CHECKING:
    from annotator.core.agreement.by_article import ArticleCounts
    from annotator.core.agreement.kept import Chosen

ARTICLES_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person with at least one pass that counts."""

    account_id: int
    uid: str
    name: str
    passes: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passes and articles count: by whether suggestions were shown, and by values of dimensions (`values`, e.g.
    one outlet). `by` is the dimension whose groups the report tells apart. Training and calibration articles are left
    out unless `practice` asks for them or their round is named.
    """

    sight: Sight = Sight.ANY
    values: Mapping[str, str] = field(default_factory=dict)
    by: str = "period"
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose passes of which project are compared. Made by `choose_reviewers`, which checks the permission.

    What the person is tagging themselves is `hidden` and counts nowhere: whoever edits and reviews is a reviewer first.
    Of these, `excluded` are the training and calibration articles of the study on record.
    """

    project_id: int
    project_uid: str
    project_name: str
    reviewers: tuple[Reviewer, ...]
    hidden: frozenset[int]
    filters: Filters
    texts: "Chosen"
    excluded: frozenset[int] = frozenset()

    @property
    def chosen(self) -> tuple[Reviewer, ...]:
        """The reviewers who are compared."""
        return tuple(reviewer for reviewer in self.reviewers if reviewer.is_chosen)

    def reviewer(self, account_id: int) -> Reviewer:
        """The reviewer with this account."""
        return next(reviewer for reviewer in self.reviewers if reviewer.account_id == account_id)


@dataclass(frozen=True, slots=True)
class DifferingSentence:
    """A sentence on which the chosen reviewers differ, with its words and what they differ in."""

    sentence: Sentence
    words: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class DifferingText:
    """An article with the sentences on which reviewers differ, the heaviest first; `body` counts all."""

    head: TextHead
    body: int
    sentences: tuple[DifferingSentence, ...]


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """One page of the list; pages count from 1."""

    texts: tuple[DifferingText, ...]
    page: int
    pages: int
    articles: int


@dataclass(frozen=True, slots=True)
class Side:
    """One reviewer's reading of the text at hand."""

    reviewer: Reviewer
    reading: Reading


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One sentence as each reviewer read it, and the text's other differing sentences around it."""

    head: TextHead
    sentence: Sentence
    matters: tuple[Matter, ...]
    sides: tuple[Side, ...]
    own_tags: Mapping[str, Tag]
    previous: int | None
    following: int | None


def choose_reviewers(
    session: Session,
    actor: Actor | None,
    project_uid: str,
    reviewer_uids: Sequence[str],
    filters: Filters | None = None,
    *,
    people_only: bool = False,
) -> Choice:
    """Take up a project's agreement for these reviewers; for all who have a pass that counts if none is named. With
    `people_only` the choice has no counts: for pages that read something else.

    The command line's OPERATOR, who has the database itself, sees every project. Raises NotFound for a project
    that is not the actor's, for a dimension that is none, and for a reviewer without such a pass in it.
    """
    from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, which the server's start does without

    project = find_project(session, project_uid)
    person = actor if actor is OPERATOR else permit(actor, Permission.READ_REPORTS, project.id)
    asked = filters or Filters()
    if {asked.by, *asked.values} - kept_texts.DIMENSIONS.keys():
        raise NotFound("Articles cannot be told apart by that.")
    asks_practice = asked.practice or "round" in asked.values
    excluded = frozenset() if asks_practice else excluded_texts(session, project.id)
    hidden = hidden_texts(session, person, project.id) | excluded
    in_pairs = bool(reviewer_uids) or asked.sight is not Sight.ANY
    in_pairs = in_pairs and not people_only
    rows = kept_texts.load_kept(
        session, project_id=project.id, hidden=hidden, by=asked.by, filters=asked.values, in_pairs=in_pairs,
        people_only=people_only,
    )  # fmt: skip
    kept = KeptTexts.of(rows, in_pairs=in_pairs)
    passes = kept.passes(asked.sight)
    names = queries.list_account_names(session, account_ids=map(int, passes))
    wanted = set(reviewer_uids)
    is_narrowed = bool(asked.values) or asked.sight is not Sight.ANY
    if not is_narrowed and wanted - {uid for uid, _ in names.values()}:
        raise NotFound("One of these reviewers has no finished review in this project. Choose again.")
    reviewers = tuple(
        Reviewer(account_id, uid, name, passes[str(account_id)], not wanted or uid in wanted)
        for account_id, (uid, name) in names.items()
    )
    chosen = tuple(str(reviewer.account_id) for reviewer in reviewers if reviewer.is_chosen)
    texts = Chosen(kept, chosen, asked.sight)
    return Choice(project.id, project.uid, project.name, reviewers, hidden, asked, texts, excluded)


def report_choice(session: Session, choice: Choice) -> AgreementReport:  # noqa: ARG001 - it is the services' way
    """The report on the chosen reviewers, who are named by their uids in it. Reads kept counts only."""
    from annotator.core.agreement.project_report import report_project  # numpy, as above

    return report_project(
        choice.texts, tuple(reviewer.uid for reviewer in choice.chosen), by=choice.filters.by
    )


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
    """The project's passes that do not count because they are not finished or asked for sourcing only."""
    return queries.list_uncounted_passes(session, project_id=choice.project_id, hidden=choice.hidden)


def list_differences(
    session: Session, choice: Choice, *, page: int, matters: Sequence[Matter] = (), item: tuple[str, str] | None = None
) -> DifferencesPage:
    """The sentences on which the chosen reviewers differ (in any of `matters`, if any are named), the articles with the
    heaviest differences first, `ARTICLES_A_PAGE` a page; with an `item` (its tag and its key) those that it counts.
    """
    from annotator.core.agreement.project_report import differing_texts, find_item  # numpy, as above

    asked = None if item is None else find_item(choice.texts, *item)
    if asked is not None:
        matters = asked.matters
    text_ids = differing_texts(choice.texts, tuple(matters) or tuple(Matter), asked)
    pages = max(1, -(-len(text_ids) // ARTICLES_A_PAGE))
    page = min(max(page, 1), pages)
    shown = text_ids[(page - 1) * ARTICLES_A_PAGE : page * ARTICLES_A_PAGE]
    readings = _read(session, choice, shown)
    heads = queries.list_text_heads(session, text_ids=shown)
    # A row that has to be counted again may name a text that fewer have finished by now.
    there = [text_id for text_id in shown if len(readings.get(text_id, ())) > 1]
    texts = (_differing_text(heads[text_id], readings[text_id], matters) for text_id in there)
    return DifferencesPage(tuple(texts), page, pages, len(text_ids))


def _read(session: Session, choice: Choice, text_ids: Sequence[int]) -> Mapping[int, Mapping[int, Reading]]:
    """The readings of the chosen reviewers by text and account, where their pass counts."""
    if not text_ids:
        return {}
    chosen = {reviewer.account_id for reviewer in choice.chosen}
    passes = queries.list_passes_of_texts(session, text_ids=text_ids)
    return read_passes(
        session,
        [
            item
            for item in passes
            if item.account_id in chosen
            and choice.filters.sight.admits(Person(str(item.account_id), item.saw_suggestions))
        ],
    )


def _differing_text(
    head: TextHead, readings: Mapping[int, Reading], matters: Sequence[Matter] = ()
) -> DifferingText:
    reading = next(iter(readings.values()))
    by_ordinal = {sentence.ordinal: sentence for sentence in reading.sentences}
    found = find_differences({str(account_id): reading for account_id, reading in readings.items()})
    return DifferingText(
        head,
        sum(sentence.is_body for sentence in reading.sentences),
        tuple(
            DifferingSentence(
                by_ordinal[item.ordinal], reading.quote(by_ordinal[item.ordinal].span), item.matters
            )
            for item in found
            if not matters or set(matters) & set(item.matters)
        ),
    )


def load_side_by_side(session: Session, choice: Choice, *, text_uid: str, ordinal: int) -> SideBySide:
    """One sentence of a text as each of the chosen reviewers read it.

    Raises NotFound when the text is not the project's, the sentence not the text's, or fewer than two of the
    chosen reviewers finished it.
    """
    head = queries.find_text_in_project(session, project_id=choice.project_id, text_uid=text_uid)
    readings = _read(session, choice, [head.text_id]).get(head.text_id, {}) if head is not None else {}
    if head is None or head.text_id in choice.hidden or len(readings) < 2:
        raise NotFound("At least two of the chosen reviewers must have finished this article.")
    text = _differing_text(head, readings)
    sentence = next((s for s in next(iter(readings.values())).sentences if s.ordinal == ordinal), None)
    if sentence is None:
        raise NotFound("This article has no such sentence.")
    differing = sorted(item.sentence.ordinal for item in text.sentences)
    return SideBySide(
        head,
        sentence,
        next((item.matters for item in text.sentences if item.sentence.ordinal == ordinal), ()),
        tuple(Side(choice.reviewer(account_id), reading) for account_id, reading in readings.items()),
        load_own_tags(session, choice),
        max((other for other in differing if other < ordinal), default=None),
        min((other for other in differing if other > ordinal), default=None),
    )
