"""The whole job: invite two reviewers, import, tag by keys alone, finish, read both reports, export."""

import json

import pytest
from sqlalchemy import select

from annotator.core.permissions import Actor
from annotator.core.records import Role
from annotator.services.projects import create_project
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Review
from tests import make

pytestmark = pytest.mark.browser

ARTICLE = """Pier closed after beams failed, inspectors say

NORTH VELL (Coast Wire) - Citing two officials with knowledge of the inspection, the Harbour Journal reported on Tuesday that the pier’s beams failed in May.

Some 1,400 people use the pier each day.

“Nobody told us anything,” a port official told the paper. “It will fail again.”

The council said it would repair the pier within 40 days. What happens then?
"""  # noqa: E501 - a paragraph is a line


def sentence_of(page, words):
    """The ordinal of the sentence that holds these words."""
    return int(page.locator("section.sentence", has_text=words).first.get_attribute("data-ordinal"))


def go_to(page, words):
    """Walk to a sentence by the arrow keys, as a person does."""
    target = sentence_of(page, words)
    for _ in range(60):
        at = int(page.locator("section.sentence[aria-current=true]").get_attribute("data-ordinal"))
        if at == target:
            return
        page.keyboard.press("ArrowDown" if at < target else "ArrowUp")
    raise AssertionError(f"the arrow keys do not reach {words!r}")


def caret_to(page, letter):
    """Jump to a word by its first letter."""
    page.keyboard.press("j")
    page.keyboard.press(letter)


def invite(served, page, name, role):
    """Invite somebody and give a page signed in as them, by their link."""
    form = page.locator("form.form", has=page.locator("input[name=login]"))
    form.locator("input[name=name]").fill(name)
    form.locator("input[name=login]").fill(name.lower())
    form.locator(f"input[name=role][value={role}]").check()
    page.get_by_role("button", name="Invite").click()
    address = page.locator(".made-link input").input_value()
    theirs = served.context().new_page()
    theirs.goto(address)
    theirs.fill("input[name=password]", "a long enough pass phrase")
    theirs.fill("input[name=repeat]", "a long enough pass phrase")
    theirs.locator("main form button").click()
    theirs.wait_for_url("**/projects/**")
    return theirs


def tag(page, wait_saved, *, opinion):
    """One reviewer's pass by keys alone; `opinion`: what makes the two differ."""
    keys = page.keyboard
    go_to(page, "Pier closed")
    keys.press("f")
    go_to(page, "Citing two officials")
    keys.press("f")
    caret_to(page, "J")  # the outlet first
    keys.press("a")
    page.wait_for_selector(".card")
    for key in ("n", "a", "Enter"):
        keys.press(key)
    wait_saved(page)
    keys.press("a")  # the same key again takes the source that is still unmarked
    page.wait_for_selector(".card")
    for key in ("u", "r", "k", "v", "Enter"):
        keys.press(key)
    wait_saved(page)
    go_to(page, "Some 1,400")
    keys.press("f")
    keys.press("g")
    wait_saved(page)
    go_to(page, "Nobody told us")
    keys.press("o" if opinion else "f")
    keys.press("a")
    page.wait_for_selector(".card")
    for key in ("u", "r", "Enter"):
        keys.press(key)
    wait_saved(page)
    go_to(page, "It will fail again")
    keys.press("p")
    keys.press("s")
    go_to(page, "The council said")
    keys.press("p")
    keys.press("a")
    page.wait_for_selector(".card")
    for key in ("n", "o", "Enter"):
        keys.press(key)
    wait_saved(page)


def test_the_whole_job(served, wait_saved, tmp_path):
    with served.database.writing() as session:
        editor = make.account(session, "Edith", is_admin=True)
        session.flush()
        actor = Actor(editor.id, editor.uid, editor.name, is_admin=True)
        project = create_project(session, actor, "Harbour Desk", now=make.NOW)
        project_address = f"{served.address}/projects/{project.uid}"
    edith = served.page(editor)

    edith.goto(f"{project_address}/people")
    ada = invite(served, edith, "Ada", Role.REVIEWER)
    edith.goto(f"{project_address}/people")
    ben = invite(served, edith, "Ben", Role.REVIEWER)

    edith.goto(f"{project_address}/import")
    edith.locator("textarea[name=text]").fill(ARTICLE)
    edith.get_by_role("button", name="Show the cut").click()
    edith.wait_for_selector("text=Pier closed after beams failed")
    edith.get_by_role("button", name="Store the article").first.click()
    edith.wait_for_url("**/articles/**")
    article_address = edith.url.partition("?")[0].partition("#")[0]

    for page, opinion in ((ada, True), (ben, False)):
        page.goto(article_address)
        page.get_by_role("button", name="Tag this article").click()
        page.wait_for_selector("#bar")
        tag(page, wait_saved, opinion=opinion)
        page.keyboard.press("r")
        page.keyboard.press("x")
        wait_saved(page)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/projects/**")

    with served.database.reading() as session:
        uids = session.execute(select(Review.id, Review.state).order_by(Review.id)).all()
        assert [state for _, state in uids] == ["finished", "finished"]
        first = load_reading(session, uids[0][0])
    labels = {first.quote(mention.span) for mention in first.attributions}
    assert {"two officials with knowledge of the inspection", "a port official", "The council"} <= labels
    officials = next(card for card in first.sources if card.number == "2")
    assert (officials.identity, officials.who, officials.knowledge) == ("unnamed", "role", "claimed")
    assert officials.relayed_by_uid is not None
    (figure,) = first.figures
    assert (str(figure.low), figure.bound) == ("1400", "about")

    edith.goto(f"{project_address}/agreement")
    edith.wait_for_selector("text=Krippendorff")
    assert edith.get_by_text("Ada").count() > 0
    edith.goto(f"{article_address}/report")
    edith.locator("main a", has_text="Ada").first.click()
    edith.wait_for_selector(".strip")
    assert "unnamed" in edith.locator("main").inner_text()

    edith.goto(f"{project_address}/export")
    with edith.expect_download() as download:
        edith.locator("a[href*='/export/jsonl'], button[formaction*='/export/jsonl']").first.click()
    target = tmp_path / "desk.jsonl"
    download.value.save_as(target)
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert sum("claims" in json.dumps(line) for line in lines) >= 2
