"""The scheme: tags, attributes, keys and guideline as data, in numbered immutable versions.

`core.default_scheme` is what a new project starts with, `core.scheme_json` the document that is stored.
"""

from dataclasses import dataclass

from annotator.core.errors import Invalid
from annotator.core.keys import KeyBinding, Place


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
class Scheme:
    """A whole scheme. `places` names the places of the keys, in order; `guideline` is one rule a line."""

    tags: tuple[Tag, ...]
    places: tuple[Place, ...]
    keys: tuple[KeyBinding, ...]
    guideline: tuple[str, ...]
    hard_cases: tuple[str, ...]

    def keys_of(self, place: str) -> tuple[KeyBinding, ...]:
        """The keys that work in one place, in order."""
        return tuple(binding for binding in self.keys if binding.place == place)


def check_scheme(scheme: Scheme) -> None:
    """Refuse a scheme in which a key means two things in one place, or a word stands twice. Raises Invalid."""
    places = {place.word for place in scheme.places}
    seen: set[tuple[str, str]] = set()
    for binding in scheme.keys:
        if binding.place not in places:
            raise bad_scheme(f"The key “{binding.key}” is bound in an unknown place.")
        if (binding.place, binding.key) in seen:
            raise bad_scheme(f"The key “{binding.key}” means two things in one place.")
        seen.add((binding.place, binding.key))
    _refuse_repeats([tag.key for tag in scheme.tags])
    for tag in scheme.tags:
        _refuse_repeats([attribute.key for attribute in tag.attributes])
        for attribute in tag.attributes:
            _refuse_repeats([value.word for value in attribute.values])


def _refuse_repeats(words: list[str]) -> None:
    if len(set(words)) != len(words):
        raise bad_scheme("A word stands twice in the scheme.")


def bad_scheme(message: str) -> Invalid:
    """The error for a scheme that cannot be."""
    return Invalid(message, code="bad_scheme")
