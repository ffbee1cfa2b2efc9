"""The second to fourth question of a tag: same extent, same type, same link; and what differs, sentence by sentence."""

import unicodedata
from collections import Counter
from decimal import Decimal
from itertools import combinations

from tests.recomputed.coefficients import jackknife, of_values
from tests.recomputed.dataset import answers, home

YES_NO = ("no", "yes")
VALUES = {
    ("claim", "fact"): YES_NO, ("claim", "prediction"): YES_NO, ("claim", "opinion"): YES_NO,
    ("claim", "voice"): ("own_voice", "attributed"),
    ("claim", "way"): ("direct", "relayed", "another_outlet"),
    ("attribution", "identity"): ("named", "spokesperson", "unnamed", "missing"),
    ("attribution", "number"): ("1", "2", "3+", "plural"),
    ("attribution", "who"): ("none", "role", "side", "both"),
    ("attribution", "knowledge"): ("none", "claimed", "direct"),
    ("attribution", "reason"): ("none", "formula", "specific"),
    ("attribution", "relay"): ("direct", "relayed", "another_outlet"),
    ("figure", "bound"): ("exact", "about", "at_least", "at_most", "range"),
}  # fmt: skip
#: Which differences stand behind an item.
MATTERS = {
    **{("claim", key): ["claim_words"] for key in ("exact", "overlapping", "characters")},
    **{("claim", flag): [flag] for flag in ("fact", "prediction", "opinion")},
    ("claim", "voice"): ["link"], ("claim", "source"): ["link"], ("claim", "way"): ["relay"],
    **{("attribution", key): ["phrase"] for key in ("exact", "overlapping", "characters")},
    ("attribution", "identity"): ["identity"],
    **{("attribution", key): ["told"] for key in ("number", "who", "knowledge", "reason")},
    ("attribution", "cards"): ["link", "identity"], ("attribution", "relay"): ["relay"],
    **{("figure", key): ["extent"] for key in ("exact", "overlapping", "characters")},
    ("figure", "bound"): ["value"], ("figure", "value"): ["value"],
}  # fmt: skip
ROWS = {"claim": "claims", "attribution": "attributions", "figure": "figures"}
#: Of which there are as many as were compared: nothing stands before them as a gate.
UNGATED = ("exact", "overlapping", "characters", "source", "way")
#: Other words for a unit of the dataset, in the singular.
SAME_UNITS = {"km": "kilometre", "vessel": "ship"}
WORDS = {"claim": "claim_words", "attribution": "phrase", "figure": "extent"}


def overlap(one, other):
    return one["start"] < other["stop"] and other["start"] < one["stop"]


def trimmed(text, row):
    """A stretch without blanks and punctuation at its edges."""
    start, stop = row["start"], row["stop"]

    def is_edge(letter):
        is_mark = unicodedata.category(letter).startswith("P") and letter not in "%‰‱#&@"
        return letter.isspace() or is_mark

    while start < stop and is_edge(text["body"][start]):
        start += 1
    while stop > start and is_edge(text["body"][stop - 1]):
        stop -= 1
    return start, stop


def rows_of(review, facet):
    if facet.startswith("own:"):
        return [row for row in review.get("marks", ()) if row["tag"] == facet[4:]]
    return review[ROWS[facet]]


def cards_of(review):
    return {card["uid"]: card for card in review["sources"]}


def relay_of(link, cards):
    if link.get("is_direct"):
        return None
    return link["relayed_by_uid"] or cards[link["source_uid"]]["relayed_by_uid"]


class Pair:
    """Two people's passes over a text."""

    def __init__(self, text, one, other):
        self.text, self.sides = text, (one, other)
        self.said = [answers(text, review) for review in self.sides]
        self.shared = {
            place for place in self.said[0] if self.said[0][place] is not None and self.said[1][place] is not None
        }
        self.cards = [cards_of(review) for review in self.sides]
        self.same = {
            (mine["source_uid"], theirs["source_uid"])
            for mine in one["attributions"] for theirs in other["attributions"]
            if overlap(mine, theirs) and mine["source_uid"] and theirs["source_uid"]
        }  # fmt: skip

    def place(self, row):
        found = home(self.text, row["start"])
        return found["ordinal"] if found else None

    def is_same(self, mine, theirs):
        return mine is theirs if mine is None or theirs is None else (mine, theirs) in self.same

    def marked(self, facet):
        """Of each side the trimmed stretches in sentences in which both found the tag."""
        both = {at for at in self.shared if all(facet in said[at] for said in self.said)}
        return [
            {trimmed(self.text, row): row for row in rows_of(review, facet) if self.place(row) in both}
            for review in self.sides
        ]

    def matched(self, facet):
        """A largest one-to-one matching of stretches that overlap, same limits first."""
        here, there = self.marked(facet)
        return [(here[mine], there[theirs]) for mine, theirs in largest(sorted(here), sorted(there))]

    def matters(self):
        """(ordinal, what differs) of sentences that both looked at."""
        one, other = self.sides
        found = set()
        for at in self.shared:
            for facet in self.said[0][at] ^ self.said[1][at]:
                found.add((at, "own_tag" if facet.startswith("own:") else facet))
        places = self._places_of_cards()
        found |= set(self._of_cards(places)) | set(self._of_links(places))
        for mine in one["figures"]:
            for theirs in other["figures"]:
                parts = [(*value(row), row["bound"], row["measure"]) for row in (mine, theirs)]
                if overlap(mine, theirs) and parts[0] != parts[1]:
                    found.add((self.place(mine), "value"))
        own = {f"own:{row['tag']}" for review in self.sides for row in review.get("marks", ())}
        for facet in (*ROWS, *own):
            found |= set(self._of_words(facet))
            for mine in rows_of(one, facet) if facet.startswith("own:") else ():
                for theirs in rows_of(other, facet):
                    if overlap(mine, theirs) and mine["told"] != theirs["told"]:
                        found.add((self.place(mine), "own_told"))
        return {(at, matter) for at, matter in found if at in self.shared}

    def _of_words(self, facet):
        marked = [{trimmed(self.text, row) for row in rows_of(review, facet)} for review in self.sides]
        for review, others in zip(self.sides, reversed(marked), strict=True):
            for row in rows_of(review, facet):
                at = self.place(row)
                is_alone = trimmed(self.text, row) not in others and at in self.shared
                if is_alone and all(facet in said[at] for said in self.said):
                    yield at, WORDS.get(facet, "own_words")

    def _places_of_cards(self):
        places = {}
        for mine in self.sides[0]["attributions"]:
            for theirs in self.sides[1]["attributions"]:
                both = mine["source_uid"], theirs["source_uid"]
                if overlap(mine, theirs) and all(both):
                    for at in {self.place(mine), self.place(theirs)} & self.shared:
                        places[both] = min(at, places.get(both, at))
        return places

    def _of_cards(self, places):
        for (mine, theirs), at in places.items():
            card, other = self.cards[0][mine], self.cards[1][theirs]
            if card["identity"] != other["identity"]:
                yield at, "identity"
            elif told(card) != told(other):
                yield at, "told"
            if not self.is_same(card["relayed_by_uid"], other["relayed_by_uid"]):
                yield at, "relay"

    def _of_links(self, places):
        for at in self.shared:
            claims = [[row for row in review["claims"] if self.place(row) == at] for review in self.sides]
            if not all(claims):
                continue
            links = [[link for row in rows for link in row["sources"]] for rows in claims]
            own = [any(not row["sources"] for row in rows) for rows in claims]
            met = [
                (mine, theirs) for mine in links[0] for theirs in links[1]
                if (mine["source_uid"], theirs["source_uid"]) in self.same
            ]  # fmt: skip
            alone = [
                {link["source_uid"] for link in links[side]} - {pair[side]["source_uid"] for pair in met}
                for side in (0, 1)
            ]
            if any(alone) or own[0] != own[1]:
                yield at, "link"
            for mine, theirs in met:
                is_own = any(link["relayed_by_uid"] or link.get("is_direct") for link in (mine, theirs))
                is_told = (mine["source_uid"], theirs["source_uid"]) in places and not is_own
                relays = relay_of(mine, self.cards[0]), relay_of(theirs, self.cards[1])
                if not is_told and not self.is_same(*relays):
                    yield at, "relay"


def told(card):
    if card["identity"] == "unnamed":
        return tuple(card[key] for key in ("type", "number", "who", "knowledge", "reason"))
    return (card["type"],)


def value(figure):
    numbers = (None if figure[end] is None else Decimal(figure[end]) for end in ("low", "high"))
    words = [word.removesuffix("s") for word in figure["unit"].lower().replace("-", " ").split()]
    return (*numbers, [SAME_UNITS.get(word, word) for word in words])


def largest(here, there):
    """A largest matching of stretches that share a character, one with the most same limits among these."""
    best = []

    def search(place, taken, pairs):
        nonlocal best
        if place == len(here):
            best = max(best, pairs, key=lambda found: (len(found), sum(one == other for one, other in found)))
            return
        search(place + 1, taken, pairs)
        for other in there:
            if other not in taken and here[place][0] < other[1] and other[0] < here[place][1]:
                search(place + 1, {*taken, other}, [*pairs, (here[place], other)])

    groups = clusters(here, there)
    found = []
    for mine, theirs in groups:
        best, here, there = [], mine, theirs
        search(0, frozenset(), [])
        found += best
    return found


def clusters(here, there):
    """Stretches that overlap directly or through others, apart from all others: small enough to try everything."""
    every = sorted([(*span, 0) for span in here] + [(*span, 1) for span in there])
    groups, reached = [], -1
    for start, stop, side in every:
        if start >= reached:
            groups.append(([], []))
        groups[-1][side].append((start, stop))
        reached = max(reached, stop)
    return groups


def compare(pair, own):
    """(facet, key) -> what one pair gives: pairs of values, or (things, alike), or B-cubed of each mention."""
    found = {}
    for facet in (*ROWS, *own):
        here, there = pair.marked(facet)
        things = len(here) + len(there)
        found[facet, "exact"] = (things, 2 * len(here.keys() & there.keys()))
        found[facet, "overlapping"] = (things, 2 * len(pair.matched(facet)))
        inside = [{place for start, stop in side for place in range(start, stop)} for side in (here, there)]
        found[facet, "characters"] = (sum(map(len, inside)), 2 * len(inside[0] & inside[1]))
        if facet.startswith("own:"):
            alike = [mine["told"] == theirs["told"] for mine, theirs in pair.matched(facet)]
            found[facet, "told"] = (len(alike), sum(alike))
    values = {key: [] for key in VALUES}
    things, alike = 0, 0
    for mine, theirs in pair.matched("claim"):
        for flag in ("fact", "prediction", "opinion"):
            values["claim", flag].append(tuple(YES_NO[flag in row["flags"]] for row in (mine, theirs)))
        voices = tuple("attributed" if row["sources"] else "own_voice" for row in (mine, theirs))
        values["claim", "voice"].append(voices)
        for link in mine["sources"]:
            for other in theirs["sources"]:
                if (link["source_uid"], other["source_uid"]) in pair.same:
                    relays = relay_of(link, pair.cards[0]), relay_of(other, pair.cards[1])
                    values["claim", "way"].append(relay_words(pair, relays))
        if "own_voice" not in voices:
            links = [[link["source_uid"] for link in row["sources"]] for row in (mine, theirs)]
            things += len(links[0]) + len(links[1])
            alike += 2 * most_links(*links, pair.same)
    found["claim", "source"] = (things, alike)
    groups = []
    for mine, theirs in pair.matched("attribution"):
        uids = mine["source_uid"], theirs["source_uid"]
        if all(uids):
            groups.append(uids)
            of_cards(pair, *(cards[uid] for cards, uid in zip(pair.cards, uids, strict=True)), values)
    found["attribution", "cards"] = [
        [groups.count(both) / [one[side] for one in groups].count(both[side]) for side in (0, 1)] for both in groups
    ]
    figures = pair.matched("figure")
    values["figure", "bound"] = [(mine["bound"], theirs["bound"]) for mine, theirs in figures]
    found["figure", "value"] = (len(figures), sum(value(mine) == value(theirs) for mine, theirs in figures))
    return found | values


def of_cards(pair, card, other, values):
    relays = card["relayed_by_uid"], other["relayed_by_uid"]
    values["attribution", "relay"].append(relay_words(pair, relays))
    if card["identity"] and other["identity"]:
        values["attribution", "identity"].append((card["identity"], other["identity"]))
        for key in ("number", "who", "knowledge", "reason"):
            if card["identity"] == other["identity"] == "unnamed" and card[key] and other[key]:
                values["attribution", key].append((card[key], other[key]))


def relay_words(pair, relays):
    words = ["direct" if relay is None else "relayed" for relay in relays]
    if all(relays) and not pair.is_same(*relays):
        named = [
            min([row["start"] for row in side["attributions"] if row["source_uid"] == uid] or [len(pair.text["body"])])
            for side, uid in zip(pair.sides, relays, strict=True)
        ]
        first = min((0, 1), key=lambda side: (named[side], relays[side]))
        words[1 - first] = "another_outlet"
    return tuple(words)


def most_links(links, others, same):
    """How many links of both sides can be paired, each once: everything is tried."""
    if not links:
        return 0
    first, *rest = links
    best = most_links(rest, others, same)
    for other in others:
        if (first, other) in same:
            best = max(best, 1 + most_links(rest, [one for one in others if one != other], same))
    return best


def compare_all(found, people, own):
    """By text: what all pairs of these people give together, and the matters with a sentence that differs."""
    made = []
    for text in found["texts"]:
        there = [text["passes"][uid] for uid in people if uid in text["passes"]]
        pairs = [Pair(text, one, other) for one, other in combinations(there, 2)]
        counts = [compare(pair, own) for pair in pairs]
        made.append((counts, {matter for pair in pairs for _, matter in pair.matters()}))
    return made


def items(found, people, own):
    """(facet, key) -> the item's part of a kept report."""
    by_text = compare_all(found, people, own)
    told = {}
    keys = [*MATTERS, *((facet, key) for facet in own for key in ("exact", "overlapping", "characters", "told"))]
    paired = {
        facet: sum(one[facet, "overlapping"][1] for counts, _ in by_text for one in counts) // 2
        for facet in (*ROWS, *own)
    }
    for facet, key in keys:
        matters = MATTERS.get((facet, key), ["own_told" if key == "told" else "own_words"])
        parts = [[one[facet, key] for one in counts] for counts, _ in by_text]
        if (facet, key) in VALUES:
            row = of_pairs([[pair for one in part for pair in one] for part in parts], VALUES[facet, key], people)
            apart = [any(one != other for group in part for one, other in group) for part in parts]
        elif key == "cards":
            row = of_groups([[cell for one in part for cell in one] for part in parts], people)
            apart = [any(min(cell) < 1 for one in part for cell in one) for part in parts]
        else:
            row = of_counts(parts)
            apart = [sum(one[0] for one in part) > sum(one[1] for one in part) for part in parts]
        row["of"] = row["compared"] if key in UNGATED else paired[facet]
        row["articles_that_differ"] = sum(
            differs and bool(there & set(matters)) for differs, (_, there) in zip(apart, by_text, strict=True)
        )
        told[facet, key] = row
    names = {matter for _, there in by_text for matter in there}
    return told, {matter: sum(matter in there for _, there in by_text) for matter in names}


def of_counts(parts):
    sums = [(sum(one[0] for one in part), sum(one[1] for one in part)) for part in parts]

    def alike(some):
        n = sum(one[0] for one in some)
        return {"alike": sum(one[1] for one in some) / n if n else None}

    made = jackknife(alike, [one for one in sums if one[0]])
    return {"compared": sum(one[0] for one in sums), "numbers": made, "most": None, "answers": None, "table": None}


def of_groups(parts, people):
    cells = [part for part in parts if part]

    def scores(some):
        flat = [cell for part in some for cell in part]
        if not flat:
            return {"alike": None, **({"precision": None, "recall": None} if len(people) == 2 else {})}
        precision, recall = (sum(cell[side] for cell in flat) / len(flat) for side in (0, 1))
        if len(people) != 2:  # every pair both ways
            return {"alike": (precision + recall) / 2}
        return {"alike": 2 * precision * recall / (precision + recall), "precision": precision, "recall": recall}

    made = jackknife(scores, cells)
    return {"compared": sum(map(len, cells)), "numbers": made, "most": None, "answers": None, "table": None}


def of_pairs(parts, values, people):
    def numbers(some):
        flat = [pair for part in some for pair in part]
        made = of_values(flat, len(values))
        if values == YES_NO:
            yes = sum(pair.count("yes") for pair in flat)
            made["positive"] = 2 * flat.count(("yes", "yes")) / yes if yes else None
        return made

    flat = [pair for part in parts for pair in part]
    counts = Counter(flat)
    square = [[counts[one, other] for other in values] for one in values]
    if len(people) != 2:
        square = [[square[i][j] + square[j][i] for j in range(len(values))] for i in range(len(values))]
    answers = [one for pair in flat for one in pair]
    return {
        "compared": len(flat), "numbers": jackknife(numbers, [part for part in parts if part]), "table": square,
        "most": max((answers.count(one) for one in values), default=0), "answers": len(answers),
    }  # fmt: skip
