"""A kept agreement report as leaves: path -> number, of the document itself and of what is computed again."""

import re
from fractions import Fraction
from itertools import combinations
from math import ceil

from tests.recomputed.coefficients import NUMBERS, bootstrap, jackknife, kappa, of_answers, table
from tests.recomputed.dataset import answers, label_of, own_tags
from tests.recomputed.questions import VALUES, items
from tests.recomputed.reported import reported

FACETS = ("claim", "fact", "prediction", "opinion", "attribution", "figure")
#: Fields that tell apart the entries of a list, and fields that are words for people.
_NAMES = ("facet", "item", "first", "second", "reviewer", "rule", "share", "kind", "number")
_WORDS = ("reason", "name", "question", "method", "methods")


def leaves(node, path=()):
    """Path -> number (or None) of everything in a document; lists of objects by what tells the entries apart. Of the
    words of a warning the numbers in them.
    """
    found = {}
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _WORDS:
                found |= leaves(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            key = tuple(value[name] for name in _NAMES if name in value) if isinstance(value, dict) else ()
            if isinstance(value, dict) and not key and "label" in value:
                key = (value["label"],)
            found |= leaves(value, (*path, key or place))
    elif isinstance(node, str):
        if "notes" in path:
            numbers = re.findall(r"(?<![\w.])\d+", node)
            found |= {(*path, place): int(number) for place, number in enumerate(numbers)}
    elif not isinstance(node, bool):
        found[path] = node
    return found


def recompute(found, people, by):
    """The same leaves of a report on these people, from a dataset that `dataset.read` read."""
    own = sorted({f"own:{key}" for text in found["texts"] for one in text["everybody"].values()
                  for key in own_tags(found, one)})  # fmt: skip
    units = {facet: [asked(found, text, facet, people) for text in found["texts"]] for facet in (*FACETS, *own)}
    rows, matters = items(found, people, own)
    there = [sum(uid in text["passes"] for uid in people) for text in found["texts"]]
    facets = {facet: of_facet(parts, people) for facet, parts in units.items()}
    document = {
        "facets": [{"facet": facet, **row} for facet, row in facets.items()],
        "items": [{"facet": facet, "item": key, **of_item(row, key, facet)} for (facet, key), row in rows.items()],
        "groups": of_groups(found, units, there, by),
        "articles_that_differ": matters,
        "articles": sum(n > 1 for n in there),
        "articles_alone": sum(n == 1 for n in there),
        "sentences": max(row["shared"] for row in facets.values()),
        "passes": sum(there),
        "begun_after_rulings": sum(
            any(ruled <= review["started_at"] for ruled in text["ruled"]) and "round_number" not in review
            for text in found["texts"] for uid, review in text["passes"].items() if uid in people
        ),
        "sentences_judged": max(row["judged"] for row in facets.values()),
        **of_passes(found, people),
        **of_articles(found, people),
        "uncounted": uncounted(found, people, sum(n == 1 for n in there)),
        "bootstrap": {"resamples": 1000, "seed": 0},
        "study": of_study(found),
        "reported": of_reported(found, people),
    }
    return leaves(document)


def of_passes(found, people):
    """How the passes came about. All of a dataset came by import, where nobody knows who had read what before."""
    passes = [one for text in found["texts"] for uid, one in text["passes"].items() if uid in people]
    return {
        "passes_with_suggestions": sum(one.get("suggestions_shown", False) for one in passes),
        "passes_imported": len(passes), "passes_by_readers": 0,
        "passes_revised": sum(one["revises_uid"] is not None for one in passes),
    }  # fmt: skip


def of_articles(found, people):
    """Which of the compared articles were drawn, and which adjudicated, by whom."""
    compared = [text for text in found["texts"] if sum(uid in people for uid in text["passes"]) > 1]
    drawn = ((found["study"] or {}).get("overlap") or {}).get("drawn", [])
    golds = [(text, text["golds"][-1]) for text in compared if text["golds"]]
    by_reviewers = 0
    for text, gold in golds:
        made = [one["independent"] for one in gold.get("decisions", ()) if one["rule"] is None]
        taggers = {one["account_uid"] for one in text["reviews"]}
        by_reviewers += not all(made) if made else gold["account_uid"] in taggers
    return {
        "overlap_drawn": len(drawn), "articles_drawn": sum(text["article"]["uid"] in drawn for text in compared),
        "articles_adjudicated": len(golds), "adjudicated_by_reviewers": by_reviewers,
    }  # fmt: skip


def asked(found, text, facet, people):
    """By body sentence what those who looked at it, and could use the tag, say: person -> yes or no."""
    said = {
        uid: answers(text, text["passes"][uid]) for uid in people
        if uid in text["passes"]
        and (not facet.startswith("own:") or facet[4:] in own_tags(found, text["passes"][uid]))
    }  # fmt: skip
    return [
        {uid: facet in one[s["ordinal"]] for uid, one in said.items() if one[s["ordinal"]] is not None}
        for s in text["counted"]
    ]


def of_facet(parts, people):
    flat = [answers for part in parts for answers in part]
    shared = [answers for answers in flat if len(answers) > 1]
    made = with_limits(parts, people)
    drawn = bootstrap(parts, people)
    numbers = {}
    for name in NUMBERS:
        value, low, high, n = made[name]
        jack = {"low": low, "high": high, "articles": n}
        enough = value is not None and n >= 5
        boot = dict(zip(("low", "high"), drawn.get(name, (None, None)) if enough else (None, None), strict=True))
        numbers[name] = {"value": value, "jackknife": jack, "bootstrap": {**boot, "articles": n}}
    numbers["prevalence"] |= {"jackknife": None, "bootstrap": None}
    told = [words for _, words in notes(parts, people, made)]
    return {
        "judged": sum(map(bool, flat)), "shared": len(shared),
        "rates": [
            {
                "reviewer": uid, "yes": sum(answers.get(uid, False) for answers in shared),
                "judged": sum(uid in answers for answers in shared),
            }
            for uid in people
        ],
        "numbers": numbers, "pairs": [of_pair(flat, *pair) for pair in combinations(people, 2)],
        "notes": [" ".join(map(str, words)) for words in told],
    }  # fmt: skip


def with_limits(parts, people):
    """Each text with a shared sentence left out in turn; the others stay, for what one person alone judged."""
    def numbers(some):
        return of_answers([answers for part in some for answers in part], people)

    shared = [part for part in parts if any(len(answers) > 1 for answers in part)]
    alone = [part for part in parts if part not in shared]
    return jackknife(lambda some: numbers([*some, *alone]), shared)


def of_pair(flat, first, second):
    counts = table(flat, first, second)
    n = sum(counts.values())
    yes = 2 * counts["both"] + counts["only_first"] + counts["only_second"]
    numbers = {
        "observed": (counts["both"] + counts["neither"]) / n if n else None,
        "positive": 2 * counts["both"] / yes if yes else None,
        "kappa": kappa(counts),
    }
    told = {name: {"value": value} for name, value in numbers.items()}
    return {"first": first, "second": second, "sentences": n, **counts, "numbers": told}


def notes(parts, people, made):
    """The warnings of a row: what kind, and the numbers in its words."""
    shared = [answers for part in parts for answers in part if len(answers) > 1]
    if not shared:
        return
    if len(shared) < 30:
        yield "few_sentences", (len(shared), 30)
    used = sum(any(answers.values()) for answers in shared)
    if 0 < used < 5:
        yield "rare_tag", (used, len(shared))
    rates = [(sum(one.get(uid, False) for one in shared), sum(uid in one for one in shared)) for uid in people]
    rates = [rate for rate in rates if rate[1]]
    yes, n = map(sum, zip(*rates, strict=True))
    most = max(yes, n - yes)
    if most == n:
        yield "no_variety", (n,)
    else:
        if 100 * most >= 85 * n:
            yield "skewed", (most, n)
        users = [rate for rate in rates if rate[0]]
        if len(users) == 1:
            yield "one_user", users[0]
        else:
            yield from (("constant", (judged,)) for said, judged in rates if said in (0, judged))
        shares = sorted(Fraction(*rate) for rate in rates)
        if shares[-1] - shares[0] >= Fraction(1, 5):
            yield "unequal_rates", (round(100 * (shares[-1] - shares[0])),)
    known = [one for name, one in made.items() if name != "prevalence" and one[0] is not None]
    articles = known[0][3]
    if articles < 5:
        yield "no_interval", (articles,)
    elif articles < 10:
        yield "shaky_interval", (articles,)
    elif made["observed"][0] == 1 and made["alpha"][0] is not None:
        yield "no_disagreement", (articles, 95, min(ceil(300 / articles), 100))
    if articles >= 5 and any(low is None for _, low, _, _ in known):
        yield "one_article", ()


def of_item(row, key, facet):
    numbers = {
        name: {"value": value, "jackknife": {"low": low, "high": high, "articles": n}}
        for name, (value, low, high, n) in row["numbers"].items()
    }
    counts = None if row["table"] is None else {"counts": row["table"]}
    return {name: row[name] for name in ("compared", "of", "articles_that_differ", "most", "answers")} | {
        "numbers": numbers, "table": counts,
    }  # fmt: skip


def of_groups(found, units, there, by):
    labels = [label_of(text, by) for text in found["texts"]]
    told = []
    for label in sorted({label for label, n in zip(labels, there, strict=True) if label and n > 1}):
        inside = [place for place, one in enumerate(labels) if one == label]
        facets = []
        for facet, parts in units.items():
            here = [parts[place] for place in inside]
            shared = [part for part in here if any(len(answers) > 1 for answers in part)]
            flat = [answers for part in here for answers in part]
            made = jackknife(lambda some: of_answers([one for part in some for one in part], ()), shared)
            value, low, high, n = made["alpha"]
            of_all = of_answers(flat, ())  # prevalence, and AC1 with it, is of whatever one or more judged
            numbers = {name: {"value": of_all[name]} for name in ("observed", "ac1")}
            numbers["alpha"] = {"value": value, "jackknife": {"low": low, "high": high, "articles": n}}
            n_shared = sum(len(one) > 1 for one in flat)
            facets.append({"facet": facet, "shared": n_shared, "articles": n, "numbers": numbers})
        told.append({"label": label, "articles": sum(there[place] > 1 for place in inside), "facets": facets})
    return told


def uncounted(found, people, alone):
    with_passes = {uid for text in found["texts"] for uid in text["passes"]}
    of_some = with_passes - set(people)  # else everybody's, also of those who have finished nothing
    reviews = [
        review for text in found["chosen"] for review in text["reviews"]
        if not of_some or review["account_uid"] in people
    ]
    counts = {
        "sourcing_only": sum(one["state"] == "finished" and one["scope"] != "full" for one in reviews),
        "skipped": sum(one["state"] == "skipped" for one in reviews),
        "unfinished": sum(one["state"] == "started" for one in reviews),
        "not_begun": sum(one["state"] == "assigned" for one in reviews),
        "alone": alone,
        "training": found["practice"].count("training"), "calibration": found["practice"].count("calibration"),
    }  # fmt: skip
    return {why: n for why, n in counts.items() if n}


def of_study(found):
    study = found["study"]
    if study is None:
        return {"version": 0, "overlap": None, "collapsed_on": None}
    told = {"version": study["number"], "overlap": study["overlap"]}
    return told | ({} if study["collapsed_on"] else {"collapsed_on": None})


def of_reported(found, people):
    told = reported(found, people)
    rules = []
    for rule, row in told["rules"].items():
        numbers = {name: of_limits(*one) for name, one in row["numbers"].items()}
        numbers["prevalence"].pop("interval")
        kinds = [(kind, words) for kind, words in notes([[unit] for unit in row["units"]], people, row["numbers"])
                 if kind in ("skewed", "one_article", "no_disagreement")]  # fmt: skip
        counts = {
            "skewed": lambda words: words, "one_article": lambda _, n=row["articles"]: (1, n),
            "no_disagreement": lambda words: (words[0], words[2]),
        }  # fmt: skip
        warned = [
            dict(zip(("kind", "count", "of"), (kind, *counts[kind](words)), strict=True)) for kind, words in kinds
        ]
        kept = ("articles", "some_raise", "all_raise", "articles_that_differ", "raised_by")
        rules.append({"rule": rule, **{name: row[name] for name in kept}, "notes": warned, "numbers": numbers})
    shares = [
        {"share": name, "articles": row["articles"],
         "numbers": {number: of_limits(*one) for number, one in row["numbers"].items()}}
        for name, row in told["shares"].items()
    ]  # fmt: skip
    return {"articles": told["articles"], "policies": told["policies"], "rules": rules, "shares": shares}


def of_limits(value, low, high, articles):
    return {"value": value, "interval": {"low": low, "high": high, "articles": articles}}


def cells(row, uids):
    """The leaves that the numbers of a row of the table are: column -> path."""
    one, other = (uids.get(row[side], "") for side in ("first_reviewer", "second_reviewer"))
    name, item, facet = row["number"], row["item"], row["facet"]
    if row["filter"]:
        return {}
    if row["policy"]:
        base = ("reported", "policies", (int(row["policy"]),))
        return {"value": (*base, name) if name == "articles" else (*base, "thresholds", name)}
    if facet == "reported" and not item:
        return {"value": ("reported", "articles")}
    if facet == "reported":
        base = ("reported", "rules" if item.startswith("SR") else "shares", (item,))
        if name in ("some_raise", "all_raise", "articles_that_differ", "raised_by"):
            at = (*base, name, one) if one else (*base, name)
            return {"value": at, "articles": (*base, "articles")}
        if name in ("warning", "warning_of"):
            note = (*base, "notes", (row["reason"],))
            return {"value": (*note, "count" if name == "warning" else "of"), "articles": (*base, "articles")}
        at = (*base, "numbers", name)
        ends = () if name == "prevalence" else ("low", "high")
        interval = {f"jackknife_{end}": (*at, "interval", end) for end in ends}
        return {"value": (*at, "value"), "articles": (*base, "articles"), **interval}
    if item in ("study", "overlap"):
        return {"value": ("study", name) if item == "study" else ("study", item, name)}
    if name in ("resamples", "seed"):
        return {"value": ("bootstrap", name)}
    if not facet:
        if row["group"]:
            return {"value": ("groups", (row["group"],), "articles")}
        return {"value": ("uncounted" if name == "left_out" else name, item) if item else (name,)}
    if row["group"]:
        base = ("groups", (row["group"],), "facets", (facet,))
        if name == "articles":
            return {"value": (*base, name)}
        return {"sentences": (*base, "shared"), **of_number((*base, "numbers", name), name == "alpha", boot=False)}
    if item:
        base = ("items", (facet, item))
        if name in ("articles_that_differ", "of", "answers", "most"):
            return {"value": (*base, name)}
        sentences = {"sentences": (*base, "compared")}
        if name == "count":
            places = [VALUES[facet, item].index(row[side]) for side in ("first_answer", "second_answer")]
            return {"value": (*base, "table", "counts", *places), **sentences}
        return sentences | of_number((*base, "numbers", name), True, boot=False)
    base = ("facets", (facet,))
    if name == "warning":
        return {}
    if other:
        base = (*base, "pairs", (one, other))
        if name == "count":
            said = {("yes", "yes"): "both", ("yes", "no"): "only_first", ("no", "yes"): "only_second"}
            cell = said.get((row["first_answer"], row["second_answer"]), "neither")
            return {"value": (*base, cell), "sentences": (*base, "sentences")}
        return {"value": (*base, "numbers", name, "value"), "sentences": (*base, "sentences")}
    if one:
        base = (*base, "rates", (one,))
        return {"value": (*base, "yes"), "sentences": (*base, "judged")}
    n = (*base, "judged" if name == "prevalence" else "shared")
    has_limits = name != "prevalence"
    return {"sentences": n, **of_number((*base, "numbers", name), has_limits, boot=has_limits)}


def of_number(base, has_limits, *, boot):
    found = {"value": (*base, "value")}
    if has_limits:
        found |= {"articles": (*base, "jackknife", "articles")}
        found |= {f"jackknife_{end}": (*base, "jackknife", end) for end in ("low", "high")}
    if boot:
        found |= {f"bootstrap_{end}": (*base, "bootstrap", end) for end in ("low", "high")}
    return found
