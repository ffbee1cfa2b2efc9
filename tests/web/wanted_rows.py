"""The rows that the CSV files of an agreement report are to have, made from its JSON alone."""

from tests.web.wanted_tables import NUMBERS


def chosen_rows(told, person):
    """What was chosen, a row each."""
    for name, some in told.filters.items():
        for one in some if isinstance(some, list) else [some]:
            if one:
                yield {person: told.names.get(one, "") if name == "reviewers" else "", "filter": name, "chosen": one}


def not_compared_rows(told, number, why):
    """The chosen articles that are in no number."""
    for one in told.not_compared:
        yield {number: "not_compared", why: one["why"], "filter": "article", "chosen": one["text"]}


def pair_counts(pair):
    for name, first, second in (
        ("both", "yes", "yes"), ("only_first", "yes", "no"), ("only_second", "no", "yes"), ("neither", "no", "no"),
    ):  # fmt: skip
        yield {"value": pair[name], "first_answer": first, "second_answer": second}


def confusion_counts(item):
    if item["values"] and item["n"]:
        for first, counts in zip(item["values"], item["counts"], strict=True):
            for second, n in zip(item["values"], counts, strict=True):
                yield {"value": n, "first_answer": first, "second_answer": second}


def kept_number(name, told, sentences):
    jackknife, bootstrap = told["jackknife"], told["bootstrap"]
    return {
        "number": name, "value": told["value"], "reason": told["reason"], "sentences": sentences,
        "articles": jackknife.get("articles"), "jackknife_low": jackknife.get("low"),
        "jackknife_high": jackknife.get("high"), "bootstrap_low": bootstrap.get("low"),
        "bootstrap_high": bootstrap.get("high"),
    }  # fmt: skip


def kept_rows(told):
    """The table of a kept report."""
    yield from chosen_rows(told, "first_reviewer")
    yield from ({"number": name, "value": n} for name, n in told.counts.items())
    yield from not_compared_rows(told, "number", "item")
    yield {"filter": "methods", "chosen": told.methods}
    yield from ({"item": why, "number": "left_out", "value": n} for why, n in told.left_out.items())
    yield from ({"number": name, "value": n} for name, n in told.bootstrap.items())
    yield {"item": "study", "number": "version", "value": told.study["version"]}
    yield from ({"item": "overlap", "number": name, "value": told.study["overlap"][name]}
                for name in ("share", "frame", "seed"))  # fmt: skip
    for facet in told.facets:
        head = {"facet": facet["facet"], "label": facet["label"]}
        for name in NUMBERS:
            of = facet["judged"] if name == "prevalence" else facet["shared"]
            yield head | kept_number(name, facet["numbers"][name], of)
        for person, yes, judged in zip(told.names.values(), facet["yes"], facet["by"], strict=True):
            yield {**head, "first_reviewer": person, "number": "said_yes", "value": yes, "sentences": judged}
        for pair in facet["pairs"]:
            first, second = map(told.names.get, pair["people"])
            of_pair = {**head, "sentences": pair["sentences"], "first_reviewer": first, "second_reviewer": second}
            for name in ("observed", "positive", "kappa"):
                yield of_pair | kept_number(name, pair["numbers"][name], pair["sentences"])
            yield from ({**of_pair, "number": "count", **one} for one in pair_counts(pair))
        yield from ({**head, "number": "warning", "reason": words} for words in facet["notes"])
    for item in told.items:
        head = {"facet": item["facet"], "item": item["item"]}
        yield from (head | kept_number(name, one, item["n"]) for name, one in item["numbers"].items())
        for name in ("of", "answers", "most", "articles_that_differ"):
            if item[name] is not None:
                yield {**head, "number": name, "value": item[name]}
        yield from ({**head, "number": "count", "sentences": item["n"], **one} for one in confusion_counts(item))
    for matter, n in told.matters.items():
        yield {"item": matter, "number": "articles_that_differ", "value": n}
    for group in told.groups:
        yield {"group": group["label"], "number": "articles", "value": group["articles"]}
        for one in group["facets"]:
            head = {"facet": one["facet"], "group": group["label"]}
            yield {**head, "number": "articles", "value": one["articles"]}
            yield from (head | kept_number(name, each, one["shared"]) for name, each in one["numbers"].items())
    yield {"facet": "reported", "number": "articles", "value": told.reported["articles"]}
    for row in reported_rows(told):
        yield {
            "facet": "reported", "item": row.get("rule") or row.get("share", ""), "policy": row.get("policy", ""),
            "first_reviewer": row.get("reviewer", ""),
            "number": row["number"], "value": row["value"], "reason": row.get("reason"),
            "articles": row.get("articles"),
            "jackknife_low": row.get("low"), "jackknife_high": row.get("high"),
        }  # fmt: skip


def reported_rows(told):
    """What is reported."""
    for policy in told.reported["policies"]:
        demands = {"articles": policy["articles"], **policy["thresholds"]}
        yield from ({"policy": str(policy["number"]), "number": name, "value": n} for name, n in demands.items())
    yield from ({"rule": rule, "number": "some_raise", "value": 0} for rule in told.reported["quiet"])
    yield from ({"rule": rule, "number": "some_raise", "value": None, "reason": "off"} for rule in told.reported["off"])
    for rule in told.reported["rules"]:
        head = {"rule": rule["rule"], "articles": rule["articles"]}
        for name in ("some_raise", "all_raise", "articles_that_differ"):
            yield {**head, "number": name, "value": rule[name]}
        for uid, n in rule["raised_by"].items():
            yield {**head, "number": "raised_by", "reviewer": told.names[uid], "value": n}
        yield from (head | reported_number(name, one, rule["articles"]) for name, one in rule["numbers"].items())
        for note in rule["notes"]:
            yield {**head, "number": "warning", "value": note["count"], "reason": note["kind"]}
            yield {**head, "number": "warning_of", "value": note["of"], "reason": note["kind"]}
    for share in told.reported["shares"]:
        head = {"share": share["share"], "articles": share["articles"]}
        yield from (head | reported_number(name, one, share["articles"]) for name, one in share["numbers"].items())


def reported_number(name, told, articles):
    interval = told.get("interval") or {}
    assert interval.get("articles", articles) == articles, "an interval is over the articles of its row"
    return {"number": name, "value": told["value"], "low": interval.get("low"), "high": interval.get("high"),
            "reason": told["reason"] or interval.get("reason")}  # fmt: skip


def live_number(name, told, n, of):
    interval = told["jackknife"]
    return {
        "coefficient": name, "value": told["value"], "low": interval.get("low"), "high": interval.get("high"), "n": n,
        "of": of, "articles": interval.get("articles"), "method": interval.get("method"),
        "reason": told["reason"] or interval.get("reason"),
    }  # fmt: skip


def live_count(name, n, of=None):
    return {"coefficient": name, "value": n, "n": of, "of": of}


def live_rows(told):
    """The file of the page."""
    yield from chosen_rows(told, "first_reviewer")
    yield from (live_count(name, n) for name, n in told.counts.items())
    yield from not_compared_rows(told, "coefficient", "item")
    for one in told.left_out:
        yield live_count("left_out", one["n"]) | {"item": one["why"], "first_reviewer": one["reviewer"] or ""}
    for facet in told.facets:
        head = {"facet": facet["facet"], "question": "found"}
        for name in NUMBERS:
            n = facet["judged"] if name == "prevalence" else facet["shared"]
            yield head | live_number(name, facet["numbers"][name], n, facet["judged"])
        for person, yes, judged in zip(told.names.values(), facet["yes"], facet["by"], strict=True):
            yield head | live_count("said_yes", yes, judged) | {"first_reviewer": person}
        for pair in facet["pairs"]:
            n, (first, second) = pair["sentences"], map(told.names.get, pair["people"])
            of_pair = {**head, "first_reviewer": first, "second_reviewer": second}
            for name, one in pair["numbers"].items():
                yield of_pair | live_number(name, one, n, n)
            yield from (of_pair | live_count("count", 0, n) | one for one in pair_counts(pair))
        for note in facet["notes"]:
            first, second, *_ = [*map(told.names.get, note["reviewers"]), "", ""]
            people = {"first_reviewer": first, "second_reviewer": second}
            yield head | live_count("warning", note["count"], note["of"]) | people | {"reason": note["kind"]}
    for item in told.items:
        head, n = {"facet": item["facet"], "question": item["question"], "item": item["item"]}, item["n"]
        yield from (head | live_number(name, one, n, item["of"]) for name, one in item["numbers"].items())
        yield head | live_count("articles_that_differ", item["articles_that_differ"], n)
        if item["values"]:
            yield head | live_count("most", item["most"], item["answers"])
        yield from (head | live_count("count", 0, n) | one for one in confusion_counts(item))
    for matter, n in told.matters.items():
        yield {"item": matter, **live_count("articles_that_differ", n, told.articles)}
    for group in told.groups:
        yield {"group": group["label"], **live_count("articles", group["articles"], told.articles)}
        for one in group["facets"]:
            head = {"group": group["label"], "facet": one["facet"], "question": "found"}
            for name, each in one["numbers"].items():
                yield head | live_number(name, each, one["shared"], one["shared"])


def live_reported_rows(told):
    """The file of the page on what is reported."""
    yield from chosen_rows(told, "reviewer")
    yield {"number": "articles", "value": told.reported["articles"]}
    for one in told.left_out:
        yield {"number": "left_out", "reason": one["why"], "reviewer": one["reviewer"] or "", "value": one["n"]}
    yield from reported_rows(told)
