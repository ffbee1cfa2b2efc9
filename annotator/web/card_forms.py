"""What putting cards in order sends, as forms: merging, splitting, the way one claim came."""

from flask import request
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from annotator.web.review_forms import ActForm

#: How a claim says that it came direct, and that its card's own relay holds; any other word is a card's uid.
DIRECT, BY_CARD = "direct", "card"
_MOST = 1_000


class MergeForm(ActForm):
    """Put this card into another; `agreed` answers the warning about two indefinite unnamed sources."""

    into = StringField(validators=[Length(max=32)])
    agreed = BooleanField()


class SplitForm(ActForm):
    """The mentions that belong to another source, and the claims that go along."""

    def mentions(self) -> frozenset[str]:
        """The chosen mentions."""
        return frozenset(request.form.getlist("mention")[:_MOST])

    def claims(self) -> frozenset[str]:
        """The claims of which a person said that they go along."""
        return frozenset(request.form.getlist("claim")[:_MOST])


class WayForm(ActForm):
    """How one claim came from one of its sources."""

    card = StringField(validators=[Length(max=32)])
    way = StringField(validators=[Length(max=32)])
