"""The numbers of a kept agreement report open their sentences as they were, whatever happened since."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import quote_plus

import pytest
from sqlalchemy import update

from annotator.cli.doctor_database import CHECKS
from annotator.cli.instance import bring_up_to_date, count_reports
from annotator.core.actions import Change
from annotator.core.agreement import differences, item_sums, pairs
from annotator.core.agreement.items import ITEMS, LAYOUT
from annotator.core.records import Bound, Check, Figure, Measure, Outcome, Reading, ReviewState
from annotator.core.sourcing.policy import FIRST_POLICY
from annotator.services import agreement_counts
from annotator.services.agreement_counts import record_answers
from annotator.settings import Settings
from annotator.storage.migrate import downgrade
from annotator.storage.queries import agreement
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.policies import add_policy
from annotator.storage.queries.segmentations import add_cut
from annotator.storage.tables import AgreementText, Article, ReportBasis, Review, RoundArticle
from tests import make
from tests.web.test_agreement import client, desk
from tests.web.test_agreement_sentences import (
    SOME,
    assert_opens,
    assert_warnings_lead_on,
    crowd,
    filled,
    kind_of,
    numbers_of,
)

__all__ = ["client", "crowd", "desk"]

LATER = make.NOW + timedelta(days=40)


def keep(client, crowd, query="?by=period"):
    kept = client.post(crowd.url + f"/keep{query}", data={"title": "March"})
    assert kept.status_code == 303
    return kept.location


def ask_doctor(database):
    """What the doctor finds wrong with what agreement is computed from."""
    return list(dict(CHECKS)["agreement"](database))


def open_all(client, place):
    """Every number of the report with what it says, each opened."""
    numbers = numbers_of(client.get(place).text)
    for url, words in numbers.items():
        assert_opens(client, url, words)
    return numbers


def revise(crowd, who, article):
    """The person says nothing to tag of everything, a month later."""
    at = crowd.articles[article]
    with crowd.database.writing() as session:
        done = session.query(Review).filter_by(text_id=at.text_id, account_id=crowd.people[who].id).one()
        review = make.review(
            session, at, crowd.people[who], state=ReviewState.FINISHED, finished_at=LATER, revises_id=done.id
        )
        body = [one for one in at.sentences if one.is_body]
        checks = [Check(make.uid(), one.start, one.stop, Outcome.NOTHING) for one in body]
        write_changes(session, review.id, [Change(None, one) for one in checks], Reading(at.text, at.sentences))
        record_answers(session, text_id=at.text_id)


def cut_anew(crowd, article):
    """The last two sentences are one from now on."""
    at = crowd.articles[article]
    *first, one, other = at.sentences
    with crowd.database.writing() as session:
        cut = [*first, replace(one, stop=other.stop)]
        add_cut(session, at.text_id, 2, cut, made_by_id=crowd.editor.id, now=LATER)
    with crowd.database.writing() as session:
        record_answers(session, text_id=at.text_id)


@pytest.mark.parametrize("query", ["?by=round", "?by=period&reviewer={0}&reviewer={3}", SOME])
def test_every_number_of_a_kept_report_opens_what_it_counted_then(crowd, client, query):
    place = keep(client, crowd, filled(query, crowd))
    numbers = open_all(client, place)
    kinds = {"facet said", "facet said who", "facet said amount", "compared", "compared one other", "compared before",
             "compared answers", "compared amount", "item", "matter", "finished"}  # fmt: skip
    assert kinds <= {kind_of(url) for url in numbers}
    assert_warnings_lead_on(client.get(place).text)
    page = client.get([*numbers][-1]).text
    assert "As it was when the report was kept" in page
    assert "since" not in page


def test_what_is_revised_cut_anew_or_finished_later_changes_nothing_of_it(crowd, client):
    place = keep(client, crowd)
    then = numbers_of(client.get(place).text)
    one_of_each = {kind_of(url): url for url in then}.values()
    lists = {url: re.findall(r'class="words"[^>]*>([^<]*)<', client.get(url).text) for url in one_of_each}
    revise(crowd, 1, 0)
    cut_anew(crowd, 1)
    crowd.finish(2, "yyy", 0)
    assert open_all(client, place) == then
    for url, words in lists.items():
        assert re.findall(r'class="words"[^>]*>([^<]*)<', client.get(url).text) == words
    page = client.get(f"{place}/sentences?finished=two").text
    assert page.count("Tagged again or cut anew since") == 2
    assert "Not every count" not in page
    beside = unescape(re.search(r'href="(/reports/[^"]*/differences/[^"]*)"', client.get(next(iter(then))).text)[1])
    assert "As it was when" in client.get(beside).text


@pytest.mark.parametrize(("by", "name"), [("outlet", "Bay Courier"), ("round", "Round 1"), ("article", "")])
def test_groups_are_those_of_then(crowd, client, by, name):
    place = keep(client, crowd, f"?by={by}")
    then = numbers_of(client.get(place).text)
    with crowd.database.writing() as session:
        for article in session.query(Article):
            article.outlet = "Another Post"
        session.query(RoundArticle).delete()
    of_groups = {url: words for url, words in then.items() if f"{by}={quote_plus(name)}" in url}
    assert of_groups
    assert numbers_of(client.get(place).text) == then
    for url, words in of_groups.items():
        assert_opens(client, url, words)


def test_reported_numbers_of_a_kept_report_open_their_articles_as_of_then(crowd, client):
    place = keep(client, crowd)
    found = re.findall(rf'href="({place}/reported[?][^"]*)#articles"[^>]*>(.*?)</a>', client.get(place).text, re.DOTALL)
    revise(crowd, 0, 0)
    assert {kind_of(unescape(url)) for url, _ in found} == {"rule said", "rule said who", "share"}
    for url, words in found:
        listed = client.get(unescape(url)).text
        n = int(re.search(r'id="amount" data-n="(\d+)"', listed)[1])
        if counted := re.fullmatch(r"(\d+)( articles?)?", words):
            assert int(counted[1]) == n, (url, words)
        assert listed.count("Tagged again or cut anew since") == listed.count(f"/articles/{crowd.articles[0].uid}/")
        assert "Not every count" not in listed


def test_a_policy_of_later_changes_nothing_of_what_was_reported(crowd, client):
    place = keep(client, crowd)
    url = f"{place}/reported?rule=SR11&said=some"
    amount = re.compile(r'id="amount" data-n="(\d+)"')
    then = amount.search(client.get(url).text)[1]
    policy = replace(FIRST_POLICY, number=1, name="Less", rules={"SR01": FIRST_POLICY.rules["SR01"]})
    with crowd.database.writing() as session:
        # As it comes with a dataset: it says that it was made long ago.
        add_policy(session, crowd.project_id, policy, made_by_id=crowd.editor.id, now=make.NOW - timedelta(days=40))
    assert amount.search(client.get(url).text)[1] == then > "0"


def test_what_is_gone_is_in_the_numbers_and_said(crowd, client):
    place = keep(client, crowd)
    then = numbers_of(client.get(place).text)
    with crowd.database.writing() as session:
        session.get(Article, crowd.articles[0].id).published = False
    page = client.get(f"{place}/sentences?finished=two").text
    assert page.count("An article that was removed") == 1
    assert "Not every count" not in page
    for url, words in then.items():
        n = int(re.search(r'id="amount" data-n="(\d+)"', client.get(url).text)[1])
        assert {int(word) for word in words if word.isdigit()} <= {n}
    reported = client.get(f"{place}/reported?rule=SR02&said=any").text
    assert reported.count("An article that was removed") == 1
    beside = f"{place}/differences/{crowd.articles[0].text_uid}/1"
    assert client.get(beside).status_code == 404


def forget(crowd):
    """As reports are that an earlier version kept."""
    with crowd.database.writing() as session:
        found = session.query(ReportBasis).one()
        session.expunge(found)
        session.query(ReportBasis).delete()
    return found


@pytest.mark.parametrize("query", ["?by=period", "?by=outlet&reviewer={0}&reviewer={3}"])
def test_reports_of_earlier_versions_are_counted_again_to_the_same_bytes(crowd, client, query):
    place = keep(client, crowd, query.format(*(person.uid for person in crowd.people)))
    was = forget(crowd)
    refused = client.get(f"{place}/sentences?facet=claim")
    assert (refused.status_code, "annotator db recount" in refused.text) == (409, True)
    assert client.get(place).status_code == 200
    assert any("nothing behind their numbers" in words for words in ask_doctor(crowd.database))
    assert count_reports(crowd.database) == 1
    assert ask_doctor(crowd.database) == []
    with crowd.database.reading() as session:
        now = session.query(ReportBasis).one()
        assert now.is_alike
        # What is added up for everybody is known at the time alone; the pairs give the same.
        same = {"layout", "policy", "texts", "patterns", "pairs", "reported"}
        assert {name: getattr(now, name) for name in same} == {name: getattr(was, name) for name in same}
    assert count_reports(crowd.database) == 0
    assert client.get(f"{place}/sentences?facet=claim").status_code == 200


def test_upgrading_counts_the_reports_that_an_earlier_version_kept(crowd, client, tmp_path):
    place = keep(client, crowd)
    address = crowd.database.engine.url.render_as_string(hide_password=False)
    downgrade(crowd.database.engine, "0024")
    bring_up_to_date(Settings(instance=tmp_path, database_url=address), crowd.database)
    assert client.get(f"{place}/sentences?facet=claim").status_code == 200


def as_before_0026(monkeypatch):
    """Values of figures are numbers without their units, and nothing is asked of the ways of claims' links."""
    monkeypatch.setattr(item_sums, "ITEMS", tuple(item for item in ITEMS if item.key != "way"))
    for module in (pairs, differences):
        monkeypatch.setattr(module, "value_of", lambda figure: (figure.low, figure.high))


def mark_figure(crowd, who, unit, bound=Bound.EXACT):
    """A number of the first article gets a figure in a finished pass, as if it had had it."""
    at = crowd.articles[0]
    start = next(one.start for one in at.sentences if one.is_body)
    figure = Figure(make.uid(), start, start + 9, Decimal(2), None, bound, Measure.COUNT, unit)
    with crowd.database.writing() as session:
        review = session.query(Review).filter_by(text_id=at.text_id, account_id=crowd.people[who].id).one()
        write_changes(session, review.id, [Change(None, figure)], Reading(at.text, at.sentences))
        record_answers(session, text_id=at.text_id)


@pytest.mark.parametrize(
    ("unit", "bound", "is_alike"),
    [
        ("Officials", Bound.EXACT, True),
        ("ships", Bound.EXACT, False),
        ("ships", Bound.ABOUT, False),  # by the value alone: the article differs in its figure anyhow
    ],
)
def test_upgrading_counts_units_and_ways_and_says_where_a_kept_number_differs(
    crowd, client, tmp_path, monkeypatch, unit, bound, is_alike
):
    with monkeypatch.context() as before:
        as_before_0026(before)
        mark_figure(crowd, 0, "officials")
        mark_figure(crowd, 1, unit, bound)
        place = keep(client, crowd)
    with crowd.database.writing() as session:
        session.execute(update(AgreementText).values(layout=LAYOUT - 1))
        session.execute(update(ReportBasis).values(layout=LAYOUT - 1))
    kept = client.get(place)
    assert (kept.status_code, "compared=claim.way" in kept.text) == (200, False)
    address = crowd.database.engine.url.render_as_string(hide_password=False)
    downgrade(crowd.database.engine, "0025")
    bring_up_to_date(Settings(instance=tmp_path, database_url=address), crowd.database)
    assert ask_doctor(crowd.database) == []
    assert client.get(place).text.count("compared=claim.way") == 0
    assert "compared=claim.way" in client.get(crowd.url).text
    numbers = open_all(client, place)
    told = client.get(next(url for url in numbers if "compared=figure.value" in url)).text
    assert ("Not every count of the report is found again" in told) is not is_alike
    assert f"{int(is_alike)} of 1 alike" in told
    beside = client.get(unescape(re.search(r'href="(/reports/[^"]*/differences/[^"]*)"', told)[1])).text
    assert "2 officials, " in beside
    assert f"2 {unit}, " in beside


def test_what_happened_before_a_report_is_counted_again_is_found_again_or_said(crowd, client, monkeypatch):
    monkeypatch.setattr(agreement_counts, "TEXTS_AT_ONCE", 1)
    place = keep(client, crowd, "?by=outlet")
    then = numbers_of(client.get(place).text)
    forget(crowd)
    revise(crowd, 1, 0)
    cut_anew(crowd, 1)
    assert count_reports(crowd.database) == 1
    assert open_all(client, place) == then
    forget(crowd)
    with crowd.database.writing() as session:
        session.get(Article, crowd.articles[1].id).outlet = "Another Post"
    assert count_reports(crowd.database) == 1
    assert "Not every count of the report is found again" in client.get(next(iter(then))).text


def test_a_report_whose_passes_moved_while_it_was_made_is_not_kept(crowd, client, monkeypatch):
    every = agreement.list_project_passes

    def fewer(session, **asked):
        return every(session, **asked)[1:]

    monkeypatch.setattr(agreement, "list_project_passes", fewer)
    refused = client.post(crowd.url + "/keep", data={"title": "March"})
    assert (refused.status_code, "Keep it again" in refused.text) == (409, True)


def test_what_there_is_not_is_not_found_and_what_is_in_hand_is_refused(crowd, client, signed_in):
    place = keep(client, crowd, f"?reviewer={crowd.people[0].uid}&reviewer={crowd.people[1].uid}")
    for query in ("facet=nothing", f"facet=claim&reviewer={crowd.people[3].uid}", "compared=claim.nothing"):
        assert client.get(f"{place}/sentences?{query}").status_code == 404
    assert client.get(f"{place}/reported").status_code == 404
    assert signed_in(crowd.people[0]).get(f"{place}/sentences?facet=claim").status_code == 403
    with crowd.database.writing() as session:
        make.review(session, crowd.articles[1], crowd.editor)
    assert client.get(f"{place}/sentences?facet=claim").status_code == 403
