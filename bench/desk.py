"""What the desk view of a large project costs: its job from kept sums, and the page of what it kept.

Run: python bench/desk.py [articles]. Each article has twenty annotations and one finished review; a hundred of them
have their tags in the database too, from which the reports are computed anew, as a job without sums would.
"""

import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.app import create_app
from annotator.core.desk_views import By, DeskChoice
from annotator.core.records import ArticleFacts, ReviewState, Role, Who
from annotator.core.sourcing.summary import summarise, write_summary
from annotator.services import desk_months, desk_views, jobs
from annotator.services.sourcing_sums import record_sums
from annotator.settings import Settings
from annotator.storage.migrate import upgrade
from annotator.storage.tables import Article, ArticleText, Review, SchemeVersion, Segmentation, SourcingSum
from annotator.storage.transactions import Database
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

#: Different readings; the others repeat them, since summing ten thousand is not what is measured.
DIFFERENT, STORED = 300, 100
OUTLETS = ("Northern Post", "Bay Courier", "The Vell Review", "Coast Evening", "Inland Times", "Meridian")
SECTIONS = ("Politics", "World", "Business", "City", "Sport")
TURNS = 9


def reading(chance: random.Random) -> Draft:
    """Eight claims, four mentions, three cards, five figures: twenty annotations."""
    draft = Draft().outlet("S1").outlet("S3")
    draft.unnamed("S2", who=chance.choice((Who.NONE, Who.ROLE)), relay="S1" if chance.random() < 0.4 else None)
    for place in range(8):
        draft.add(f"Some {place}40 boats crossed the bay by night {place}, they said.")
        kind = chance.random()
        on = () if kind < 0.45 else ("S2",) if kind < 0.7 else ("S3",) if kind < 0.9 else ("S1",)
        draft.claim(f"C{place}", "", chance.choice(("F", "F", "F", "FO", "P")), on=on)
        if place < 4:
            draft.mention(("S2", "S3", "S1", "S2")[place], "they")
        if place < 5:
            draft.figure(f"G{place}", f"Some {place}40 boats")
    return draft


def fill(database: Database, articles: int) -> tuple[str, object, object]:
    """A project with its articles; its uid, the editor's account and actor."""
    chance = random.Random(1)
    drafts = [reading(chance) for _ in range(DIFFERENT)]
    facts = ArticleFacts("Crossings", "Northern Post")
    bodies = [write_summary(summarise(draft.reading, facts)) for draft in drafts]
    with database.writing() as session:
        project = make.project(session)
        project.groups_by_byline = True  # what asks most of a desk view
        editor = make.member(session, project, Role.EDITOR, "Edith")
        tagger = make.member(session, project, Role.REVIEWER, "Ann")
        scheme = session.query(SchemeVersion).filter_by(project_id=project.id).one()
        uid, project_id, account_id, scheme_id = project.uid, project.id, tagger.id, scheme.id
        actor = make.actor(session, editor)
        ids = range(1, articles + 1)
        session.execute(insert(Article), [
            {"id": at, "uid": make.uid(), "project_id": project_id, "title": f"Crossings rise on day {at}",
             "outlet": chance.choice(OUTLETS), "outlet_aliases": [], "section": chance.choice(SECTIONS),
             "byline": f"Reporter {chance.randrange(150)}", "import_id": make.uid(), "created_at": make.NOW,
             "published_on": f"{2024 + at % 2}-{1 + at % 12:02}-{1 + at % 28:02}"}
            for at in ids
        ])  # fmt: skip
        session.execute(insert(ArticleText), [
            {"id": at, "uid": make.uid(), "article_id": at, "body": drafts[at % DIFFERENT].text,
             "sha256": f"{at:064x}", "created_at": make.NOW}
            for at in ids
        ])  # fmt: skip
        session.execute(insert(Segmentation), [{"id": at, "text_id": at, "created_at": make.NOW} for at in ids])
        session.execute(insert(Review), [
            {"id": at, "uid": make.uid(), "text_id": at, "segmentation_id": at, "account_id": account_id,
             "scheme_version_id": scheme_id, "state": ReviewState.FINISHED, "started_at": make.NOW,
             "finished_at": make.NOW}
            for at in ids
        ])  # fmt: skip
        session.execute(insert(SourcingSum), [
            {"review_id": at, "text_id": at, "body": bodies[at % DIFFERENT]} for at in ids
        ])  # fmt: skip
    with database.writing() as session:
        other = make.project(session, "With tags")
        account = make.member(session, other, Role.REVIEWER, "Bob")
        for draft in drafts[:STORED]:
            article = make.article(session, other, draft.text, sentences=draft.sentences)
            row = make.review(session, article, account, state=ReviewState.FINISHED, finished_at=make.NOW)
            store_reading(session, row, draft.reading)
    return uid, editor, actor


def job(database: Database, work) -> tuple[float, str]:
    """How long a job takes, and the uid of what it kept."""
    with database.writing() as session:
        uid = work(session)
    begun = perf_counter()
    jobs.run_waiting(database, now=lambda: make.NOW)
    took = perf_counter() - begun
    with database.reading() as session:
        row = jobs.queries.find_job(session, uid)
        if not (row.result or {}).get("report"):
            raise SystemExit(f"the job did not keep a report: {row.state} {row.message}")
        return took, row.result["report"]


def page(app, database: Database, editor, address: str) -> tuple[float, int]:
    """The server's own time for a page, the best of some turns, and its bytes."""
    with database.writing() as session:
        token = make.token(session, editor)
    client = app.test_client()
    client.set_cookie("annotator", token)
    times = []
    for _ in range(TURNS):
        begun = process_time()
        answer = client.get(address)
        times.append(process_time() - begun)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return min(times), len(answer.data)


def main() -> None:
    """Print what was measured."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/annotator.db")
        upgrade(database.engine)
        uid, editor, actor = fill(database, articles)
        choice = DeskChoice(bylines=True, compare_by=By.OUTLET, first=OUTLETS[0], second=OUTLETS[1])
        desk, view = job(
            database, lambda s: desk_views.ask_for_view(s, actor, uid, choice, "The year", now=make.NOW)
        )
        month, month_view = job(database, lambda s: desk_months.ask_for_month(s, actor, uid, "2025-02", now=make.NOW))
        app = create_app(Settings(instance=Path(folder)), database, b"0" * 32, clock=lambda: make.NOW)
        begun = perf_counter()
        with database.writing() as session:
            record_sums(session, range(articles + 1, articles + STORED + 1))
        anew = (perf_counter() - begun) / STORED * articles
        print(f"{articles:,} articles, {20 * articles:,} annotations, SQLite")
        print(f"  desk view, job from kept sums                {desk:8.2f} s")
        print(f"  the same articles' reports anew (reckoned)   {anew:8.2f} s   x {anew / desk:.0f}")
        print(f"  month, job                                   {month:8.2f} s")
        for words, address in (
            ("page of the kept desk view", f"/reports/{view}"),
            ("page of the kept month", f"/reports/{month_view}"),
            ("page that asks", f"/projects/{uid}/desk"),
        ):
            took, size = page(app, database, editor, address)
            print(f"  {words:44} {1000 * took:6.1f} ms   {size / 1000:,.0f} kB")
        database.close()


if __name__ == "__main__":
    main()
