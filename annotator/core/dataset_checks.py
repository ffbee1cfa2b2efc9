"""Whether records make up one sound dataset: spans, references, closed shapes, nothing guessed.

Used on every way in, whatever the file format: a `Checker` sees the records one by one, in their order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from annotator.core.accounts import canonical_name
from annotator.core.dataset_policies import PolicyRecord, check_policy_record
from annotator.core.dataset_rounds import (
    RoundRecord,
    StudyRecord,
    check_discussions,
    check_explanations,
    check_people,
    check_place,
    check_round,
)
from annotator.core.dataset_text_checks import check_facts, check_numbers, check_span, check_text, check_uid
from annotator.core.datasets import (
    AccountRecord,
    ArticleRecord,
    Counts,
    Manifest,
    Record,
    ReviewRecord,
    SchemeRecord,
    TextRecord,
)
from annotator.core.errors import Invalid
from annotator.core.languages import read_abbreviations
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, ReviewKind, ReviewState, SourceCard

_IN_HAND = frozenset({ReviewState.ASSIGNED, ReviewState.STARTED})


@dataclass(slots=True)
class Checker:
    """Sees a dataset's records in order. `check` raises Invalid; a refused record counts as not there."""

    _manifest: Manifest | None = None
    _uids: set[str] = field(default_factory=set)
    _accounts: set[str] = field(default_factory=set)
    _schemes: dict[int, frozenset[str]] = field(default_factory=dict)  # the keys of each one's own tags
    _rounds: dict[int, RoundRecord] = field(default_factory=dict)
    _study_numbers: list[int] = field(default_factory=list)
    _policy_numbers: list[int] = field(default_factory=list)
    _article: ArticleRecord | None = None
    _reviews: dict[str, ReviewRecord] = field(default_factory=dict)  # of the current article only
    _articles_seen: int = 0
    _reviews_seen: int = 0

    def check(self, record: Record) -> None:
        """Refuse a record that does not fit what came before it. Raises Invalid with a stable code."""
        if self._manifest is None and not isinstance(record, Manifest):
            raise Invalid("The first record must be the manifest.", code="no_manifest")
        match record:
            case Manifest():
                self._check_manifest(record)
            case AccountRecord():
                self._check_account(record)
            case SchemeRecord():
                self._check_scheme(record)
            case RoundRecord():
                self._check_round(record)
            case StudyRecord():
                self._check_study(record)
            case PolicyRecord():
                self._check_policy(record)
            case ArticleRecord():
                self._article, self._reviews = None, {}
                self._check_article(record)
            case ReviewRecord():
                self._check_review(record)

    @property
    def article(self) -> ArticleRecord | None:
        """The article that reviews may refer to now."""
        return self._article

    def article_of(self, uid: str) -> ArticleRecord:
        """The article directly before its reviews. Raises Invalid for any other."""
        if self._article is None or self._article.uid != uid:
            raise Invalid(
                "A review must follow its article, and the article before this line is another one or was refused.",
                code="unknown_article",
            )
        return self._article

    def finish(self) -> None:
        """Refuse a dataset whose end does not hold what its manifest promised."""
        if self._manifest is None:
            raise Invalid("The file is empty: there is no manifest.", code="no_manifest")
        seen = Counts(
            len(self._accounts), len(self._schemes), self._articles_seen, self._reviews_seen, len(self._rounds),
            len(self._study_numbers), len(self._policy_numbers),
        )  # fmt: skip
        if seen != self._manifest.counts:
            raise Invalid(
                f"The manifest counts {_counted(self._manifest.counts)}; the file holds {_counted(seen)}. "
                "It may have been cut short: fetch it again.",
                code="count_mismatch",
            )

    def _check_manifest(self, manifest: Manifest) -> None:
        if self._manifest is not None:
            raise Invalid("There is a second manifest: one file holds one dataset.", code="second_manifest")
        check_uid(manifest.dataset_uid)
        _check_title("project_name", manifest.project_name)
        read_abbreviations(manifest.abbreviations)
        self._manifest = manifest

    def _check_account(self, account: AccountRecord) -> None:
        check_uid(account.uid)
        _check_title("name", account.name)
        if account.uid in self._accounts:
            raise Invalid("This person is in the file twice.", code="duplicate_uid")
        self._accounts.add(account.uid)

    def _check_scheme(self, scheme: SchemeRecord) -> None:
        if scheme.number in self._schemes:
            raise Invalid(f"Scheme {scheme.number} is in the file twice.", code="duplicate_scheme")
        self._schemes[scheme.number] = _own_keys(scheme.body)

    def _check_round(self, found: RoundRecord) -> None:
        self._check_is_head("A round")
        check_round(found, self._rounds.values(), self._accounts)
        self._take(found.uid)
        self._rounds[found.number] = found

    def _check_study(self, found: StudyRecord) -> None:
        self._check_is_head("A version of the study")
        check_numbers("versions of the study", [*self._study_numbers, found.number])
        check_people((found.account_uid,), self._accounts)
        overlap = found.study.overlap
        for uid in (*found.study.excluded, *(overlap.drawn if overlap else ())):
            check_uid(uid)
        self._study_numbers.append(found.number)

    def _check_policy(self, found: PolicyRecord) -> None:
        self._check_is_head("A version of the policy")
        check_policy_record(found, self._policy_numbers, self._accounts)
        self._policy_numbers.append(found.policy.number)

    def _check_is_head(self, what: str) -> None:
        if self._articles_seen:
            raise Invalid(f"{what} must stand before the articles.", code="out_of_order")

    def _check_article(self, article: ArticleRecord) -> None:
        check_facts(article)
        if article.place is not None:
            check_place(article.place, self._rounds)
        if not article.texts:
            raise Invalid("An article needs at least one text.", code="no_text")
        check_numbers("texts", [text.number for text in article.texts])
        for text in article.texts:
            check_text(text)
            self._check_acts(text)
            check_explanations(text.explanations, len(text.body), self._accounts)
        self._take(article.uid, *(text.uid for text in article.texts))
        self._article = article
        self._articles_seen += 1

    def _check_acts(self, text: TextRecord) -> None:
        """Steps and answers are counted from 1 at each place or item, and made by people in the file."""
        acts = [(step.place, step.number, step.account_uid) for step in text.steps]
        acts += [(answer.item.value, answer.number, answer.account_uid) for answer in text.answers]
        counted: Counter[str] = Counter()
        for name, number, account_uid in acts:
            counted[name] += 1
            if number != counted[name]:
                raise Invalid("Steps and answers must be numbered from 1 without gaps, in order.", code="bad_numbers")
            if account_uid not in self._accounts:
                raise Invalid("A step or an answer is by a person who is not in the file.", code="unknown_account")

    def _check_review(self, review: ReviewRecord) -> None:
        article = self.article_of(review.article_uid)
        check_review(review, article)
        if review.account_uid not in self._accounts:
            raise Invalid("The review is by a person who is not in the file.", code="unknown_account")
        if review.scheme_number not in self._schemes:
            raise Invalid(f"Scheme {review.scheme_number} is not in the file.", code="unknown_scheme")
        if unknown := {mark.tag for mark in review.marks} - self._schemes[review.scheme_number]:
            raise Invalid(f"The review's scheme has no tag “{min(unknown)}”.", code="unknown_tag")
        self._check_gold(review)
        self._check_in_round(review, article)
        if review.revises_uid is not None:
            revised = self._reviews.get(review.revises_uid)
            if revised is None or revised.text_number != review.text_number:
                raise Invalid(
                    "The review revises one that is not before it on the same text.", code="unknown_review"
                )
        if review.state in _IN_HAND and any(
            other.state in _IN_HAND and _hand(other) == _hand(review) for other in self._reviews.values()
        ):
            raise Invalid("One person has two unfinished passes over one text.", code="two_in_hand")
        said = [uid for one in review.discussions for uid in (one.uid, *(post.uid for post in one.posts))]
        self._take(review.uid, *said)
        self._reviews[review.uid] = review
        self._reviews_seen += 1

    def _check_in_round(self, review: ReviewRecord, article: ArticleRecord) -> None:
        """A pass is of the round that its article is in; what was discussed of it is sound."""
        number, place = review.round_number, article.place
        if number is not None and (place is None or place.round_number != number or review.kind is ReviewKind.GOLD):
            raise Invalid("The review is of a round that its article is not in.", code="unknown_round")
        text = article.text(review.text_number)
        of = None if number is None or review.state is not ReviewState.FINISHED else self._rounds[number]
        check_discussions(review.discussions, of, len(text.body) if text else 0, self._accounts)

    def _check_gold(self, review: ReviewRecord) -> None:
        """Decisions and origins are a gold review's, and refer to what is there before it or in it."""
        if review.kind is not ReviewKind.GOLD and (review.decisions or review.origins):
            raise Invalid("Only a gold review has decisions and origins.", code="not_gold")
        named = {origin.reading for origin in review.origins} - {review.uid}
        for decision in review.decisions:
            named |= {*decision.readings, *decision.taken.values()}
            if decision.by not in self._accounts:
                raise Invalid("A decision is by a person who is not in the file.", code="unknown_account")
        if not named <= self._reviews.keys():
            raise Invalid("A decision or an origin names a review that is not before it.", code="unknown_review")
        own = {row.uid for row in rows_of(review)}
        by_hand = {origin.uid for origin in review.origins if origin.reading == review.uid}
        if not by_hand <= own or any(origin.gold_uid not in own for origin in review.origins):
            raise Invalid("An origin is told of a row that is not in the review.", code="unknown_row")

    def _take(self, *uids: str) -> None:
        for uid in uids:
            check_uid(uid)
        if len(set(uids)) < len(uids) or not self._uids.isdisjoint(uids):
            raise Invalid("The same uid stands in the file twice.", code="duplicate_uid")
        self._uids.update(uids)


def _counted(counts: Counts) -> str:
    """Counts in words: rounds and versions of the study only where there are any."""
    told = [
        f"{counts.accounts} people", f"{counts.schemes} schemes", f"{counts.articles} articles",
        f"{counts.reviews} reviews",
    ]  # fmt: skip
    told += [f"{counts.rounds} rounds"] if counts.rounds else []
    told += [f"{counts.study_versions} versions of the study"] if counts.study_versions else []
    told += [f"{counts.policies} versions of the policy"] if counts.policies else []
    return ", ".join(told)


def check_review(review: ReviewRecord, article: ArticleRecord) -> None:
    """Refuse a review whose spans or references do not fit its text or each other."""
    text = article.text(review.text_number)
    if text is None:
        raise Invalid(f"The article has no text {review.text_number}.", code="unknown_text")
    if review.segmentation_number not in {cut.number for cut in text.segmentations}:
        raise Invalid(f"The text has no segmentation {review.segmentation_number}.", code="unknown_segmentation")
    if review.state is ReviewState.FINISHED and review.finished_at is None:
        raise Invalid("A finished review needs finished_at.", code="bad_state")
    spanned: tuple[Claim | Attribution | Figure | Mark | Check, ...] = (
        *review.claims, *review.attributions, *review.figures, *review.marks, *review.checks,
    )  # fmt: skip
    for decision in review.decisions:
        check_span(decision.span, len(text.body))
    uids = [row.uid for row in rows_of(review)]
    for uid in uids:
        check_uid(uid)
    if len(set(uids)) < len(uids):
        raise Invalid("The same uid stands twice in one review.", code="duplicate_uid")
    for row in spanned:
        check_span(row.span, len(text.body))
    _check_cards(review.sources)
    _check_links(review, len(text.body))


def rows_of(review: ReviewRecord) -> tuple[SourceCard | Claim | Attribution | Figure | Mark | Check, ...]:
    """Everything that has a uid in a review, cards first."""
    return (
        *review.sources, *review.claims, *review.attributions, *review.figures, *review.marks, *review.checks,
    )  # fmt: skip


def _own_keys(body: Mapping[str, object]) -> frozenset[str]:
    """The keys of a desk's own tags in a scheme's document, as far as it is one: who stores it reads it strictly."""
    tags = body.get("tags")
    entries = [entry for entry in tags if isinstance(entry, dict)] if isinstance(tags, list) else []
    return frozenset(str(entry.get("key")) for entry in entries if entry.get("own") is not None)


def _check_links(review: ReviewRecord, length: int) -> None:
    cards = {card.uid for card in review.sources}
    claims = {claim.uid for claim in review.claims}
    for claim in review.claims:
        _check_sources(claim, cards)
    for attribution in review.attributions:
        _check_mention(attribution, cards, length)
    for figure in review.figures:
        _check_figure(figure, claims)


def _check_sources(claim: Claim, cards: Set[str]) -> None:
    linked = [link.source_uid for link in claim.sources]
    if len(set(linked)) < len(linked):
        raise Invalid("A claim is linked to the same card twice.", code="duplicate_link")
    for link in claim.sources:
        _check_reference(link.source_uid, cards, "card")
        if link.relayed_by_uid is None:
            continue
        if link.is_direct:
            raise Invalid("A link that is direct has a relay.", code="direct_relay")
        _check_reference(link.relayed_by_uid, cards, "card")
        if link.relayed_by_uid == link.source_uid:
            raise Invalid("A card is relayed by itself.", code="relay_cycle")


def _check_mention(attribution: Attribution, cards: Set[str], length: int) -> None:
    if attribution.source_uid is not None:
        _check_reference(attribution.source_uid, cards, "card")
    if len({cue.start for cue in attribution.cues}) < len(attribution.cues):
        raise Invalid("Two cues of one attribution begin at the same place.", code="duplicate_cue")
    for cue in attribution.cues:
        check_span(cue, length)


def _check_figure(figure: Figure, claims: Set[str]) -> None:
    if figure.claim_uid is not None:
        _check_reference(figure.claim_uid, claims, "claim")
    if figure.high is not None and (figure.low is None or figure.low > figure.high):
        raise Invalid("A range needs a low end that is not above its high end.", code="bad_range")


def _check_cards(cards: Sequence[SourceCard]) -> None:
    relays = {card.uid: card.relayed_by_uid for card in cards}
    sound: set[str] = set()
    for card in cards:
        chain: set[str] = set()
        uid: str | None = card.uid
        while uid is not None and uid not in sound:
            if uid in chain:
                raise Invalid("Cards are relayed in a circle.", code="relay_cycle")
            chain.add(uid)
            _check_reference(uid, relays, "card")
            uid = relays[uid]
        sound |= chain


def _check_reference(uid: str, known: Iterable[str], noun: str) -> None:
    if uid not in known:
        raise Invalid(f"There is a reference to a {noun} that is not in the review.", code=f"unknown_{noun}")


def _check_title(field_name: str, value: str) -> None:
    """Refuse a project's or person's name that could not have been given here: too long, or not as it looks."""
    if canonical_name(value) != value:
        raise Invalid(f"{field_name} must have single blanks only, and none at its ends.", code="bad_name")


def _hand(review: ReviewRecord) -> tuple[object, ...]:
    """What there is one of in hand: a person's pass over a text, or its gold review."""
    return (review.text_number, "" if review.kind is ReviewKind.GOLD else review.account_uid, review.kind)
