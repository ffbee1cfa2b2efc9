"""Keeping an agreement report: what its page shows, with both intervals, the study and a methods paragraph."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from annotator import __version__
from annotator.core.agreement.filters import Filters, choice_to_json, tell_values, values_of, values_to_json
from annotator.core.agreement.left_out import add_up
from annotator.core.agreement.methods import MethodsFacts, write_methods
from annotator.core.agreement.packing import Person, Sight
from annotator.core.agreement.patterns import own_facet
from annotator.core.agreement.report import AgreementReport
from annotator.core.agreement.reported_json import reported_to_json
from annotator.core.agreement.snapshot import take_snapshot
from annotator.core.errors import Invalid
from annotator.core.permissions import GRANTS, Actor, Permission, permit
from annotator.core.records import ReviewKind
from annotator.core.reports import Draft, Json, clean_title
from annotator.core.study import Study, study_to_json
from annotator.services import jobs, reports
from annotator.services.agreement import (
    Choice,
    choose_reviewers,
    load_own_tags,
    name_articles,
    name_groups,
    report_choice,
)
from annotator.services.agreement_basis import KIND, take_basis
from annotator.services.agreement_chosen import list_not_compared
from annotator.services.agreement_left_out import list_left_out
from annotator.services.jobs import Order, Progress
from annotator.services.reported_agreement import report_choice_reported
from annotator.services.study import study_with_rounds
from annotator.storage.queries import agreement as queries
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.decisions import load_decisions_of
from annotator.storage.queries.reports import list_review_uids
from annotator.storage.queries.reviews import list_text_reviews
from annotator.storage.queries.rounds import list_golds
from annotator.storage.transactions import Database

#: The seed of the bootstrap: the same for everybody, so that two who keep the same numbers keep the same limits.
SEED = 0
#: A report on more articles than this is made by a worker.
MOST_AT_ONCE = 1_000


def ask_to_keep(
    session: Session, actor: Actor | None, project_uid: str, reviewers: Sequence[str], filters: Filters, title: str, *,
    now: datetime,
) -> str:  # fmt: skip
    """Let a worker keep the report; the job's uid. Raises Invalid for the title, NotFound, Forbidden."""
    params: dict[str, Json] = {
        "reviewers": list(reviewers), "title": clean_title(title), "sight": filters.sight.value,
        "values": values_to_json(filters.values), "practice": filters.practice, "by": filters.by,
    }  # fmt: skip
    return jobs.ask(session, actor, project_uid, "keep_agreement", params, now=now)


def run_keep(database: Database, order: Order, progress: Progress) -> dict[str, Any]:  # Any: a job's result
    """The runner of `keep_agreement`."""
    progress(0, 2, "Computing the numbers and their intervals")
    params = order.params
    by = params.get("by", Filters().by)
    filters = Filters(Sight(params["sight"]), values_of(params["values"]), by, params.get("practice"))
    at = order.now()
    with database.reading() as session:
        draft = draft_report(
            session, order.actor, order.project_uid, params["reviewers"], filters, params["title"], now=at
        )
    progress(1, 2, "Keeping the report")
    with database.writing() as session:
        return {"report": reports.keep(session, order.actor, order.project_uid, draft, now=at)}


def draft_report(
    session: Session, actor: Actor | None, project_uid: str, reviewers: Sequence[str], filters: Filters, title: str, *,
    now: datetime,
) -> Draft:  # fmt: skip
    """The report to keep, computed in this transaction that only reads; `reports.keep` keeps it in the next.

    Raises Invalid where there is nothing to keep or no title, and as `choose_reviewers`.
    """
    person = permit(actor, Permission.SIGNED_IN)
    choice = choose_reviewers(session, person, project_uid, reviewers, filters)
    report = report_choice(session, choice)
    if len(choice.chosen) < 2 or not report.articles:
        raise Invalid("There is no number to keep yet: two reviewers must have finished one article.", code="no_report")
    every = queries.list_project_passes(session, project_id=choice.project_id, hidden=choice.hidden)
    passes = _passes(choice, every)
    review_ids = [item.review_id for item in passes]
    number, study = study_with_rounds(session, choice.project_id)
    if not choice.excluded:
        study = replace(study, excluded={})  # they were asked for, and are in the numbers
    versions = reports.versions_of(session, choice.project_id, review_ids)
    uncounted = add_up(list_left_out(session, choice))
    told = tell_values(filters.values, name_articles(session, choice))
    facts = _facts(choice, report, passes, study, uncounted, versions.schemes, told, now)
    facts = _with_gold(session, choice, _with_independence(session, choice, passes, facts))
    labels = {own_facet(key): tag.label for key, tag in load_own_tags(session, choice).items()}
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    content: dict[str, Json] = {
        **take_snapshot(report, names=names, labels=labels, bootstraps=_bootstraps(session, choice, report)),
        "reported": reported_to_json(report_choice_reported(session, choice, now=now)),
        "articles": report.articles,
        "articles_alone": report.alone,
        "sentences": facts.sentences,
        "group_names": dict(name_groups(session, choice, report)),
        "passes": len(passes),
        **_counts(facts),
        "uncounted": uncounted,
        "not_compared": [
            {"text": one.text_uid, "title": one.title, "why": one.why.value}
            for one in list_not_compared(session, choice)
        ],
        "bootstrap": {"resamples": facts.resamples, "seed": facts.seed},
        "study": {"version": number, **study_to_json(study)},
        "methods": write_methods(facts),
    }
    chosen = choice_to_json(filters, report.reviewers)
    return Draft(
        KIND, clean_title(title), content, versions, list_review_uids(session, choice.project_id, review_ids), chosen,
        take_basis(session, choice, every),
    )  # fmt: skip


def _counts(facts: MethodsFacts) -> dict[str, Json]:
    """What the methods paragraph counts, each under a name of its own."""
    return {
        "sentences_judged": facts.judged,
        "passes_with_suggestions": facts.suggested,
        "passes_imported": facts.imported,
        "passes_revised": facts.revised,
        "passes_by_readers": facts.by_readers,
        "begun_after_rulings": facts.after_rulings,
        "overlap_drawn": len(facts.study.overlap.drawn) if facts.study.overlap else 0,
        "articles_drawn": facts.in_overlap,
        "articles_adjudicated": facts.adjudicated,
        "adjudicated_by_reviewers": facts.by_taggers,
    }


def _bootstraps(
    session: Session, choice: Choice, report: AgreementReport
) -> Mapping[str, Mapping[str, Any]]:  # Any: intervals
    """The bootstrap of every facet. Texts are drawn in the order of a dataset: article by article, as they came."""
    from annotator.core.agreement.project_sums import add_up_answers  # numpy, which the server's start does without
    from annotator.core.agreement.resampled import bootstrap_report

    places = {text_id: place for place, text_id in enumerate(choice.texts.kept.texts)}
    ordered = queries.list_texts_by_article(session, project_id=choice.project_id)
    order = [places[text_id] for text_id in ordered if text_id in places]
    sums = add_up_answers(choice.texts, report.reviewers)
    return bootstrap_report(report, {one.facet: one.tallied for one in sums}, order, seed=SEED)


def _passes(choice: Choice, every: Sequence[CountingPass]) -> list[CountingPass]:
    """Of these the passes of the chosen people that are in the numbers."""
    texts, people = set(choice.texts.kept.texts), {reviewer.account_id for reviewer in choice.chosen}
    return [
        item
        for item in every
        if item.text_id in texts
        and item.account_id in people
        and choice.filters.sight.admits(Person(str(item.account_id), item.saw_suggestions))
    ]


def _with_gold(session: Session, choice: Choice, facts: MethodsFacts) -> MethodsFacts:
    """The facts with how many of the compared articles were drawn, and how many adjudicated by whom."""
    finished_by = choice.texts.finished_by.tolist()
    texts = [text_id for text_id, n in zip(choice.texts.kept.texts, finished_by, strict=True) if n > 1]
    drawn = set(facts.study.overlap.drawn) if facts.study.overlap else set()
    heads = queries.list_text_heads(session, text_ids=texts).values()
    golds = list_golds(session, texts)
    return replace(
        facts,
        in_overlap=sum(head.article_uid in drawn for head in heads),
        adjudicated=len(golds),
        by_taggers=len(_adjudicated_by_taggers(session, golds)),
    )


def _adjudicated_by_taggers(session: Session, golds: Mapping[int, int]) -> frozenset[int]:
    """Of these texts with their gold reviews the ones on which somebody decided who had tagged the text. A gold review
    in which nobody decided anything is its maker's.
    """
    found, nobody = set(), list[int]()
    decisions = load_decisions_of(session, list(golds.values()))
    for text_id, gold_id in golds.items():
        by_people = [one for one in decisions.get(gold_id, ()) if one.rule is None]
        if not by_people:
            nobody.append(text_id)
        elif not all(one.independent for one in by_people):
            found.add(text_id)
    heads = list_text_reviews(session, nobody)
    made = {head.text_id: head.account_id for head in heads if head.id == golds[head.text_id]}
    tagged = (head for head in heads if head.kind is ReviewKind.PASS)
    return frozenset(found | {head.text_id for head in tagged if head.account_id == made[head.text_id]})


def _with_independence(
    session: Session, choice: Choice, passes: Sequence[CountingPass], facts: MethodsFacts
) -> MethodsFacts:
    """The facts with how many of the passes the software cannot vouch for, and why."""
    here = queries.list_passes_made_here(session, project_id=choice.project_id)
    revisions = queries.list_revisions(session, project_id=choice.project_id)
    ruled = queries.list_begun_after_rulings(session, project_id=choice.project_id)
    roles = GRANTS[Permission.READ_REPORTS]
    readers = queries.list_members_with(session, project_id=choice.project_id, roles=roles)
    return replace(
        facts,
        imported=sum(item.review_id not in here for item in passes),
        revised=sum(item.review_id in revisions for item in passes),
        by_readers=sum(item.review_id in here and item.account_id in readers for item in passes),
        after_rulings=sum(item.review_id in ruled for item in passes),
    )


def _facts(
    choice: Choice, report: AgreementReport, passes: Sequence[CountingPass], study: Study, uncounted: Mapping[str, int],
    schemes: tuple[int, ...], told: Iterable[str], now: datetime,
) -> MethodsFacts:  # fmt: skip
    from annotator.core.agreement.intervals import RESAMPLES  # numpy, as above

    finished = [item.finished_at for item in passes if item.finished_at is not None]
    intervals = [interval.articles for facet in report.facets for interval in facet.intervals.values()]
    sight = {Sight.SHOWN: ("passes with suggestions shown",), Sight.HIDDEN: ("passes without suggestions",)}
    return MethodsFacts(
        project=choice.project_name,
        as_of=now.date(),
        product=__version__,
        reviewers=len(choice.chosen),
        passes=len(passes),
        articles=report.articles,
        sentences=max((facet.shared for facet in report.facets), default=0),
        judged=max((facet.judged for facet in report.facets), default=0),
        schemes=schemes,
        interval_articles=max(intervals, default=0),
        resamples=RESAMPLES,
        seed=SEED,
        suggested=sum(item.saw_suggestions for item in passes),
        uncounted=uncounted,
        filters=(*sight.get(choice.filters.sight, ()), *told),
        with_practice=bool(choice.filters.practice),
        first_finished=min(finished).date() if finished else None,
        is_gated=any(item.of for item in report.items),
        study=study,
    )
