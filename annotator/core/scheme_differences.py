"""What one version of a scheme has that another has not, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from annotator.core.scheme import Attribute, Scheme, Tag


class SchemeChange(StrEnum):
    """One kind of difference. `sentence` has %(tag)s, %(what)s, %(before)s and %(after)s for who shows it."""

    TAG_ADDED = "tag_added"
    RELABELLED = "relabelled"
    EXPLAINED = "explained"
    KEY = "key"
    LOOK = "look"
    RETIRED = "retired"
    MERGED = "merged"
    RESTORED = "restored"
    FIELD_ADDED = "field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_RELABELLED = "field_relabelled"
    CHOICE_ADDED = "choice_added"
    CHOICE_REMOVED = "choice_removed"
    CHOICE_RELABELLED = "choice_relabelled"

    @property
    def sentence(self) -> str:
        """The difference in words, to be filled in."""
        return _SENTENCES[self]


_SENTENCES = {
    SchemeChange.TAG_ADDED: "New tag “%(tag)s”.",
    SchemeChange.RELABELLED: "“%(before)s” is called “%(after)s”.",
    SchemeChange.EXPLAINED: "“%(tag)s” is explained anew: %(after)s",
    SchemeChange.KEY: "The key of “%(tag)s”: %(before)s, now %(after)s.",
    SchemeChange.LOOK: "“%(tag)s” is drawn in another colour or line.",
    SchemeChange.RETIRED: "“%(tag)s” is retired: it makes no new annotations.",
    SchemeChange.MERGED: "“%(tag)s” is merged into “%(after)s”.",
    SchemeChange.RESTORED: "“%(tag)s” is in use again.",
    SchemeChange.FIELD_ADDED: "“%(tag)s” has a new field: %(what)s.",
    SchemeChange.FIELD_REMOVED: "“%(tag)s” has lost a field: %(what)s.",
    SchemeChange.FIELD_RELABELLED: "A field of “%(tag)s”: %(before)s, now %(after)s.",
    SchemeChange.CHOICE_ADDED: "“%(tag)s”, %(what)s: a new choice, %(after)s.",
    SchemeChange.CHOICE_REMOVED: "“%(tag)s”, %(what)s: the choice %(before)s is gone.",
    SchemeChange.CHOICE_RELABELLED: "“%(tag)s”, %(what)s: the choice %(before)s is called %(after)s.",
}


@dataclass(frozen=True, slots=True)
class SchemeDifference:
    """One difference, with what its sentence is filled in with."""

    change: SchemeChange
    tag: str
    what: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of two guidelines side by side: `sign` is "-" (only before), "+" (only after) or " " (both)."""

    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What a new version of a tag takes away: the field with this key, or one of its choices (`word`, else empty)."""

    key: str
    field: str
    word: str = ""
    choice: str = ""

    @property
    def name(self) -> str:
        """Which field or choice it is, in one word that a form can carry: keys and words have no colon."""
        return f"{self.key}:{self.word}"


def find_losses(old: Tag, new: Tag) -> tuple[Loss, ...]:
    """The fields and choices of a tag that its new version does not have, in the order of the old one."""
    found: list[Loss] = []
    for attribute in old.attributes:
        there = new.attribute(attribute.key)
        if there is None:
            found.append(Loss(attribute.key, attribute.label))
            continue
        gone = (value for value in attribute.values if value.word not in there.words)
        found += [Loss(attribute.key, attribute.label, value.word, value.label) for value in gone]
    return tuple(found)


def compare_schemes(old: Scheme, new: Scheme) -> tuple[SchemeDifference, ...]:
    """The differences in tags, in the order of the newer scheme's tags; guidelines: see `compare_texts`."""
    found: list[SchemeDifference] = []
    for tag in new.tags:
        before = old.tag(tag.key)
        found += [SchemeDifference(SchemeChange.TAG_ADDED, tag.label)] if before is None else _tag(before, tag, new)
    return tuple(found)


def compare_texts(old: str, new: str, *, around: int = 1) -> tuple[TextLine, ...]:
    """The lines in which two texts differ, with `around` lines of what they share; a gap is an empty sign."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[TextLine] = []
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(around)
    for number, group in enumerate(groups):
        if number:
            lines.append(TextLine("", "…"))
        for word, start, stop, new_start, new_stop in group:
            if word == "equal":
                lines += [TextLine(" ", line) for line in before[start:stop]]
            else:
                lines += [TextLine("-", line) for line in before[start:stop]]
                lines += [TextLine("+", line) for line in after[new_start:new_stop]]
    return tuple(lines)


def _tag(old: Tag, new: Tag, scheme: Scheme) -> Iterator[SchemeDifference]:
    label = new.label
    if old.label != label:
        yield SchemeDifference(SchemeChange.RELABELLED, label, before=old.label, after=label)
    if old.explains != new.explains:
        yield SchemeDifference(SchemeChange.EXPLAINED, label, before=old.explains, after=new.explains)
    if new.is_retired and not old.is_retired:
        into = scheme.tag(new.merged_into)
        kind = SchemeChange.MERGED if into else SchemeChange.RETIRED
        yield SchemeDifference(kind, label, after=into.label if into else "")
    if old.is_retired and not new.is_retired:
        yield SchemeDifference(SchemeChange.RESTORED, label)
    if old.look and new.look and old.look != new.look:
        if old.look.key != new.look.key:
            yield SchemeDifference(SchemeChange.KEY, label, before=old.look.key or "–", after=new.look.key or "–")
        if (old.look.ink, old.look.line) != (new.look.ink, new.look.line):
            yield SchemeDifference(SchemeChange.LOOK, label)
    yield from _fields(old, new)


def _fields(old: Tag, new: Tag) -> Iterator[SchemeDifference]:
    for attribute in new.attributes:
        before = old.attribute(attribute.key)
        if before is None:
            yield SchemeDifference(SchemeChange.FIELD_ADDED, new.label, attribute.label)
            continue
        if before.label != attribute.label:
            yield SchemeDifference(
                SchemeChange.FIELD_RELABELLED, new.label, before=before.label, after=attribute.label
            )
        yield from _choices(before, attribute, new.label)
    for attribute in old.attributes:
        if new.attribute(attribute.key) is None:
            yield SchemeDifference(SchemeChange.FIELD_REMOVED, new.label, attribute.label)


def _choices(old: Attribute, new: Attribute, label: str) -> Iterator[SchemeDifference]:
    for value in new.values:
        if value.word not in old.words:
            yield SchemeDifference(SchemeChange.CHOICE_ADDED, label, new.label, after=value.label)
        elif old.label_of(value.word) != value.label:
            before = old.label_of(value.word)
            yield SchemeDifference(SchemeChange.CHOICE_RELABELLED, label, new.label, before, value.label)
    for value in old.values:
        if value.word not in new.words:
            yield SchemeDifference(SchemeChange.CHOICE_REMOVED, label, new.label, before=value.label)
