"""The texts of an article beside each other, and what changed in their sourcing between two finished readings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind
from annotator.core.sourcing.diff import Item, compare_reports
from annotator.core.sourcing.report import report_on
from annotator.core.text_differences import Pair, pair_paragraphs
from annotator.services.gold import AdjudicatedText, texts_to_adjudicate
from annotator.services.policies import policy_of
from annotator.services.visibility import is_own, visible_of_text, without_names
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing import ArticleHead, PassHead, find_article, list_passes
from annotator.storage.queries.texts import load_text
from annotator.storage.queries.versions import TextHead, list_texts


@dataclass(frozen=True, slots=True)
class TextsOfArticle:
    """The texts of an article and two of them compared; `first` and `second` are None where there is one text alone.

    `bases` are the two readings that the sourcing difference rests on: gold on both, else the same person's; None
    where there are no two such that the person may see. A sourcing difference is never drawn from two people's.
    """

    article: ArticleHead
    texts: tuple[TextHead, ...]
    first: TextHead | None
    second: TextHead | None
    pairs: tuple[Pair, ...]
    bases: tuple[PassHead, PassHead] | None
    items: tuple[Item, ...]
    may_add: bool
    #: For editors, what there is to settle in them.
    adjudicated: tuple[AdjudicatedText, ...] = ()


def compare_texts(
    session: Session, actor: Actor | None, article_uid: str, first: int | None, second: int | None, *, now: datetime
) -> TextsOfArticle:
    """Compare two texts of an article by their numbers; without numbers the last two.

    Raises NotFound for an article or a number that is not there.
    """
    article = find_article(session, article_uid=article_uid)
    if article is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, article.project_id)
    texts = list_texts(session, article.article_id)
    may_add = person.may(Permission.IMPORT_ARTICLES, article.project_id)
    numbers = {text.number: text for text in texts}
    later = numbers.get(second) if second is not None else texts[-1]
    wanted = first if first is not None else texts[-2].number if len(texts) > 1 else None
    if later is None or (wanted is not None and wanted not in numbers):
        raise NotFound("The article has no text with this number.")
    if wanted is None or wanted == later.number:
        return TextsOfArticle(article, texts, None, None, (), None, (), may_add)
    earlier = numbers[wanted]
    pairs = pair_paragraphs(load_text(session, earlier.id)[0], load_text(session, later.id)[0])
    bases = _bases(session, person, article, texts, (earlier, later))
    items = _items(session, article, bases, now=now) if bases else ()
    adjudicated = texts_to_adjudicate(session, person, article)
    return TextsOfArticle(article, texts, earlier, later, pairs, bases, items, may_add, adjudicated)


def _bases(
    session: Session, person: Actor, article: ArticleHead, texts: tuple[TextHead, ...], two: tuple[TextHead, TextHead]
) -> tuple[PassHead, PassHead] | None:
    by_text = list_passes(session, text_ids=[text.id for text in texts])
    # Of all texts at once: who is tagging one of them sees others' readings of none.
    everything = [head for passes in by_text.values() for head in passes]
    seen = visible_of_text(person, everything, project_id=article.project_id)
    seen = without_names(session, person, seen, project_id=article.project_id)
    before, after = ([head for head in seen if head.is_finished and head.text_id == text.id] for text in two)
    same = [
        (one, other)
        for one in before
        for other in after
        if one.kind is other.kind
        and (one.kind is ReviewKind.GOLD or one.account_id == other.account_id)
        # Where one of them is without its name, the other would tell it.
        and bool(one.account_name) is bool(other.account_name)
    ]
    return min(same, key=lambda both: (not both[0].is_gold, not is_own(person, both[0])), default=None)


def _items(
    session: Session, article: ArticleHead, bases: tuple[PassHead, PassHead], *, now: datetime
) -> tuple[Item, ...]:
    readings = load_newest_readings(session, [head.review_id for head in bases])
    policy = policy_of(session, article.project_id, article.facts, now=now)
    old, new = (report_on(readings[head.review_id], article.facts, policy, scope=head.scope) for head in bases)
    return compare_reports(old, new)
