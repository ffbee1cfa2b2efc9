"""A small application that shows every piece of the interface on one page, for looking at and for tests.

    python -m tests.dev.pattern_book        serves it on 127.0.0.1:8090
"""

import secrets
from dataclasses import dataclass, replace

from flask import Flask, Response, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from annotator.web.assets import register_assets, template_root
from annotator.web.shell import LOOKS_COOKIE, Crumb, Shell, read_looks

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class SampleForm(FlaskForm):
    """One field of each sort."""

    title = StringField("Title", [InputRequired("Please give the article a title.")], description="As printed.")
    text = TextAreaField("Text")
    outlet = SelectField("Outlet", choices=["Northern Wire", "The Harbour Post"])
    sort = RadioField("Sort", choices=["News", "Analysis"])
    agency = BooleanField("Agency copy")


@dataclass(frozen=True, slots=True)
class PatternPage:
    """What the page shows beside the pieces themselves."""

    form: SampleForm


def create_pattern_book(*, debug: bool = False) -> Flask:
    """Make the application; `debug` reads templates and styles anew for each request."""
    app = Flask(__name__, template_folder=str(template_root()), static_folder=None)
    app.config.update(SECRET_KEY=secrets.token_hex(16), TEMPLATES_AUTO_RELOAD=debug)
    app.debug = debug
    Babel(app)
    CSRFProtect(app)
    register_assets(app)
    shell = Shell(actor_uid="0" * 32, actor_name="Maria Lindqvist", is_admin=True, project=Crumb("Desk Northern", "/"))
    app.context_processor(
        lambda: {"shell": replace(shell, looks=read_looks(request.cookies.get(LOOKS_COOKIE, "")))}
    )

    @app.get("/patterns")
    def patterns() -> str:
        form = SampleForm()
        if request.args:
            form.validate()
        return render_template("patterns.html", page=PatternPage(form))

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


if __name__ == "__main__":
    create_pattern_book(debug=True).run("127.0.0.1", 8090, use_reloader=False)
