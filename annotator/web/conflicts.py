"""Conflicts: an act that was made against another state is answered with both; and what changed in other windows."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.actions import apply_changes
from annotator.core.conflicts import Settling, Sides, put_both, put_mine
from annotator.core.errors import AnnotatorError
from annotator.core.records import Reading, ReviewState
from annotator.core.reviews import contents_of
from annotator.services import history as service
from annotator.services.acts import Clash
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.desk import reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.past_words import Past
from annotator.web.review_pages import DonePage, build_answer, direction_of, project_crumb
from annotator.web.review_views import CardView, SentenceView, view_cards, view_sentence
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("conflicts", __name__, url_prefix="/reviews/<review_uid>")

#: What the act's form sends anew, or what this answer sets itself.
_OWN_FIELDS = frozenset({"csrf_token", "request_key", "version", "shown", "seen", "against", "settle", "settles"})


@dataclass(frozen=True, slots=True)
class Side:
    """One version of the place in dispute: its sentences, and its source cards where the act was about one."""

    sentences: tuple[SentenceView, ...]
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class ClashPage:
    """A conflict. `mine` is None where the act cannot be carried out any more, `both` where that means nothing.

    `fields` are what the refused request asked for, to be sent again with the answer.
    """

    project: Crumb
    head: ReviewHead
    message: str
    done: DonePage
    url: str
    ordinal: int
    act: str
    stored: Side
    mine: Side | None
    both: Side | None
    fields: tuple[tuple[str, str], ...]
    seen: str
    direction: str


@blueprint.get("/changes")
def show_changes(review_uid: str) -> Response:
    """What changed since the action `seen`, for a page that was left: its sentences, or nothing at all (204)."""
    with reading() as session:
        opened, touched = service.find_news(session, current_actor(), review_uid, request.args.get("seen", ""))
    if opened is None:
        return Response(status=204)
    words = ngettext("%(num)d sentence changed in another window.", "%(num)d sentences changed in another window.",
                     len(touched))  # fmt: skip
    if opened.head.state is ReviewState.FINISHED:
        words = _("This review was finished in another window. Reload the page.")
    page = build_answer(opened.reading, opened.head, touched, words, "", seen=opened.seen, ghosts=opened.ghosts)
    return render_page("reviews/_answer.html", page)


def answer_clash(clash: Clash) -> Response:
    """Both versions with the answers that can be given; nothing was changed."""
    response = render_page(
        "conflicts/_answer.html" if wants_fragment() else "conflicts/page.html", _build(clash), 409
    )
    response.headers["X-Error-Code"] = clash.code
    return response


def _build(clash: Clash) -> ClashPage:
    done, sides = clash.done, clash.sides
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN_FIELDS]
    ordinals = sides.ordinals if sides else done.touched
    return ClashPage(
        project=project_crumb(done.review),
        head=done.review,
        message=clash.message,
        done=build_answer(
            done.reading, done.review, done.touched, clash.message, done.focus, seen=done.seen, ghosts=done.ghosts
        ),
        url=request.path,
        ordinal=min(ordinals or done.touched, default=0),
        act=Past(done.reading).tell(done.kind, sides.changes if sides else ()).act,
        stored=_side(done.reading, sides, done.touched),
        mine=_settled(sides, Settling.MINE),
        both=_settled(sides, Settling.BOTH),
        fields=(*fields, ("seen", request.form.get("seen", "")), ("settles", request.form.get("request_key", ""))),
        seen=done.seen,
        direction=direction_of(done.reading.text),
    )


def _side(version: Reading, sides: Sides | None, touched: frozenset[int]) -> Side:
    contents = contents_of(version)
    ordinals = sides.ordinals if sides else touched
    cards = sides.cards if sides else ()
    return Side(
        tuple(view_sentence(version, contents[ordinal]) for ordinal in sorted(ordinals)[:3]),
        tuple(card for card in view_cards(version) if card.uid in cards),
    )


def _settled(sides: Sides | None, how: Settling) -> Side | None:
    """What would be stored after this answer, or None where it cannot be given."""
    if sides is None:
        return None
    try:
        changes = put_mine(sides) if how is Settling.MINE else put_both(sides)
    except AnnotatorError:
        return None
    if not changes:
        return None
    return _side(apply_changes(sides.stored, changes), sides, frozenset())
