"""A project's own abbreviations: the list, and what it does to an example, before it is kept."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from annotator.core.errors import Invalid
from annotator.core.languages import MAX_LIST
from annotator.services import abbreviations as service
from annotator.services.abbreviations import MAX_EXAMPLE, AbbreviationList, CutPreview
from annotator.web.desk import now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("abbreviations", __name__)


class AbbreviationsForm(DeskForm):
    """The list, and an example to try it on."""

    words = TextAreaField(
        _l("Abbreviations"),
        description=_l("One a line. Kft. ends a sentence only before a word that often opens one; name: Abgd. stands "
                       "before a name, number: Rec. before a number; never: resp. ends none. # begins a comment."),
        render_kw={"rows": 10, "spellcheck": "false", "autocomplete": "off", "maxlength": MAX_LIST},
    )  # fmt: skip
    example = TextAreaField(
        _l("An example"),
        description=_l("Words in which they stand, to see where they are cut. Nothing of it is kept."),
        render_kw={"rows": 3, "maxlength": MAX_EXAMPLE},
    )
    language = StringField(_l("Language of the example"), render_kw={"maxlength": 35, "placeholder": "en"})
    version = HiddenField()


@dataclass(frozen=True, slots=True)
class AbbreviationsPage:
    """The list of a project; `preview` once an example was cut."""

    project: Crumb
    settings_url: str
    tabs: tuple[Tab, ...]
    form: AbbreviationsForm
    preview: CutPreview | None = None

    @property
    def is_changed(self) -> bool:
        """Say whether the list changes where the example is cut."""
        return self.preview is not None and self.preview.before != self.preview.after


@blueprint.get("/projects/<project_uid>/settings/abbreviations")
def show(project_uid: str) -> Response:
    """The list as it is kept."""
    kept = _kept(project_uid)
    form = AbbreviationsForm(formdata=None, words=kept.words, version=kept.project.version)
    return _page(kept, form)


@blueprint.post("/projects/<project_uid>/settings/abbreviations")
def change(project_uid: str) -> Response:
    """Keep the list, or show what it does to the example."""
    kept, form = _kept(project_uid), AbbreviationsForm()
    words, is_trial = form.words.data or "", request.form.get("act") == "try"
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    try:
        if is_trial:
            tried = service.preview_cut(words, form.example.data or "", (form.language.data or "en").strip())
            return _page(kept, form, tried)
        with writing() as session:
            service.set_abbreviations(session, require_actor(), project_uid, words, version=version, now=now())
    except Invalid as error:
        blame(form, error)
        return _page(kept, form, status=422)
    flash(_("Kept. Articles that are added from now on are cut by it; cuts that are there stay."))
    return see_other(url_for("abbreviations.show", project_uid=project_uid))


def _kept(project_uid: str) -> AbbreviationList:
    with reading() as session:
        return service.show_abbreviations(session, require_actor(), project_uid)


def _page(
    kept: AbbreviationList, form: AbbreviationsForm, preview: CutPreview | None = None, *, status: int = 200
) -> Response:
    facts = kept.project
    crumb = Crumb(facts.name, f"{request.script_root}/projects/{facts.uid}")
    tabs = project_tabs(facts.uid, facts.role, "settings", is_admin=require_actor().is_admin)
    settings_url = f"{request.script_root}/projects/{facts.uid}/settings"
    return render_page("abbreviations/page.html", AbbreviationsPage(crumb, settings_url, tabs, form, preview), status)
