"""Which reviewers and articles the address of an agreement page names, and the addresses that keep them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy.orm import Session

from annotator.core.agreement.differences import Matter
from annotator.core.agreement.packing import Sight
from annotator.services.agreement import Choice, Filters, choose_reviewers, list_dimension
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.web.agreement_words import dimension_word
from annotator.web.sessions import require_actor

#: Dimensions with few values can be chosen from a list; an article is reached from its own page.
_LISTED = tuple(name for name in DIMENSIONS if name != "article")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list to choose from."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose from; its first option is none."""

    name: str
    label: str
    options: tuple[Option, ...]


def choose(session: Session, project_uid: str, *, people_only: bool = False) -> Choice:
    """Take up what the address asks for; see `choose_reviewers`."""
    sight = request.args.get("suggestions", "")
    by = request.args.get("by", "")
    filters = Filters(
        Sight(sight) if sight in {some.value for some in Sight} else Sight.ANY,
        {name: value for name in DIMENSIONS if (value := request.args.get(name, ""))},
        by if by in DIMENSIONS else Filters().by,
        request.args.get("practice") == "1",
    )
    uids = request.args.getlist("reviewer")
    return choose_reviewers(session, require_actor(), project_uid, uids, filters, people_only=people_only)


def asked_matters() -> tuple[Matter, ...]:
    """The kinds of differences that the address names; none means all."""
    known = {matter.value: matter for matter in Matter}
    return tuple(known[word] for word in request.args.getlist("matter") if word in known)


def asked_item() -> tuple[str, str] | None:
    """The tag and the key of the item whose articles the address asks for, or None."""
    facet, mark, key = request.args.get("item", "").rpartition(".")
    return (facet, key) if mark else None


def selects(session: Session, choice: Choice) -> tuple[Select, ...]:
    """The lists of the choice bar beside the reviewers."""
    chosen = choice.filters.values
    lists = [
        Select(
            name,
            dimension_word(name),
            tuple(
                Option(value, value, chosen.get(name) == value) for value in list_dimension(session, choice, name)
            ),
        )
        for name in _LISTED
    ]
    return tuple(some for some in lists if len(some.options) > 1 or some.name in chosen)


def query_of(choice: Choice) -> dict[str, str | Sequence[str]]:
    """The choice as it stands in addresses: nothing where all is chosen."""
    query: dict[str, str | Sequence[str]] = dict(choice.filters.values)
    if len(choice.chosen) < len(choice.reviewers):
        query["reviewer"] = [reviewer.uid for reviewer in choice.chosen]
    if choice.filters.sight is not Sight.ANY:
        query["suggestions"] = choice.filters.sight.value
    if choice.filters.practice:
        query["practice"] = "1"
    if choice.filters.by != Filters().by:
        query["by"] = choice.filters.by
    return query


def page_url(choice: Choice, **other: str | Sequence[str]) -> str:
    """The numbers for this choice, or with something else in it."""
    return address("agreement.show_agreement", choice, **other)


def sentences_url(choice: Choice, matters: Sequence[Matter] = (), **other: str | Sequence[str]) -> str:
    """The sentences behind a number."""
    return address(
        "agreement.show_sentences", choice, matter=[matter.value for matter in matters], **other
    )


def address(endpoint: str, choice: Choice, **other: str | Sequence[str]) -> str:
    """Any page of this choice; `other` comes over what is chosen."""
    return url_for(endpoint, project_uid=choice.project_uid, **{**query_of(choice), **other})  # type: ignore[arg-type]  # any values


