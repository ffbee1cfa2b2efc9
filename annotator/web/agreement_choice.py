"""Which reviewers and articles the address of an agreement page names, and the addresses that keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from annotator.core.agreement.filters import Filters, Values, values_of
from annotator.core.agreement.packing import Sight
from annotator.core.errors import NotFound
from annotator.services.agreement import Choice, choose_reviewers, list_articles, list_dimension, name_articles
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.web.agreement_words import dimension_word
from annotator.web.sessions import require_actor

#: Values of a dimension that are told one by one.
_MOST_TOLD = 8
_PRACTICE = {"": None, "1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list to choose from."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """A list of which any number can be chosen; `told` says what is, empty for all. `unknown` are values of the address
    that nothing here has: they are options too, so that they can be taken away.
    """

    name: str
    label: str
    told: str
    options: tuple[Option, ...]
    unknown: tuple[str, ...]


def choose(session: Session, project_uid: str, *, for_reported: bool = False) -> Choice:
    """Take up what the address asks for; see `choose_reviewers`. Raises NotFound as well where it asks for what there
    is not: numbers of everything would be taken for those of a part.
    """
    sight, by = (request.args.get(name) or default for name, default in (("suggestions", "any"), ("by", Filters().by)))
    practice = request.args.get("practice", "")
    if sight not in set(Sight) or by not in DIMENSIONS or practice not in _PRACTICE:
        raise NotFound("There is no such choice of passes and articles. Choose again on the agreement page.")
    values = values_of({name: request.args.getlist(name) for name in DIMENSIONS})
    filters = Filters(Sight(sight), values, by, _PRACTICE[practice])
    uids = request.args.getlist("reviewer")
    return choose_reviewers(session, require_actor(), project_uid, uids, filters, for_reported=for_reported)


def picks(session: Session, choice: Choice) -> tuple[Pick, ...]:
    """The lists of the choice bar beside the reviewers; those of which there is nothing to choose are left out."""
    titles = name_articles(session, choice)
    made = [
        _pick(choice, name, titles if name == "article" else {}, _offered(session, choice, name))
        for name in DIMENSIONS
    ]
    return tuple(some for some in made if len(some.options) > 1 or some.name in choice.filters.values)


def _offered(session: Session, choice: Choice, name: str) -> Mapping[str, str]:
    """The values that can be chosen, in their order, with their words."""
    if name != "article":
        return {value: value for value in list_dimension(session, choice, name)}
    return dict(sorted(list_articles(session, choice).items(), key=lambda item: (item[1], item[0])))


def _pick(choice: Choice, name: str, titles: Mapping[str, str], offered: Mapping[str, str]) -> Pick:
    chosen = choice.filters.values.get(name, ())
    others = {value: titles.get(value, value) for value in chosen if value not in offered}
    options = tuple(Option(value, words, value in chosen) for value, words in {**others, **offered}.items())
    unknown = tuple(value for value in others if value not in titles)
    told = [one.words for one in options if one.is_chosen]
    words = told[0] if len(told) == 1 else gettext("%(n)d chosen", n=len(told)) if told else ""
    return Pick(name, dimension_word(name), words, options, unknown)


def tell_choice(session: Session, choice: Choice) -> tuple[str, ...]:
    """What of a project's articles and passes is chosen, a dimension each, in words; empty for all of them."""
    filters, titles = choice.filters, name_articles(session, choice)
    return tell_filters(filters.values, filters.sight, titles, practice=bool(filters.practice))


def tell_filters(values: Values, sight: Sight, titles: Mapping[str, str], *, practice: bool) -> tuple[str, ...]:
    """The same of filters; articles by their `titles`."""
    said = []
    for name, some in values.items():
        words = gettext(" or ").join(f"“{titles.get(value, value)}”" for value in some[:_MOST_TOLD])
        if len(some) > _MOST_TOLD:
            words = gettext("%(some)s or %(n)d others", some=words, n=len(some) - _MOST_TOLD)
        said.append(f"{dimension_word(name)} {words}")
    if sight is not Sight.ANY:
        shown = sight is Sight.SHOWN
        said.append(gettext("passes with suggestions shown") if shown else gettext("passes without suggestions"))
    if practice:
        said.append(gettext("training and calibration articles too"))
    return tuple(said)


def query_of(choice: Choice) -> dict[str, str | Sequence[str]]:
    """The choice as it stands in addresses: nothing where all is chosen."""
    query: dict[str, str | Sequence[str]] = dict(choice.filters.values)
    if len(choice.chosen) < len(choice.reviewers):
        query["reviewer"] = [reviewer.uid for reviewer in choice.chosen]
    if choice.filters.sight is not Sight.ANY:
        query["suggestions"] = choice.filters.sight.value
    if choice.filters.practice is not None:
        query["practice"] = "1" if choice.filters.practice else "0"
    if choice.filters.by != Filters().by:
        query["by"] = choice.filters.by
    return query


class Links:
    """Addresses of one choice with something else in it. A page has hundreds, and `url_for` takes a tenth of a
    millisecond for each. `page` has the numbers, `query` is the choice as it stands in addresses.
    """

    def __init__(self, page: str, query: Mapping[str, str | Sequence[str]]) -> None:
        self._query = query
        self._page = page
        self._kept: dict[tuple[str, ...], str] = {}

    @classmethod
    def of(cls, choice: Choice) -> "Links":
        """Those of a project's agreement."""
        return cls(url_for("agreement.show_agreement", project_uid=choice.project_uid), query_of(choice))

    def page(self, **other: str | Sequence[str]) -> str:
        """The numbers."""
        return self._with(self._page, other)

    def sentences(self, **other: str | Sequence[str]) -> str:
        """The sentences behind a number."""
        return self._with(f"{self._page}/sentences", other)

    def reported(self, **other: str | Sequence[str]) -> str:
        """What is reported."""
        return self._with(f"{self._page}/reported", other)

    def sentence(self, text_uid: str, ordinal: int, **other: str | Sequence[str]) -> str:
        """One of them side by side; `other` says which number it stands behind."""
        return self._with(f"{self._page}/differences/{text_uid}/{ordinal}", other)

    def _with(self, path: str, other: Mapping[str, str | Sequence[str]]) -> str:
        if "round" in other and not {"round", "practice"} & self._query.keys():
            # A round by its name has its practice articles too, which are not in the numbers of this choice.
            other = {**other, "practice": "0"}
        over = tuple(name for name in other if name in self._query)
        if over not in self._kept:
            self._kept[over] = _encode({name: value for name, value in self._query.items() if name not in over})
        query = "&".join(filter(None, (self._kept[over], _encode(other))))
        return f"{path}?{query}" if query else path


def _encode(query: Mapping[str, str | Sequence[str]]) -> str:
    """As `urlencode`, ten times as fast for plain words, which nearly all are."""
    return "&".join(
        f"{name}={one if one.isascii() and one.isalnum() else quote_plus(one)}"
        for name, value in query.items()
        for one in ((value,) if isinstance(value, str) else value)
    )


def address(endpoint: str, choice: Choice, **other: str | Sequence[str]) -> str:
    """Any page of this choice; `other` comes over what is chosen."""
    return url_for(endpoint, project_uid=choice.project_uid, **{**query_of(choice), **other})  # type: ignore[arg-type]  # any values


