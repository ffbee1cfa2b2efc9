"""Marking with a desk's own tags: acts of the annotation page like those of `annotations`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core import marks as rules
from annotator.core.annotations import Act
from annotator.core.errors import Invalid, NotFound
from annotator.core.mentions import Phrase
from annotator.core.permissions import Actor
from annotator.core.records import Reading
from annotator.services.acts import Compute, Done, Stamp, Step, perform


def add_mark(
    session: Session, actor: Actor | None, uid: str, mark_uid: str, tag: str, place: Phrase | tuple[int, int], *,
    stamp: Stamp, now: datetime,
) -> Done:  # fmt: skip
    """Mark a stretch with a tag of the desk's own. `place`: the words that were selected, or the ordinal of a sentence
    and the caret, for the word there. Raises as `core.marks.add_mark` does, Invalid (`no_word`) where no word is.
    """

    def act(reading: Reading) -> Act:
        known = next((own for own in reading.own_tags if own.key == tag), None)
        phrase = place if isinstance(place, Phrase) else _word_at(reading, *place)
        return rules.add_mark(reading, mark_uid or uuid4().hex, known, phrase)

    return perform(session, actor, uid, _step(act), stamp=stamp, now=now)


def edit_mark(
    session: Session, actor: Actor | None, uid: str, mark_uid: str, told: Mapping[str, Sequence[str]], *,
    stamp: Stamp, now: datetime,
) -> Done:  # fmt: skip
    """Write what is told of a mark, as its tag in the review's scheme asks. Raises Invalid with the fields at fault."""

    def act(reading: Reading) -> Act:
        return rules.edit_mark(reading, mark_uid, {tag.key: tag for tag in reading.own_tags}, told)

    return perform(session, actor, uid, _step(act), stamp=stamp, now=now)


def _word_at(reading: Reading, ordinal: int, caret: int) -> Phrase:
    sentence = next((sentence for sentence in reading.sentences if sentence.ordinal == ordinal), None)
    if sentence is None:
        raise NotFound("There is no such sentence in this article.")
    span = rules.word_around(reading, sentence, sentence.start if caret < 0 else caret)
    if span is None:
        raise Invalid("There is no word at this place. Select the words to mark.", code="no_word")
    return Phrase(span.start, span.stop, reading.quote(span))


def _step(act: Callable[[Reading], Act]) -> Compute:
    return lambda _session, _review, reading: Step(act(reading))
