"""The report's numbers as the page prints them: those that matter, and every measure in a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, gettext, ngettext

from annotator.core.records import Scope
from annotator.core.sourcing.measures import Measures, PeopleRange, Share, Through


@dataclass(frozen=True, slots=True)
class Number:
    """A number that matters, large, and the words that say what it is; `note` qualifies it, `behind` names the list of
    what it counts.
    """

    value: str
    words: str
    note: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: counts first, a share only beside them. A row without a count heads those below it."""

    label: str
    count: str = ""
    percent: str = ""
    note: str = ""
    is_part: bool = False


def list_numbers(m: Measures, scope: Scope) -> tuple[Number, ...]:
    """The numbers that matter, the lead number first: five, of a sourcing-only pass those that need no claims."""
    named, *of_claims, people, figures = _numbers(m)
    if scope is Scope.SOURCING_ONLY:
        marked = Number(format_decimal(m.figures), gettext("figures"), figures.note, "figures")
        return (named, people, marked)
    return (named, *of_claims, people, figures)


def _numbers(m: Measures) -> tuple[Number, ...]:
    return (
        Number(_of(m.named_original), gettext("original sources are named"), _individuals(m), "named"),
        Number(
            _of(m.on_unnamed),
            gettext("attributed claims rest on unnamed sources"),
            _through(m.through, m.on_unnamed),
            "unnamed",
        ),
        Number(_of(m.own_voice), gettext("claims stand in the newsroom’s own voice"), "", "own"),
        Number(
            _people(m.unnamed_people),
            gettext("unnamed people, as far as the text tells"),
            gettext("who: %(who)s · how they know: %(know)s · why unnamed: %(why)s",
                    who=_of(m.who_told), know=_of(m.direct_knowledge), why=_of(m.reason_given))
            if m.who_told.of
            else "",
            "people",
        ),
        Number(
            _of(m.figures_with_source),
            gettext("figures have a source"),
            ngettext("%(num)s is rounded", "%(num)s are rounded", m.figures_rounded.count)
            if m.figures_rounded.count
            else "",
            "figures",
        ),
    )  # fmt: skip


def _of(share: Share) -> str:
    """Counts as they are printed; nothing of nothing is a dash."""
    if share.of == 0:
        return "–"
    return gettext("%(count)s of %(of)s", count=format_decimal(share.count), of=format_decimal(share.of))


def _percent(share: Share) -> str:
    return "" if share.percent is None else f"{format_decimal(share.percent)} %"


def _individuals(m: Measures) -> str:
    if m.named_original.count == 0:
        return ""
    if m.named_individuals == 0:
        return gettext("none of them a person")
    return ngettext("%(num)s of them a person", "%(num)s of them people", m.named_individuals)


def _through(through: Sequence[Through], part: Share) -> str:
    if not through or part.count == 0:
        return ""
    first = through[0]
    return gettext("%(share)s come through %(outlet)s", share=_of(first.share), outlet=first.label)


def _people(people: PeopleRange) -> str:
    if people.lower == people.upper:
        return format_decimal(people.lower)
    if people.upper is None:
        return gettext("%(count)s or more", count=format_decimal(people.lower))
    return gettext("%(lower)s to %(upper)s", lower=format_decimal(people.lower), upper=format_decimal(people.upper))


def list_measures(m: Measures, scope: Scope) -> tuple[MeasureRow, ...]:
    """Every measure, for those who want to check or compare."""
    return tuple(_source_rows(m) if scope is Scope.SOURCING_ONLY else _measure_rows(m))


def _source_rows(m: Measures) -> Iterable[MeasureRow]:
    """What can be measured without claims."""
    yield MeasureRow(gettext("Body sentences"), format_decimal(m.sentences))
    yield MeasureRow(gettext("Words in them"), format_decimal(m.words))
    yield _share(gettext("Sentences with an attribution phrase"), m.attributing_sentences)
    yield MeasureRow(gettext("Named share"))
    yield _share(gettext("by mention"), m.named_by_mention, is_part=True)
    yield _share(gettext("by source card"), m.named_by_card, is_part=True)
    yield _share(gettext("Original sources that are named"), m.named_original)
    yield MeasureRow(gettext("Named individuals as sources"), format_decimal(m.named_individuals))
    yield from _people_rows(m)
    yield MeasureRow(gettext("Figures"), format_decimal(m.figures))
    yield _share(gettext("rounded or bounded"), m.figures_rounded, is_part=True)


def _people_rows(m: Measures) -> Iterable[MeasureRow]:
    yield MeasureRow(gettext("Distinct unnamed people"), _people(m.unnamed_people), "", _people_note(m.unnamed_people))
    yield _share(gettext("Unnamed sources of whom the text tells who"), m.who_told, _official_note(m))
    yield _share(gettext("Unnamed sources with direct knowledge told"), m.direct_knowledge)
    yield _share(gettext("Unnamed sources with a reason given"), m.reason_given, _unanswered_note(m))


def _share(label: str, share: Share, note: str = "", *, is_part: bool = False) -> MeasureRow:
    return MeasureRow(label, _of(share), _percent(share), note, is_part)


def _measure_rows(m: Measures) -> Iterable[MeasureRow]:
    yield MeasureRow(gettext("Body sentences"), format_decimal(m.sentences))
    yield MeasureRow(gettext("Words in them"), format_decimal(m.words))
    yield MeasureRow(gettext("Claims"), format_decimal(m.claims))
    yield _share(gettext("attributed"), m.attributed, is_part=True)
    yield _share(gettext("in the newsroom’s own voice"), m.own_voice, is_part=True)
    yield MeasureRow(gettext("Attributed claims rest on"))
    yield _share(gettext("a named source"), m.on_named, is_part=True)
    yield _share(gettext("a spokesperson"), m.on_spokesperson, is_part=True)
    yield _share(gettext("unnamed sources only"), m.on_unnamed, is_part=True)
    yield _share(gettext("a missing source"), m.on_missing, is_part=True)
    yield _share(gettext("Sentences with an attribution phrase"), m.attributing_sentences)
    yield MeasureRow(gettext("Named share"))
    yield _share(gettext("by mention"), m.named_by_mention, is_part=True)
    yield _share(gettext("by source card"), m.named_by_card, is_part=True)
    yield _share(gettext("by attributed claim"), m.on_named, is_part=True)
    yield _share(gettext("by attributed word"), m.named_by_word, is_part=True)
    yield _share(gettext("Original sources that are named"), m.named_original)
    yield MeasureRow(gettext("Named individuals as sources"), format_decimal(m.named_individuals))
    yield _share(gettext("Attributed claims at second hand"), m.second_hand)
    for through in m.through:
        yield _share(gettext("through %(outlet)s", outlet=through.label), through.share, is_part=True)
    yield from _people_rows(m)
    yield MeasureRow(gettext("Figures"), format_decimal(m.figures))
    yield _share(gettext("with a source"), m.figures_with_source, is_part=True)
    yield _share(gettext("rounded or bounded"), m.figures_rounded, is_part=True)


def _people_note(people: PeopleRange) -> str:
    if people.lower == people.upper:
        return ""
    if people.upper is None:
        return gettext("at least %(count)s, no upper limit", count=format_decimal(people.lower))
    return gettext("some may be the same people")


def _official_note(m: Measures) -> str:
    if not m.bare_officials:
        return ""
    return ngettext(
        "%(num)s of all unnamed is a bare “official”", "%(num)s of all unnamed are bare “officials”", m.bare_officials
    )


def _unanswered_note(m: Measures) -> str:
    if not m.unanswered:
        return ""
    return ngettext("%(num)s card is not filled in yet", "%(num)s cards are not filled in yet", m.unanswered)
