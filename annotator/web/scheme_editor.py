"""The scheme editor: a desk's own tags, the guideline, merging, and the versions that each save makes."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.errors import Invalid, NotFound
from annotator.core.permissions import Permission
from annotator.core.scheme import Scheme
from annotator.services import scheme_merges as merges
from annotator.services import schemes as service
from annotator.services.projects import SchemeFacts, show_scheme
from annotator.services.schemes import Saved, SchemeMoved, TakesAway
from annotator.web import scheme_forms as forms
from annotator.web import scheme_pages as pages
from annotator.web.desk import now, reading, writing
from annotator.web.forms import blame
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor

blueprint = Blueprint("scheme_editor", __name__, url_prefix="/projects/<project_uid>/scheme")


@blueprint.get("/edit")
def show(project_uid: str) -> Response:
    """The tags as they are, with what can be done to each."""
    return render_page("schemes/edit.html", pages.editor_page(_facts(project_uid)))


@blueprint.get("/edit/new")
def show_new(project_uid: str) -> Response:
    """Ask for a new tag."""
    facts = _facts(project_uid)
    form = forms.fresh_form(facts.scheme, None, facts.number)
    return render_page("schemes/tag.html", pages.tag_page(facts, None, form, forms.stored_rows(None)))


@blueprint.post("/edit/new")
def add(project_uid: str) -> Response:
    """Make a tag, or show the form with room for more fields."""
    return _save_tag(_facts(project_uid), "")


@blueprint.get("/edit/tags/<tag_key>")
def show_tag(project_uid: str, tag_key: str) -> Response:
    """The form of a tag."""
    facts = _facts(project_uid)
    tag = _tag(facts.scheme, tag_key)
    form = forms.fresh_form(facts.scheme, tag, facts.number)
    use = _use(project_uid, tag) if tag.is_own else None
    return render_page("schemes/tag.html", pages.tag_page(facts, tag, form, forms.stored_rows(tag), use=use))


@blueprint.post("/edit/tags/<tag_key>")
def change_tag(project_uid: str, tag_key: str) -> Response:
    """Write a tag, or show the form with room for more fields."""
    facts = _facts(project_uid)
    _tag(facts.scheme, tag_key)
    return _save_tag(facts, tag_key)


@blueprint.get("/edit/tags/<tag_key>/retire")
def show_retire(project_uid: str, tag_key: str) -> Response:
    """What retiring a tag touches."""
    facts = _facts(project_uid)
    tag = _tag(facts.scheme, tag_key)
    if not tag.is_own or tag.is_retired:
        raise NotFound(_("This tag cannot be retired."))
    return render_page("schemes/retire.html", pages.retire_page(facts, tag, _use(project_uid, tag)))


@blueprint.post("/edit/tags/<tag_key>/<tag_change>")
def retire(project_uid: str, tag_key: str, tag_change: str) -> Response:
    """Let a tag make no new annotations, or put it into use again."""
    _facts(project_uid)
    if tag_change not in ("retire", "restore"):
        raise NotFound
    number = request.form.get("number", 0, type=int)
    do = service.retire_tag if tag_change == "retire" else service.restore_tag
    with writing() as session:
        saved = do(session, require_actor(), project_uid, tag_key, based_on=number, now=now())
    retired = _("The tag is retired. What is marked with it stays.")
    words = retired if tag_change == "retire" else _("The tag is in use again.")
    flash(f"{words} {_moved_words(saved)}".strip())
    return see_other(url_for("scheme_editor.show", project_uid=project_uid))


@blueprint.get("/edit/tags/<tag_key>/merge")
def show_merge(project_uid: str, tag_key: str) -> Response:
    """Choose the tag that a tag goes into, then see what that touches."""
    facts = _facts(project_uid)
    tag, into = _tag(facts.scheme, tag_key), request.args.get("into", "")
    if not tag.is_own or tag.is_retired:
        raise NotFound(_("This tag cannot be merged into another."))
    if not into:
        return render_page("schemes/merge.html", pages.merge_page(facts, tag, None))
    with reading() as session:
        preview = merges.preview_merge(session, require_actor(), project_uid, tag_key, into)
    return render_page("schemes/merge.html", pages.merge_page(facts, tag, preview))


@blueprint.post("/edit/tags/<tag_key>/merge")
def merge(project_uid: str, tag_key: str) -> Response:
    """Give a tag's annotations to another one."""
    _facts(project_uid)
    into, number = request.form.get("into", ""), request.form.get("number", 0, type=int)
    with writing() as session:
        done = merges.merge(session, require_actor(), project_uid, tag_key, into, based_on=number, now=now())
    flash(_("Merged. Annotations: %(n)d; reviews: %(reviews)d.", n=done.annotations, reviews=done.reviews))
    return see_other(url_for("scheme_editor.show_version", project_uid=project_uid, number=done.number))


@blueprint.get("/edit/guideline")
def show_guideline(project_uid: str) -> Response:
    """The form of the guideline."""
    facts = _facts(project_uid)
    form = forms.GuidelineForm(formdata=None, guideline=facts.scheme.guideline, number=facts.number)
    return render_page("schemes/guideline.html", pages.guideline_page(facts, form))


@blueprint.post("/edit/guideline")
def change_guideline(project_uid: str) -> Response:
    """Write the guideline, or show how it would look."""
    facts, form = _facts(project_uid), forms.GuidelineForm()
    text = (form.guideline.data or "").replace("\r\n", "\n")
    if request.form.get("action") == "preview":
        return render_page("schemes/guideline.html", pages.guideline_page(facts, form, preview=text))
    try:
        with writing() as session:
            saved = service.save_guideline(
                session, require_actor(), project_uid, text, based_on=forms.based_on(form), now=now()
            )
    except SchemeMoved as moved:
        return _guideline_moved(facts, form, moved)
    except Invalid as error:
        blame(form, error)
        return render_page("schemes/guideline.html", pages.guideline_page(facts, form), 422)
    return _saved(project_uid, saved)


@blueprint.get("/versions")
def show_versions(project_uid: str) -> Response:
    """All versions, with who made them and when."""
    with reading() as session:
        facts, versions = service.list_versions(session, require_actor(), project_uid)
    return render_page("schemes/versions.html", pages.versions_page(facts, versions))


@blueprint.get("/versions/<int(max=999999):number>")
def show_version(project_uid: str, number: int) -> Response:
    """What a version has that the one before had not."""
    with reading() as session:
        facts = service.show_version(session, require_actor(), project_uid, number)
    return render_page("schemes/version.html", pages.version_page(facts))


@blueprint.post("/versions/<int(max=999999):number>/undo")
def undo_merge(project_uid: str, number: int) -> Response:
    """Take back the merge that made a version."""
    _facts(project_uid)
    with writing() as session:
        done = merges.undo_merge(session, require_actor(), project_uid, number, now=now())
    words = _("Taken back. Annotations: %(n)d; reviews: %(reviews)d.", n=done.annotations, reviews=done.reviews)
    left = ngettext("%(num)d review changed since and stays.", "%(num)d reviews changed since and stay.", done.left)
    flash(f"{words} {left}" if done.left else words)
    return see_other(url_for("scheme_editor.show_version", project_uid=project_uid, number=done.number))


def _facts(project_uid: str) -> SchemeFacts:
    """The newest scheme, for an editor; who may not is told before anything is read."""
    with reading() as session:
        return show_scheme(session, require_actor(), project_uid, Permission.MANAGE_PROJECT)


def _tag(scheme: Scheme, key: str) -> pages.Tag:
    tag = scheme.tag(key)
    if tag is None:
        raise NotFound(_("There is no such tag in this scheme."))
    return tag


def _use(project_uid: str, tag: pages.Tag) -> pages.TagUse:
    with reading() as session:
        return service.find_use(session, require_actor(), project_uid, tag.key)


def _save_tag(facts: SchemeFacts, key: str) -> Response:
    form, tag = forms.TagForm(), facts.scheme.tag(key)
    forms.tell_free_keys(form, facts.scheme, key)
    more = request.form.get("action") == "more"
    rows = forms.typed_rows({}, more=more)
    if more:
        return render_page("schemes/tag.html", pages.tag_page(facts, tag, form, rows))
    try:
        with writing() as session:
            saved = service.save_tag(
                session, require_actor(), facts.project.uid, key, form.draft(rows), based_on=forms.based_on(form),
                now=now(), losses_seen=request.form.getlist("loss"),
            )  # fmt: skip
    except SchemeMoved as moved:
        form.number.data = str(moved.number)  # saving again is on purpose: what stands there was seen
        form.form_errors.append(moved.message)
        page = pages.tag_page(facts, tag, form, rows, theirs=moved.scheme)
        return render_page("schemes/tag.html", page, 409)
    except TakesAway as asked:
        form.form_errors.append(asked.message)
        return render_page("schemes/tag.html", pages.tag_page(facts, tag, form, rows, losses=asked.losses), 409)
    except Invalid as error:
        forms.show_problems(form, error)
        page = pages.tag_page(facts, tag, form, forms.typed_rows(error.fields))
        return render_page("schemes/tag.html", page, 422)
    return _saved(facts.project.uid, saved)


def _guideline_moved(facts: SchemeFacts, form: forms.GuidelineForm, moved: SchemeMoved) -> Response:
    form.number.data = str(moved.number)  # saving again is on purpose: what stands there was seen
    form.form_errors.append(moved.message)
    page = pages.guideline_page(facts, form, theirs=moved.scheme.guideline)
    return render_page("schemes/guideline.html", page, 409)


def _saved(project_uid: str, saved: Saved) -> Response:
    flash(f"{_('Saved as version %(number)d.', number=saved.number)} {_moved_words(saved)}".strip())
    return see_other(url_for("scheme_editor.show", project_uid=project_uid))


def _moved_words(saved: Saved) -> str:
    """What happens to reviews in hand, in words; empty where there are none."""
    if not saved.moved:
        return ""
    return ngettext("%(num)d review in hand goes on with it.", "%(num)d reviews in hand go on with it.", saved.moved)
