"""The tables that an agreement report is to print, made from its JSON alone."""

from decimal import ROUND_HALF_EVEN, Decimal

NUMBERS = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")
OF_ITEM = ("alike", "alpha", "ac1", "positive", "precision", "recall")
SHARES = {"prevalence", "observed", "positive", "negative", "alike", "precision", "recall", "apart"}
FLAGS = ("fact", "prediction", "opinion")
TAGS = {"claim": "Claim", "attribution": "Attribution", "figure": "Figure"}
DIMENSIONS = {"period": "month"}
QUESTIONS = {"extent": "Same extent", "type": "Same type", "link": "Same link"}
ITEMS = {
    "exact": "same edges", "characters": "by characters", "voice": "own voice or attributed", "source": "same source",
    "identity": "identity of the source", "number": "number of people", "who": "who they are",
    "knowledge": "how they know", "reason": "why unnamed", "cards": "mentions of one source (B-cubed)",
    "relay": "relayed by", "way": "relayed by", "told": "what is told of it",
}  # fmt: skip
VALUES = {
    "own_voice": "own voice", "another_outlet": "relayed by another outlet", "at_least": "at least",
    "at_most": "at most", "3+": "three or more",
}  # fmt: skip
#: What is asked of pairs of stretches.
GATED = (
    "told", "cards", "value", *FLAGS, "voice", "identity", "number", "who", "knowledge", "reason", "relay", "bound",
)  # fmt: skip


def number(told):
    """A number with its intervals, from either JSON."""
    jackknife = told.get("jackknife") or told.get("interval") or {}
    return {"value": told["value"], "reason": told["reason"], "jackknife": jackknife,
            "bootstrap": told.get("bootstrap") or {}}  # fmt: skip


class Kept:
    """The numbers of a kept document, by names that live ones have too."""

    has_bootstrap = True

    def __init__(self, document):
        content = document["content"]
        self.filters = document["filters"]
        self.names = {one["uid"]: one["name"] for one in content["reviewers"]}
        self.labels = {facet["facet"]: facet["label"] for facet in content["facets"]}
        self.groups_called = content["group_names"]
        self.articles, self.alone, self.by = content["articles"], content["articles_alone"], content["by"]
        self.facets = [
            {**facet, "yes": [one["yes"] for one in facet["rates"]], "by": [one["judged"] for one in facet["rates"]],
             "numbers": {name: number(facet["numbers"][name]) for name in NUMBERS},
             "pairs": [{**pair, "people": (pair["first"], pair["second"]),
                        "numbers": {name: number(one) for name, one in pair["numbers"].items()}}
                       for pair in facet["pairs"]]}
            for facet in content["facets"]
        ]  # fmt: skip
        self.items = [
            {**item, "n": item["compared"], "numbers": {name: number(one) for name, one in item["numbers"].items()},
             "values": item["table"]["values"] if item["table"] else None,
             "counts": item["table"]["counts"] if item["table"] else None}
            for item in content["items"]
        ]  # fmt: skip
        self.groups = [
            {**group, "facets": [{**one, "numbers": {name: number(told) for name, told in one["numbers"].items()}}
                                 for one in group["facets"]]}
            for group in content["groups"]
        ]  # fmt: skip
        self.matters, self.reported = content["articles_that_differ"], content["reported"]
        self.counts = {name: content[name] for name in (
            "articles", "articles_alone", "sentences", "passes", "begun_after_rulings", "sentences_judged",
            "passes_with_suggestions", "passes_imported", "passes_revised", "passes_by_readers", "overlap_drawn",
            "articles_drawn", "articles_adjudicated", "adjudicated_by_reviewers",
        )}  # fmt: skip
        self.study = content["study"]
        self.left_out, self.bootstrap = content["uncounted"], content["bootstrap"]
        self.not_compared, self.methods = content["not_compared"], content["methods"]


class Live(Kept):
    """The numbers of the page's files. What tags and articles are called stands in no number."""

    has_bootstrap = False

    def __init__(self, told, reported, document):
        self.filters, self.names = told["filters"], told["names"]
        self.labels = {facet["facet"]: facet["label"] for facet in document["content"]["facets"]}
        self.groups_called = document["content"]["group_names"]
        self.articles, self.alone, self.by = told["articles"], told["articles_alone"], told["by"]
        self.facets = [
            {**facet, "yes": [facet["yes"][uid] for uid in self.names],
             "by": [facet["judged_by"][uid] for uid in self.names],
             "numbers": {name: number(facet[name]) for name in NUMBERS},
             "pairs": [{**pair, "people": pair["reviewers"],
                        "sentences": sum(pair[name] for name in ("both", "only_first", "only_second", "neither")),
                        "numbers": {name: number(pair[name]) for name in ("observed", "positive", "kappa")}}
                       for pair in facet["pairs"]]}
            for facet in told["facets"]
        ]  # fmt: skip
        self.items = [
            {**item, "numbers": {name: number(item[name]) for name in OF_ITEM if name in item}, "counts": item["table"]}
            for item in told["items"]
        ]
        self.groups = [
            {**group, "facets": [
                {**one, "articles": one["alpha"]["interval"]["articles"],
                 "numbers": {name: number(one[name]) for name in ("observed", "alpha", "ac1")}}
                for one in group["facets"]]}
            for group in told["groups"]
        ]  # fmt: skip
        self.matters, self.reported = told["articles_that_differ"], reported
        self.counts = {name: told[name] for name in ("articles", "articles_alone", "articles_not_compared")}
        self.left_out, self.not_compared = told["left_out"], told["not_compared"]


def decimals(value, name):
    """A number as it is printed."""
    if name in SHARES:
        return f"{(Decimal(repr(round(value, 6))) * 100).quantize(Decimal(1), ROUND_HALF_EVEN)}%"
    return f"{Decimal(repr(round(value, 2) + 0.0)):.2f}".replace("-", "−")


def limits(found, name):
    low, high = found.get("low"), found.get("high")
    if low is None or low == high:
        return ""
    least = 0 if name in SHARES else -1
    return f"{decimals(max(low, least), name)} to {decimals(min(high, 1), name)}"


def cell(told, name):
    """A number in print, with its interval."""
    if told["value"] is None:
        return "undefined"
    return f"{decimals(told['value'], name)} {limits(told['jackknife'], name)}".strip()


def cells(numbers, *names):
    return [cell(numbers[name], name) for name in names]


def articles(n):
    return f"{n} article{'s' * (n != 1)}"


def differ(n, of):
    return f"{n or 'none'} of {articles(of)}" if of else str(n or "none")


def printed_tables(told):
    """Every table of a report that is printed: where it stands, and its rows."""
    names, two = list(told.names.values()), ["kappa"] * (len(told.names) == 2)
    words = [told.labels[one["facet"]] or TAGS.get(one["facet"], one["facet"]) for one in told.facets]
    by = DIMENSIONS.get(told.by, told.by)
    yield ("numbers", ""), [
        ["Tag", "sentences", *(f"{name} said yes" for name in names), "prevalence", "raw agreement",
         "positive agreement", *(["Cohen’s kappa"] if two else []), "Krippendorff’s alpha", "Gwet’s AC1", ""],
        *([word, str(one["shared"]), *map(str, one["yes"]),
           *cells(one["numbers"], "prevalence", "observed", "positive", *two, "alpha", "ac1"), ""]
          for word, one in zip(words, told.facets, strict=True)),
    ]  # fmt: skip
    yield ("numbers", "further"), [
        ["Tag", "judged by one or more", *(f"{name} judged, and another too" for name in names),
         "articles of the intervals", "negative agreement"],
        *([word, str(one["judged"]), *map(str, one["by"]), str(interval_articles(one["numbers"])),
           *cells(one["numbers"], "negative")]
          for word, one in zip(words, told.facets, strict=True)),
    ]  # fmt: skip
    if told.has_bootstrap:
        resampled = ["observed", "positive", "negative", *two, "alpha", "ac1"]
        yield ("numbers", "resampled"), [
            ["Tag", "raw agreement", "positive agreement", "negative agreement", *two, "alpha", "AC1"],
            *([word, *(limits(one["numbers"][name]["bootstrap"], name) for name in resampled)]
              for word, one in zip(words, told.facets, strict=True)),
        ]  # fmt: skip
    yield from printed_items(told)
    yield from printed_pairs(told, words)
    if told.groups:
        groups = sorted(told.groups, key=lambda group: told.groups_called.get(group["label"], group["label"]))
        called = [told.groups_called.get(group["label"], group["label"]) for group in groups]
        if len(groups) > 1:
            yield ("groups", ""), [
                [by, "articles", *words],
                *([name, str(group["articles"]), *(cell(one["numbers"]["alpha"], "alpha") for one in group["facets"])]
                  for name, group in zip(called, groups, strict=True)),
            ]  # fmt: skip
        rows = [["Tag", "sentences", "articles", "raw agreement", "AC1", "alpha"]]
        for name, group in zip(called, groups, strict=True):
            rows.append([f"{name} {articles(group['articles'])}"])
            rows += ([word, str(one["shared"]), str(one["articles"]),
                      *cells(one["numbers"], "observed", "ac1", "alpha")]
                     for word, one in zip(words, group["facets"], strict=True))  # fmt: skip
        yield ("groups", "group-numbers"), rows


def interval_articles(numbers):
    """Over how many articles the intervals are: one number, wherever there is a value."""
    [n] = {one["jackknife"]["articles"] for one in numbers.values() if one["jackknife"]}
    return n


def printed_items(told):
    head = ["Question", "compared", "alike", "positive agreement", "alpha", "AC1", "commonest answer", "They differ in"]
    facets = list(dict.fromkeys(item["facet"] for item in told.items))
    for facet in facets:
        label, before, rows, confusions = told.labels.get(facet) or TAGS[facet], None, [head], []
        for item in (one for one in told.items if one["facet"] == facet):
            word = ITEMS.get(item["item"], item["item"])
            question = f"{QUESTIONS[item['question']]}: " if item["question"] != before else ""
            before, numbers, n = item["question"], item["numbers"], item["n"]
            compared = f"{n} of {item['of']}" if item["of"] and item["item"] in GATED else str(n)
            if item["item"] not in GATED:
                assert item["of"] == n
            commonest = ""
            if item["answers"]:
                commonest = f"{value(most_given(item))}: {item['most']} of {item['answers']}"
            rows.append([
                question + word, compared, cell(numbers["alike"], "alike"),
                *(cell(numbers[name], name) if name in numbers else "" for name in ("positive", "alpha", "ac1")),
                commonest, differ(item["articles_that_differ"], interval_articles(numbers)),
            ])  # fmt: skip
            parts = [name for name in ("precision", "recall") if name in numbers]
            rows += ([name, "", cell(numbers[name], name), *[""] * 5] for name in parts)
            if item["values"] and n:
                said = [value(one) for one in item["values"]]
                people = list(told.names.values())
                sides = f"(rows {people[0]}, columns {people[1]})" if len(people) == 2 else "(every pair both ways)"
                confusions.append((("later", label, f"{word} {sides}"), [
                    ["", *said], *([one, *map(str, counts)] for one, counts in zip(said, item["counts"], strict=True)),
                ]))  # fmt: skip
        yield ("later", label), rows
        yield from confusions


def value(word):
    return VALUES.get(word, word)


def most_given(item):
    """The first of the commonest answers, counted in the table."""
    given = [
        sum(item["counts"][place]) + sum(row[place] for row in item["counts"]) for place in range(len(item["values"]))
    ]
    return item["values"][given.index(max(given))]


def printed_pairs(told, words):
    pairs = list(zip(*(facet["pairs"] for facet in told.facets), strict=True))
    called = [" · ".join(told.names[uid] for uid in of_facets[0]["people"]) for of_facets in pairs]
    if len(pairs) > 1:
        yield ("pairs", ""), [
            ["Pair", "sentences", *words],
            *([name, str(of_facets[0]["sentences"]), *(cell(one["numbers"]["kappa"], "kappa") for one in of_facets)]
              for name, of_facets in zip(called, pairs, strict=True)),
        ]  # fmt: skip
    rows = [["Tag", "sentences", "both said it", "the first alone", "the second alone", "neither", "raw agreement",
             "positive agreement", "kappa"]]  # fmt: skip
    for name, of_facets in zip(called, pairs, strict=True):
        rows.append([name])
        rows += ([word, *(str(one[count]) for count in ("sentences", "both", "only_first", "only_second", "neither")),
                  *cells(one["numbers"], "observed", "positive", "kappa")]
                 for word, one in zip(words, of_facets, strict=True))  # fmt: skip
    yield ("pairs", "joint"), rows


def printed_rules(told):
    names, two = list(told.names.values()), ["kappa"] * (len(told.names) == 2)
    rules = [(f"{rule['rule']} {rule['name']}", rule, {name: number(one) for name, one in rule["numbers"].items()})
             for rule in told.reported["rules"]]  # fmt: skip
    yield ("rules", ""), [
        ["Rule", "articles", "some raise it", "all raise it", "positive agreement", "alpha", "AC1", "They differ in"],
        *([name, str(rule["articles"]), str(rule["some_raise"]), str(rule["all_raise"]),
           *cells(numbers, "positive", "alpha", "ac1"),
           articles(rule["articles_that_differ"]) if rule["articles_that_differ"] else "none"]
          for name, rule, numbers in rules),
    ]  # fmt: skip
    yield ("rules", "raised"), [
        ["Rule", *names, "prevalence", "raw agreement", "negative agreement", *two],
        *([name, *(str(rule["raised_by"][uid]) for uid in told.names),
           *cells(numbers, "prevalence", "observed", "negative", *two)] for name, rule, numbers in rules),
    ]  # fmt: skip
    yield ("shares", ""), [
        ["articles", "apart", "alpha"],
        *([str(share["articles"]),
           *cells({name: number(one) for name, one in share["numbers"].items()}, "apart", "alpha")]
          for share in told.reported["shares"]),
    ]  # fmt: skip
