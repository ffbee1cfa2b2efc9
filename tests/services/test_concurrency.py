"""Many people at once, on both engines: nothing lost, nothing twice, one winner where only one can win."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select

from annotator.core.annotations import Request, Verb
from annotator.core.conflicts import Settling
from annotator.core.errors import AnnotatorError, Busy, Conflict
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.records import ArticleFacts, Bound, CutArticle, Identity, Number, ReviewState, Role, SourceType
from annotator.core.reviews import contents_of
from annotator.core.scheme_edits import TagDraft
from annotator.services import annotations as tagging
from annotator.services import articles, projects, schemes
from annotator.services.acts import Clash
from annotator.services.annotations import MentionDraft, Stamp, stamp_request
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.storage.queries.actions import latest_action
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Action, Article, Review
from tests import make
from tests.ledger import answered_keys, check_ledger

LOADED = TagDraft("Loaded", "A word that takes sides.")
WRITERS, ACTS, PAIRS = 8, 30, 20
TEXT = "Harbour fire was set, officials say\n\n" + " ".join(
    f"Some {n}00 people left quay {n}, two officials said on Monday." for n in range(1, 13)
)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do these in threads that start together; what each returned, or our error that it raised."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            outcomes[number] = act()
        except AnnotatorError as error:
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


class Desk:
    """A project with an article and people; each act is its own transaction."""

    def __init__(self, database, people: int) -> None:
        self.database = database
        with database.writing() as session:
            self.project = make.project(session)
            self.article = make.article(session, self.project, TEXT)
            accounts = [make.member(session, self.project, Role.REVIEWER, f"R{n}") for n in range(people)]
            self.people = [make.actor(session, account) for account in accounts]
            self.editor = make.actor(session, make.member(session, self.project, Role.EDITOR))
            self.reviews = [start_review(session, actor, self.article.uid, now=make.NOW) for actor in self.people]

    def do(self, act: Callable, *args: object, **kwargs: object) -> object:
        """One act of a service in one transaction, at the standing moment."""
        with self.database.writing() as session:
            return act(session, *args, **kwargs, now=make.NOW)

    def answer(self, who: int, request: Request, stamp: Stamp | None = None) -> object:
        return self.do(tagging.answer, self.people[who], self.reviews[who], request, stamp=stamp or Stamp())

    def rest(self, who: int) -> None:
        self.do(tagging.answer_rest, self.people[who], self.reviews[who], Verb.NOTHING, stamp=Stamp())

    def finish(self, who: int) -> object:
        return self.do(finish_review, self.people[who], self.reviews[who])

    def reading(self, who: int):
        with self.database.reading() as session:
            return load_reading(session, self.review_id(session, who))

    def review_id(self, session, who: int) -> int:
        return session.scalar(select(Review.id).where(Review.uid == self.reviews[who]))

    def check(self) -> list[str]:
        """The ledger of every review is whole; the request keys that were answered."""
        with self.database.reading() as session:
            for who in range(len(self.people)):
                check_ledger(session, self.review_id(session, who))
            return answered_keys(session)


def random_act(desk: Desk, who: int, choices: random.Random, key: str) -> object:
    """A verb, a mention with its card, a figure, or an undo; by its key done once however often it is sent."""
    stamp = stamp_request(key, {"key": key})
    actor, review, number = desk.people[who], desk.reviews[who], choices.randrange(1, 13)
    match choices.randrange(5):
        case 0 | 1:
            verb = choices.choice([Verb.FACT, Verb.OPINION, Verb.STAR, Verb.NOTHING])
            return desk.answer(who, Request(number, verb), stamp)
        case 2:
            start = desk.article.sentences[number].start + TEXT[desk.article.sentences[number].start :].index("two off")
            phrase = Phrase(start, start + 13, "two officials")
            draft = MentionDraft(make.uid(), phrase, fields=CardFields(SourceType.PERSON, Identity.UNNAMED, Number.TWO))
            return desk.do(tagging.add_mention, actor, review, draft, stamp=stamp)
        case 3:
            words = f"Some {number}00 people"
            start = desk.article.sentences[number].start
            phrase = Phrase(start, start + len(words), words)
            return desk.do(tagging.add_figure, actor, review, make.uid(), phrase, stamp=stamp)
        case _:
            return desk.do(tagging.undo, actor, review, stamp=stamp)


def write_much(database, acts: int, seed: int, reviews: Sequence[int]) -> None:
    """One writer for each number in `reviews`, who works in that review; every act is sent twice."""
    desk = Desk(database, max(reviews) + 1)
    done: list[str] = []
    wrong: list[AnnotatorError] = []

    def write(number: int, who: int) -> Callable[[], None]:
        choices = random.Random(f"{seed} {number}")

        def run() -> None:
            for turn in range(acts):
                key = f"w{number}-{turn}"
                state = choices.getstate()
                for _ in range(2):
                    choices.setstate(state)
                    try:
                        random_act(desk, who, choices, key)
                    except Busy as error:
                        wrong.append(error)
                    except AnnotatorError:
                        break  # an act that the text does not allow now
                    else:
                        done.append(key)

        return run

    at_once(*(write(number, who) for number, who in enumerate(reviews)))
    keys = desk.check()
    assert wrong == []
    assert Counter(keys).most_common(1)[0][1] == 1
    assert set(keys) == set(done), f"seed {seed}"
    assert len(keys) > len(reviews) * acts / 4


def test_eight_reviewers_at_once_lose_nothing(database) -> None:
    write_much(database, ACTS, 1, range(WRITERS))


def test_eight_windows_of_one_review_lose_nothing(database) -> None:
    write_much(database, ACTS // 2, 2, [0] * WRITERS)


@pytest.mark.slow
def test_eight_reviewers_lose_nothing_in_four_thousand_acts(database) -> None:
    write_much(database, 500, random.randrange(10**9), range(WRITERS))


def test_of_two_edits_of_the_same_version_exactly_one_wins(database) -> None:
    desk = Desk(database, 1)
    words = "Some 100 people"
    start = TEXT.index(words)
    figure = desk.do(
        tagging.add_figure, desk.people[0], desk.reviews[0], "", Phrase(start, start + len(words), words), stamp=Stamp()
    ).focus
    bounds = [Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST]
    for turn in range(PAIRS):
        (before,) = desk.reading(0).figures
        choices = [bound for bound in bounds if bound is not before.bound][:2]

        def edit(bound: Bound, version: int = before.version) -> object:
            stamp = Stamp(expected={figure: version})
            fields = FigureFields(bound=bound)
            return desk.do(tagging.edit_figure, desk.people[0], desk.reviews[0], figure, fields, stamp=stamp)

        outcomes = at_once(*(lambda bound=bound: edit(bound) for bound in choices))
        refused = [outcome for outcome in outcomes if isinstance(outcome, AnnotatorError)]
        assert [(isinstance(error, Conflict), error.code) for error in refused] == [(True, "stale")], turn
        (after,) = desk.reading(0).figures
        assert after.version == before.version + 1
        assert after.bound is choices[0 if outcomes[1] is refused[0] else 1]
    desk.check()


def test_one_request_sent_twice_at_once_is_done_once(database) -> None:
    desk = Desk(database, 1)
    for turn in range(PAIRS):
        stamp = stamp_request(f"key-{turn}", {"turn": turn})
        send = lambda stamp=stamp, turn=turn: desk.answer(0, Request(1 + turn % 12, Verb.FACT), stamp)  # noqa: E731
        outcomes = at_once(send, send, send)
        assert sorted(outcome.is_replay for outcome in outcomes) == [False, True, True]
    assert len(desk.check()) == PAIRS


def test_a_save_that_crosses_a_finish_is_in_the_finished_pass_or_refused(database) -> None:
    desk = Desk(database, PAIRS)
    kinds = Counter()
    for who in range(PAIRS):
        desk.rest(who)
        save = lambda who=who: desk.answer(who, Request(2, Verb.UNSURE))  # noqa: E731
        saved, finished = at_once(save, lambda who=who: desk.finish(who))
        assert finished.state is ReviewState.FINISHED
        is_refused = isinstance(saved, Conflict)
        assert not is_refused or saved.code == "review_finished"
        unsure = [check for check in desk.reading(who).checks if check.unsure]
        assert len(unsure) == (0 if is_refused else 1)
        with database.reading() as session:
            order = session.scalars(
                select(Action.kind).where(Action.review_id == desk.review_id(session, who)).order_by(Action.id)
            ).all()
        assert order[-1] == "review:finish", "a finished pass was changed"
        kinds[is_refused] += 1
    desk.check()


def test_a_save_that_waited_for_a_finish_is_refused(database) -> None:
    desk = Desk(database, 1)
    desk.rest(0)
    outcomes = []
    save = threading.Thread(target=lambda: outcomes.extend(at_once(lambda: desk.answer(0, Request(2, Verb.UNSURE)))))
    with database.writing() as session:
        finish_review(session, desk.people[0], desk.reviews[0], now=make.NOW)
        save.start()
        save.join(0.5)
        assert save.is_alive()
    save.join(10)
    assert [outcome.code for outcome in outcomes] == ["review_finished"]
    desk.check()


def test_reviewers_who_finish_at_once_count_each_other(database) -> None:
    desk = Desk(database, 4)
    for who in range(4):
        desk.answer(who, Request(1, Verb.FACT))
        desk.rest(who)
    outcomes = at_once(*(lambda who=who: desk.finish(who) for who in range(4)))
    assert [outcome.state for outcome in outcomes] == [ReviewState.FINISHED] * 4
    with database.reading() as session:
        patterns = [count.pattern for count in make.kept_patterns(session)]
    assert patterns
    assert {pattern.answers for pattern in patterns} == {4}


def test_finishing_twice_at_once_is_finishing_once(database) -> None:
    desk = Desk(database, PAIRS)
    for who in range(PAIRS):
        desk.rest(who)
        one, other = at_once(lambda who=who: desk.finish(who), lambda who=who: desk.finish(who))
        assert (one.state, one.version) == (other.state, other.version) == (ReviewState.FINISHED, 2)
        with database.reading() as session:
            review_id = desk.review_id(session, who)
            finishes = select(func.count()).where(Action.review_id == review_id, Action.kind == "review:finish")
            assert session.scalar(finishes) == 1


def test_a_double_click_starts_or_reopens_one_pass(database) -> None:
    desk = Desk(database, 1)
    for _ in range(5):
        with database.writing() as session:
            actor = make.actor(session, make.member(session, desk.project, Role.REVIEWER, make.uid()))
        start = lambda actor=actor: desk.do(start_review, actor, desk.article.uid)  # noqa: E731
        assert len(set(at_once(start, start, start))) == 1
    desk.rest(0)
    desk.finish(0)
    reopen = lambda: desk.do(reopen_review, desk.people[0], desk.reviews[0])  # noqa: E731
    assert len(set(at_once(reopen, reopen, reopen))) == 1


def test_the_same_article_brought_in_twice_at_once_is_stored_once(database) -> None:
    desk = Desk(database, 0)
    text = "Flood rises\n\nThe river rose by night."
    cut = CutArticle(text, ArticleFacts(title="Flood rises", language="en"), make.plain_cut(text), ())
    store = lambda: desk.do(articles.store_article, desk.editor, desk.project.uid, cut)  # noqa: E731
    outcomes = at_once(store, store, store)
    assert sorted(getattr(outcome, "code", "stored") for outcome in outcomes) == [
        "article_exists", "article_exists", "stored",
    ]  # fmt: skip
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Article.title == "Flood rises")) == 1


def test_of_two_renamings_from_the_same_page_one_wins(database) -> None:
    desk = Desk(database, 0)

    def rename(name: str) -> Callable[[], object]:
        return lambda: desk.do(projects.rename_project, desk.editor, desk.project.uid, name, version=1)

    outcomes = at_once(rename("North"), rename("South"))
    assert [outcome.code for outcome in outcomes if outcome is not None] == ["stale"]


def test_of_two_editors_who_save_one_scheme_at_once_one_wins_and_nothing_is_lost(database) -> None:
    desk = Desk(database, 0)
    uid, shown = desk.project.uid, desk.do(schemes.save_tag, desk.editor, desk.project.uid, "", LOADED, based_on=1)
    for turn in range(10):
        drafts = [replace(LOADED, label=f"Loaded {turn} {who}") for who in "ab"]
        saves = [
            partial(desk.do, schemes.save_tag, desk.editor, uid, shown.tag, draft, based_on=shown.number)
            for draft in drafts
        ]
        outcomes = at_once(*saves)
        won = [draft.label for draft, done in zip(drafts, outcomes, strict=True) if isinstance(done, schemes.Saved)]
        assert [type(outcome) for outcome in outcomes].count(schemes.SchemeMoved) == 1
        with database.reading() as session:
            facts = projects.show_scheme(session, desk.editor, uid)
        assert facts.number == shown.number + 1
        assert [facts.scheme.tag(shown.tag).label] == won
        shown = next(outcome for outcome in outcomes if isinstance(outcome, schemes.Saved))


@pytest.mark.slow
def test_two_hundred_conflicts_are_told_and_answered_without_a_loss(sqlite_database) -> None:
    """Two windows at one sentence, 200 times: the later one is told, and what is answered is what is stored."""
    desk, choices, told = Desk(sqlite_database, 1), random.Random(7), 0
    verbs = [Verb.FACT, Verb.PREDICTION, Verb.OPINION, Verb.STAR, Verb.NOTHING]
    for turn in range(200):
        ordinal = choices.randrange(1, 13)
        desk.answer(0, Request(ordinal, choices.choice(verbs[:3])))
        with sqlite_database.reading() as session:
            seen = latest_action(session, desk.review_id(session, 0))
        content = contents_of(desk.reading(0))[ordinal]
        focus = content.claims[0] if content.claims else None
        desk.answer(0, Request(ordinal, choices.choice(verbs[:3]), focus.uid if focus else ""))
        before = desk.reading(0)
        mine = Request(ordinal, choices.choice(verbs[:4]), focus.uid if focus else "")
        expected = {focus.uid: focus.version} if focus else {}
        stamp = Stamp(f"mine-{turn}", f"digest {turn}", expected, seen)
        try:
            desk.answer(0, mine, stamp)
        except Clash as clash:
            told += 1
            assert desk.reading(0) == before, "nothing is overwritten before there is an answer"
            if clash.sides is None or (how := choices.choice([*Settling, None])) is None:
                continue
            answer = Stamp(f"answer-{turn}", "", None, seen, how, clash.done.seen)
            try:
                desk.answer(0, mine, answer)
            except AnnotatorError:
                assert desk.reading(0) == before
        except AnnotatorError:
            assert desk.reading(0) == before
        keys = desk.check()
        assert len(keys) == len(set(keys))
    assert told > 100
