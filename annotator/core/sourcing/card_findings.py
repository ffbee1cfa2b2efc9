"""Findings about single unnamed sources: what each is used for and what the text does not say of it."""

from collections.abc import Iterable, Sequence

from annotator.core.records import Flag as ClaimFlag
from annotator.core.records import SourceCard
from annotator.core.sourcing.causes import Cause, Finding, Remedy, of_rules
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.wording import call, capitalise, count_of, enumerate_words, verb

#: What makes an unnamed source worth a sentence of its own; the others only join in.
_CARD_CAUSES = ("SR01", "SR03", "SR04", "SR05", "SR08", "SR09", "SR10")
_CARD_RULES = ("SR01", "SR02", "SR03", "SR04", "SR05", "SR06", "SR07", "SR08", "SR09", "SR10")


def find_cards(grounds: Grounds, flags: Sequence[Flag]) -> Iterable[Finding]:
    """What an unnamed source is used for, and what the text does not say of it; the gravest first."""
    weighed: list[tuple[tuple[int, int, int, int], Finding]] = []
    for card in grounds.in_use:
        own = tuple(f for f in of_rules(flags, *_CARD_RULES) if card.uid in (f.subject_uid, f.related_uid))
        if not of_rules(own, *_CARD_CAUSES):
            continue
        rules = {flag.rule for flag in own}
        weight = (-("SR09" in rules), -len(rules), -len(own), grounds.numbers[card.uid])
        weighed.append((weight, _card_finding(card, own, grounds)))
    return [finding for _, finding in sorted(weighed, key=lambda item: item[0])]


def _card_finding(card: SourceCard, flags: tuple[Flag, ...], grounds: Grounds) -> Finding:
    called = call(card, grounds.labels[card.uid])
    uses = _uses(card, flags, grounds)
    gaps = _gaps(flags)
    clauses = [f"{called} {uses}"] if uses else []
    if of_rules(flags, "SR03"):
        clauses.append(f"the reason given{'' if clauses else f' for {called}'} is a stock formula")
    if gaps:
        clauses.append(f"the text does not say{'' if clauses else f' of {called}'} {enumerate_words(gaps, 'or')}")
    question = f"Could the text say {_ask(card, called, flags)}?"
    said = _judgements(flags, grounds) or (["remark"] if of_rules(flags, "SR09") else [])
    if said:
        question += f" If not, should the {enumerate_words(said)} stand without a name?"
    return Finding(
        f"card:{card.uid}",
        Cause.CARD,
        Remedy.ADD,
        capitalise(f"{'; '.join(clauses)}."),
        question,
        flags,
        is_proposed=bool(of_rules(flags, "SR09")),
    )


def _uses(card: SourceCard, flags: Sequence[Flag], grounds: Grounds) -> str:
    """What the source is used for: "gives opinion and forecast in direct quotation"."""
    given = _judgements(flags, grounds)
    quoted = " in direct quotation" if of_rules(flags, "SR10") else ""
    uses = []
    if of_rules(flags, "SR09"):
        uses.append(verb(card, "attacks a person or body", "attack a person or body"))
    if given:
        what = "a forecast" if given == ["forecast"] else enumerate_words(given)
        uses.append(f"{verb(card, 'gives', 'give')} {what}{quoted}")
    elif quoted:
        uses.append(f"{verb(card, 'is', 'are')} quoted in full")
    alone = len(of_rules(flags, "SR04"))
    if alone and not uses:
        uses.append(f"alone {verb(card, 'carries', 'carry')} {count_of(alone, 'claim', 'claims')}")
    return enumerate_words(uses)


def _judgements(flags: Sequence[Flag], grounds: Grounds) -> list[str]:
    """What the source gives that should have a name: opinion, forecast or both."""
    claims = {claim.uid: claim for claim in grounds.attributed}
    judged = {flag for f in of_rules(flags, "SR08") for flag in claims[f.subject_uid].flags}
    words = ((ClaimFlag.OPINION, "opinion"), (ClaimFlag.PREDICTION, "forecast"))
    return [word for flag, word in words if flag in judged]


def _gaps(flags: Sequence[Flag]) -> list[str]:
    """What the text does not say of the source, as a sentence lists it."""
    rules = {flag.rule for flag in flags}
    said = {
        "who": {"SR01"},
        "how many": {"SR05"},
        "how they know": {"SR06", "SR07"},
        "why unnamed": {"SR02"},
    }
    return [words for words, raised_by in said.items() if rules & raised_by]


def _ask(card: SourceCard, called: str, flags: Sequence[Flag]) -> str:
    """The same as a question puts it: "who “one source” is, how they know and why they are not named"."""
    rules = {flag.rule for flag in flags}
    are = verb(card, "is", "are")
    about = [
        words for words, rule in ((f"who {called} {are}", "SR01"), (f"how many {called} are", "SR05")) if rule in rules
    ]
    asked = ["how they know"] if rules & {"SR06", "SR07"} else []
    asked += ["why they are not named"] if rules & {"SR02", "SR03"} else []
    if about:
        return enumerate_words([about[0], *(["how many they are"] if len(about) > 1 else []), *asked])
    return f"of {called} {enumerate_words(asked)}" if asked else f"more about {called}"
