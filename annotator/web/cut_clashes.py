"""A cut that met another cut of the same article: both are shown, and mine can be made upon what is stored now."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request
from flask_babel import gettext as _

from annotator.core.cuts import Cut, carry_out
from annotator.core.errors import AnnotatorError
from annotator.core.records import Kind, Sentence, Span
from annotator.services.segmentations import AlreadyRecut, CutSince
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import direction_of, project_crumb
from annotator.web.shell import Crumb

#: What is sent anew, or set by the answer itself.
_OWN_FIELDS = frozenset({"csrf_token", "request_key", "number", "seen", "settles"})


@dataclass(frozen=True, slots=True)
class CutSentence:
    """A sentence of one of the cuts: its number, words and kind."""

    ordinal: int
    words: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class CutClashPage:
    """Both cuts of the place in dispute. `can_do`: mine can be made upon the stored one, whose number is `number`."""

    project: Crumb
    head: ReviewHead
    message: str
    number: int
    made_by: str
    ordinal: int
    stored: tuple[CutSentence, ...]
    mine: tuple[CutSentence, ...]
    can_do: bool
    url: str
    fields: tuple[tuple[str, str], ...]
    direction: str


@dataclass(frozen=True, slots=True)
class CutSincePage:
    """A cut that cannot be taken back, and the way on: the same asked again, with that cut left as it is."""

    message: str
    url: str
    leave: tuple[str, ...]
    is_redo: bool


def answer_cut_since(since: CutSince) -> Response:
    """Why undo or redo stopped at a cut, with the way on; nothing was changed."""
    left = tuple(dict.fromkeys((*request.form.getlist("leave")[:50], since.action_uid)))
    page = CutSincePage(since.message, request.path, left, request.path.endswith("/redo"))
    response = render_page("cuts/_since.html" if wants_fragment() else "cuts/since.html", page, 409)
    response.headers["X-Error-Code"] = since.code
    return response


def answer_recut(clash: AlreadyRecut, head: ReviewHead, asked: Cut) -> Response:
    """Both cuts, with the answers that can be given; nothing was changed."""
    template = "cuts/_clash.html" if wants_fragment() else "cuts/clash.html"
    response = render_page(template, _page(clash, head, asked), 409)
    response.headers["X-Error-Code"] = clash.code
    return response


def _page(clash: AlreadyRecut, head: ReviewHead, asked: Cut) -> CutClashPage:
    stored = clash.stored
    meant = _made(stored.body, clash.old, asked)
    place = _place(clash.old, meant, asked.place)
    mine = _made(stored.body, stored.sentences, asked)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN_FIELDS]
    rows = _rows(stored.body, stored.sentences, place)
    return CutClashPage(
        project=project_crumb(head),
        head=head,
        message=_("The article was cut anew meanwhile. Nothing was overwritten: choose what counts."),
        number=stored.head.number,
        made_by=stored.head.made_by or "",
        ordinal=rows[0].ordinal if rows else 0,
        stored=rows,
        mine=_rows(stored.body, mine or meant, place),
        can_do=bool(mine) and tuple(mine) != tuple(stored.sentences),
        url=request.path,
        fields=(*fields, ("settles", request.form.get("request_key", ""))),
        direction=direction_of(stored.body),
    )


def _made(body: str, sentences: Sequence[Sentence], asked: Cut) -> Sequence[Sentence]:
    """The sentences as the cut would leave them; none where it cannot be made upon these."""
    try:
        return carry_out(body, sentences, asked)
    except AnnotatorError:
        return ()


def _place(old: Sequence[Sentence], meant: Sequence[Sentence], place: Span) -> Span:
    """The stretch that the cut was about: what it would have changed on its page."""
    left = {(sentence.span, sentence.kind) for sentence in meant}
    gone = [sentence.span for sentence in old if left and (sentence.span, sentence.kind) not in left]
    return Span(min(span.start for span in gone), max(span.stop for span in gone)) if gone else place


def _rows(body: str, sentences: Sequence[Sentence], place: Span) -> tuple[CutSentence, ...]:
    return tuple(
        CutSentence(sentence.ordinal, body[sentence.start : sentence.stop], sentence.kind)
        for sentence in sentences
        if sentence.span.overlaps(place)
    )
