"""Rules about claims and figures: what each rests on."""

from bisect import bisect_right
from collections.abc import Iterable

from annotator.core.records import Bound, Claim, SourceCard
from annotator.core.records import Flag as ClaimFlag
from annotator.core.sources import lone_unnamed
from annotator.core.sourcing.actors import find_actors
from annotator.core.sourcing.flags import Flag, Mode, Thresholds, flag_claim, flag_figure, rule
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.quotes import find_quotations, is_quoted_whole
from annotator.core.sourcing.wording import call, enumerate_words, quote
from annotator.core.spans import SpanIndex


@rule("SR04", "One unnamed source", "AP, Reuters, BBC")
def find_single(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A claim that rests on exactly one unnamed person and nothing else."""
    for claim in grounds.attributed:
        if card := lone_unnamed(claim, grounds.cards):
            words = f"The claim rests on one unnamed person alone: {_called(claim, grounds)}."
            yield flag_claim("SR04", claim, grounds, words, related_uid=card.uid)


@rule("SR08", "Unnamed opinion or forecast", "AP, Reuters, USA Today")
def find_unnamed_opinion(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """Opinion or prediction that rests only on unnamed sources."""
    for claim in grounds.attributed:
        kinds = [
            word
            for flag, word in ((ClaimFlag.OPINION, "opinion"), (ClaimFlag.PREDICTION, "a forecast"))
            if flag in claim.flags
        ]
        if kinds and grounds.footing(claim) is Footing.UNNAMED:
            said = enumerate_words([word.removeprefix("a ") for word in kinds])
            words = f"Only unnamed sources stand behind this {said}: {_called(claim, grounds)}."
            yield flag_claim("SR08", claim, grounds, words, related_uid=_only_card(claim))


@rule("SR09", "Unnamed attack", "NPR, Guardian, Reuters, New York Times", Mode.HELP)
def find_unnamed_attack(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A claim that a reviewer marked as an attack and that rests only on unnamed sources."""
    for claim in grounds.attributed:
        if claim.attack and grounds.footing(claim) is Footing.UNNAMED:
            words = f"The remark against a person or body comes from {_called(claim, grounds)}, unnamed."
            yield flag_claim("SR09", claim, grounds, words, related_uid=_only_card(claim))


@rule("SR10", "Unnamed direct quote", "New York Times 2016")
def find_unnamed_quote(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A claim quoted from end to end that rests only on unnamed sources."""
    quotations = SpanIndex((span, None) for span in find_quotations(grounds.reading.text))
    for claim in grounds.attributed:
        whole = is_quoted_whole(grounds.reading.text, grounds.content(claim), quotations)
        if whole and grounds.footing(claim) is Footing.UNNAMED:
            words = f"The text quotes {_called(claim, grounds)} in full, unnamed."
            yield flag_claim("SR10", claim, grounds, words, related_uid=_only_card(claim))


@rule("SR11", "Unnamed on top", "New York Times 2016")
def find_unnamed_top(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """Headline, standfirst or first attributed body claim that rests only on unnamed sources, directly
    or through an outlet that relays nobody else.
    """
    for claim in (*grounds.top_claims, *grounds.attributed[:1]):
        if grounds.leans_on_unnamed(claim):
            home = grounds.home(claim.start)
            place = "first attributed claim" if home is None or home.is_body else home.kind.value
            words = f"The {place} rests on unnamed sources alone ({_called(claim, grounds)})."
            yield flag_claim("SR11", claim, grounds, words)


@rule("SR12", "First quote unnamed", "Washington Post ombudsman")
def find_unnamed_first_quote(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """The first words quoted from a source in the body come from an unnamed one."""
    attributed = SpanIndex((claim.span, claim) for claim in grounds.attributed)
    for span in find_quotations(grounds.reading.text):
        quoted = [claim for _, claim in attributed.touching(span)]
        if quoted:
            if all(grounds.footing(claim) is Footing.UNNAMED for claim in quoted):
                said = quote(grounds.reading.quote(span), 40)
                words = f"The first words that the text quotes, {said}, come from an unnamed source."
                yield flag_claim("SR12", quoted[0], grounds, words, span=span)
            return


@rule("SR14", "Own-voice claim", "Reuters, AP")
def find_own_voice_fact(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A factual claim without a source: a list from which an editor clears common knowledge."""
    for claim in grounds.own_voice:
        if ClaimFlag.FACT in claim.flags:
            yield flag_claim("SR14", claim, grounds, "The text states this in the newsroom’s own voice.")


@rule("SR15", "Late attribution", "AP", Mode.HELP)
def find_late_attribution(grounds: Grounds, thresholds: Thresholds) -> Iterable[Flag]:
    """A claim in own voice whose named actor opens an attributed claim up to three sentences later."""
    actors = find_actors(grounds)
    for claim in grounds.own_voice:
        for later, distance in _follow(claim, grounds, thresholds.late_within):
            if actors[claim.uid] & actors[later.uid]:
                where = "the next sentence" if distance == 1 else "a later sentence"
                words = (
                    f"Said in the newsroom’s own voice; {where}, on the same actor, "
                    f"attributes what it says to {_called(later, grounds)}."
                )
                yield flag_claim("SR15", claim, grounds, words, related_uid=later.uid)
                break


def _follow(claim: Claim, grounds: Grounds, within: int) -> Iterable[tuple[Claim, int]]:
    """The attributed claims of the next sentences, each with its distance in body sentences."""
    place = grounds.place(claim)
    first = bisect_right(grounds.attributed, claim.start, key=lambda other: other.start)
    for later in grounds.attributed[first:]:
        distance = grounds.place(later) - place
        if distance > within:
            return
        if distance >= 1:
            yield later, distance


@rule("SR16", "Figure without source", "Reuters, AP")
def find_unsourced_figure(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A figure whose claim has no source."""
    for figure in grounds.figures:
        claim = grounds.claim_of(figure)
        if claim is None or claim.is_own_voice:
            words = f"The text gives no source for {quote(grounds.reading.quote(figure.span))}."
            yield flag_figure("SR16", figure, grounds, words)


@rule("SR17", "Rounded figure without source", "derived")
def find_unsourced_rounded(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """As SR16, and the figure is not exact."""
    for figure in grounds.figures:
        claim = grounds.claim_of(figure)
        if figure.bound is not Bound.EXACT and (claim is None or claim.is_own_voice):
            said = quote(grounds.reading.quote(figure.span))
            yield flag_figure("SR17", figure, grounds, f"{said} is not exact and has no source.")


@rule("SR23", "Own-voice opinion", "derived")
def find_own_voice_opinion(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """An opinion in body text without a source."""
    for claim in grounds.own_voice:
        if ClaimFlag.OPINION in claim.flags:
            words = "The text gives an opinion in the newsroom’s own voice."
            yield flag_claim("SR23", claim, grounds, words)


def _cards(claim: Claim, grounds: Grounds) -> list[SourceCard]:
    return [grounds.cards[uid] for uid in dict.fromkeys(link.source_uid for link in claim.sources)]


def _only_card(claim: Claim) -> str:
    return claim.sources[0].source_uid if len(claim.sources) == 1 else ""


def _called(claim: Claim, grounds: Grounds) -> str:
    return enumerate_words([call(card, grounds.labels[card.uid]) for card in _cards(claim, grounds)])
