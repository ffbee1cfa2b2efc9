"""A scheme as the plain JSON document that is stored and exported, and back; reading is strict.

Format 1 had no tags of a desk's own, and its guideline was a list of rules and a list of hard cases; it is read
into the same values. Written is format 2.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from annotator.core.keys import KeyBinding, Place
from annotator.core.markdown import escape_words
from annotator.core.scheme import Ask, Attribute, Ink, Line, Look, Scheme, Tag, Value, bad_scheme, check_scheme

#: The number of the document's format.
FORMAT = 2

_Word = TypeVar("_Word", bound=StrEnum)


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
                        "type": attribute.type.value,
                        "values": _values_to_json(attribute.values),
                    }
                    for attribute in tag.attributes
                ],
                "own": _own_to_json(tag),
            }
            for tag in scheme.tags
        ],
        "places": [{"word": place.word, "label": place.label} for place in scheme.places],
        "keys": [
            {"place": binding.place, "key": binding.key, "action": binding.action, "label": binding.label}
            for binding in scheme.keys
        ],
        "guideline": scheme.guideline,
    }


def scheme_from_json(document: object) -> Scheme:
    """Read a document that `scheme_to_json` of this or an earlier version wrote. Raises Invalid for anything else."""
    number = document.get("format") if isinstance(document, dict) else None
    if type(number) is int and number == 1:
        scheme = _first_format(document)
    elif type(number) is int and number == FORMAT:
        body = _object(document, {"format", "tags", "places", "keys", "guideline"})
        scheme = Scheme(
            tags=tuple(_tag(entry) for entry in _list(body["tags"])),
            places=tuple(_place(entry) for entry in _list(body["places"])),
            keys=tuple(_binding(entry) for entry in _list(body["keys"])),
            guideline=_text(body["guideline"]),
        )
    else:
        raise bad_scheme("This scheme has a format that this version does not know.")
    check_scheme(scheme)
    return scheme


def read_own_tags(document: object) -> tuple[Tag, ...]:
    """The desk's own tags of a stored document, without reading the rest of it: for every page of a review."""
    tags = document.get("tags") if isinstance(document, dict) else None
    entries = tags if isinstance(tags, list) else []
    return tuple(_tag(entry) for entry in entries if isinstance(entry, dict) and entry.get("own") is not None)


def _first_format(document: object) -> Scheme:
    body = _object(document, {"format", "tags", "places", "keys", "guideline", "hard_cases"})
    rules = [_text(line) for line in _list(body["guideline"])]
    cases = [_text(line) for line in _list(body["hard_cases"])]
    return Scheme(
        tags=tuple(_first_tag(entry) for entry in _list(body["tags"])),
        places=tuple(_place(entry) for entry in _list(body["places"])),
        keys=tuple(_binding(entry) for entry in _list(body["keys"])),
        guideline=listed(rules) + (f"\n## Decided once\n\n{listed(cases, numbered=False)}" if cases else ""),
    )


def listed(rules: Sequence[str], *, numbered: bool = True, first: int = 1) -> str:
    """Rules as a Markdown list, one a line."""
    return "".join(
        f"{f'{number}.' if numbered else '-'} {escape_words(' '.join(rule.split()))}\n"
        for number, rule in enumerate(rules, start=first)
    )


def _own_to_json(tag: Tag) -> dict[str, object] | None:
    if tag.look is None:
        return None
    return {
        "ink": tag.look.ink.value,
        "line": tag.look.line.value,
        "key": tag.look.key,
        "retired": tag.is_retired,
        "merged_into": tag.merged_into,
    }


def _values_to_json(values: Sequence[Value]) -> list[dict[str, str]]:
    return [{"word": value.word, "label": value.label} for value in values]


def _tag(entry: object) -> Tag:
    body = _object(entry, {"key", "label", "explains", "attributes", "own"})
    attributes = tuple(_attribute(item) for item in _list(body["attributes"]))
    plain = Tag(_text(body["key"]), _text(body["label"]), _text(body["explains"]), attributes)
    if body["own"] is None:
        return plain
    own = _object(body["own"], {"ink", "line", "key", "retired", "merged_into"})
    look = Look(_word(own["ink"], Ink), _word(own["line"], Line), _text(own["key"]))
    return Tag(
        plain.key, plain.label, plain.explains, attributes, look, _boolean(own["retired"]), _text(own["merged_into"])
    )


def _first_tag(entry: object) -> Tag:
    body = _object(entry, {"key", "label", "explains", "attributes"})
    attributes = tuple(_first_attribute(item) for item in _list(body["attributes"]))
    return Tag(_text(body["key"]), _text(body["label"]), _text(body["explains"]), attributes)


def _attribute(entry: object) -> Attribute:
    body = _object(entry, {"key", "label", "type", "values"})
    return Attribute(_text(body["key"]), _text(body["label"]), _word(body["type"], Ask), _values(body["values"]))


def _first_attribute(entry: object) -> Attribute:
    body = _object(entry, {"key", "label", "values", "many"})
    values = _values(body["values"])
    asks = Ask.CHOICES if _boolean(body["many"]) else Ask.CHOICE
    return Attribute(_text(body["key"]), _text(body["label"]), asks if values else Ask.YES_NO, values)


def _binding(entry: object) -> KeyBinding:
    body = _object(entry, {"place", "key", "action", "label"})
    return KeyBinding(_text(body["place"]), _text(body["key"]), _text(body["action"]), _text(body["label"]))


def _place(entry: object) -> Place:
    body = _object(entry, {"word", "label"})
    return Place(_text(body["word"]), _text(body["label"]))


def _values(entries: object) -> tuple[Value, ...]:
    bodies = [_object(entry, {"word", "label"}) for entry in _list(entries)]
    return tuple(Value(_text(body["word"]), _text(body["label"])) for body in bodies)


def _object(value: object, keys: set[str]) -> Mapping[str, object]:
    if not isinstance(value, dict) or set(value) != keys:
        raise bad_scheme(f"Expected an object with {', '.join(sorted(keys))}.")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise bad_scheme("Expected a list.")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise bad_scheme("Expected text.")
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise bad_scheme("Expected true or false.")
    return value


def _word(value: object, words: type[_Word]) -> _Word:
    for word in words:
        if value == word.value:
            return word
    raise bad_scheme("Expected one of " + ", ".join(word.value for word in words) + ".")
