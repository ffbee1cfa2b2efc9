"""How long a tag takes from request to answer, and how that grows with the article.

In one process, without a network: the numbers are the server's share. Machines are noisy, so the ratio
between a long and a short article is what to quote.

    python bench/saves.py
"""

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import event

from annotator.app import create_app
from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.settings import Settings
from annotator.storage.migrate import upgrade
from annotator.storage.transactions import Database
from tests import make

SENTENCE = "Some {n},000 people crossed the bay on Monday, two officials with knowledge of the matter said."
SAVES = 120


def article_text(sentences: int) -> str:
    """A headline and that many body sentences."""
    return "Crossings rise\n\n" + "\n\n".join(SENTENCE.format(n=n + 1) for n in range(sentences)) + "\n"


def measure(folder: Path, sentences: int) -> dict[str, float]:
    """Tag sentence by sentence; give medians in milliseconds, bytes and statements."""
    database = Database.open(f"sqlite:///{folder}/{sentences}.db")
    upgrade(database.engine)
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, article_text(sentences))
        account = make.member(session, project, Role.REVIEWER, "Ada")
        review = start_review(session, make.actor(session, account), article.uid, now=make.NOW)
        token = make.token(session, account)
    app = create_app(Settings(instance=folder), database, b"0" * 32, clock=lambda: make.NOW)
    app.config.update(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.set_cookie("annotator", token)
    gc.collect()
    gc.freeze()  # as `annotator serve` does
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    times, sizes = [], []
    for number in range(SAVES):
        ordinal = 1 + number % sentences
        before = time.perf_counter()
        answer = client.post(
            f"/reviews/{review}/sentences/{ordinal}", data={"verb": "fact"}, headers={"HX-Request": "true"}
        )
        times.append(1000 * (time.perf_counter() - before))
        sizes.append(len(answer.data))
        assert answer.status_code == 200, answer.text
    per_save = sum(not s.startswith(("PRAGMA", "BEGIN")) for s in statements) / SAVES
    before = time.perf_counter()
    page = client.get(f"/reviews/{review}")
    opened = 1000 * (time.perf_counter() - before)
    database.close()
    return {
        "save median ms": statistics.median(times),
        "save p95 ms": sorted(times)[int(0.95 * SAVES)],
        "answer bytes": statistics.median(sizes),
        "statements a save": per_save,
        "page ms": opened,
        "page bytes": len(page.data),
    }


def main() -> None:
    """Print the table and the ratio of the long article to the short one."""
    with tempfile.TemporaryDirectory() as folder:
        short, long = (measure(Path(folder), sentences) for sentences in (60, 600))
    print(f"{'':20} {'60 sentences':>14} {'600 sentences':>14} {'ratio':>7}")
    for name in short:
        print(f"{name:20} {short[name]:14.1f} {long[name]:14.1f} {long[name] / short[name]:7.2f}")


if __name__ == "__main__":
    main()
