"""Counting a text anew for agreement: whenever a pass over it is finished or stops counting, and when its cut changes.

Imported by what tags and finishes, so that nothing here may load numpy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from annotator.core.agreement.packing import PackedText, pack_text
from annotator.core.records import Reading
from annotator.storage.queries import agreement as queries
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.readings import load_readings


def record_answers(session: Session, *, text_id: int) -> None:
    """Count the text's answers anew, and compare its readings; costs a few milliseconds a pair of reviewers."""
    segmentation_id, period, packed = _count(session, text_id)
    kept_texts.replace_kept(
        session, text_id=text_id, segmentation_id=segmentation_id, period=period, packed=packed
    )


def list_uncounted_texts(session: Session) -> tuple[int, ...]:
    """The texts whose kept row is missing or of an earlier version."""
    return kept_texts.list_stale_texts(session)


def list_texts_to_count(session: Session) -> tuple[int, ...]:
    """Every text with a finished full pass."""
    return kept_texts.list_finished_texts(session)


def is_counted_right(session: Session, *, text_id: int) -> bool:
    """Say whether the text's row is what its annotations give."""
    found = kept_texts.find_kept(session, text_id=text_id)
    segmentation_id, period, packed = _count(session, text_id)
    if found is None or packed is None:
        return found is None and packed is None
    return found == (segmentation_id, period, packed)


def _count(session: Session, text_id: int) -> tuple[int, str, PackedText | None]:
    passes = queries.list_passes_of_texts(session, text_ids=[text_id])
    segmentation_id = queries.find_last_segmentation(session, text_id=text_id)
    if not passes:
        return segmentation_id, "", None
    readings = read_passes(session, passes)[text_id]
    last = max((item.finished_at for item in passes if item.finished_at is not None), default=None)
    packed = pack_text(
        {str(account_id): reading for account_id, reading in readings.items()},
        own_tags_of(session, passes),
        {str(item.account_id) for item in passes if item.saw_suggestions},
        kept_texts.find_facts(session, text_id=text_id),
    )
    return segmentation_id, f"{last:%Y-%m}" if last else "", packed


def own_tags_of(session: Session, passes: Sequence[CountingPass]) -> dict[str, frozenset[str]]:
    """The desk's own tags that each person could use on the text, by account id."""
    keys = queries.list_own_tags(session, review_ids=[item.review_id for item in passes])
    return {str(item.account_id): keys[item.review_id] for item in passes}


def read_passes(session: Session, passes: Iterable[CountingPass]) -> Mapping[int, Mapping[int, Reading]]:
    """The readings of these passes by text and account, all on the newest cut of their text.

    A pass may have been made on an earlier cut; nothing in it moves, only the sentences are other ones.
    """
    there = tuple(passes)
    newest = queries.find_last_segmentations(session, text_ids={item.text_id for item in there})
    stale = {newest[item.text_id] for item in there if item.segmentation_id != newest[item.text_id]}
    cuts = {segmentation_id: load_sentences(session, segmentation_id) for segmentation_id in stale}
    readings = load_readings(session, [item.review_id for item in there])
    found: dict[int, dict[int, Reading]] = {}
    for item in there:
        reading = readings[item.review_id]
        if newest[item.text_id] in cuts:
            reading = replace(reading, sentences=cuts[newest[item.text_id]])
        found.setdefault(item.text_id, {})[item.account_id] = reading
    return found
