"""Source cards in words, where no template draws them: what of a card was changed."""

from flask_babel import gettext as _

from annotator.core.records import Identity, Knowledge, Number, Reason, SourceCard, SourceType, Who


def say_identity(identity: Identity | None) -> str:
    """How the text gives a source."""
    if identity is None:
        return _("not decided")
    return {
        Identity.NAMED: _("named"), Identity.SPOKESPERSON: _("spokesperson"), Identity.UNNAMED: _("unnamed"),
        Identity.MISSING: _("source missing"),
    }[identity]  # fmt: skip


def say_changes(before: SourceCard, after: SourceCard, relayed_by: str) -> str:
    """What two versions of a card differ in, as the later one has it; `relayed_by` is the label of its relay.

    Fields that are asked of unnamed sources alone are passed over where the later version is none.
    """
    said = []
    if before.identity != after.identity:
        said.append(say_identity(after.identity))
    if before.type != after.type:
        said.append(_say_type(after.type))
    if after.identity is Identity.UNNAMED:
        said += _say_told(before, after)
    if before.relayed_by_uid != after.relayed_by_uid:
        said.append(_("via %(label)s", label=relayed_by) if after.relayed_by_uid else _("direct"))
    if before.distinct != after.distinct:
        said.append(_("another person") if after.distinct else _("not another person any more"))
    return ", ".join(said)


def _say_told(before: SourceCard, after: SourceCard) -> list[str]:
    said = []
    if before.number != after.number:
        number = _("several") if after.number is Number.PLURAL else after.number or _("open")
        said.append(_("how many: %(number)s", number=number))
    if before.who != after.who:
        said.append(_("who: %(told)s", told=_say_who(after.who)))
    if before.knowledge != after.knowledge:
        said.append(_("knows: %(told)s", told=_say_knowledge(after.knowledge)))
    if before.reason != after.reason:
        said.append(_("reason: %(told)s", told=_say_reason(after.reason)))
    return said


def _say_type(kind: SourceType) -> str:
    return {
        SourceType.PERSON: _("person"), SourceType.GROUP: _("group"), SourceType.ORGANISATION: _("organisation"),
        SourceType.DOCUMENT: _("document"), SourceType.OUTLET: _("outlet"),
    }[kind]  # fmt: skip


def _say_who(who: Who | None) -> str:
    if who is None:
        return _("open")
    return {
        Who.NONE: _("not told"), Who.ROLE: _("role"), Who.SIDE: _("interest"), Who.BOTH: _("role and interest"),
    }[who]  # fmt: skip


def _say_knowledge(knowledge: Knowledge | None) -> str:
    if knowledge is None:
        return _("open")
    return {
        Knowledge.NONE: _("not told"), Knowledge.CLAIMED: _("claimed"), Knowledge.DIRECT: _("direct"),
    }[knowledge]  # fmt: skip


def _say_reason(reason: Reason | None) -> str:
    if reason is None:
        return _("open")
    return {
        Reason.NONE: _("not told"), Reason.FORMULA: _("formula"), Reason.SPECIFIC: _("specific"),
    }[reason]  # fmt: skip
