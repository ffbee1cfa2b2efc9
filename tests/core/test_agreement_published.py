"""Every published coding and set example of the shared collection, and its reference values, to their precision.

Left out are the values that nobody here offers: gamma (random, minutes an article; only its disorder is published) and
sets under DKPro's own variants of MASI, which are checked as any distance instead.
"""

import json

import numpy as np
import pytest

from annotator.core.agreement import chance, distances, further, standard_errors
from annotator.core.agreement.distances import Nominal, Table
from annotator.core.agreement.sets import jaccard, masi
from annotator.core.agreement.tables import from_rows
from annotator.core.agreement.tallies import tally
from tests.shared import published_example, published_examples

CODING = published_examples("coding")
SETS = published_examples("sets")

FORMULAS = {
    "percent_agreement": chance.observed, "percent_agreement_pooled": chance.pooled, "scott_pi": chance.scott,
    "cohen_kappa": chance.cohen, "fleiss_kappa": chance.fleiss, "fleiss_kappa_gwet": chance.fleiss,
    "conger_kappa": chance.conger, "gwet_ac": chance.gwet, "gwet_ac1": chance.gwet, "gwet_ac2": chance.gwet,
    "bennett_s": chance.brennan_prediger, "brennan_prediger": chance.brennan_prediger,
    "randolph_kappa": chance.brennan_prediger, "krippendorff_alpha": chance.alpha,
}  # fmt: skip
OF_TWO = {
    "cohen_kappa_max": further.largest_kappa, "prevalence_index": further.prevalence_index,
    "bias_index": further.bias_index,
}  # fmt: skip
OF_ONE_VALUE = {"specific_agreement": further.specific_agreement, "fleiss_category_kappa": further.category_kappa}


def dkpro_masi(first, second):
    """DKPro's MASI: Jaccard's distance times 0, 1/3, 2/3, 1."""
    if first == second:
        return 0.0
    return (1 - len(first & second) / len(first | second)) * dkpro_passonneau(first, second)


def dkpro_passonneau(first, second):
    """Passonneau 2004 as DKPro takes it: by containment alone, the empty set a subset of everything."""
    if first == second:
        return 0.0
    if first <= second or second <= first:
        return 1 / 3
    return 2 / 3 if first & second else 1.0


SET_DISTANCES = {
    "jaccard": jaccard, "masi": masi, "nominal": lambda first, second: float(first != second),
    "masi-dkpro": dkpro_masi, "passonneau2004-dkpro-empty": dkpro_passonneau,
}  # fmt: skip


def agrees(value, expected) -> bool:
    tolerance = 1e-7
    if expected["kind"] == "published":
        tolerance = expected.get("tolerance") or 0.5 * 10 ** -expected["decimals"] + 1e-9
    return value == pytest.approx(expected.get("computed", expected["value"]), abs=tolerance)


def details_of(expected, categories):
    """The plain name of the coefficient, and everything that a name or a field adds to it."""
    name, _, rest = expected["coefficient"].partition("|")
    details = dict(part.split("=") for part in rest.split(",") if "=" in part)
    if rest == "custom":
        details["level"] = "custom"
    for key in ("level", "weights", "category", "delta", "disagreement"):
        if key in expected:
            details[key] = expected[key]
    if "category" in details:
        details["category"] = [str(value) for value in categories].index(str(details["category"]))
    return name, details


def computed(example, table, expected):
    name, details = details_of(expected, example["categories"])
    if name == "percent_agreement" and details.get("weights"):
        details.setdefault("weights", "quadratic")
    if name in OF_TWO:
        return OF_TWO[name](table).value
    if name in OF_ONE_VALUE:
        return OF_ONE_VALUE[name](table, details["category"]).value
    if name == "light_kappa":
        return further.light_kappa(table).value
    if name == "pabak":
        tallied = tally(table, Nominal())
        return 2 * chance.observed(tallied.sums.total(), tallied)[0] - 1
    if name in {"positive_agreement", "negative_agreement"}:
        return further.specific_agreement(table, int(name == "positive_agreement")).value
    if name.endswith("_se"):
        distance = distance_of(details, example["categories"])
        made = {"cohen_kappa_se": standard_errors.cohen, "gwet_ac_se": standard_errors.gwet}
        made |= {"gwet_ac1_se": standard_errors.gwet, "fleiss_kappa_gwet_se": standard_errors.fleiss}
        return made[name](table, distance).value
    level = details.get("level")
    if level == "ordinal":
        tallied = tally(table, Nominal(), with_pairs=True)
        return chance.ordinal_alpha(tallied.sums.total(), tallied)[0]
    tallied = tally(table, distance_of(details, example["categories"], example))
    return FORMULAS[name](tallied.sums.total(), tallied)[0]


def distance_of(details, categories, example=None):
    if details.get("level") == "interval":
        return distances.quadratic(distances.numbers(categories))
    if details.get("level") == "ratio":
        return distances.ratio(categories)
    numbers = [value for value in categories if isinstance(value, int | float)]
    scale = distances.numbers(categories) if len(numbers) == len(categories) else distances.positions(categories)
    if details.get("weights") == "quadratic":
        return distances.quadratic(scale)
    if details.get("weights") == "linear":
        return distances.linear(scale)
    written = details.get("delta") or details.get("disagreement")
    if details.get("level") == "custom":
        [written] = {json.dumps(e.get("delta") or e.get("disagreement")) for e in example["expected"]} - {"null"}
        written = json.loads(written)
    return Table(np.array(written, float)) if written else Nominal()


@pytest.mark.parametrize("example", CODING, ids=lambda example: example["id"])
def test_coding(example):
    example = example | {"categories": sorted(example["categories"], key=lambda value: value == "+")}  # yes comes last
    table = from_rows(example["data"], values=example["categories"])
    for expected in example["expected"]:
        value = computed(example, table, expected)
        if expected["value"] is None:
            assert value is None or np.isnan(value), expected
        else:
            assert agrees(value, expected), (expected, value)


@pytest.mark.parametrize("example", SETS, ids=lambda example: example["id"])
def test_sets(example):
    table = from_rows([[None if tags is None else frozenset(tags) for tags in row] for row in example["data"]])
    for expected in example["expected"]:
        name, _, detail = expected["coefficient"].partition("|distance=")
        detail = detail or expected.get("distance")
        if name == "percent_agreement_sets":
            tallied = tally(table, Nominal())
            value = chance.pooled(tallied.sums.total(), tallied)[0]
        else:
            tallied = tally(table, distances.of_sets(table.values, SET_DISTANCES[detail]))
            value = chance.alpha(tallied.sums.total(), tallied)[0]
        assert agrees(value, expected), (expected, value)


def test_distances_between_sets():
    rows = published_example("masi-distances")["rows"]
    for first, second, expected in rows:
        assert masi(frozenset(first), frozenset(second)) == pytest.approx(expected["masi"])
        assert jaccard(frozenset(second), frozenset(first)) == pytest.approx(expected["jaccard"])
