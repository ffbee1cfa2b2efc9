"""What a desk may do to its scheme: make tags of its own, reword, retire, restore, merge, write the guideline.

Pure functions from a scheme to the next one. The built-in tags keep their keys, attributes and meaning; only their
labels, explanations and guideline are the desk's. Nothing is ever deleted: a version that was tagged with can be read
for ever.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from annotator.core.accounts import canonical_name
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.guidelines import check_guideline, plain_word, with_section
from annotator.core.keys import DEFAULT_KEYS, TOGETHER
from annotator.core.scheme import BUILT_IN, Ask, Attribute, Ink, Line, Look, Scheme, Tag, Value, check_scheme

MAX_LABEL = 60
MAX_EXPLAINS = 400
MOST_TAGS = 30
MOST_ATTRIBUTES = 12
MOST_VALUES = 40

#: Keys that the page uses or will, beside those of the scheme.
_RESERVED = {
    "j": "jump to a word", "k": "kind of the sentence", "b": "split and join sentences", "n": "note", "/": "find",
}  # fmt: skip
#: An attribute must not ask who an unnamed source is: a name, a way to reach them, where they work.
_WHO = re.compile(
    r"\b(?:real|true|full|actual)?[\s_-]*(?:names?|identity|identities|who|phone|telephone|mobile|e-?mail|contacts?|"
    r"address|employer|workplace|signal|handle)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:sources?|informants?|whistle-?blowers?|leakers?|insiders?|unnamed|anonymous|confidential)\b", re.IGNORECASE
)
_ALWAYS = re.compile(r"\b(?:real|true|actual)[\s_-]+(?:names?|identity)\b|\bidentity\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    """An attribute as a person typed it. `key` is empty for a new one; `choices` are one a line, where a choice in
    use keeps its word in front: "blame = finds fault".
    """

    key: str
    label: str
    type: Ask = Ask.CHOICE
    choices: str = ""


@dataclass(frozen=True, slots=True)
class TagDraft:
    """A tag as a person typed it. Of a built-in tag only label, explanation and guideline count."""

    label: str
    explains: str
    guideline: str = ""
    key: str = ""
    ink: Ink = Ink.BLUE
    line: Line = Line.WAVY
    attributes: tuple[AttributeDraft, ...] = ()


def add_tag(scheme: Scheme, draft: TagDraft) -> tuple[Scheme, str]:
    """The scheme with a new tag of the desk's own, and the tag's key. Raises Invalid with the fields at fault."""
    if len(scheme.own_tags) >= MOST_TAGS:
        raise Invalid(f"A scheme has at most {MOST_TAGS} tags of its own, retired ones included.", code="too_many")
    key = _free_key(draft.label, {tag.key for tag in scheme.tags})
    tag = _own_tag(scheme, Tag(key, "", "", (), Look(draft.ink, draft.line)), draft)
    return _with_section(replace(scheme, tags=(*scheme.tags, tag)), tag, draft), key


def change_tag(scheme: Scheme, key: str, draft: TagDraft) -> Scheme:
    """The scheme with a tag as the draft has it. Raises NotFound, Invalid with the fields at fault."""
    tag = _tag(scheme, key)
    if tag.is_own:
        changed = _own_tag(scheme, tag, draft)
    else:
        changed = replace(tag, label=_label(scheme, tag, draft.label), explains=_explains(draft.explains))
    return _with_section(_replaced(scheme, changed), changed, draft)


def retire_tag(scheme: Scheme, key: str) -> Scheme:
    """The scheme in which a tag makes no new annotations; its key of the keyboard is free again.

    Raises Conflict for a built-in tag, which stays.
    """
    tag = _tag(scheme, key)
    if tag.look is None:
        raise Conflict("The built-in tags stay: reports and rules are made of them.", code="built_in")
    return _replaced(scheme, replace(tag, is_retired=True, look=replace(tag.look, key="")))


def restore_tag(scheme: Scheme, key: str) -> Scheme:
    """The scheme in which a retired tag is in use again, without a key of the keyboard."""
    tag = _tag(scheme, key)
    return _replaced(scheme, replace(tag, is_retired=False, merged_into=""))


def merge_tags(scheme: Scheme, key: str, into: str) -> Scheme:
    """The scheme in which one tag is retired in favour of another. Raises Invalid for tags that cannot be merged."""
    old, new = _tag(scheme, key), _tag(scheme, into)
    if not (old.is_own and new.is_own) or old.key == new.key or new.is_retired:
        message = "Choose another tag of the desk's own that is in use."
        raise Invalid(message, code="bad_merge", fields={"into": message})
    retired = retire_tag(scheme, key)
    return _replaced(retired, replace(_tag(retired, key), merged_into=into))


def write_guideline(scheme: Scheme, text: str) -> Scheme:
    """The scheme with another guideline. Raises Invalid as `check_guideline` does."""
    return replace(scheme, guideline=check_guideline(text))


def only_adds(old: Scheme, new: Scheme) -> bool:
    """Say whether everything that can be tagged in `old` can be tagged in `new` just so: then a review that was
    begun with the one goes on with the other. Words may differ; tags, attributes and choices may have been added.
    """
    for tag in old.tags:
        now = new.tag(tag.key)
        if now is None or (now.is_retired and not tag.is_retired):
            return False
        for attribute in tag.attributes:
            there = now.attribute(attribute.key)
            if there is None or there.type is not attribute.type or not attribute.words <= there.words:
                return False
    return True


def choices_text(attribute: Attribute) -> str:
    """The choices of an attribute as they are typed, one a line."""
    return "\n".join(
        value.label if plain_word(value.label, joint="_", longest=24) == value.word else f"{value.word} = {value.label}"
        for value in attribute.values
    )


def uses_of_key(scheme: Scheme, stroke: str, *, but: str = "") -> str:
    """What a key of the keyboard does already, in words; empty if it is free. `but`: the tag that may have it."""
    for tag in scheme.own_tags:
        if tag.look and tag.look.key == stroke and tag.key != but and not tag.is_retired:
            return tag.label
    for binding in (*scheme.keys, *DEFAULT_KEYS):
        if binding.key == stroke and binding.place in TOGETHER:
            return binding.label
    return _RESERVED.get(stroke, "")


def _own_tag(scheme: Scheme, tag: Tag, draft: TagDraft) -> Tag:
    wrong: dict[str, str] = {}
    label, explains, stroke, attributes = tag.label, tag.explains, "", tag.attributes
    try:
        label = _label(scheme, tag, draft.label)
    except Invalid as error:
        wrong |= error.fields
    try:
        explains = _explains(draft.explains)
    except Invalid as error:
        wrong |= error.fields
    try:
        stroke = _stroke(scheme, tag, label, draft.key)
    except Invalid as error:
        wrong |= error.fields
    try:
        attributes = _attributes(tag, label, draft.attributes)
    except Invalid as error:
        wrong |= error.fields
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="bad_tag", fields=wrong)
    return replace(
        tag, label=label, explains=explains, attributes=attributes, look=Look(draft.ink, draft.line, stroke)
    )


def _label(scheme: Scheme, tag: Tag, typed: str) -> str:
    label = canonical_name(typed, field="label")
    if len(label) > MAX_LABEL:
        raise _wrong("label", f"Use at most {MAX_LABEL} characters.")
    if any(other.key != tag.key and other.label.casefold() == label.casefold() for other in scheme.tags):
        raise _wrong("label", "Another tag has this name.")
    if _WHO.search(label) and _SOURCE.search(label):
        raise _wrong("label", "No tag may ask who an unnamed source is, nor how to reach them.")
    return label


def _explains(typed: str) -> str:
    explains = " ".join(typed.split())
    if not explains:
        raise _wrong("explains", "Say in a sentence what is tagged.")
    if len(explains) > MAX_EXPLAINS or any(unicodedata.category(sign) == "Cc" for sign in explains):
        raise _wrong("explains", f"Use at most {MAX_EXPLAINS} characters, none of them invisible.")
    return explains


def _stroke(scheme: Scheme, tag: Tag, label: str, typed: str) -> str:
    stroke = typed.strip().lower()
    if not stroke or tag.is_retired:
        return ""
    if not re.fullmatch(r"[a-z,.;-]", stroke, re.ASCII):
        raise _wrong("key", "One small letter, a comma, a full stop, a semicolon or a dash.")
    if taken := uses_of_key(scheme, stroke, but=tag.key):
        raise _wrong("key", f"The key “{stroke}” would mean two things: “{label}” and “{taken}”. Choose another one.")
    return stroke


def _attributes(tag: Tag, label: str, drafts: tuple[AttributeDraft, ...]) -> tuple[Attribute, ...]:
    found: list[Attribute] = []
    wrong: dict[str, str] = {}
    for place, draft in enumerate(drafts):
        if not draft.label.strip():
            continue
        try:
            found.append(_attribute(tag, label, draft, found))
        except Invalid as error:
            wrong[f"attribute-{place}"] = error.message
    if len(found) > MOST_ATTRIBUTES:
        wrong["attributes"] = f"A tag has at most {MOST_ATTRIBUTES} fields."
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="bad_attribute", fields=wrong)
    return tuple(found)


def _attribute(tag: Tag, tag_label: str, draft: AttributeDraft, before: list[Attribute]) -> Attribute:
    label = " ".join(draft.label.split())
    if len(label) > MAX_LABEL or any(unicodedata.category(sign).startswith("C") for sign in label):
        raise Invalid(f"Use at most {MAX_LABEL} characters, none of them invisible.")
    if any(other.label.casefold() == label.casefold() for other in before):
        raise Invalid("Another field of this tag has this name.")
    known = tag.attribute(draft.key)
    if known is not None and known.type is not draft.type:
        raise Invalid("A field keeps its kind: what was told already could not be read otherwise. Make a new field.")
    if draft.type in (Ask.TEXT, Ask.NUMBER) and _asks_who(tag_label, label):
        raise Invalid("No field may ask who an unnamed source is, nor how to reach them. Leave it out.")
    key = known.key if known else _free_key(label, {other.key for other in (*tag.attributes, *before)}, "field")
    values = _values(draft.choices, known) if draft.type in (Ask.CHOICE, Ask.CHOICES) else ()
    return Attribute(key, label, draft.type, values)


def _values(choices: str, known: Attribute | None) -> tuple[Value, ...]:
    words = known.words if known else frozenset()
    found: list[Value] = []
    for line in filter(None, (" ".join(line.split()) for line in choices.split("\n"))):
        front, sign, rest = line.partition(" = ")
        word, label = (front, rest) if sign and front in words else ("", line)
        word = word or _free_key(label, {value.word for value in found}, "choice")
        if len(label) > MAX_LABEL or any(unicodedata.category(letter).startswith("C") for letter in label):
            raise Invalid(f"A choice has at most {MAX_LABEL} characters, none of them invisible.")
        if any(value.label.casefold() == label.casefold() or value.word == word for value in found):
            raise Invalid(f"“{label}” stands twice among the choices.")
        found.append(Value(word, label))
    if not 2 <= len(found) <= MOST_VALUES:
        raise Invalid(f"A choice needs two lines or more, {MOST_VALUES} at most: one choice a line.")
    return tuple(found)


def _asks_who(tag_label: str, label: str) -> bool:
    return bool(_ALWAYS.search(label) or (_WHO.search(label) and _SOURCE.search(f"{tag_label} {label}")))


def _free_key(label: str, taken: set[str], otherwise: str = "tag") -> str:
    """An immutable word for a label: its letters, made unlike every other key."""
    word = plain_word(label, joint="_", longest=20)
    word = word if word[:1].isalpha() else f"{otherwise}_{word}".rstrip("_")
    free, number = word, 2
    while free in taken or free in BUILT_IN:
        free, number = f"{word}_{number}", number + 1
    return free


def _with_section(scheme: Scheme, tag: Tag, draft: TagDraft) -> Scheme:
    text = check_guideline(with_section(scheme.guideline, tag.key, tag.label, draft.guideline))
    changed = replace(scheme, guideline=text)
    check_scheme(changed)
    return changed


def _replaced(scheme: Scheme, tag: Tag) -> Scheme:
    return replace(scheme, tags=tuple(tag if other.key == tag.key else other for other in scheme.tags))


def _tag(scheme: Scheme, key: str) -> Tag:
    tag = scheme.tag(key)
    if tag is None:
        raise NotFound("There is no such tag in this scheme.")
    return tag


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, code="bad_tag", fields={field: message})
