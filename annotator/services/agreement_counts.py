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

#: A bound on memory.
TEXTS_AT_ONCE = 100


def record_answers(session: Session, *, text_id: int) -> None:
    """Count the text's answers anew, and compare its readings; costs a few milliseconds a pair of reviewers."""
    kept_texts.replace_kept(session, {text_id: _count(session, [text_id])[text_id]})


def record_answers_of(session: Session, text_ids: Sequence[int]) -> None:
    """The same for many texts, with a few statements for each hundred of them."""
    for start in range(0, len(text_ids), TEXTS_AT_ONCE):
        kept_texts.replace_kept(session, _count(session, text_ids[start : start + TEXTS_AT_ONCE]))


def list_uncounted_texts(session: Session) -> tuple[int, ...]:
    """The texts whose kept row is missing or of an earlier version."""
    return kept_texts.list_stale_texts(session)


def list_texts_to_count(session: Session) -> tuple[int, ...]:
    """Every text with a finished full pass."""
    return kept_texts.list_finished_texts(session)


def is_counted_right(session: Session, *, text_id: int) -> bool:
    """Say whether the text's row is what its annotations give."""
    found = kept_texts.find_kept(session, text_id=text_id)
    counted = _count(session, [text_id])[text_id]
    if found is None or counted.packed is None:
        return found is None and counted.packed is None
    return found == (counted.segmentation_id, counted.period, counted.packed)


def _count(session: Session, text_ids: Sequence[int]) -> dict[int, kept_texts.Counted]:
    """What the annotations of texts give, by text id."""
    passes = queries.list_passes_of_texts(session, text_ids=text_ids)
    newest = queries.find_last_segmentations(session, text_ids=text_ids)
    packed = pack_passes(session, passes)
    found = {text_id: kept_texts.Counted(newest[text_id], "", None) for text_id in text_ids}
    for text_id, of_text in queries.group_by_text(passes).items():
        last = max((item.finished_at for item in of_text if item.finished_at is not None), default=None)
        found[text_id] = kept_texts.Counted(newest[text_id], f"{last:%Y-%m}" if last else "", packed[text_id])
    return found


def pack_passes(
    session: Session, passes: Sequence[CountingPass], cuts: Mapping[int, int] | None = None
) -> dict[int, PackedText]:
    """What these passes give, by text, without keeping it; see `read_passes`."""
    if not passes:
        return {}
    readings = read_passes(session, passes, cuts)
    facts = kept_texts.list_facts(session, text_ids=list(readings))
    keys = queries.list_own_tags(session, review_ids=[one.review_id for one in passes])
    return {
        text_id: pack_text(
            {str(account_id): reading for account_id, reading in readings[text_id].items()},
            {str(one.account_id): keys[one.review_id] for one in there},
            {str(one.account_id) for one in there if one.saw_suggestions},
            facts[text_id],
        )
        for text_id, there in sorted(queries.group_by_text(passes).items())
    }


def read_passes(
    session: Session, passes: Iterable[CountingPass], cuts: Mapping[int, int] | None = None
) -> Mapping[int, Mapping[int, Reading]]:
    """The readings of these passes by text and account, all on the newest cut of their text, or on those that `cuts`
    names by text.

    A pass may have been made on an earlier cut; nothing in it moves, only the sentences are other ones.
    """
    there = tuple(passes)
    wanted = {**queries.find_last_segmentations(session, text_ids={item.text_id for item in there}), **(cuts or {})}
    stale = {wanted[item.text_id] for item in there if item.segmentation_id != wanted[item.text_id]}
    sentences = {segmentation_id: load_sentences(session, segmentation_id) for segmentation_id in stale}
    readings = load_readings(session, [item.review_id for item in there])
    found: dict[int, dict[int, Reading]] = {}
    for item in there:
        reading = readings[item.review_id]
        if wanted[item.text_id] in sentences:
            reading = replace(reading, sentences=sentences[wanted[item.text_id]])
        found.setdefault(item.text_id, {})[item.account_id] = reading
    return found
