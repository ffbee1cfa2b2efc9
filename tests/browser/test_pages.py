"""Every page in a real browser: no broken policy, no script error, nothing wider than the screen, nothing axe finds."""

import pytest
from sqlalchemy import select

from annotator.app import utc_now
from annotator.core.agreement.filters import Filters
from annotator.core.records import Role
from annotator.demo.load import load_demo
from annotator.services.agreement_reports import draft_report
from annotator.services.reports import keep
from annotator.storage.tables import Article, ArticleText, Membership, Project, Review
from tests import make
from tests.browser.tagging import barriers

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(served):
    """The demo desk with an editor who is also administrator, a reviewer with a pass in hand, and a reader."""
    database = served.database
    load_demo(database, now=utc_now())
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        for name, role in (("editor", Role.EDITOR), ("reviewer", Role.REVIEWER), ("reader", Role.READER)):
            account = make.account(session, name.title(), is_admin=role is Role.EDITOR)
            session.add(Membership(project_id=project.id, account_id=account.id, role=role, created_at=make.NOW))
            setattr(served, name, account)
        session.flush()
        served.project = f"/projects/{project.uid}"
        articles = session.execute(
            select(Article.uid, ArticleText.uid, ArticleText.id)
            .join(ArticleText, ArticleText.article_id == Article.id)
            .order_by(Article.id.desc())
        ).all()
        untouched, tagged = articles[0], articles[-1]
        served.other = f"/articles/{articles[-2][0]}"
        served.new, served.done, served.text = f"/articles/{untouched[0]}", f"/articles/{tagged[0]}", tagged[1]
        review = session.scalars(select(Review).where(Review.text_id == tagged[2])).first()
        served.finished = f"/reviews/{review.uid}"
        served.one_report = f"{served.done}/report?review={review.uid}"
        editor, uid = make.actor(session, served.editor), project.uid
    with database.reading() as session:
        draft = draft_report(session, editor, uid, (), Filters(), "Spring", now=utc_now())
    with database.writing() as session:
        served.kept = "/reports/" + keep(session, editor, uid, draft, now=utc_now())
    return served


def pages_of(demo):
    """name -> (who looks, address)"""
    project = demo.project
    return {
        "sign-in": (None, "/sign-in"),
        "used link": (None, "/links/" + "x" * 43),
        "not found": (demo.reader, "/nowhere"),
        "home": (demo.editor, "/"),
        "account": (demo.reviewer, "/account"),
        "people": (demo.editor, "/people"),
        "new project": (demo.editor, "/projects/new"),
        "articles": (demo.editor, project),
        "worklist": (demo.reviewer, project),
        "article": (demo.editor, demo.new),
        "finished article": (demo.reader, demo.done),
        "finished review": (demo.reader, demo.finished),
        "choose a report": (demo.reader, demo.done + "/report"),
        "report": (demo.reader, demo.one_report),
        "report of nothing": (demo.reader, demo.new + "/report"),
        "report to act on": (demo.editor, demo.one_report),
        "policy": (demo.editor, project + "/policy"),
        "policy read": (demo.reader, project + "/policy?preset=bbc"),
        "waivers": (demo.reader, project + "/waivers"),
        "two articles": (demo.reader, f"{project}/compare?first={demo.done[10:]}&second={demo.other[10:]}"),
        "search": (demo.reader, project + "/search?q=officials&identity=unnamed"),
        "agreement": (demo.reader, project + "/agreement"),
        "differing sentences": (demo.reader, project + "/agreement/sentences"),
        "what is reported": (demo.reader, project + "/agreement/reported"),
        "side by side": (demo.reader, f"{project}/agreement/differences/{demo.text}/3"),
        "kept report": (demo.reader, demo.kept),
        "what a kept report counted": (demo.reader, demo.kept + "/sentences?facet=claim&said=split"),
        "side by side as of then": (demo.reader, f"{demo.kept}/differences/{demo.text}/3"),
        "what was reported then": (demo.reader, demo.kept + "/reported?rule=SR01&said=split"),
        "export": (demo.editor, project + "/export"),
        "import": (demo.editor, project + "/import"),
        "scheme": (demo.reviewer, project + "/scheme"),
        "members": (demo.editor, project + "/people"),
        "settings": (demo.editor, project + "/settings"),
        "a colleague's unsent work": (demo.editor, project + "/rescue"),
        "questions": (demo.editor, project + "/questions"),
        "history": (demo.reader, demo.finished + "/history"),
        "claim model": (demo.editor, project + "/claim-model"),
        "study on record": (demo.editor, project + "/study"),
    }


#: The pages that say no, by name.
REFUSED = {"not found": 404, "used link": 410}

#: Whether a page's tabs take more than one line, or leave the one that is open out of sight.
TABS = """() => {
  const tabs = document.querySelector(".tabs"), here = tabs?.querySelector("[aria-current]")?.getBoundingClientRect();
  return Boolean(tabs && (tabs.offsetHeight > 60 || (here && (here.left < 0 || here.right > innerWidth + 1))));
}"""


#: What a sheet of A4 with narrow margins cuts off: tables beyond their frame, and what stands beyond the sheet.
CUT = """() => [...document.querySelectorAll(".table-wrap, main table, main svg")]
  .filter((one) => one.checkVisibility() && (one.scrollWidth > one.clientWidth + 1 && one.matches(".table-wrap")
    || one.getBoundingClientRect().right > innerWidth + 1))
  .map((one) => one.getAttribute("aria-label") || one.id || one.tagName)"""


def findings(page, answer=200):
    """What axe finds, in short, on a page that is answered so."""
    rules = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2a-obsolete", "best-practice")
    return barriers(page, rules, answer=answer)


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_phone_or_a_sheet(demo):
    """By day, by night, 320 px wide and in print: each page is loaded once and looked at four times."""
    pages, wrong = {}, []
    for name, (account, address) in pages_of(demo).items():
        key = account.uid if account else ""
        if key not in pages:
            pages[key] = demo.page(account, color_scheme="light")
        page = pages[key]
        page.goto(demo.address + address)
        answer = REFUSED.get(name, 200)
        seen = {"day": findings(page, answer)}
        page.emulate_media(color_scheme="dark")
        # At night the same page has other colours and nothing else.
        seen["night"] = barriers(page, ("color-contrast",), answer=answer)
        page.emulate_media(color_scheme="light")
        wide = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        seen["phone"] = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        seen["tabs in rows, or the one that is open not in sight"] = page.evaluate(TABS)
        page.set_viewport_size({"width": 695, "height": 1000})
        page.emulate_media(media="print")
        seen["paper"] = page.evaluate(CUT)
        page.emulate_media(media="screen")
        page.set_viewport_size(wide)
        wrong += [(name, state, found) for state, found in seen.items() if found]
    assert wrong == [], wrong


def test_nothing_is_asked_of_another_host_and_a_workbench_loads_within_its_budget(demo):
    page = demo.page(demo.reviewer)
    asked = []
    page.goto(demo.address + demo.new)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Tag this article").click()
    page.wait_for_selector("#bar")
    assert all(url.startswith((demo.address, "data:")) for url in asked)
    loaded = [url for url in asked if not url.startswith("data:") and "/articles/" not in url]
    assert len(loaded) <= 14
    assert findings(page) == []


def test_back_after_signing_out_shows_nothing(demo):
    page = demo.page(demo.reader)
    page.goto(demo.address + demo.one_report)
    page.goto(demo.address + "/")
    page.locator("summary", has_text="Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    page.go_back()
    page.wait_for_load_state()
    assert "/sign-in" in page.url
    # htmx notes the address of the page at hand (random ids, no words) and nothing else.
    kept = page.evaluate("Object.entries(sessionStorage).map(([name, value]) => name + value).join()")
    assert kept.startswith("htmx-current-path-for-history/sign-in") or kept == ""
    assert page.evaluate("[document.cookie, localStorage.length]") == ["", 0]
