"""`annotator evaluate`: engines against gold in every documented form."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import main
from tests.shared import shared


def run(task, file, *options):
    return CliRunner().invoke(main, ["evaluate", task, str(file), *options])


def scores(task, file):
    result = run(task, file, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def gold(tmp_path, name, *items):
    file = tmp_path / name
    file.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    return file


def test_sentences_are_scored_by_boundaries_and_whole(tmp_path):
    text = "It sank. Nobody was hurt. He left."
    file = gold(tmp_path, "gold.jsonl", {"text": text, "sentences": [[0, 25], [26, 34]]})
    found = scores("sentences", file)
    assert (found["gold"], found["found"], found["right"]) == (1, 2, 1)
    assert (found["precision"], found["recall"]) == (0.5, 1.0)
    assert found["sentences"] == {
        "precision": 0.3333, "recall": 0.5, "f1": 0.4, "gold": 2, "found": 3, "right": 1
    }  # fmt: skip


def test_sentences_given_by_their_words_are_found_in_their_text(tmp_path):
    file = gold(tmp_path, "gold.json", ["It sank.  He left.", ["It sank.", "He left."]])
    file.write_text(f"[{file.read_text()}]")
    assert scores("sentences", file)["f1"] == 1.0


CONLLU = """# newdoc id = one
# newpar
# text = It sank.
1\tIt\tit\tPRON\t_\t_\t0\troot\t_\t_
2\tsank\tsink\tVERB\t_\t_\t1\tx\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\tSpaceAfter=No

# text = “No,” he said.
1\tNo\tno\tINTJ\t_\t_\t0\troot\t_\t_

# newpar
# text = He left.
1\tHe\the\tPRON\t_\t_\t0\troot\t_\t_
"""


def test_conllu_gives_paragraphs_and_keeps_what_stands_without_a_blank(tmp_path):
    from annotator.formats.conllu import read_conllu

    file = tmp_path / "gold.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    [(text, spans)] = list(read_conllu(file))
    assert text == "It sank.“No,” he said.\n\nHe left."
    assert [text[span.start : span.stop] for span in spans] == ["It sank.", "“No,” he said.", "He left."]
    assert scores("sentences", file)["texts"] == 1


def test_figures_are_scored_by_spans_and_values(tmp_path):
    text = "Some 40 ferries and 3 trains stopped."
    file = gold(tmp_path, "gold.jsonl", {"text": text, "figures": [{"start": 0, "stop": 15, "value": 40}]})
    found = scores("figures", file)
    assert (found["gold"], found["found"], found["right"]) == (1, 2, 1)
    assert found["exact"]["recall"] == 1.0
    assert found["values"]["right"] == 1


def test_of_the_figures_that_were_found_the_share_of_exact_words_and_right_values_is_told_apart(tmp_path):
    text = "Some 40 ferries and 3 trains stopped for a while."
    figures = [{"start": 5, "stop": 15, "value": 40}, {"start": 20, "stop": 28, "value": 4}, {"start": 41, "stop": 48}]
    matched = scores("figures", gold(tmp_path, "gold.jsonl", {"text": text, "figures": figures}))["matched"]
    assert matched["figures"] == 2
    assert matched["exact"] == {"right": 1, "of": 2, "share": 0.5}  # "Some" was left out of the gold
    assert matched["value"] == {"right": 1, "of": 2, "share": 0.5}  # "3 trains" was given as 4


def test_figures_without_offsets_are_scored_by_value_and_a_range_may_be_its_middle(tmp_path):
    file = gold(tmp_path, "gold.jsonl", {"req": "Between 40 and 50 ships sank.", "res": [{"value": 45}]})
    assert scores("figures", file)["f1"] == 1.0


def test_attributions_are_scored_with_the_fields_of_their_cards(tmp_path):
    text = "Citing two officials, Reuters reported that it sank."
    mentions = [
        {"start": 7, "stop": 20, "identity": "unnamed", "number": "3+", "relayed_by": "Reuters"},
        {"start": 22, "stop": 29, "identity": "named", "relayed_by": None},
    ]
    found = scores("attributions", gold(tmp_path, "gold.jsonl", {"text": text, "attributions": mentions}))
    assert found["f1"] == found["unnamed"]["f1"] == found["sentences"]["f1"] == 1.0
    assert found["fields"]["identity"] == {"right": 2, "of": 2, "accuracy": 1.0}
    assert found["fields"]["number"] == {"right": 0, "of": 1, "accuracy": 0.0}
    assert found["fields"]["relayed_by"]["accuracy"] == 1.0
    assert found["fields"]["who"] == {"right": 0, "of": 0, "accuracy": None}


def test_a_dataset_is_gold_with_its_finished_reviews(tmp_path):
    from annotator.demo.dataset import list_records
    from annotator.demo.desk import load_desk
    from annotator.formats import jsonl

    file = tmp_path / "desk.jsonl"
    with file.open("wb") as stream:
        jsonl.write(list_records(load_desk()), stream)
    found = scores("attributions", file)
    assert found["texts"] == 18
    assert found["f1"] > 0.9
    assert found["unnamed"]["precision"] > 0.95


def test_sources_of_texts_that_no_rule_was_written_for_are_mostly_found():
    found = scores("attributions", Path(__file__).parents[1] / "fixtures" / "heldout_attributions.jsonl")
    assert found["texts"] == 6
    assert found["unnamed"]["precision"] >= 0.85
    assert found["unnamed"]["f1"] >= 0.6


def test_claims_are_scored_as_proposed_and_as_a_ranking(tmp_path):
    text = "It sank on Friday. Who knew? The board declined to comment."
    sentences = {"units": [{"start": 0, "stop": 18, "kind": "body"}, {"start": 19, "stop": 28, "kind": "body"},
                           {"start": 29, "stop": 59, "kind": "body"}]}  # fmt: skip
    item = {"text": text, **sentences, "claims": [[0, 17], [19, 28]]}
    found = scores("claims", gold(tmp_path, "gold.jsonl", item))
    assert (found["precision"], found["recall"], found["gold"], found["found"]) == (1.0, 0.5, 2, 1)
    assert found["ranking"] == {
        "sentences": 3, "share": 0.6667, "average_precision": 1.0, "auc": 1.0, "precision_at": {}
    }  # fmt: skip


def test_what_nobody_judged_is_no_gold_for_claims(tmp_path):
    text = "It sank on Friday. Forty boats came."
    item = {"text": text, "claims": [[0, 18]], "untouched": [[19, 36]]}
    assert scores("claims", gold(tmp_path, "gold.jsonl", item))["ranking"]["sentences"] == 1


def test_single_sentences_judged_by_themselves_are_ranked_together(tmp_path):
    items = [{"text": "Forty boats came on Friday.", "claim": True}, {"text": "Who knew?", "claim": False}]
    found = scores("claims", gold(tmp_path, "gold.jsonl", *items))
    assert (found["texts"], found["f1"], found["ranking"]["auc"]) == (2, 1.0, 1.0)


def test_the_finished_full_reviews_of_a_dataset_are_gold_for_claims(tmp_path):
    from annotator.demo.dataset import list_records
    from annotator.demo.desk import load_desk
    from annotator.formats import jsonl

    file = tmp_path / "desk.jsonl"
    with file.open("wb") as stream:
        jsonl.write(list_records(load_desk()), stream)
    found = scores("claims", file)
    assert found["texts"] == 18
    assert found["ranking"]["auc"] > 0.75


@pytest.mark.parametrize(
    "item", [{"text": "It sank."}, {"text": "It sank.", "sentences": [[0, 99]]}, {"sentences": []}, ["It sank."]]
)
def test_gold_that_is_not_of_the_form_is_refused_with_its_line(tmp_path, item):
    result = run("sentences", gold(tmp_path, "gold.jsonl", item))
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_people_can_read_the_other_form(tmp_path):
    file = gold(tmp_path, "gold.jsonl", {"text": "It sank.", "sentences": [[0, 8]]})
    assert "precision" in run("sentences", file).stdout


def test_the_development_data_are_read_whole():
    assert scores("sentences", shared("data/gum_news_dev.jsonl"))["texts"] == 12
    assert scores("sentences", shared("data/news_cases_en.json"))["f1"] == 1.0
    assert scores("figures", shared("data/quantities_en.json"))["texts"] == 101
    assert scores("attributions", shared("sample/reference.json"))["exact"]["f1"] == 1.0


def test_kinds_are_scored_by_the_share_of_units_given_the_right_one(tmp_path):
    text = "Ferry sinks off Viken\n\nThe “Maid” sank. Nobody was hurt.\n\nAdvertisement"
    units = [(0, 21, "headline"), (23, 39, "body"), (40, 56, "caption"), (58, 71, "furniture")]
    item = {"text": text, "units": [{"start": a, "stop": b, "kind": kind} for a, b, kind in units]}
    found = scores("kinds", gold(tmp_path, "gold.jsonl", item))
    assert (found["f1"], found["gold"]) == (1.0, 4)
    assert found["kinds"] == {"right": 3, "of": 4, "accuracy": 0.75}
    assert (found["body"]["precision"], found["caption"]["recall"]) == (0.5, 0.0)
    broken = run("kinds", gold(tmp_path, "broken.jsonl", {"text": "A", "units": [{"start": 0, "stop": 1}]}))
    assert broken.exit_code != 0


PAGE = {
    "style": "agency",
    "html": "<title>Ferry sinks | Courier</title><article><h1>Ferry sinks</h1><p>It sank off Viken. Nobody was hurt, "
    "the coast guard said on Monday after a search of many hours.</p><p>A stray line about something different.</p>"
    "<p>By Ida Roe</p></article>",
    "units": [
        {"kind": "headline", "words": "Ferry sinks"},
        {"kind": "body", "words": "It sank off Viken."},
        {"kind": "caption", "words": "Nobody was hurt, the coast guard said on Monday after a search of many hours."},
        {"kind": "body", "words": "These words are nowhere."},
    ],
    "facts": {"title": "Ferry sinks", "byline": "Ida Roe", "outlet": "Wire", "published_on": "", "url": ""},
}


def test_pages_are_scored_by_sentences_strays_and_facts(tmp_path):
    unread = {**PAGE, "style": "tabloid", "html": "<p></p>"}
    found = scores("kinds", gold(tmp_path, "pages.jsonl", PAGE, unread))
    assert (found["pages"], found["gold"], found["found"], found["right"], found["intruders"]) == (2, 8, 4, 2, 1)
    assert (found["precision"], found["recall"]) == (0.5, 0.25)
    assert found["styles"] == {
        "agency": {"right": 2, "of": 4, "accuracy": 0.5}, "tabloid": {"right": 0, "of": 4, "accuracy": 0.0}
    }  # fmt: skip
    right = {name: one["right"] for name, one in found["facts"].items()}
    assert right == {"title": 1, "byline": 1, "outlet": 0, "published_on": 2, "url": 2, "standfirst": 2}
    broken = run("kinds", gold(tmp_path, "broken.jsonl", {"html": "<p>A"}))
    assert broken.exit_code != 0


BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.mark.skipif(not BENCH.is_dir(), reason="bench/ is not there")
def test_our_own_pages_are_ten_of_each_style_and_eight_odd_ones_and_the_open_half_is_read_well(tmp_path):
    made = subprocess.run([sys.executable, BENCH / "kinds.py", "pages", "odd"], capture_output=True, check=True)
    file = tmp_path / "odd.jsonl"
    file.write_bytes(made.stdout)
    ten = ("agency", "broadsheet", "live", "newsletter", "paywalled", "tabloid")
    one = ("amp", "broken", "mailed", "posts", "printed", "rtl", "soup", "teaser")
    styles = Counter(path.stem.rpartition("-")[0] for path in (BENCH / "pages").glob("*.html"))
    assert styles == dict.fromkeys(ten, 10) | dict.fromkeys(one, 1)
    found = scores("kinds", file)
    assert found["recall"] > 0.98
    assert found["intruders"] <= 2


@pytest.mark.parametrize("task", ["sentences", "figures", "attributions", "claims", "kinds"])
@pytest.mark.parametrize(("name", "body", "words"), [
    ("a.jsonl", b"\xff\xfe{}\n", "is no JSON in UTF-8"), ("b.json", b"[]", "has no texts to score"),
    ("e.txt", b"\n", "has no texts to score"), ("d.jsonl", b'{"text": "x"\n', "line 1 is no JSON in UTF-8"),
    ("c.jsonl", b"", "has no texts to score"),
])  # fmt: skip
def test_a_file_without_gold_is_refused_in_words(tmp_path, task, name, body, words):
    file = tmp_path / name
    file.write_bytes(body)
    result = CliRunner().invoke(main, ["evaluate", task, str(file)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert words in result.stderr


FIGURES = {"text": "He has 3 cats.", "figures": [{"start": 7, "stop": 13, "value": "3"}]}
PIPED = {
    "lines": ("figures", "jsonl", json.dumps(FIGURES) + "\n" + json.dumps(FIGURES)),
    "lines behind a byte order mark": ("figures", "jsonl", "\ufeff" + json.dumps(FIGURES)),
    "a list": ("figures", "json", json.dumps([FIGURES, FIGURES], indent=1)),
    "one object over many lines": ("figures", "json", json.dumps(FIGURES, indent=1)),
    "pairs": ("sentences", "jsonl", '["It sank. He left.", ["It sank.", "He left."]]\n'),
    "a list of pairs": ("sentences", "json", '[["It sank. He left.", ["It sank.", "He left."]]]'),
    "treebank": ("sentences", "conllu", CONLLU),
}


@pytest.mark.parametrize("form", PIPED)
def test_gold_on_standard_input_is_scored_in_every_form_as_a_file_of_it(tmp_path, form):
    task, ending, body = PIPED[form]
    file = tmp_path / f"gold.{ending}"
    file.write_text(body, encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate", task, "-", "--format", "json"], input=body)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {**scores(task, file), "file": "-"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "standard input has no texts to score"),
        ("hello", "standard input, line 1 is no JSON in UTF-8: Expecting value (column 1)."),
        (json.dumps(FIGURES) + "\n{}", "standard input, line 2 needs `text` and `figures`."),
        (json.dumps(FIGURES).encode("utf-16"), "Save it as UTF-8."),
    ],
)
def test_what_is_wrong_with_gold_on_standard_input_is_said_of_it(body, words):
    result = CliRunner().invoke(main, ["evaluate", "figures", "-"], input=body)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "annotator-gold" not in result.stderr


def test_progress_within_one_file_is_told_on_standard_error(tmp_path):
    result = run("figures", gold(tmp_path, "gold.jsonl", *[FIGURES] * 401))
    assert result.stderr.splitlines() == ["200 of 401 texts", "400 of 401 texts"]


def test_scoring_that_is_stopped_says_how_far_it_came(tmp_path, monkeypatch):
    seen = []

    def read_until_stopped(text, span):
        seen.append(text)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return []

    monkeypatch.setattr("annotator.cli.evaluate.read_figures", read_until_stopped)
    result = run("figures", gold(tmp_path, "gold.jsonl", *[FIGURES] * 5))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == ["Stopped after 2 of 5 texts. Nothing was scored.", "", "Aborted!"]


@pytest.mark.parametrize(
    ("task", "body"),
    [
        ("figures", "[" * 100_000),
        ("figures", "[" + "1" * 6_000 + "]"),
        ("figures", '{"req": "5 cats", "res": [3]}'),
        ("figures", '{"text": "5 cats", "figures": [{"start": 0, "stop": 1, "value": "sNaN"}]}'),
        ("attributions", '{"text": "ab", "attributions": [3], "units": ["x"]}'),
        ("attributions", '{"text": "ab", "attributions": [], "units": [{"start": 0, "stop": 2}]}'),
        ("attributions", '{"text": "ab", "attributions": [], "sources": [{"x": 1}]}'),
        ("attributions", '{"text": "ab", "attributions": [], "own_outlets": 3}'),
        ("claims", '{"text": "ab", "claims": [], "untouched": 3}'),
        ("kinds", '{"text": "ab", "units": [{"id": [1], "kind": "body", "start": 0, "stop": 2}]}'),
    ],
)
def test_gold_that_would_trip_its_reader_is_refused_in_words(tmp_path, task, body):
    file = tmp_path / "gold.json"
    file.write_text(body, encoding="utf-8")
    result = run(task, file)
    assert (type(result.exception), result.exit_code) == (SystemExit, 1)
    assert result.stderr.startswith(f"Error: {file}")
