"""What forms have in common: their words, and showing a service's refusal where the person typed."""

from functools import cache

from flask_wtf import FlaskForm
from wtforms.i18n import DefaultTranslations, DummyTranslations, get_translations

from annotator.core.errors import Invalid
from annotator.web.words import language


@cache
def _words_of_validators(language: str) -> DefaultTranslations | DummyTranslations:
    return get_translations([language])


class DeskForm(FlaskForm):
    """The base of the forms: Flask-WTF's own reads its translations from disk at each request."""

    class Meta(FlaskForm.Meta):
        """How the forms speak."""

        def get_translations(self, form: FlaskForm) -> DefaultTranslations | DummyTranslations:  # noqa: ARG002 - WTForms' signature
            """The validators' words in the language of the request."""
            return _words_of_validators(language())


def blame(form: FlaskForm, error: Invalid) -> None:
    """Put each sentence of a refusal beside its field; what belongs to no field goes above the form."""
    for name, words in error.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            form.form_errors.append(words)
    if not error.fields:
        form.form_errors.append(error.message)
