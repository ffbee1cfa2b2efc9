"""What a search finds, on both engines alike: the words of a project's texts, and only the annotations one may read."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from annotator.core.annotations import Request, Verb
from annotator.core.errors import NotFound, NotSignedIn
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import (
    Bound,
    Flag,
    Identity,
    Kind,
    Knowledge,
    Measure,
    Number,
    Reason,
    Role,
    Sentence,
    SourceType,
    Who,
)
from annotator.core.search import Filters, Order, Way, find_hits, read_query
from annotator.services import annotations as tagging
from annotator.services import cards
from annotator.services.annotations import MentionDraft, Stamp
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.services.search import PAGE_SIZE, search_project
from annotator.services.visibility import may_read, sight_of
from annotator.storage.tables import Article, ArticleText, Review, Segmentation, SentenceRow, SentenceWords
from annotator.storage.word_index import count_missing_rows, find_unindexed, index_text
from tests import make


class Desk:
    """A project with people in every role, and what they search for."""

    def __init__(self, database, now):
        self.database, self.now = database, now
        roles = {"ada": Role.REVIEWER, "ben": Role.REVIEWER, "rea": Role.READER, "edi": Role.EDITOR}
        with database.writing() as session:
            self.project = make.project(session)
            self.people = {
                name: make.actor(session, make.member(session, self.project, role, name))
                for name, role in roles.items()
            }

    def add(self, text=make.TEXT, **values):
        with self.database.writing() as session:
            facts = {name: values.pop(name) for name in ("published_on",) if name in values}
            article = make.article(session, self.project, text, **values)
            if facts:
                session.execute(update(Article).where(Article.id == article.id).values(**facts))
            return article

    def find(self, typed="", who="rea", page=1, **filters):
        with self.database.reading() as session:
            query = read_query(typed)
            return search_project(
                session, self.people[who], self.project.uid, query, Filters(**filters), page=page
            )

    def words(self, *arguments, **values):
        return [hit.words for hit in self.find(*arguments, **values).hits]

    def tag(self, who, article, verb=Verb.FACT, *, finish=False, ordinal=2):
        with self.database.writing() as session:
            actor = self.people[who]
            uid = start_review(session, actor, article.uid, now=self.now)
            tagging.answer(session, actor, uid, Request(ordinal, verb), stamp=Stamp(), now=self.now)
            start = article.text.index("officials say")
            draft = MentionDraft(
                make.uid(), Phrase(start, start + 13, "officials say"),
                fields=CardFields(SourceType.PERSON, Identity.UNNAMED, Number.PLURAL),
            )  # fmt: skip
            tagging.add_mention(session, actor, uid, draft, stamp=Stamp(), now=self.now)
            if finish:
                tagging.answer_rest(session, actor, uid, Verb.NOTHING, stamp=Stamp(), now=self.now)
                finish_review(session, actor, uid, now=self.now)
            return uid


@pytest.fixture
def desk(database, now):
    return Desk(database, now)


def test_a_sentence_is_found_by_all_its_words_and_shown_among_its_neighbours(desk):
    article = desk.add()
    (hit,) = desk.find("PEOPLE moved").hits
    assert hit.words == "Some 400 people were moved overnight."
    assert hit.before.startswith("Citing two officials")
    assert hit.after == "It was the third fire this year."
    assert [article.text[span.start : span.stop] for span in hit.hits] == ["people", "moved"]
    assert hit.sentence.article_uid == article.uid


@pytest.mark.parametrize(
    ("typed", "found"),
    [('"two officials"', 1), ('"officials two"', 0), ("offici*", 2), ("offici", 0), ("fire harbour", 1), ("vell", 1),
     ('"400 people"', 1), ("harbour -fire", 1), ("NOT fire", 0), ("OR", 0), ("(((", None), ("*", None), ('"', None)],
)  # fmt: skip
def test_words_phrases_and_beginnings_mean_the_same_on_both_engines(desk, typed, found):
    desk.add()
    assert desk.find(typed).total == found


def test_nothing_asked_is_nothing_found_and_not_an_error(desk):
    desk.add()
    results = desk.find("")
    assert results.total is None
    assert results.hits == ()


def test_repeats_and_earlier_texts_are_not_found_twice(desk, database, now):
    text = "A flood came\n\nA flood came\n\nIt went."
    sentences = [
        Sentence(0, 0, 12, Kind.HEADLINE), Sentence(1, 14, 26, Kind.HEADLINE, duplicate_of=0),
        Sentence(2, 28, 36, Kind.BODY),
    ]  # fmt: skip
    article = desk.add(text, sentences=sentences)
    assert desk.find("flood").total == 1
    with database.writing() as session:
        body = "A storm came"
        row = ArticleText(uid=make.uid(), article_id=article.id, number=2, body=body, sha256="0" * 64, created_at=now)
        session.add(row)
        session.flush()
        cut = Segmentation(text_id=row.id, number=1, made_by_id=None, created_at=now)
        session.add(cut)
        session.flush()
        session.add(SentenceRow(segmentation_id=cut.id, ordinal=0, start=0, stop=12, kind=Kind.HEADLINE))
        session.flush()
        index_text(session, row.id)
    assert desk.find("flood").total == 0
    assert desk.words("storm") == [body]


def test_the_newest_cut_takes_the_place_of_the_earlier_one(desk, database, now):
    article = desk.add()
    with database.writing() as session:
        cut = Segmentation(text_id=article.text_id, number=2, made_by_id=None, created_at=now)
        session.add(cut)
        session.flush()
        session.add(
            SentenceRow(segmentation_id=cut.id, ordinal=0, start=0, stop=len(article.text) - 1, kind=Kind.BODY)
        )
        session.flush()
        assert find_unindexed(session) == [article.text_id]
        index_text(session, article.text_id)
        assert find_unindexed(session) == []
        assert count_missing_rows(session) == 0
    assert desk.find("fire").total == 1


def test_a_text_that_lost_words_is_noticed(desk, database):
    article = desk.add()
    with database.writing() as session:
        row = session.scalars(select(SentenceWords).where(SentenceWords.text_id == article.text_id)).first()
        session.delete(row)
    with database.reading() as session:
        assert find_unindexed(session) == [article.text_id]


def test_order_outlet_and_dates(desk):
    desk.add("A flood in May.", outlet="Coast Wire", published_on="2026-05-02")
    desk.add("A flood in April.", outlet="Northern Post", published_on="2026-04-02")
    desk.add("A flood, undated.", outlet="", published_on="")
    may, april, undated = "A flood in May.", "A flood in April.", "A flood, undated."
    assert desk.words("flood") == [may, april, undated]
    assert desk.words("flood", order=Order.OLDEST) == [april, may, undated]
    assert desk.words("flood", order=Order.OUTLET) == [undated, may, april]
    assert desk.words("flood", outlet="Coast Wire") == [may]
    assert desk.words("flood", since="2026-04-03") == [may]
    assert desk.words("flood", until="2026-04-02") == [april]
    assert desk.words(since="2026-04-02", until="2026-04-02") == [april]
    assert desk.find().outlets == ("Coast Wire", "Northern Post")


def test_annotations_are_found_by_what_is_told_of_them(desk):
    article = desk.add()
    uid = desk.tag("ada", article, Verb.OPINION)
    claim, mention = "Some 400 people were moved overnight.", "Harbour fire was set, officials say"
    with desk.database.writing() as session:
        reading = open_review(session, desk.people["ada"], uid).reading
        start = article.text.index("Some 400 people")
        phrase = Phrase(start, start + 15, "Some 400 people")
        tagging.add_figure(session, desk.people["ada"], uid, make.uid(), phrase, stamp=Stamp(), now=desk.now)
        assert reading.sources
    assert desk.words(who="ada", tag="claim") == [claim]
    assert desk.words(who="ada", flag=Flag.OPINION) == [claim]
    assert desk.words(who="ada", flag=Flag.FACT) == []
    assert desk.words(who="ada", tag="attribution") == [mention]
    assert desk.words(who="ada", identity=Identity.UNNAMED) == [mention]
    assert desk.words(who="ada", identity=Identity.NAMED) == []
    assert desk.words(who="ada", bound=Bound.ABOUT) == [claim]
    assert desk.words(who="ada", tag="claim", bound=Bound.ABOUT) == []
    assert desk.words("people", who="ada", tag="claim") == [claim]
    assert desk.words("harbour", who="ada", tag="claim") == []
    (hit,) = desk.find(who="ada", bound=Bound.ABOUT).hits
    assert [article.text[span.start : span.stop] for span in hit.tags] == ["Some 400 people"]


def test_a_claim_is_found_by_the_identity_of_the_card_that_it_rests_on(desk):
    article = desk.add()
    uid = desk.tag("ada", article)
    with desk.database.writing() as session:
        actor = desk.people["ada"]
        card = open_review(session, actor, uid).reading.sources[0].uid
        tagging.answer(session, actor, uid, Request(2, Verb.LINK, source_uid=card), stamp=Stamp(), now=desk.now)
    assert desk.words(who="ada", tag="claim", identity=Identity.UNNAMED) == ["Some 400 people were moved overnight."]


RELAYED, AIDE = "Citing one sailor, the Coast Wire said 9 hulls burned.", "An aide spoke of sabotage."
CAPTAIN = "The captain denied it."
CARDS = f"Ships collide\n\n{RELAYED} {AIDE} {CAPTAIN}\n"
BY_CARD = [
    ({"who": Who.ROLE}, {RELAYED, AIDE}),
    ({"who": Who.SIDE}, {AIDE}),
    ({"who": Who.BOTH}, {AIDE}),
    ({"who": Who.NONE}, set()),
    ({"knowledge": Knowledge.DIRECT}, {RELAYED, AIDE}),
    ({"knowledge": Knowledge.NONE}, {AIDE}),
    ({"reason": Reason.FORMULA}, {AIDE}),
    ({"identity": Identity.NAMED, "who": Who.ROLE}, set()),
    ({"who": Who.ROLE, "reason": Reason.FORMULA}, {AIDE}),
    # Two claims rest on the sailor: one as the card says, through the Coast Wire; one, as its own link says, direct.
    ({"tag": "claim", "way": Way.RELAYED}, {RELAYED}),
    ({"tag": "claim", "way": Way.DIRECT}, {AIDE}),
    ({"way": Way.RELAYED, "knowledge": Knowledge.DIRECT}, {RELAYED}),
    ({"relay": "coast WIRE"}, {RELAYED}),
    ({"relay": "Coast", "who": Who.SIDE}, set()),
    ({"relay": "sailor"}, set()),
    ({"identity": Identity.NAMED, "tag": "attribution"}, {RELAYED, CAPTAIN}),
    ({"relay": "%"}, set()),
    ({"type": SourceType.OUTLET}, {RELAYED}),
    ({"type": SourceType.PERSON, "tag": "attribution"}, {RELAYED, AIDE, CAPTAIN}),
    ({"type": SourceType.GROUP}, set()),
    ({"number": Number.ONE, "tag": "attribution"}, {RELAYED, AIDE}),
    ({"number": Number.ONE, "type": SourceType.OUTLET}, set()),
    ({"number": Number.PLURAL}, set()),
]

BURNED, COST, LEFT = "Some 400 hulls burned.", "It cost $2.3 million, or 4.5 percent.", "Between 40 and 50 ships left."
NO_NUMBER = "Dozens of crews fled."
FIGURES = f"Ships collide\n\n{BURNED} {COST} {LEFT} {NO_NUMBER}\n"
BY_FIGURE = [
    ({"low": Decimal(400)}, {BURNED, COST}),
    ({"low": Decimal(400), "high": Decimal(400)}, {BURNED}),
    ({"high": Decimal(45)}, {COST, LEFT}),
    ({"low": Decimal(45)}, {BURNED, COST, LEFT}),
    ({"low": Decimal(51), "high": Decimal(399)}, set()),
    ({"low": Decimal(2_300_000), "high": Decimal("2300000.0")}, {COST}),
    ({"low": Decimal("4.4"), "high": Decimal("4.6")}, {COST}),
    ({"measure": Measure.PERCENT}, {COST}),
    ({"measure": Measure.MONEY, "high": Decimal(5)}, set()),
    ({"measure": Measure.COUNT, "bound": Bound.RANGE}, {LEFT}),
    ({"unit": "HULL"}, {BURNED}),
    ({"unit": "%"}, set()),
    ({"tag": "claim", "low": Decimal(1)}, set()),
]


@pytest.fixture
def with_cards(desk):
    """An article with a relayed sailor, an aide and a named captain, and claims on the sailor told in two ways."""
    article, actor = desk.add(CARDS), desk.people["ada"]
    with desk.database.writing() as session:
        uid = start_review(session, actor, article.uid, now=desk.now)

        def act(verb, *arguments, **also):
            return verb(session, actor, uid, *arguments, stamp=Stamp(), now=desk.now, **also).reading

        def mention(words, fields):
            card, start = make.uid(), CARDS.index(words)
            draft = MentionDraft(make.uid(), Phrase(start, start + len(words), words), (), "", card, fields)
            act(tagging.add_mention, draft)
            return card

        wire = mention("the Coast Wire", CardFields(SourceType.OUTLET, Identity.NAMED))
        person, unnamed = SourceType.PERSON, Identity.UNNAMED
        sailor = mention(
            "one sailor", CardFields(person, unnamed, Number.ONE, Who.ROLE, Knowledge.DIRECT, relayed_by_uid=wire)
        )
        mention("An aide", CardFields(person, unnamed, Number.ONE, Who.BOTH, Knowledge.NONE, Reason.FORMULA))
        mention("The captain", CardFields(person, Identity.NAMED))
        for ordinal in (1, 2):
            act(tagging.answer, Request(ordinal, Verb.FACT))
            reading = act(tagging.answer, Request(ordinal, Verb.OWN_VOICE))
            reading = act(tagging.answer, Request(ordinal, Verb.LINK, source_uid=sailor))
        direct = next(claim for claim in reading.claims if claim.start > CARDS.index("An aide"))
        act(cards.set_way, direct.uid, sailor, None, by_card=False)
    return desk


@pytest.mark.parametrize(("asked", "found"), BY_CARD)
def test_what_rests_on_a_card_is_found_by_what_is_told_of_the_card_and_by_the_way_it_came(with_cards, asked, found):
    with with_cards.database.reading() as session:
        actor, uid = with_cards.people["ada"], with_cards.project.uid
        results = search_project(session, actor, uid, read_query(""), Filters(**asked))
    assert {hit.words for hit in results.hits} == found


@pytest.fixture
def with_figures(desk):
    """An article with an approximate count, an amount, a share, a range and a figure without a number."""
    article, actor = desk.add(FIGURES), desk.people["ada"]
    with desk.database.writing() as session:
        uid = start_review(session, actor, article.uid, now=desk.now)
        for words in ("Some 400 hulls", "$2.3 million", "4.5 percent", "Between 40 and 50 ships", "Dozens of crews"):
            start = FIGURES.index(words)
            phrase = Phrase(start, start + len(words), words)
            tagging.add_figure(session, actor, uid, make.uid(), phrase, stamp=Stamp(), now=desk.now)
    return desk


@pytest.mark.parametrize(("asked", "found"), BY_FIGURE)
def test_a_figure_is_found_by_its_value_its_measure_and_its_unit(with_figures, asked, found):
    with with_figures.database.reading() as session:
        actor, uid = with_figures.people["ada"], with_figures.project.uid
        results = search_project(session, actor, uid, read_query(""), Filters(**asked))
    assert {hit.words for hit in results.hits} == found


def test_a_reviewer_finds_their_own_annotations_and_nobody_else_s(desk):
    article = desk.add()
    desk.tag("ben", article, finish=True)
    assert desk.find(who="ada", tag="claim").total == 0
    assert desk.find("fire", who="ada") == desk.find("fire", who="ada")
    desk.tag("ada", article)
    assert desk.find(who="ada", tag="claim").total == 1


def test_a_reader_finds_what_is_finished_once_however_many_tagged_it(desk):
    article = desk.add()
    desk.tag("ada", article, finish=True)
    assert desk.find(who="rea", tag="claim").total == 1
    desk.tag("ben", article, finish=True)
    assert desk.find(who="rea", tag="claim").total == 1
    other = desk.add(make.TEXT.replace("Harbour", "Market"))
    desk.tag("ben", other)
    assert desk.find(who="rea", tag="claim").total == 1


def test_an_editor_who_is_tagging_a_text_finds_nobody_else_s_tags_in_it(desk):
    article = desk.add()
    desk.tag("ben", article, Verb.OPINION, finish=True)
    assert desk.find(who="edi", flag=Flag.OPINION).total == 1
    uid = desk.tag("edi", article, Verb.FACT, ordinal=3)
    assert desk.find(who="edi", flag=Flag.OPINION).total == 0
    assert desk.words(who="edi", flag=Flag.FACT) == ["It was the third fire this year."]
    with desk.database.writing() as session:
        tagging.answer_rest(session, desk.people["edi"], uid, Verb.NOTHING, stamp=Stamp(), now=desk.now)
        finish_review(session, desk.people["edi"], uid, now=desk.now)
    assert desk.find(who="edi", flag=Flag.OPINION).total == 1


def test_a_revision_takes_the_place_of_what_it_revises(desk):
    article = desk.add()
    uid = desk.tag("ada", article, Verb.OPINION, finish=True)
    actor = desk.people["ada"]
    with desk.database.writing() as session:
        revision = reopen_review(session, actor, uid, now=desk.now)
        tagging.answer(session, actor, revision, Request(2, Verb.OPINION), stamp=Stamp(), now=desk.now)
    assert desk.find(who="ada", flag=Flag.OPINION).total == 0
    assert desk.find(who="rea", flag=Flag.OPINION).total == 1  # the finished one counts until the revision does


def test_tags_are_found_in_the_newest_text_with_a_review_that_one_may_read(desk, database):
    article = desk.add()
    uid = desk.tag("ada", article, finish=True)
    with database.writing() as session:
        later = make.later_text(session, article, make.TEXT.replace("400", "500"))
    claim = "Some 400 people were moved overnight."
    for who in ("rea", "ada"):
        (hit,) = desk.find(who=who, tag="claim").hits
        assert (hit.words, hit.sentence.is_earlier, hit.sentence.read_review_uid) == (claim, True, uid)
        assert desk.words("people", who=who) == [claim.replace("400", "500")]
    # An editor who is tagging the later text finds nobody's tags in the earlier one either; nor the other way about.
    mine = desk.tag("edi", later, Verb.OPINION)
    assert desk.find(who="edi", flag=Flag.FACT).total == 0
    assert desk.words(who="edi", tag="claim") == [claim.replace("400", "500")]
    assert desk.words(who="rea", tag="claim") == [claim]
    with database.writing() as session:
        tagging.answer_rest(session, desk.people["edi"], mine, Verb.NOTHING, stamp=Stamp(), now=desk.now)
        finish_review(session, desk.people["edi"], mine, now=desk.now)
    (hit,) = desk.find(who="rea", tag="claim").hits
    assert (hit.words, hit.sentence.is_earlier) == (claim.replace("400", "500"), False)
    assert desk.words(who="ada", tag="claim") == [claim]  # her own, which is of the earlier text


def test_what_search_finds_of_reviews_is_what_blindness_lets_one_read(desk):
    """The rule in SQL against the rule itself, for every person and review."""
    articles = [desk.add(make.TEXT.replace("Harbour", place)) for place in ("Harbour", "Market", "Station")]
    for who, of, finish in (("ada", 0, True), ("ben", 0, True), ("ada", 1, False), ("edi", 1, False), ("ben", 1, True),
                            ("edi", 2, True), ("ben", 2, False)):  # fmt: skip
        desk.tag(who, articles[of], finish=finish)
    with desk.database.reading() as session:
        reviews = session.scalars(select(Review)).all()
    for who, person in desk.people.items():
        readable = set()
        for review in reviews:
            own = [r for r in reviews if r.account_id == person.account_id and r.text_id == review.text_id]
            is_tagging = any(r.state.value != "finished" for r in own)
            if may_read(person, review, project_id=desk.project.id, is_tagging_it=is_tagging):
                readable.add(review.text_id)
        found = {hit.sentence.text_id for hit in desk.find(who=who, tag="claim").hits}
        assert found == readable, who
        assert sight_of(person, desk.project.id).account_id == person.account_id


def test_another_project_is_not_searched_and_not_even_there(desk, database):
    with database.writing() as session:
        other = make.project(session, "Other Desk")
        make.article(session, other)
        stranger = make.actor(session, make.member(session, other, Role.EDITOR, "Eve"))
    assert desk.find("fire").total == 0
    with database.reading() as session:
        for uid, actor, error in (
            (desk.project.uid, stranger, NotFound),
            ("0" * 32, stranger, NotFound),
            (desk.project.uid, None, NotSignedIn),
        ):
            with pytest.raises(error):
                search_project(session, actor, uid, read_query("fire"), Filters())


def test_twenty_a_page_with_their_number_and_no_page_beyond_the_last(desk):
    for number in range(3):
        desk.add("\n".join(f"Flood number {number} {n}." for n in range(9)), published_on=f"2026-05-0{number + 1}")
    first, second, beyond = (desk.find("flood", page=page) for page in (1, 2, 99))
    assert (first.total, first.pages, len(first.hits), len(second.hits)) == (27, 2, PAGE_SIZE, 7)
    assert beyond.hits == second.hits
    assert first.hits[0].words == "Flood number 2 0."


def test_the_statements_of_a_search_do_not_grow_with_what_it_finds(desk, database):
    def statements():
        seen = []
        listener = lambda *arguments: seen.append(arguments[2])  # noqa: E731 - one line of a test
        event.listen(database.engine, "before_cursor_execute", listener)
        try:
            total = desk.find("fire", who="edi", tag="claim").total
        finally:
            event.remove(database.engine, "before_cursor_execute", listener)
        return total, len([s for s in seen if s.lstrip().upper().startswith(("SELECT", "WITH"))])

    desk.tag("ada", desk.add(), finish=True, ordinal=3)
    one = statements()
    for place in ("Market", "Station", "Library", "Tower"):
        desk.tag("ada", desk.add(make.TEXT.replace("Harbour", place)), finish=True, ordinal=3)
    many = statements()
    assert (one[0], many[0]) == (1, 5)
    assert many[1] == one[1] <= 20


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ['"', "'", "''", "\\", "*", ":", "-", "+", "^", "(", ")", "{", "}", "&", "|", "!", "<->",
             "NEAR", "AND", "OR", "NOT", "NEAR(fire set, 2)", "words:fire", "fire", "set", "harbour", " ", "\0",
             "👩‍👩‍👧", "é", "كتاب", "שלום",
             "東京", ":*", ";--", "$$", "%", "_", "E'x'", "\u200f", "’"]
        ), max_size=14,
    ).map("".join),
    st.sampled_from(["fire " * 150, "x" * 1000, "*" * 1000, '"' * 999]),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(typed=HOSTILE)
def test_whatever_is_typed_finds_what_the_rules_of_words_find(hostile_desk, typed):
    """No query reaches the engine as a query: it never fails, and both engines find what `find_hits` finds."""
    desk, sentences = hostile_desk
    query = read_query(typed[:1000])
    expected = sorted(words for words in sentences if query and find_hits(words, query))
    assert sorted(desk.words(typed[:1000])) == expected


@pytest.fixture
def hostile_desk(desk):
    lines = ["The harbour fire was set.", "Set the fire, said 👩‍👩‍👧 é.", "قال كِتابٌ", "שָׁלוֹם לכם",
             "東京都の知事", "NEAR and NOT or AND", "'quoted' \\ * : words x"]  # fmt: skip
    text = "\n".join(lines)
    sentences, start = [], 0
    for ordinal, line in enumerate(lines):
        sentences.append(Sentence(ordinal, start, start + len(line), Kind.BODY))
        start += len(line) + 1
    desk.add(text, sentences=sentences)
    return desk, lines
