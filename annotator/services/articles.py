"""Bringing articles into a project."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.articles import tidy_facts
from annotator.core.datasets import ArticleRecord, SegmentationRecord, TextRecord
from annotator.core.errors import Conflict
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import CutArticle
from annotator.core.segmentations import check_cut
from annotator.core.text import NORMALISER, canonical
from annotator.services.accounts import OPERATOR
from annotator.services.audit import record
from annotator.services.projects import ProjectFacts, find_project
from annotator.storage.queries.articles import SameText, find_same_text
from annotator.storage.queries.dataset_rows import add_articles, lock_project
from annotator.storage.tables import Project


class ArticleExists(Conflict):
    """The project has this text already; `there` is the article that has it."""

    code = "article_exists"

    def __init__(self, there: SameText) -> None:
        super().__init__("This text is in the project already. Nothing was stored twice.")
        self.there = there


def open_import(session: Session, actor: Actor, project_uid: str) -> ProjectFacts:
    """The project, for somebody who may bring articles into it. Raises NotFound, Forbidden."""
    project = _permitted(session, actor, project_uid)
    return ProjectFacts(project.uid, project.name, actor.roles.get(project.id), project.version)


def find_article_with(session: Session, actor: Actor, project_uid: str, sha256: str) -> SameText | None:
    """The project's article that has this text already, or None."""
    return find_same_text(session, _permitted(session, actor, project_uid).id, sha256)


def store_article(session: Session, actor: Actor, project_uid: str, cut: CutArticle, *, now: datetime) -> str:
    """Store an article with its first text and first cut; return its uid.

    Raises `ArticleExists` for a text that the project has, `Invalid` for facts, a text or a cut that cannot be.
    """
    project = _permitted(session, actor, project_uid)
    facts = tidy_facts(cut.facts)
    text = canonical(cut.text)
    check_cut(text.body, cut.sentences)
    lock_project(session, project.uid)
    there = find_same_text(session, project.id, text.sha256)
    if there is not None:
        raise ArticleExists(there)
    uid = uuid4().hex
    segmentation = SegmentationRecord(1, cut.sentences)
    row = TextRecord(uuid4().hex, 1, text.body, text.sha256, NORMALISER, (segmentation,))
    article = ArticleRecord(uid, facts, (row,))
    made_by = actor.account_id or None
    add_articles(session, project.id, [article], import_id=uuid4().hex, now=now, made_by_id=made_by)
    record(session, "article:import", actor.uid, {"project": project.uid, "article": uid}, now=now)
    return uid


def _permitted(session: Session, actor: Actor, project_uid: str) -> Project:
    """The project. The command line's OPERATOR has the database itself and needs no role."""
    project = find_project(session, project_uid)
    if actor is not OPERATOR:
        permit(actor, Permission.IMPORT_ARTICLES, project.id)
    return project
