"""A desk's own policy on sources, as data: which rules apply, how grave each is, and from what share on.

A policy decides what a report raises, never what it counts: measures are the same under every policy. Presets are
a reading of what newsrooms publish, as far as rules on tags can see it; they are not the newsrooms' rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from annotator.core.errors import Invalid
from annotator.core.fields import Fields, malformed
from annotator.core.sourcing.causes import Finding
from annotator.core.sourcing.flags import Flag, Thresholds
from annotator.core.sourcing.rules import DEFAULTS, RULES

LONGEST_NAME = 80


class Severity(StrEnum):
    """How grave a rule is to the desk. NOTE: for information; ASK: ask the author; MUST: not without an editor."""

    NOTE = "note"
    ASK = "ask"
    MUST = "must"


class Preset(StrEnum):
    """Where a policy started: all rules, or those that a newsroom publishes."""

    ALL = "all"
    AP = "ap"
    REUTERS = "reuters"
    NEW_YORK_TIMES = "new_york_times"
    WASHINGTON_POST = "washington_post"
    NPR = "npr"
    BBC = "bbc"
    GUARDIAN = "guardian"
    SPJ = "spj"

    @property
    def words(self) -> str:
        """What the preset is called."""
        return _NEWSROOMS[self]


_NEWSROOMS = {
    Preset.ALL: "All rules",
    Preset.AP: "AP",
    Preset.REUTERS: "Reuters",
    Preset.NEW_YORK_TIMES: "New York Times",
    Preset.WASHINGTON_POST: "Washington Post",
    Preset.NPR: "NPR",
    Preset.BBC: "BBC",
    Preset.GUARDIAN: "Guardian",
    Preset.SPJ: "SPJ",
}
_EVERYBODY = frozenset(Preset)
#: What published rules ask for: the rules here that see it, and the newsrooms where it was found.
_REQUIREMENTS: tuple[tuple[tuple[str, ...], frozenset[Preset]], ...] = (
    (("SR18",), _EVERYBODY),  # named sources preferred, anonymity a last resort
    (("SR08",), frozenset({Preset.AP, Preset.REUTERS, Preset.NEW_YORK_TIMES, Preset.WASHINGTON_POST, Preset.NPR})),
    (("SR09",), frozenset({
        Preset.REUTERS, Preset.NEW_YORK_TIMES, Preset.WASHINGTON_POST, Preset.NPR, Preset.GUARDIAN,
    })),
    (("SR01",), _EVERYBODY - {Preset.REUTERS}),  # a bare "source" is not enough
    (("SR20",), frozenset({Preset.NPR})),  # nor is "reportedly"
    (("SR06",), _EVERYBODY - {Preset.REUTERS, Preset.SPJ}),  # how the source knows
    (("SR07",), frozenset({Preset.NPR, Preset.WASHINGTON_POST})),
    (("SR02",), frozenset({Preset.AP, Preset.NEW_YORK_TIMES, Preset.WASHINGTON_POST, Preset.NPR})),
    (("SR03",), frozenset({Preset.NEW_YORK_TIMES})),
    (("SR04",), frozenset({Preset.AP, Preset.REUTERS, Preset.WASHINGTON_POST, Preset.BBC})),
    (("SR05", "SR21"), frozenset({Preset.REUTERS})),  # never a plural for one source
    (("SR11",), frozenset({Preset.NEW_YORK_TIMES})),
    (("SR12",), frozenset({Preset.WASHINGTON_POST})),
    (("SR10",), frozenset({Preset.NEW_YORK_TIMES})),
    (("SR14", "SR15", "SR16"), frozenset({Preset.AP, Preset.REUTERS})),  # attribute, and in the same sentence
    (("SR13",), frozenset({Preset.AP, Preset.REUTERS, Preset.BBC})),  # second-hand information
    (("SR19", "SR22"), frozenset({Preset.BBC})),
)  # fmt: skip
#: What a newsroom's published rules make an editor's decision, or demand without exception.
_DEMANDED = {
    Preset.AP: ("SR02",),
    Preset.REUTERS: ("SR09",),
    Preset.NEW_YORK_TIMES: ("SR10", "SR11"),
    Preset.BBC: ("SR04",),
}
#: Lists and totals that an editor reads rather than asks about.
_NOTED = ("SR14", "SR17", "SR21")

#: What each threshold may be, both ends allowed: whole percent, claims, sentences.
LIMITS: Mapping[str, tuple[int, int]] = {
    "mostly_unnamed": (1, 100),
    "one_outlet": (1, 100),
    "least_claims": (1, 50),
    "late_within": (1, 10),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules that apply, each with its severity, and the thresholds. `number` is that of the stored version, 0 for
    the one that every project begins with; `valid_from` is an ISO day, empty for "always".
    """

    name: str = "All rules"
    preset: Preset = Preset.ALL
    rules: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Thresholds = DEFAULTS
    valid_from: str = ""
    number: int = 0

    def applies(self, rule_id: str) -> bool:
        """Say whether a rule is switched on."""
        return rule_id in self.rules

    def keep(self, flags: Iterable[Flag]) -> tuple[Flag, ...]:
        """The flags of rules that apply."""
        return tuple(flag for flag in flags if flag.rule in self.rules)

    def severity_of(self, finding: Finding) -> Severity:
        """The gravest of a finding's rules. Raises KeyError for rules that do not apply."""
        order = list(Severity)
        return max((self.rules[rule_id] for rule_id in finding.rules), key=order.index)


def preset_policy(preset: Preset) -> Policy:
    """The policy that a preset stands for: all rules, or those that see what the newsroom's published rules ask for."""
    demanded = _DEMANDED.get(preset, ())
    asked = {rule_id for rule_ids, newsrooms in _REQUIREMENTS if preset in newsrooms for rule_id in rule_ids}
    rules = {
        rule_id: Severity.MUST if rule_id in demanded else Severity.NOTE if rule_id in _NOTED else Severity.ASK
        for rule_id in RULES
        if preset is Preset.ALL or rule_id in asked
    }
    return Policy(preset.words, preset, rules)


#: What holds for a project that has set nothing.
FIRST_POLICY = preset_policy(Preset.ALL)


def in_force(policies: Iterable[Policy], day: date) -> Policy:
    """The policy for an article of that day: the last version among those that were valid by then, else the first."""
    valid = [policy for policy in policies if not policy.valid_from or date.fromisoformat(policy.valid_from) <= day]
    return max(valid, key=lambda policy: policy.number, default=FIRST_POLICY)


def in_force_on(policies: Iterable[Policy], published_on: str, today: date) -> Policy:
    """The same for the day on which an article was published (ISO); today's where none is known."""
    return in_force(policies, date.fromisoformat(published_on) if _is_day(published_on) else today)


def check_policy(policy: Policy) -> Policy:
    """The policy with a trimmed name and its rules in order.

    Raises Invalid (`policy`) with a sentence for each field: a name, known rules, thresholds within `LIMITS`, a day.
    """
    wrong: dict[str, str] = {}
    name = " ".join(policy.name.split())
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = f"Give the policy a name of at most {LONGEST_NAME} characters."
    unknown = sorted(set(policy.rules) - set(RULES))
    if unknown:
        wrong["rules"] = f"There is no rule {', '.join(unknown)[:200]}. The rules are SR01 to SR{len(RULES)}."
    elif not policy.rules:
        wrong["rules"] = "Leave at least one rule on: a policy without rules raises nothing."
    for entry in fields(Thresholds):
        low, high = LIMITS[entry.name]
        if not low <= getattr(policy.thresholds, entry.name) <= high:
            wrong[entry.name] = f"Give a whole number from {low} to {high}."
    if policy.valid_from and not _is_day(policy.valid_from):
        wrong["valid_from"] = "Give a day as year-month-day, or leave it empty."
    if wrong:
        raise Invalid("The policy was not stored. Put right what is marked.", code="policy", fields=wrong)
    return replace(policy, name=name, rules={rule: policy.rules[rule] for rule in RULES if rule in policy.rules})


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def policy_to_json(policy: Policy) -> dict[str, object]:
    """The policy as plain JSON values, for storage and reports."""
    return {
        "name": policy.name,
        "preset": policy.preset.value,
        "number": policy.number,
        "valid_from": policy.valid_from,
        "rules": {rule_id: severity.value for rule_id, severity in policy.rules.items()},
        "thresholds": {entry.name: getattr(policy.thresholds, entry.name) for entry in fields(Thresholds)},
    }


def policy_from_json(body: Mapping[str, object]) -> Policy:
    """The policy that `policy_to_json` wrote. Raises Invalid on anything else."""
    told = Fields("policy", body)
    policy = Policy(
        told.text("name"),
        told.word("preset", Preset),
        _rules_from(told.value("rules")),
        _thresholds_from(told.entry("thresholds")),
        told.text("valid_from", limit=10),
        told.integer("number"),
    )
    told.done()
    return check_policy(policy)


def _rules_from(value: object) -> dict[str, Severity]:
    if not isinstance(value, Mapping):
        raise malformed("policy.rules must be an object: a rule's number and its severity.")
    told = Fields("policy.rules", value)
    return {str(rule_id): told.word(str(rule_id), Severity) for rule_id in value}


def _thresholds_from(told: Fields) -> Thresholds:
    found = {name: told.integer(name) for name in LIMITS}
    told.done()
    return Thresholds(**found)
