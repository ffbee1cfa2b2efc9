"""The numbers of a kept agreement report open their sentences as they were, whatever happened since."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from annotator.core.actions import Change
from annotator.core.records import Check, Outcome, Reading, ReviewState
from annotator.services import agreement_then
from annotator.services.agreement_counts import record_answers
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.segmentations import add_cut
from annotator.storage.tables import Article, Review
from tests import make
from tests.web.test_agreement import client, desk
from tests.web.test_agreement_sentences import assert_opens, crowd, kind_of, numbers_of

__all__ = ["client", "crowd", "desk"]

LATER = make.NOW + timedelta(days=40)


def keep(client, crowd, query="?by=period"):
    kept = client.post(crowd.url + f"/keep{query}", data={"title": "March"})
    assert kept.status_code == 303
    return kept.location


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


@pytest.mark.parametrize("query", ["?by=round", "?by=period&reviewer={0}&reviewer={3}"])
def test_every_number_of_a_kept_report_opens_what_it_counted_then(crowd, client, query):
    place = keep(client, crowd, query.format(*(person.uid for person in crowd.people)))
    numbers = open_all(client, place)
    kinds = {"facet said", "facet said who", "compared", "compared one other", "item", "matter", "finished"}
    assert kinds <= {kind_of(url) for url in numbers}
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
    page = client.get(next(iter(then))).text
    assert "On 2 articles of the report something was tagged or cut since" in page
    assert "Not every count" not in page
    beside = unescape(re.search(r'href="(/reports/[^"]*/differences/[^"]*)"', page)[1])
    assert "As it was when" in client.get(beside).text


def test_reported_numbers_of_a_kept_report_open_their_articles_as_of_then(crowd, client):
    place = keep(client, crowd)
    found = re.findall(rf'href="({place}/reported[?][^"]*)#articles"[^>]*>(.*?)</a>', client.get(place).text, re.DOTALL)
    revise(crowd, 0, 0)
    assert {kind_of(unescape(url)) for url, _ in found} == {"rule said", "share"}
    for url, words in found:
        listed = client.get(unescape(url)).text
        n = int(re.search(r'id="amount" data-n="(\d+)"', listed)[1])
        if counted := re.fullmatch(r"(\d+)( articles?)?", words):
            assert int(counted[1]) == n, (url, words)
        assert "On 1 article of the report" in listed
        assert "Not every count" not in listed


def test_what_is_gone_is_said(crowd, client):
    place = keep(client, crowd)
    url = next(iter(numbers_of(client.get(place).text)))
    with crowd.database.writing() as session:
        session.get(Article, crowd.articles[0].id).published = False
    page = client.get(url).text
    assert "3 of its 9 passes are no longer on the desk" in page
    assert "Not every count of the report is found again" in page


def test_what_there_is_not_is_not_found_and_too_much_is_refused(crowd, client, signed_in, monkeypatch):
    place = keep(client, crowd, f"?reviewer={crowd.people[0].uid}&reviewer={crowd.people[1].uid}")
    for query in ("facet=nothing", f"facet=claim&reviewer={crowd.people[3].uid}", "compared=claim.nothing"):
        assert client.get(f"{place}/sentences?{query}").status_code == 404
    assert client.get(f"{place}/reported").status_code == 404
    assert signed_in(crowd.people[0]).get(f"{place}/sentences?facet=claim").status_code == 403
    revise(crowd, 0, 0)
    monkeypatch.setattr(agreement_then, "MOST_AGAIN", 0)
    refused = client.get(f"{place}/sentences?facet=claim")
    assert (refused.status_code, "On 1 of its articles" in refused.text) == (409, True)
    with crowd.database.writing() as session:
        make.review(session, crowd.articles[1], crowd.editor)
    assert client.get(f"{place}/sentences?facet=claim").status_code == 403
