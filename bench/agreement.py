"""How fast agreement is computed, beside the libraries that compute some of it.

Run: python bench/agreement.py [sentences ...]. Five reviewers, of whom three to five judged each article, three tags, a
thousand resamples. Ours: alpha, AC1 and positive agreement of all three tags with 95 % intervals, from the raw tags,
and from sums that are kept by article. Theirs: alpha of one tag, as their own input wants it, without an interval; and
what a loop over it for a thousand resamples of the three tags would take, reckoned from one turn. Libraries that are
not installed are named.
"""

import importlib
import sys
import warnings
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.core.agreement import chance
from annotator.core.agreement.by_article import positive
from annotator.core.agreement.intervals import bootstrap, draw, jackknife
from annotator.core.agreement.tag_tallies import tally_tags

REVIEWERS, TAGS, RESAMPLES = 5, 3, 1000
FORMULAS = (chance.alpha, chance.gwet, positive)
#: Sentences beyond which a library is not asked: it would take minutes.
MOST = {"nltk": 100_000}


def newsroom(sentences, seed=1):
    """Articles of about twenty sentences, and each reviewer's tags as bits, -1 where they did not judge."""
    chance_of = np.random.default_rng(seed)
    sizes = chance_of.poisson(18, size=sentences // 10) + 2
    article = np.repeat(np.arange(len(sizes)), sizes)[:sentences]
    count = int(article[-1]) + 1
    rate = chance_of.beta(2, 6, size=(count, TAGS))
    truth = chance_of.random((sentences, TAGS)) < rate[article]
    said = truth[None] ^ (chance_of.random((REVIEWERS, sentences, TAGS)) < 0.1)
    tags = (said << np.arange(TAGS)).sum(-1).astype(np.int8)
    order = chance_of.random((count, REVIEWERS)).argsort(1)
    absent = order >= chance_of.integers(3, REVIEWERS + 1, size=count)[:, None]
    tags[absent[article].T] = -1
    return article, tags


def jackknifed(tallied):
    """Three numbers of each tag with their intervals."""
    found = []
    for one in tallied:
        clusters = np.flatnonzero(one.sums.shared > 0)
        total = one.sums.total()
        left = one.sums.without_each(clusters, total)
        found += [jackknife(float(formula(total, one)[0]), formula(left, one)) for formula in FORMULAS]
    return found


def bootstrapped(tallied):
    """The same with a cluster bootstrap of a thousand resamples."""
    articles = len(tallied[0].sums.shared)
    drawn = [[] for _ in tallied]
    for times in draw(articles, seed=1, resamples=RESAMPLES):
        for parts, one in zip(drawn, tallied, strict=True):
            sums = one.sums.weighted(times)
            parts.append(np.stack([formula(sums, one) for formula in FORMULAS]))
    found = []
    for parts, one in zip(drawn, tallied, strict=True):
        total = one.sums.total()
        for formula, values in zip(FORMULAS, np.concatenate(parts, -1), strict=True):
            found.append(bootstrap(float(formula(total, one)[0]), values, articles))
    return found


def one_tag(tags):
    """Reviewers x sentences as numbers, NaN for missing."""
    return np.where(tags < 0, np.nan, (tags & 1).astype(float))


def with_krippendorff(module, tags):
    """By its faster input: how many said no and yes to each sentence."""
    yes = ((tags & 1) & (tags >= 0)).sum(0)
    counts = np.stack(((tags >= 0).sum(0) - yes, yes), 1)
    return module.alpha(value_counts=counts, level_of_measurement="nominal")


def with_irrcac(module, tags):
    pandas = importlib.import_module("pandas")
    table = module.CAC(pandas.DataFrame(one_tag(tags).T))
    return table.krippendorff()["est"]["coefficient_value"]


def with_nltk(module, tags):
    data = one_tag(tags)
    rows = [
        (str(reviewer), str(sentence), str(data[reviewer, sentence]))
        for reviewer, sentence in zip(*np.nonzero(~np.isnan(data)), strict=True)
    ]
    return module.AnnotationTask(rows).alpha()


LIBRARIES = {
    "krippendorff": ("krippendorff", with_krippendorff),
    "irrCAC": ("irrCAC.raw", with_irrcac),
    "nltk": ("nltk.metrics.agreement", with_nltk),
}


def best(work, turns):
    """The best of some turns, and what it gave."""
    times = []
    for _ in range(turns):
        begun = perf_counter()
        result = work()
        times.append(perf_counter() - begun)
    return min(times), result


def line(words, took, base):
    print(f"  {words:62} {1000 * took:12,.1f} ms   x {took / base:,.2f}")


def measure(sentences, modules):
    article, tags = newsroom(sentences)
    print(f"\n{sentences:,} sentences, {int(article[-1]) + 1:,} articles, {REVIEWERS} reviewers, {TAGS} tags")
    turns = 5
    base, _ = best(lambda: jackknifed(tally_tags(article, tags, TAGS)), turns)
    line("ours: 3 tags x 3 numbers with jackknife intervals, raw tags", base, base)
    kept = tally_tags(article, tags, TAGS)
    line("ours: the same from the sums kept by article", best(lambda: jackknifed(kept), 7)[0], base)
    line("ours: counting once and 1,000 resamples by article", best(lambda: bootstrapped(kept), 1)[0], base)
    alpha = float(chance.alpha(kept[0].sums.total(), kept[0])[0])
    for name, (module, work) in modules.items():
        if sentences > MOST.get(name, sentences):
            print(f"  {name}: not asked at this size")
            continue
        turns = 1 if name == "nltk" else 3
        took, value = best(lambda work=work, module=module: work(module, tags), turns)
        if abs(value - alpha) > 1e-4:
            raise SystemExit(f"{name} says {value}, ours {alpha}")
        line(f"{name}: alpha of one tag, no interval", took, base)
        line(f"{name}: a loop of 1,000 resamples for three tags (reckoned)", took * RESAMPLES * TAGS, base)


def main():
    warnings.simplefilter("ignore")
    modules = {}
    for name, (path, work) in LIBRARIES.items():
        try:
            modules[name] = (importlib.import_module(path), work)
        except ImportError:
            print(f"{name}: not installed, not compared")
    print("x: times our first line. Every value of a library was checked against ours.")
    for sentences in [int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        measure(sentences, modules)


if __name__ == "__main__":
    main()
