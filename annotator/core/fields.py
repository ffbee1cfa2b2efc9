"""Strict access to plain JSON objects: a missing or unknown field, a wrong type or a word outside its closed set is
refused with the field's name, nothing is guessed.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from annotator.core.errors import Invalid
from annotator.core.records import Span

Word = TypeVar("Word", bound=StrEnum)

#: Digits before and after the point: far beyond any figure in a news text, and a bound on hostile input.
_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,20})?", re.ASCII)


def malformed(message: str) -> Invalid:
    """The error for a value that is not what the format says; names the field, never quotes text."""
    return Invalid(message, code="malformed_record")


class Fields:
    """Typed access to one JSON object: each read checks the type, `done` refuses what was not read."""

    def __init__(self, name: str, data: Mapping[str, object]) -> None:
        self._name = name
        self._data = data
        self._read: set[str] = set()

    def error(self, key: str, wanted: str) -> Invalid:
        """The error that says which field must be what."""
        return malformed(f"{self._name}.{key} must be {wanted}.")

    def value(self, key: str) -> object:
        """The raw value; refuses a missing key."""
        self._read.add(key)
        if key not in self._data:
            raise malformed(f"{self._name}.{key} is missing.")
        return self._data[key]

    def has(self, key: str) -> bool:
        """Say whether the object has this key at all."""
        return key in self._data

    def text(self, key: str, *, limit: int = 10_000) -> str:
        """A string of at most `limit` code points."""
        value = self.value(key)
        if not isinstance(value, str) or len(value) > limit:
            raise self.error(key, f"a text of at most {limit} characters")
        return value

    def uid(self, key: str) -> str:
        """A non-empty identifier."""
        value = self.value(key)
        if not isinstance(value, str) or not 0 < len(value) <= 64:
            raise self.error(key, "an identifier")
        return value

    def uid_or_none(self, key: str) -> str | None:
        """An identifier, or null."""
        return None if self.value(key) is None else self.uid(key)

    def integer(self, key: str, *, least: int = 0, most: int = 2**31 - 1) -> int:
        """A whole number within bounds; true and 1.0 are not numbers here."""
        value = self.value(key)
        if type(value) is not int or not least <= value <= most:
            raise self.error(key, f"a whole number from {least} to {most}")
        return value

    def boolean(self, key: str) -> bool:
        """True or false; 0 and 1 are refused."""
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.error(key, "true or false")
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        """One word of a closed set."""
        value = self.value(key)
        if isinstance(value, str):
            for word in words:
                if word.value == value:
                    return word
        raise self.error(key, "one of " + ", ".join(word.value for word in words))

    def word_or_none(self, key: str, words: type[Word]) -> Word | None:
        """One word of a closed set, or null: not answered."""
        return None if self.value(key) is None else self.word(key, words)

    def items(self, key: str) -> Sequence[object]:
        """A list."""
        value = self.value(key)
        if not isinstance(value, list | tuple):
            raise self.error(key, "a list")
        return value

    def entries(self, key: str) -> "list[Fields]":
        """A list of objects, each with typed access."""
        return [
            self._entry(f"{self._name}.{key}[{index}]", item) for index, item in enumerate(self.items(key))
        ]

    def entry(self, key: str) -> "Fields":
        """One object, with typed access."""
        return self._entry(f"{self._name}.{key}", self.value(key))

    def span(self) -> Span:
        """The object's own `start` and `stop`: `[start, stop)`, not empty."""
        return self._checked_span("stop", self.integer("start"), self.integer("stop"))

    def spans(self, key: str) -> tuple[Span, ...]:
        """A list of `[start, stop]` pairs."""
        found = []
        for item in self.items(key):
            if not isinstance(item, list | tuple) or len(item) != 2 or any(type(n) is not int for n in item):
                raise self.error(key, "a list of [start, stop] pairs")
            found.append(self._checked_span(key, item[0], item[1]))
        return tuple(found)

    def decimal_or_none(self, key: str) -> Decimal | None:
        """A decimal string ("5200", "0.5"), or null."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise self.error(key, "a decimal number in a string, such as \"5200\" or \"0.5\"")
        return Decimal(value)

    def done(self) -> None:
        """Refuse fields that nothing read: an unknown one may change what the rest means."""
        unknown = sorted(set(self._data) - self._read)
        if unknown:
            raise malformed(f"{self._name} has an unknown field: {unknown[0][:40]}.")

    def _checked_span(self, key: str, start: int, stop: int) -> Span:
        if not 0 <= start < stop < 2**31:
            raise self.error(key, "greater than its start, and neither below 0")
        return Span(start, stop)

    def _entry(self, name: str, value: object) -> "Fields":
        if not isinstance(value, Mapping):
            raise malformed(f"{name} must be an object.")
        return Fields(name, value)
