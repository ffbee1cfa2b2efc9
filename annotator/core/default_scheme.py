"""What a new project starts with: claims, attributions to source cards and figures, with our guideline."""

from annotator.core.keys import DEFAULT_KEYS, PLACES
from annotator.core.records import (
    Bound,
    Flag,
    Identity,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reason,
    SourceType,
    Who,
)
from annotator.core.scheme import Ask, Attribute, Scheme, Tag, Value, check_scheme
from annotator.core.scheme_json import listed


def default_scheme() -> Scheme:
    """Claims, attributions to source cards, figures; what a new project starts with."""
    scheme = Scheme(_TAGS, PLACES, DEFAULT_KEYS, default_guideline())
    check_scheme(scheme)
    return scheme


def default_guideline() -> str:
    """Our guideline as Markdown: a section about each tag, the rules numbered through."""
    parts, first = [], 1
    for title, anchor, rules in _RULES:
        heading = f"## {title} {{#{anchor}}}" if anchor else f"## {title}"
        parts.append(f"{heading}\n\n{listed(rules, first=first)}")
        first += len(rules)
    parts.append(f"## Decided once\n\n{listed(_HARD_CASES, numbered=False)}")
    return "\n".join(parts)


def _set(key: str, label: str, words: type, labels: str, *, many: bool = False) -> Attribute:
    """An attribute over one of the closed sets of `core.records`, labels in its order."""
    members = list(words)  # type: ignore[call-overload]  # every caller hands in a StrEnum
    values = tuple(
        Value(str(member), text.strip()) for member, text in zip(members, labels.split("|"), strict=True)
    )
    return Attribute(key, label, Ask.CHOICES if many else Ask.CHOICE, values)


_TAGS = (
    Tag(
        "claim",
        "Claim",
        "A statement that somebody could go and check, or a judgement or forecast that the article passes on.",
        (
            _set("flags", "Says", Flag, "fact | prediction | opinion", many=True),
            Attribute("starred", "Worth checking"),
            Attribute("attack", "Attack on a named person or body"),
            Attribute("denial", "Denial"),
            Attribute("unsure", "Unsure"),
        ),
    ),
    Tag(
        "attribution",
        "Attribution",
        "The words that name or describe who supplied the information: a mention of a source card.",
        (
            _set("type", "Sort of source", SourceType, "person | group | organisation | document | outlet"),
            _set("identity", "Identity", Identity, "named | spokesperson | unnamed | missing"),
            _set("number", "Number", Number, "one | two | three or more | several, not counted"),
            _set("who", "Who they are", Who, "not told | role told | side told | role and side told"),
            _set("knowledge", "How they know", Knowledge, "not told | knowledge claimed | direct knowledge"),
            _set("reason", "Why unnamed", Reason, "not told | a formula | a specific reason"),
            Attribute("distinct", "Another person than the other sources"),
            Attribute("relayed_by", "Relayed by an outlet"),
        ),
    ),
    Tag(
        "figure",
        "Figure",
        "A number with its modifier and the thing it counts.",
        (
            _set("bound", "Bound", Bound, "exact | about | at least | at most | range"),
            _set("measure", "Measures", Measure, "count | money | percent | duration or size | other"),
        ),
    ),
    Tag(
        "check",
        "No tag",
        "A reviewer's word on a sentence without tags.",
        (_set("outcome", "Because", Outcome, "nothing to tag | declined to comment | not article text"),),
    ),
)

#: The rules by section: heading, anchor (the tag that it is about), rules. People quote them by number.
_RULES = (
    (
        "Before you begin",
        "",
        (
            "Read the whole article once before you tag anything.",
            "Then go sentence by sentence and leave none untouched: press x where nothing applies.",
            "Tag what the text says. What you know from elsewhere does not count, neither about the truth of it nor "
            "about who a source probably is.",
            "Unsure for more than ten seconds? Give your best answer and press q.",
        ),
    ),
    (
        "Claim",
        "claim",
        (
            "A claim tells a checker what to look up: fact. It speaks of the future or of doubtful plans: prediction."
            " It judges, praises, blames or tells motives: opinion. More than one may hold.",
            "Background is a claim too: “she chaired the port authority from 2019” is a fact.",
            "The newsroom's own voice is the default. Link a source only where this sentence gives one, or where a "
            "quotation runs on unbroken from the sentence before.",
            "A few quoted words inside a paraphrase make no second claim: one claim, one source.",
            "“Temporary” or “until” alone make a prediction. What others feel or want is opinion, what they know or "
            "did is fact. A second flag needs a second asserted clause.",
        ),
    ),
    (
        "Attribution",
        "attribution",
        (
            "Mark the whole phrase that describes a source, without the verb and without “citing” or “according to”.",
            "Two layers, as in “citing two sources, the agency reported”: mark both phrases, link the claim to the "
            "two sources, and set the agency as what relays them.",
            "Never join two unnamed sources because they sound alike: “a source” and “one source” are two cards.",
            "Who somebody is, how they know and why they are unnamed may stand anywhere in the article. Found later? "
            "Go back to the card, not to the mention.",
            "“With knowledge of the matter” claims knowledge. Direct knowledge needs a way of knowing: was there, saw"
            " it, took part.",
            "“Not authorised to speak” is a formula. “Feared for her job after the last leak” is a specific reason.",
            "A body that speaks as itself (“the ministry said”) is named; “a spokesman” is a spokesperson.",
            "Words for a post tell who somebody is (official, aide, diplomat, soldier, executive); source, insider "
            "and person do not.",
        ),
    ),
    (
        "Figure",
        "figure",
        (
            "Take a figure with its modifier: “some”, “at least”. Leave dates, “one of” and numbers of sources.",
        ),
    ),
)

_HARD_CASES = (
    "“Could” or “would” in own voice: prediction about an event, opinion about a value (“would be a victory”).",
    "A clause of purpose (“in order to …”) adds no prediction.",
    "A denial is a claim.",
    "“Declined to comment” is no claim: press d.",
    "Colourful words (“costly”, “crucial”) inside a factual sentence: fact only.",
    "A headline that ends in “— report” has an attribution, to the outlet's card.",
)
