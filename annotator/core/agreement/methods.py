"""A methods paragraph for an agreement report: from the facts to sentences that can go into a paper, in English.

Nothing is claimed that the facts do not say: what is not on record is left out, or named as not on record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from annotator.core.agreement.left_out import Why
from annotator.core.agreement.values import LEAST_ARTICLES
from annotator.core.study import Independence, Study


@dataclass(frozen=True, slots=True)
class MethodsFacts:
    """What a report was computed on. `sentences` were judged by two or more, `judged` by anybody; `passes` of
    `reviewers` count; `uncounted` says how much is left out, by its reason (`left_out.Why`); `suggested` of the passes
    showed suggestions, `imported` were not made here, `revised` revise an earlier finished one, and `by_readers` are of
    people who may read others' finished passes before they begin; `after_rulings` were begun when rulings on their
    article could be read. `first_finished` is the day on which the first of these passes was finished. `is_gated`:
    extent, types and links were compared too. `with_practice`: training and calibration articles count among the
    others. `in_overlap` of the `articles` were drawn for the overlap; `adjudicated` have a finished gold review,
    `by_taggers` of these one by somebody who had tagged the article.
    """

    project: str
    as_of: date
    product: str
    reviewers: int
    passes: int
    articles: int
    sentences: int
    schemes: tuple[int, ...]
    interval_articles: int
    resamples: int
    seed: int
    suggested: int = 0
    imported: int = 0
    revised: int = 0
    by_readers: int = 0
    after_rulings: int = 0
    judged: int = 0
    uncounted: Mapping[str, int] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    first_finished: date | None = None
    is_gated: bool = False
    with_practice: bool = False
    in_overlap: int = 0
    adjudicated: int = 0
    by_taggers: int = 0
    study: Study = field(default_factory=Study)


def write_methods(facts: MethodsFacts) -> str:
    """The paragraph."""
    return " ".join(
        (
            *_sample(facts), *_units(facts), *_coefficients(facts), *_interval(facts), *_left_out(facts),
            *_declared(facts), *_adjudication(facts), _software(facts),
        )
    )  # fmt: skip


def _sample(facts: MethodsFacts) -> Iterator[str]:
    study = facts.study
    if study.frame:
        yield f"Sampling frame: {_sentence(study.frame)}"
    else:
        yield "No sampling frame is on record."
    if study.overlap:
        one = study.overlap
        yield (
            f"An overlap of {one.share} % ({_count(len(one.drawn), 'article')} of {one.frame:,}) was drawn at random "
            f"on {_day(one.on)}{_before_the_first(one.on, facts)} (seed {one.seed}: articles in the order of the "
            f"SHA-256 of seed and identifier). {facts.in_overlap:,} of the {_count(facts.articles, 'article')} "
            f"compared here {'was' if facts.in_overlap == 1 else 'were'} drawn."
        )
    else:
        yield "How the articles that several people tagged were chosen is not on record."
    schemes = _list([str(number) for number in facts.schemes])
    versions = f"version{'' if len(facts.schemes) == 1 else 's'} {schemes} of the scheme and its guideline"
    yield (
        f"{_count(facts.reviewers, 'reviewer')} tagged the articles{' under ' + versions if facts.schemes else ''}; "
        f"{_count(facts.passes, 'finished pass', 'finished passes')} count{'s' if facts.passes == 1 else ''}."
    )
    yield from _blindness(facts)
    if facts.suggested:
        yield (
            f"In {facts.suggested:,} of them the software had shown suggestions, so that these passes are not "
            "independent of them."
        )
    if facts.with_practice:
        yield "Training and calibration articles count among the others."
    if facts.filters:
        yield f"The numbers are restricted to {_list(facts.filters)}."


def _blindness(facts: MethodsFacts) -> Iterator[str]:
    """What the software knows of it: a pass that came by import was made nobody knows how."""
    if facts.imported < facts.passes:
        yield (
            "While somebody tags an article the software shows them nobody else’s work on it"
            f"{', and so it was with the passes made in it' if facts.imported else ''}."
        )
    if facts.imported:
        which = "All" if facts.imported == facts.passes else f"{facts.imported:,}"
        yield (
            f"{which} of these passes came by import: whether {'it was' if facts.imported == 1 else 'they were'} made "
            "independently is not on record."
        )
    if facts.by_readers:
        yield (
            f"{_count(facts.by_readers, 'pass is', 'passes are')} by people who may read the finished work of others "
            "before they begin."
        )
    if facts.after_rulings:
        yield (
            f"{_count(facts.after_rulings, 'pass was', 'passes were')} begun after the article was adjudicated, when "
            "rulings on it could be read: such a pass is not independent of them."
        )
    if facts.revised:
        yield f"{_count(facts.revised, 'pass revises', 'passes revise')} an earlier finished one of the same person."


def _units(facts: MethodsFacts) -> Iterator[str]:
    yield (
        f"The unit is the body sentence: {_count(facts.sentences, 'sentence')} in {_count(facts.articles, 'article')} "
        "were judged by two or more reviewers; headlines, captions, furniture and repeated sentences are left out."
    )
    if facts.judged > facts.sentences:
        alone = facts.uncounted.get(Why.ALONE, 0)
        theirs = f", those of {_count(alone, *_ALONE)} among them" if alone else ""
        yield (
            "Prevalence, and the agreement by chance in Gwet’s AC1, are of all "
            f"{_count(facts.judged, 'sentence')} that anybody judged{theirs}; all other numbers are of those judged by "
            "two or more."
        )
    yield (
        "A sentence without a tag counts as “no” only where the reviewer tagged something else in it or marked it as "
        "checked; an untouched sentence is missing, and missing judgements are left out, never counted as “no”."
    )


def _coefficients(facts: MethodsFacts) -> Iterator[str]:
    kappa = ", and Cohen’s kappa (Cohen 1960)" if facts.reviewers == 2 else ""
    yield (
        "For each tag we report the prevalence, raw agreement (Fleiss 1971), positive and negative agreement "
        "(Cicchetti & Feinstein 1990), Krippendorff’s alpha for nominal data with missing judgements "
        f"(Krippendorff 2011), Gwet’s AC1 (Gwet 2008){kappa}."
    )
    if facts.reviewers > 2:
        yield "Cohen’s kappa (Cohen 1960) is given for each pair of reviewers only."
    if facts.is_gated:
        yield (
            "Agreement on extent (F1 of stretches with the same limits, of overlapping ones and of characters; "
            "Hripcsak & Rothschild 2005), types and links is computed over pairs of reviewers on what both had found, "
            "and on fields that both had answered; the number of things compared is given with each."
        )


def _interval(facts: MethodsFacts) -> Iterator[str]:
    if facts.interval_articles < LEAST_ARTICLES:
        yield (
            f"No confidence intervals are given: they take {LEAST_ARTICLES} articles judged by two or more reviewers, "
            f"and there {'is' if facts.interval_articles == 1 else 'are'} {facts.interval_articles}."
        )
        return
    yield (
        f"95 % confidence intervals are jackknife intervals over {_count(facts.interval_articles, 'article')} with "
        f"Student’s t on {facts.interval_articles - 1:,} degrees of freedom (Efron & Tibshirani 1993), because the "
        "sentences of one article are not independent; percentile intervals of a cluster bootstrap over articles "
        f"({facts.resamples:,} resamples, seed {facts.seed}) are given beside them. Intervals speak of these "
        "reviewers on other articles, not of other reviewers."
    )
    if facts.is_gated:
        yield "Those of extent, types and links may be over fewer articles, whose number is given with each."


_ALONE = ("article that one of them alone finished", "articles that one of them alone finished")
_WHY = {
    Why.ADJUDICATED: ("article adjudicated with names hidden", "articles adjudicated with names hidden"),
    Why.IN_HAND: ("article that who kept this was tagging", "articles that who kept this was tagging"),
    Why.NOT_BEGUN: ("pass that was not begun", "passes that were not begun"),
    Why.SKIPPED: ("skipped pass", "skipped passes"),
    Why.SOURCING_ONLY: ("pass that asked for sources only", "passes that asked for sources only"),
    Why.UNFINISHED: ("unfinished pass", "unfinished passes"),
    Why.TRAINING: ("training article", ""),
    Why.CALIBRATION: ("calibration article", ""),
}


def _left_out(facts: MethodsFacts) -> Iterator[str]:
    # What one person alone finished is left out of comparisons only, see `_units`.
    found = [_count(n, *_WHY[Why(why)]) for why, n in facts.uncounted.items() if n and why != Why.ALONE]
    yield f"Left out: {_list(found)}." if found else "Nothing was left out."


def _declared(facts: MethodsFacts) -> Iterator[str]:
    study = facts.study
    if not study.collapsed or study.collapsed_on is None:
        return
    when = _before_the_first(study.collapsed_on, facts)
    yield f"Collapsed codings, declared on {_day(study.collapsed_on)}{when}: {_sentence(study.collapsed)}"
    yield "The numbers here are of the tags as they were given, before any are read as one."


def _before_the_first(day: date, facts: MethodsFacts) -> str:
    """Whether a day was before the passes: what is declared or drawn after them may follow from them."""
    if facts.first_finished is None:
        return ""
    return f", {'before' if day < facts.first_finished else 'not before'} the first of these passes was finished"


def _adjudication(facts: MethodsFacts) -> Iterator[str]:
    """What was adjudicated, and by whom, as the gold reviews say; where the record says otherwise, that too."""
    on_record, n, own = facts.study.independence, facts.adjudicated, facts.by_taggers
    if not n:
        if on_record is Independence.NO_ADJUDICATION:
            yield "Differences were not adjudicated."
        elif on_record is not Independence.NOT_SAID:
            yield "No differences in these articles have been adjudicated."
        return
    which = "these articles" if n == facts.articles else f"{n:,} of these {_count(facts.articles, 'article')}"
    if not own:
        who, so = " by people who had not tagged the article", Independence.INDEPENDENT
    else:
        of_them = "" if own == n else f", in {own:,} of them"
        who, so = (
            f"{of_them} by somebody who had tagged the article: there the final tags are not independent of the "
            "reviewers",
            Independence.REVIEWER,
        )
    yield f"Differences in {which} were adjudicated{who}."
    if on_record not in (Independence.NOT_SAID, so):
        yield "The study on record says otherwise."


def _software(facts: MethodsFacts) -> str:
    return f"Computed with Annotator {facts.product} on {_day(facts.as_of)} from the project “{facts.project}”."


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _list(words: "tuple[str, ...] | list[str]") -> str:
    *most, last = words or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if words.rstrip("”\"’')").endswith((".", "!", "?")) else f"{words}."


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
