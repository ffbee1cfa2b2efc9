"""The language of the request, and the words of templates and of pages of many numbers in it.

A page asks for hundreds of words; Flask-Babel finds the language and its catalogue anew for each.
"""

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_domain, get_locale

from annotator.web.shell import direction_of


def register_words(app: Flask) -> None:
    """Let the templates of `app` find their catalogue once a request. Flask-Babel must be set up before."""
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
