"""What a methods paragraph says is what is stored: of the articles and people that were chosen, and of their gold."""

from dataclasses import replace

import pytest

from annotator.core.adjudication import Rule
from annotator.core.agreement.filters import Filters
from annotator.core.records import ReviewKind, ReviewState, Scope, Span
from annotator.core.rounds import ArticleRole, RoundKind
from annotator.core.rulings import Choice, Decision
from annotator.core.study import Exclusion, Independence, Overlap, Study
from annotator.services.agreement import choose_reviewers, list_uncounted
from annotator.services.agreement_reports import draft_report
from annotator.storage.queries.decisions import add_decisions
from annotator.storage.queries.study import add_version
from annotator.storage.tables import Round, RoundArticle
from tests import make
from tests.services.test_agreement import FINISHED, desk  # noqa: F401 - the fixture

DECISION = Decision("item", "claim", Span(0, 4), "digest", Choice.TAKE, at=make.NOW)


@pytest.fixture
def courier(desk):  # noqa: F811 - the fixture
    """Ann and Bob finished one article of each of two outlets; a third of the Courier is for training."""
    ann, bob, _ = desk.people
    desk.articles = [desk.article(outlet=name, title=name) for name in ("Courier", "Post", "Courier")]
    for article in desk.articles:
        for person in (ann, bob):
            desk.tag(article, person, "yyn")
        desk.record(article)
    return desk


def content_of(desk, **filters):  # noqa: F811 - any desk
    actor = make.actor(desk.session, desk.editor)
    return draft_report(desk.session, actor, desk.project.uid, [], Filters(**filters), "Kept", now=make.NOW).content


def paragraph(desk, **filters) -> str:  # noqa: F811 - as above
    return str(content_of(desk, **filters)["methods"])


def declare(desk, **study) -> None:  # noqa: F811 - as above
    add_version(desk.session, desk.project.id, 1, Study(**study), made_by_id=desk.editor.id, now=make.NOW)


def in_round(desk, article, name: str) -> None:  # noqa: F811 - as above
    row = Round(uid=make.uid(), project_id=desk.project.id, number=1, name=name, kind=RoundKind.PRODUCTION,
                opened_at=make.NOW)  # fmt: skip
    desk.session.add(row)
    desk.session.flush()
    desk.session.add(RoundArticle(article_id=article.id, round_id=row.id, role=ArticleRole.OVERLAP))
    desk.session.flush()


def test_left_out_are_passes_over_what_was_chosen(courier):
    ann, bob, cleo = courier.people
    first, second, third = courier.articles
    in_round(courier, third, "Spring")
    open_ = {"finished_at": None}
    courier.tag(first, cleo, state=ReviewState.ASSIGNED, **open_)
    courier.tag(second, cleo, state=ReviewState.STARTED, **open_)
    courier.tag(third, cleo, scope=Scope.SOURCING_ONLY)
    courier.tag(second, courier.editor, state=ReviewState.SKIPPED, **open_)
    courier.session.flush()

    def left(*people, **values):
        filters = Filters(values={name: (value,) for name, value in values.items()})
        uids = [person.uid for person in people]
        actor = make.actor(courier.session, courier.editor)
        choice = choose_reviewers(courier.session, actor, courier.project.uid, uids, filters)
        return {(one.account_name, one.state, one.scope, one.n) for one in list_uncounted(courier.session, choice)}

    assigned = ("Cleo", ReviewState.ASSIGNED, Scope.FULL, 1)
    sources = ("Cleo", ReviewState.FINISHED, Scope.SOURCING_ONLY, 1)
    assert len(left()) == 4
    assert left(outlet="Courier") == left(outlet="Courier", period="2026-03") == {assigned, sources}
    assert left(round="Spring") == {sources}
    assert left(period="2025-01") == left(outlet="Nobody") == set()
    assert left(ann, bob) == left()  # they are all who have a pass that counts
    courier.tag(first, courier.editor, "yyn")
    courier.record(first)
    assert left(ann, bob) == set()
    told = paragraph(courier, values={"outlet": ("Courier",)})
    assert "1 pass that asked for sources only" in told
    assert "1 pass that was not begun" in told
    assert "unfinished" not in told
    assert "skipped" not in told


def test_left_out_training_articles_and_the_overlap_are_those_of_what_was_chosen(courier):
    _, second, third = courier.articles
    declare(
        courier, overlap=Overlap(50, 7, 2, (second.uid,), make.NOW.date()), excluded={third.uid: Exclusion.TRAINING}
    )
    whole, one_outlet = paragraph(courier), paragraph(courier, values={"outlet": ("Post",)})
    assert "1 of the 2 articles compared here was drawn." in whole
    assert "1 training article" in whole
    counted = content_of(courier)
    assert (counted["overlap_drawn"], counted["articles_drawn"]) == (1, 1)
    counted = content_of(courier, values={"outlet": ("Courier",)})
    assert (counted["overlap_drawn"], counted["articles_drawn"]) == (1, 0)
    assert "1 of the 1 article compared here was drawn." in one_outlet
    assert "training" not in one_outlet
    assert "0 of the 1 article compared here were drawn." in paragraph(courier, values={"outlet": ("Courier",)})
    assert "not before the first of these passes was finished (seed 7" in whole


def gold(desk, article, by, *decisions, **values):  # noqa: F811 - as above
    review = make.review(desk.session, article, by, kind=ReviewKind.GOLD, **{**FINISHED, **values})
    desk.session.flush()
    of = {account.uid: account.id for account in (desk.editor, *desk.people)}
    add_decisions(
        desk.session, review.id, [replace(one, by=by.uid) for one in decisions], account_ids=of, action_id=None
    )


def test_who_adjudicated_is_what_the_gold_reviews_say(courier):
    first, second, third = courier.articles
    declare(courier, independence=Independence.INDEPENDENT)
    assert "No differences in these articles have been adjudicated." in paragraph(courier)
    gold(courier, first, courier.editor, DECISION, state=ReviewState.STARTED, finished_at=None)
    assert "No differences in these articles have been adjudicated." in paragraph(courier)
    gold(courier, second, courier.editor, DECISION)
    told = paragraph(courier)
    assert "Differences in 1 of these 3 articles were adjudicated by people who had not tagged the article." in told
    assert "otherwise" not in told
    gold(courier, third, courier.editor, replace(DECISION, independent=False))
    told = paragraph(courier)
    assert "in 2 of these 3 articles were adjudicated, in 1 of them by somebody who had tagged the article" in told
    counted = content_of(courier)
    assert (counted["articles_adjudicated"], counted["adjudicated_by_reviewers"]) == (2, 1)
    assert "The study on record says otherwise." in told


def test_what_a_rule_accepted_nobody_adjudicated(courier):
    _, second, third = courier.articles
    by_rule = replace(DECISION, rule=Rule.ALL, independent=False)
    gold(courier, second, courier.editor, by_rule)  # hers, without a pass of her own
    assert "adjudicated by people who had not tagged the article." in paragraph(courier)
    gold(courier, third, courier.people[0], by_rule)  # Ann's, who tagged it
    assert "in 1 of them by somebody who had tagged the article" in paragraph(courier)
