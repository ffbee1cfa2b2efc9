"""The sentences behind a number of the agreement page, and one of them side by side."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from annotator.core.agreement.asked import Among, Answered, Asked, Compared
from annotator.core.agreement.differences import Matter
from annotator.services.agreement import Choice, Reviewer, load_own_tags
from annotator.services.agreement_sentences import ListedSentence, SentencesList, list_sentences, load_side_by_side
from annotator.storage.queries.agreement import TextHead
from annotator.web.agreement import crumb_of
from annotator.web.agreement_asked import NumberLinks, asked, asked_words
from annotator.web.agreement_choice import Links, choose, tell_choice
from annotator.web.agreement_sides import Comparison, compare_sides
from annotator.web.agreement_words import since_words, value_word
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.shell import Crumb

blueprint = Blueprint("agreement_sentences", __name__)

#: What the address of a list says of the number that it stands behind.
_ASKED = ("facet", "said", "who", "compared", "one", "other", "before", "answers", "amount", "item", "matter",
          "finished")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence of the list; `url` shows it side by side, empty where one reviewer alone finished the article.

    `said` are answers with who gave them; `n` is how much of what is counted is in it, `alike` how much of that is
    alike, None where that is not counted so.
    """

    ordinal: int
    words: str
    url: str
    matters: tuple[Matter, ...]
    said: tuple[tuple[str, tuple[str, ...]], ...]
    n: int
    alike: int | None


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """An article of the list; one that is gone has no head. `since` is what happened to it, in words."""

    head: TextHead
    body: int
    n: int
    rows: tuple[SentenceRow, ...]
    since: str


@dataclass(frozen=True, slots=True)
class SentencesPage:
    """The sentences behind a number. `kind` says what `n` counts: sentences, compared, characters, pairs, answers,
    articles; `by_articles` where the number that was opened counts the articles of them. `asked` is what the list holds
    in words, empty for all differences. `before` and `after` are the neighbouring pages, empty at the ends; `only_url`
    leads to the differing ones among them.
    """

    project: Crumb
    up: Crumb
    chosen: tuple[Reviewer, ...]
    told: tuple[str, ...]
    asked: str
    kind: str
    n: int
    articles: int
    by_articles: bool
    all_url: str
    only_url: str
    texts: tuple[ArticleRows, ...]
    page: int
    pages: int
    before: str
    after: str
    notice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SidesPage:
    """One sentence side by side; `back`, `previous` and `following` are addresses, empty at the ends."""

    project: Crumb
    up: Crumb
    title: str
    article_url: str
    back: str
    previous: str
    following: str
    comparison: Comparison
    notice: tuple[str, ...] = ()


@blueprint.get("/projects/<project_uid>/agreement/sentences")
def show(project_uid: str) -> Response:
    """The sentences behind the number that the address names, else all on which the chosen reviewers differ."""
    with reading() as session:
        choice = choose(session, project_uid)
        return show_sentences(session, choice, Links.of(choice), gettext("Agreement"))


@blueprint.get("/projects/<project_uid>/agreement/differences/<text_uid>/<int(max=999999):ordinal>")
def show_difference(project_uid: str, text_uid: str, ordinal: int) -> Response:
    """One sentence as each of the chosen reviewers read it."""
    with reading() as session:
        choice = choose(session, project_uid)
        return show_sides(session, choice, Links.of(choice), gettext("Agreement"), (text_uid, ordinal))


def show_sentences(
    session: Session, choice: Choice, links: Links, up: str, notice: tuple[str, ...] = ()
) -> Response:
    """The page of what the address asks for in a choice; `up` is what the numbers are called, `notice` what is to be
    known of the list.
    """
    wanted = asked(choice)
    found = list_sentences(session, choice, wanted, page=request.args.get("page", 1, type=int))
    said = asked_words(wanted, choice, load_own_tags(session, choice)), tell_choice(session, choice)
    return render_page(
        "agreement/sentences.html", _page(choice, links, Crumb(up, links.page()), wanted, found, said, notice)
    )


def show_sides(
    session: Session, choice: Choice, links: Links, up: str, place: tuple[str, int], notice: tuple[str, ...] = ()
) -> Response:
    """The page of one sentence, named by its text and its number, as each of the chosen reviewers read it."""
    text_uid, ordinal = place
    found = load_side_by_side(session, choice, text_uid=text_uid, ordinal=ordinal)
    page = SidesPage(
        crumb_of(choice),
        Crumb(up, links.page()),
        found.head.title,
        f"{request.script_root}/articles/{found.head.article_uid}",
        links.sentences(**_asked_query()),
        _sentence_url(links, text_uid, found.previous),
        _sentence_url(links, text_uid, found.following),
        compare_sides(found),
        notice,
    )
    return render_page("agreement/sides.html", page)


def _asked_query() -> dict[str, list[str]]:
    return {name: request.args.getlist(name) for name in _ASKED if name in request.args}


def _sentence_url(links: Links, text_uid: str, ordinal: int | None) -> str:
    return "" if ordinal is None else links.sentence(text_uid, ordinal, **_asked_query())


def _page(
    choice: Choice, links: Links, up: Crumb, wanted: Asked, found: SentencesList, said: tuple[str, tuple[str, ...]],
    notice: tuple[str, ...],
) -> SentencesPage:  # fmt: skip
    words, told = said
    names = {str(reviewer.account_id): reviewer.name for reviewer in choice.chosen}
    query = _asked_query()
    return SentencesPage(
        project=crumb_of(choice),
        up=up,
        chosen=choice.chosen,
        told=told,
        asked=words,
        kind=_kind(wanted),
        n=found.n,
        articles=found.articles,
        by_articles=request.args.get("amount") == "articles",
        all_url=links.sentences() if words else "",
        only_url=_only_url(NumberLinks(links), wanted),
        texts=tuple(
            ArticleRows(
                text.head,
                text.body,
                text.n,
                tuple(
                    _row(
                        one, names, links.sentence(text.head.text_uid, one.sentence.ordinal, **query)
                        if text.compares else "",
                    )
                    for one in text.sentences
                ),
                since_words(text.since),
            )
            for text in found.texts
        ),
        page=found.page,
        pages=found.pages,
        before=links.sentences(**query, page=str(found.page - 1)) if found.page > 1 else "",
        after=links.sentences(**query, page=str(found.page + 1)) if found.page < found.pages else "",
        notice=notice,
    )  # fmt: skip


def _kind(wanted: Asked) -> str:
    match wanted:
        case Answered():
            return "sentences"
        case Compared():
            if wanted.item.key == "characters":
                return "characters"
            return "pairs" if wanted.before else "answers" if wanted.answers else "compared"
        case _:
            return "articles"


def _only_url(links: NumberLinks, wanted: Asked) -> str:
    """Where the list holds what is alike as well, the list of what differs."""
    match wanted:
        case Answered() if wanted.among.may_differ and wanted.person is None:
            return links.answers(wanted.facet, Among.SPLIT)
        case Compared() if not wanted.cells and not wanted.before and len(wanted.answers) != 1:
            return links.differences_in(wanted.item)
        case _:
            return ""


def _row(one: ListedSentence, names: dict[str, str], url: str) -> SentenceRow:
    traced = one.traced
    return SentenceRow(
        one.sentence.ordinal,
        one.words,
        url,
        one.matters,
        tuple((value_word(value), tuple(names[key] for key in names if key in people)) for value, people in traced.said)
        if traced is not None
        else (),
        traced.n if traced is not None else 1,
        traced.alike if traced is not None else None,
    )
