"""What an address of the agreement pages asks to see the sentences of, and the address of each number."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote_plus

from flask import request
from flask_babel import gettext

from annotator.core.agreement.asked import Among, Answered, Asked, Compared, Differing, Finished
from annotator.core.agreement.differences import Matter
from annotator.core.agreement.items import ITEMS, Item, Way, own_items
from annotator.core.agreement.patterns import OWN
from annotator.core.errors import NotFound
from annotator.services.agreement import Choice
from annotator.web.agreement_choice import Links
from annotator.web.agreement_words import Labelled, facet_word, item_word, value_word


def asked(choice: Choice) -> Asked:
    """What the address asks for; all differences where it names nothing. Raises NotFound for what there is not."""
    words = request.args
    if facet := words.get("facet"):
        among = words.get("said", Among.TWO.value)
        if facet not in choice.texts.facets or among not in {one.value for one in Among}:
            raise NotFound("There is no such number.")
        person = find_person(choice, words.get("who", ""))
        if person is None and Among(among).is_of_person:
            raise NotFound("There is no such number.")
        return Answered(facet, Among(among), person)
    if name := words.get("compared"):
        item = _find_item(choice, name)
        cells = _cells(choice, item, words.get("one", ""), words.get("other", ""))
        return Compared(item, cells, words.get("before") == "1", _answers(item, words.get("answers", "")))
    if finished := words.get("finished"):
        return Finished(finished == "alone")
    if name := words.get("item"):
        item = _find_item(choice, name)
        return Differing(item.matters, item)
    known = {matter.value: matter for matter in Matter}
    return Differing(tuple(known[word] for word in words.getlist("matter") if word in known))


def _find_item(choice: Choice, name: str) -> Item:
    facet, _, key = name.rpartition(".")
    own = own_items(facet) if facet.startswith(OWN) and facet in choice.texts.facets else ()
    there = own or ITEMS
    item = next((one for one in there if (one.facet, one.key) == (facet, key)), None)
    if item is None:
        raise NotFound("There is no such number.")
    return item


def _answers(item: Item, value: str) -> tuple[str, ...]:
    """The answers of one value, or all."""
    if value and (item.way is not Way.NOMINAL or value not in {EVERY, *item.values}):
        raise NotFound("There is no such number.")
    return item.values if value == EVERY else (value,) if value else ()


def find_person(choice: Choice, uid: str) -> str | None:
    """The key of one of those who are compared, None for nobody. Raises NotFound for others."""
    if not uid:
        return None
    found = next((reviewer for reviewer in choice.chosen if reviewer.uid == uid), None)
    if found is None:
        raise NotFound("This reviewer is none of those who are compared.")
    return str(found.account_id)


def _cells(choice: Choice, item: Item, one: str, other: str) -> tuple[tuple[str, str], ...]:
    """The cell of a confusion table as comparisons have it: these have the older account first, tables of two people
    the first by name; tables of more have each pair both ways.
    """
    if not one and not other:
        return ()
    if item.way is not Way.NOMINAL or not {one, other} <= set(item.values):
        raise NotFound("There is no such number.")
    if len(choice.chosen) != 2:
        return (one, other), (other, one)
    first, second = choice.chosen
    return ((one, other),) if first.account_id < second.account_id else ((other, one),)


_quoted = lru_cache(256)(quote_plus)

#: All answers to an item, where an address names one of its values.
EVERY = "every"


class NumberLinks:
    """Where each number leads; nowhere without `links`, as in a kept report."""

    def __init__(self, links: Links | None, **where: str | Sequence[str]) -> None:
        self._links = links
        self._where = where
        #: The beginning of all addresses of answers: a page has a thousand.
        self._answers = ""
        if links is not None:
            start = links.sentences(**where)
            self._answers = f"{start}{'&' if '?' in start else '?'}facet="

    def where(self, **other: str | Sequence[str]) -> "NumberLinks":
        """The same of other people or articles, e.g. of one outlet."""
        return NumberLinks(self._links, **{**self._where, **other})

    def answers(self, facet: str, among: Among = Among.TWO, *, who: str = "") -> str:
        """A number of the first question; `who` is the uid of the person whose answers it counts."""
        if not self._answers:
            return ""
        named = f"&who={who}" if who else ""
        return f"{self._answers}{_quoted(facet)}&said={among.value}{named}"

    def articles_of(self, facet: str) -> str:
        """The articles with the sentences that two or more judged."""
        return f"{self._answers}{_quoted(facet)}&said=two&amount=articles" if self._answers else ""

    def comparisons(self, item: Item, **cell: str) -> str:
        """A number of a later one; `cell` is one of its table, `before` its gate, or `answers` of a value."""
        return self._sentences({"compared": f"{item.facet}.{item.key}", **cell})

    def articles_compared(self, item: Item) -> str:
        """The articles with anything that an item compares."""
        return self.comparisons(item, amount="articles")

    def differences(self, *matters: Matter) -> str:
        """Where reviewers differ in something."""
        return self._sentences({"matter": [matter.value for matter in matters]})

    def differences_in(self, item: Item) -> str:
        """Where reviewers differ in what an item asks."""
        return self._sentences({"item": f"{item.facet}.{item.key}"})

    def articles(self, *, alone: bool = False) -> str:
        """The articles that were finished by two or more, or by one."""
        return self._sentences({"finished": "alone" if alone else "two"})

    def page(self) -> str:
        """The numbers."""
        return self._links.page(**self._where) if self._links else ""

    def _sentences(self, asked_for: Mapping[str, str | Sequence[str]]) -> str:
        return self._links.sentences(**self._where, **asked_for) if self._links else ""


def asked_words(wanted: Asked, choice: Choice, own_tags: Mapping[str, Labelled]) -> str:
    """What a list holds, in words; empty for all differences."""
    match wanted:
        case Answered():
            return _answered_words(wanted, choice, facet_word(wanted.facet, own_tags))
        case Compared():
            return _compared_words(wanted, choice, facet_word(wanted.item.facet, own_tags))
        case Finished():
            return gettext("finished by one of them alone") if wanted.alone else gettext("finished by two or more")
        case Differing():
            return ", ".join(gettext(matter.words) for matter in wanted.matters)


def _answered_words(wanted: Answered, choice: Choice, tag: str) -> str:
    if wanted.person is not None:
        name, two = choice.reviewer(int(wanted.person)).name, len(choice.chosen) == 2
        if wanted.among is Among.JUDGED:
            return gettext("%(tag)s: judged by %(name)s and somebody else", tag=tag, name=name)
        if wanted.among is Among.ONLY and two:
            return gettext("%(tag)s: %(name)s said yes, the other no", tag=tag, name=name)
        if wanted.among is Among.ONLY:
            return gettext("%(tag)s: %(name)s said yes, all others who judged it no", tag=tag, name=name)
        return gettext("%(tag)s: %(name)s said yes, and somebody else judged it too", tag=tag, name=name)
    two = len(choice.chosen) == 2
    words = {
        Among.ANY: gettext("judged by one or more"),
        Among.TWO: gettext("judged by two or more"),
        Among.YES: gettext("judged by two or more, of whom somebody said yes"),
        Among.NO: gettext("judged by two or more, of whom somebody said no"),
        Among.SPLIT: gettext("some said yes and some no"),
        Among.ALL: gettext("both said yes") if two else gettext("judged by two or more, who all said yes"),
        Among.NONE: gettext("both said no") if two else gettext("judged by two or more, who all said no"),
    }
    return f"{tag}: {words[wanted.among]}"


def _compared_words(wanted: Compared, choice: Choice, tag: str) -> str:
    item = item_word(wanted.item)
    if wanted.before:
        return gettext("%(tag)s, %(item)s: pairs of stretches that it could be asked of", tag=tag, item=item)
    if len(wanted.answers) == 1:
        value = value_word(wanted.answers[0])
        return gettext("%(tag)s, %(item)s: the answers “%(value)s”", tag=tag, item=item, value=value)
    if wanted.answers:
        return gettext("%(tag)s, %(item)s: all answers, two of each comparison", tag=tag, item=item)
    if not wanted.cells:
        return gettext("%(tag)s, %(item)s: all that was compared", tag=tag, item=item)
    one, other = (value_word(value) for value in wanted.cells[0])
    if len(wanted.cells) > 1:
        words = gettext("one said %(one)s, another %(other)s (every pair both ways)", one=one, other=other)
        return f"{tag}, {item}: {words}"
    first, second = sorted(choice.chosen, key=lambda reviewer: reviewer.account_id)
    words = gettext(
        "%(first)s said %(one)s, %(second)s %(other)s", first=first.name, one=one, second=second.name, other=other
    )
    return f"{tag}, {item}: {words}"
