"""What an act did, in words, told by what it changed: for the history, and for whoever only hears what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from annotator.core.actions import ActionKind, Change
from annotator.core.codec import Record
from annotator.core.homes import Homes
from annotator.core.marks import told_words
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Reading, SourceCard, SourceLink, Span
from annotator.core.sources import label_cards
from annotator.web.act_words import kind_words
from annotator.web.card_words import say_changes, say_identity
from annotator.web.review_views import figure_value
from annotator.web.tag_words import say_bound, say_flags, say_outcome

#: What an act of a kind is about, where it changes more than that: of what else it changed nothing is told.
_ABOUT: dict[ActionKind, type[Record]] = {
    ActionKind.TAG_CLAIM: Claim,
    ActionKind.CUT_CLAIM: Claim,
    ActionKind.LINK_CLAIM: Claim,
    ActionKind.SET_WAY: Claim,
    ActionKind.TAG_ATTRIBUTION: Attribution,
    ActionKind.MOVE_MENTION: Attribution,
    ActionKind.TAG_FIGURE: Figure,
    ActionKind.TAG_MARK: Mark,
    ActionKind.EDIT_SOURCE: SourceCard,
    ActionKind.REMOVE_SOURCE: SourceCard,
    ActionKind.MERGE_SOURCES: SourceCard,
    ActionKind.SPLIT_SOURCE: SourceCard,
}
_MOST_WORDS = 90


@dataclass(frozen=True, slots=True)
class Told:
    """An act: its verb, what was said, the words that it is about, and `was`, the words before, where edges moved.

    `ordinal` is where it happened, None where it was nowhere in particular; `more` counts what else it changed.
    """

    act: str
    said: str = ""
    words: str = ""
    was: str = ""
    ordinal: int | None = None
    more: int = 0

    def line(self) -> str:
        """All of it in a line, for those who hear it."""
        words = " → ".join(f"“{part}”" for part in (self.was, self.words) if part)
        return " ".join(part for part in (f"{self.act}: {self.said}" if self.said else self.act, words) if part)


class Past:
    """A review as it stands, by which its acts are told: its cards are called what they are called now."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._homes = Homes(reading.sentences)
        self._labels = label_cards(reading)

    def tell(self, kind: ActionKind, changes: Sequence[Change]) -> Told:
        """An act by its kind and its changes as they were when it was done; of an undo, those that it took back."""
        change = _telling(kind, changes)
        if change is None:
            return Told(kind_words(kind))
        record, act, was = change.after or change.before, kind_words(kind), ""
        said = self._said(kind, change, changes)
        if isinstance(record, SourceCard):
            return Told(act, said, _cut_short(self._label(record.uid, changes)), more=len(changes) - 1)
        if record is None:
            raise AssertionError("a change has at least one side")
        if kind is ActionKind.TAG_CLAIM and change.before is not None:
            act = _("changed what a claim says")
        if kind is ActionKind.EDIT_ANNOTATION and _has_moved(change):
            act, said = _("moved the edges of a tag"), ""
            was = self._quote(change.before)
        home = self._homes.of(record.start)
        return Told(act, said, self._quote(record), was, None if home is None else home.ordinal, len(changes) - 1)

    def tell_places(self, kind: ActionKind, places: Sequence[Span]) -> Told:
        """An act upon words that changes no record, a rejection of suggestions: where the first of them lie."""
        first = places[0]
        words, home = _cut_short(self._reading.quote(first)), self._homes.of(first.start)
        return Told(kind_words(kind), "", words, "", None if home is None else home.ordinal, len(places) - 1)

    def _quote(self, record: Record | None) -> str:
        if record is None or isinstance(record, SourceCard):
            return ""
        return _cut_short(self._reading.text[record.start : record.stop])

    def _said(self, kind: ActionKind, change: Change, changes: Sequence[Change]) -> str:
        """What was said of a place: the mark that was set or taken off it, else what the act is about."""
        before, after = change.before, change.after
        if toggled := _toggled(before, after):
            return toggled
        match after or before:
            case Claim() as claim:
                if kind in (ActionKind.LINK_CLAIM, ActionKind.SET_WAY):
                    return self._rests(claim, changes)
                return say_flags(claim.flags)
            case Attribution() as mention:
                return self._of_mention(kind, mention, changes)
            case Figure() as figure:
                return f"{say_bound(figure.bound)} {figure_value(figure)}".strip()
            case Mark() as mark:
                own = next((tag for tag in self._reading.own_tags if tag.key == mark.tag), None)
                told = (f"{label}: {value}" for label, value in told_words(mark, own))
                return ", ".join([own.label, *told]) if own else ""
            case Check() as check:
                return say_outcome(check.outcome)
            case SourceCard():
                return self._of_card(kind, change, changes)
        return ""

    def _of_mention(self, kind: ActionKind, mention: Attribution, changes: Sequence[Change]) -> str:
        uid = mention.source_uid or ""
        if kind is ActionKind.MOVE_MENTION:
            return _("now of %(label)s", label=self._label(uid, changes))
        card = next((change.after or change.before for change in changes if change.uid == uid), None)
        return say_identity(card.identity) if isinstance(card, SourceCard) else self._labels.get(uid, "")

    def _of_card(self, kind: ActionKind, change: Change, changes: Sequence[Change]) -> str:
        before, after = change.before, change.after
        if kind is ActionKind.MERGE_SOURCES:
            if kept := _followed(change.uid, changes):
                return _("into %(label)s", label=self._label(kept, changes))
        elif kind is ActionKind.SPLIT_SOURCE:
            if left := _followed(change.uid, [Change(one.after, one.before) for one in changes]):
                return _("off %(label)s", label=self._label(left, changes))
        elif isinstance(before, SourceCard) and isinstance(after, SourceCard):
            return say_changes(before, after, self._label(after.relayed_by_uid or "", changes))
        return ""

    def _rests(self, claim: Claim, changes: Sequence[Change]) -> str:
        return ", ".join(self._way(link, changes) for link in claim.sources) or _("own voice")

    def _way(self, link: SourceLink, changes: Sequence[Change]) -> str:
        label = self._label(link.source_uid, changes)
        if link.is_direct:
            return _("%(label)s, direct this once", label=label)
        if link.relayed_by_uid:
            return _("%(label)s via %(relay)s", label=label, relay=self._label(link.relayed_by_uid, changes))
        return label

    def _label(self, uid: str, changes: Sequence[Change]) -> str:
        """What a card is called now; of one that is gone, the words of a mention that the act took from it."""
        if uid in self._labels:
            return self._labels[uid]
        sides = (side for change in changes for side in (change.before, change.after))
        mentions = (side for side in sides if isinstance(side, Attribution) and side.source_uid == uid)
        return next((self._quote(mention) for mention in mentions), _("a card that is gone"))


def _telling(kind: ActionKind, changes: Sequence[Change]) -> Change | None:
    """The change that says what was done: to what an act of this kind is about, else to a tag and not to the sentence's
    answer or the cards that went along with it.
    """
    about = _ABOUT.get(kind)

    def rank(change: Change) -> tuple[bool, bool, bool, bool]:
        record = change.after or change.before
        is_whole = (change.before is None) if kind is ActionKind.SPLIT_SOURCE else (change.after is None)
        is_wanted = is_whole if kind in _OF_WHOLE else not is_whole
        return (
            about is not None and not isinstance(record, about),
            isinstance(record, SourceCard),
            isinstance(record, Check),
            not is_wanted,
        )

    return min(changes, key=rank, default=None)


#: Kinds that are told by what came or went, not by what changed along with it.
_OF_WHOLE = frozenset(
    {ActionKind.REMOVE_ANNOTATION, ActionKind.MERGE_SOURCES, ActionKind.SPLIT_SOURCE, ActionKind.REMOVE_SOURCE}
)


def _followed(gone: str, changes: Sequence[Change]) -> str:
    """The card to which mentions or claims of another went."""
    for change in changes:
        match change.before, change.after:
            case Attribution() as before, Attribution() as after if before.source_uid == gone:
                return after.source_uid or ""
            case Claim() as before, Claim() as after if gone in {link.source_uid for link in before.sources}:
                was = {link.source_uid for link in before.sources}
                now = [link.source_uid for link in after.sources]
                return next((uid for uid in now if uid not in was), now[0] if now else "")
    return ""


def _toggled(before: Record | None, after: Record | None) -> str:
    if before is None or after is None:
        return ""
    for name, word in (
        ("unsure", _("unsure")), ("starred", _("worth checking")), ("attack", _("attack")), ("denial", _("denial")),
    ):  # fmt: skip
        was, now_is = getattr(before, name, False), getattr(after, name, False)
        if was != now_is:
            return word if now_is else _("not %(mark)s any more", mark=word)
    return ""


def _has_moved(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None or isinstance(before, SourceCard) or isinstance(after, SourceCard):
        return False
    return before.span != after.span


def _cut_short(words: str) -> str:
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…"
