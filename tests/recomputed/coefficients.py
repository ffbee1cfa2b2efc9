"""Coefficients of yes/no answers and of values, with their intervals, from plain counts (ENGINES: Fleiss 1971,
Cicchetti & Feinstein 1990, Krippendorff 2011, Gwet 2008, Cohen 1960).
"""

import math

import numpy as np

#: Student's t at .975 for so many degrees of freedom, from a printed table.
T = {
    4: 2.7764451051977987, 5: 2.570581835636314, 6: 2.4469118511449692, 7: 2.3646242515927844, 8: 2.306004135204166,
    9: 2.2621571627409915, 10: 2.2281388519649385, 11: 2.200985160082949, 12: 2.1788128296672284,
    13: 2.1603686564627926, 14: 2.1447866879178044, 15: 2.131449545559323,
}  # fmt: skip
NUMBERS = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")


def of_answers(units, people):
    """Name -> value or None of units that map a person to yes (True) or no."""
    judged = [answers for answers in units if answers]
    shared = [list(answers.values()) for answers in judged if len(answers) > 1]
    shares = [sum(answers.values()) / len(answers) for answers in judged]
    yes = sum(map(sum, shared))
    no = sum(map(len, shared)) - yes
    apart = sum(sum(one) * (len(one) - sum(one)) / (len(one) - 1) for one in shared)
    found = dict.fromkeys(NUMBERS)
    if judged:
        found["prevalence"] = sum(shares) / len(shares)
    if shared:
        agreeing = [
            (sum(one) * (sum(one) - 1) + (len(one) - sum(one)) * (len(one) - sum(one) - 1))
            / (len(one) * (len(one) - 1))
            for one in shared
        ]
        raw = sum(agreeing) / len(agreeing)
        by_chance = 2 * found["prevalence"] * (1 - found["prevalence"])
        found |= {"observed": raw, "ac1": (raw - by_chance) / (1 - by_chance)}
        found["positive"] = (yes - apart) / yes if yes else None
        found["negative"] = (no - apart) / no if no else None
        found["alpha"] = 1 - (yes + no - 1) * apart / (yes * no) if yes and no else None
    if len(people) == 2:
        found["kappa"] = kappa(table(units, *people))
    return found


def table(units, first, second):
    """The four joint answers of two people: both, only the first, only the second, neither."""
    counts = {"both": 0, "only_first": 0, "only_second": 0, "neither": 0}
    words = {
        (True, True): "both", (True, False): "only_first", (False, True): "only_second", (False, False): "neither",
    }  # fmt: skip
    for answers in units:
        if first in answers and second in answers:
            counts[words[answers[first], answers[second]]] += 1
    return counts


def kappa(counts):
    n = sum(counts.values())
    if not n or counts["both"] == n or counts["neither"] == n:
        return None
    one, other = (counts["both"] + counts[side] for side in ("only_first", "only_second"))
    by_chance = (one * other + (n - one) * (n - other)) / n**2
    return ((counts["both"] + counts["neither"]) / n - by_chance) / (1 - by_chance)


def of_values(pairs, kinds):
    """Name -> value or None of pairs of values, of which there are so many `kinds`."""
    if not pairs:
        return {"alike": None, "alpha": None, "ac1": None}
    values = [value for pair in pairs for value in pair]
    n = len(values)
    counts = {value: values.count(value) for value in values}
    alike = sum(one == other for one, other in pairs) / len(pairs)
    unlike = sum(one * (n - one) for one in counts.values()) / (n * (n - 1))
    by_chance = sum(one / n * (1 - one / n) for one in counts.values()) / (kinds - 1)
    return {
        "alike": alike, "alpha": 1 - (1 - alike) / unlike if unlike else None,
        "ac1": (alike - by_chance) / (1 - by_chance),
    }  # fmt: skip


def jackknife(numbers, parts):
    """Name -> (value, low, high, parts) of what `numbers` makes of all `parts`; each part left out in turn."""
    whole = numbers(parts)
    left = [numbers([*parts[:place], *parts[place + 1 :]]) for place in range(len(parts))]
    found = {}
    for name, value in whole.items():
        others = [one[name] for one in left]
        if value is None or len(others) < 5 or None in others:
            found[name] = (value, None, None, len(parts))
            continue
        mean = sum(others) / len(others)
        error = math.sqrt((len(others) - 1) / len(others) * sum((one - mean) ** 2 for one in others))
        width = T[len(others) - 1] * error
        found[name] = (value, value - width, value + width, len(parts))
    return found


def bootstrap(texts, people, resamples=1000, seed=0):
    """Name -> (low, high): texts that anybody judged are drawn with replacement; percentiles of what the draws give."""
    judged = [units for units in texts if any(units)]
    cases = [Counted(units, people) for units in judged]
    drawn = np.random.default_rng(seed).integers(0, len(cases), size=(resamples, len(cases)))
    made = [sum((cases[place] for place in places), Counted((), people)).numbers() for places in drawn]
    found = {}
    for name in NUMBERS[1:]:
        known = [one[name] for one in made if one[name] is not None]
        limits = np.quantile(known, [0.025, 0.975]) if len(known) >= 0.9 * resamples else (None, None)
        found[name] = tuple(limits)
    return found


class Counted:
    """Sums of a text's answers, which add; so a thousand draws take seconds."""

    def __init__(self, units, people):
        judged = [answers for answers in units if answers]
        shared = [list(answers.values()) for answers in judged if len(answers) > 1]
        pair = table(units, *people) if len(people) == 2 else {}
        yes = [sum(one) for one in shared]
        self.people = people
        self.sums = np.array([
            len(judged), len(shared), sum(sum(one.values()) / len(one) for one in judged), sum(yes),
            sum(len(one) - k for one, k in zip(shared, yes, strict=True)),
            sum(k * (len(one) - k) / (len(one) - 1) for one, k in zip(shared, yes, strict=True)),
            sum(2 * k * (len(one) - k) / (len(one) - 1) / len(one) for one, k in zip(shared, yes, strict=True)),
            *pair.values(),
        ], float)  # fmt: skip

    def __add__(self, other):
        added = Counted((), self.people)
        added.sums = self.sums + other.sums
        return added

    def numbers(self):
        judged, shared, share, yes, no, apart, unlike, *pair = self.sums.tolist()
        found = dict.fromkeys(NUMBERS)
        if shared:
            p = share / judged
            raw = 1 - unlike / shared
            found |= {"observed": raw, "ac1": (raw - 2 * p * (1 - p)) / (1 - 2 * p * (1 - p))}
            found["positive"] = 1 - apart / yes if yes else None
            found["negative"] = 1 - apart / no if no else None
            found["alpha"] = 1 - (yes + no - 1) * apart / (yes * no) if yes and no else None
        if pair:
            names = ("both", "only_first", "only_second", "neither")
            found["kappa"] = kappa(dict(zip(names, pair, strict=True)))
        return found
