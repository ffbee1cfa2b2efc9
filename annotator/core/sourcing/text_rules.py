"""Rules about the article as a whole: shares and totals."""

from collections.abc import Iterable

from annotator.core.records import Number
from annotator.core.sourcing.flags import Flag, Thresholds, flag_text, rule
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.measures import Share, count_people, count_through, unnamed_cards
from annotator.core.sourcing.wording import call


@rule("SR18", "Mostly unnamed", "Pew: under 1 % of stories rely on them alone")
def find_mostly_unnamed(grounds: Grounds, thresholds: Thresholds) -> Iterable[Flag]:
    """Most attributed claims rest only on unnamed sources."""
    footings = [grounds.footing(claim) for claim in grounds.attributed]
    share = Share(footings.count(Footing.UNNAMED), len(footings))
    if share.of >= thresholds.least_claims and share.reaches(thresholds.mostly_unnamed):
        words = f"{share} attributed claims ({share.percent} %) rest on unnamed sources alone."
        yield flag_text("SR18", words)


@rule("SR19", "One-outlet story", "BBC on agencies")
def find_one_outlet(grounds: Grounds, thresholds: Thresholds) -> Iterable[Flag]:
    """Most attributed claims came through one other outlet."""
    for through in count_through(grounds):
        share = through.share
        if share.of >= thresholds.least_claims and share.reaches(thresholds.one_outlet):
            called = call(grounds.cards[through.source_uid], through.label)
            words = f"{share} attributed claims ({share.percent} %) come through {called}."
            yield flag_text("SR19", words, related_uid=through.source_uid)


@rule("SR21", "Sources cannot be counted", "Reuters")
def find_uncountable(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """Unnamed cards may be the same people, so no total exists."""
    cards = unnamed_cards(grounds)
    if len(cards) == 1 and cards[0].number is not Number.PLURAL:
        return  # "five officials" are counted by the text, though the card says no more than three or more
    people = count_people(cards)
    if not people.is_exact:
        most = "no upper limit" if people.upper is None else f"at most {people.upper}"
        words = f"The text does not tell how many unnamed people there are: at least {people.lower}, {most}."
        yield flag_text("SR21", words)
