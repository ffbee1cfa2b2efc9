"""A text that was cut anew travels with all its cuts, and each review stays upon its own."""

import io

from annotator.core.annotations import Verb
from annotator.core.cuts import Cut, CutVerb
from annotator.core.datasets import ArticleRecord, ReviewRecord
from annotator.core.records import Role
from annotator.formats import jsonl
from annotator.services import annotations as tagging
from annotator.services.annotations import Stamp
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.services.segmentations import ask_for_cut
from tests import make
from tests.services.test_datasets import export, restore


def test_every_cut_of_a_text_travels_and_each_review_stays_upon_its_own(database, now):
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        actor = make.actor(session, make.member(session, project, Role.EDITOR, "Eve"))
        elsewhere = make.project(session, "Elsewhere").uid
        finished = start_review(session, actor, article.uid, now=now)
        tagging.answer_rest(session, actor, finished, Verb.NOTHING, stamp=Stamp(), now=now)
        finish_review(session, actor, finished, now=now)
        reopened = reopen_review(session, actor, finished, now=now)
    place = article.sentences[2].span
    split, join = Cut(CutVerb.SPLIT, place, make.TEXT.index("were moved")), Cut(CutVerb.JOIN, article.sentences[0].span)
    for number, cut in enumerate((split, join), start=1):
        with database.writing() as session:
            ask_for_cut(session, actor, reopened, cut, number=number, stamp=Stamp(), now=now)
    data = export(database, project.uid)
    records = list(jsonl.read(io.BytesIO(data)))
    (stored,) = [record for record in records if isinstance(record, ArticleRecord)]
    (text,) = stored.texts
    assert [cut.number for cut in text.segmentations] == [1, 2, 3]
    assert [r.segmentation_number for r in records if isinstance(r, ReviewRecord)] == [1, 3]
    restore(database, data, now, elsewhere)
    assert export(database, elsewhere) == data
