"""What the pages of the scheme editor show: frozen values, built from a scheme and its forms."""

from dataclasses import dataclass

from flask_babel import format_datetime, gettext

from annotator.core.guidelines import Section, read_sections, section_text
from annotator.core.records import Role
from annotator.core.scheme import Ask, Ink, Line, Scheme
from annotator.core.scheme import Tag as Tag
from annotator.core.scheme_differences import SchemeChange, TextLine, compare_texts
from annotator.services.projects import ProjectFacts, SchemeFacts
from annotator.services.scheme_merges import MergePreview
from annotator.services.schemes import LossInUse, VersionFacts
from annotator.storage.queries.schemes import TagUse as TagUse
from annotator.storage.queries.schemes import VersionRow
from annotator.web.scheme_forms import ASKS, FieldRow, GuidelineForm, TagForm
from annotator.web.schemes import project_crumb, scheme_tabs
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version with its moment in words and for machines; `made_by` is empty where nobody here made it."""

    number: int
    made_at: str
    moment: str
    made_by: str


@dataclass(frozen=True, slots=True)
class EditorPage:
    """The tags with what can be done to each."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    number: int
    tags: tuple[Tag, ...]
    own: tuple[Tag, ...]
    retired: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class TagPage:
    """The form of a tag; `tag` is None for a new one. `theirs`: the tag as somebody else has just saved it; `use`: what
    is marked with it, of a desk's own; `losses`: what is told of annotations and would have no place any more.
    """

    project: Crumb
    uid: str
    tag: Tag | None
    form: TagForm
    rows: tuple[FieldRow, ...]
    theirs: Tag | None
    their_guideline: str
    use: TagUse | None = None
    losses: tuple[LossInUse, ...] = ()

    inks: tuple[Ink, ...] = tuple(Ink)
    lines: tuple[Line, ...] = tuple(Line)
    asks: tuple[Ask, ...] = ASKS

    @property
    def is_own(self) -> bool:
        """Say whether it is a tag of the desk's own: else only words can be changed."""
        return self.tag is None or self.tag.is_own


@dataclass(frozen=True, slots=True)
class GuidelinePage:
    """The form of the guideline, how it would look, and what somebody else has just saved with the differences."""

    project: Crumb
    uid: str
    form: GuidelineForm
    preview: tuple[Section, ...]
    theirs: str
    lines: tuple[TextLine, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class MergePage:
    """A tag that goes into another: the choice, then what it touches."""

    project: Crumb
    uid: str
    number: int
    tag: Tag
    others: tuple[Tag, ...]
    preview: MergePreview | None


@dataclass(frozen=True, slots=True)
class RetirePage:
    """A tag that is to make no new annotations, and what that touches."""

    project: Crumb
    uid: str
    number: int
    tag: Tag
    use: TagUse


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """All versions, the newest first."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    versions: tuple[VersionLine, ...]
    is_editor: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """What a version has that the one before had not, in sentences; `can_undo`: it merged tags and still does."""

    project: Crumb
    uid: str
    version: VersionLine
    sentences: tuple[str, ...]
    guideline: tuple[TextLine, ...]
    is_first: bool
    can_undo: bool


def editor_page(facts: SchemeFacts) -> EditorPage:
    """The editor's overview."""
    tags = facts.scheme.tags
    return EditorPage(
        project_crumb(facts.project), scheme_tabs(facts.project), facts.project.uid, facts.number,
        tuple(tag for tag in tags if not tag.is_own),
        tuple(tag for tag in tags if tag.is_own and not tag.is_retired),
        tuple(tag for tag in tags if tag.is_retired),
    )  # fmt: skip


def tag_page(
    facts: SchemeFacts, tag: Tag | None, form: TagForm, rows: tuple[FieldRow, ...], *, theirs: Scheme | None = None,
    use: TagUse | None = None, losses: tuple[LossInUse, ...] = (),
) -> TagPage:  # fmt: skip
    """The form of a tag, with what somebody else saved meanwhile and what saving it would take away."""
    there = theirs.tag(tag.key) if theirs and tag else None
    text = section_text(theirs.guideline, tag.key) if theirs and tag else ""
    return TagPage(project_crumb(facts.project), facts.project.uid, tag, form, rows, there, text, use, losses)


def guideline_page(facts: SchemeFacts, form: GuidelineForm, *, preview: str = "", theirs: str = "") -> GuidelinePage:
    """The form of the guideline."""
    typed = (form.guideline.data or "").replace("\r\n", "\n")
    return GuidelinePage(
        project_crumb(facts.project), facts.project.uid, form, read_sections(preview), theirs,
        compare_texts(theirs, typed) if theirs else (), facts.scheme.tags,
    )  # fmt: skip


def merge_page(facts: SchemeFacts, tag: Tag, preview: MergePreview | None) -> MergePage:
    """The choice of a tag to merge into, or what that touches."""
    others = tuple(other for other in facts.scheme.own_tags if other.key != tag.key and not other.is_retired)
    return MergePage(project_crumb(facts.project), facts.project.uid, facts.number, tag, others, preview)


def retire_page(facts: SchemeFacts, tag: Tag, use: TagUse) -> RetirePage:
    """What retiring a tag touches."""
    return RetirePage(project_crumb(facts.project), facts.project.uid, facts.number, tag, use)


def versions_page(facts: ProjectFacts, versions: tuple[VersionRow, ...]) -> VersionsPage:
    """The list of versions."""
    is_editor = facts.role is Role.EDITOR
    lines = tuple(_line(row) for row in versions)
    return VersionsPage(project_crumb(facts), scheme_tabs(facts), facts.uid, lines, is_editor)


def version_page(facts: VersionFacts) -> VersionPage:
    """One version in words."""
    sentences = tuple(
        gettext(item.change.sentence, tag=item.tag, what=item.what, before=item.before, after=item.after)
        for item in facts.differences
    )
    merged = any(item.change is SchemeChange.MERGED for item in facts.differences)
    return VersionPage(
        project_crumb(facts.project), facts.project.uid, _line(facts.version), sentences, facts.guideline,
        facts.is_first, merged and facts.project.role is Role.EDITOR,
    )  # fmt: skip


def _line(row: VersionRow) -> VersionLine:
    return VersionLine(row.number, format_datetime(row.made_at, "medium"), row.made_at.isoformat(), row.made_by)
