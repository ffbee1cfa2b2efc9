"""What two reviewers are asked beyond whether they found a tag: same extent, same type, same link.

Each item is asked only where the question before it was answered alike, and counts how often that was. What one pair
of reviewers gives in one article is a few counts in numbered columns; counts of pairs and articles add, and every
number follows from their sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.agreement.differences import Matter
from annotator.core.agreement.patterns import OWN, Facet
from annotator.core.records import Bound, Identity, Knowledge, Number, Reason, Who

#: Moves whenever a column changes its place or its meaning: what was kept by another one has to be counted again.
LAYOUT = 7


class Question(StrEnum):
    """The four questions of a tag, each gated on the one before it."""

    FOUND = "found"
    EXTENT = "extent"
    TYPE = "type"
    LINK = "link"


class Way(StrEnum):
    """How an item is counted. NOMINAL: which of some values each of the two chose, in a square of columns. F1: things
    of both, and how many of these were alike. SHARE: pairs, and how many were alike. GROUPING: mentions, and their
    B-cubed precision and recall, added up.
    """

    NOMINAL = "nominal"
    F1 = "f1"
    SHARE = "share"
    GROUPING = "grouping"


@dataclass(frozen=True, slots=True)
class Item:
    """One question about one tag. `matters` are the differences that stand behind its number. `is_of_links`: it is
    asked of each two links to one source, of which a pair of claims has any number.
    """

    key: str
    question: Question
    facet: str
    way: Way
    matters: tuple[Matter, ...]
    values: tuple[str, ...] = ()
    is_of_links: bool = False

    @property
    def is_of_pairs(self) -> bool:
        """Say whether it is asked of a pair of stretches once, so that these pairs are its gate."""
        return self.way is not Way.F1 and not self.is_of_links

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return {Way.NOMINAL: len(self.values) ** 2, Way.F1: 2, Way.SHARE: 2, Way.GROUPING: 3}[self.way]


_YES = ("no", "yes")
#: Of two different outlets that a source was heard through, the one that the text names first is `RELAYED`, the other
#: `ANOTHER`: which of two people said which does not depend on who came first.
DIRECT, RELAYED, ANOTHER = "direct", "relayed", "another_outlet"
_RELAYS = (DIRECT, RELAYED, ANOTHER)
OWN_VOICE, ATTRIBUTED = "own_voice", "attributed"


def _extent(facet: str, *matters: Matter) -> tuple[Item, ...]:
    return (
        Item("exact", Question.EXTENT, facet, Way.F1, matters),
        Item("overlapping", Question.EXTENT, facet, Way.F1, matters),
        Item("characters", Question.EXTENT, facet, Way.F1, matters),
    )


def _told(key: str, values: type[StrEnum], matter: Matter = Matter.TOLD) -> Item:
    return Item(key, Question.TYPE, Facet.ATTRIBUTION, Way.NOMINAL, (matter,), tuple(value.value for value in values))


#: The items of our own tags, in the order of the page. Their columns follow one another.
ITEMS: tuple[Item, ...] = (
    *_extent(Facet.CLAIM, Matter.CLAIM_WORDS),
    Item("fact", Question.TYPE, Facet.CLAIM, Way.NOMINAL, (Matter.FACT,), _YES),
    Item("prediction", Question.TYPE, Facet.CLAIM, Way.NOMINAL, (Matter.PREDICTION,), _YES),
    Item("opinion", Question.TYPE, Facet.CLAIM, Way.NOMINAL, (Matter.OPINION,), _YES),
    Item("voice", Question.LINK, Facet.CLAIM, Way.NOMINAL, (Matter.LINK,), (OWN_VOICE, ATTRIBUTED)),
    Item("source", Question.LINK, Facet.CLAIM, Way.F1, (Matter.LINK,)),
    Item("way", Question.LINK, Facet.CLAIM, Way.NOMINAL, (Matter.RELAY,), _RELAYS, is_of_links=True),
    *_extent(Facet.ATTRIBUTION, Matter.PHRASE),
    _told("identity", Identity, Matter.IDENTITY),
    _told("number", Number),
    _told("who", Who),
    _told("knowledge", Knowledge),
    _told("reason", Reason),
    Item("cards", Question.LINK, Facet.ATTRIBUTION, Way.GROUPING, (Matter.LINK, Matter.IDENTITY)),
    Item("relay", Question.LINK, Facet.ATTRIBUTION, Way.NOMINAL, (Matter.RELAY,), _RELAYS),
    *_extent(Facet.FIGURE, Matter.EXTENT),
    Item("bound", Question.TYPE, Facet.FIGURE, Way.NOMINAL, (Matter.VALUE,), tuple(bound.value for bound in Bound)),
    Item("value", Question.TYPE, Facet.FIGURE, Way.SHARE, (Matter.VALUE,)),
)


def own_items(facet: str) -> tuple[Item, ...]:
    """The items of a tag of the desk's own."""
    return (
        *_extent(facet, Matter.OWN_WORDS),
        Item("told", Question.TYPE, facet, Way.SHARE, (Matter.OWN_TOLD,)),
    )


def overlapping_of(item: Item) -> Item:
    """The item that counts the overlapping stretches of the same tag: the gate of its types and links."""
    return extents_of(item.facet)[1]


def extents_of(facet: str) -> tuple[Item, ...]:
    """The items that ask of a tag whether its words are the same: by edges, by overlap, by characters."""
    here = own_items(facet) if facet.startswith(OWN) else ITEMS
    return tuple(one for one in here if one.facet == facet and one.question is Question.EXTENT)


OWN_WIDTH = sum(item.width for item in own_items(""))


def _places() -> tuple[Mapping[tuple[str, str], int], int]:
    places, reached = {}, len(Matter)
    for item in ITEMS:
        places[item.facet, item.key] = reached
        reached += item.width
    return places, reached


#: The first column of each item by facet and key; the columns before them count the differing sentences of each matter.
PLACES, FIRST_OWN = _places()


def columns_of(item: Item, own_tags: tuple[str, ...] = ()) -> range:
    """The columns of an item where these facets are the desk's own tags, in this order."""
    if (item.facet, item.key) in PLACES:
        start = PLACES[item.facet, item.key]
    else:
        start = FIRST_OWN + own_tags.index(item.facet) * OWN_WIDTH
        for other in own_items(item.facet):
            if other.key == item.key:
                break
            start += other.width
    return range(start, start + item.width)


def column_of_matter(matter: Matter) -> int:
    """The column that counts the sentences that differ in this."""
    return matter.rank
