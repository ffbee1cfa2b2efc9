"""A scheme as the plain JSON document that is stored and exported, and back; reading is strict."""

from collections.abc import Mapping, Sequence

from annotator.core.keys import KeyBinding, Place
from annotator.core.scheme import Attribute, Scheme, Tag, Value, bad_scheme, check_scheme

#: The number of the document's format.
FORMAT = 1


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
        "places": [{"word": place.word, "label": place.label} for place in scheme.places],
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
        raise bad_scheme("This scheme has a format that this version does not know.")
    scheme = Scheme(
        tags=tuple(_tag(entry) for entry in _list(body["tags"])),
        places=tuple(_place(entry) for entry in _list(body["places"])),
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
        raise bad_scheme("“many” is true or false.")
    return Attribute(_text(body["key"]), _text(body["label"]), _values(body["values"]), body["many"])


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
