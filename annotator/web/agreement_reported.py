"""Agreement on what is reported: the page on rules and shares as each reviewer's tagging would give them."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from annotator.core.agreement.left_out import LeftOut
from annotator.core.agreement.raisers import Raisers, RuleAsked, ShareAsked
from annotator.core.agreement.reported_json import reported_to_json
from annotator.core.errors import NotFound
from annotator.core.sourcing.measures import Share
from annotator.formats import agreement_files
from annotator.services.agreement import Choice
from annotator.services.agreement_left_out import list_left_out
from annotator.services.reported_agreement import (
    RaisedWords,
    Reported,
    ReportedList,
    ReportedText,
    compare_reported,
    report_choice_reported,
)
from annotator.web.agreement import crumb_of, made_of
from annotator.web.agreement_asked import NumberLinks, find_person
from annotator.web.agreement_choice import Links, address, choose, tell_choice
from annotator.web.agreement_reported_rows import Listed, ReportedTables, rule_name, share_name, show_reported
from annotator.web.agreement_words import percent, since_words
from annotator.web.desk import now, reading
from annotator.web.hx import render_page
from annotator.web.shell import Crumb

blueprint = Blueprint("agreement_reported", __name__)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with what is said by each tagging: its reviewer, in words, and whether it raises the rule. `words` are
    the sentences that the rule is raised on. One that is gone has no `url`; `since` is what happened to it, in words.
    """

    title: str
    url: str
    told: tuple[tuple[str, str, bool], ...]
    words: tuple[RaisedWords, ...]
    since: str = ""


@dataclass(frozen=True, slots=True)
class ListedArticles:
    """The articles behind a number: `n` in all; `before` and `after` are the neighbouring pages, empty at the ends."""

    title: str
    n: int
    rows: tuple[ArticleRow, ...]
    page: int
    pages: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """The page. `listed` is None where no number was opened."""

    project: Crumb
    back: str
    articles_url: str
    chosen: tuple[str, ...]
    told: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    alone_url: str
    tables: ReportedTables
    listed: ListedArticles | None
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """What the page says of the choice: what is chosen, in words, and what of that is in no number."""

    told: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


@blueprint.get("/projects/<project_uid>/agreement/reported")
def show(project_uid: str) -> Response:
    """The rules and shares, and the articles of `?rule=…&said=…` or `?share=…`."""
    with reading() as session:
        choice = choose(session, project_uid, for_reported=True)
        asked = asked_reported(choice)
        found = compare_reported(session, choice, asked, page=request.args.get("page", 1, type=int), now=now())
        words = ChoiceWords(tell_choice(session, choice), list_left_out(session, choice))
    return render_page("agreement/reported.html", _page(choice, found, asked, words))


@blueprint.get("/projects/<project_uid>/agreement/reported/file/<suffix>")
def download(project_uid: str, suffix: str) -> Response:
    """The numbers of the page as a CSV or JSON file."""
    if suffix not in _MEDIA:
        raise NotFound
    with reading() as session:
        choice = choose(session, project_uid, for_reported=True)
        report, made = report_choice_reported(session, choice, now=now()), made_of(session, choice)
    write = agreement_files.write_reported_csv if suffix == "csv" else agreement_files.write_reported_json
    answer = Response(write(report, made), content_type=_MEDIA[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement-reported.{suffix}"'
    return answer


def asked_reported(choice: Choice) -> RuleAsked | ShareAsked | None:
    """The number that the address opens, if any. Raises NotFound for one of a person who is not compared."""
    said = request.args.get("said", "")
    if rule := request.args.get("rule"):
        person = find_person(choice, request.args.get("who", ""))
        return RuleAsked(rule, Raisers(said) if said in {one.value for one in Raisers} else Raisers.SPLIT, person)
    if share := request.args.get("share"):
        return ShareAsked(share)
    return None


def _query(asked: RuleAsked | ShareAsked, who: str = "") -> dict[str, str]:
    if isinstance(asked, RuleAsked):
        return {"rule": asked.rule, "said": asked.among.value, **({"who": who} if who else {})}
    return {"share": asked.share}


def _page(
    choice: Choice, found: Reported, asked: RuleAsked | ShareAsked | None, words: ChoiceWords
) -> ReportedPage:
    links = Links.of(choice)

    return ReportedPage(
        project=crumb_of(choice),
        back=links.page(),
        articles_url=NumberLinks(links).articles(),
        chosen=tuple(reviewer.name for reviewer in choice.chosen),
        told=words.told,
        left_out=words.left_out,
        alone_url=NumberLinks(links).articles(alone=True),
        tables=show_reported(
            reported_to_json(found.report), {one.uid: one.name for one in choice.chosen}, reported_links(links)
        ),
        listed=None if asked is None or found.listed is None else list_articles(links, choice, found.listed, asked),
        files=tuple((name.upper(), address("agreement_reported.download", choice, suffix=name)) for name in _MEDIA),
    )


def reported_links(links: Links) -> Listed:
    """Where the articles behind a number are listed."""

    def url(name: str, among: str, who: str) -> str:
        wanted = RuleAsked(name, Raisers(among)) if among else ShareAsked(name)
        return f"{links.reported(**_query(wanted, who))}#articles"

    return url


def list_articles(
    links: Links, choice: Choice, found: ReportedList, asked: RuleAsked | ShareAsked
) -> ListedArticles:
    """The articles behind a number, as they are shown."""
    person = asked.person if isinstance(asked, RuleAsked) else None
    who = choice.reviewer(int(person)) if person is not None else None
    query = _query(asked, who.uid if who is not None else "")
    return ListedArticles(
        title=_title(asked, who.name if who is not None else ""),
        n=found.n,
        rows=tuple(_row(text) for text in found.texts),
        page=found.page,
        pages=found.pages,
        before=f"{links.reported(**query, page=str(found.page - 1))}#articles" if found.page > 1 else "",
        after=f"{links.reported(**query, page=str(found.page + 1))}#articles" if found.page < found.pages else "",
    )


def _title(asked: RuleAsked | ShareAsked, who: str) -> str:
    if isinstance(asked, ShareAsked):
        return share_name(asked.share)
    rule = f"{asked.rule} {rule_name(asked.rule)}"
    if who:
        return gettext("%(name)s’s tagging raises %(rule)s", name=who, rule=rule)
    return {
        Raisers.ANY: gettext("%(rule)s: all articles under it", rule=rule),
        Raisers.SOME: gettext("Some tagging raises %(rule)s", rule=rule),
        Raisers.ALL: gettext("All taggings raise %(rule)s", rule=rule),
        Raisers.SPLIT: gettext("Some taggings raise %(rule)s, some do not", rule=rule),
    }[asked.among]


def _row(text: ReportedText) -> ArticleRow:
    return ArticleRow(
        text.head.title,
        url_for("sourcing.show", article_uid=text.head.article_uid) if text.head.article_uid else "",
        tuple((name, _words(said), said is True) for name, said in text.told if said is not None),
        text.words,
        since_words(text.since),
    )


def _words(said: bool | Share) -> str:
    if isinstance(said, Share):
        return gettext("%(n)d of %(of)d (%(share)s)", n=said.count, of=said.of, share=percent(said.count / said.of))
    return gettext("raises it") if said else gettext("does not")
