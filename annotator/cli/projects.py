"""Naming a project at the command line."""

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.services.accounts import OPERATOR
from annotator.services.projects import list_projects


def find_project_uid(session: Session, words: str) -> str:
    """The uid of the project that is called `words`, or has it as its uid. Raises NotFound unless it is one."""
    rows = list_projects(session, OPERATOR)
    found = [row.uid for row in rows if words == row.uid or words.casefold() == row.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"“{row.name}”" for row in rows) or "none yet"
    problem = "more than one project" if found else "no project"
    raise NotFound(f"There is {problem} called “{words}”. Projects here: {names}. Give the name or the uid.")
