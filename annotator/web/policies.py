"""A desk's policy on sources: reading it, changing it with a preview, its file, and what was waived."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Optional

from annotator.core.errors import Conflict, Invalid
from annotator.core.permissions import GRANTS, Permission
from annotator.core.sourcing.flags import Thresholds
from annotator.core.sourcing.policy import LIMITS, LONGEST_NAME, Policy, Preset, Severity, policy_to_json, preset_policy
from annotator.core.sourcing.rules import RULES
from annotator.services import policies as service
from annotator.services.policies import Effect, PolicyState
from annotator.storage.queries.policies import WaiverRow
from annotator.web.desk import now, reading, writing
from annotator.web.downloads import attachment, file_name
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("policies", __name__)

_OFF = "off"
_RULE_NAME = re.compile(r"SR\w{1,8}")


class PolicyForm(DeskForm):
    """The policy but for its rules, each of which has a field named by its number (`_rules`)."""

    name = StringField(_l("Name"), [InputRequired()], render_kw={"maxlength": LONGEST_NAME})
    valid_from = DateField(
        _l("Holds for articles from"),
        [Optional()],
        description=_l("The day of publication. Empty: for all articles."),
    )
    mostly_unnamed = IntegerField(_l("Mostly unnamed (SR18): from so many percent"), [InputRequired()])
    one_outlet = IntegerField(_l("One-outlet story (SR19): from so many percent"), [InputRequired()])
    least_claims = IntegerField(_l("Both only from so many attributed claims on"), [InputRequired()])
    late_within = IntegerField(_l("Late attribution (SR15): within so many sentences"), [InputRequired()])
    preset = HiddenField()
    based_on = HiddenField()


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """One rule in the form: how it is chosen now, and on how many of the last articles it fires."""

    id: str
    name: str
    about: str
    basis: str
    is_proposed: bool
    chosen: str
    fired: int | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A stored version: its number, name, the day it holds from, who made it and when."""

    number: int
    name: str
    valid_from: str
    made_by: str
    made_on: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """The page. `articles` are those that `fired` counts; `effects` is None unless a preview was asked for."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    form: PolicyForm
    rules: tuple[RuleChoice, ...]
    presets: tuple[tuple[str, str], ...]
    versions: tuple[VersionLine, ...]
    articles: int
    may_change: bool
    effects: tuple[Effect, ...] | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A waiver in the list."""

    row: WaiverRow
    url: str
    made_on: str


@dataclass(frozen=True, slots=True)
class WaiversPage:
    """The findings that are waived now, with how often each rule was."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    lines: tuple[WaiverLine, ...]
    by_rule: tuple[tuple[str, str, int], ...]


@blueprint.get("/projects/<project_uid>/policy")
def show(project_uid: str) -> Response:
    """The policy; with `?preset=`, the form filled with a preset."""
    state = _state(project_uid)
    preset = next((item for item in Preset if item.value == request.args.get("preset")), None)
    policy = preset_policy(preset) if preset else state.newest
    return _page(state, _form(policy, based_on=state.newest.number), policy.rules)


@blueprint.post("/projects/<project_uid>/policy")
def change(project_uid: str) -> Response:
    """Store the next version, or show what it would change."""
    state = _state(project_uid, Permission.MANAGE_PROJECT)
    form, rules = PolicyForm(), _rules()
    if not form.validate():
        return _page(state, form, rules, status=422)
    try:
        _refuse_unknown()
        policy = _policy(form, rules)
        if request.form.get("do") == "preview":
            return _page(state, form, rules, _preview(project_uid, policy))
        _store(project_uid, policy, form.based_on.data or "")
    except Invalid as error:
        blame(form, error)
        return _page(state, form, rules, status=422)
    except Conflict as error:
        form.form_errors.append(error.message)
        form.based_on.data = str(state.newest.number)
        return _page(state, form, rules, status=409)
    flash(_("The policy is stored. Reports that were signed off stay as they are."))
    return see_other(url_for("policies.show", project_uid=project_uid))


def _preview(project_uid: str, policy: Policy) -> tuple[Effect, ...]:
    with reading() as session:
        return service.preview_policy(session, require_actor(), project_uid, policy)


def _store(project_uid: str, policy: Policy, based_on: str) -> None:
    number = int(based_on) if based_on.isdecimal() and len(based_on) < 10 else -1
    with writing() as session:
        service.change_policy(session, require_actor(), project_uid, policy, based_on=number, now=now())


@blueprint.get("/projects/<project_uid>/policy/file")
def download(project_uid: str) -> Response:
    """The policy as a file, which `annotator sourcing --policy` takes."""
    state = _state(project_uid)
    body = json.dumps(policy_to_json(state.newest), ensure_ascii=False, indent=1) + "\n"
    return attachment(body, "application/json", file_name("policy", state.newest.name, "json", otherwise="desk"))


@blueprint.get("/projects/<project_uid>/waivers")
def show_waivers(project_uid: str) -> Response:
    """What was waived, with its reasons."""
    with reading() as session:
        facts, rows = service.list_waivers(session, require_actor(), project_uid)
    counts = {rule: sum(rule in row.rules for row in rows) for rule in RULES}
    page = WaiversPage(
        project=Crumb(facts.name, _project_url(project_uid)),
        tabs=project_tabs(project_uid, facts.role, "reports"),
        uid=project_uid,
        lines=tuple(
            WaiverLine(row, url_for("sourcing.show", article_uid=row.article_uid), format_date(row.at, "medium"))
            for row in rows
        ),
        by_rule=tuple((rule, RULES[rule].name, count) for rule, count in counts.items() if count),
    )
    return render_page("policies/waivers.html", page)


def _state(project_uid: str, permission: Permission = Permission.READ_REPORTS) -> PolicyState:
    with reading() as session:
        return service.show_policy(session, require_actor(), project_uid, permission)


def _form(policy: Policy, *, based_on: int) -> PolicyForm:
    thresholds = {name: getattr(policy.thresholds, name) for name in LIMITS}
    day = date.fromisoformat(policy.valid_from) if policy.valid_from else None
    return PolicyForm(
        formdata=None, name=policy.name, preset=policy.preset.value, based_on=str(based_on), valid_from=day,
        **thresholds,
    )  # fmt: skip


def _rules() -> dict[str, Severity]:
    """The rules that the form switches on."""
    known = {severity.value: severity for severity in Severity}
    told = {rule_id: request.form.get(rule_id, _OFF) for rule_id in RULES}
    return {rule_id: known[word] for rule_id, word in told.items() if word in known}


def _refuse_unknown() -> None:
    """Refuse rules that there are not and words that are no severity: left out in silence, a rule would be off.

    Raises Invalid.
    """
    told = {name: word for name, word in request.form.items() if _RULE_NAME.fullmatch(name)}
    unknown = sorted(set(told) - set(RULES))
    if unknown:
        wrong = _("There is no rule %(names)s.", names=", ".join(unknown)[:200])
        raise Invalid(wrong, code="policy", fields={"rules": wrong})
    strange = sorted(name for name, word in told.items() if word not in {_OFF, *Severity})
    if strange:
        wrong = _("Choose how grave %(names)s is from the list, or “off”.", names=", ".join(strange))
        raise Invalid(wrong, code="policy", fields={"rules": wrong})


def _policy(form: PolicyForm, rules: Mapping[str, Severity]) -> Policy:
    preset = next((item for item in Preset if item.value == form.preset.data), Preset.ALL)
    return Policy(
        form.name.data or "",
        preset,
        rules,
        Thresholds(**{name: form[name].data for name in LIMITS}),
        form.valid_from.data.isoformat() if form.valid_from.data else "",
    )


def _page(
    state: PolicyState, form: PolicyForm, rules: Mapping[str, Severity], effects: tuple[Effect, ...] | None = None, *,
    status: int = 200,
) -> Response:  # fmt: skip
    uid, role = state.project.uid, state.project.role
    page = PolicyPage(
        project=Crumb(state.project.name, _project_url(uid)),
        tabs=project_tabs(uid, role, "reports"),
        uid=uid,
        form=form,
        rules=tuple(
            RuleChoice(
                entry.id, entry.name, " ".join((entry.find.__doc__ or "").split()), entry.basis, entry.is_proposed,
                rules[entry.id].value if entry.id in rules else _OFF,
                state.fired.get(entry.id, 0) if state.articles else None,
            )
            for entry in RULES.values()
        ),
        presets=tuple((url_for("policies.show", project_uid=uid, preset=item.value), item.words) for item in Preset),
        versions=tuple(
            VersionLine(
                head.policy.number, head.policy.name, head.policy.valid_from, head.made_by,
                format_date(head.made_at, "medium"),
            )
            for head in state.versions
        ),
        articles=state.articles,
        may_change=role in GRANTS[Permission.MANAGE_PROJECT],
        effects=effects,
        names={entry.id: entry.name for entry in RULES.values()},
    )  # fmt: skip
    return render_page("policies/page.html", page, status)


def _project_url(project_uid: str) -> str:
    return f"{request.script_root}/projects/{project_uid}"
