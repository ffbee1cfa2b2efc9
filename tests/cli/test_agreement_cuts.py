"""`annotator agreement` on cuts of texts into sentences."""

import json

import pytest
from click.testing import CliRunner

from annotator.cli import main

TEXT = "It burned. Mr. Vik left. Nobody knew."


def line(reviewer, *starts, text=TEXT):
    stops = [*starts[1:], len(text) + 1]
    spans = [[start, stop - 1] for start, stop in zip(starts, stops, strict=True)]
    return json.dumps({"text": text, "reviewer": reviewer, "sentences": spans})


def run(*lines, shape="json", more=()):
    return CliRunner().invoke(main, ["agreement", "-", "--format", shape, *more], input="\n".join(lines))


def test_cuts_are_compared_word_by_word_and_boundary_by_boundary():
    # Seven words, so six places: Ann sets two boundaries, Bob a third inside "Mr. Vik".
    lines = (line("Ann", 0, 11, 25), line("Bob", 0, 11, 15, 25), line("Ann", 0, 4, text="No. It is."))
    told = json.loads(run(*lines).stdout)
    assert told["boundaries"] == [
        {"reviewers": ["Ann", "Bob"], "first": 2, "second": 3, "exact": 2, "near": 2, "f1": 0.8, "f1_near": 0.8}
    ]
    assert told["articles"] == 1
    [facet] = told["facets"]
    assert (facet["facet"], facet["shared"], facet["yes"]) == ("boundary", 6, {"Ann": 2, "Bob": 3})
    assert facet["positive"]["value"] == pytest.approx(0.8)
    observed = next(row for row in told["coefficients"] if row["name"] == "observed")
    assert (observed["facet"], observed["value"]) == ("boundary", pytest.approx(5 / 6))
    alone = json.loads(run(lines[0]).stdout)
    assert (alone["boundaries"], [facet["facet"] for facet in alone["facets"]]) == ([], ["boundary"])
    text = run(*lines, shape="text").stdout
    assert "Ann, Bob" in text
    assert "0.80" in text


def test_sentences_may_be_given_by_their_words_and_a_boundary_a_word_off_is_near():
    by_words = json.dumps({"text": TEXT, "reviewer": "Cid", "sentences": ["It burned. Mr.", "Vik left. Nobody knew."]})
    [pair] = json.loads(run(line("Ann", 0, 11), by_words).stdout)["boundaries"]
    assert (pair["exact"], pair["near"], pair["f1"], pair["f1_near"]) == (0, 1, 0.0, 1.0)
    chosen = json.loads(run(line("Ann", 0, 11), line("Bob", 0, 11), by_words, more=("--reviewer", "ann",
                            "--reviewer", "Bob")).stdout)  # fmt: skip
    assert [row["reviewers"] for row in chosen["boundaries"]] == [["Ann", "Bob"]]


@pytest.mark.parametrize(
    ("bad", "words"),
    [("{", "not one JSON"), ('{"text": "a", "sentences": []}', "needs"), (line("Ann", 0), "second cut"),
     ('{"text": "ab", "reviewer": "Bob", "sentences": [[0, 9]]}', "line 2")],
)  # fmt: skip
def test_a_line_that_is_no_cut_is_named_and_nothing_is_computed(bad, words):
    result = run(line("Ann", 0, 11), bad)
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert words in result.stderr
