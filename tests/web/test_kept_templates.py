"""Templates as the desk compiles and runs them say what Jinja's own would."""

from enum import StrEnum
from functools import partial

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateRuntimeError, pass_context
from markupsafe import Markup

from annotator.web.kept_templates import DeskEnvironment

PAGE = """
{%- macro bold(x, y="<i>") %}<b title="{{ x }}">{{ x }}{{ y }}{{ caller(x) if caller }}</b>{% endmacro -%}
{{ x }}|{{ bold(x) }}|{{ bold(x, y=x) }}|{% call(z) bold(x) %}<u>{{ z }}</u>{% endcall %}|{{ x ~ "<" }}|{{ x | upper }}
{%- set kept %}<p>{{ x }}</p>{% endset %}{{ kept }}|{% for n in range(2) %}{{ n }}{{ loop.last }}{{ bold(n) }}
{%- endfor %}
{%- filter lower %}<A>{{ x }}{% endfilter %}|{{ nothing }}|{{ f(x) }}|{{ o.method(x) }}|{{ o.part(x) }}|{{ told(x) }}|
{{- x if x else "'" }}
"""


class Kind(StrEnum):
    """A word that is no plain string."""

    ODD = "<odd>"


class Thing:
    """What templates are given: methods, and a form of its own."""

    part = staticmethod(partial("{}>{}".format, "&"))

    def method(self, x: object) -> str:
        return f"<{x}>"

    def __html__(self) -> str:
        return "<thing>"


@pass_context
def _told(context, x: object) -> str:
    return f"{context['x'] is x} <"


@given(
    st.one_of(
        st.text(), st.text("<&>'\"%{}"), st.text().map(Markup), st.integers(), st.booleans(), st.none(), st.floats(),
        st.sampled_from([Kind.ODD, Thing(), ["<", 1]]),
    )
)  # fmt: skip
def test_a_page_says_what_jinja_would_say_of_any_value(x: object) -> None:
    known = {"x": x, "o": Thing(), "f": lambda x: f"&{x}", "told": _told}
    ours, jinjas = (kind(Flask("x"), autoescape=True).from_string(PAGE) for kind in (DeskEnvironment, Environment))
    assert ours.render(known) == jinjas.render(known)


def test_a_template_without_escaping_is_left_as_it_is() -> None:
    environment = DeskEnvironment(Flask("x"), autoescape=False)
    assert environment.from_string("{{ '<' }}").render() == "<"
    assert environment.from_string("{% autoescape true %}{{ x }}{% endautoescape %}").render(x="<") == "&lt;"


def test_what_is_undefined_cannot_be_called() -> None:
    with pytest.raises((TemplateRuntimeError, TypeError)):
        DeskEnvironment(Flask("x"), autoescape=True).from_string("{{ nothing() }}").render()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ _('A <b> & %(n)s', n=x) }}", "A <b> & &lt;"),
        ("{{ _('100%% of %(n)s', n=1) }}", "100% of 1"),
        ("{{ _('100%%') }}", "100%"),
        ("{{ _('%(words)s %(self)s', words=x, self=1) }}", "&lt; 1"),
        ("{{ _('plain <i>') }}", "plain <i>"),
        ("{{ ngettext('%(num)d <', '%(num)d <<', 2) }}", "2 <<"),
    ],
)
def test_words_are_markup_into_which_values_go_escaped(app, template: str, said: str) -> None:
    with app.test_request_context():
        assert app.jinja_env.from_string(template).render(x="<") == said
