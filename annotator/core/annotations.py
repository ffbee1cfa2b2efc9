"""Answering a sentence: what each verb of the annotation page changes.

Pure functions from a reading to an `Act`: the changes, the kind of action, and where the focus is then.
Nothing here knows of requests; `mint` gives a new uid each time it is called.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.actions import ActionKind, Change
from annotator.core.codec import Record
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.extents import AttributionPhrase, claim_extent, split_extents
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Figure,
    Flag,
    Mark,
    Outcome,
    Reading,
    Sentence,
    SourceLink,
    Span,
)
from annotator.core.reviews import SentenceContent, contents_of, find_card
from annotator.core.sources import relay_of

Mint = Callable[[], str]


class Verb(StrEnum):
    """What one key does to a sentence. The first three are claim flags, the next three checks."""

    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"
    NOTHING = "nothing"
    DECLINED = "declined"
    NOT_ARTICLE = "not_article"
    OWN_VOICE = "own_voice"
    SAME_SOURCE = "same_source"
    LINK = "link"
    UNLINK = "unlink"
    CUT = "cut"
    STAR = "star"
    UNSURE = "unsure"
    ATTACK = "attack"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class Act:
    """What an act does. `focus`: the uid of the annotation that the next verb is about, or empty."""

    kind: ActionKind
    changes: tuple[Change, ...]
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a verb is about: a sentence, perhaps one annotation in it, and the verb's argument."""

    ordinal: int
    verb: Verb
    focus: str = ""
    source_uid: str = ""
    caret: int = -1


def answer_sentence(reading: Reading, request: Request, mint: Mint) -> Act:
    """Carry out a verb on a sentence.

    Raises NotFound for a sentence or card that is not there, Invalid where the verb has nothing to work on,
    Conflict (`has_tags`) where a check would deny the sentence's tags.
    """
    contents = contents_of(reading)
    content = contents.get(request.ordinal)
    if content is None:
        raise NotFound("There is no such sentence in this article.")
    # One key says that somebody declined to comment, and of a claim that it denies something.
    verb = Verb.DENIAL if request.verb is Verb.DECLINED and content.claims else request.verb
    match verb:
        case Verb.FACT | Verb.PREDICTION | Verb.OPINION:
            return _toggle_flag(reading, content, request, mint)
        case Verb.NOTHING | Verb.DECLINED | Verb.NOT_ARTICLE:
            return _check(content, Outcome(verb.value), mint)
        case Verb.OWN_VOICE | Verb.LINK | Verb.UNLINK | Verb.SAME_SOURCE:
            return _change_links(reading, contents, content, request)
        case Verb.CUT:
            return _cut(reading, content, request, mint)
        case Verb.STAR | Verb.ATTACK | Verb.DENIAL | Verb.UNSURE:
            return _toggle_mark(content, request, verb)


def answer_rest(reading: Reading, verb: Verb, mint: Mint) -> Act:
    """Answer every sentence that is still untouched: own-voice fact, or nothing to tag.

    Raises Invalid when nothing is left or the verb is another.
    """
    if verb not in (Verb.FACT, Verb.NOTHING):
        raise Invalid("The rest of the article can be answered as own-voice facts or as nothing to tag.")
    changes: list[Change] = []
    for content in contents_of(reading).values():
        if not content.sentence.is_asked or content.is_tagged or content.outcome is not None:
            continue
        changes += _drop_checks(content)
        if verb is Verb.FACT:
            span = content.sentence.span
            changes.append(Change(None, Claim(mint(), span.start, span.stop, frozenset({Flag.FACT}))))
        else:
            changes.append(Change(None, _new_check(content.sentence, Outcome.NOTHING, mint)))
    if not changes:
        raise Invalid("Every sentence has its answer already.", code="nothing_left")
    return Act(ActionKind.ANSWER_REST, tuple(changes))


def innermost(reading: Reading, links: tuple[SourceLink, ...]) -> tuple[SourceLink, ...]:
    """The links without outlets that merely relay another linked card."""
    cards = {card.uid: card for card in reading.sources}
    relays = {relay_of(link, cards) for link in links}
    return tuple(link for link in links if link.source_uid not in relays)


def default_links(reading: Reading, attributions: Sequence[Attribution]) -> tuple[SourceLink, ...]:
    """The cards a new claim of a sentence with these mentions rests on: the innermost one if it is clear which.

    Several original sources in one sentence are the reviewer's to sort out.
    """
    uids = dict.fromkeys(mention.source_uid for mention in attributions if mention.source_uid)
    links = innermost(reading, tuple(SourceLink(uid) for uid in uids))
    return links if len(links) == 1 else ()


def default_span(reading: Reading, sentence: Sentence, attributions: Sequence[Attribution], *, own_voice: bool) -> Span:
    """A claim's span by rule: the whole sentence in own voice, else without attribution, cue and what ties them."""
    if own_voice:
        return sentence.span
    phrases = []
    for mention in attributions:
        phrases += [AttributionPhrase(mention.span, None), *(AttributionPhrase(cue, None) for cue in mention.cues)]
    return claim_extent(reading.text, sentence.span, phrases)


def respan(reading: Reading, content: SentenceContent, claim: Claim, attributions: Sequence[Attribution]) -> Claim:
    """The claim with the span that rule gives it now, if its span is still one that rule gave it."""
    if len(content.claims) > 1:
        return claim
    by_rule = {
        content.sentence.span,
        default_span(reading, content.sentence, content.attributions, own_voice=False),
    }
    if content.claims and claim.span not in by_rule:
        return claim
    span = default_span(reading, content.sentence, attributions, own_voice=claim.is_own_voice)
    return replace(claim, start=span.start, stop=span.stop)


def _target(content: SentenceContent, request: Request) -> Claim:
    """The claim a verb is about: the one in focus, else the sentence's only or first one."""
    for claim in content.claims:
        if claim.uid == request.focus:
            return claim
    if not content.claims:
        raise Invalid("There is no claim in this sentence yet. Press f, p or o first.", code="no_claim")
    return content.claims[0]


def _toggle_flag(reading: Reading, content: SentenceContent, request: Request, mint: Mint) -> Act:
    flag = Flag(request.verb.value)
    if not content.claims:
        links = default_links(reading, content.attributions)
        span = default_span(reading, content.sentence, content.attributions, own_voice=not links)
        claim = Claim(mint(), span.start, span.stop, frozenset({flag}), links)
        figures = tuple(
            Change(figure, replace(figure, claim_uid=claim.uid))
            for figure in content.figures
            if figure.claim_uid is None and figure.span.overlaps(claim.span)
        )
        changes = (*_drop_checks(content), Change(None, claim), *figures)
        return Act(ActionKind.TAG_CLAIM, changes, claim.uid)
    claim = _target(content, request)
    flags = claim.flags ^ {flag}
    if not flags:
        return Act(ActionKind.REMOVE_ANNOTATION, (*detach_figures(reading, claim.uid), Change(claim, None)))
    return Act(ActionKind.TAG_CLAIM, (Change(claim, replace(claim, flags=flags)),), claim.uid)


def detach_figures(reading: Reading, claim_uid: str) -> tuple[Change, ...]:
    """The changes that let a claim's figures stand without it."""
    return tuple(
        Change(figure, replace(figure, claim_uid=None)) for figure in reading.figures if figure.claim_uid == claim_uid
    )


def _check(content: SentenceContent, outcome: Outcome, mint: Mint) -> Act:
    if content.is_tagged:
        raise Conflict("This sentence has tags. Delete them first, or leave it as it is.", code="has_tags")
    if content.outcome is outcome:
        return Act(ActionKind.ANSWER_SENTENCE, ())
    changes = (*_drop_checks(content), Change(None, _new_check(content.sentence, outcome, mint)))
    return Act(ActionKind.ANSWER_SENTENCE, changes)


def _new_check(sentence: Sentence, outcome: Outcome, mint: Mint) -> Check:
    return Check(mint(), sentence.start, sentence.stop, outcome)


def _drop_checks(content: SentenceContent) -> tuple[Change, ...]:
    return tuple(Change(check, None) for check in content.checks)


def _change_links(
    reading: Reading, contents: Mapping[int, SentenceContent], content: SentenceContent, request: Request
) -> Act:
    match request.verb:
        case Verb.LINK:
            return _link(reading, content, request)
        case Verb.SAME_SOURCE:
            return _same_source(reading, contents, content, request)
        case Verb.UNLINK:
            claim = _target(content, request)
            kept = tuple(link for link in claim.sources if link.source_uid != request.source_uid)
            return _relink(reading, content, claim, kept)
        case _:
            return _relink(reading, content, _target(content, request), ())


def _link(reading: Reading, content: SentenceContent, request: Request) -> Act:
    if find_card(reading, request.source_uid) is None:
        raise NotFound("There is no such source card in this review.", code="no_card")
    claim = _target(content, request)
    if any(link.source_uid == request.source_uid for link in claim.sources):
        return Act(ActionKind.LINK_CLAIM, (), claim.uid)
    return _relink(reading, content, claim, innermost(reading, (*claim.sources, SourceLink(request.source_uid))))


def _relink(reading: Reading, content: SentenceContent, claim: Claim, links: tuple[SourceLink, ...]) -> Act:
    linked = respan(reading, content, replace(claim, sources=links), content.attributions)
    changes = () if linked == claim else (Change(claim, linked),)
    return Act(ActionKind.LINK_CLAIM, changes, claim.uid)


def _same_source(
    reading: Reading, contents: Mapping[int, SentenceContent], content: SentenceContent, request: Request
) -> Act:
    claim = _target(content, request)
    before = [
        contents[sentence.ordinal]
        for sentence in reading.sentences
        if sentence.ordinal < request.ordinal and sentence.is_asked
    ]
    links = before[-1].claims[-1].sources if before and before[-1].claims else ()
    if not links:
        raise Invalid("The sentence before rests on no source.", code="no_source_before")
    # A carried source has no mention here, so there is no attribution to leave out of the claim.
    changed = replace(claim, sources=links)
    return Act(ActionKind.LINK_CLAIM, () if changed == claim else (Change(claim, changed),), claim.uid)


def _cut(reading: Reading, content: SentenceContent, request: Request, mint: Mint) -> Act:
    inside = [claim for claim in content.claims if claim.start < request.caret < claim.stop]
    if not inside:
        raise Invalid("Put the caret inside the claim, where the second part begins.", code="caret_outside")
    claim = next((claim for claim in inside if claim.uid == request.focus), inside[0])
    first_span, second_span = split_extents(reading.text, claim.span, request.caret)
    first = replace(claim, start=first_span.start, stop=first_span.stop)
    # The second part starts in the newsroom's own voice: parts are cut because their sources differ.
    second = Claim(mint(), second_span.start, second_span.stop, claim.flags)
    figures = tuple(
        Change(figure, replace(figure, claim_uid=second.uid))
        for figure in reading.figures
        if figure.claim_uid == claim.uid and figure.start >= second.start
    )
    return Act(ActionKind.CUT_CLAIM, (Change(claim, first), Change(None, second), *figures), second.uid)


def _toggle_mark(content: SentenceContent, request: Request, verb: Verb) -> Act:
    match verb:
        case Verb.UNSURE:
            return _toggle_unsure(content, request)
        case Verb.STAR:
            record = _worth_checking(content, request)
            return _edit(record, replace(record, starred=not record.starred), record.uid)
        case Verb.ATTACK:
            claim = _target(content, request)
            return _edit(claim, replace(claim, attack=not claim.attack), claim.uid)
        case _:
            claim = _target(content, request)
            return _edit(claim, replace(claim, denial=not claim.denial), claim.uid)


def _worth_checking(content: SentenceContent, request: Request) -> Claim | Attribution | Figure | Mark:
    """What a star is about: the attribution, figure or mark in focus, else the claim, else the only one there is."""
    spans: list[Attribution | Figure] = [*content.attributions, *content.figures]
    for record in (*spans, *content.marks):
        if record.uid == request.focus:
            return record
    if content.claims or not spans:
        return _target(content, request)
    if len(spans) > 1:
        raise Invalid("Put the caret on the source or figure that is worth checking.", code="no_focus")
    return spans[0]


def _toggle_unsure(content: SentenceContent, request: Request) -> Act:
    records: list[Claim | Attribution | Figure | Mark | Check] = [
        *content.claims, *content.attributions, *content.figures, *content.marks, *content.checks,
    ]  # fmt: skip
    if not records:
        raise Invalid("Answer the sentence first, then mark the answer unsure.", code="untouched")
    record = next((record for record in records if record.uid == request.focus), records[0])
    return _edit(record, replace(record, unsure=not record.unsure), request.focus)


def _edit(record: Record, changed: Record, focus: str) -> Act:
    return Act(ActionKind.EDIT_ANNOTATION, (Change(record, changed),), focus)
