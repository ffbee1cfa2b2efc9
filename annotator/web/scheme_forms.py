"""What the scheme editor sends: a tag with its fields, the guideline. Whatever is refused is shown again as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from annotator.core.errors import Invalid
from annotator.core.guidelines import section_text
from annotator.core.scheme import Ask, Ink, Line, Scheme, Tag
from annotator.core.scheme_edits import (
    MAX_EXPLAINS,
    MAX_LABEL,
    MOST_ATTRIBUTES,
    AttributeDraft,
    TagDraft,
    choices_text,
    uses_of_key,
)
from annotator.web.forms import DeskForm

W = TypeVar("W", bound=StrEnum)

#: Empty rows for new fields, on a page and after "more".
_SPARE, _MORE = 1, 3
#: What a field of a desk's own tag can take, in the order in which it is offered. A yes or no is a choice of two.
ASKS = (Ask.CHOICE, Ask.CHOICES, Ask.NUMBER, Ask.TEXT)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a tag in the form. `key` is empty for a new one; `problem` says what was wrong with it."""

    place: int
    key: str
    label: str
    type: Ask
    choices: str
    problem: str = ""


class TagForm(DeskForm):
    """A tag. Its fields are read from `field-<n>-label` and so on: see `rows`."""

    label = StringField(_l("Name"), render_kw={"maxlength": MAX_LABEL, "autocomplete": "off"})
    explains = TextAreaField(
        _l("What is tagged"),
        description=_l("In a sentence: people read it on the button and beside the guideline."),
        render_kw={"maxlength": MAX_EXPLAINS, "rows": 2},
    )
    key = StringField(
        _l("Key"),
        description=_l("One that does nothing else on the page. Without one, the tag has its button."),
        render_kw={"maxlength": 1, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    # Drawn by the page as specimens to choose from.
    ink = StringField(_l("Colour"))
    line = StringField(_l("Line"))
    guideline = TextAreaField(
        _l("Guideline"),
        description=_l(
            "When to use it and when not, with an example. Markdown: **strong**, *emphasis*, - list, > example."
        ),
        render_kw={"rows": 8},
    )
    number = HiddenField()

    def draft(self, rows: tuple[FieldRow, ...]) -> TagDraft:
        """The tag as typed."""
        return TagDraft(
            label=self.label.data or "",
            explains=self.explains.data or "",
            guideline=(self.guideline.data or "").replace("\r\n", "\n"),
            key=self.key.data or "",
            ink=_word(self.ink.data, Ink, Ink.BLUE),
            line=_word(self.line.data, Line, Line.WAVY),
            attributes=tuple(AttributeDraft(row.key, row.label, row.type, row.choices) for row in rows),
        )


class GuidelineForm(DeskForm):
    """The whole guideline."""

    guideline = TextAreaField(
        _l("Text"),
        description=_l(
            "Markdown: # heading, **strong**, *emphasis*, - list, 1. numbers, > example. The section about a tag is "
            "the one whose heading ends in its key, such as {#claim}."
        ),
        render_kw={"rows": 28, "spellcheck": "true"},
    )
    number = HiddenField()


def based_on(form: TagForm | GuidelineForm) -> int:
    """The version that the form was made from; 0 for none of ours."""
    digits = form.number.data or ""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0


def fresh_form(scheme: Scheme, tag: Tag | None, number: int) -> TagForm:
    """The form of a tag as it is stored, or of a new one with a key, colour and line that no other has."""
    if tag is None:
        ink, line = free_look(scheme)
        form = TagForm(formdata=None, key=free_key(scheme), ink=ink.value, line=line.value, number=number)
    else:
        form = _stored_form(scheme, tag, number)
    tell_free_keys(form, scheme, tag.key if tag else "")
    return form


def tell_free_keys(form: TagForm, scheme: Scheme, tag_key: str = "") -> None:
    """Say beside the key which ones are free, for everybody whose keys are the standard ones."""
    free = " ".join(free_keys(scheme, but=tag_key))
    form.key.description = (
        _("Free: %(keys)s. Without a key the tag has its button; so it has for whoever uses that key otherwise.",
          keys=free)
        if free else _("No key is free: the tag has its button.")
    )  # fmt: skip


def _stored_form(scheme: Scheme, tag: Tag, number: int) -> TagForm:
    look = tag.look
    return TagForm(
        formdata=None, label=tag.label, explains=tag.explains, key=look.key if look else "",
        ink=look.ink.value if look else None, line=look.line.value if look else None,
        guideline=section_text(scheme.guideline, tag.key), number=number,
    )  # fmt: skip


def free_key(scheme: Scheme) -> str:
    """The first key that does nothing yet, to propose; empty where all do."""
    return next(iter(free_keys(scheme)), "")


def free_keys(scheme: Scheme, *, but: str = "") -> list[str]:
    """The keys that do nothing yet, or that the tag `but` has, letters first."""
    return [key for key in "hmabcdefgijklnopqrstuvwxyz,.;'[]=" if not uses_of_key(scheme, key, but=but)]


def free_look(scheme: Scheme) -> tuple[Ink, Line]:
    """A colour and a line to propose: those that fewest other tags have."""
    inks = [tag.look.ink for tag in scheme.own_tags if tag.look and not tag.is_retired]
    lines = [tag.look.line for tag in scheme.own_tags if tag.look and not tag.is_retired]
    return min(Ink, key=inks.count), min(Line, key=lines.count)


def stored_rows(tag: Tag | None) -> tuple[FieldRow, ...]:
    """The fields of a stored tag, and empty ones for new fields."""
    known = [(item.key, item.label, item.type, choices_text(item)) for item in (tag.attributes if tag else ())]
    return _numbered([*known, *[("", "", Ask.CHOICE, "")] * _SPARE])


def typed_rows(problems: Mapping[str, str], *, more: bool = False) -> tuple[FieldRow, ...]:
    """The fields as they were typed, with what was wrong with each; `more` adds empty ones."""
    found = []
    for place in range(MOST_ATTRIBUTES + _MORE):
        if f"field-{place}-label" in request.form:
            get = request.form.get
            found.append((
                get(f"field-{place}-key", "")[:24], get(f"field-{place}-label", ""),
                _word(get(f"field-{place}-type"), Ask, Ask.CHOICE),
                get(f"field-{place}-choices", "").replace("\r\n", "\n"),
            ))  # fmt: skip
    spare = _MORE if more else 0
    rows = _numbered([*found, *[("", "", Ask.CHOICE, "")] * spare][: MOST_ATTRIBUTES + _MORE])
    return tuple(replace(row, problem=problems.get(f"attribute-{row.place}", "")) for row in rows)


def show_problems(form: TagForm, error: Invalid) -> None:
    """Put each complaint beside its field; those of the tag's own fields stand at their rows."""
    for name, words in error.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, words]
        elif not name.startswith("attribute-"):
            form.form_errors.append(words)
    if any(name.startswith("attribute-") for name in error.fields):
        form.form_errors.append(_l("One of the fields cannot be so."))
    if not error.fields:
        form.form_errors.append(error.message)


def _numbered(rows: list[tuple[str, str, Ask, str]]) -> tuple[FieldRow, ...]:
    return tuple(FieldRow(place, *row) for place, row in enumerate(rows))


def _word(value: str | None, words: type[W], otherwise: W) -> W:
    return next((word for word in words if word.value == value), otherwise)
