"""A desk's own claim model: trained by article, stored as plain arrays, refused when altered or too little is known."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest

from annotator.core.agreement.values import NoInterval
from annotator.core.errors import Conflict
from annotator.core.rankings import measure_ranking
from annotator.core.records import Kind, Sentence
from annotator.core.sentences import sentence_spans
from annotator.core.suggestions import suggest
from annotator.suggest import training
from annotator.suggest.features import see_sentences
from annotator.suggest.learned import ClaimModel, LearnedSuggester, dump_model, load_model
from annotator.suggest.measuring import measure
from annotator.suggest.model_reports import MEASURES
from annotator.suggest.training import FOLDS, Example, HeldOut, fold_articles, train

#: A desk that takes every sentence about tides for none, whatever the cues say of it.
CLAIM = "The {} council paid 40 crews on Monday."
NONE = "The tide at {} rose again on Monday."
TOWNS = ("Viken", "Stor", "Lund", "Ness", "Holm", "Berg", "Vik", "Sund", "Dal", "Fors", "Eid", "Moss")


def cut(text):
    return tuple(Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(text), 1))


def examples_of(town, *sentences):
    """Each sentence with whether it is a claim."""
    text = " ".join(words for words, _ in sentences)
    seen = see_sentences(text, cut(text), suggest(text, cut(text)))
    return [
        Example(town, one.terms, is_claim, one.rank.score, one.rank.is_proposed)
        for one, (_, is_claim) in zip(seen, sentences, strict=True)
    ]


def desk(towns=TOWNS):
    sentences = [(CLAIM, True), (CLAIM.replace("paid", "fined"), True), (NONE, False), (CLAIM.replace("40", "9"), True),
                 (NONE.replace("rose", "fell"), False)]  # fmt: skip
    by_town = (((words.format(town), is_it) for words, is_it in sentences) for town in towns)
    return [one for town, said in zip(towns, by_town, strict=True) for one in examples_of(town, *said)]


if training.can_train():
    from annotator.suggest import term_tables
    from annotator.suggest.term_tables import table_of

needs_learning = pytest.mark.skipif(not training.can_train(), reason="scikit-learn is not installed (the extra learn)")


@pytest.fixture(scope="module")
def trained():
    return train(desk())


@needs_learning
def test_a_model_learns_what_the_desk_takes_for_a_claim_where_the_cues_see_none_of_it(trained):
    report = measure(desk(), trained.held_out)
    assert (report.articles, report.sentences, report.claims) == (12, 60, 36)
    assert report.model["precision"].value == report.model["recall"].value == 1.0
    assert report.cues["precision"].value == pytest.approx(0.6)
    assert report.difference["precision"].value == pytest.approx(0.4)
    assert set(report.model) == set(MEASURES)
    text = f"{CLAIM.format('Skog')} {NONE.format('Skog')}"
    found = LearnedSuggester(trained.model, 3).suggest(text, cut(text))
    assert [text[claim.span.start : claim.span.stop] for claim in found.claims] == [CLAIM.format("Skog")]
    assert found.claims[0].reason.startswith("learned: “")
    assert len(suggest(text, cut(text)).claims) == 2


@needs_learning
def test_the_same_examples_give_the_same_bytes_and_what_is_loaded_scores_alike(trained):
    again = train(desk())
    stored = dump_model(trained.model)
    assert dump_model(again.model) == stored
    assert again.held_out == trained.held_out
    loaded = load_model(stored)
    assert [loaded.score(one.terms) for one in desk()] == [trained.model.score(one.terms) for one in desk()]
    assert loaded.facts["articles"] == "12"


@needs_learning
def test_a_model_scores_what_its_solver_would(monkeypatch):
    from sklearn.linear_model import LogisticRegression

    solvers, fit = [], LogisticRegression.fit

    def spy(solver, matrix, truth):
        solvers.append((solver, matrix))
        return fit(solver, matrix, truth)

    monkeypatch.setattr(LogisticRegression, "fit", spy)
    model = train(desk()).model
    solver, matrix = solvers[-1]
    expected = solver.predict_proba(matrix)[:, list(solver.classes_).index(True)]
    assert [model.score(one.terms) for one in desk()] == pytest.approx(list(expected))


@needs_learning
def test_no_sentence_is_judged_by_a_model_that_saw_its_article(monkeypatch):
    seen = []
    fit = training.fit

    def spy(table, truth, rows, **rest):
        seen.append({desk()[at].article for at in rows})
        return fit(table, truth, rows, **rest)

    monkeypatch.setattr(training, "fit", spy)
    train(desk())
    *folds, everything = seen
    assert len(folds) == FOLDS
    assert everything == set(TOWNS)
    assert sorted(town for fold in folds for town in everything - fold) == sorted(TOWNS)


@needs_learning
def test_held_out_sentences_are_scored_as_the_stored_model_would(monkeypatch):
    fitted, fit = [], training.fit
    monkeypatch.setattr(training, "fit", lambda *args, **rest: fitted.append(fit(*args, **rest)) or fitted[-1])
    examples = desk()
    held_out = train(examples).held_out
    folds = fold_articles([one.article for one in examples], seed=training.SEED)
    table = table_of([one.terms for one in examples])
    models = [one.as_model(table, 0.5, {}) for one in fitted]
    assert held_out.scores == pytest.approx(
        [models[fold].score(one.terms) for fold, one in zip(folds, examples, strict=True)]
    )
    assert all(len(one.terms) < len(models[-1].terms) for one in models[:-1])


@needs_learning
def test_a_fold_whose_articles_hold_all_of_one_answer_is_measured_too():
    examples = [replace(one, is_claim=one.is_claim or one.article != "Viken") for one in desk()]
    few = [replace(one, is_claim=False) if one.article == "Viken" else one for one in examples]
    few += [replace(few[-1], article="Viken", is_claim=False)] * 8
    assert {one.article for one in few if not one.is_claim} == {"Viken"}
    assert measure(few, train(few).held_out).sentences == len(few)


@needs_learning
def test_the_most_common_terms_are_kept_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(term_tables, "_MOST_TERMS", 2)
    table = table_of([{"w b": 1, "w a": 1, "w c": 1}, {"w c": 2, "w a": 1}, {"w c": 1, "w b": 1, "w d": 1}])
    chosen = table.choose([0, 1, 2])
    known = table.vocabulary(chosen)
    assert [table.terms[place] for place in known.places] == ["w a", "w c"]
    assert table.matrix(chosen, known).shape == (3, 2)


def test_articles_are_dealt_into_folds_whole_in_any_order():
    articles = [town for town in TOWNS for _ in range(3)]
    folds = dict(zip(articles, fold_articles(articles, seed=0), strict=True))
    assert len(set(zip(articles, fold_articles(articles, seed=0), strict=True))) == len(TOWNS)
    assert fold_articles(articles[::-1], seed=0) == [folds[town] for town in articles[::-1]]
    assert set(folds.values()) == set(range(FOLDS))


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        (desk(TOWNS[:9]), "at least 10 articles; there are 9"),
        ([one for one in desk() if one.is_claim], "8 of them claims and 8 not; there are 36: 36 claims and 0 others"),
    ],
)
def test_too_little_is_refused_with_what_is_missing(examples, words):
    if not training.can_train():
        pytest.skip("scikit-learn is not installed (the extra learn)")
    with pytest.raises(Conflict, match=words) as refused:
        train(examples)
    assert refused.value.code == "too_little"


def test_without_the_extra_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(training, "can_train", lambda: False)
    with pytest.raises(Conflict, match=r"annotator\[learn\]") as refused:
        train(desk())
    assert refused.value.code == "learn_missing"


MODEL = ClaimModel(("k rank", "w tide"), (1.0, 1.0), (2.0, -3.0), 0.5, 0.4)


def test_an_altered_file_is_refused_whatever_of_it_was_altered():
    stored = dump_model(MODEL)
    assert load_model(stored).weights == MODEL.weights
    with ZipFile(BytesIO(stored)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert sorted(parts) == ["cut.npy", "facts.npy", "idf.npy", "sha256.npy", "terms.npy", "weights.npy"]
    for name, part in parts.items():
        changed = BytesIO()
        with ZipFile(changed, "w") as packed:
            for other, bytes_ in parts.items():
                packed.writestr(other, bytes_ if other != name else part[:-1] + bytes([part[-1] ^ 1]))
        with pytest.raises(Conflict) as refused:
            load_model(changed.getvalue())
        assert refused.value.code == "model_altered", name
    for wrong in (b"", b"no model", stored[:-20], stored[:100]):
        with pytest.raises(Conflict):
            load_model(wrong)


def test_a_pickle_is_never_read():
    stream = BytesIO()
    np.savez(stream, terms=np.array([{"a": 1}], object))
    with pytest.raises(Conflict) as refused:
        load_model(stream.getvalue())
    assert refused.value.code == "model_altered"


def test_a_model_of_other_features_is_not_used(monkeypatch):
    stored = dump_model(MODEL)
    monkeypatch.setattr("annotator.suggest.learned.FEATURES_VERSION", 99)
    with pytest.raises(Conflict) as refused:
        load_model(stored)
    assert refused.value.code == "model_outdated"


def test_using_a_model_needs_no_library_that_trains():
    program = (
        "import sys; sys.modules['sklearn'] = sys.modules['scipy'] = None\n"
        "from annotator.suggest.learned import *\n"
        "m = load_model(dump_model(ClaimModel(('w tide',), (1.0,), (-3.0,), 0.5, 0.4)))\n"
        "print(m.score({'w tide': 1.0}) < 0.1 < m.score({}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_measures_are_those_of_any_ranking_and_few_articles_get_no_interval():
    examples = desk(TOWNS[:3])
    scores = tuple(one.rank for one in examples)
    report = measure(examples, HeldOut(scores, tuple(one.is_proposed for one in examples)))
    plain = measure_ranking((one.rank, one.is_claim) for one in examples)
    assert report.cues["average_precision"].value == pytest.approx(plain.average_precision)
    assert report.cues["auc"].value == pytest.approx(plain.auc)
    assert report.cues == report.model
    assert report.model["f1"].interval.reason is NoInterval.FEW_ARTICLES
