"""Where names are hidden in adjudication, nothing else about a pass is a name either."""

import pytest

from annotator.core.agreement.asked import Among, Answered, Differing
from annotator.core.agreement.filters import Filters
from annotator.core.agreement.raisers import Raisers, RuleAsked
from annotator.core.datasets import ReviewRecord
from annotator.core.errors import Forbidden, NotFound
from annotator.core.records import Kind, ReviewKind, ReviewState, Role
from annotator.core.rounds import When
from annotator.services import reports
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import choose_reviewers
from annotator.services.agreement_reports import draft_report
from annotator.services.agreement_sentences import list_sentences, load_side_by_side
from annotator.services.agreement_then import choose_reported_then, choose_then
from annotator.services.comparisons import compare_two
from annotator.services.datasets import export_records, preview_export
from annotator.services.gold import start_adjudication
from annotator.services.reported_agreement import list_reported
from annotator.services.round_agreement import choose_round
from annotator.services.text_differences import compare_texts
from annotator.services.visibility import texts_without_names
from annotator.services.worklists import show_article
from annotator.storage.tables import Project
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.rounds import rounds_desk
from tests.fixtures.stored import store_reading

PEOPLE = ("Ann", "Bob", "Cid")
#: So many articles that a place of one's own on all of them is no accident (1 in 3^11).
ARTICLES = 12


class Desk:
    """Articles that the same three people finished in the same order, with an editor who adjudicates."""

    def __init__(self, session) -> None:
        self.project = make.project(session)
        self.project.adjudicates_blind = True
        self.editor = make.member(session, self.project, Role.EDITOR, "Edi")
        self.people = {name: make.member(session, self.project, Role.REVIEWER, name) for name in PEOPLE}
        self.owners: dict[str, str] = {}
        self.articles = []
        for number in range(ARTICLES):
            said = Draft().add(f"Boat number {number} sank.", Kind.BODY).claim("C").reading
            article = make.article(session, self.project, said.text, sentences=said.sentences)
            for name, account in self.people.items():
                review = make.review(session, article, account, state=ReviewState.FINISHED, finished_at=make.NOW)
                store_reading(session, review, said)
                self.owners[review.uid] = name
            self.articles.append(article)
        session.flush()

    def actor(self, session):
        return make.actor(session, self.editor)


@pytest.fixture
def desk(sqlite_database) -> Desk:
    with sqlite_database.writing() as session:
        found = Desk(session)
        session.expunge_all()
    return found


def start(database, desk, article) -> None:
    with database.writing() as session:
        start_adjudication(session, desk.actor(session), article.uid, now=make.NOW)


def test_without_names_nobody_has_the_same_place_on_every_article(sqlite_database, desk) -> None:
    for article in desk.articles:
        start(sqlite_database, desk, article)
    looks = []
    for _ in range(2):
        with sqlite_database.reading() as session:
            views = [show_article(session, desk.actor(session), article.uid) for article in desk.articles]
        assert {head.account_name for view in views for head in view.others if head.kind is ReviewKind.PASS} == {""}
        looks.append([[desk.owners[head.uid] for head in view.others if head.uid in desk.owners] for view in views])
    assert looks[0] == looks[1]
    assert all(sorted(owners) == sorted(PEOPLE) for owners in looks[0])
    assert len({tuple(owners) for owners in looks[0]}) > 1


def test_an_article_beside_one_without_names_does_not_name_its_reader(sqlite_database, desk) -> None:
    shown, *others = desk.articles

    def bases(hidden) -> list[str]:
        with sqlite_database.reading() as session:
            found = compare_two(
                session, desk.actor(session), desk.project.uid, [hidden.uid, shown.uid], words="", now=make.NOW
            )
        return [desk.owners[report.chosen.uid] for report in found.reports]

    assert bases(others[0]) == ["Ann", "Ann"]
    for article in others:
        start(sqlite_database, desk, article)
    # The first that an article itself lists, whoever that is, and not the one whose name the other tells.
    assert {name for article in others for name in bases(article)[:1]} > {"Ann"}
    assert all(bases(article)[1] == "Ann" for article in others)


def test_the_reading_of_an_earlier_text_does_not_name_who_read_the_later_one(sqlite_database, desk) -> None:
    article = desk.articles[0]
    with sqlite_database.writing() as session:
        later = make.later_text(session, article, "Boat number 0 sank again.")
        for account in desk.people.values():
            make.review(session, later, account, state=ReviewState.FINISHED, finished_at=make.NOW)

    def bases():
        with sqlite_database.reading() as session:
            return compare_texts(session, desk.actor(session), article.uid, None, None, now=make.NOW).bases

    assert {head.account_name for head in bases()} == {"Ann"}
    start(sqlite_database, desk, article)
    assert {(head.account_name, head.finished_at) for head in bases()} == {("", None)}


def test_an_export_leaves_out_the_passes_whose_names_are_hidden_and_counts_them(sqlite_database, desk) -> None:
    def exported() -> tuple[int, int]:
        with sqlite_database.reading() as session:
            actor = desk.actor(session)
            hidden = preview_export(session, actor, desk.project.uid).hidden
        with sqlite_database.reading() as session:
            records = list(export_records(session, desk.actor(session), desk.project.uid))
        return sum(isinstance(record, ReviewRecord) for record in records), hidden

    everything = ARTICLES * len(PEOPLE)
    assert exported() == (everything, 0)
    start(sqlite_database, desk, desk.articles[0])
    assert exported() == (everything - len(PEOPLE), len(PEOPLE) + 1)  # and the gold in hand
    with sqlite_database.reading() as session:
        records = list(export_records(session, OPERATOR, desk.project.uid))
    assert sum(isinstance(record, ReviewRecord) for record in records) == everything + 1


@pytest.mark.parametrize("tagged", ["first", "later"])
def test_who_is_tagging_one_text_of_an_article_sees_others_passes_over_none(sqlite_database, desk, tagged) -> None:
    article = desk.articles[0]
    with sqlite_database.writing() as session:
        later = make.later_text(session, article, "Boat number 0 sank again.")
        for account in desk.people.values():
            make.review(session, later, account, state=ReviewState.FINISHED, finished_at=make.NOW)

    def seen() -> tuple[int, int]:
        with sqlite_database.reading() as session:
            others = len(show_article(session, desk.actor(session), article.uid).others)
        with sqlite_database.reading() as session:
            records = list(export_records(session, desk.actor(session), desk.project.uid))
        return others, sum(isinstance(record, ReviewRecord) for record in records)

    everything = (ARTICLES + 1) * len(PEOPLE)
    assert seen() == (len(PEOPLE), everything)
    with sqlite_database.writing() as session:
        editor = session.merge(desk.editor)
        make.review(session, later if tagged == "later" else article, editor, state=ReviewState.STARTED)
    assert seen() == (0, everything - 2 * len(PEOPLE) + 1)  # and the pass in hand


class Numbers:
    """What an editor can ask for sentences behind: the project's agreement in every way, a round's, a kept report's."""

    def __init__(self, database) -> None:
        desk = rounds_desk(database)
        self.desk, self.database = desk, database
        self.round = desk.open("calibration", articles=(0, 1))
        for who, claims in (("ada", (1, 2)), ("ben", (2,))):
            for number in range(4):
                desk.tag(who, number, claims=claims)
        with database.writing() as session:
            session.get_one(Project, desk.project.id).adjudicates_blind = True
            draft = draft_report(session, self.editor, desk.project.uid, [], self.ALL, "Kept", now=make.NOW)
            self.kept = reports.keep(session, self.editor, desk.project.uid, draft, now=make.NOW)

    def actor(self, session):
        """The editor, who adjudicates."""
        return self.editor

    ALL = Filters(practice=True)
    ASKED = (Answered("claim", Among.JUDGED), Differing())

    @property
    def editor(self):
        return self.desk.people["edi"]

    def choices(self, session):
        """Every choice that holds something; a closed report and a round without numbers have none."""
        editor, project = self.editor, self.desk.project.uid
        two = [self.desk.accounts[who].uid for who in ("ada", "ben")]
        one = Filters(values={"article": (self.desk.articles[2].text_uid,)})
        ways = {
            "project": lambda: choose_reviewers(session, editor, project, [], self.ALL),
            "two people": lambda: choose_reviewers(session, editor, project, two, self.ALL),
            "one article": lambda: choose_reviewers(session, editor, project, [], one),
            "reported": lambda: choose_reviewers(session, editor, project, [], self.ALL, for_reported=True),
            "round": lambda: choose_round(session, editor, self.round, When.BEFORE)[1],
            "kept": lambda: choose_then(session, editor, self.kept).choice,
            "kept, two people": lambda: choose_then(session, editor, self.kept, two).choice,
            "kept, reported": lambda: choose_reported_then(session, editor, self.kept).choice,
        }
        for name, way in ways.items():
            try:
                yield name, way()
            except (Forbidden, NotFound):
                continue

    def listed(self):
        """By the way there, the numbers of the articles that any list behind a number names."""
        found = {}
        with self.database.reading() as session:
            for name, choice in self.choices(session):
                uids = set()
                if choice.reported is not None:
                    asked = RuleAsked("SR14", Raisers.ANY)
                    uids |= {text.head.article_uid for text in list_reported(session, choice, asked, page=1,
                                                                            now=make.NOW).texts}  # fmt: skip
                else:
                    for asked in self.ASKED:
                        uids |= {t.head.article_uid for t in list_sentences(session, choice, asked, page=1).texts}
                numbers = {n for n, article in enumerate(self.desk.articles) if article.uid in uids}
                beside = {n for n in numbers if self.stands_beside(session, choice, self.desk.articles[n])}
                assert choice.reported is not None or beside == numbers
                assert not any(self.stands_beside(session, choice, article) for article in self.hidden(session))
                found[name] = numbers
        return found

    def hidden(self, session):
        """The articles of whose first text the editor is not told who tagged what."""
        by_text = {article.text_id: article for article in self.desk.articles}
        found = texts_without_names(session, self.editor, by_text, project_id=self.desk.project.id)
        return [by_text[text_id] for text_id in found]

    def stands_beside(self, session, choice, article) -> bool:
        try:
            load_side_by_side(session, choice, text_uid=article.text_uid, ordinal=1)
        except NotFound:
            return False
        return True


def test_no_number_has_sentences_of_a_text_whose_names_are_hidden(database) -> None:
    """So what lists them asks nobody again whose names are hidden."""
    numbers = Numbers(database)
    everything, kept = {0, 1, 2, 3}, ("kept", "kept, two people", "kept, reported")
    ways = dict.fromkeys(("project", "two people", "reported"), everything) | {"one article": {2}, "round": {0, 1}}
    assert numbers.listed() == ways | dict.fromkeys(kept, everything)
    for number in (0, 2):
        start(database, numbers, numbers.desk.articles[number])
    left = {name: there - {0, 2} for name, there in ways.items()}
    assert numbers.listed() == left, "the kept report is closed"
    with database.writing() as session:
        session.get_one(Project, numbers.desk.project.id).adjudicates_blind = False
    assert numbers.listed() == ways | dict.fromkeys(kept, everything)


def test_an_earlier_text_of_such_an_article_is_behind_no_number_either(database) -> None:
    numbers = Numbers(database)
    with database.writing() as session:
        later = make.later_text(session, numbers.desk.articles[3], "More was said.")
        ada = numbers.desk.accounts["ada"]
        make.review(session, later, ada, state=ReviewState.FINISHED, finished_at=make.NOW)
    start(database, numbers, numbers.desk.articles[3])
    assert numbers.listed()["project"] == {0, 1, 2}
    assert "kept" not in numbers.listed()
