"""Marks: annotations with a tag of the desk's own. Making and editing them, and giving them another tag.

Pure functions from a reading to an `Act` or its changes, as in `annotations`. What a mark may tell is what its tag's
attributes say; there is no attribute that every tag has, and none for who an unnamed source is.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core.actions import ActionKind, Change
from annotator.core.annotations import Act
from annotator.core.codec import MAX_TOLD, decimal_text
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.mentions import Phrase, home_of_phrase
from annotator.core.records import Mark, Reading, Sentence, Span
from annotator.core.scheme import Ask, Attribute, Tag
from annotator.core.spans import runs_of, trimmed
from annotator.core.typed_numbers import NUMBER_WANTED, read_typed_number

Told = tuple[tuple[str, str | tuple[str, ...]], ...]


def add_mark(reading: Reading, uid: str, tag: Tag | None, phrase: Phrase) -> Act:
    """Mark a stretch with a desk's own tag; the check on its sentence goes.

    Raises Invalid or Conflict for a bad span or quote, Invalid for a tag that the review's scheme does not have,
    Conflict for a retired one (`tag_retired`) and for words that have the tag already (`already_marked`).
    """
    if tag is None or not tag.is_own:
        raise Invalid("The scheme of this review has no such tag. Reload the page.", code="unknown_tag")
    if tag.is_retired:
        raise Conflict(f"“{tag.label}” is retired: it makes no new annotations. Reload the page.", code="tag_retired")
    content, span = home_of_phrase(reading, uid, phrase)
    if any(mark.tag == tag.key and mark.span == span for mark in content.marks):
        raise Conflict("These words are marked like this already.", code="already_marked")
    mark = Mark(uid, span.start, span.stop, tag.key)
    changes = (*(Change(check, None) for check in content.checks), Change(None, mark))
    return Act(ActionKind.TAG_MARK, changes, uid)


def edit_mark(reading: Reading, uid: str, tags: Mapping[str, Tag], given: Mapping[str, Sequence[str]]) -> Act:
    """Write what is told of a mark: all its attributes at once. Raises as `check_told` does."""
    mark = find_mark(reading, uid)
    if mark is None:
        raise NotFound("This annotation is gone.")
    tag = tags.get(mark.tag)
    if tag is None:
        raise Invalid("The scheme of this review has no such tag. Reload the page.", code="unknown_tag")
    changed = replace(mark, told=check_told(tag, given))
    return Act(ActionKind.EDIT_ANNOTATION, () if changed == mark else (Change(mark, changed),), uid)


def find_mark(reading: Reading, uid: str) -> Mark | None:
    """A mark of the reading by its uid."""
    return next((mark for mark in reading.marks if mark.uid == uid), None)


def check_told(tag: Tag, given: Mapping[str, Sequence[str]]) -> Told:
    """What was typed or chosen for each attribute, as it is stored; what is empty is left out.

    Raises Invalid, with a complaint for each attribute, for what the scheme does not take.
    """
    told: list[tuple[str, str | tuple[str, ...]]] = []
    wrong: dict[str, str] = {}
    for attribute in sorted(tag.attributes, key=lambda attribute: attribute.key):
        words = [word for word in (text.strip() for text in given.get(attribute.key, ())) if word]
        if not words:
            continue
        try:
            told.append((attribute.key, _value(attribute, words)))
        except Invalid as error:
            wrong[attribute.key] = error.message
    if unknown := set(given) - {attribute.key for attribute in tag.attributes}:
        wrong |= dict.fromkeys(unknown, "This tag has no such field. Reload the page.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="bad_attribute", fields=wrong)
    return tuple(told)


def told_words(mark: Mark, tag: Tag | None) -> tuple[tuple[str, str], ...]:
    """What is told of a mark in words, in the order of its tag's attributes: (label, value) pairs.

    A key or word that the tag does not have (any more) stands for itself.
    """
    told = dict(mark.told)
    known = tag.attributes if tag else ()
    found = [(attribute.label, _told_value(attribute, told.pop(attribute.key))) for attribute in known
             if attribute.key in told]  # fmt: skip
    rest = ((key, value if isinstance(value, str) else ", ".join(value)) for key, value in told.items())
    return (*found, *rest)


def _told_value(attribute: Attribute, value: str | tuple[str, ...]) -> str:
    words = (value,) if isinstance(value, str) else value
    return ", ".join(attribute.label_of(word) for word in words)


def _value(attribute: Attribute, words: list[str]) -> str | tuple[str, ...]:
    match attribute.type:
        case Ask.CHOICES:
            if not set(words) <= attribute.words:
                raise Invalid(f"{attribute.label}: choose among what is offered.")
            return tuple(sorted(set(words)))
        case Ask.CHOICE | Ask.YES_NO:
            allowed = attribute.words if attribute.type is Ask.CHOICE else {"yes"}
            if len(words) > 1 or words[0] not in allowed:
                raise Invalid(f"{attribute.label}: choose one of what is offered.")
            return words[0]
        case Ask.NUMBER:
            return _number(attribute, words[0])
        case Ask.TEXT:
            return _text(attribute, words[0])


def _number(attribute: Attribute, typed: str) -> str:
    try:
        return decimal_text(read_typed_number(typed))
    except ValueError as error:
        raise Invalid(f"{attribute.label}: {NUMBER_WANTED[0].lower()}{NUMBER_WANTED[1:]}") from error


def _text(attribute: Attribute, typed: str) -> str:
    if len(typed) > MAX_TOLD:
        raise Invalid(f"{attribute.label}: at most {MAX_TOLD} characters; these are {len(typed)}.")
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in typed.replace("\r\n", "\n")):
        raise Invalid(f"{attribute.label}: there is an invisible control character in it. Type it anew.")
    return typed.replace("\r\n", "\n")


def word_around(reading: Reading, sentence: Sentence, caret: int) -> Span | None:
    """The word that the caret stands in or before, without punctuation at its edges: what a key marks by itself.

    A word is a run without blanks in which something is said: a letter, a number, a picture; a dash or a bar by itself
    is passed over. None where no word follows in the sentence.
    """
    text = reading.text
    start = min(max(caret, sentence.start), sentence.stop - 1)
    while start > sentence.start and not text[start].isspace() and not text[start - 1].isspace():
        start -= 1
    for run in runs_of(text, Span(start, sentence.stop)):
        if any(_says_something(sign) for sign in reading.quote(run)):
            return trimmed(text, run)
    return None


def _says_something(sign: str) -> bool:
    is_drawn = "\u2500" <= sign <= "\u25ff"  # lines, blocks and the squares and triangles of lists
    return sign.isalnum() or (unicodedata.category(sign) == "So" and not is_drawn)


@dataclass(frozen=True, slots=True)
class Regiven:
    """One mark that a merge gives to another tag, and the attributes whose values do not come along."""

    change: Change
    lost: tuple[str, ...]


def give_tag(reading: Reading, old: Tag, new: Tag) -> Iterator[Regiven]:
    """What merging `old` into `new` changes in a reading, mark by mark.

    What was told comes along where the new tag has an attribute of that key, of the same type and with that word;
    words that lie under both tags already keep one mark, the new tag's.
    """
    taken = {mark.span for mark in reading.marks if mark.tag == new.key}
    for mark in reading.marks:
        if mark.tag != old.key:
            continue
        kept = tuple((key, value) for key, value in mark.told if _takes(old, new, key, value))
        lost = tuple(key for key, value in mark.told if (key, value) not in kept)
        if mark.span in taken:
            yield Regiven(Change(mark, None), tuple(key for key, _ in mark.told))
        else:
            taken.add(mark.span)
            yield Regiven(Change(mark, replace(mark, tag=new.key, told=kept)), lost)


def _takes(old: Tag, new: Tag, key: str, value: str | tuple[str, ...]) -> bool:
    before, after = old.attribute(key), new.attribute(key)
    if before is None or after is None or before.type is not after.type:
        return False
    words = {value} if isinstance(value, str) else set(value)
    return after.type not in (Ask.CHOICE, Ask.CHOICES) or words <= after.words
