"""Every number of a round before and after opens the sentences that it counts, for whom the round compares."""

import html
import re
from datetime import timedelta

import pytest

from annotator.services.reviews import reopen_review
from tests import make
from tests.fixtures.rounds import rounds_desk
from tests.web.test_agreement_sentences import assert_opens, numbers_of

LATER = make.NOW + timedelta(days=1)


@pytest.fixture
def database(sqlite_database):
    """The services' tests have both engines."""
    return sqlite_database


@pytest.fixture
def revised(database):
    """A released calibration of three people on two articles, of which Ben has revised one pass since."""
    desk = rounds_desk(database)
    uid = desk.open(people=("ada", "ben", "cy"))
    for number in (0, 1):
        desk.tag("ada", number, claims=(1, 2))
        desk.tag("cy", number, claims=(2,))
    bens = [desk.tag("ben", number, claims=(3,)) for number in (0, 1)]
    desk.close(uid, LATER)
    desk.release(uid, LATER)
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.people["ben"], bens[0], now=LATER)
    return desk, uid, revision


def test_every_number_before_and_after_opens_what_it_counts(revised, signed_in):
    desk, uid, revision = revised
    ada = signed_in(desk.accounts["ada"])
    assert {re.search("when=[a-z]+", url)[0] for url in numbers_of(ada.get(f"/rounds/{uid}").text)} == {"when=before"}
    assert ada.get(f"/rounds/{uid}/agreement?when=after").status_code == 404
    desk.finish("ben", revision, (1, 2), LATER, rest=False)
    shown = f"/rounds/{uid}/agreement"
    pair = "".join(f"&reviewer={desk.accounts[who].uid}" for who in ("ada", "ben"))
    found: dict[str, set[str]] = {}
    for page in (f"/rounds/{uid}", f"{shown}?when=before", f"{shown}?when=after{pair}"):
        for url, words in numbers_of(ada.get(page).text).items():
            found.setdefault(url, set()).update(words)
    assert {re.search("when=[a-z]+", url)[0] for url in found} == {"when=before", "when=after"}
    for url, words in found.items():
        assert_opens(ada, url, words)
    split = "sentences?when={}&facet=claim&said=split"
    before, after = (ada.get(f"{shown}/{split.format(when)}{pair}").text for when in ("before", "after"))
    amount = [int(re.search(r'data-n="(\d+)"', html)[1]) for html in (before, after)]
    # Three sentences differ in each article; of the first Ben revised two.
    assert amount == [6, 4]


def test_a_number_that_is_missing_before_or_after_alone_says_when(database, signed_in):
    desk = rounds_desk(database)
    uid = desk.open(articles=(0,))
    desk.tag("ada", 0, claims=())
    bens = desk.tag("ben", 0, claims=())
    edi = signed_in(desk.accounts["edi"])
    assert "After the release people may revise" in edi.get(f"/rounds/{uid}").text
    desk.close(uid, LATER)
    desk.release(uid, LATER)
    page = edi.get(f"/rounds/{uid}").text
    assert "nobody has finished a revision since the release" in page
    assert "Before:" not in page
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.people["ben"], bens, now=LATER)
    desk.finish("ben", revision, (1,), LATER, rest=False)
    table = edi.get(f"/rounds/{uid}").text
    rows = re.findall(r'<th scope="row"[^>]*><bdi>(.*?)</bdi></th>.*?<tr class="remarks">(.*?)</tr>', table, re.DOTALL)
    told = {name: re.sub("<[^>]+>", "", words).strip() for name, words in rows}
    assert told["Claim"].startswith("Before: Positive agreement, alpha: undefined")
    assert told["Figure"].startswith("Positive agreement, alpha: undefined")


def test_the_table_of_a_round_warns_as_the_page_of_all_four_questions_does(database, signed_in):
    desk = rounds_desk(database)
    uid = desk.open(articles=(0,))
    desk.tag("ada", 0, claims=(1,))
    bens = desk.tag("ben", 0, claims=())
    desk.close(uid, LATER)
    desk.release(uid, LATER)
    with desk.database.writing() as session:
        revision = reopen_review(session, desk.people["ben"], bens, now=LATER)
    desk.finish("ben", revision, (1,), LATER, rest=False)
    edi = signed_in(desk.accounts["edi"])
    page = html.unescape(edi.get(f"/rounds/{uid}").text)
    section = page[page.index('id="round-agreement"') :]
    assert "No intervals: they take five articles" in section
    assert section.count("No intervals") == 1  # it is so of every tag, before and after
    assert "Prevalence" in section
    # Each warning leads to what it is of: before, and after.
    for when in ("before", "after"):
        whole = html.unescape(edi.get(f"/rounds/{uid}/agreement?when={when}").text)
        told = [words for words in re.findall(r'<li class="remark">([^<]*?) <a', whole) if "undefined" not in words]
        assert told
        for words in told:
            lines = re.findall(r'<(?:p|li) class="remark">(.*?)</(?:p|li)>', section)
            line = next(one for one in lines if words in one)
            assert f"when={when}" in line or not line.startswith(("Before", "After"))


def test_a_round_s_sentences_are_for_whom_it_compares_and_nobody_else(revised, signed_in):
    desk, uid, _ = revised
    sentences = f"/rounds/{uid}/agreement/sentences?when=before"
    ada = signed_in(desk.accounts["ada"])
    [url, *_] = re.findall(r'href="([^"]*/differences/[^"]*)"', ada.get(sentences).text)
    everything = (f"/rounds/{uid}/agreement?when=before", sentences, url.replace("&amp;", "&"))
    assert all(ada.get(one).status_code == 200 for one in everything)
    # Ben is tagging one of its texts again: blind, and none of its sentences is for him.
    ben = signed_in(desk.accounts["ben"])
    assert all(ben.get(one).status_code == 404 for one in everything)
    with desk.database.writing() as session:
        stranger = make.member(session, desk.project, "reviewer", "Dot")
    dot = signed_in(stranger)
    assert all(dot.get(one).status_code == 404 for one in everything)
    elsewhere = url.replace("&amp;", "&").replace(desk.articles[0].text_uid, desk.articles[2].text_uid)
    assert ada.get(elsewhere.replace(desk.articles[1].text_uid, desk.articles[2].text_uid)).status_code == 404
