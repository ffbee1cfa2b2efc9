"""What a project's agreement page costs the server, beside what a library's loop would take for the same intervals.

Run: python bench/agreement_page.py [articles]. Five reviewers, of whom three to five finished each article of twenty
sentences; the page is asked as a browser asks it, and the process's own time is printed, the best of some turns. The
loop is krippendorff's alpha without each article in turn for the six questions, reckoned from some turns; what
is not installed is named. A kept report of the same articles is made, and one of its numbers opened.
"""

import gc
import random
import sys
import tempfile
from dataclasses import astuple, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import insert, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.app import create_app
from annotator.core.agreement.filters import Filters
from annotator.core.agreement.packing import pack_text, read_people, unpack_patterns
from annotator.core.agreement.patterns import Facet
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reading,
    Reason,
    ReviewState,
    Role,
    SourceCard,
    SourceLink,
    SourceType,
    Who,
)
from annotator.services import reports
from annotator.services.agreement_reports import draft_report
from annotator.services.sessions import find_actor
from annotator.settings import Settings
from annotator.storage.migrate import upgrade
from annotator.storage.tables import (
    AgreementDetail,
    AgreementText,
    Article,
    ArticleText,
    Report,
    Review,
    SchemeVersion,
    Segmentation,
)
from annotator.storage.transactions import Database
from tests import make

SENTENCE = "Two officials said some {n},000 people had crossed the bay by day {n}"
BODY = "Crossings rise\n\n" + ". ".join(SENTENCE.format(n=n + 1) for n in range(20)) + ".\n"
CUT = make.plain_cut(BODY)
#: Different articles; the others repeat them, since comparing ten thousand is not what is measured.
DIFFERENT = 400
OUTLETS = ("Northern Post", "Bay Courier", "The Vell Review")


def tag(chance: random.Random, truth: list[tuple[bool, bool, Identity]]) -> Reading:
    """One reviewer's reading of the article: the truth, with slips."""

    def slip() -> bool:
        return chance.random() < 0.1

    cards, claims, mentions, figures, checks = [], [], [], [], []
    for place, sentence in enumerate(s for s in CUT if s.is_body):
        is_claim, is_attributed, identity = truth[place]
        is_claim, is_attributed = is_claim is not slip(), is_attributed is not slip()
        start = sentence.start
        links = ()
        if is_attributed:
            unnamed = (identity is Identity.UNNAMED) is not slip()
            card = SourceCard(
                f"c{place % 4}", SourceType.PERSON, Identity.UNNAMED if unnamed else Identity.NAMED,
                number=Number.TWO if unnamed else None, who=chance.choice((Who.ROLE, Who.NONE)),
                knowledge=Knowledge.NONE, reason=Reason.NONE, confirmed=True, position=place,
            )  # fmt: skip
            if all(other.uid != card.uid for other in cards):
                cards.append(card)
            mentions.append(Attribution(f"m{place}", start, start + (13 if not slip() else 9), card.uid))
            links = (SourceLink(card.uid),)
        if is_claim:
            flags = frozenset({Flag.FACT if not slip() else Flag.OPINION})
            claims.append(Claim(f"k{place}", start, sentence.stop, flags, links))
        if place % 3 == 0 and not slip():
            bound = Bound.ABOUT if not slip() else Bound.EXACT
            figures.append(Figure(f"f{place}", start + 19, start + 30, None, None, bound, Measure.COUNT))
        checks.append(Check(f"x{place}", start, sentence.stop, Outcome.NOTHING))
    return Reading(BODY, CUT, tuple(claims), tuple(mentions), tuple(figures), tuple(cards), tuple(checks))


def fill(database: Database, articles: int) -> tuple[str, str, list, list[str]]:
    """A project with so many counted articles: its uid, an editor's token, what is kept of the first ones, and
    the reviewers."""
    chance = random.Random(1)
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR, "Edith")
        reviewers = [make.member(session, project, Role.REVIEWER, f"Reviewer {n}") for n in range(5)]
        people, uids = [one.id for one in reviewers], [one.uid for one in reviewers]
        packed = []
        for _ in range(min(DIFFERENT, articles)):
            truth = [
                (chance.random() < 0.6, chance.random() < 0.3, chance.choice((Identity.NAMED, Identity.UNNAMED)))
                for _ in CUT
            ]
            there = sorted(chance.sample(people, chance.choice((3, 4, 5))))
            readings = {str(key): tag(chance, truth) for key in there}
            packed.append(pack_text(readings, {}, (), ArticleFacts("Crossings rise")))
        now = {"created_at": make.NOW}
        tables: dict[type, list[dict]] = {Article: [], ArticleText: [], Segmentation: [], AgreementText: []}
        tables |= {AgreementDetail: [], Review: []}
        scheme_id = session.scalars(select(SchemeVersion.id)).one()
        for n in range(articles):
            key, kept = n + 1, packed[n % len(packed)]
            tables[Article].append(
                {"id": key, "uid": f"a{n:031x}", "project_id": project.id, "title": f"Article {n}", "import_id": "",
                 "outlet": OUTLETS[n % 3], "outlet_aliases": [], "published": True, "version": 1, **now}
            )  # fmt: skip
            tables[ArticleText].append(
                {"id": key, "uid": f"b{n:031x}", "article_id": key, "number": 1, "body": BODY, "sha256": f"{n:064x}",
                 "normaliser": 1, **now}
            )  # fmt: skip
            tables[Segmentation].append({"id": key, "text_id": key, "number": 1, **now})
            tables[AgreementText].append(
                {"text_id": key, "segmentation_id": key, "people": kept.people, "own_tags": kept.own_tags,
                 "period": f"2026-{n % 9 + 1:02}", "layout": kept.layout, "patterns": kept.patterns,
                 "totals": kept.totals}
            )  # fmt: skip
            tables[Review] += [
                {"uid": f"{person.key:0>3}{n:029x}", "text_id": key, "segmentation_id": key,
                 "account_id": int(person.key), "scheme_version_id": scheme_id, "state": ReviewState.FINISHED,
                 "started_at": make.NOW,
                 "finished_at": make.NOW}
                for person in read_people(kept.people)
            ]  # fmt: skip
            tables[AgreementDetail].append({"text_id": key, "reported": kept.reported, "pairs": kept.pairs})
        for table, rows in tables.items():
            session.execute(insert(table), rows)
        return project.uid, make.token(session, editor), packed, uids


def ask(client, url: str, turns: int = 15) -> tuple[float, int]:
    """The server's time for a page, the best of some turns, and its bytes."""
    times, size = [], 0
    for _ in range(turns):
        begun = process_time()
        answer = client.get(url)
        times.append(process_time() - begun)
        assert answer.status_code == 200, answer.status_code
        size = len(answer.data)
    return min(times), size


def keep(database: Database, project_uid: str, token: str) -> tuple[str, float, float, int, int]:
    """Keep the project's report as a worker does: its uid, the seconds that making it and storing it took, the bytes of
    its document and of what it was counted from.
    """
    with database.reading() as session:
        actor = find_actor(session, token, idle=timedelta(1), absolute=timedelta(1), now=make.NOW).actor
    begun = perf_counter()
    with database.reading() as session:
        draft = draft_report(session, actor, project_uid, (), Filters(), "Bench", now=make.NOW)
    made = perf_counter()
    with database.writing() as session:
        uid = reports.keep(session, actor, project_uid, draft, now=make.NOW)
    stored = perf_counter()
    with database.reading() as session:
        body = session.scalars(select(Report.body)).one()
    assert draft.basis is not None
    beside = sum(len(one) for one in astuple(draft.basis) if isinstance(one, bytes))
    return uid, made - begun, stored - made, len(body.encode()), beside


def loop(packed: list, articles: int) -> float | None:
    """What the jackknife of the six questions takes as a loop over krippendorff's alpha; None without it."""
    try:
        import krippendorff
    except ImportError:
        return None
    counts = []
    for n in range(articles):
        kept = packed[n % len(packed)]
        for count in unpack_patterns(kept.patterns, kept.people, kept.own_tags):
            if count.facet == Facet.CLAIM:
                counts += [(len(count.pattern.no), len(count.pattern.yes))] * count.n
    table = np.array(counts)
    begun = perf_counter()
    for _ in range(5):
        krippendorff.alpha(value_counts=table, level_of_measurement="nominal")
    return (perf_counter() - begun) / 5 * articles * len(Facet)


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/annotator.db")
        upgrade(database.engine)
        project_uid, token, packed, uids = fill(database, articles)
        app = create_app(replace(Settings(instance=Path(folder))), database, b"0" * 32, clock=lambda: make.NOW)
        client = app.test_client()
        client.set_cookie("annotator", token)
        kept = sum(len(p.patterns) + len(p.totals) for p in packed) / len(packed)
        gc.freeze()  # as the server does when it has started
        gc.set_threshold(20_000, 10, 10)
        print(f"{articles:,} articles, {kept:,.0f} bytes read of each")
        took = None
        chosen = "?" + "&".join(f"reviewer={uid}" for uid in uids[:3])
        for words, path in (
            ("agreement page", ""), ("by outlet", "?by=outlet"), ("one outlet", "?outlet=Bay+Courier"),
            ("passes without suggestions", "?suggestions=hidden"), ("three of five reviewers", chosen),
            ("the sentences behind alpha of claims", "/sentences?facet=claim&said=two"),
            ("what is reported", "/reported"),
        ):  # fmt: skip
            time, size = ask(client, f"/projects/{project_uid}/agreement{path}")
            took = took or time
            print(f"  {words:40} {1000 * time:8.1f} ms   {size / 1000:6.1f} kB")
        report, made, stored, body, beside = keep(database, project_uid, token)
        print(f"  a kept report: made in {made:.1f} s, stored in {1000 * stored:.0f} ms; {body / 1000:,.0f} kB of")
        print(f"  document, {beside / articles:.0f} bytes of each article beside it")
        for words, path in (
            ("its sentences behind alpha of claims", "sentences?facet=claim&said=two"),
            ("the same of two of its people", f"sentences?facet=claim&reviewer={uids[0]}&reviewer={uids[1]}"),
            ("the articles behind a rule", "reported?rule=SR02&said=some"),
        ):
            time, size = ask(client, f"/reports/{report}/{path}")
            print(f"  {words:40} {1000 * time:8.1f} ms   {size / 1000:6.1f} kB")
        looped = loop(packed, articles)
        if looped is None or took is None:
            print("  krippendorff: not installed, not compared")
        else:
            print(f"  krippendorff, without each article in turn {looped:,.0f} s (reckoned): x {looped / took:,.0f}")
        database.close()


if __name__ == "__main__":
    main()
