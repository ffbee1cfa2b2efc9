"""A project's own claim model: trained in the background, measured beside the cues, switched on by an editor.

A model never proposes for an article that it learned from: its suggestions would tell what others tagged there.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.claim_judgements import judge_claims, settle
from annotator.core.errors import Conflict
from annotator.core.jobs import JobState
from annotator.core.measured_claims import MeasuredSentence, Proposal
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading
from annotator.services.audit import record
from annotator.services.jobs import Order, Progress, ask, show_job
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.retraining import KIND, PASSES_BETWEEN
from annotator.storage.queries import claim_models as queries
from annotator.storage.queries.claim_models import Doubt, ModelHead, TextToLearnFrom
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.jobs import JobRow
from annotator.storage.queries.measured_claims import has_measured, replace_measured
from annotator.storage.queries.readings import load_readings
from annotator.storage.transactions import Database
from annotator.suggest import RULES, Suggester
from annotator.suggest.features import see_sentences
from annotator.suggest.learned import ClaimModel, LearnedSuggester, dump_model, load_model
from annotator.suggest.model_reports import ModelReport, report_from_json, report_to_json
from annotator.suggest.training import Example, HeldOut, can_train, lack_of_articles, train

#: From this doubt on a sentence is named beside the least sure one.
_UNSURE = 0.2
#: Texts read in one transaction, texts that a queue is made of, and least sure sentences kept of each.
_BATCH, _MOST_DOUBTED, _LEAST_SURE = 25, 2_000, 3
#: Lengths of the parts of the work, in hundredths: reading, training, scoring.
_READING, _TRAINING, _ALL = 30, 70, 100
SHOWN_DOUBTS = 20

_log = logging.getLogger("annotator.claim_models")


@dataclass(frozen=True, slots=True)
class ClaimModelView:
    """What the page of a project's model shows. `fault` says why the newest one is not used though it is there;
    after `left` more finished passes it is trained again by itself, 0 without a model. `opens`: the sentences of its
    numbers are kept, which earlier versions did not.
    """

    project: ProjectFacts
    is_on: bool
    can_train: bool
    articles: int
    lack: str
    left: int
    newest: ModelHead | None
    report: ModelReport | None
    fault: str
    job: JobRow | None
    doubts: tuple[Doubt, ...]
    opens: bool = False


def show_claim_model(session: Session, actor: Actor | None, project_uid: str) -> ClaimModelView:
    """The model of a project, for its editors. Raises NotFound, Forbidden."""
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, Permission.MANAGE_PROJECT)
    project = find_project(session, project_uid)
    newest = queries.find_newest_model(session, project.id)
    articles = queries.count_articles_to_learn_from(session, project.id)
    job_uid = queries.find_last_job(session, project.id, KIND)
    own = queries.list_own_texts(session, project.id, person.account_id)
    last = queries.find_last_training(session, project.id, KIND)
    left = PASSES_BETWEEN - queries.count_finished_since(session, project.id, last.asked_at) if last else 0
    return ClaimModelView(
        facts,
        project.uses_claim_model,
        can_train(),
        articles,
        lack_of_articles(articles),
        max(left, 1) if last else 0,
        newest,
        report_from_json(newest.report) if newest else None,
        _fault(session, project.id) if newest else "",
        show_job(session, person, job_uid) if job_uid else None,
        tuple(queries.list_doubts(session, project.id, but=own, limit=SHOWN_DOUBTS)),
        newest is not None and has_measured(session, newest.id),
    )


def ask_training(session: Session, actor: Actor | None, project_uid: str, *, now: datetime) -> str:
    """Ask for a new model; the uid of the job, the one that is at it already if there is one.

    Raises Conflict: `learn_missing` without the extra, `too_little` below the least number of articles.
    """
    person = permit(actor, Permission.SIGNED_IN)
    show_project(session, person, project_uid, Permission.MANAGE_PROJECT)
    project = find_project(session, project_uid)
    if not can_train():
        raise Conflict(
            "Training needs scikit-learn. Install it with: pip install 'annotator[learn]'", code="learn_missing"
        )
    if lack := lack_of_articles(queries.count_articles_to_learn_from(session, project.id)):
        raise Conflict(lack, code="too_little")
    ended = [state.value for state in JobState if state.is_ended]
    return queries.find_open_job(session, project.id, KIND, ended) or ask(
        session, person, project_uid, KIND, {}, now=now
    )


def use_claim_model(
    session: Session, actor: Actor | None, project_uid: str, *, uses: bool, version: int, now: datetime
) -> None:
    """Let suggestions of claims be the model's from now on, or the cues' again. Raises Conflict: `stale`, `no_model`,
    and as `load_model` does for one that must not be used.
    """
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.MANAGE_PROJECT, project.id)
    if project.version != version:
        raise Conflict("Somebody changed this project meanwhile. Nothing was overwritten; look again.", code="stale")
    if uses:
        stored = queries.load_newest_model(session, project.id)
        if stored is None:
            raise Conflict("There is no model yet. Train one first.", code="no_model")
        _open(stored)
    if project.uses_claim_model != uses:
        project.uses_claim_model = uses
        record(session, "project:claim_model", person.uid, {"project": project.uid, "uses": uses}, now=now)


def suggester_for(session: Session, project_id: int, text_id: int) -> Suggester:
    """What proposes for a text: the rules, with the claims of the project's own model where it uses one that did not
    learn from this article. A model that must not be used is logged and passed over.
    """
    stored = queries.load_used_model(session, project_id)
    if stored is None or stored.text_ids.intersection(queries.list_sibling_texts(session, text_id)):
        return RULES
    try:
        return LearnedSuggester(_open(stored), stored.number)
    except Conflict as error:
        _log.warning("claim model %d of project %d is not used: %s", stored.number, project_id, error.code)
        return RULES


def _open(stored: queries.StoredModel) -> ClaimModel:
    if sha256(stored.body).hexdigest() != stored.sha256:
        raise Conflict(
            "The stored claim model is damaged or was altered, so it is not used. Train it again.", code="model_altered"
        )
    return load_model(stored.body)


def _fault(session: Session, project_id: int) -> str:
    stored = queries.load_newest_model(session, project_id)
    try:
        if stored is not None:
            _open(stored)
    except Conflict as error:
        return error.message
    return ""


# Any: a job's result is a small JSON document.
def train_model(database: Database, order: Order, progress: Progress) -> Mapping[str, Any]:
    """Train on what is finished by now, measure, and store it all at once: a job."""
    from annotator.suggest.measuring import measure  # numpy, which the desk's start does without

    examples, places, text_ids = _read_examples(database, order, progress)

    def tell(done: int, of: int) -> None:
        progress(_READING + (_TRAINING - _READING) * done // of, _ALL, "Training, and measuring by article")

    trained = train(examples, progress=tell)
    report = measure(examples, trained.held_out)
    doubts = _doubt(database, order, progress, trained.model, text_ids)
    body = dump_model(trained.model)
    progress(_ALL, _ALL, "Its numbers stand on the page of the claim model.")
    with database.writing() as session:
        model_id, number = queries.add_model(
            session, uid=uuid4().hex, project_id=order.project_id, made_by_id=order.actor.account_id, body=body,
            sha256=sha256(body).hexdigest(), report=report_to_json(report), text_ids=text_ids, now=order.now(),
        )  # fmt: skip
        queries.replace_doubts(session, order.project_id, model_id, doubts)
        replace_measured(session, order.project_id, model_id, _measured(examples, places, trained.held_out))
        record(session, "claim_model:train", order.actor.uid, {"project": order.project_uid, "number": number},
               now=order.now())  # fmt: skip
    return {"path": f"/projects/{order.project_uid}/claim-model", "number": number}


#: Where an example is: its text, and its offsets there.
_Place = tuple[int, int, int]


def _read_examples(
    database: Database, order: Order, progress: Progress
) -> tuple[list[Example], list[_Place], list[int]]:
    """The judged sentences of the project, where each is, and the texts that they are of."""
    with database.reading() as session:
        texts = queries.list_texts_to_learn_from(session, order.project_id)
    examples: list[Example] = []
    places: list[_Place] = []
    for start in range(0, len(texts), _BATCH):
        progress(_READING * start // len(texts), _ALL, "Reading what was tagged")
        batch = texts[start : start + _BATCH]
        with database.reading() as session:
            readings = load_readings(session, [review_id for text in batch for review_id in text.review_ids])
        for text in batch:
            for place, example in _examples_of(text, [readings[review_id] for review_id in text.review_ids]):
                places.append(place)
                examples.append(example)
    return examples, places, [text.text_id for text in texts]


def _measured(
    examples: list[Example], places: list[_Place], held_out: HeldOut
) -> list[MeasuredSentence]:
    """What was measured, sentence by sentence, so that every number opens what it counts."""
    return [
        MeasuredSentence(
            *place, example.is_claim, Proposal(score, is_proposed), Proposal(example.rank, example.is_proposed)
        )
        for place, example, score, is_proposed in zip(
            places, examples, held_out.scores, held_out.proposed, strict=True
        )
    ]


def _examples_of(text: TextToLearnFrom, readings: list[Reading]) -> list[tuple[_Place, Example]]:
    judgements = settle(judge_claims(reading) for reading in readings)
    first = readings[0]
    found = RULES.suggest(first.text, first.sentences, text.own_outlets)
    return [
        (
            (text.text_id, seen.sentence.start, seen.sentence.stop),
            Example(
                text.article_uid, seen.terms, judgements[seen.sentence.ordinal], seen.rank.score, seen.rank.is_proposed
            ),
        )
        for seen in see_sentences(first.text, first.sentences, found)
        if seen.sentence.ordinal in judgements
    ]


def _doubt(
    database: Database, order: Order, progress: Progress, model: ClaimModel, learned_from: list[int]
) -> dict[int, tuple[float, list[list[float]]]]:
    """How unsure the model is of each text that is new to it with its article: the mean of its least sure sentences."""
    with database.reading() as session:
        left = queries.list_texts_to_doubt(
            session, order.project_id, learned_from=learned_from, limit=_MOST_DOUBTED
        )
    doubts: dict[int, tuple[float, list[list[float]]]] = {}
    for start in range(0, len(left), _BATCH):
        progress(_TRAINING + (_ALL - _TRAINING) * start // len(left), _ALL, "Looking for unsure sentences")
        with database.reading() as session:
            batch = [(text, load_sentences(session, text.segmentation_id))
                     for text in queries.load_texts_to_doubt(session, left[start : start + _BATCH])]  # fmt: skip
        for text, sentences in batch:
            found = RULES.suggest(text.body, sentences, text.own_outlets)
            scored = [(model.score(seen.terms), seen.sentence) for seen in see_sentences(text.body, sentences, found)]
            unsure = sorted(scored, key=lambda one: (-model.doubt(one[0]), one[1].start))[:_LEAST_SURE]
            if unsure:
                mean = sum(model.doubt(score) for score, _ in unsure) / len(unsure)
                told = [one for one in unsure if one is unsure[0] or model.doubt(one[0]) >= _UNSURE]
                doubts[text.text_id] = (mean, [[one.start, one.stop, round(score, 4)] for score, one in told])
    return doubts
