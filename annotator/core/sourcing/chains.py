"""Attribution chains: who told whom, from the source through other outlets to the article."""

from dataclasses import dataclass

from annotator.core.records import SourceLink
from annotator.core.sourcing.grounds import Grounds


@dataclass(frozen=True, slots=True)
class Root:
    """One source at the far end of a chain, with the claims that come from it along this chain."""

    source_uid: str
    claim_uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The sources that reached the article the same way. `relays`: the outlets between, the nearest to
    the sources first; empty for direct.
    """

    relays: tuple[str, ...]
    roots: tuple[Root, ...]

    @property
    def claims(self) -> int:
        """How many claims came this way."""
        return len({uid for root in self.roots for uid in root.claim_uids})


def draw_chains(grounds: Grounds) -> tuple[Chain, ...]:
    """The chains behind the claims of headline, standfirst and body; the longest way first, then by number.

    An outlet whose own claims are only those of the top, and which relays others, is not drawn a second time.
    """
    claims = (*grounds.top_claims, *grounds.claims)
    found: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for claim in claims:
        for link in claim.sources:
            roots = found.setdefault(grounds.relays(link), {})
            roots.setdefault(link.source_uid, []).append(claim.uid)
    for card in grounds.counted:
        silent = not any(card.uid in roots for roots in found.values())
        if silent and card.uid not in grounds.relayed:
            found.setdefault(grounds.relays(SourceLink(card.uid)), {}).setdefault(card.uid, [])
    chains = [
        Chain(
            relays,
            tuple(
                Root(uid, tuple(uids))
                for uid, uids in sorted(roots.items(), key=lambda item: grounds.numbers[item[0]])
                if not grounds.merely_relays(grounds.cards[uid])
            ),
        )
        for relays, roots in found.items()
    ]
    drawn = [chain for chain in chains if chain.roots]
    return tuple(sorted(drawn, key=lambda c: (-len(c.relays), grounds.numbers[c.roots[0].source_uid])))
