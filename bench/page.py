"""What tagging feels like in a long article: a real browser, 500 words and 10,000, one table with the ratios.

For each article: the milliseconds until its first words can be read, in an empty tab, and from the press of a key
until what it did is painted: a move to the next sentence, and a tag with the server's answer. The two articles take
turns, so that the machine's noise is shared by both.

    python bench/page.py [--acts 40]
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.services.sessions import open_session
from annotator.storage.migrate import upgrade
from annotator.storage.transactions import Database
from bench.server import Desk, memory_backed, served
from bench.server_page import first_words, watch
from tests import make

LENGTHS = (500, 10_000)
#: Sixteen words a sentence, as agency copy has.
SENTENCE = "Some {n} boats crossed the bay on day {n}, two officials with knowledge of it said."
WORDS = SENTENCE.format(n=1)[:20]  # that the text begins with
A_PARAGRAPH = 3

#: Press a key that moves and wait for two frames: the second begins when the first is painted.
MOVE = """key => new Promise(done => {
  const began = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, code: key, bubbles: true, cancelable: true}));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""
#: Press a key that tags and wait until the answer of the server is painted.
TAG = """key => new Promise(done => {
  const began = performance.now();
  document.addEventListener("outbox:settled",
    () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began))), {once: true});
  document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true}));
})"""


def text_of(words: int) -> str:
    """An article of about so many words."""
    count = words // len(SENTENCE.split())
    sentences = [SENTENCE.format(n=n + 1) for n in range(count)]
    paragraphs = [" ".join(sentences[at : at + A_PARAGRAPH]) for at in range(0, count, A_PARAGRAPH)]
    return "Crossings rise\n\n" + "\n\n".join(paragraphs) + "\n"


def fill(folder: Path) -> Desk:
    """An instance with a started review for each length."""
    folder.mkdir(parents=True)
    database = Database.open(f"sqlite:///{folder / 'annotator.db'}", busy_seconds=60)
    upgrade(database.engine)
    now = datetime.now(UTC)
    with database.writing() as session:
        project = make.project(session)
        person = make.member(session, project, Role.REVIEWER)
        token, seats = open_session(session, person.id, now=now), []
        for words in LENGTHS:
            text = text_of(words)
            sentences = make.plain_cut(text)
            article = make.article(session, project, text, sentences=sentences, title=f"{words} words")
            seats.append((token, start_review(session, make.actor(session, person), article.uid, now=now)))
    database.close()
    return Desk(folder, tuple(seats))


def open_page(browser: Browser, port: int, seat: tuple[str, str]) -> tuple[Page, float]:
    """The annotation page in a new profile, and the milliseconds until its first words could be read."""
    token, review = seat
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "annotator", "value": token, "url": f"http://127.0.0.1:{port}"}])
    watch(context, WORDS)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/reviews/{review}", wait_until="networkidle")
    return page, first_words(page)


def measure(browser: Browser, port: int, desk: Desk, acts: int) -> dict[str, list[list[float]]]:
    """Rows of milliseconds by what was measured, one list for each length."""
    found: dict[str, list[list[float]]] = {name: [[] for _ in LENGTHS] for name in ("first words", "move", "tag")}
    for _ in range(5):
        for at, seat in enumerate(desk.seats):
            page, read_at = open_page(browser, port, seat)
            found["first words"][at].append(read_at)
            page.context.close()
    pages = [open_page(browser, port, seat)[0] for seat in desk.seats]
    for number in range(acts):
        for at, page in enumerate(pages):
            page.bring_to_front()
            page.wait_for_selector("#save-state[data-state=saved]", state="attached")
            # A short article ends: it goes back and forth.
            found["move"][at].append(page.evaluate(MOVE, "ArrowDown" if number // 20 % 2 == 0 else "ArrowUp"))
            found["tag"][at].append(page.evaluate(TAG, "fpo"[number % 3]))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=40, help="moves and tags in each article")
    acts = parser.parse_args().acts
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("There is no Chromium here (Debian: apt-get install chromium).")
    with tempfile.TemporaryDirectory(dir=memory_backed()) as name:
        desk = fill(Path(name) / "page")
        with served(desk) as (port, _, _), sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            found = measure(browser, port, desk, acts)
            browser.close()
    heads = [f"{words:,} words" for words in LENGTHS]
    print(f"{'median ms (19 in 20)':<24}" + "".join(f"{head:>20}" for head in heads) + f"{'ratio':>8}")
    for what, lists in found.items():
        middles = [statistics.median(values) for values in lists]
        cells = [
            f"{middle:.0f} ({sorted(values)[-max(1, len(values) // 20)]:.0f})"
            for middle, values in zip(middles, lists, strict=True)
        ]
        print(f"{what:<24}" + "".join(f"{cell:>20}" for cell in cells) + f"{middles[1] / middles[0]:>8.2f}")


if __name__ == "__main__":
    main()
