"""Kept reports: one JSON document each, which says all there is to say of it, and the hash of its bytes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from annotator.core.errors import Conflict, Invalid

FORMAT = "annotator-report"
FORMAT_VERSION = 1
MOST_TITLE = 200
#: Characters of one document; a project of ten thousand articles takes about two million.
MOST_BODY = 16_000_000

#: What JSON can say. A report's content holds nothing else.
Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class TextVersion:
    """Which text of which article, cut how, a report speaks of."""

    article: str
    text: str
    number: int
    sha256: str
    segmentation: int


@dataclass(frozen=True, slots=True)
class Versions:
    """What a report was computed on: the versions of the scheme and its guideline (they share one number), the texts
    with their cuts, and the product.
    """

    schemes: tuple[int, ...]
    texts: tuple[TextVersion, ...]
    product: str

    def to_json(self) -> dict[str, Json]:
        """As it stands in the document."""
        return {
            "scheme": list(self.schemes),
            "guideline": list(self.schemes),
            "product": self.product,
            "texts": [
                {
                    "article": text.article, "text": text.text, "number": text.number, "sha256": text.sha256,
                    "segmentation": text.segmentation,
                }
                for text in self.texts
            ],
        }  # fmt: skip


# Any: JSON that this module wrote.
def versions_from_json(found: Any) -> Versions:
    """The versions, from a document."""
    texts = (
        TextVersion(text["article"], text["text"], text["number"], text["sha256"], text["segmentation"])
        for text in found["texts"]
    )
    return Versions(tuple(found["scheme"]), tuple(texts), found["product"])


# Any: as above.
def count_texts(found: Any) -> int:
    """How many texts a document's versions name."""
    return len(found["texts"])


# Any: as above.
def versions_in_words(found: Any) -> tuple[str, str]:
    """The numbers of the scheme's versions, and the product's version."""
    return ", ".join(str(number) for number in found["scheme"]), str(found["product"])


@dataclass(frozen=True, slots=True)
class Basis:
    """What the numbers of an agreement report were counted from: columns of `agreement.basis`, of a `layout` of kept
    counts. `totals` are empty where somebody was left out, whom they have in them; `policy` is the number of the
    newest sourcing policy then. `is_alike`: the numbers of the document are found again in it, which goes without
    saying of one that was made with its document.
    """

    layout: int
    policy: int
    texts: bytes
    patterns: bytes
    totals: bytes
    pairs: bytes
    reported: bytes
    is_alike: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is to be kept. `content` is the kind's own and all that its page, CSV and print show; `reviews`
    are the uids of those whose work is in it. `basis` stays beside the document.
    """

    kind: str
    title: str
    content: Mapping[str, Json]
    versions: Versions
    reviews: tuple[str, ...] = ()
    filters: Mapping[str, Json] = field(default_factory=dict)
    basis: Basis | None = None


def write_document(draft: Draft, *, uid: str, project: str, project_uid: str, made_by: str, at: datetime) -> str:
    """The whole document as canonical JSON: sorted keys, no blanks. Raises Invalid for what JSON cannot say."""
    document: dict[str, Json] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "uid": uid,
        "kind": draft.kind,
        "title": draft.title,
        "project": {"name": project, "uid": project_uid},
        "as_of": at.isoformat(timespec="seconds"),
        "made_by": made_by,
        "versions": draft.versions.to_json(),
        "reviews": list(draft.reviews),
        "filters": dict(draft.filters),
        "content": dict(draft.content),
    }
    try:
        body = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")) + "\n"
    except ValueError as error:
        raise Invalid("A number of this report is undefined and cannot be kept as one.", code="not_json") from error
    if len(body) > MOST_BODY:
        raise Invalid("This report is too large to be kept. Choose fewer articles.", code="report_too_large")
    return body


def digest(body: str) -> str:
    """The hash of a document's bytes: what `sha256sum` says of its downloaded file."""
    return hashlib.sha256(body.encode()).hexdigest()


def read_document(body: str, sha256: str) -> dict[str, Json]:
    """The document, as it was kept. Raises Conflict where it is no longer that."""
    if digest(body) != sha256:
        raise Conflict(
            "This report is not as it was kept: its hash differs. Restore it from a backup.", code="report_damaged"
        )
    found: dict[str, Json] = json.loads(body)
    return found


def clean_title(raw: str) -> str:
    """A report's title on one line. Raises Invalid for none."""
    title = " ".join(raw.split())
    if not title or len(title) > MOST_TITLE:
        words = f"A title of at most {MOST_TITLE} characters, please."
        raise Invalid(words, code="bad_title", fields={"title": words})
    return title
