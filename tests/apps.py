"""The application as tests want it: without the tokens of its forms, which are tested where they matter."""

from flask import Flask, current_app, g

#: As long as a signed token and as hard to compress, but it spells nothing: pages are counted in bytes, too.
STILL = str(3**248)


def without_csrf(app: Flask) -> Flask:
    """Take every form without its token, and print the same digits wherever a token would stand.

    A signed token is chance: one page in ten thousand spells "mia" in it, and a test that says no page names Mia fails.
    """
    app.config.update(WTF_CSRF_ENABLED=False)
    before = app.before_request_funcs.setdefault(None, [])
    if _still not in before:
        before.insert(0, _still)
    return app


def _still() -> None:
    """Flask-WTF keeps the token it made for a request here, and makes none where one is; see csrf.generate_csrf."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        g.csrf_token = STILL
