"""Where each annotation, card and answer of a finished gold review comes from, as the adjudication's page says it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from annotator.core.actions import table_of
from annotator.core.adjudication import Said
from annotator.core.records import Mark, Reading, ReviewKind, SourceCard
from annotator.core.sources import label_of
from annotator.services.adjudication import Adjudication
from annotator.web.adjudication_words import noun_words


@dataclass(frozen=True, slots=True)
class OriginLine:
    """A row of the gold: what it is, its words, its place in the text, and in words where it comes from."""

    noun: str
    words: str
    ordinal: int | None
    comes_from: str
    is_recorded: bool


def list_origins(opened: Adjudication) -> tuple[OriginLine, ...]:
    """All rows in text order, cards last; none before the gold is finished."""
    gold = opened.gold_reading
    if gold is None or not opened.is_finished:
        return ()
    own = {tag.key: tag for tag in opened.own_tags}
    placed = sorted(gold.records, key=lambda row: (isinstance(row, SourceCard), _start(row)))
    lines = []
    for row in placed:
        home = None if isinstance(row, SourceCard) else gold.home_of(row.start)
        comes_from = _comes_from(opened, row.uid)
        noun = noun_words(row.tag if isinstance(row, Mark) else table_of(row), own)
        lines.append(
            OriginLine(
                noun, _words(row, gold), home.ordinal if home else None, comes_from or _("origin not recorded"),
                bool(comes_from),
            )
        )  # fmt: skip
    return tuple(lines)


def _start(row: Said) -> int:
    return row.position if isinstance(row, SourceCard) else row.start


def _words(row: Said, gold: Reading) -> str:
    return label_of(row, gold) if isinstance(row, SourceCard) else " ".join(gold.quote(row.span).split())


def _comes_from(opened: Adjudication, uid: str) -> str:
    """The people of the readings, where their names are shown, and the adjudicator; empty where nothing is recorded."""
    of_it = [known for known in opened.origins if known.origin.gold_uid == uid]
    accounts = {known.account_id for known in of_it if known.kind is ReviewKind.PASS}
    names = [head.account_name for head in opened.passes if head.account_id in accounts]
    told = [_("readings")] if accounts and (opened.blind or not names) else names
    if any(known.kind is ReviewKind.GOLD for known in of_it):
        told = [*told, _("the adjudicator")]
    return ", ".join(told)
