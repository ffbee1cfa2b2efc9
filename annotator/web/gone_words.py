"""What went along with a source that was removed, in words: its card, and what claims say and lie on without it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.actions import ActionKind, Change
from annotator.core.records import Attribution, Claim, Reading, SourceCard
from annotator.core.sources import label_cards

_MOST_WORDS = 90


def say_what_went_along(reading: Reading, kind: ActionKind, changes: Sequence[Change]) -> str:
    """What a removal changed beside what was removed, as the reading stands after it; empty where it was nothing."""
    claims = [
        (one.before, one.after) for one in changes if isinstance(one.before, Claim) and isinstance(one.after, Claim)
    ]
    match kind:
        case ActionKind.REMOVE_ANNOTATION:
            sources = [one.before for one in changes if isinstance(one.before, Attribution) and one.after is None]
            along = [*_of_card(changes), *_of_claims(reading, claims)] if sources else []
            return " ".join([*(_("“%(words)s” is no source any more.", words=_quote(reading, one)) for one in sources),
                             *along]) if along else ""  # fmt: skip
        case ActionKind.REMOVE_SOURCE:
            along = _of_claims(reading, claims)
            return " ".join([_("The card is gone."), *along]) if along else ""
        case _:
            return ""


def _of_card(changes: Sequence[Change]) -> list[str]:
    is_gone = any(isinstance(one.before, SourceCard) and one.after is None for one in changes)
    return [_("Its card went with it: nothing else mentions it.")] if is_gone else []


def _of_claims(reading: Reading, claims: Sequence[tuple[Claim, Claim]]) -> list[str]:
    """Of one claim what it rests on and lies on now, of several how many they are."""
    losing = [(before, after) for before, after in claims if _rests_on(before) - _rests_on(after)]
    if len(losing) > 1:
        words = ngettext("%(num)d claim does not rest on it any more.", "%(num)d claims do not rest on it any more.",
                         len(losing))  # fmt: skip
        return [words]
    said, labels = [], label_cards(reading)
    for _before, after in losing:
        if after.sources:
            names = ", ".join(labels.get(link.source_uid, "") for link in after.sources)
            said.append(_("The claim does not rest on it any more: it rests on %(labels)s now.", labels=names))
        else:
            said.append(_("The claim does not rest on it any more: it is own voice now."))
    for before, after in claims:
        if before.span != after.span:
            home = reading.home_of(after.start)
            if home is not None and home.span == after.span:
                said.append(_("The claim is on the whole sentence now."))
            else:
                said.append(_("The claim is on these words now: “%(words)s”.", words=_quote(reading, after)))
    return said


def _rests_on(claim: Claim) -> set[str]:
    return {link.source_uid for link in claim.sources}


def _quote(reading: Reading, record: Attribution | Claim) -> str:
    words = reading.quote(record.span)
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…"
