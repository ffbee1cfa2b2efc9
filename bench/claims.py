"""Claims on our own test set: the cues' ranking on each half, or a half as gold for `annotator evaluate claims`.

    python bench/claims.py                the tables of docs/evaluation.md
    python bench/claims.py learned        a model of the odd half beside the cues (needs scikit-learn)
    python bench/claims.py refit [2000]   seconds that a model of so many labels takes
    python bench/claims.py odd gold > odd.jsonl   the odd half as the adjudicated gold has it, or a pass (a, b)

The even half is held out: nobody who writes rules has looked at it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter, process_time

from goldset import PASSES, GoldText, load_gold

from annotator.cli.evaluate import rank_gold
from annotator.core.claim_judgements import judge_claims
from annotator.core.rankings import measure_ranking
from annotator.core.scoring import Score
from annotator.formats.gold_claims import GoldClaims
from annotator.suggest import RULES
from annotator.suggest.features import Terms, see_sentences
from annotator.suggest.learned import dump_model
from annotator.suggest.measuring import measure
from annotator.suggest.model_reports import MEASURES, Estimated
from annotator.suggest.training import Example, HeldOut, fit, train


def gold_of(name: str, *, held_out: bool) -> Iterator[tuple[GoldText, GoldClaims]]:
    """The texts of one half as one pass judges them."""
    for text in load_gold():
        if text.is_held_out is held_out and name in text.passes:
            judged = judge_claims(text.passes[name])
            yield text, GoldClaims(text.cut.text, text.cut.sentences, judged, (text.cut.facts.outlet,))


def print_gold(half: str, name: str) -> None:
    """One line a text, in a form that `annotator evaluate claims` reads."""
    for text, item in gold_of(name, held_out=half == "even"):
        reading = text.passes[name]
        units = [{"start": one.start, "stop": one.stop, "kind": one.kind.value} for one in item.sentences]
        untouched = [[one.start, one.stop] for one in item.sentences if one.ordinal not in item.judgements]
        print(json.dumps({"text": item.text, "units": units, "claims": [[*one.span] for one in reading.claims],
                          "untouched": untouched, "own_outlets": list(item.own_outlets)}))  # fmt: skip


def print_table() -> None:
    """One row for each half and pass."""
    head = ("half, pass", "texts", "sentences", "claims", "precision", "recall", "F1", "average precision", "AUC",
            "ms a sentence")  # fmt: skip
    print(f"| {' | '.join(head)} |\n{'|---' * len(head)}|")
    for held_out in (False, True):
        for name in PASSES:
            items = [item for _, item in gold_of(name, held_out=held_out)]
            if not items:
                continue
            begun = perf_counter()
            scored = [rank_gold(item) for item in items]
            taken = perf_counter() - begun
            total = sum((score for score, _ in scored), Score())
            ranking = measure_ranking(pair for _, pairs in scored for pair in pairs)
            numbers = [total.precision, total.recall, total.f1, ranking.average_precision, ranking.auc]
            words = " | ".join("–" if number is None else f"{100 * number:.1f}" for number in numbers)
            print(f"| {'even, held out' if held_out else 'odd, seen'}, {name} | {len(items)} | {ranking.n} | "
                  f"{ranking.right} | {words} | {1000 * taken / max(ranking.n, 1):.2f} |")  # fmt: skip


def examples_of(name: str, *, held_out: bool) -> list[Example]:
    """The judged sentences of one half as a model learns from them."""
    found = []
    for text, item in gold_of(name, held_out=held_out):
        proposed = RULES.suggest(item.text, item.sentences, item.own_outlets)
        for seen in see_sentences(item.text, item.sentences, proposed):
            if (is_claim := item.judgements.get(seen.sentence.ordinal)) is not None:
                found.append(Example(text.slug, seen.terms, is_claim, seen.rank.score, seen.rank.is_proposed))
    return found


def print_learned(name: str = "gold") -> None:
    """The learned model beside the cues: cross-validated on the odd half, then of the odd half on the even one."""
    odd, even = (examples_of(name, held_out=half) for half in (False, True))
    begun = perf_counter()
    trained = train(odd)
    print(f"trained on {len(odd)} sentences in {perf_counter() - begun:.1f} s, {len(trained.model.terms)} terms, "
          f"{len(dump_model(trained.model)) / 1000:.0f} kB")  # fmt: skip
    begun = perf_counter()
    scores = tuple(trained.model.score(one.terms) for one in even)
    print(f"{1000 * (perf_counter() - begun) / len(even):.2f} ms a sentence")
    proposed = tuple(score >= trained.model.threshold for score in scores)
    for words, report in (("odd, cross-validated by article", measure(odd, trained.held_out)),
                          ("even, by the model of the odd half", measure(even, HeldOut(scores, proposed)))):
        print(f"{words}: {report.articles} articles, {report.sentences} sentences")
        for side in ("model", "cues", "difference"):
            told = getattr(report, side)
            print(f"| {side} | {' | '.join(_in_words(told[measured]) for measured in MEASURES)} |")


def print_refit(labels: int) -> None:
    """Seconds of processor time, the best of three: the whole training, with its six fits, and each step of it."""
    from annotator.suggest.term_tables import table_of  # needs what comes with the extra

    own = examples_of("gold", held_out=False)
    rounds = -(-labels // len(own))
    examples = [
        replace(one, article=f"{one.article}-{at}", terms=_varied(one.terms, at)) for at in range(rounds) for one in own
    ][:labels]
    whole = min(_taken(lambda: train(examples)) for _ in range(3))
    truth = [one.is_claim for one in examples]
    reading = min(_taken(lambda: table_of([one.terms for one in examples])) for _ in range(3))
    table = table_of([one.terms for one in examples])
    one_fit = min(_taken(lambda: fit(table, truth, range(labels))) for _ in range(3))
    model = train(examples).model
    scoring = min(_taken(lambda: [model.score(one.terms) for one in own]) for _ in range(3))
    seeing = min(_taken(lambda: examples_of("gold", held_out=False)) for _ in range(3))
    print(f"{labels} labels, {len(model.terms)} terms: terms read {reading:.2f} s, one fit {one_fit:.2f} s, "
          f"refit with five folds and measuring {whole:.2f} s; a sentence scored {1000 * scoring / len(own):.2f} ms, "
          f"with the rules' reading of it {1000 * (seeing + scoring) / len(own):.2f} ms")  # fmt: skip


def _varied(terms: Terms, at: int) -> Terms:
    """The same sentence with words of its own, as no desk judges one sentence six times over."""
    pairs = enumerate(terms.items())
    return {(f"{term} {at}" if place % 5 == at % 5 else term): value for place, (term, value) in pairs}


def _taken(step: Callable[[], object]) -> float:
    begun = process_time()
    step()
    return process_time() - begun


def _in_words(estimated: Estimated) -> str:
    if estimated.value is None or estimated.interval.low is None or estimated.interval.high is None:
        return "–"
    low, high = estimated.interval.shown
    return f"{100 * estimated.value:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def main() -> None:
    """The table, or a half as gold."""
    match sys.argv[1:]:
        case []:
            print_table()
        case ["learned"]:
            print_learned()
        case ["refit"]:
            print_refit(2_000)
        case ["refit", labels] if labels.isdecimal():
            print_refit(int(labels))
        case ["odd" | "even" as half, name] if name in PASSES:
            print_gold(half, name)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
