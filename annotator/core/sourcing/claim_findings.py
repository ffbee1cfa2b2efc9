"""Findings about claims, figures and the article as a whole."""

from collections.abc import Iterable, Sequence

from annotator.core.records import Bound, Claim, Figure, Kind, Measure
from annotator.core.sourcing.causes import Cause, Finding, Remedy, of_rules
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.wording import (
    call,
    capitalise,
    enumerate_words,
    is_many,
    plural,
    quote,
    spell,
    spell_share,
)


def find_late_attribution(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """A claim stated in own voice that a later sentence attributes."""
    late = of_rules(flags, "SR15")
    if not late:
        return
    claims = {claim.uid: claim for claim in grounds.claims}
    first, later = claims[late[0].subject_uid], claims[late[0].related_uid]
    sources = {_sources_of(flag.related_uid, grounds) for flag in late}
    if len(late) == 1:
        is_next = grounds.place(later) == grounds.place(first) + 1
        subject = f"{'the first' if grounds.place(first) == 0 else 'one'} sentence states"
        other = "the next one attributes" if is_next else "a later one attributes"
    else:
        subject, other = f"{spell(len(late))} sentences state", "later ones attribute"
    to = sources.pop() if len(sources) == 1 else "sources"
    said = enumerate_words([quote(grounds.reading.quote(claims[flag.subject_uid].span), 50) for flag in late])
    yield Finding(
        "late_attribution",
        Cause.LATE_ATTRIBUTION,
        Remedy.ASK,
        capitalise(f"{subject} in the newsroom’s own voice what {other} to {to}."),
        f"{capitalise(said)}: do we know this ourselves? If not, could it carry the attribution that follows, or go?",
        late,
        is_proposed=True,
    )


def _sources_of(claim_uid: str, grounds: Grounds) -> str:
    """How a sentence speaks of what a claim rests on: "unnamed sources", or the names."""
    claim = next(claim for claim in grounds.claims if claim.uid == claim_uid)
    cards = [grounds.cards[link.source_uid] for link in claim.sources]
    if grounds.footing(claim) is Footing.UNNAMED:
        return "an unnamed source" if len(cards) == 1 and not is_many(cards[0]) else "unnamed sources"
    return enumerate_words([call(card, grounds.labels[card.uid]) for card in cards])


def find_unnamed_story(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """Headline, first claims or most claims rest on unnamed people."""
    causes = of_rules(flags, "SR11", "SR12", "SR18")
    if not causes:
        return
    gathered = of_rules(flags, "SR11", "SR12", "SR13", "SR18", "SR19", "SR21")
    unnamed = [claim for claim in grounds.attributed if grounds.footing(claim) is Footing.UNNAMED]
    flagged = {flag.subject_uid for flag in of_rules(flags, "SR11")}
    top = [claim for claim in grounds.top_claims if claim.uid in flagged]
    leaning = unnamed or [claim for claim in grounds.attributed[:1] if claim.uid in flagged]
    parts = _bodies(grounds, unnamed, leaning, flags) + _tops(grounds, top)
    is_one = len(parts) == 1 and len(leaning) <= 1
    sentence = f"{enumerate_words(parts)} {'rests' if is_one else 'rest'} on unnamed people"
    question = "Can what rests on unnamed people here be had on the record"
    shared = frozenset.intersection(*(grounds.outlets_of_claim(claim) for claim in (*leaning, *top)))
    if shared:
        through = _name_outlets(shared, grounds)
        sentence += f", {'' if is_one else 'all '}through {through}"
        question += f", or be confirmed by a source of our own rather than through {through}"
    yield Finding(
        "unnamed_story",
        Cause.UNNAMED_STORY,
        Remedy.ASK,
        capitalise(f"{sentence}."),
        f"{question}?",
        gathered,
    )


def _bodies(grounds: Grounds, unnamed: Sequence[Claim], leaning: Sequence[Claim], flags: Sequence[Flag]) -> list[str]:
    """How the sentence counts the body claims that rest on unnamed people."""
    if not leaning:
        return []
    if not unnamed:
        return ["the first attributed claim"]
    share = Share(len(unnamed), len(grounds.attributed))
    if share.of == 1:
        return ["the only attributed claim"]
    words = f"{spell_share(share)} attributed claims"
    is_mostly = bool(of_rules(flags, "SR18")) or share.count == share.of
    if is_mostly or grounds.attributed[0] not in unnamed:
        return [words]
    return [f"{words}{',' if len(unnamed) == 1 else ', among them'} the first,"]


def _tops(grounds: Grounds, claims: Sequence[Claim]) -> list[str]:
    homes = (grounds.home(claim.start) for claim in claims)
    kinds = dict.fromkeys(home.kind for home in homes if home is not None)
    return ["the headline" if kind is Kind.HEADLINE else "the standfirst" for kind in kinds]


def _name_outlets(uids: Iterable[str], grounds: Grounds) -> str:
    ordered = sorted(uids, key=lambda uid: grounds.numbers[uid])
    return enumerate_words([call(grounds.cards[uid], grounds.labels[uid]) for uid in ordered])


def find_one_outlet(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """Most claims come through one outlet, where unnamed people are not the greater matter."""
    causes = of_rules(flags, "SR19")
    if not causes or of_rules(flags, "SR11", "SR12", "SR18"):
        return
    outlet = causes[0].related_uid
    count = sum(outlet in grounds.outlets_of_claim(claim) for claim in grounds.attributed)
    share = Share(count, len(grounds.attributed))
    through = _name_outlets([outlet], grounds)
    sentence = capitalise(f"{spell_share(share)} attributed claims come through {through}.")
    question = f"What here do we know beside {through}? Could a source of our own confirm part of it?"
    yield Finding(
        f"one_outlet:{outlet}",
        Cause.ONE_OUTLET,
        Remedy.ASK,
        sentence,
        question,
        (*causes, *(flag for flag in of_rules(flags, "SR13") if outlet in grounds.relays_of_card(flag.subject_uid))),
    )


def find_missing_source(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """Hedges that stand where a source should."""
    missing = of_rules(flags, "SR20")
    if not missing:
        return
    said = enumerate_words([quote(grounds.labels[flag.subject_uid], 40) for flag in missing])
    stand = plural(len(missing), "stands where a source should", "stand where sources should")
    yield Finding(
        "missing_source",
        Cause.MISSING_SOURCE,
        Remedy.ADD,
        capitalise(f"{said} {stand}."),
        f"Who says so, where the text has {said}?",
        missing,
    )


def find_figures(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """Rounded figures without a source, and exact ones of people, money or shares."""
    figures = {figure.uid: figure for figure in grounds.figures}
    bare = [figures[flag.subject_uid] for flag in of_rules(flags, "SR16")]
    chosen = [figure for figure in bare if _is_telling(figure)]
    if not chosen:
        return
    uids = {figure.uid for figure in chosen}
    said = [quote(grounds.reading.quote(figure.span), 40) for figure in chosen]
    asked = enumerate_words(said)
    yield Finding(
        "figures",
        Cause.FIGURES,
        Remedy.ADD,
        capitalise(_figure_sentence(chosen, _shorten(said))),
        f"Where does {asked} come from?" if len(said) == 1 else f"Where do these figures come from: {asked}?",
        tuple(flag for flag in of_rules(flags, "SR16", "SR17") if flag.subject_uid in uids),
    )


def _figure_sentence(figures: Sequence[Figure], said: str) -> str:
    rounded = sum(figure.bound is not Bound.EXACT for figure in figures)
    if len(figures) == 1:
        return f"{said}: {'rounded, ' if rounded else ''}no source."
    how = "" if rounded == 0 else ", all rounded" if rounded == len(figures) else f", {spell(rounded)} rounded"
    return f"{spell(len(figures))} figures without a source{how}: {said}."


def _is_telling(figure: Figure) -> bool:
    """Say whether an unsourced figure is worth an editor's two minutes."""
    return figure.bound is not Bound.EXACT or figure.measure in (
        Measure.COUNT,
        Measure.MONEY,
        Measure.PERCENT,
    )


def find_own_opinion(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """Opinion in the newsroom's own voice."""
    own = of_rules(flags, "SR23")
    if not own:
        return
    claims = {claim.uid: claim for claim in grounds.claims}
    said = [quote(grounds.reading.quote(claims[flag.subject_uid].span), 70) for flag in own]
    yield Finding(
        "own_opinion",
        Cause.OWN_OPINION,
        Remedy.ATTRIBUTE,
        f"Opinion in the newsroom’s own voice: {_shorten(said)}.",
        f"Whose judgement is {enumerate_words(said, 'or')}? Could it be attributed, or go?",
        own,
    )


def _shorten(said: Sequence[str]) -> str:
    """A list of quoted words of which a sentence shows three at most."""
    return enumerate_words([*said[:3], f"{spell(len(said) - 3)} more"] if len(said) > 4 else said)
