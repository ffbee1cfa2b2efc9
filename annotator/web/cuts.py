"""Cutting a stored article anew: from the annotation page, by answering proposals, by taking the last cut back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from annotator.core.cuts import Cut, CutVerb, Power, find_sentence
from annotator.core.errors import Invalid
from annotator.core.records import Kind, Sentence, Span
from annotator.core.reviews import Progress, contents_of, measure_progress
from annotator.core.sourcing.drawing import StripDrawing
from annotator.services import projects
from annotator.services import proposals as answering
from annotator.services import reviews as review_service
from annotator.services import segmentations as service
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act, back_to
from annotator.web.cut_clashes import answer_recut
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.review_pages import Block, direction_of, draw_map, group, project_crumb, told_of, view_block
from annotator.web.review_views import view_sentence
from annotator.web.sessions import current_actor, require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("cuts", __name__)

_MOST = 500_000


class CutForm(forms.ActForm):
    """What is done to a sentence: `act` is `split`, `join`, or `kind` with a kind; `number` the cut on the page."""

    act = StringField(validators=[InputRequired(), Length(max=32)])
    at = IntegerField(validators=[Optional(), NumberRange(0, _MOST)])
    number = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])

    def cut(self) -> Cut:
        """The act as the core reads it. Raises Invalid for an unknown one."""
        place = self.place()
        word, _sep, argument = (self.act.data or "").partition(" ")
        try:
            verb = CutVerb(word)
            kind = Kind(argument) if verb is CutVerb.KIND else None
            at = int(argument) if verb is CutVerb.SPLIT and argument else self.at.data
        except ValueError as error:
            raise Invalid("This button is unknown. Reload the page.", code="unknown_verb") from error
        if place is None:
            raise Invalid("This button is unknown. Reload the page.", code="bad_form")
        return Cut(verb, place, at, kind)


@dataclass(frozen=True, slots=True)
class CutPage:
    """The form of a sentence's cut. `before` and `after` are its words around the caret; `gaps` where else it can be
    split, each with the words before it.
    """

    project: Crumb
    head: ReviewHead
    sentence: Sentence
    number: int
    at: int | None
    before: str
    after: str
    gaps: tuple[tuple[str, int], ...]
    is_last: bool
    proposes: bool
    direction: str


@dataclass(frozen=True, slots=True)
class RecutPage:
    """What changed on a page when the article was cut anew: all its blocks but the first `before`, the last `after`.
    `has_new_tags`: the page's buttons are of an earlier scheme.
    """

    head: ReviewHead
    cut: int
    told: str
    before: int
    after: int
    blocks: tuple[Block, ...]
    progress: Progress
    strip: StripDrawing
    may_tag: bool = True
    has_new_tags: bool = False


@blueprint.get("/reviews/<review_uid>/cut")
def show_news(review_uid: str) -> Response:
    """The paragraphs that changed since the cut `since`, or nothing (204): asked again and again by open pages."""
    since, told = request.args.get("since", 0, type=int), request.args.get("told", "")
    with reading() as session:
        number, made, answered, scheme = service.find_cut_news(session, current_actor(), review_uid)
        if (number, f"{made}-{answered}-{scheme}") == (since, told):
            return Response(status=204)
        opened, old = service.open_recut(session, current_actor(), review_uid, since)
    if not wants_fragment():
        return back_to(review_uid, 0)
    page = replace(_recut(opened, old), has_new_tags=not told.endswith(f"-{scheme}"))
    return render_page("cuts/_recut.html", page)


@blueprint.get("/reviews/<review_uid>/cut/form")
def show_form(review_uid: str) -> Response:
    """What can be done about a sentence's cut, with the caret where the page has it."""
    with reading() as session:
        opened = review_service.open_review(session, current_actor(), review_uid)
    page = _page(opened)
    return render_page("cuts/_form.html" if wants_fragment() else "cuts/form.html", page)


@blueprint.post("/reviews/<review_uid>/cut")
def cut(review_uid: str) -> Response:
    """Split, join or give a kind: at once, or as a proposal."""
    form = CutForm()
    forms.parse(form)
    asked, stamp, number = form.cut(), form.stamp(), form.number.data or 0
    try:
        with writing() as session:
            done = service.ask_for_cut(
                session, current_actor(), review_uid, asked, number=number, stamp=stamp, now=now()
            )
    except service.AlreadyRecut as clash:
        with reading() as session:
            head = review_service.open_review(session, current_actor(), review_uid).head
        return answer_recut(clash, head, asked)
    words = _("Proposed. An editor decides.") if done.proposed else _("The article is cut anew.")
    if not wants_fragment():
        flash(words, "success")
        return see_other(url_for("reviews.show", review_uid=review_uid))
    response = render_page("cuts/_done.html", words)
    response.headers["X-Cut"] = "proposed" if done.proposed else str(done.number)
    return response


@blueprint.post("/reviews/<review_uid>/proposals/<proposal_uid>/withdraw")
def withdraw(review_uid: str, proposal_uid: str) -> Response:
    """Take a proposal of one's own back."""
    form = forms.ActForm()
    forms.parse(form)
    return answer_act(
        form, review_uid,
        lambda s, a, stamp: answering.withdraw_proposal(s, a, review_uid, proposal_uid, stamp=stamp, now=now()),
    )  # fmt: skip


@blueprint.post("/articles/<article_uid>/cut/undo")
def take_back(article_uid: str) -> Response:
    """Give the article the cut that it had before its newest."""
    number = request.form.get("number", 0, type=int)
    with writing() as session:
        service.take_back_cut(session, current_actor(), article_uid, number=number, now=now())
    flash(_("The last cut is taken back."), "success")
    return see_other(url_for("articles.show", article_uid=article_uid))


@blueprint.post("/articles/<article_uid>/proposals/<proposal_uid>/accept")
def accept(article_uid: str, proposal_uid: str) -> Response:
    """Cut the article as a reviewer proposed."""
    with writing() as session:
        answering.accept_proposal(session, current_actor(), article_uid, proposal_uid, now=now())
    flash(_("The article is cut anew."), "success")
    return see_other(url_for("articles.show", article_uid=article_uid, _anchor="cut-proposals"))


@blueprint.post("/articles/<article_uid>/proposals/<proposal_uid>/decline")
def decline(article_uid: str, proposal_uid: str) -> Response:
    """Leave the article as it is, and say why."""
    reason = request.form.get("reason", "")
    with writing() as session:
        answering.decline_proposal(session, current_actor(), article_uid, proposal_uid, reason, now=now())
    flash(_("Declined. The reviewer reads why at that sentence."), "success")
    return see_other(url_for("articles.show", article_uid=article_uid, _anchor="cut-proposals"))


@blueprint.post("/projects/<project_uid>/settings/cutting")
def set_cutting(project_uid: str) -> Response:
    """Say who cuts the project's articles anew."""
    version, word = request.form.get("version", 0, type=int), request.form.get("cutting", "")
    with writing() as session:
        projects.set_cutting(session, require_actor(), project_uid, word, version=version, now=now())
    flash(_("Saved."), "success")
    return see_other(url_for("projects.show_settings", project_uid=project_uid))


def _page(opened: OpenedReview) -> CutPage:
    said = opened.reading
    if not opened.may_tag or opened.power is Power.NONE:
        raise Invalid(_("In this project others cut sentences. Tell an editor what is wrong."), code="no_cutting")
    start, stop, caret = (request.args.get(name, type=int) for name in ("sentence_start", "sentence_stop", "caret"))
    if start is None or stop is None:
        raise Invalid(_("This request is not readable. Reload the page and try again."), code="bad_form")
    sentence = find_sentence(said.sentences, Span(start, stop))
    at = caret if caret is not None and sentence.start < caret < sentence.stop else None
    return CutPage(
        project=project_crumb(opened.head),
        head=opened.head,
        sentence=sentence,
        number=said.cut,
        at=at,
        before=said.text[sentence.start : at] if at else "",
        after=said.text[at or sentence.start : sentence.stop],
        gaps=() if wants_fragment() else tuple(_gaps(said.text, sentence)),
        is_last=sentence == said.sentences[-1],
        proposes=opened.power is Power.PROPOSE,
        direction=direction_of(said.text),
    )


def _gaps(text: str, sentence: Sentence) -> list[tuple[str, int]]:
    gaps, start = [], sentence.start
    for at in range(sentence.start + 1, sentence.stop):
        if text[at - 1].isspace() and not text[at].isspace():
            gaps.append((text[start:at], at))
            start = at
    return [*gaps, (text[start : sentence.stop], 0)]


def _recut(opened: OpenedReview, old: Sequence[Sentence]) -> RecutPage:
    said = opened.reading
    before, after, runs = _changed(group(said.text, old), group(said.text, said.sentences), opened)
    contents = contents_of(said)
    views = {s.ordinal: view_sentence(said, contents[s.ordinal], ghosts=opened.ghosts) for run in runs for s in run}
    return RecutPage(
        head=opened.head,
        cut=said.cut,
        told=told_of(opened.proposals, opened.head.scheme_number),
        before=before,
        after=after,
        blocks=tuple(view_block(run, views, opened.proposals) for run in runs),
        progress=measure_progress(contents),
        strip=draw_map(said, opened.head, direction_of(said.text)),
        may_tag=opened.may_tag,
    )


def _changed(
    old: list[tuple[Sentence, ...]], new: list[tuple[Sentence, ...]], opened: OpenedReview
) -> tuple[int, int, list[tuple[Sentence, ...]]]:
    """How many blocks at the start and at the end stayed as they were, and the new ones between. Blocks with
    proposals are shown anew whatever the cut: there may be an answer.
    """
    asked = [proposal.cut.place.start for proposal in opened.proposals]

    def same(one: tuple[Sentence, ...], other: tuple[Sentence, ...]) -> bool:
        return one == other and not any(one[0].start <= start < one[-1].stop for start in asked)

    most = min(len(old), len(new))
    before = next((at for at in range(most) if not same(old[at], new[at])), most)
    after = next((at for at in range(most - before) if not same(old[-1 - at], new[-1 - at])), most - before)
    return before, after, new[before : len(new) - after]
