"""The language of the request, and the words, dates and numbers of pages in it.

A page asks for hundreds of words; Flask-Babel finds the language and its catalogue anew for each.
"""

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Babel, get_domain, get_locale

from annotator.web.shell import direction_of

#: The day before the month and the month by its name: 11/9/26 is another day in every second newsroom.
_DATES = {"date.short": "d MMM y", "datetime.short": "d MMM y HH:mm"}


def register_words(app: Flask) -> None:
    """Set Flask-Babel up, and let the templates of `app` find their catalogue once a request."""
    Babel(app, date_formats={**Babel.default_date_formats, **_DATES})
    # The extension's own callables are replaced; jinja fills in `%(name)s`.
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n
    # Jinja's own `_` looks up and calls `gettext` through the template's context: three calls for each word.
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
    app.jinja_env.globals["our_language"], app.jinja_env.globals["our_direction"] = language, _our_direction


def language() -> str:
    """The language of the request, as a locale's name."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = str(get_locale() or "en")
    return found


def _our_direction() -> str:
    return direction_of(language())


def gettext(words: str, **values: object) -> str:
    """Words that code says in the language of the request, as Flask-Babel gives them."""
    told: str = _catalogue().gettext(words)
    return told % values if values else told


def _catalogue() -> NullTranslations:
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_domain().get_translations()
    return found


def _gettext(words: str) -> str:
    return _catalogue().gettext(words)


def _ngettext(one: str, many: str, n: int) -> str:
    return _catalogue().ngettext(one, many, n)
