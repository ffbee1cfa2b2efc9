"""Kept counts follow the finished passes; the report and the differences are read from what counts."""


import pytest
from sqlalchemy import event, select

from annotator.core.actions import Change
from annotator.core.agreement.differences import Matter
from annotator.core.agreement.patterns import Facet
from annotator.core.agreement.raisers import Raisers, RuleAsked
from annotator.core.errors import Forbidden, NotFound
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Flag,
    Identity,
    Kind,
    Outcome,
    Reading,
    ReviewState,
    Role,
    Scope,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
)
from annotator.services.agreement import (
    choose_reviewers,
    list_uncounted,
    report_choice,
)
from annotator.services.agreement_counts import (
    is_counted_right,
    list_texts_to_count,
    list_uncounted_texts,
    record_answers,
)
from annotator.services.agreement_sentences import ARTICLES_A_PAGE, list_sentences, load_side_by_side
from annotator.services.reported_agreement import compare_reported
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.storage.queries.changes import write_changes
from annotator.storage.tables import (
    Account,
    AgreementDetail,
    AgreementText,
    Article,
    Project,
    Review,
    Segmentation,
    SentenceRow,
)
from annotator.storage.transactions import Database
from tests import make

FINISHED = {"state": ReviewState.FINISHED, "finished_at": make.NOW}
FACT = frozenset({Flag.FACT})


class Desk:
    """A project with an editor and three reviewers, and the verbs that the tests arrange with."""

    def __init__(self, session) -> None:
        self.session = session
        self.project: Project = make.project(session)
        self.editor = make.member(session, self.project, Role.EDITOR, "Edith")
        self.people = [make.member(session, self.project, Role.REVIEWER, name) for name in ("Ann", "Bob", "Cleo")]

    def article(self, **values) -> make.StoredArticle:
        return make.article(self.session, self.project, **values)

    def tag(self, article, by: Account, *answers: str, **values) -> Review:
        """A pass with one answer a body sentence: y claim, n nothing, . untouched; finished unless told otherwise."""
        review = make.review(self.session, article, by, **{**FINISHED, **values})
        body = [sentence for sentence in article.sentences if sentence.is_body]
        records = []
        for sentence, answer in zip(body, "".join(answers), strict=False):
            if answer == "y":
                records.append(Claim(make.uid(), sentence.start, sentence.stop, FACT))
            elif answer == "n":
                records.append(Check(make.uid(), sentence.start, sentence.stop, Outcome.NOTHING))
        self.write(review, article, records)
        return review

    def write(self, review: Review, article, records) -> None:
        empty = Reading(article.text, article.sentences)
        write_changes(self.session, review.id, [Change(None, record) for record in records], empty)

    def record(self, article) -> None:
        self.session.flush()
        record_answers(self.session, text_id=article.text_id)

    def choose(self, *people: Account, actor: Account | None = None):
        as_actor = make.actor(self.session, actor or self.editor)
        return choose_reviewers(self.session, as_actor, self.project.uid, [person.uid for person in people])

    def claims(self, *people: Account):
        """The report's row on claims."""
        report = report_choice(self.session, self.choose(*people))
        return next(row for row in report.facets if row.facet is Facet.CLAIM)


@pytest.fixture
def desk(database: Database):
    with database.writing() as session:
        yield Desk(session)


def yes_counts(row) -> dict[str, tuple[int, int]]:
    return {rate.reviewer: (rate.yes, rate.judged) for rate in row.rates}


def test_finished_passes_make_the_report(desk):
    ann, bob, _ = desk.people
    article = desk.article()
    desk.tag(article, ann, "yyn")
    desk.tag(article, bob, "yn", "n")
    desk.record(article)
    row = desk.claims()
    assert yes_counts(row) == {ann.uid: (2, 3), bob.uid: (1, 3)}
    assert row.observed.value == pytest.approx(2 / 3)
    assert row.kappa.value == pytest.approx(0.4)  # Po 2/3, Pe (2/3 x 1/3) + (1/3 x 2/3)


def test_an_unfinished_pass_never_counts(desk):
    ann, bob, cleo = desk.people
    article = desk.article()
    desk.tag(article, ann, "yyn")
    desk.tag(article, bob, "yyn")
    desk.tag(article, cleo, "nnn", state=ReviewState.STARTED, finished_at=None)
    desk.record(article)
    assert {reviewer.name for reviewer in desk.choose().reviewers} == {"Ann", "Bob"}
    assert desk.claims().observed.value == 1
    [left_out] = list_uncounted(desk.session, desk.choose())
    assert (left_out.account_name, left_out.state, left_out.n) == ("Cleo", ReviewState.STARTED, 1)


def test_a_sourcing_only_pass_does_not_count_and_is_told(desk):
    ann, bob, cleo = desk.people
    article = desk.article()
    desk.tag(article, ann, "yyn")
    desk.tag(article, bob, "yyn")
    desk.tag(article, cleo, "nnn", scope=Scope.SOURCING_ONLY)
    desk.record(article)
    assert {reviewer.name for reviewer in desk.choose().reviewers} == {"Ann", "Bob"}
    assert [left.scope for left in list_uncounted(desk.session, desk.choose())] == [Scope.SOURCING_ONLY]


def test_a_reopened_pass_counts_as_finished_until_its_revision_is(desk):
    ann, bob, _ = desk.people
    article = desk.article()
    first = desk.tag(article, ann, "yyy")
    desk.tag(article, bob, "nnn")
    revision = desk.tag(article, ann, "nnn", state=ReviewState.STARTED, finished_at=None, revises_id=first.id)
    desk.record(article)
    assert yes_counts(desk.claims()) == {ann.uid: (3, 3), bob.uid: (0, 3)}
    assert desk.choose().reviewers[0].passes == 1
    revision.state, revision.finished_at = ReviewState.FINISHED, make.NOW
    desk.record(article)
    assert yes_counts(desk.claims()) == {ann.uid: (0, 3), bob.uid: (0, 3)}
    assert desk.choose().reviewers[0].passes == 1


def test_finishing_counts_and_reopening_does_not_uncount(desk):
    """Through the verbs that people use."""
    article = desk.article()
    for person, answers in zip(desk.people, ("yyn", "yyn"), strict=False):
        actor = make.actor(desk.session, person)
        uid = start_review(desk.session, actor, article.uid, now=make.NOW)
        review = desk.session.scalars(select(Review).where(Review.uid == uid)).one()
        headline = next(sentence for sentence in article.sentences if sentence.kind is Kind.HEADLINE)
        records = [Check(make.uid(), headline.start, headline.stop, Outcome.NOTHING)]
        for sentence, answer in zip((s for s in article.sentences if s.is_body), answers, strict=True):
            records.append(
                Claim(make.uid(), sentence.start, sentence.stop, FACT)
                if answer == "y"
                else Check(make.uid(), sentence.start, sentence.stop, Outcome.NOTHING)
            )
        desk.write(review, article, records)
        before = len(desk.choose().reviewers)
        finish_review(desk.session, actor, uid, now=make.NOW)
        assert len(desk.choose().reviewers) == before + 1
    assert desk.claims().shared == 3
    desk.session.expire_all()  # as the next request would
    revision = reopen_review(desk.session, actor, uid, now=make.NOW)
    assert revision != uid
    assert desk.claims().shared == 3


def test_counting_again_changes_nothing(desk):
    ann, bob, _ = desk.people
    article = desk.article()
    desk.tag(article, ann, "yyn")
    desk.tag(article, bob, "ynn")
    desk.record(article)
    statement = select(AgreementText.patterns, AgreementDetail.pairs, AgreementDetail.reported).join(
        AgreementDetail, AgreementDetail.text_id == AgreementText.text_id
    )
    once = desk.session.execute(statement).all()
    desk.record(article)
    assert desk.session.execute(statement).all() == once
    assert once


def test_articles_add_up(desk):
    ann, bob, _ = desk.people
    for answers in ("yyn", "nnn"):
        article = desk.article()
        desk.tag(article, ann, answers)
        desk.tag(article, bob, answers)
        desk.record(article)
    assert yes_counts(desk.claims()) == {ann.uid: (2, 6), bob.uid: (2, 6)}


def test_only_the_chosen_reviewers_count(desk):
    ann, bob, cleo = desk.people
    article = desk.article()
    for person, answers in zip(desk.people, ("yyn", "yyn", "nnn"), strict=True):
        desk.tag(article, person, answers)
    desk.record(article)
    assert desk.claims(ann, bob).observed.value == 1
    assert desk.claims(ann, cleo).observed.value == pytest.approx(1 / 3)
    assert yes_counts(desk.claims(ann, bob, cleo)) == {ann.uid: (2, 3), bob.uid: (2, 3), cleo.uid: (0, 3)}
    assert [reviewer.name for reviewer in desk.choose(ann, bob).chosen] == ["Ann", "Bob"]


def test_an_article_that_one_person_finished_is_counted_apart(desk):
    ann, bob, _ = desk.people
    shared, alone = desk.article(), desk.article()
    desk.tag(shared, ann, "yyn")
    desk.tag(shared, bob, "yyn")
    desk.tag(alone, ann, "yyy")
    for article in (shared, alone):
        desk.record(article)
    choice = desk.choose()
    assert (choice.texts.shared, choice.texts.alone) == (1, 1)
    assert (desk.claims().judged, desk.claims().shared) == (6, 3)


def test_a_new_cut_is_counted_on_without_touching_the_passes(desk):
    ann, bob, _ = desk.people
    article = desk.article()
    desk.tag(article, ann, "nnn")
    desk.tag(article, bob, "ynn")
    body = [sentence for sentence in article.sentences if sentence.is_body]
    segmentation = Segmentation(text_id=article.text_id, number=2, made_by_id=None, created_at=make.NOW)
    desk.session.add(segmentation)
    desk.session.flush()
    joined = Sentence(0, body[0].start, body[1].stop, Kind.BODY)
    desk.session.add_all(
        SentenceRow(segmentation_id=segmentation.id, ordinal=ordinal, start=unit.start, stop=unit.stop, kind=Kind.BODY)
        for ordinal, unit in enumerate((joined, body[2]))
    )
    desk.record(article)
    row = desk.claims()
    assert row.shared == 2
    assert yes_counts(row) == {ann.uid: (0, 2), bob.uid: (1, 2)}
    [text] = list_sentences(desk.session, desk.choose(), page=1).texts
    assert [item.sentence.span for item in text.sentences] == [joined.span]


def test_unpublished_articles_and_other_projects_stay_out(desk):
    ann, bob, _ = desk.people
    other = make.article(desk.session, make.project(desk.session, "Other"))
    own, hidden = desk.article(), desk.article()
    for article in (other, own, hidden):
        for person in (ann, bob):
            desk.tag(article, person, "yyy")
        desk.record(article)
    desk.session.get_one(Article, hidden.id).published = False
    desk.session.flush()
    assert desk.claims().shared == 3
    assert desk.choose().texts.shared == 1
    assert {reviewer.passes for reviewer in desk.choose().reviewers} == {1}


@pytest.mark.parametrize(("role", "allowed"), [(Role.READER, True), (Role.EDITOR, True), (Role.REVIEWER, False)])
def test_reviewers_stay_blind(desk, role, allowed):
    someone = make.member(desk.session, desk.project, role, "Someone")
    if allowed:
        assert desk.choose(actor=someone).project_uid == desk.project.uid
    else:
        with pytest.raises(Forbidden):
            desk.choose(actor=someone)


def test_what_an_editor_is_tagging_stays_hidden_from_them_until_they_finish(desk):
    ann, bob, _ = desk.people
    open_one, in_hand = desk.article(), desk.article()
    for article in (open_one, in_hand):
        for person, answers in ((ann, "yyn"), (bob, "ynn")):
            desk.tag(article, person, answers)
        desk.record(article)
    own = desk.tag(in_hand, desk.editor, "y..", state=ReviewState.STARTED, finished_at=None)
    desk.session.flush()
    choice = desk.choose()
    assert set(choice.texts.kept.texts) == {open_one.text_id}
    assert desk.claims().shared == 3
    assert [text.head.text_id for text in list_sentences(desk.session, choice, page=1).texts] == [open_one.text_id]
    with pytest.raises(NotFound):
        load_side_by_side(desk.session, choice, text_uid=in_hand.text_uid, ordinal=1)
    own.state, own.finished_at = ReviewState.FINISHED, make.NOW
    desk.record(in_hand)
    assert desk.choose().texts.shared == 2
    assert desk.claims().shared == 6


def test_strangers_and_administrators_without_membership_learn_nothing(desk):
    admin = make.account(desk.session, "Root", is_admin=True)
    for stranger in (make.account(desk.session, "Zed"), admin):
        with pytest.raises(NotFound):
            desk.choose(actor=stranger)
    with pytest.raises(NotFound):
        choose_reviewers(desk.session, make.actor(desk.session, desk.editor), make.uid(), [])


def test_a_reviewer_without_a_finished_pass_cannot_be_chosen(desk):
    ann, _, cleo = desk.people
    desk.tag(desk.article(), ann, "yyy")
    with pytest.raises(NotFound):
        desk.choose(ann, cleo)


def test_an_empty_project_has_an_empty_report(desk):
    choice = desk.choose()
    assert choice.reviewers == ()
    assert {row.shared for row in report_choice(desk.session, choice).facets} == {0}
    page = list_sentences(desk.session, choice, page=1)
    assert (page.texts, page.page, page.pages) == ((), 1, 1)


def with_source(article, identity: Identity):
    """A claim on a mentioned source: all of the first body sentence."""
    sentence = next(s for s in article.sentences if s.is_body)
    at = article.text.index("two officials")
    card = SourceCard("c" + make.uid()[1:], SourceType.PERSON, identity, confirmed=True, position=1)
    return (
        card,
        Attribution(make.uid(), at, at + len("two officials"), card.uid),
        Claim(make.uid(), sentence.start, sentence.stop, FACT, (SourceLink(card.uid),)),
    )


def test_differences_name_the_sentence_and_what_differs(desk):
    ann, bob, _ = desk.people
    article = desk.article()
    for person, identity, rest in ((ann, Identity.UNNAMED, ".yn"), (bob, Identity.NAMED, ".nn")):
        review = desk.tag(article, person, rest)
        desk.write(review, article, with_source(article, identity))
    desk.record(article)
    [text] = list_sentences(desk.session, desk.choose(), page=1).texts
    assert text.body == 3
    assert [item.matters for item in text.sentences] == [(Matter.IDENTITY,), (Matter.CLAIM, Matter.FACT)]
    assert [item.words for item in text.sentences] == [
        article.text[item.sentence.start : item.sentence.stop] for item in text.sentences
    ]


def test_the_list_of_differences_comes_in_pages(desk):
    ann, bob, _ = desk.people
    articles = [desk.article(title=f"Article {number}") for number in range(ARTICLES_A_PAGE + 1)]
    for article in articles:
        desk.tag(article, ann, "yyn")
        desk.tag(article, bob, "ynn")
        desk.record(article)
    choice = desk.choose()
    first, last = (list_sentences(desk.session, choice, page=page) for page in (1, 99))
    assert (len(first.texts), first.page, first.pages) == (ARTICLES_A_PAGE, 1, 2)
    assert ([text.head.title for text in last.texts], last.page) == ([f"Article {ARTICLES_A_PAGE}"], 2)


def test_a_sentence_opens_with_every_chosen_reading_and_its_neighbours(desk):
    ann, bob, cleo = desk.people
    article = desk.article()
    for person, answers in zip((ann, bob, cleo), ("yny", "nyy", "nnn"), strict=True):
        desk.tag(article, person, answers)
    desk.record(article)
    body = [sentence.ordinal for sentence in article.sentences if sentence.is_body]
    found = load_side_by_side(
        desk.session, desk.choose(ann, bob), text_uid=article.text_uid, ordinal=body[0]
    )
    assert [side.reviewer.name for side in found.sides] == ["Ann", "Bob"]
    assert found.sentence.ordinal == body[0]
    assert found.matters == (Matter.CLAIM, Matter.FACT)
    assert (found.previous, found.following) == (None, body[1])


def test_a_sentence_of_another_project_cannot_be_opened(desk):
    ann, bob, _ = desk.people
    own, foreign = desk.article(), make.article(desk.session, make.project(desk.session, "Other"))
    for article in (own, foreign):
        for person in (ann, bob):
            desk.tag(article, person, "yyy")
        desk.record(article)
    choice = desk.choose()
    with pytest.raises(NotFound):
        load_side_by_side(desk.session, choice, text_uid=foreign.text_uid, ordinal=1)
    with pytest.raises(NotFound):
        load_side_by_side(desk.session, choice, text_uid=own.text_uid, ordinal=999)


def test_a_kept_row_that_says_something_else_is_found_and_counted_again(desk):
    ann, bob, _ = desk.people
    article = desk.article()
    desk.tag(article, ann, "yyn")
    desk.tag(article, bob, "ynn")
    desk.session.flush()
    assert list_uncounted_texts(desk.session) == list_texts_to_count(desk.session) == (article.text_id,)
    desk.record(article)
    assert is_counted_right(desk.session, text_id=article.text_id)
    assert list_uncounted_texts(desk.session) == ()
    desk.session.get(AgreementText, article.text_id).totals = b""
    desk.session.flush()
    assert not is_counted_right(desk.session, text_id=article.text_id)
    desk.session.expire_all()
    desk.record(article)
    assert is_counted_right(desk.session, text_id=article.text_id)


def test_the_number_of_statements_does_not_grow_with_the_articles(desk):
    ann, bob, _ = desk.people

    def statements(asked: RuleAsked | None) -> int:
        seen: list[str] = []

        def note(*arguments) -> None:
            seen.append(arguments[2])

        engine = desk.session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        choice = desk.choose()
        report_choice(desk.session, choice)
        list_sentences(desk.session, choice, page=1)
        compare_reported(desk.session, desk.choose(ann, bob), asked, now=make.NOW)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    counts = []
    for _ in range(2):
        article = desk.article()
        desk.tag(article, ann, "yyn")
        desk.tag(article, bob, "ynn")
        desk.record(article)
        counts.append((statements(None), statements(RuleAsked("SR14", Raisers.ANY))))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 25
    assert counts[0][1] <= counts[0][0] + 10  # ten articles' taggings, to find the words
