"""The sourcing rules, all of them: importing this module fills the register."""

from collections.abc import Mapping

from annotator.core.sourcing import answer_rules, card_rules, claim_rules, text_rules
from annotator.core.sourcing.flags import Flag, Rule, Thresholds, registered
from annotator.core.sourcing.grounds import Grounds

_MODULES = (answer_rules, card_rules, claim_rules, text_rules)

#: Every rule by number.
RULES: Mapping[str, Rule] = registered()

#: The rules that look at sources alone; every other one needs claims, which a sourcing-only pass does not have.
OF_SOURCES = frozenset({"SR01", "SR02", "SR03", "SR05", "SR06", "SR07", "SR13", "SR20", "SR21"})

DEFAULTS = Thresholds()


def raise_flags(grounds: Grounds, thresholds: Thresholds = DEFAULTS) -> tuple[Flag, ...]:
    """Apply every rule to one reading: flags in the order of the rules, then of the text."""
    return tuple(flag for entry in RULES.values() for flag in entry.find(grounds, thresholds))
