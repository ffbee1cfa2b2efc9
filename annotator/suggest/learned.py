"""A desk's own claim model: TF-IDF and logistic regression as plain arrays, used without the library that trained it.

A stored model is an `.npz` of arrays of numbers and bytes, never pickled, with a checksum over all of them: what was
altered is refused.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from math import exp, sqrt
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from annotator.core.errors import Conflict
from annotator.core.homes import Homes
from annotator.core.records import Flag, Sentence
from annotator.core.suggestions import SuggestedClaim, Suggestions
from annotator.suggest.features import FEATURES_VERSION, Seen, Terms, see_sentences
from annotator.suggest.rules import RULES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

#: Version of the stored form.
FORM = 1
#: How many words of a sentence its reason names.
_NAMED = 3
#: Terms a file may hold: more are not ours.
_MOST_TERMS = 500_000



@dataclass(frozen=True, slots=True)
class ClaimModel:
    """Terms with their idf and weight. A sentence is proposed from `threshold` on. `facts` say how it was made."""

    terms: tuple[str, ...]
    idf: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float
    facts: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {term: place for place, term in enumerate(self.terms)})

    def score(self, terms: Terms) -> float:
        """How likely a sentence with these terms holds a claim, between 0 and 1."""
        total = self.intercept + sum(self._parts(terms).values())
        return 1 / (1 + exp(-total)) if total >= 0 else exp(total) / (1 + exp(total))

    def doubt(self, score: float) -> float:
        """How near a score is to the cut: 1 at it, 0 at either end."""
        width = self.threshold if score < self.threshold else 1 - self.threshold
        return 1 - abs(score - self.threshold) / width if width else 1.0

    def explain(self, terms: Terms) -> str:
        """The words that spoke most for a claim, in quotation marks; pieces of words are not named."""
        parts = self._parts(terms)
        words = [term for term in parts if term.startswith("w ") and parts[term] > 0]
        words.sort(key=lambda term: (-parts[term], term))
        return " ".join(f"“{term[2:]}”" for term in words[:_NAMED])

    def _parts(self, terms: Terms) -> dict[str, float]:
        """What each known term adds, after each of the three sorts of terms has been brought to length 1."""
        known = {term: value * self.idf[self.places[term]] for term, value in terms.items() if term in self.places}
        lengths = lengths_of(known)
        return {term: self.weights[self.places[term]] * value / lengths[term[0]] for term, value in known.items()}


def lengths_of(terms: Terms) -> dict[str, float]:
    """The length of a sentence's terms by their sort, the first letter."""
    squares: dict[str, float] = {}
    for term, value in terms.items():
        squares[term[0]] = squares.get(term[0], 0.0) + value * value
    return {sort: sqrt(square) or 1.0 for sort, square in squares.items()}


@dataclass(frozen=True, slots=True)
class LearnedSuggester:
    """The rules, with claims as a desk's own model ranks them. `version` is the number of the model in its project."""

    model: ClaimModel
    version: int
    name: str = "learned"

    def suggest(
        self, text: str, sentences: Sequence[Sentence], own_outlets: Collection[str] = ()
    ) -> Suggestions:
        """Propose cards, mentions and figures by rule, and claims where the model sees one."""
        found = RULES.suggest(text, sentences, own_outlets)
        homes = Homes(sentences)
        by_rule: dict[int, list[SuggestedClaim]] = {}
        for claim in found.claims:
            if home := homes.of(claim.span.start):
                by_rule.setdefault(home.ordinal, []).append(claim)
        claims = [
            claim
            for seen in see_sentences(text, sentences, found)
            for claim in self._claims(seen, by_rule.get(seen.sentence.ordinal, []))
        ]
        return replace(found, claims=tuple(sorted(claims, key=lambda claim: claim.span)))

    def _claims(self, seen: Seen, by_rule: Sequence[SuggestedClaim]) -> list[SuggestedClaim]:
        """The rules' claims of a sentence with the model's score, or the whole sentence; nothing below the cut."""
        score = self.model.score(seen.terms)
        if score < self.model.threshold:
            return []
        why, rounded = f"learned: {self.model.explain(seen.terms)}".rstrip(": "), round(score, 2)
        if not by_rule:
            return [SuggestedClaim(seen.sentence.span, frozenset({Flag.FACT}), (), False, why, rounded)]
        return [replace(claim, reason=f"{why} + {claim.reason}", score=rounded) for claim in by_rule]


def dump_model(model: ClaimModel) -> bytes:
    """The model as an `.npz`: the same model always gives the same bytes."""
    import numpy as np  # here and below: loaded when a model is, not when the desk starts

    arrays: dict[str, Any] = {  # Any: arrays of several sorts of numbers
        "terms": _as_bytes("\n".join(model.terms)),
        "idf": np.array(model.idf, "<f8"),
        "weights": np.array(model.weights, "<f8"),
        "cut": np.array([model.intercept, model.threshold], "<f8"),
        "facts": _as_bytes(json.dumps(_facts_of(model), sort_keys=True)),
    }
    stream = BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays, sha256=_as_bytes(_checksum(arrays)))
    return stream.getvalue()


def load_model(stored: bytes) -> ClaimModel:
    """The model that `dump_model` wrote. Raises Conflict (`model_altered`, `model_outdated`)."""
    import numpy as np

    try:
        with np.load(BytesIO(stored), allow_pickle=False) as file:
            arrays = {name: file[name] for name in ("terms", "idf", "weights", "cut", "facts")}
            told = bytes(file["sha256"]).decode()
        facts = json.loads(bytes(arrays["facts"]))
    except (BadZipFile, ValueError, KeyError, OSError, EOFError, NotImplementedError) as error:
        raise _altered() from error
    terms = tuple(bytes(arrays["terms"]).decode(errors="replace").split("\n"))
    sizes = {len(terms), len(arrays["idf"]), len(arrays["weights"])}
    if told != _checksum(arrays) or len(sizes) != 1 or len(terms) > _MOST_TERMS:
        raise _altered()
    if facts.get("form") != str(FORM) or facts.get("features") != str(FEATURES_VERSION):
        raise Conflict(
            "This claim model was made by another version of the program. Train it again.", code="model_outdated"
        )
    intercept, threshold = (float(number) for number in arrays["cut"])
    return ClaimModel(
        terms, tuple(arrays["idf"].tolist()), tuple(arrays["weights"].tolist()), intercept, threshold, facts
    )


def _facts_of(model: ClaimModel) -> dict[str, str]:
    return {**model.facts, "form": str(FORM), "features": str(FEATURES_VERSION)}


def _as_bytes(words: str) -> "npt.NDArray[np.uint8]":
    import numpy as np

    return np.frombuffer(words.encode(), np.uint8)


def _checksum(arrays: "Mapping[str, npt.NDArray[np.generic]]") -> str:
    digest = sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}\n".encode())
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()


def _altered() -> Conflict:
    return Conflict(
        "The stored claim model is damaged or was altered, so it is not used. Train it again.", code="model_altered"
    )
