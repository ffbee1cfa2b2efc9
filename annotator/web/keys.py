"""The keys: what the pages' buttons say of them, and the page on which a person chooses their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from annotator.core.errors import Conflict, Invalid
from annotator.core.key_names import script_name
from annotator.core.key_presets import PRESETS, Preset
from annotator.core.own_keys import KeyMap, OwnKeys, Spot, choose_keys, key_map
from annotator.services import keys as service
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import current_session, require_actor

blueprint = Blueprint("keys", __name__)


class KeysForm(FlaskForm):
    """What stands around the keys; their own fields are called `place.action`."""

    preset = HiddenField()
    version = HiddenField()
    needs_alt = BooleanField()


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action with its key as typed. `reset`: what the preset has, where that is another; `is_fixed`: no choice."""

    name: str
    label: str
    key: str
    is_fixed: bool
    reset: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KeysPage:
    """A person's keys by place, to be changed."""

    version: int
    preset: Preset
    needs_alt: bool
    places: tuple[tuple[str, tuple[KeyRow, ...]], ...]
    problems: int = 0
    message: str = ""

    @property
    def wrong(self) -> tuple[KeyRow, ...]:
        """The actions whose keys cannot be."""
        return tuple(row for _label, rows in self.places for row in rows if row.problem)

    @property
    def presets(self) -> tuple[Preset, ...]:
        """All ready-made maps."""
        return tuple(Preset)


@blueprint.app_template_global("own_keys")
def current_keys() -> KeyMap:
    """The keys that work for the person of the current request."""
    return key_map(current_session().own_keys)


@blueprint.app_template_global("data_key")
def data_key(place: str, action: str) -> str:
    """The key of an action as the page's script calls it; empty where it has none."""
    return script_name(current_keys().key_of(place, action))


@blueprint.app_template_global("shown_key")
def shown_key(place: str, action: str) -> str:
    """The key of an action as it is to be pressed; empty where it has none."""
    keys = current_keys()
    return keys.shown(keys.key_of(place, action))


@blueprint.app_template_global("moving_keys")
def moving_keys() -> dict[str, str]:
    """What the page's script does itself, by the script's names of the keys: moving and jumping."""
    moves = {"left": "ArrowLeft", "right": "ArrowRight", "previous": "ArrowUp", "next": "ArrowDown", "jump": "jump",
             "grow_left": "Shift+ArrowLeft", "grow_right": "Shift+ArrowRight"}  # fmt: skip
    named = {data_key("move", action): name for action, name in moves.items()}
    return {key: name for key, name in named.items() if key and key != name}


@blueprint.get("/account/keys")
def show() -> Response:
    """One's own keys."""
    with reading() as session:
        stored = service.show_keys(session, require_actor())
    return render_page("keys/page.html", _page(stored.own, stored.version))


@blueprint.post("/account/keys")
def change() -> Response:
    """Change one's own keys: those typed, all at once, or a ready-made map, by the button that was pressed."""
    form, actor = KeysForm(), require_actor()
    preset, typed, needs_alt = _asked(form)
    try:
        own = choose_keys(preset, typed, needs_alt=needs_alt)
        with writing() as session:
            service.change_keys(session, actor, own, version=_version(form), now=now())
    except Invalid as error:
        page = _page(OwnKeys(preset, needs_alt), _version(form), typed, error)
        return render_page("keys/page.html", page, 422)
    except Conflict as error:
        with reading() as session:
            stored = service.show_keys(session, actor)
        page = _page(OwnKeys(preset, needs_alt), stored.version, typed, error)
        return render_page("keys/page.html", page, 409)
    words = _("All changes are taken back.") if request.form.get("do") == "reset_all" else _("Your keys are saved.")
    flash(words)
    return see_other(f"{request.script_root}/account/keys")


def _asked(form: KeysForm) -> tuple[Preset, Mapping[Spot, str], bool]:
    """The map, the keys over it and whether letters need Alt, as the pressed button asks for them."""
    what, _colon, name = request.form.get("do", "save").partition(":")
    if what == "reset_all":
        return Preset.STANDARD, {}, False
    preset, needs_alt = _preset(name if what == "preset" else form.preset.data or ""), bool(form.needs_alt.data)
    if what == "preset":
        return preset, {}, needs_alt
    typed = {spot: request.form[".".join(spot)] for spot in PRESETS[preset] if ".".join(spot) in request.form}
    kept = {spot: key for spot, key in typed.items() if what != "reset" or ".".join(spot) != name}
    return preset, kept, needs_alt


def _preset(word: str) -> Preset:
    try:
        return Preset(word)
    except ValueError:
        raise Invalid(_("There is no such ready-made map. Reload the page."), code="bad_preset") from None


def _version(form: KeysForm) -> int:
    written = form.version.data or ""
    return int(written) if written.isdecimal() and len(written) < 9 else -1


def _page(
    own: OwnKeys, version: int, typed: Mapping[Spot, str] | None = None, error: Invalid | Conflict | None = None
) -> KeysPage:
    problems = error.fields if isinstance(error, Invalid) else {}
    places = []
    for place, bindings in key_map(own).by_place():
        rows = []
        for binding in bindings:
            spot, name = (binding.place, binding.action), f"{binding.place}.{binding.action}"
            key = (typed or {}).get(spot, binding.key)
            preset = PRESETS[own.preset].get(spot, binding.key)
            reset = "" if key == preset else preset
            rows.append(KeyRow(name, binding.label, key, binding.is_fixed, reset, problems.get(name, "")))
        places.append((place.label, tuple(rows)))
    return KeysPage(version, own.preset, own.needs_alt, tuple(places), len(problems), error.message if error else "")
