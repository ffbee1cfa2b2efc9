"""The scheme: tags, attributes, keys and guideline as data, in numbered immutable versions.

`default_scheme` is what a new project starts with. The document stored and exported is plain JSON;
`scheme_from_json` reads it strictly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.core.errors import Invalid
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

#: The number of the document's format.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Value:
    """One word of a closed set, with its label for people."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing told about a tag. Without `values` it is a yes or no; `many`: more than one value may hold."""

    key: str
    label: str
    values: tuple[Value, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """One kind of annotation. `explains` says in a sentence what is tagged."""

    key: str
    label: str
    explains: str
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """One key in one place, and the action of the button it clicks."""

    place: str
    key: str
    action: str
    label: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme. `places` names the places of the keys, in order; `guideline` is one rule a line."""

    tags: tuple[Tag, ...]
    places: tuple[Value, ...]
    keys: tuple[KeyBinding, ...]
    guideline: tuple[str, ...]
    hard_cases: tuple[str, ...]

    def keys_of(self, place: str) -> tuple[KeyBinding, ...]:
        """The keys that work in one place, in order."""
        return tuple(binding for binding in self.keys if binding.place == place)


def default_scheme() -> Scheme:
    """Claims, attributions to source cards, figures; what a new project starts with."""
    scheme = Scheme(_TAGS, _PLACES, _KEYS, _GUIDELINE, _HARD_CASES)
    check_scheme(scheme)
    return scheme


def check_scheme(scheme: Scheme) -> None:
    """Refuse a scheme in which a key means two things in one place, or a word stands twice. Raises Invalid."""
    places = {place.word for place in scheme.places}
    seen: set[tuple[str, str]] = set()
    for binding in scheme.keys:
        if binding.place not in places:
            raise _bad(f"The key “{binding.key}” is bound in an unknown place.")
        if (binding.place, binding.key) in seen:
            raise _bad(f"The key “{binding.key}” means two things in one place.")
        seen.add((binding.place, binding.key))
    _refuse_repeats([tag.key for tag in scheme.tags])
    for tag in scheme.tags:
        _refuse_repeats([attribute.key for attribute in tag.attributes])
        for attribute in tag.attributes:
            _refuse_repeats([value.word for value in attribute.values])


def scheme_to_json(scheme: Scheme) -> dict[str, object]:
    """The document to store and export."""
    return {
        "format": FORMAT,
        "tags": [
            {
                "key": tag.key,
                "label": tag.label,
                "explains": tag.explains,
                "attributes": [
                    {
                        "key": attribute.key,
                        "label": attribute.label,
                        "values": _values_to_json(attribute.values),
                        "many": attribute.many,
                    }
                    for attribute in tag.attributes
                ],
            }
            for tag in scheme.tags
        ],
        "places": _values_to_json(scheme.places),
        "keys": [
            {"place": binding.place, "key": binding.key, "action": binding.action, "label": binding.label}
            for binding in scheme.keys
        ],
        "guideline": list(scheme.guideline),
        "hard_cases": list(scheme.hard_cases),
    }


def scheme_from_json(document: object) -> Scheme:
    """Read a document that `scheme_to_json` wrote. Raises Invalid for anything else."""
    body = _object(document, {"format", "tags", "places", "keys", "guideline", "hard_cases"})
    if body["format"] != FORMAT:
        raise _bad("This scheme has a format that this version does not know.")
    scheme = Scheme(
        tags=tuple(_tag(entry) for entry in _list(body["tags"])),
        places=_values(body["places"]),
        keys=tuple(_binding(entry) for entry in _list(body["keys"])),
        guideline=tuple(_text(line) for line in _list(body["guideline"])),
        hard_cases=tuple(_text(line) for line in _list(body["hard_cases"])),
    )
    check_scheme(scheme)
    return scheme


def _values_to_json(values: Sequence[Value]) -> list[dict[str, str]]:
    return [{"word": value.word, "label": value.label} for value in values]


def _tag(entry: object) -> Tag:
    body = _object(entry, {"key", "label", "explains", "attributes"})
    attributes = tuple(_attribute(item) for item in _list(body["attributes"]))
    return Tag(_text(body["key"]), _text(body["label"]), _text(body["explains"]), attributes)


def _attribute(entry: object) -> Attribute:
    body = _object(entry, {"key", "label", "values", "many"})
    if not isinstance(body["many"], bool):
        raise _bad("“many” is true or false.")
    return Attribute(_text(body["key"]), _text(body["label"]), _values(body["values"]), body["many"])


def _binding(entry: object) -> KeyBinding:
    body = _object(entry, {"place", "key", "action", "label"})
    return KeyBinding(_text(body["place"]), _text(body["key"]), _text(body["action"]), _text(body["label"]))


def _values(entries: object) -> tuple[Value, ...]:
    bodies = [_object(entry, {"word", "label"}) for entry in _list(entries)]
    return tuple(Value(_text(body["word"]), _text(body["label"])) for body in bodies)


def _object(value: object, keys: set[str]) -> Mapping[str, object]:
    if not isinstance(value, dict) or set(value) != keys:
        raise _bad(f"Expected an object with {', '.join(sorted(keys))}.")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _bad("Expected a list.")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _bad("Expected text.")
    return value


def _refuse_repeats(words: list[str]) -> None:
    if len(set(words)) != len(words):
        raise _bad("A word stands twice in the scheme.")


def _bad(message: str) -> Invalid:
    return Invalid(message, code="bad_scheme")


def _set(key: str, label: str, words: type, labels: str, *, many: bool = False) -> Attribute:
    """An attribute over one of the closed sets of `core.records`, labels in its order."""
    members = list(words)  # type: ignore[call-overload]  # every caller hands in a StrEnum
    values = tuple(
        Value(str(member), text.strip()) for member, text in zip(members, labels.split("|"), strict=True)
    )
    return Attribute(key, label, values, many)


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

_PLACES = (
    Value("move", "Moving"),
    Value("sentence", "On a sentence"),
    Value("attribution", "Marking a source"),
    Value("card", "With a source card open"),
    Value("figure", "Marking a figure"),
    Value("page", "On the page"),
)


def _keys(place: str, table: str) -> tuple[KeyBinding, ...]:
    """Bindings written one a line: key, action, label."""
    rows = (line.split(None, 2) for line in table.strip().splitlines())
    return tuple(KeyBinding(place, key, action, label) for key, action, label in rows)


_KEYS = (
    *_keys(
        "move",
        """
        Space  accept    accept what is shown and go on
        ↓      next      next sentence
        ↑      previous  sentence before
        ←      left      caret one word back; with Shift the selection grows or shrinks
        →      right     caret one word on; with Shift the selection grows or shrinks
        Tab    focus     next claim or span in the sentence
        """,
    ),
    *_keys(
        "sentence",
        """
        f    fact         claim: fact, on or off
        p    prediction   claim: prediction, on or off
        o    opinion      claim: opinion, on or off
        x    nothing      nothing to tag, and go on
        u    not_article  not article text, and go on
        1-9  link         the claim rests on that source card
        0    own_voice    own voice: no source
        s    same_source  same source as the sentence before
        c    cut          cut the claim in two at the caret
        w    star         worth checking, on or off
        q    unsure       unsure, on or off
        t    attack       attack on a named person or body, on or off
        d    declined     declined to comment; on a claim: denial, on or off
        """,
    ),
    *_keys(
        "attribution",
        """
        a  attribution   mark the selection, or the phrase around the caret, as a source
        """,
    ),
    *_keys(
        "card",
        """
        1-9    card         mention of that existing card
        n      named        identity: named
        s      spokesperson identity: spokesperson of a named body
        u      unnamed      identity: unnamed
        m      missing      identity: missing (“reportedly”)
        p      person       sort: person
        g      group        sort: group
        o      organisation sort: organisation
        d      document     sort: document
        a      outlet       sort: agency or outlet
        c      number       how many, read from the phrase
        r      role         the text tells their job or post, on or off
        i      side         the text tells their camp or interest, on or off
        k      claimed      knowledge is claimed
        e      direct       direct knowledge
        f      formula      a formula as reason
        y      specific     a specific reason
        v      relay        relayed by the latest outlet
        Enter  confirm      confirm the card
        Esc    cancel       leave without saving
        """,
    ),
    *_keys(
        "figure",
        """
        g  figure    mark the selection, or the number around the caret, as a figure
        """,
    ),
    *_keys(
        "page",
        """
        e           edit_card  edit the source card under the caret
        l           cards      list of source cards
        i           guideline  guideline
        r           rest       rest of the article: Enter for own-voice fact, x for nothing
        z           undo       undo
        y           redo       redo
        Ctrl+Enter  finish     finish, and go to the next article
        ?           keys       the keys
        """,
    ),
)

_GUIDELINE = (
    "Read the whole article once before you tag anything.",
    "Then go sentence by sentence and leave none untouched: press x where nothing applies.",
    "Tag what the text says. What you know from elsewhere does not count, neither about the truth of it nor about "
    "who a source probably is.",
    "A claim tells a checker what to look up: fact. It speaks of the future or of doubtful plans: prediction. It "
    "judges, praises, blames or tells motives: opinion. More than one may hold.",
    "Background is a claim too: “she chaired the port authority from 2019” is a fact.",
    "The newsroom's own voice is the default. Link a source only where this sentence gives one, or where a quotation "
    "runs on unbroken from the sentence before.",
    "Mark the whole phrase that describes a source, without the verb and without “citing” or “according to”.",
    "Two layers, as in “citing two sources, the agency reported”: mark both phrases, link the claim to the two "
    "sources, and set the agency as what relays them.",
    "Never join two unnamed sources because they sound alike: “a source” and “one source” are two cards.",
    "Who somebody is, how they know and why they are unnamed may stand anywhere in the article. Found later? Go back "
    "to the card, not to the mention.",
    "“With knowledge of the matter” claims knowledge. Direct knowledge needs a way of knowing: was there, saw it, took "
    "part.",
    "“Not authorised to speak” is a formula. “Feared for her job after the last leak” is a specific reason.",
    "A few quoted words inside a paraphrase make no second claim: one claim, one source.",
    "Take a figure with its modifier: “some”, “at least”. Leave dates, “one of” and numbers of sources.",
    "Unsure for more than ten seconds? Give your best answer and press q.",
    "A body that speaks as itself (“the ministry said”) is named; “a spokesman” is a spokesperson.",
    "“Temporary” or “until” alone make a prediction. What others feel or want is opinion, what they know or did is "
    "fact. A second flag needs a second asserted clause.",
    "Words for a post tell who somebody is (official, aide, diplomat, soldier, executive); source, insider and person "
    "do not.",
)

_HARD_CASES = (
    "“Could” or “would” in own voice: prediction about an event, opinion about a value (“would be a victory”).",
    "A clause of purpose (“in order to …”) adds no prediction.",
    "A denial is a claim.",
    "“Declined to comment” is no claim: press d.",
    "Colourful words (“costly”, “crucial”) inside a factual sentence: fact only.",
    "A headline that ends in “— report” has an attribution, to the outlet's card.",
)
