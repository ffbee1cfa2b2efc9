"""Answering an act of the annotation page: carried out in one transaction, the touched sentences back."""

from collections.abc import Callable

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.annotations import Verb
from annotator.core.errors import NotFound
from annotator.core.permissions import Actor
from annotator.core.records import Attribution, Claim, Figure, Mark, Outcome, Reading, Sentence
from annotator.core.reviews import SentenceState, contents_of
from annotator.core.sources import number_cards
from annotator.services.acts import Clash, Done, Stamp
from annotator.services.segmentations import CutSince
from annotator.web import review_forms as forms
from annotator.web.conflicts import answer_clash
from annotator.web.cut_clashes import answer_cut_since
from annotator.web.desk import writing
from annotator.web.gone_words import say_what_went_along
from annotator.web.hx import render_page, see_other, squeeze, wants_fragment
from annotator.web.past_words import Past
from annotator.web.review_pages import build_answer
from annotator.web.review_views import figure_value
from annotator.web.sessions import current_actor
from annotator.web.tag_words import say_flags, say_outcome

#: Acts that are heard in what the sentence says after them.
_SAID_BY_ANSWER = frozenset(
    {ActionKind.ANSWER_SENTENCE, ActionKind.TAG_CLAIM, ActionKind.ANSWER_REST, ActionKind.ACCEPT_SUGGESTION}
)

#: Acts that may change no annotation and are something for all that.
_SAID_ANYWAY = frozenset({ActionKind.UNDO, ActionKind.REDO, ActionKind.REJECT_SUGGESTION})

Act = Callable[[Session, Actor | None, Stamp], Done]


def answer_act(form: forms.ActForm, review_uid: str, act: Act, ordinal: int | None = None) -> Response:
    """Carry out an act and answer with what it touched, or go back to the page without a script."""
    stamp = form.stamp()
    try:
        with writing() as session:
            done = act(session, current_actor(), stamp)
    except Clash as clash:
        return answer_clash(clash)
    except CutSince as since:
        return answer_cut_since(since)
    along = say_what_went_along(done.reading, done.kind, done.changes)
    if not wants_fragment():
        if along:
            flash(along)
        shown = min(done.touched, default=ordinal or 0)
        return back_to(review_uid, _next_of(done, shown, request.form.get("verb", "")))
    words = _words_of(done)
    # What was typed on an earlier page has seen less than this page shows: then all the cards are sent.
    before = done.shown if request.headers.get("X-Shown") == request.form.get("seen") else None
    page = build_answer(
        done.reading, done.review, done.touched, words, done.focus, seen=done.seen, ghosts=done.ghosts, before=before,
        along=along,
    )  # fmt: skip
    response = render_page("reviews/_answer.html", page)
    # A page that stands upon another cut, or shows a proposal that was withdrawn, asks for the new one.
    is_proposed = done.meant is ActionKind.PROPOSE_CUT
    response.headers["X-Cut"] = "proposed" if is_proposed else str(done.reading.cut)
    return squeeze(response)


def _next_of(done: Done, ordinal: int, verb: str) -> int:
    """Where a page without a script goes on: a check moves to the next sentence, a tag stays."""
    if verb not in (Verb.NOTHING, Verb.NOT_ARTICLE):
        return ordinal
    later = [s.ordinal for s in done.reading.sentences if s.ordinal > ordinal and s.is_asked]
    return min(later, default=ordinal)


def _words_of(done: Done) -> str:
    """The act in words, for the live region."""
    if len(done.touched) == 1:
        content = contents_of(done.reading)[next(iter(done.touched))]
        match content.state:
            case SentenceState.UNTOUCHED:
                words = _("not answered")
            case SentenceState.TAGGED:
                words = say_flags(flag for claim in content.claims for flag in claim.flags) or _("tagged")
            case state:
                words = say_outcome(Outcome(state.value))
        where = _("Sentence %(n)d: %(words)s.", n=content.sentence.ordinal + 1, words=words)
    elif not done.touched:
        where = _("No sentence changed.")
    else:
        where = ngettext("%(num)d sentence changed.", "%(num)d sentences changed.", len(done.touched))
    if marked := _marked_words(done) or _done_words(done):
        return f"{marked} {where if done.touched else ''}".strip()
    return where


def _done_words(done: Done) -> str:
    """What was done, where the sentence's answer alone does not say it; of a request that is repeated only the verb."""
    if done.meant is ActionKind.CUT_TEXT and forms.left():
        return _("The cut stays as it is.")
    if done.kind in _SAID_BY_ANSWER or not (done.changes or done.kind in _SAID_ANYWAY):
        return ""
    told = Past(done.reading).tell(done.meant, done.changes) if done.meant else None
    act = told.line() if told else ""
    match done.kind:
        case ActionKind.UNDO:
            return _("Undone: %(act)s.", act=act) if act else _("Undone.")
        case ActionKind.REDO:
            return _("Done again: %(act)s.", act=act) if act else _("Done again.")
        case _:
            return f"{act[:1].upper()}{act[1:]}."


def _marked_words(done: Done) -> str:
    """What was just marked, in words: the only news of it for whoever does not see the page."""
    reading = done.reading
    for mention in reading.attributions:
        if mention.uid == done.focus and done.kind is ActionKind.TAG_ATTRIBUTION:
            number = number_cards(reading).get(mention.source_uid or "", 0)
            return _("“%(words)s” is source %(n)d.", words=reading.quote(mention.span), n=number)
    for figure in reading.figures:
        if figure.uid == done.focus and done.kind is ActionKind.TAG_FIGURE:
            value = figure_value(figure) or _("no number read")
            return _("“%(words)s” is a figure: %(value)s.", words=reading.quote(figure.span), value=value)
    for mark in reading.marks:
        if mark.uid == done.focus and done.kind is ActionKind.TAG_MARK:
            label = next((tag.label for tag in reading.own_tags if tag.key == mark.tag), mark.tag)
            return _("“%(words)s”: %(tag)s.", words=reading.quote(mark.span), tag=label)
    return ""


def back_to(review_uid: str, ordinal: int) -> Response:
    """The page at a sentence, for a browser without a script."""
    return see_other(url_for("reviews.show", review_uid=review_uid, at=ordinal, _anchor=f"s{ordinal}"))


def sentence_at(reading: Reading, ordinal: int) -> Sentence:
    """A sentence by its ordinal. Raises NotFound."""
    sentence = next((sentence for sentence in reading.sentences if sentence.ordinal == ordinal), None)
    if sentence is None:
        raise NotFound(_("There is no such sentence in this article."))
    return sentence


def record_at(reading: Reading, uid: str) -> tuple[Claim | Attribution | Figure | Mark, Sentence]:
    """An annotation and its home sentence. Raises NotFound."""
    records: list[Claim | Attribution | Figure | Mark] = [
        *reading.claims, *reading.attributions, *reading.figures, *reading.marks,
    ]  # fmt: skip
    record = next((record for record in records if record.uid == uid), None)
    home = reading.home_of(record.start) if record else None
    if record is None or home is None:
        raise NotFound(_("This annotation is gone."))
    return record, home
