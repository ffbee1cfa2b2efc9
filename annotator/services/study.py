"""A project's study on record: reading it, declaring it in versions, drawing the overlap and giving it to people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict, Invalid
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.rounds import RoundKind
from annotator.core.study import Exclusion, Independence, Overlap, Study, clean_words, draw_overlap
from annotator.services.audit import record
from annotator.services.projects import find_project
from annotator.services.visibility import articles_without_names
from annotator.storage.queries import study as queries
from annotator.storage.queries.assigning import add_assigned
from annotator.storage.queries.reviews import find_text_to_review
from annotator.storage.queries.rounds import list_practice_articles
from annotator.storage.queries.study import NamedArticle, StudyRow, Tagger

_STALE = "Somebody changed the record meanwhile. Nothing was overwritten; look again."


@dataclass(frozen=True, slots=True)
class StudyView:
    """The record with its versions, the articles that it names, and who can be given the overlap."""

    number: int
    study: Study
    versions: tuple[StudyRow, ...]
    articles: Mapping[str, NamedArticle]
    taggers: tuple[Tagger, ...]
    frame: int


@dataclass(frozen=True, slots=True)
class Declared:
    """What an editor declares at once. Articles are named by uid or by address, one a line."""

    frame: str
    training: str
    calibration: str
    independence: str
    collapsed: str


def show_study(session: Session, actor: Actor | None, project_uid: str) -> StudyView:
    """The project's record, for its editors. Raises NotFound, Forbidden."""
    project_id, _ = _permitted(session, actor, project_uid)
    versions = tuple(queries.list_versions(session, project_id))
    study = versions[0].study if versions else Study()
    drawn = study.overlap.drawn if study.overlap else ()
    excluded = study_with_rounds(session, project_id)[1].excluded
    named = queries.name_articles(session, project_id, {*study.excluded, *drawn})
    return StudyView(
        versions[0].number if versions else 0,
        study,
        versions,
        {article.uid: article for article in named},
        tuple(queries.list_taggers(session, project_id)),
        len(set(queries.list_article_uids(session, project_id)) - set(excluded)),
    )


def declare(
    session: Session, actor: Actor | None, project_uid: str, declared: Declared, *, number: int, now: datetime
) -> int:
    """Put the next version of the record; its number. The day of the collapsed codings is that of their last change.

    Raises Invalid with the field, and Conflict where the record was changed since version `number` was read.
    """
    project_id, person = _permitted(session, actor, project_uid)
    before = _newest(session, project_id, number)
    if declared.independence not in [word.value for word in Independence]:
        raise Invalid("Choose who adjudicates.", code="bad_study", fields={"independence": "Choose one."})
    collapsed = clean_words(declared.collapsed, "collapsed")
    excluded = _excluded(session, project_id, declared)
    after = replace(
        before,
        frame=clean_words(declared.frame, "frame"),
        excluded=excluded,
        independence=Independence(declared.independence),
        collapsed=collapsed,
        collapsed_on=(before.collapsed_on if collapsed == before.collapsed else now.date()) if collapsed else None,
    )
    if after == before:
        return number
    queries.add_version(session, project_id, number + 1, after, made_by_id=person.account_id, now=now)
    record(session, "study:declare", person.uid, {"project": project_uid, "number": number + 1}, now=now)
    return number + 1


def draw(
    session: Session, actor: Actor | None, project_uid: str, *, share: int, seed: int, people: Sequence[str],
    number: int, now: datetime,
) -> int:  # fmt: skip
    """Draw the overlap from the project's articles that are not excluded, and give it to these people (by uid); how
    many passes were given. Who has a pass of an article keeps that one.

    Raises Invalid, also (`names_hidden`) while the person adjudicates any article without names, Conflict as `declare`,
    and Conflict where an overlap was drawn before: it is drawn once.
    """
    project_id, person = _permitted(session, actor, project_uid)
    before = _newest(session, project_id, number)
    if before.overlap is not None:
        raise Conflict("The overlap is drawn already. Drawing until it pleases would not be at random.", code="drawn")
    chosen = [tagger for tagger in queries.list_taggers(session, project_id) if tagger.uid in set(people)]
    if len(chosen) < 2:
        words = "Choose at least two people: an overlap is what several tag."
        raise Invalid(words, code="bad_study", fields={"people": words})
    if articles_without_names(session, person, project_id=project_id):
        words = "Some articles are adjudicated with names hidden, and who is given them would tell who has a pass."
        words = f"{words} Finish their gold reviews first, then draw."
        raise Invalid(words, code="names_hidden", fields={"people": words})
    excluded = study_with_rounds(session, project_id)[1].excluded
    frame = sorted(set(queries.list_article_uids(session, project_id)) - set(excluded))
    drawn = draw_overlap(frame, share=share, seed=seed)
    after = replace(before, overlap=Overlap(share, seed, len(frame), drawn, now.date()))
    queries.add_version(session, project_id, number + 1, after, made_by_id=person.account_id, now=now)
    given = _assign(session, person, project_id, drawn, chosen, now)
    record(
        session, "study:draw", person.uid,
        {"project": project_uid, "number": number + 1, "articles": len(drawn), "passes": given}, now=now,
    )  # fmt: skip
    return given


def excluded_texts(session: Session, project_id: int) -> frozenset[int]:
    """The texts that count in no agreement unless asked for: those of training and calibration articles, as the
    record declares them and as rounds have them. A step of other use cases.
    """
    _, study = study_with_rounds(session, project_id)
    return queries.list_texts_of(session, project_id, study.excluded) if study.excluded else frozenset()


def newest_study(session: Session, project_id: int) -> tuple[int, Study]:
    """The record and its number, 0 for an empty one: a step of other use cases, which permit."""
    return queries.find_newest(session, project_id) or (0, Study())


def study_with_rounds(session: Session, project_id: int) -> tuple[int, Study]:
    """The record as `newest_study` gives it, with the articles of the project's rounds that are not production. What
    the record itself declares of an article goes first; tests count as training.
    """
    number, study = newest_study(session, project_id)
    of_rounds = {
        uid: Exclusion.CALIBRATION if kind is RoundKind.CALIBRATION else Exclusion.TRAINING
        for kind, uids in list_practice_articles(session, project_id).items()
        for uid in sorted(uids)
    }
    return number, replace(study, excluded={**of_rounds, **study.excluded})


def _permitted(session: Session, actor: Actor | None, project_uid: str) -> tuple[int, Actor]:
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    return project.id, permit(person, Permission.MANAGE_PROJECT, project.id)


def _newest(session: Session, project_id: int, number: int) -> Study:
    """The record as version `number` has it. Raises Conflict where it is no longer the newest."""
    newest, study = newest_study(session, project_id)
    if newest != number:
        raise Conflict(_STALE, code="stale")
    return study


def _excluded(session: Session, project_id: int, declared: Declared) -> dict[str, Exclusion]:
    """The named articles with their reason. Raises Invalid for a line that names none of the project's."""
    found: dict[str, Exclusion] = {}
    for reason, raw in ((Exclusion.TRAINING, declared.training), (Exclusion.CALIBRATION, declared.calibration)):
        uids = [line.strip().rstrip("/").rpartition("/")[2] for line in raw.splitlines() if line.strip()]
        known = {article.uid for article in queries.name_articles(session, project_id, uids)}
        for uid in uids:
            words = ""
            if uid not in known:
                words = f"“{uid[:40]}” is no article of this project. Paste the address of its page."
            elif found.get(uid, reason) is not reason:
                words = "An article is either for training or for calibration, not both."
            if words:
                raise Invalid(words, code="bad_study", fields={reason.value: words})
            found[uid] = reason
    return found


def _assign(
    session: Session, actor: Actor, project_id: int, article_uids: Sequence[str], people: Sequence[Tagger],
    now: datetime,
) -> int:  # fmt: skip
    """Give each of these articles to each of these people, who have no pass of it; how many passes were given."""
    there = queries.list_passes_of(session, project_id, [tagger.account_id for tagger in people])
    given = 0
    for uid in article_uids:
        text = find_text_to_review(session, uid)
        for tagger in people:
            if text is None or (uid, tagger.account_id) in there:
                continue
            review_uid = uuid4().hex
            add_assigned(session, review_uid, text, tagger.account_id, now=now)
            record(session, "review:assign", actor.uid, {"review": review_uid, "account": tagger.uid}, now=now)
            given += 1
    return given
