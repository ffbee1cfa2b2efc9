"""How a project tags, for everybody in it: its guideline, its tags and its keys."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from annotator.core.guidelines import Section, read_sections
from annotator.core.records import Role
from annotator.core.scheme import Scheme, Tag
from annotator.services import projects as service
from annotator.services.projects import ProjectFacts
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("schemes", __name__, url_prefix="/projects/<project_uid>/scheme")


@dataclass(frozen=True, slots=True)
class SchemePage:
    """The guideline in its sections and the tags (retired ones apart)."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    number: int
    scheme: Scheme
    sections: tuple[Section, ...]
    is_editor: bool

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags that are in use."""
        return tuple(tag for tag in self.scheme.tags if not tag.is_retired)

    @property
    def retired(self) -> tuple[Tag, ...]:
        """The tags that make no new annotations."""
        return tuple(tag for tag in self.scheme.tags if tag.is_retired)

    @property
    def anchors(self) -> frozenset[str]:
        """The sections that can be linked to."""
        return frozenset(section.anchor for section in self.sections)


@blueprint.get("")
def show(project_uid: str) -> Response:
    """The guideline, the tags and the keys."""
    with reading() as session:
        facts = service.show_scheme(session, require_actor(), project_uid)
    scheme = facts.scheme
    page = SchemePage(
        project=project_crumb(facts.project),
        tabs=scheme_tabs(facts.project),
        uid=facts.project.uid,
        number=facts.number,
        scheme=scheme,
        sections=read_sections(scheme.guideline),
        is_editor=facts.project.role is Role.EDITOR,
    )
    return render_page("schemes/show.html", page)


def project_crumb(facts: ProjectFacts) -> Crumb:
    """The project, for the masthead."""
    return Crumb(facts.name, f"{request.script_root}/projects/{facts.uid}")


def scheme_tabs(facts: ProjectFacts) -> tuple[Tab, ...]:
    """The project's pages, this one current."""
    return project_tabs(facts.uid, facts.role, "scheme", is_admin=require_actor().is_admin)
