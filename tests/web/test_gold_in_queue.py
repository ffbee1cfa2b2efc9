"""Two worlds, alike but that in one of them an article of a production round has been adjudicated before: who tags it
gets no other byte, before, while and after tagging it, until the release.
"""

from annotator.app import create_app
from annotator.services import rounds
from annotator.services.reviews import finish_review
from annotator.services.rounds import Plan
from annotator.settings import Settings
from annotator.storage.tables import Review
from annotator.storage.transactions import Database
from tests import make
from tests.apps import without_csrf
from tests.crawl import crawl, mask
from tests.fixtures.adjudicated import adjudicated_desk, three_passes
from tests.fixtures.stored import store_reading
from tests.services.test_adjudication import Editor
from tests.web.test_blindness import differing, seeded


def visit(database, folder, *, is_gold):
    app = create_app(Settings(instance=folder), database, b"0" * 32, clock=lambda: make.NOW)
    without_csrf(app)
    with seeded("desk"), database.writing() as session:
        desk = adjudicated_desk(session)
        session.expunge_all()
    if is_gold:
        with seeded("gold"):
            Editor(database, desk).settle_everything()
    with seeded("round"), database.writing() as session:
        plan = Plan("March", "production", [desk.article.uid], [desk.people["dan"].uid])
        uid = rounds.create_round(session, desk.actor(session, "eva"), desk.project_uid, plan, now=make.NOW)
    with seeded("dan"), database.writing() as session:
        dan = app.test_client()
        dan.set_cookie("annotator", make.token(session, desk.people["dan"]))
    starts = [
        f"/projects/{desk.project_uid}", f"/projects/{desk.project_uid}/rounds", f"/rounds/{uid}",
        f"/projects/{desk.project_uid}/precedents", f"/projects/{desk.project_uid}/feedback",
        f"/projects/{desk.project_uid}/search?q=fire", f"/articles/{desk.article.uid}",
        f"/articles/{desk.article.uid}/report", f"/articles/{desk.article.uid}/lesson",
        f"/articles/{desk.article.uid}/explanations", f"/articles/{desk.article.uid}/adjudicate",
    ]  # fmt: skip
    answers = {}
    with seeded("visit"):
        answers |= {f"given {address}": mask(answer) for address, answer in crawl(dan, starts).items()}
        review = dan.post(f"/articles/{desk.article.uid}/reviews").location.rpartition("/")[2]
        answers |= {f"begun {address}": mask(dan.get(address)) for address in [*starts, f"/reviews/{review}"]}
        with database.writing() as session:
            store_reading(session, session.query(Review).filter_by(uid=review).one(), three_passes()["cid"])
            finish_review(session, desk.actor(session, "dan"), review, now=make.NOW)
        answers |= {f"done {address}": mask(dan.get(address)) for address in [*starts, f"/reviews/{review}"]}
    return answers


def test_nothing_tells_a_reviewer_which_article_of_their_queue_has_gold(sqlite_template, tmp_path):
    found = []
    for is_gold in (True, False):
        path = tmp_path / f"{is_gold}.db"
        path.write_bytes(sqlite_template.read_bytes())
        database = Database.open(f"sqlite:///{path}")
        found.append(visit(database, tmp_path, is_gold=is_gold))
        database.close()
    assert len(found[0]) > 30
    assert differing(*found) == []
