"""What forms have in common: showing a service's refusal where the person typed."""

from flask_wtf import FlaskForm

from annotator.core.errors import Invalid


def blame(form: FlaskForm, error: Invalid) -> None:
    """Put each sentence of a refusal beside its field; what belongs to no field goes above the form."""
    for name, words in error.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            form.form_errors.append(words)
    if not error.fields:
        form.form_errors.append(error.message)
