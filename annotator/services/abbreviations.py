"""A project's own abbreviations: kept as the list that was typed, used whenever a text of the project is cut.

Cuts that are stored stay as they are; only what is imported from now on is cut by the new list.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict, Invalid
from annotator.core.languages import Language, OwnAbbreviations, language_for, read_abbreviations
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.sentences import sentence_spans
from annotator.services.accounts import OPERATOR
from annotator.services.audit import record
from annotator.services.projects import ProjectFacts, find_project, show_project

#: Longest example that is cut for a preview, in code points.
MAX_EXAMPLE = 5_000


@dataclass(frozen=True, slots=True)
class AbbreviationList:
    """A project and the list it keeps, as typed."""

    project: ProjectFacts
    words: str


@dataclass(frozen=True, slots=True)
class CutPreview:
    """The sentences of an example without a list and with it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def show_abbreviations(session: Session, actor: Actor, project_uid: str) -> AbbreviationList:
    """The project's list, for its editors. Raises NotFound, Forbidden."""
    facts = show_project(session, actor, project_uid, Permission.MANAGE_PROJECT)
    return AbbreviationList(facts, find_project(session, project_uid).abbreviations)


def abbreviations_of(session: Session, actor: Actor, project_uid: str) -> OwnAbbreviations:
    """What texts of the project are cut with, for somebody who may bring articles into it."""
    project = find_project(session, project_uid)
    if actor is not OPERATOR:
        permit(actor, Permission.IMPORT_ARTICLES, project.id)
    return read_abbreviations(project.abbreviations)


def set_abbreviations(
    session: Session, actor: Actor, project_uid: str, words: str, *, version: int, now: datetime
) -> None:
    """Keep a list. Raises Invalid with the line that is none, Conflict when the project was changed meanwhile."""
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_PROJECT, project.id)
    words = tidy_list(words)
    if project.version != version:
        raise Conflict("Somebody changed this project meanwhile. Nothing was overwritten; look again.", code="stale")
    if project.abbreviations != words:
        project.abbreviations = words
        lines = sum(bool(line.partition("#")[0].strip()) for line in words.splitlines())
        record(session, "project:abbreviations", actor.uid, {"project": project.uid, "lines": lines}, now=now)


def tidy_list(words: str) -> str:
    """A list with plain line ends and no blank edges. Raises Invalid (`bad_abbreviations`) with the field."""
    tidied = "\n".join(line.rstrip() for line in words.splitlines()).strip("\n")
    try:
        read_abbreviations(tidied)
    except Invalid as error:
        raise Invalid(error.message, code=error.code, fields={"words": error.message}) from error
    return tidied


def preview_cut(words: str, example: str, language: str) -> CutPreview:
    """How an example is cut in a language without the list and with it. Raises Invalid for the list or the example."""
    own = read_abbreviations(tidy_list(words))
    if not example.strip() or len(example) > MAX_EXAMPLE:
        message = f"Give a sentence or two to cut, of at most {MAX_EXAMPLE:,} characters."
        raise Invalid(message, code="bad_example", fields={"example": message})
    return CutPreview(_sentences(example, language_for(language)), _sentences(example, language_for(language, own)))


def _sentences(text: str, language: Language) -> tuple[str, ...]:
    return tuple(text[start:stop] for start, stop in sentence_spans(text, language))
