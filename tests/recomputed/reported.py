"""Agreement on what is reported: each rule a yes or no of an article's tagging, each share a number."""

from itertools import combinations, permutations

from tests.recomputed.coefficients import NUMBERS, jackknife, of_answers
from tests.recomputed.sourcing import THRESHOLDS, report

SHARES = (
    "attributed", "on_unnamed", "on_named", "second_hand", "named_by_mention", "named_by_card", "named_by_word",
    "named_original", "reason_given", "direct_knowledge", "who_told", "figures_with_source",
)  # fmt: skip


def reported(found, people):
    """What a kept report holds under `reported`, by rule and by share."""
    told, used = [], []
    for text in found["texts"]:
        one = next(one for one in text["article"]["texts"] if one["number"] == text["number"])
        there = {uid: text["passes"][uid] for uid in people if uid in text["passes"]}
        policy = in_force(found["policies"], text["article"]["published_on"])
        used.append(policy)
        limits = policy["thresholds"]
        told.append({uid: report(text["article"], review, one, limits) for uid, review in there.items()})
    shared = [policy for one, policy in zip(told, used, strict=True) if len(one) > 1]
    every = {rule for one in told for _, rules in one.values() for rule in rules}
    every = {rule for rule in every if any(applies(policy, rule) for policy in shared)}
    rules = {}
    for rule in sorted(every):
        asked = [one if applies(policy, rule) else {} for one, policy in zip(told, used, strict=True)]
        rules[rule] = of_rule(asked, rule, people)
    numbers = sorted({policy["number"] for policy in shared})
    policies = [next(policy for policy in shared if policy["number"] == number) for number in numbers]
    return {
        "articles": len(shared),
        "policies": [
            {"number": policy["number"], "articles": shared.count(policy), "thresholds": policy["thresholds"]}
            for policy in policies
        ],
        "rules": {rule: row for rule, row in rules.items() if row["some_raise"]},
        "quiet": [rule for rule, row in rules.items() if not row["some_raise"]],
        "shares": {name: row for name in SHARES if (row := of_share(told, name))["articles"]},
    }


def in_force(policies, day):
    """The last version that was valid on the day, else what every project begins with."""
    valid = [policy for policy in policies if policy["valid_from"] <= day]
    return max(valid, key=lambda policy: policy["number"], default={"number": 0, "thresholds": THRESHOLDS})


def applies(policy, rule):
    return "rules" not in policy or rule in policy["rules"]


def of_rule(told, rule, people):
    units = [{uid: bool(rules[rule]) for uid, (_, rules) in one.items()} for one in told]
    shared = [answers for answers in units if len(answers) > 1]

    def numbers(some):
        return of_answers(some, people)

    # Articles that one person alone tagged stay where each of the others is left out: they carry prevalence and AC1.
    alone = [answers for answers in units if len(answers) == 1]
    made = jackknife(lambda some: numbers([*some, *alone]), shared)
    return {
        "articles": len(shared), "some_raise": sum(any(one.values()) for one in shared),
        "all_raise": sum(all(one.values()) for one in shared),
        "articles_that_differ": sum(len(set(one.values())) > 1 for one in shared),
        "raised_by": {uid: sum(one.get(uid, False) for one in shared) for uid in people},
        "numbers": {name: made[name] for name in NUMBERS}, "units": units,
    }  # fmt: skip


def of_share(told, name):
    parts = []
    for one in told:
        shares = [numbers[name] for numbers, _ in one.values()]
        values = [share["count"] / share["of"] for share in shares if share["of"]]
        if len(values) > 1:
            parts.append(values)
    return {
        "articles": len(parts),
        "numbers": jackknife(lambda some: {"apart": apart(some), "alpha": interval_alpha(some)}, parts),
    }


def apart(parts):
    pairs = [abs(one - other) for values in parts for one, other in combinations(values, 2)]
    return sum(pairs) / len(pairs) if pairs else None


def interval_alpha(parts):
    """Krippendorff's alpha at the interval level."""
    every = [value for values in parts for value in values]
    n = len(every)
    across = sum((one - other) ** 2 for one, other in permutations(every, 2)) / (n * (n - 1)) if n else 0
    if across < 1e-12:
        return None
    within = sum(
        sum((one - other) ** 2 for one, other in permutations(values, 2)) / (len(values) - 1) for values in parts
    )
    return 1 - within / n / across
