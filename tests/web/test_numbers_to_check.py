"""Numbers that do not add up: a folded question on the article's report, and the same in its document."""

import json
from decimal import Decimal

from annotator.core.records import Bound, Figure, Measure, ReviewState, Role
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading


def test_the_question_stands_on_the_page_and_in_the_document(database, signed_in):
    draft = Draft().add("They found 45 people: 30 men and 10 women.")
    for words, value in (("45 people", 45), ("30 men", 30), ("10 women", 10)):
        span = draft.span(words)
        unit = words.split()[1]
        draft.figures.append(Figure(f"F{value}", *span, Decimal(value), None, Bound.EXACT, Measure.COUNT, unit))
    with database.writing() as session:
        project = make.project(session)
        reader = make.member(session, project, Role.READER)
        article = make.article(session, project, draft.text, sentences=draft.sentences)
        person = make.member(session, project, Role.REVIEWER)
        review = make.review(session, article, person, state=ReviewState.FINISHED, finished_at=make.NOW)
        store_reading(session, review, draft.reading)
    client = signed_in(reader)
    page = client.get(f"/articles/{article.uid}/report").text
    words = "The text gives 30 and 10; it also gives 45 in total. Is something missing?"
    assert words in page
    (told,) = json.loads(client.get(f"/articles/{article.uid}/report/json").text)["numbers_to_check"]
    assert (told["kind"], told["question"], told["sentence"]) == ("parts", words, 0)
    assert [figure["quote"] for figure in told["figures"]] == ["45 people", "30 men", "10 women"]
