"""How well saved pages are read: the kind of every sentence, words that are no article's, and facts."""

from collections import Counter
from collections.abc import Iterable

from annotator.core.errors import Invalid
from annotator.core.kinds import kind_over
from annotator.core.records import ArticleFacts, CutArticle, Kind, Span
from annotator.core.scoring import Score
from annotator.formats.gold_pages import FACTS, GoldPage
from annotator.formats.html import read_html

#: What a page is read for; the rest is furniture, and no article's if it is none of the page's sentences.
_ARTICLE = frozenset({Kind.HEADLINE, Kind.STANDFIRST, Kind.BODY, Kind.CAPTION})


def score_pages(pages: Iterable[GoldPage]) -> dict[str, object]:
    """Sentences with the right kind, whole and by style; facts; `found` counts sentences given a kind of the article
    and units that are none of its sentences.
    """
    total = Score()
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    facts: Counter[str] = Counter()
    texts = intruders = 0
    for page in pages:
        texts += 1
        cut = _read(page)
        places = _places(cut.text, page)
        given = [None if place is None else kind_over(cut.sentences, place) for place in places]
        hits = sum(kind is one.kind for kind, one in zip(given, page.sentences, strict=True))
        strays = _strays(cut, [place for place in places if place is not None])
        intruders += strays
        total += Score(len(given), sum(kind in _ARTICLE for kind in given) + strays, hits)
        right[page.style] += hits
        of[page.style] += len(given)
        facts.update(_right_facts(page, cut, given))
    return {
        "pages": texts, "precision": _rounded(total.right, total.found), "recall": _rounded(total.right, total.gold),
        "f1": _rounded(2 * total.right, total.found + total.gold), "gold": total.gold, "found": total.found,
        "right": total.right, "intruders": intruders,
        "styles": {style: {"right": right[style], "of": of[style], "accuracy": _rounded(right[style], of[style])}
                   for style in of},
        "facts": {name: {"right": facts[name], "of": texts} for name in (*FACTS, "standfirst")},
    }  # fmt: skip


def _read(page: GoldPage) -> CutArticle:
    """The page as it is read; one that is refused has no text and no facts."""
    try:
        return read_html(page.html.encode())
    except Invalid:
        return CutArticle("", ArticleFacts(title=""), ())


def _places(text: str, page: GoldPage) -> list[Span | None]:
    """Where each sentence stands in the text that was read, found by its letters and digits; None where it is not."""
    at = [place for place, mark in enumerate(text) if mark.isalnum()]
    letters = "".join(text[place] for place in at)
    found: list[Span | None] = []
    reached = 0
    for one in page.sentences:
        wanted = "".join(mark for mark in one.words if mark.isalnum())
        start = letters.find(wanted, reached)
        if start < 0:
            start = letters.find(wanted)
        if start < 0 or not wanted:
            found.append(None)
            continue
        found.append(Span(at[start], at[start + len(wanted) - 1] + 1))
        reached = start + len(wanted)
    return found


def _strays(cut: CutArticle, places: list[Span]) -> int:
    """Units that were given a kind of the article and share nothing with its sentences; repeats are folded."""
    return sum(
        unit.kind in _ARTICLE
        and unit.duplicate_of is None
        and not any(unit.span.overlaps(place) for place in places)
        for unit in cut.sentences
    )


def _right_facts(page: GoldPage, cut: CutArticle, given: list[Kind | None]) -> list[str]:
    right = [name for name in FACTS if _is_same(name, page.facts.get(name, ""), cut.facts)]
    wanted = [one.kind is Kind.STANDFIRST for one in page.sentences]
    read = sum(unit.kind is Kind.STANDFIRST and unit.duplicate_of is None for unit in cut.sentences)
    if wanted == [kind is Kind.STANDFIRST for kind in given] and (read > 0) is any(wanted):
        right.append("standfirst")
    return right


def _is_same(name: str, wanted: str, facts: ArticleFacts) -> bool:
    found = str(getattr(facts, name))
    if name == "byline":
        return _names(found) == _names(wanted)
    return found.split() == wanted.split()


def _names(byline: str) -> set[str]:
    return {name.strip().casefold() for name in byline.replace(" and ", ",").split(",") if name.strip()}


def _rounded(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
