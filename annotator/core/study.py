"""A study on record: what was decided before the numbers were known. Versions are immutable, as a scheme's are."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Any

from annotator.core.errors import Invalid

MOST_WORDS = 2_000
MOST_SEED = 2**31 - 1


class Exclusion(StrEnum):
    """Why an article's passes count in no agreement."""

    TRAINING = "training"
    CALIBRATION = "calibration"


class Independence(StrEnum):
    """Who adjudicated: nobody, somebody who tagged none of the articles, or one of the reviewers."""

    NOT_SAID = "not_said"
    NO_ADJUDICATION = "no_adjudication"
    INDEPENDENT = "independent"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Articles that several people tag, as they were drawn: `drawn` of `frame`, by `seed`, on `on`."""

    share: int
    seed: int
    frame: int
    drawn: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Study:
    """What is on record. `collapsed_on`: when the collapsed codings were declared; `excluded` by article uid."""

    frame: str = ""
    overlap: Overlap | None = None
    excluded: Mapping[str, Exclusion] = field(default_factory=dict)
    independence: Independence = Independence.NOT_SAID
    collapsed: str = ""
    collapsed_on: date | None = None

    def excluded_as(self, reason: Exclusion) -> tuple[str, ...]:
        """The uids of the articles that are left out for this reason."""
        return tuple(uid for uid, found in self.excluded.items() if found is reason)


def draw_overlap(article_uids: Iterable[str], *, share: int, seed: int) -> tuple[str, ...]:
    """The articles that several people tag: `share` per cent of them, rounded up, in the order of the SHA-256 of
    "seed:uid". Anybody can draw them again, in any language; an article that comes later moves no other.

    Raises Invalid for a share or seed out of bounds, and for a frame without articles.
    """
    if not 1 <= share <= 100:
        raise _refuse("share", "A share between 1 and 100 per cent, please.")
    if not 0 <= seed <= MOST_SEED:
        raise _refuse("seed", f"A seed between 0 and {MOST_SEED}, please.")
    frame = sorted(set(article_uids))
    if not frame:
        raise _refuse("share", "There is no article to draw from.")
    order = sorted(frame, key=lambda uid: hashlib.sha256(f"{seed}:{uid}".encode()).digest())
    return tuple(order[: ceil(len(frame) * share / 100)])


def clean_words(raw: str, name: str) -> str:
    """What a person declared, with plain line ends. Raises Invalid for too much."""
    words = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > MOST_WORDS:
        raise _refuse(name, f"At most {MOST_WORDS:,} characters, please; these are {len(words):,}.")
    return words


def study_to_json(study: Study) -> dict[str, Any]:  # Any: JSON
    """A version's stored body."""
    overlap = study.overlap
    return {
        "frame": study.frame,
        "overlap": None if overlap is None else {
            "share": overlap.share, "seed": overlap.seed, "frame": overlap.frame, "drawn": list(overlap.drawn),
            "on": overlap.on.isoformat(),
        },
        "excluded": {uid: reason.value for uid, reason in study.excluded.items()},
        "independence": study.independence.value,
        "collapsed": study.collapsed,
        "collapsed_on": study.collapsed_on.isoformat() if study.collapsed_on else None,
    }  # fmt: skip


def study_from_json(body: Mapping[str, Any]) -> Study:  # Any: JSON that `study_to_json` wrote
    """The study of a stored version."""
    return Study(
        body["frame"],
        _overlap_from_json(body["overlap"]) if body["overlap"] else None,
        {uid: Exclusion(reason) for uid, reason in body["excluded"].items()},
        Independence(body["independence"]),
        body["collapsed"],
        date.fromisoformat(body["collapsed_on"]) if body["collapsed_on"] else None,
    )


def _overlap_from_json(body: Mapping[str, Any]) -> Overlap:  # Any: as above
    drawn, on = tuple(body["drawn"]), date.fromisoformat(body["on"])
    return Overlap(body["share"], body["seed"], body["frame"], drawn, on)


def _refuse(name: str, words: str) -> Invalid:
    return Invalid(words, code="bad_study", fields={name: words})
