"""Agreement reports that are kept: keeping one, and how a kept one is shown and written as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from annotator.core.agreement.snapshot import table_rows
from annotator.services import agreement_reports as service
from annotator.services import reports
from annotator.web.agreement_choice import choose
from annotator.web.desk import now, reading, writing
from annotator.web.hx import see_other
from annotator.web.report_kinds import ReportKind
from annotator.web.sessions import require_actor

blueprint = Blueprint("agreement_kept", __name__)

_SHARES = ("prevalence", "observed", "positive")
_SHOWN = (*_SHARES, "kappa", "alpha", "ac1")


@dataclass(frozen=True, slots=True)
class KeptNumber:
    """A number in print, empty where it is undefined; `interval` by jackknife, empty without one."""

    text: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One tag or flag, with what is to be said of it."""

    label: str
    sentences: int
    numbers: tuple[KeptNumber, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPair:
    """Two reviewers with their kappa for each row."""

    names: tuple[str, str]
    sentences: int
    kappas: tuple[KeptNumber, ...]


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One of the later questions: what was compared, and how alike it was; `alpha` is None where none is asked."""

    label: str
    compared: int
    of: int
    alike: KeptNumber
    alpha: KeptNumber | None


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """What the piece shows, all of it from the document. `remarks` hold for every row."""

    reviewers: tuple[str, ...]
    articles: int
    sentences: int
    has_kappa: bool
    remarks: tuple[str, ...]
    rows: tuple[KeptRow, ...]
    pairs: tuple[KeptPair, ...]
    items: tuple[KeptItem, ...]
    methods: str
    study_version: int


@blueprint.post("/projects/<project_uid>/agreement/keep")
def keep(project_uid: str) -> Response:
    """Keep the report that the page of the same query shows: at once, or by a worker where it is a large one."""
    actor, reviewers, title = require_actor(), request.args.getlist("reviewer"), request.form.get("title", "")
    with reading() as session:
        choice = choose(session, project_uid)
        filters = choice.filters
        is_small = choice.texts.shared <= service.MOST_AT_ONCE
        moment = now()
        make = service.draft_report
        draft = make(session, actor, project_uid, reviewers, filters, title, now=moment) if is_small else None
    with writing() as session:
        if draft is not None:
            uid = reports.keep(session, actor, project_uid, draft, now=moment)
        else:
            uid = service.ask_to_keep(session, actor, project_uid, reviewers, filters, title, now=moment)
    if draft is None:
        return see_other(url_for("jobs.show", job_uid=uid))
    flash(_("Kept. It stays as it is now."))
    return see_other(url_for("reports.show", report_uid=uid))


# Any: JSON that core/agreement/snapshot.py made.
def show(content: Mapping[str, Any]) -> KeptAgreement:
    """The document for the piece."""
    names = {reviewer["uid"]: reviewer["name"] for reviewer in content["reviewers"]}
    facets = content["facets"]
    told = [note for note in facets[0]["notes"] if all(note in facet["notes"] for facet in facets)]
    pairs = zip(*(facet["pairs"] for facet in facets), strict=True) if len(names) > 2 else ()
    return KeptAgreement(
        reviewers=tuple(names.values()),
        articles=content["articles"],
        sentences=content["sentences"],
        has_kappa=len(names) == 2,
        remarks=tuple(told),
        rows=tuple(_row(facet, told, has_kappa=len(names) == 2) for facet in facets),
        pairs=tuple(
            KeptPair(
                (names[pair[0]["first"]], names[pair[0]["second"]]), pair[0]["sentences"],
                tuple(_number("kappa", one["numbers"]["kappa"]) for one in pair),
            )
            for pair in pairs
        ),
        items=tuple(_item(item) for item in content["items"] if item["of"]),
        methods=content["methods"],
        study_version=content["study"]["version"],
    )  # fmt: skip


# Any: as above.
def _row(facet: Mapping[str, Any], told: Sequence[str], *, has_kappa: bool) -> KeptRow:
    shown = [name for name in _SHOWN if has_kappa or name != "kappa"]
    reasons = [
        f"{name}: {facet['numbers'][name]['reason']}" for name in shown if facet["numbers"][name]["value"] is None
    ]
    return KeptRow(
        _facet_words(facet["facet"], facet["label"]),
        facet["shared"],
        tuple(_number(name, facet["numbers"][name]) for name in shown),
        (*reasons, *(note for note in facet["notes"] if note not in told)),
    )


# Any: as above.
def _item(item: Mapping[str, Any]) -> KeptItem:
    alpha = item["numbers"].get("alpha")
    return KeptItem(
        f"{_facet_words(item['facet'], '')}: {_item_words(item['item'])}",
        item["compared"],
        item["of"],
        _number("observed", item["numbers"]["alike"]),
        _number("alpha", alpha) if alpha else None,
    )


# Any: as above.
def _number(name: str, number: Mapping[str, Any]) -> KeptNumber:
    if number["value"] is None:
        return KeptNumber()
    least = 0.0 if name in _SHARES else -1.0
    written = format_percent if name in _SHARES else _two_decimals
    limits = number.get("jackknife") or {}
    low, high = limits.get("low"), limits.get("high")
    if low is None or high is None or low == high:
        return KeptNumber(written(number["value"]))
    words = _("%(low)s to %(high)s", low=written(max(low, least)), high=written(min(high, 1.0)))
    return KeptNumber(written(number["value"]), words)


def _two_decimals(value: float) -> str:
    # Adding 0 makes -0.0 a plain 0.
    return str(format_decimal(round(value, 2) + 0.0, "0.00"))


def _facet_words(facet: str, label: str) -> str:
    words = {
        "claim": _("Claim"), "fact": _("fact"), "prediction": _("prediction"), "opinion": _("opinion"),
        "attribution": _("Attribution"), "figure": _("Figure"),
    }  # fmt: skip
    return label or words.get(facet) or facet.removeprefix("own:")


def _item_words(item: str) -> str:
    words = {
        "exact": _("same extent, exactly"), "overlapping": _("same extent, overlapping"), "fact": _("fact"),
        "prediction": _("prediction"), "opinion": _("opinion"), "voice": _("own voice or attributed"),
        "source": _("same source"), "identity": _("identity"), "number": _("number"), "who": _("who is told"),
        "knowledge": _("knowledge"), "reason": _("reason"), "cards": _("cards grouped alike"), "relay": _("relayed by"),
        "bound": _("bound"), "value": _("value"), "told": _("fields"),
    }  # fmt: skip
    return words.get(item, item)


KIND = ReportKind(_l("Agreement"), "agreement/_kept.html", show, table_rows)
