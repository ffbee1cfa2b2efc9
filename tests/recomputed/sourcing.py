"""What the sourcing report says of one review: measures and the subjects of the rules, from the lines of a dataset.

The texts that it is asked about are written for it: names are capitalised words inside a sentence, and quotations stand
in one pair of curly marks.
"""

import re
from collections import Counter

#: What every project begins with (docs/sourcing.md).
THRESHOLDS = {"mostly_unnamed": 75, "one_outlet": 75, "least_claims": 4, "late_within": 3}
LEAST = {"1": 1, "2": 2, "3+": 3, "plural": 2}
#: Capitals that name nobody.
NO_NAMES = {"northern", "may"}
AUXILIARIES = {"is", "was", "has", "will", "said", "were", "had"}
TURNS = AUXILIARIES | {"by", "in", "for", "from", "of", "on", "to"}


def report(article, review, text=None, limits=THRESHOLDS):
    """The measures, and the rules' subjects by rule; the newest text where none is given."""
    text = text or max(article["texts"], key=lambda text: text["number"])
    cut = max(text["segmentations"], key=lambda cut: cut["number"])
    body = [s for s in cut["sentences"] if s["kind"] == "body" and s["duplicate_of"] is None]
    top = [s for s in cut["sentences"] if s["kind"] in ("headline", "standfirst") and s["duplicate_of"] is None]
    words = text["body"]

    def sentence_of(row, among=body):
        return next((s["ordinal"] for s in among if s["start"] <= row["start"] < s["stop"]), None)

    def in_order(name, among=body):
        rows = [row for row in review[name] if sentence_of(row, among) is not None]
        return sorted(rows, key=lambda row: (row["start"], row["stop"]))

    cards = {card["uid"]: card for card in review["sources"]}
    mentions, claims, figures = in_order("attributions"), in_order("claims"), in_order("figures")
    own = own_outlets(article, review, words)
    sourced = [figure for figure in figures if claim_of(figure, claims, sentence_of)]

    def way(link):
        """The outlets from a link's source to the article."""
        passed = []
        at = None if link.get("is_direct") else link["relayed_by_uid"] or cards[link["source_uid"]]["relayed_by_uid"]
        while at and at not in passed:
            passed.append(at)
            at = cards[at]["relayed_by_uid"]
        return [uid for uid in passed if uid not in own]

    def through(claim):
        ways = [
            way(link) + [link["source_uid"]] * (
                cards[link["source_uid"]]["type"] == "outlet" and link["source_uid"] not in own
            )
            for link in claim["sources"]
        ]  # fmt: skip
        return set.intersection(*map(set, ways)) if ways else set(), bool(ways) and all(ways)

    def stands_on(claim):
        kinds = {cards[link["source_uid"]]["identity"] for link in claim["sources"]}
        return next((kind for kind in ("named", "spokesperson", "unnamed") if kind in kinds), "missing")

    def only_unnamed(claim):
        return bool(claim["sources"]) and stands_on(claim) == "unnamed"

    attributed = [claim for claim in claims if claim["sources"]]
    used = {link["source_uid"] for claim in claims for link in claim["sources"]}
    links = [link for claim in review["claims"] for link in claim["sources"]]
    links += [{"source_uid": uid, "relayed_by_uid": None} for uid in cards]
    relaying = {uid for claim in claims for link in claim["sources"] for uid in way(link)}
    counted = used | relaying | {row["source_uid"] for row in mentions if row["source_uid"]} - own
    on_top = in_order("claims", top)
    in_use = counted | ({link["source_uid"] for claim in on_top for link in claim["sources"]} - own)
    in_use |= {row["source_uid"] for row in in_order("attributions", top) if row["source_uid"]} - own
    unnamed = [card for card in review["sources"] if card["uid"] in counted and card["identity"] == "unnamed"]
    asked = [card for card in review["sources"] if card["uid"] in in_use and card["identity"] == "unnamed"]
    relayed = {}
    for link in links:
        for outlet in way(link)[:1]:
            relayed.setdefault(outlet, set()).add(link["source_uid"])
    originals = [
        cards[uid] for uid in counted
        if not (cards[uid]["type"] == "outlet" and uid in relayed and uid not in used)
    ]  # fmt: skip
    ends = Counter(stands_on(claim) for claim in attributed)

    def leans(claim):
        """Everything that a claim rests on is unnamed, or an outlet that relays nobody else; missing ones apart."""
        def is_so(uid):
            behind = relayed.get(uid, ()) if cards[uid]["type"] == "outlet" else ()
            names = [cards[one]["identity"] for one in behind]
            return cards[uid]["identity"] == "unnamed" or (bool(names) and set(names) == {"unnamed"})

        there = {link["source_uid"] for link in claim["sources"]}
        there = [uid for uid in there if cards[uid]["identity"] != "missing"]
        return bool(there) and all(map(is_so, there))

    parts = [part for row in review["attributions"] for part in (row, *row["cues"])]
    taken = {at for part in parts for at in range(part["start"], part["stop"])}

    def content(claim):
        return [at for at in range(claim["start"], claim["stop"]) if at not in taken]

    quotations = [range(*found.span()) for found in re.finditer("“[^”\n]*”", words)]
    quoted = {at for span in quotations for at in span}

    def is_quoted(claim):
        letters = [at for at in content(claim) if words[at].isalnum()]
        return bool(letters) and set(letters) <= quoted

    def count_words(claim):
        mine = set(content(claim))
        runs = re.finditer(r"\S+", words[claim["start"] : claim["stop"]])
        found = 0
        for run in runs:
            places = [claim["start"] + at for at in range(*run.span())]
            wordy = [at for at in places if words[at].isalnum()] or places
            found += any(at in mine for at in wordy)
        return found

    first_quoted = next(
        (said for span in quotations if (said := [
            claim for claim in attributed if claim["start"] < span.stop and span.start < claim["stop"]
        ])), [],
    )  # fmt: skip
    names = names_of(words, cut["sentences"])

    def opening(claim, ends_at):
        """Names at the claim's beginning, up to a verb (or to a word after which it is no longer the subject)."""
        mine, stop = set(content(claim)), claim["start"]
        runs = [
            run for run in re.finditer(r"\S+", words[claim["start"] : claim["stop"]])
            if claim["start"] + run.start() in mine or claim["start"] + run.end() - 1 in mine
        ]  # fmt: skip
        for run in runs[:8]:
            if run.group().casefold().strip("“”\"'’‘,;:(") in ends_at:
                break
            stop = claim["start"] + run.end()
        return [(at, name) for at, name in names if claim["start"] <= at < stop and at in mine]

    places = [s["ordinal"] for s in body]

    def distance(claim, later):
        return places.index(sentence_of(later)) - places.index(sentence_of(claim))

    def is_late(claim):
        mine = {name for _, name in opening(claim, AUXILIARIES)}
        return any(
            1 <= distance(claim, later) <= limits["late_within"]
            and mine & {name for _, name in opening(later, AUXILIARIES)}
            for later in attributed
        )

    def of(count, whole):
        whole = whole if isinstance(whole, int) else len(whole)
        percent = None if not whole else int(100 * count / whole + 0.5)
        return {"count": count, "of": whole, "percent": percent}

    def named(rows):
        return of(sum(row["identity"] == "named" for row in rows), rows)

    heard = [
        row for row in review["attributions"]
        if row["source_uid"] and cards[row["source_uid"]]["identity"] in ("named", "spokesperson")
    ]  # fmt: skip
    heard += [claim for claim in review["claims"] if claim["denial"]]
    heard += [check for check in review["checks"] if check["outcome"] == "declined"]
    answered = {name for at, name in names if any(row["start"] <= at < row["stop"] for row in heard)}
    accused = [
        claim for claim in claims
        if not claim["denial"] and (
            claim["attack"] or (claim["sources"] and stands_on(claim) in ("unnamed", "missing"))
        )
    ]  # fmt: skip
    unheard = [claim["uid"] for claim in accused if parties(words, opening(claim, TURNS)) - answered]

    people = [LEAST[card["number"]] if card["number"] else 1 for card in unnamed]
    lower = 0
    for card, least in zip(unnamed, people, strict=True):
        lower = lower + least if card["distinct"] else max(lower, least)
    exact = all(card["number"] in ("1", "2") for card in unnamed)
    upper = sum(people) if exact else None
    numbers = {
        "sentences": len(body),
        "words": sum(len(words[s["start"] : s["stop"]].split()) for s in body),
        "claims": len(claims),
        "attributed": of(len(attributed), claims),
        "own_voice": of(len(claims) - len(attributed), claims),
        **{
            f"on_{kind}": of(ends[kind], attributed)
            for kind in ("named", "spokesperson", "unnamed", "missing")
        },
        "attributing_sentences": of(len({sentence_of(row) for row in mentions}), body),
        "named_by_mention": named(
            [cards[row["source_uid"]] for row in mentions if row["source_uid"] and row["source_uid"] not in own]
        ),
        "named_by_card": named([cards[uid] for uid in counted]),
        "named_by_word": of(
            sum(count_words(claim) for claim in attributed if stands_on(claim) == "named"),
            sum(map(count_words, attributed)),
        ),
        "named_original": named(originals),
        "named_individuals": sum(
            cards[uid]["identity"] == "named" and cards[uid]["type"] == "person" for uid in counted
        ),
        "second_hand": of(sum(through(claim)[1] for claim in attributed), attributed),
        "unnamed_people": {"at_least": lower, "at_most": upper},
        "reason_given": of(sum(card["reason"] in ("formula", "specific") for card in unnamed), unnamed),
        "direct_knowledge": of(sum(card["knowledge"] == "direct" for card in unnamed), unnamed),
        "who_told": of(sum(card["who"] in ("role", "side", "both") for card in unnamed), unnamed),
        "figures": len(figures),
        "figures_with_source": of(len(sourced), figures),
        "figures_rounded": of(sum(figure["bound"] != "exact" for figure in figures), figures),
    }  # fmt: skip
    outlets = Counter(uid for claim in attributed for uid in through(claim)[0])
    least = len(attributed) >= limits["least_claims"]
    one_counted = len(unnamed) == 1 and unnamed[0]["number"] != "plural"
    rules = {
        "SR01": [card["uid"] for card in asked if card["who"] == "none"],
        "SR02": [card["uid"] for card in asked if card["reason"] == "none"],
        "SR03": [card["uid"] for card in asked if card["reason"] == "formula"],
        "SR04": [
            claim["uid"] for claim in attributed
            if [cards[uid]["number"] for uid in {link["source_uid"] for link in claim["sources"]}] == ["1"]
            and only_unnamed(claim)
        ],
        "SR05": [card["uid"] for card in asked if card["number"] == "plural"],
        "SR06": [card["uid"] for card in asked if card["knowledge"] == "none"],
        "SR07": [card["uid"] for card in asked if card["knowledge"] == "claimed"],
        "SR08": [
            claim["uid"] for claim in claims
            if only_unnamed(claim) and {"opinion", "prediction"} & {*claim["flags"]}
        ],
        "SR09": [claim["uid"] for claim in claims if only_unnamed(claim) and claim["attack"]],
        "SR10": [claim["uid"] for claim in attributed if only_unnamed(claim) and is_quoted(claim)],
        "SR11": [claim["uid"] for claim in (*on_top, *attributed[:1]) if leans(claim)],
        "SR12": [claim["uid"] for claim in first_quoted[:1] if all(map(only_unnamed, first_quoted))],
        "SR13": [
            card["uid"] for card in asked if any(way(link) for link in links if link["source_uid"] == card["uid"])
        ],
        "SR14": [claim["uid"] for claim in claims if not claim["sources"] and "fact" in claim["flags"]],
        "SR15": [claim["uid"] for claim in claims if not claim["sources"] and is_late(claim)],
        "SR16": [figure["uid"] for figure in figures if figure not in sourced],
        "SR17": [figure["uid"] for figure in figures if figure not in sourced and figure["bound"] != "exact"],
        "SR18": [None] * (least and 100 * ends["unnamed"] >= limits["mostly_unnamed"] * len(attributed)),
        "SR19": [None for count in outlets.values() if least and 100 * count >= limits["one_outlet"] * len(attributed)],
        "SR20": [card["uid"] for card in review["sources"] if card["uid"] in in_use and card["identity"] == "missing"],
        "SR21": [None] * (not one_counted and lower != upper),
        "SR22": unheard,
        "SR23": [claim["uid"] for claim in claims if not claim["sources"] and "opinion" in claim["flags"]],
    }  # fmt: skip
    return numbers, {rule: Counter(subjects) for rule, subjects in rules.items()}


def own_outlets(article, review, words):
    """The cards that are the article's own outlet, under any of its names."""
    def bare(name):
        return name.strip(" ,.").casefold().removesuffix("’s").removeprefix("the ")

    names = {bare(name) for name in (article["outlet"], *article["outlet_aliases"])} - {""}
    return {
        row["source_uid"] for row in review["attributions"] if bare(words[row["start"] : row["stop"]]) in names
    }


def names_of(words, sentences):
    """Capitalised words with their places, of those that some sentence has capitalised inside it."""
    every, sure = [], set()
    for sentence in sentences:
        tokens = list(re.finditer(r"[^\W\d_]+", words[sentence["start"] : sentence["stop"]]))
        for number, token in enumerate(tokens):
            before = words[sentence["start"] : sentence["start"] + token.start()].rstrip()
            if token.group()[0].isupper() and token.group().casefold() not in NO_NAMES:
                every.append((sentence["start"] + token.start(), token.group().casefold()))
                if number and sentence["kind"] in ("body", "caption") and before[-1] not in "“(—–-:":
                    sure.add(token.group().casefold())
    return [(at, name) for at, name in every if name in sure]


def parties(words, opening):
    """The last word of each name in an opening: words of one name stand side by side."""
    found = []
    for at, name in opening:
        if found and words[found[-1][0] + len(found[-1][1]) : at] == " ":
            found.pop()
        found.append((at, name))
    return {name for _, name in found}


def claim_of(figure, claims, sentence_of):
    """Say whether the claim that a figure belongs to has a source."""
    named = [claim for claim in claims if claim["uid"] == figure["claim_uid"]]
    around = [claim for claim in claims if claim["start"] <= figure["start"] and figure["stop"] <= claim["stop"]]
    beside = [claim for claim in claims if sentence_of(claim) == sentence_of(figure)]
    mine = named[:1] or sorted(around, key=lambda claim: claim["stop"] - claim["start"])[:1]
    mine = mine or (beside if len(beside) == 1 else [])
    return bool(mine) and bool(mine[0]["sources"])
