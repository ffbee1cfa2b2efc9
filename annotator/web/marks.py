"""What the annotation page sends of a desk's own tags, as acts."""

from flask import request
from sqlalchemy.orm import Session

from annotator.core.mentions import Phrase
from annotator.core.permissions import Actor
from annotator.services import marks as service
from annotator.services.acts import Done, Stamp
from annotator.web.acts import Act
from annotator.web.desk import now
from annotator.web.review_forms import ActForm, PhraseForm

#: How the fields of a mark's form are called: this and the attribute's key.
TOLD = "told-"


def mark_act(review_uid: str, tag: str, form: ActForm) -> Act:
    """Mark the selection with a tag, or the word at the caret."""
    ordinal = request.form.get("ordinal", -1, type=int)
    caret = request.form.get("caret", -1, type=int)
    place: Phrase | tuple[int, int] = form.phrase() if isinstance(form, PhraseForm) else (ordinal, caret)

    def act(session: Session, actor: Actor | None, stamp: Stamp) -> Done:
        uid = form.uid.data or ""
        return service.add_mark(session, actor, review_uid, uid, tag, place, stamp=stamp, now=now())

    return act


def tell_act(review_uid: str, mark_uid: str) -> Act:
    """Write what the form tells of a mark."""
    told = {name.removeprefix(TOLD): request.form.getlist(name) for name in request.form if name.startswith(TOLD)}

    def act(session: Session, actor: Actor | None, stamp: Stamp) -> Done:
        return service.edit_mark(session, actor, review_uid, mark_uid, told, stamp=stamp, now=now())

    return act
