"""Published worked examples: every nominal coding example in the shared collection.

Most have more than two categories. Each category against the rest is a yes/no tag, and the sums of these
tags give the many-category coefficients, so the whole collection checks our sums, gaps included.
"""

from collections import Counter
from itertools import combinations

import pytest

from annotator.core.agreement.coefficients import (
    add_up,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    negative_agreement,
    observed_agreement,
    pair_table,
    positive_agreement,
)
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount
from tests.shared import load_shared, published_examples

MUST_HAVE = {
    "krippendorff-2011-missing", "hayes-krippendorff-2007", "gwet-5observers", "gwet-2raters-missing",
    "artstein-poesio-2008-t1", "artstein-poesio-2008-t5", "cohen-1960-p45", "krippendorff-2004-p246-a",
    "krippendorff-2004-p246-b", "zwick-1988-1", "zwick-1988-2", "zwick-1988-3", "fleiss-1971",
    "wikipedia-fleiss", "warrens-2010", "feinstein-cicchetti-balanced", "feinstein-cicchetti-skewed",
    "gwet-2002-paradox", "randolph-2005-2", "gwet-3x3-abstractors", "gwet-distrib-6raters",
    "edge-all-same", "edge-single-rater", "edge-one-rater-constant",
}  # fmt: skip


EXAMPLES = published_examples("coding")


def counts_of(example, category) -> tuple[PatternCount, ...]:
    """The category against the rest as a yes/no tag; reviewers are called by their column."""
    patterns: Counter[Pattern] = Counter()
    for row in example["data"]:
        judged = {str(i): label == category for i, label in enumerate(row) if label is not None}
        yes = frozenset(reviewer for reviewer, said in judged.items() if said)
        patterns[Pattern(yes, frozenset(judged) - yes)] += 1
    return tuple(PatternCount(Facet.CLAIM, pattern, n) for pattern, n in patterns.items())


class Example:
    """One example with the coefficients that follow from its categories' sums."""

    def __init__(self, example) -> None:
        self.categories = example["categories"]
        self.raters = len(example["data"][0])
        self.counts = {category: counts_of(example, category) for category in self.categories}
        self.sums = {category: add_up(counts) for category, counts in self.counts.items()}
        self.any = self.sums[self.categories[0]]

    def observed(self):
        if not self.any.shared:
            return None
        # agreeing pairs of a tag = together on yes + together on the rest; the first part is summed here
        pairs = sum(
            count.n * len(count.pattern.yes) * (len(count.pattern.yes) - 1)
            / (count.pattern.answers * (count.pattern.answers - 1))
            for counts in self.counts.values() for count in counts if count.pattern.answers > 1
        )  # fmt: skip
        return pairs / self.any.shared

    def alpha(self):
        products = sum(sums.yes * sums.no for sums in self.sums.values())
        if not products:
            return None
        n = self.any.yes + self.any.no
        return float(1 - (n - 1) * sum(sums.split for sums in self.sums.values()) / products)

    def ac1(self):
        if not self.any.shared:
            return None
        shares = [sums.share_yes / sums.judged for sums in self.sums.values()]
        chance = float(sum(p * (1 - p) for p in shares) / (len(shares) - 1))
        return (self.observed() - chance) / (1 - chance)

    def kappa(self, first, second):
        tables = [pair_table(counts, first, second) for counts in self.counts.values()]
        n = tables[0].sentences
        same = sum(table.both for table in tables) / n
        chance = sum((t.both + t.only_first) * (t.both + t.only_second) for t in tables) / n**2
        return None if chance == 1 else (same - chance) / (1 - chance)

    def value_of(self, name: str):
        """The value for the collection's name of a coefficient, or NotImplemented where it is not ours."""
        plain, _, detail = name.partition("|")
        if plain == "specific_agreement":
            wanted = detail.removeprefix("category=")
            [category] = [c for c in self.categories if str(c) == wanted]
            return positive_agreement(self.sums[category]).value
        if detail not in {"", "level=nominal"}:
            return NotImplemented
        if plain == "percent_agreement":
            return self.observed()
        if plain == "krippendorff_alpha":
            return self.alpha()
        if plain in {"gwet_ac", "gwet_ac1"}:
            return self.ac1()
        if plain == "cohen_kappa" and self.raters == 2:
            return self.kappa("0", "1")
        if plain == "light_kappa":
            pairs = [self.kappa(str(i), str(j)) for i, j in combinations(range(self.raters), 2)]
            return NotImplemented if None in pairs else sum(pairs) / len(pairs)
        return NotImplemented


def is_ours(expected) -> bool:
    """Say whether the value is an undisputed one for plain categories, without weights or distances."""
    special = {"disputed", "weights", "category", "distance", "delta", "disagreement", "scale"}
    return expected.get("level", "nominal") == "nominal" and not special & expected.keys()


def tolerance_of(expected) -> float:
    if expected["kind"] == "reference":
        return 1e-7
    return expected.get("tolerance") or 0.5 * 10 ** -expected["decimals"] + 1e-9


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_published_values_follow_from_our_sums(example):
    ours = Example(example)
    checked = 0
    for expected in example["expected"]:
        if not is_ours(expected):
            continue
        value = ours.value_of(expected["coefficient"])
        if value is NotImplemented:
            continue
        checked += 1
        if expected["value"] is None:
            assert value is None, expected
        else:
            assert value == pytest.approx(expected["value"], abs=tolerance_of(expected)), expected
    assert checked or example["id"] not in MUST_HAVE


TWO_CATEGORIES = [example for example in EXAMPLES if len(example["categories"]) == 2]


@pytest.mark.parametrize("example", TWO_CATEGORIES, ids=lambda example: example["id"])
def test_a_tag_of_two_categories_has_the_published_coefficients_itself(example):
    counts = counts_of(example, example["categories"][0])
    sums = add_up(counts)
    ours = {
        "percent_agreement": observed_agreement(sums),
        "krippendorff_alpha": krippendorff_alpha(sums),
        "krippendorff_alpha|level=nominal": krippendorff_alpha(sums),
        "gwet_ac": gwet_ac1(sums),
        "gwet_ac1": gwet_ac1(sums),
    }
    if len(example["data"][0]) == 2:
        ours["cohen_kappa"] = cohen_kappa(pair_table(counts, "0", "1"))
    for expected in example["expected"]:
        if expected["coefficient"] not in ours or not is_ours(expected):
            continue
        value = ours[expected["coefficient"]].value
        assert value == pytest.approx(expected["value"], abs=tolerance_of(expected)), expected
    both_sides = {positive_agreement(sums).value, negative_agreement(sums).value}
    for expected in example["expected"]:
        if expected["coefficient"] in {"positive_agreement", "negative_agreement"}:
            assert any(side == pytest.approx(expected["value"], abs=1e-7) for side in both_sides)


def test_every_must_have_example_is_in_the_collection():
    assert {example["id"] for example in load_shared("data/agreement_examples.json")["examples"]} >= MUST_HAVE
