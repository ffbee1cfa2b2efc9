"""Rescue files: the unsent acts of one person, as the annotation page hands them over. Format number 1."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.errors import Invalid
from annotator.formats.strict_json import parse_object

FORMAT, NUMBER = "annotator-rescue", 1
MAX_BYTES, MAX_ACTS = 10 * 2**20, 2_000

_UID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PATH = re.compile(r"/reviews/([0-9a-f]{32})/[\w/-]{1,200}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class RescuedAct:
    """One act that was not sent: the path of its form and the form's fields, in order."""

    review_uid: str
    path: str
    values: tuple[tuple[str, str], ...]
    at: str

    def value(self, name: str) -> str:
        """The first value of a field, or empty."""
        return next((value for field, value in self.values if field == name), "")


@dataclass(frozen=True, slots=True)
class Rescue:
    """What a rescue file holds. `owner` is the uid of the person who did the acts."""

    owner: str
    acts: tuple[RescuedAct, ...]


def read_rescue(content: bytes) -> Rescue:
    """The acts of a rescue file, in the order of doing. Raises Invalid with words for whatever is wrong with it."""
    if len(content) > MAX_BYTES:
        raise Invalid("This file is larger than 10 MB: it is no rescue file.", code="rescue_too_large")
    try:
        whole = parse_object(content)
    except Invalid as error:
        message = f"This is not a rescue file, or it was changed: {error.message}"
        raise Invalid(message, code=error.code) from error
    if whole.get("format") != FORMAT or whole.get("number") != NUMBER:
        raise Invalid("This is not a rescue file of this version.", code="rescue_format")
    owner, acts = whole.get("owner"), whole.get("acts")
    if not isinstance(owner, str) or not _UID.fullmatch(owner) or not isinstance(acts, list) or not acts:
        raise Invalid("This rescue file is not complete: it has no owner or no acts.", code="rescue_incomplete")
    if len(acts) > MAX_ACTS:
        raise Invalid(f"A rescue file holds at most {MAX_ACTS:,} acts.", code="rescue_too_large")
    return Rescue(owner, tuple(_read_act(number, act) for number, act in enumerate(acts, 1)))


def _read_act(number: int, act: object) -> RescuedAct:
    if isinstance(act, Mapping):
        url, values, at = act.get("url"), act.get("values"), act.get("at", "")
        path = url[url.find("/reviews/") :] if isinstance(url, str) and "/reviews/" in url else ""
        found = _PATH.match(path)
        if found and isinstance(values, list) and isinstance(at, str) and all(_is_field(field) for field in values):
            return RescuedAct(found[1], path, tuple((field[0], field[1]) for field in values), at[:40])
    raise Invalid(f"Act {number} of this file is not readable. Nothing was loaded.", code="rescue_act")


def _is_field(field: object) -> bool:
    return isinstance(field, list) and len(field) == 2 and all(isinstance(part, str) for part in field)
