"""What the annotation page sends, as forms: parsed here, turned into values of the core, judged by the services."""

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from flask import request
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, Regexp

from annotator.core.annotations import Request, Verb
from annotator.core.conflicts import Settling
from annotator.core.errors import Invalid
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.records import Bound, Identity, Knowledge, Measure, Number, Reason, SourceType, Span, Who
from annotator.core.reviews import SentenceState
from annotator.core.typed_numbers import NUMBER_WANTED, read_typed_number
from annotator.services.annotations import Stamp, stamp_request
from annotator.web.forms import DeskForm

W = TypeVar("W", bound=StrEnum)

_UID = Length(max=32)
#: A uid that the page made for something new; it becomes an id of the page and of exports.
_NEW_UID = (Optional(), Regexp(r"[0-9a-f]{32}\Z"))
_MOST = 500_000
_PLACE = (Optional(), NumberRange(0, _MOST))
_NOT_PAYLOAD = frozenset({"csrf_token", "version", "shown", "request_key", "seen", "against"})


def _words(members: type[StrEnum]) -> tuple[Optional, AnyOf]:
    return Optional(), AnyOf([member.value for member in members])


class ActForm(DeskForm):
    """What every act carries: its key, the annotation in focus with the version that the page shows, the uid of what
    it makes, the last action that the page knows of; and, to answer a conflict, how and upon what.
    """

    class Meta(DeskForm.Meta):
        """How acts are protected: the application has judged the request's token before any view (CSRFProtect); a
        second token made and judged with each form was a tenth of a form.
        """

        csrf = False

    request_key = StringField(validators=[Length(max=64)])
    focus = StringField(validators=[_UID])
    uid = StringField(validators=list(_NEW_UID))
    version = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])
    seen = StringField(validators=list(_NEW_UID))
    settle = StringField(validators=list(_words(Settling)))
    against = StringField(validators=list(_NEW_UID))
    sentence_start = IntegerField(validators=list(_PLACE))
    sentence_stop = IntegerField(validators=list(_PLACE))

    def place(self) -> Span | None:
        """The edges of the sentence that the page was at; None where it did not say."""
        start, stop = self.sentence_start.data, self.sentence_stop.data
        return None if start is None or stop is None else Span(start, stop)

    def stamp(self) -> Stamp:
        """The request as the ledger knows it; the digest is over what it asks for and where."""
        payload: dict[str, object] = {"path": request.path}
        payload |= {name: request.form.getlist(name) for name in request.form if name not in _NOT_PAYLOAD}
        focus = self.focus.data or ""
        expected = {focus: self.version.data} if focus and self.version.data else None
        stamp = stamp_request(self.request_key.data or "", payload, expected)
        settling = _word(self.settle.data, Settling)
        return replace(stamp, seen=request.form.get("seen"), settling=settling, against=self.against.data or "")


def left() -> tuple[str, ...]:
    """The actions that an undo or redo passes over: their cuts were cut again since, and stay."""
    return tuple(request.form.getlist("leave")[:50])


class VerbForm(ActForm):
    """A verb on a sentence: `link:<card>` and `unlink:<card>` carry their card."""

    verb = StringField(validators=[InputRequired(), Length(max=64)])
    caret = IntegerField(validators=list(_PLACE))
    shown = StringField(validators=list(_words(SentenceState)))

    def request_for(self, ordinal: int) -> Request:
        """The verb as the core reads it. Raises Invalid for an unknown one."""
        word, _, card = (self.verb.data or "").partition(":")
        try:
            verb = Verb(word)
        except ValueError as error:
            raise Invalid("This button is unknown. Reload the page.", code="unknown_verb") from error
        caret = -1 if self.caret.data is None else self.caret.data
        return Request(ordinal, verb, self.focus.data or "", card, caret)

    def shown_state(self) -> SentenceState | None:
        """The answer that the page showed when the button was pressed."""
        return _word(self.shown.data, SentenceState)


class PhraseForm(ActForm):
    """A marked stretch with the words that were seen there."""

    start = IntegerField(validators=[InputRequired()])
    stop = IntegerField(validators=[InputRequired()])
    quote = StringField(validators=[Length(max=_MOST)], filters=())

    def phrase(self) -> Phrase:
        """The stretch."""
        # A form sends line ends as CR LF; the stored text has LF alone.
        return Phrase(self.start.data, self.stop.data, (self.quote.data or "").replace("\r\n", "\n"))


class CardForm(ActForm):
    """A source card. The boxes "role" and "interest" make up what the text tells of who the source is."""

    type = StringField(validators=list(_words(SourceType)))
    identity = StringField(validators=list(_words(Identity)))
    number = StringField(validators=list(_words(Number)))
    role = BooleanField()
    side = BooleanField()
    knowledge = StringField(validators=list(_words(Knowledge)))
    reason = StringField(validators=list(_words(Reason)))
    distinct = BooleanField()
    relayed_by = StringField(validators=[_UID])

    def fields(self) -> CardFields:
        """What the form says of the source."""
        who = {(False, False): Who.NONE, (True, False): Who.ROLE, (False, True): Who.SIDE, (True, True): Who.BOTH}
        return CardFields(
            type=_word(self.type.data, SourceType) or SourceType.PERSON,
            identity=_word(self.identity.data, Identity),
            number=_word(self.number.data, Number),
            who=who[bool(self.role.data), bool(self.side.data)],
            knowledge=_word(self.knowledge.data, Knowledge),
            reason=_word(self.reason.data, Reason),
            distinct=bool(self.distinct.data),
            relayed_by_uid=self.relayed_by.data or None,
        )


class MentionForm(CardForm, PhraseForm):
    """An attribution with its cue and its card: `card` names a known one, otherwise the fields make a new one."""

    cue_start = IntegerField(validators=list(_PLACE))
    cue_stop = IntegerField(validators=list(_PLACE))
    card = StringField(validators=[_UID])
    card_uid = StringField(validators=list(_NEW_UID))

    def cues(self) -> tuple[Span, ...]:
        """The cue, if there is one."""
        if self.cue_start.data is None or self.cue_stop.data is None:
            return ()
        return (Span(self.cue_start.data, self.cue_stop.data),)


class EditForm(ActForm):
    """An edit of one annotation: new edges, another card for a mention, or what a figure says."""

    start = IntegerField(validators=[Optional()])
    stop = IntegerField(validators=[Optional()])
    quote = StringField(validators=[Length(max=_MOST)])
    card = StringField(validators=[_UID])
    low = StringField(validators=[Length(max=60)])
    high = StringField(validators=[Length(max=60)])
    bound = StringField(validators=list(_words(Bound)))
    measure = StringField(validators=list(_words(Measure)))
    unit = StringField(validators=[Length(max=500)])

    def phrase(self) -> Phrase | None:
        """The new edges, if there are any."""
        if self.start.data is None or self.stop.data is None:
            return None
        return Phrase(self.start.data, self.stop.data, (self.quote.data or "").replace("\r\n", "\n"))

    def figure(self) -> FigureFields:
        """What the form says of the figure; fields that were not sent stay as they are."""
        sent = request.form
        values = (_decimal(sent.get("low"), "low"), _decimal(sent.get("high"), "high")) if "low" in sent else None
        unit = (self.unit.data or "").strip() if "unit" in sent else None
        return FigureFields(values, _word(self.bound.data, Bound), _word(self.measure.data, Measure), unit)


class AdjustForm(EditForm, CardForm):
    """A suggestion as a person adjusts it: its words, and what its tag says."""


def parse(form: ActForm) -> None:
    """Check a form. Raises Invalid with its fields' complaints."""
    if not form.validate_on_submit():
        fields = {name: str(errors[0]) for name, errors in form.errors.items() if name and errors}
        raise Invalid("This request is not readable. Reload the page and try again.", code="bad_form", fields=fields)


def _word(value: str | None, members: type[W]) -> W | None:
    return members(value) if value else None


def _decimal(value: str | None, name: str) -> Decimal | None:
    if not (value or "").strip():
        return None
    try:
        return read_typed_number(value or "")
    except ValueError as error:
        raise Invalid(NUMBER_WANTED, fields={name: NUMBER_WANTED}) from error
