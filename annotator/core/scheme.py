"""The scheme: tags, attributes, keys and guideline as data, in numbered immutable versions.

`core.default_scheme` is what a new project starts with, `core.scheme_json` the document that is stored,
`core.scheme_edits` what a desk may do to it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.errors import Invalid
from annotator.core.keys import KeyBinding, Place

#: The tags that every project has, with what they mean in the rules.
BUILT_IN = ("claim", "attribution", "figure", "check")
#: The place whose keys mark a desk's own tags.
OWN_PLACE = "sentence"

_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}", re.ASCII)
#: Keys that every keyboard has without Shift, one sign each.
_STROKE = re.compile(r"[a-z,.;-]", re.ASCII)


class Ask(StrEnum):
    """What an attribute takes."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    TEXT = "text"


class Ink(StrEnum):
    """The colours that a desk's own tags can have: told apart by people with any colour vision."""

    BLUE = "blue"
    ORANGE = "orange"
    GREEN = "green"
    PURPLE = "purple"
    ROSE = "rose"
    SLATE = "slate"


class Line(StrEnum):
    """The lines that a desk's own tags can be drawn with; none is a line of the built-in ones."""

    WAVY = "wavy"
    DOUBLE = "double"
    OVER = "over"
    THICK = "thick"
    OVER_DOTTED = "over-dotted"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Value:
    """One word of a closed set, with its label for people."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing told about a tag. `values` are there for a choice, and for more than one (choices)."""

    key: str
    label: str
    type: Ask = Ask.YES_NO
    values: tuple[Value, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """The words that may be chosen."""
        return frozenset(value.word for value in self.values)

    def label_of(self, word: str) -> str:
        """What a stored word is called; the word itself where the scheme has dropped it."""
        return next((value.label for value in self.values if value.word == word), word)


@dataclass(frozen=True, slots=True)
class Look:
    """How a desk's own tag is drawn and reached: a colour, a line, and a key (empty: no key of its own)."""

    ink: Ink
    line: Line
    key: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """One kind of annotation. `explains` says in a sentence what is tagged.

    A desk's own tag has a look. A retired one makes no new annotations; `merged_into` names the tag that its
    annotations were given to.
    """

    key: str
    label: str
    explains: str
    attributes: tuple[Attribute, ...] = ()
    look: Look | None = None
    is_retired: bool = False
    merged_into: str = ""

    @property
    def is_own(self) -> bool:
        """Say whether the desk made it."""
        return self.look is not None

    def attribute(self, key: str) -> Attribute | None:
        """The attribute of that key."""
        return next((attribute for attribute in self.attributes if attribute.key == key), None)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme. `places` names the places of the keys, in order; `guideline` is Markdown, see `guidelines`.

    `keys` are those of the product; a desk's own tags bring theirs along: see `bindings`.
    """

    tags: tuple[Tag, ...]
    places: tuple[Place, ...]
    keys: tuple[KeyBinding, ...]
    guideline: str

    @property
    def own_tags(self) -> tuple[Tag, ...]:
        """The desk's own tags, retired ones included."""
        return tuple(tag for tag in self.tags if tag.is_own)

    @property
    def bindings(self) -> tuple[KeyBinding, ...]:
        """All keys: the product's, then those of the desk's own tags (action `mark:<tag>`)."""
        return (*self.keys, *(binding for tag in self.tags for binding in _own_binding(tag)))

    def keys_of(self, place: str) -> tuple[KeyBinding, ...]:
        """The keys that work in one place, in order."""
        return tuple(binding for binding in self.bindings if binding.place == place)

    def tag(self, key: str) -> Tag | None:
        """The tag of that key."""
        return next((tag for tag in self.tags if tag.key == key), None)


def _own_binding(tag: Tag) -> tuple[KeyBinding, ...]:
    if tag.look is None or tag.is_retired or not tag.look.key:
        return ()
    return (KeyBinding(OWN_PLACE, tag.look.key, f"mark:{tag.key}", f"mark: {tag.label}"),)


def own_by_key(scheme: Scheme) -> Mapping[str, Tag]:
    """The desk's own tags by their keys."""
    return {tag.key: tag for tag in scheme.own_tags}


def check_scheme(scheme: Scheme) -> None:
    """Refuse a scheme in which a key means two things in one place, or a word stands twice. Raises Invalid."""
    places = {place.word for place in scheme.places}
    seen: set[tuple[str, str]] = set()
    for binding in scheme.bindings:
        if binding.place not in places:
            raise bad_scheme(f"The key “{binding.key}” is bound in an unknown place.")
        if (binding.place, binding.key) in seen:
            raise bad_scheme(f"The key “{binding.key}” means two things in one place.")
        seen.add((binding.place, binding.key))
    _refuse_repeats([tag.key for tag in scheme.tags])
    for tag in scheme.tags:
        _check_tag(tag)


def _check_tag(tag: Tag) -> None:
    if tag.is_own == (tag.key in BUILT_IN) or not _KEY.fullmatch(tag.key):
        raise bad_scheme(f"“{tag.key[:40]}” cannot be the key of a tag.")
    if tag.look and tag.look.key and not _STROKE.fullmatch(tag.look.key):
        raise bad_scheme(f"“{tag.look.key[:40]}” cannot be a key: a small letter, comma, full stop, semicolon or dash.")
    _refuse_repeats([attribute.key for attribute in tag.attributes])
    for attribute in tag.attributes:
        _refuse_repeats([value.word for value in attribute.values])
        if bool(attribute.values) != (attribute.type in (Ask.CHOICE, Ask.CHOICES)):
            raise bad_scheme("A choice needs its values, and nothing else has any.")


def _refuse_repeats(words: list[str]) -> None:
    if len(set(words)) != len(words):
        raise bad_scheme("A word stands twice in the scheme.")


def bad_scheme(message: str) -> Invalid:
    """The error for a scheme that cannot be."""
    return Invalid(message, code="bad_scheme")
