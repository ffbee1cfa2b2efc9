"""What the ledgers and the search of a large project cost: their pages over ten thousand articles.

Run: python bench/ledgers.py [articles] [--postgresql] [--explain]. Each article has a finished review with three source
cards and five figures, one in ten a later text that nobody has tagged; three hundred different readings are repeated.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import event, func, insert, literal, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.app import create_app
from annotator.core.figures import read_figure
from annotator.core.records import ReviewState, Role, Who
from annotator.services.sourcing_sums import record_sums
from annotator.settings import Settings
from annotator.storage.migrate import upgrade
from annotator.storage.tables import (
    Account,
    Annotation,
    Article,
    ArticleText,
    ClaimSource,
    LedgerFigure,
    LedgerSource,
    LedgerStar,
    LedgerText,
    Review,
    SchemeVersion,
    Segmentation,
    SentenceRow,
    SentenceWords,
    Source,
)
from annotator.storage.transactions import Database
from annotator.storage.types import Base
from annotator.storage.word_index import index_text, rebuild_table
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading
from tests.postgres import find_server_programs, private_server

DIFFERENT, TURNS = 300, 5
OUTLETS = ("Northern Post", "Bay Courier", "The Vell Review", "Coast Evening", "Inland Times", "Meridian")
SECTIONS = ("Politics", "World", "Business", "City", "Sport")
ROLES = ("official", "aide", "diplomat", "executive", "soldier", "adviser", "clerk", "pilot", "doctor", "engineer")
KNOWN = ("familiar with the talks", "with knowledge of the matter", "briefed on the plan", "in the harbour office")
PLACES = ("Vellia", "Orrin", "Tarn", "Meridian", "Coast City", "Hollow", "Brask", "Lund", "Kerr", "Amber")
COUNTED = (
    "boats", "troops", "people", "houses", "ships", "lorries", "tonnes of grain", "workers", "schools", "beds",
    "cranes", "wells", "bridges", "clinics", "trains", "buses", "farms", "dams", "mines", "ballots", "seats", "judges",
    "pupils", "nurses", "tents", "barges", "pipes", "crates", "planes", "towers", "banks", "loans", "shares", "plots",
    "fires",
)  # fmt: skip
FIRST = ("Ines", "Priya", "Tomas", "Ada", "Ben", "Lena", "Omar", "Rosa", "Ivo", "Mara", "Nils", "Tariq")
LAST = ("Marlow", "Okafor", "Behr", "Lind", "Sorn", "Vance", "Hale", "Orban", "Quist", "Reyes", "Stroud", "Udall")
PAGES = (
    "sources", "sources?q=offic*", "sources?identity=unnamed&order=claims", "sources?q=nobodysaidthis",
    "sources?outlet=Meridian", "sources?page=5",
    "figures", "figures?from=400&to=500", "figures?unit=boats&order=largest", "figures?q=harbour", "figures?page=400",
    "figures/side-by-side", "figures/side-by-side?q=vellia", "to-check", "to-check?state=all", "sources.csv?q=aide",
    "search?q=harbour", "search?q=harbour+nobodysaidthis", "search?tag=claim", "search?q=vellia&order=outlet",
)  # fmt: skip


#: What is copied for each article, and the columns that hold the number of its text, review or cut.
COPIED: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (SentenceRow, ("segmentation_id",)), (SentenceWords, ("text_id", "segmentation_id")), (Source, ("review_id",)),
    (Annotation, ("review_id",)), (ClaimSource, ("review_id",)),
    (LedgerText, ("text_id", "review_id", "segmentation_id")), (LedgerSource, ("text_id",)),
    (LedgerFigure, ("text_id",)), (LedgerStar, ("text_id",)),
)  # fmt: skip


def reading(chance: random.Random) -> Draft:
    """Seven claims, three cards, five figures, sometimes a star."""
    place, name = chance.choice(PLACES), f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    described = f"one {chance.choice(ROLES)} {chance.choice(KNOWN)}"
    draft = Draft().outlet("S1").card("S3").unnamed("S2", who=Who.ROLE, relay="S1" if chance.random() < 0.4 else None)
    draft.add(f"It was decided in {place}, {described} told the Coast Wire.")
    draft.mention("S2", described).mention("S1", "the Coast Wire").claim("C0", on=("S2",))
    draft.claims[-1] = replace(draft.claims[-1], starred=chance.random() < 0.1)
    draft.add(f"The harbour is closed, {name} said.").mention("S3", name).claim("C1", on=("S3",))
    for at in range(5):
        words = f"{chance.choice(('some ', 'at least ', ''))}{chance.randrange(10, 900)} {chance.choice(COUNTED)}"
        draft.add(f"In {place} they counted {words} after the storm of the night.")
        draft.claim(f"D{at}", on=("S3",) if at % 2 else ()).figure(f"G{at}", words, claim=f"D{at}")
        told = read_figure(words)
        draft.figures[-1] = replace(
            draft.figures[-1], low=told.low, bound=told.bound, measure=told.measure, unit=told.unit
        )
    return draft


def fill(database: Database, articles: int) -> tuple[str, Account]:
    """A project with its articles; its uid and the editor."""
    chance = random.Random(1)
    with database.writing() as session:
        project = make.project(session)
        editor, tagger = (make.member(session, project, role, role.value) for role in (Role.EDITOR, Role.REVIEWER))
        uid, project_id = project.uid, project.id
        scheme_id = session.scalars(select(SchemeVersion.id).where(SchemeVersion.project_id == project_id)).one()
        drafts = [reading(chance) for _ in range(DIFFERENT)]
        ids, texts = range(1, articles + 1), range(1, articles + articles // 10 + 1)
        session.execute(insert(Article), [
            {"id": at, "uid": make.uid(), "project_id": project_id, "title": f"Crossings rise on day {at}",
             "outlet": chance.choice(OUTLETS), "outlet_aliases": [], "section": chance.choice(SECTIONS),
             "byline": "", "import_id": make.uid(), "created_at": make.NOW,
             "published_on": f"{2024 + at % 2}-{1 + at % 12:02}-{1 + at % 28:02}"}
            for at in ids
        ])  # fmt: skip
        session.execute(insert(ArticleText), [
            {"id": at, "uid": make.uid(), "article_id": (at - 1) % articles + 1, "number": 1 + (at > articles),
             "body": drafts[(at - 1) % DIFFERENT].text, "sha256": f"{at:064x}", "created_at": make.NOW}
            for at in texts
        ])  # fmt: skip
        session.execute(insert(Segmentation), [{"id": at, "text_id": at, "created_at": make.NOW} for at in texts])
        session.execute(insert(Review), [
            {"id": at, "uid": make.uid(), "text_id": at, "segmentation_id": at, "account_id": tagger.id,
             "scheme_version_id": scheme_id, "state": ReviewState.FINISHED, "started_at": make.NOW,
             "finished_at": make.NOW}
            for at in ids
        ])  # fmt: skip
        for at, draft in enumerate(drafts, start=1):
            session.add_all(
                SentenceRow(segmentation_id=at, ordinal=s.ordinal, start=s.start, stop=s.stop, kind=s.kind)
                for s in draft.sentences
            )
            session.flush()
            index_text(session, at)
            store_reading(session, session.get_one(Review, at), draft.reading)
        record_sums(session, range(1, DIFFERENT + 1))
        for row, numbers in COPIED:
            only_reviewed = row not in (SentenceRow, SentenceWords)
            _copy(session, row, numbers, articles if only_reviewed else len(texts))
        rebuild_table(session)
    return uid, editor


def _copy(session: Any, row: type[Base], numbers: tuple[str, ...], upto: int) -> None:  # Any: a session
    """The rows of the first texts again for each of the others."""
    table = row.__table__
    own = [column for column in table.columns if not (column.name == "id" and column.primary_key)]
    target = ArticleText.__table__.c.id
    base = table.c[numbers[0]] == (target - 1) % literal(DIFFERENT) + 1
    chosen = select(*(target if column.name in numbers else column for column in own)).where(
        base, target > DIFFERENT, target <= upto
    )
    session.execute(insert(table).from_select([column.name for column in own], chosen))


@contextmanager
def told(database: Database, explain: bool) -> Iterator[None]:
    """Print each statement with its time, and its plan, where that is asked for."""
    if not explain:
        yield
        return

    # Any: what the event gives.
    def before(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:  # noqa: ARG001
        context.begun = perf_counter()

    def after(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:  # noqa: ARG001
        took = 1000 * (perf_counter() - context.begun)
        if took < 5:
            return
        print(f"    {took:7.1f} ms  {' '.join(statement.split())[:400]}")
        raw = connection.connection.cursor()
        asked = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        raw.execute(f"{asked} {statement}", parameters)
        for line in raw.fetchall():
            print("               ", line[-1])

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", before)
        event.remove(database.engine, "after_cursor_execute", after)


def measure(database: Database, folder: str, articles: int, *, explain: bool) -> None:
    """Print what each page takes."""
    upgrade(database.engine)
    uid, editor = fill(database, articles)
    with database.writing() as session:
        token = make.token(session, editor)
        counted = (LedgerSource, LedgerFigure, Annotation)
        counts = [session.scalar(select(func.count()).select_from(row)) for row in counted]
    print(f"{articles:,} articles, {counts[0]:,} sources, {counts[1]:,} figures, {counts[2]:,} annotations,",
          database.engine.dialect.name)  # fmt: skip
    app = create_app(Settings(instance=Path(folder)), database, b"0" * 32, clock=lambda: make.NOW)
    client = app.test_client()
    client.set_cookie("annotator", token)
    for page in PAGES:
        address, times, cpu = f"/projects/{uid}/{page}", [], []
        client.get(address)
        for _ in range(TURNS):
            begun, busy = perf_counter(), process_time()
            answer = client.get(address)
            times.append(perf_counter() - begun)
            cpu.append(process_time() - busy)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answers {answer.status_code}")
        print(f"  {page:36} {1000 * min(times):7.1f} ms  ({1000 * min(cpu):.1f} of this process)  "
              f"{len(answer.data) / 1000:,.0f} kB")  # fmt: skip
        with told(database, explain):
            client.get(address)


def main() -> None:
    """Print what was measured."""
    asked = [word for word in sys.argv[1:] if not word.startswith("--")]
    articles, explain = int(asked[0]) if asked else 10_000, "--explain" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        if "--postgresql" in sys.argv:
            programs = find_server_programs()
            if programs is None:
                raise SystemExit("PostgreSQL's server programs are not on this machine.")
            with private_server(programs) as address:
                database = Database.open(address)
                measure(database, folder, articles, explain=explain)
                database.close()
        else:
            database = Database.open(f"sqlite:///{folder}/annotator.db")
            measure(database, folder, articles, explain=explain)
            database.close()


if __name__ == "__main__":
    main()
