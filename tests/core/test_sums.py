"""Numbers of one text against each other: a question where they cannot both be meant, silence where they might."""

import pytest

from annotator.core.figures import find_figures, read_figure
from annotator.core.records import ArticleFacts, Figure
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.sums import SumKind, check_numbers
from tests.fixtures.drafts import Draft


def asked(*sentences: str):
    """The questions about a text whose figures are tagged as the rules read them."""
    draft = Draft()
    for sentence in sentences:
        draft.add(sentence, paragraph=False)
        for span in find_figures(draft.text, draft.sentences[-1].span):
            told = read_figure(draft.text[span.start : span.stop])
            draft.figures.append(
                Figure(f"F{span.start}", *span, told.low, told.high, told.bound, told.measure, told.unit)
            )
    return check_numbers(Grounds(draft.reading, ArticleFacts("A title")))


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("They found 45 people: 30 men and 10 women.", SumKind.PARTS, "30 and 10; it also gives 45 in total. Is"),
        ("The 45 people, 30 men and 10 women, were safe.", SumKind.PARTS, "Is something missing?"),
        ("There were 12 men, 20 women and 15 children, 45 people in all.", SumKind.PARTS, "12 and 20 and 15;"),
        ("There were 12 men and 40 women, a total of 45 people.", SumKind.PARTS, "Is something counted twice?"),
        ("They searched 50 of the 40 boats.", SumKind.PART_ABOVE, "“50” of “40 boats”: the part is the larger."),
        ("Police searched 12 of the 40 boats, or 25 percent.", SumKind.SHARE, "12 of 40 is 30 percent."),
        ("Arrivals rose 20 percent, from 200 boats to 300 boats.", SumKind.CHANGE, "a change of 50 percent"),
        ("Arrivals rose from 200 boats to 300 boats, up 20 percent.", SumKind.CHANGE, "a change of 50 percent"),
        ("Arrivals fell by 80 percent, from 300 boats to 200.", SumKind.CHANGE, "a change of 33.3 percent"),
    ],
)  # fmt: skip
def test_numbers_that_do_not_add_up_are_asked_about(sentence, kind, words):
    questions = asked("Nothing here.", sentence)
    assert [question.kind for question in questions] == [kind]
    assert words in questions[0].question
    assert questions[0].question.endswith("?")
    assert questions[0].ordinal == 1
    assert list(questions[0].spans) == sorted(questions[0].spans)


@pytest.mark.parametrize(
    "sentence",
    [
        "They found 40 people: 30 men and 10 women.",
        "Some 12 men, 30 women and 10 children came.",
        "At least 45 people were aboard, 30 men and 10 women among them.",
        "They found about 45 people: 30 men and 10 women.",
        "Police searched 12 of the 40 boats, or 30 percent.",
        "Police searched 13 of the 40 boats, or 33 percent.",
        "Police searched 12 of the 40 boats; 25 percent had no flag.",
        "The crews of 45 ships, 30 trucks and 10 cars struck.",
        "Arrivals rose 50 percent, from 200 boats to 300 boats.",
        "Arrivals rose 20 percent while prices went from 200 euros to 300 dollars.",
        "Of 45 people, 30 were men; 10 women came later.",
        "There were 45 people, 30 men and 10 women among them, aboard.",
        "They said 20 of the 15-member council's decisions were blocked.",
    ],
)
def test_numbers_that_may_both_be_right_are_left_alone(sentence):
    assert asked(sentence) == ()


def test_numbers_of_two_sentences_are_never_added():
    assert asked("There were 45 people aboard.", "Rescuers saved 30 men and 10 women.") == ()
