"""What the page of adjudication shows: what there is to settle, where it stands, and one item in focus."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from flask import url_for

from annotator.core.guidelines import Section
from annotator.core.rulings import Settling, Standing, Why, mark_of_all
from annotator.core.scheme import Tag
from annotator.services.adjudication import Adjudication
from annotator.web.adjudicated_texts import TextToSettle, adjudication_url, other_texts
from annotator.web.adjudication_items import ItemView, show_item
from annotator.web.adjudication_words import (
    WHY_KEYS,
    noun_words,
    why_words,
)
from annotator.web.gold_origins import OriginLine, list_origins
from annotator.web.review_pages import direction_of
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb


@dataclass(frozen=True, slots=True)
class Step:
    """One difference in the list of all: its place in the text and where it stands."""

    key: str
    ordinal: int
    title: str
    state: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """What was sent and not taken: the message, and what had been chosen (`choice`: the button that was pressed)."""

    message: str
    why: str = ""
    section: str = ""
    parts: Mapping[str, str] | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class AdjudicationPage:
    """The page. `state`: nothing (no finished pass), start, open or finished."""

    project: Crumb
    article_uid: str
    title: str
    language: str
    direction: str
    state: str
    names: tuple[str, ...]
    readings: int
    gold_uid: str
    independent: bool
    blind: bool
    agreed: int
    by_majority: int
    left: int
    settled: int
    lost: int
    open_points: int
    first_open: int
    steps: tuple[Step, ...]
    item: ItemView | None
    previous: str
    following: str
    whys: tuple[tuple[Why, str, str], ...]
    sections: tuple[Section, ...]
    request_key: str
    own_tags: Mapping[str, Tag]
    project_uid: str = ""
    #: Which text it is of how many; what is sent names it, since a later one may come meanwhile.
    text_number: int = 1
    newest_number: int = 1
    others: tuple[TextToSettle, ...] = ()
    refused: Refused | None = None
    #: What names what the page offers to accept, and the last act that it knows of; whose that was if another's.
    shown: str = ""
    last: str = ""
    last_by: str = ""
    #: For a script: what is said of the act, and where to go on.
    message: str = ""
    go_on: str = ""
    is_piece: bool = False
    #: Of a finished gold review, where everything in it comes from.
    origins: tuple[OriginLine, ...] = ()

    @property
    def differences(self) -> int:
        """How many differences there are."""
        return len(self.steps)


def build_page(opened: Adjudication, asked: str = "", refused: Refused | None = None) -> AdjudicationPage:
    """The page at an item, else at the first that is to be settled."""
    own = _own_tags(opened)
    listed = _listed(opened)
    keys = [settling.item.key for settling in listed]
    current = asked if asked in keys else next((s.item.key for s in listed if s.is_to_do), keys[0] if keys else "")
    place = keys.index(current) if current else 0
    chosen = listed[place] if current else None
    to_do = opened.to_do
    return AdjudicationPage(
        project=Crumb(
            opened.article.project_name, url_for("articles.index", project_uid=opened.article.project_uid)
        ),
        article_uid=opened.article.uid,
        title=opened.article.facts.title,
        language=opened.article.facts.language,
        direction=direction_of(opened.gold_reading.text if opened.gold_reading else opened.article.facts.title),
        state=_state(opened),
        names=() if opened.blind else tuple(head.account_name for head in opened.passes),
        readings=len(opened.passes),
        gold_uid=opened.gold.uid if opened.gold else "",
        independent=opened.independent,
        blind=opened.blind,
        agreed=len(opened.acceptable),
        by_majority=sum(s.item.rule is not None and s.item.rule.value == "majority" for s in opened.acceptable),
        left=len(to_do),
        settled=sum(settling.standing is Standing.SETTLED for settling in listed),
        lost=opened.lost,
        open_points=len(opened.open_points),
        first_open=opened.open_points[0].ordinal if opened.open_points else 0,
        steps=tuple(_step(opened, settling, own, settling.item.key == current) for settling in listed),
        item=show_item(opened, chosen, own) if chosen else None,
        previous=_url(opened, keys[place - 1]) if place > 0 else "",
        following=_url(opened, keys[place + 1]) if place + 1 < len(keys) else "",
        whys=tuple((why, words, WHY_KEYS[why]) for why, words in why_words().items()),
        sections=opened.sections,
        request_key=uuid4().hex,
        own_tags=own,
        project_uid=opened.article.project_uid,
        text_number=opened.article.text_number,
        newest_number=opened.article.newest_number,
        others=other_texts(opened.article, opened.texts),
        refused=refused,
        shown=mark_of_all(opened.acceptable),
        last=opened.last.uid if opened.last else "",
        last_by=_other_s_name(opened),
        origins=list_origins(opened),
    )


def _other_s_name(opened: Adjudication) -> str:
    """Who did the last act, if it was not the person who looks."""
    return opened.last.name if opened.last and opened.last.account_id != require_actor().account_id else ""


def _own_tags(opened: Adjudication) -> Mapping[str, Tag]:
    """The desk's own tags by key."""
    return {tag.key: tag for tag in opened.own_tags}


def _state(opened: Adjudication) -> str:
    if opened.gold is None:
        return "start" if opened.passes else "nothing"
    return "finished" if opened.is_finished else "open"


def _listed(opened: Adjudication) -> list[Settling]:
    """What is listed: differences, and whatever a person has decided."""
    return [
        settling
        for settling in opened.settlings
        if settling.is_to_do
        or settling.item.rule is None
        or (settling.decision is not None and settling.decision.rule is None)
    ]


def _url(opened: Adjudication, key: str) -> str:
    return adjudication_url(opened.article, key)


def _step(opened: Adjudication, settling: Settling, own: Mapping[str, Tag], current: bool) -> Step:
    item = settling.item
    return Step(
        item.key, item.ordinal, noun_words(item.tag, own), settling.standing.value, _url(opened, item.key), current
    )
