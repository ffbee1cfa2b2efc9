"""Which source card a mention means: a new one, or one that the article opened before.

DOMAIN section 1.4: an indefinite phrase ("a source", "two sources") opens a card; a definite one ("the
official", "they", "the report") reuses one; a named source comes again by surname, acronym or body. Two
indefinite unnamed sources are never merged, however alike they sound.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from annotator.core import cues
from annotator.core.mention_heads import core_of, head_of
from annotator.core.records import Identity, Knowledge, Number, Reason, SourceType, Who
from annotator.core.source_reading import SourceReading, read_source


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SINGULARS = {plural: single for single, plural in cues.HEADS.items()}
_DEFINITE = _words("the that this these those his her its their")
_SMALL = _words("the a an of for and in at on its his her their this that one two three")
_ONE_OF = re.compile(
    r"(?:an?other |at least )?(?:one|two|three|some|several|both|many|most|all) of (?:the|those|these|his|her|its|"
    r"their)\b",
    re.I,
)
_DISTINCT = re.compile(r"\b(?:another|other|(?:a|the) (?:second|third|fourth|different)|separate)\b", re.I)
#: Standing alone, or counted on, they are of a group that was there before.
_SOME = _words("one another some others")
_FURTHER = re.compile(r"(?:a|the) (?:second|third|fourth|fifth) ")
_ONE_MORE = re.compile(r"another|a (?:second|third|fourth|fifth)", re.I)
#: "A third source" is none of two sources.
_PLACES = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ANY_PERSON = _words("source official person man woman individual insider people")
_TITLE_WORDS = _words(
    "mr mrs ms dr prof professor sir lord lady gen sen rep gov capt col lt maj sgt chief sister brother president "
    "minister mayor judge king queen prince princess pope former senior"
)
_WHO = frozenset({"he", "she", "they"})
_REPORT = frozenset({"report", "reports"})
#: How many sentences back "he", "they" and "it" may reach.
_REACH = 5
#: How many of the latest cards a mention is compared with: no article has more, and hostile texts end.
_COMPARED = 200
#: So many different mentions tell what a card is called.
_MOST_WORDS = 20


@dataclass(slots=True)
class OpenCard:
    """A card while an article is read. `names` are its capitalised and head words, `seen` the sentence it was
    last mentioned in.
    """

    key: int
    reading: SourceReading
    head: str
    names: set[str]
    seen: int
    words: list[str] = field(default_factory=list)
    distinct: bool = False
    relayed_by: int | None = None
    is_part_of: int | None = None

    @property
    def is_unnamed(self) -> bool:
        """Say whether people without a name stand behind it."""
        return self.reading.identity is Identity.UNNAMED

    @property
    def described(self) -> set[str]:
        """Every word that any mention uses for it, lower case."""
        return {word.strip(",.") for words in self.words for word in words.lower().split()}

    @property
    def is_many(self) -> bool:
        """Say whether "they" may mean it."""
        return self.reading.number not in (None, Number.ONE) or self.reading.type is SourceType.GROUP


@dataclass(slots=True)
class Referents:
    """The cards of one article as its mentions come, in order. Own outlets never get one."""

    own_outlets: Collection[str] = ()
    cards: list[OpenCard] = field(default_factory=list)

    @property
    def latest(self) -> list[OpenCard]:
        """The cards that a mention may go back to."""
        return self.cards[-_COMPARED:]

    def card_of(self, words: str, at: int, *, is_heading: bool = False) -> OpenCard | None:
        """The card that a mention in sentence `at` means, opened if need be.

        None: the words mean nobody ("it" without anything to stand for, the article's own outlet). "She" who was
        no source before opens a card: who she is, the person who reads has to say.
        """
        if self.is_own(words):
            return None
        low = words.strip().lower()
        reading = read_source(words)
        head = _single(head_of(words))
        if low in cues.PRONOUNS:
            if found := self._by_pronoun(low, at):
                return self._again(found, words, reading, at)
            return self._open(words, reading, head, at) if low in _WHO else None
        if low in _REPORT or low in ("the report", "the reports", "that report", "its report"):
            found = self._reported(is_heading=is_heading)
            return self._again(found, words, None, at) if found else self._open(words, reading, head, at)
        is_missing = reading.identity is Identity.MISSING
        found = None if is_missing else self._earlier(words, reading, head, is_heading=is_heading)
        return self._again(found, words, reading, at) if found else self._open(words, reading, head, at)

    def hidden(self, words: str, at: int) -> OpenCard:
        """A new card for whoever stands behind what the article's own outlet "understands"."""
        return self._open(words, SourceReading(SourceType.PERSON, Identity.MISSING), head_of(words), at)

    def carried(self, sentences: int) -> "Referents":
        """What the next part of a text, that many sentences on, may go back to: the latest cards, numbered anew."""
        keys = {card.key: place for place, card in enumerate(self.latest)}
        cards = [
            replace(
                card, key=keys[card.key], seen=card.seen - sentences,
                relayed_by=keys.get(card.relayed_by) if card.relayed_by is not None else None,
                is_part_of=keys.get(card.is_part_of) if card.is_part_of is not None else None,
            )
            for card in self.latest
        ]  # fmt: skip
        return Referents(self.own_outlets, cards)

    def known(self, words: str, at: int) -> OpenCard | None:
        """The card that the words mean, if the article opened one before; nothing is opened."""
        low = words.strip().lower()
        if low in cues.PRONOUNS:
            return self._by_pronoun(low, at)
        return self._earlier(words, read_source(words), _single(head_of(words)), is_heading=False)

    def is_own(self, words: str) -> bool:
        """Say whether the words are the article's own outlet under any of its names."""
        if words.lower() in ("this newspaper", "this news organisation", "this news organization"):
            return True
        bare = _bare(words)
        return bool(bare) and bare in {_bare(name) for name in self.own_outlets}

    def latest_unnamed(self, at: int, *, within: int = _REACH) -> OpenCard | None:
        """The unnamed card that was mentioned last, not too far before sentence `at`."""
        near = [card for card in self.latest if card.is_unnamed and at - within <= card.seen <= at]
        return max(near, key=lambda card: (card.seen, card.key), default=None)

    def _earlier(
        self, words: str, reading: SourceReading, head: str, *, is_heading: bool
    ) -> OpenCard | None:
        if is_heading:
            return self._by_heading(words, reading, head)
        match reading.identity, reading.type:
            case Identity.UNNAMED, _:
                return self._by_description(words, head, reading)
            case Identity.SPOKESPERSON, _:
                return self._by_definite_head(words, head, Identity.SPOKESPERSON)
            case Identity.NAMED, SourceType.PERSON:
                return self._by_person(words)
            case _:
                return self._by_body(words, head, reading.type)

    def _by_description(self, words: str, head: str, reading: SourceReading) -> OpenCard | None:
        """An unnamed source: only a definite phrase goes back, to the latest of that noun and number."""
        first = words.split()[0].lower()
        if _ONE_OF.match(words) or first not in _DEFINITE:
            return None
        is_many = reading.number is not Number.ONE
        unnamed = [card for card in self.latest if card.is_unnamed and card.is_many == is_many]
        same = [card for card in unnamed if card.head == head]
        if same:
            return max(same, key=lambda card: card.seen)
        if head in _ANY_PERSON and first in ("the", "that", "this", "these", "those"):
            return max(unnamed, key=lambda card: card.seen, default=None)
        described = [card for card in self.latest if card.reading.type is SourceType.PERSON and not card.is_many
                     and not card.is_unnamed and head in card.described]  # fmt: skip
        return max(described, key=lambda card: card.seen) if described and not is_many and first == "the" else None

    def _by_definite_head(self, words: str, head: str, identity: Identity) -> OpenCard | None:
        is_bare = len(core_of(words)) == len(words.split()) and words.split()[0].lower() in _DEFINITE
        same = [card for card in self.latest if card.reading.identity is identity and card.head == head]
        return max(same, key=lambda card: card.seen, default=None) if is_bare else None

    def _by_person(self, words: str) -> OpenCard | None:
        """A named person by surname, which stands last; a first name alone is taken too."""
        names = _name_words(words)
        if not names:
            return None
        people = [card for card in self.latest if card.reading.type is SourceType.PERSON
                  and card.reading.identity is Identity.NAMED and names[-1] in card.names]  # fmt: skip
        return max(people, key=lambda card: card.seen, default=None)

    def _by_body(self, words: str, head: str, kind: SourceType) -> OpenCard | None:
        """A body, paper or outlet: by name, by acronym, or by its noun alone ("the ministry")."""
        ours = _core_words(words)
        same_kind = [card for card in self.latest if card.reading.type is kind
                     or (kind is SourceType.ORGANISATION and card.reading.type is SourceType.GROUP)]  # fmt: skip
        if kind is SourceType.OUTLET and not _name_words(words):
            return max(same_kind, key=lambda card: card.seen, default=None)
        if words.split()[0].lower() in ("a", "an", "another") and kind is SourceType.DOCUMENT:
            return None
        for card in sorted(same_kind, key=lambda card: -card.seen):
            theirs = card.names
            if ours and (ours <= theirs or (card.head == head and theirs <= ours)):
                return card
            if _is_acronym(words, card.words) or any(_is_acronym(other, [words]) for other in card.words):
                return card
        return None

    def _by_heading(self, words: str, reading: SourceReading, head: str) -> OpenCard | None:
        """A headline says before the text does: its bare noun means the first source that fits."""
        if reading.type is SourceType.OUTLET or (_name_words(words) and reading.identity is Identity.NAMED):
            return self._by_body(words, head, reading.type) or self._by_person(words)
        ours = _core_words(words)
        for card in self.cards[:_COMPARED]:
            is_fit = card.head == head or (head in _ANY_PERSON and card.is_unnamed and head == "source")
            if is_fit and card.is_unnamed == (reading.identity is Identity.UNNAMED):
                return card
        named = [card for card in self.cards[:_COMPARED] if not card.is_unnamed and ours and ours <= card.names]
        return named[0] if named else None

    def _reported(self, *, is_heading: bool) -> OpenCard | None:
        """What "the report" is: the outlet or the paper mentioned last; in a headline the first outlet."""
        cards = self.cards[:_COMPARED] if is_heading else self.latest
        fits = [card for card in cards if card.reading.type is SourceType.OUTLET
                or (card.reading.type is SourceType.DOCUMENT and "report" in card.names)]  # fmt: skip
        if is_heading:
            return next((card for card in fits if card.reading.type is SourceType.OUTLET), fits[0] if fits else None)
        return max(fits, key=lambda card: card.seen, default=None)

    def _by_pronoun(self, pronoun: str, at: int) -> OpenCard | None:
        near = [card for card in self.latest if at - _REACH <= card.seen <= at]
        people = [card for card in near if card.reading.type is SourceType.PERSON
                  and card.reading.identity is not Identity.MISSING]  # fmt: skip
        match pronoun:
            case "he" | "she":
                fits = [card for card in people if not card.is_many]
            case "they":
                fits = [card for card in near if card.is_many] or [card for card in people if card.is_unnamed] or [
                    card for card in people if card.reading.identity is Identity.SPOKESPERSON
                ]
            case "it":
                fits = [card for card in near if card.reading.type not in (SourceType.PERSON, SourceType.GROUP)]
            case _:
                fits = []
        return max(fits, key=lambda card: (card.seen, card.key), default=None)

    def _open(self, words: str, reading: SourceReading, head: str, at: int) -> OpenCard:
        names = _core_words(words) | set(_name_words(words)) | {head}
        card = OpenCard(len(self.cards), reading, head, names, at, [words])
        card.distinct = card.is_unnamed and _DISTINCT.search(words) is not None
        if part := _ONE_OF.match(words):
            whole = self._by_description("the " + words[part.end() :].strip(), head, _many(reading))
            if whole is not None:
                _inherit(card, whole)
        elif card.is_unnamed and (whole := self._whole_of(words, head, at)):
            _inherit(card, whole)
        elif card.is_unnamed and _ONE_MORE.fullmatch(words.strip()) and (like := self.latest_unnamed(at, within=1)):
            card.reading = replace(card.reading, who=like.reading.who)  # "One minister ...; another said", "a second"
        self.cards.append(card)
        return card

    def _whole_of(self, words: str, head: str, at: int) -> OpenCard | None:
        """The group that "one", "another" or "a second official" is of: the latest unnamed one, of that noun."""
        low = words.strip().lower()
        counted = low.partition(",")[0].partition(" who ")[0]
        is_alone = counted in _SOME or _FURTHER.fullmatch(low + " ") is not None
        is_of_them = is_alone or counted.endswith(" of them")
        if not is_of_them and not _FURTHER.match(low):
            return None
        near = [card for card in self.latest if card.is_unnamed and card.is_many and at - _REACH <= card.seen <= at]
        place = _PLACES.get(low.split()[1], 0) if _FURTHER.match(low) else 0
        sizes = {Number.TWO: 2}
        near = [
            card for card in near
            if place <= (cues.COUNT_WORDS.get(card.words[0].split()[0].lower())
                         or sizes.get(card.reading.number or Number.PLURAL, place))
        ]  # fmt: skip
        fits = [card for card in near if is_of_them or card.head == head]
        return max(fits, key=lambda card: (card.seen, card.key), default=None)

    def _again(self, card: OpenCard, words: str, reading: SourceReading | None, at: int) -> OpenCard:
        if len(card.words) < _MOST_WORDS and words not in card.words:
            card.words.append(words)
        card.seen = max(card.seen, at)
        card.names |= _core_words(words) | set(_name_words(words))
        if reading is not None and card.is_unnamed and reading.identity is Identity.UNNAMED:
            card.reading = _fuller(card.reading, reading)
        return card


def _inherit(card: OpenCard, whole: OpenCard) -> None:
    """One of several people knows what they know, is unnamed for the same reason and came the same way."""
    card.is_part_of = whole.key
    card.relayed_by = whole.relayed_by
    card.reading = _fuller(card.reading, whole.reading)


def _fuller(old: SourceReading, new: SourceReading) -> SourceReading:
    """What two mentions of a card tell together: the number of the first, the most of everything else."""
    told = {who for who in (old.who, new.who) if who not in (None, Who.NONE)}
    who = old.who if not told else Who.BOTH if len(told) > 1 else told.pop()
    ranks = list(Knowledge)
    knowledge = max(filter(None, (old.knowledge, new.knowledge)), key=ranks.index, default=None)
    reason = old.reason if old.reason not in (None, Reason.NONE) else new.reason
    return SourceReading(old.type, old.identity, old.number, who, knowledge, reason)


def _many(reading: SourceReading) -> SourceReading:
    return SourceReading(reading.type, reading.identity, Number.PLURAL)


def _single(head: str) -> str:
    return _SINGULARS.get(head, head)


def _bare(name: str) -> str:
    folded = " ".join(name.split()).casefold().removesuffix("’s").removesuffix("'s")
    for article in ("the ", "this "):
        folded = folded.removeprefix(article)
    return folded.strip(" ,.;:“”\"'’")


def _name_words(words: str) -> list[str]:
    """The proper names of a mention, lower case, without posts, bodies and the capital that opens a sentence."""
    core = core_of(words)
    found = []
    for at, word in enumerate(core):
        plain = word.low.removesuffix("’s").removesuffix("'s")
        is_name = word.is_word and word.is_capital and plain not in _SMALL and plain not in _TITLE_WORDS
        if is_name and (at > 0 or len(core) == 1 or core[1].is_capital):
            found.append(plain)
    return found


def _core_words(words: str) -> set[str]:
    return {_single(word.low.removesuffix("’s").removesuffix("'s").rstrip("’'")) for word in core_of(words)
            if word.is_word and word.low not in _SMALL}  # fmt: skip


def _is_acronym(short: str, longs: list[str]) -> bool:
    """Say whether "NATO" or "the BSO" is made of the initials of a longer name."""
    bare = short.strip().split()[-1].strip("()’'s.,") if short.strip() else ""
    if not (bare.isupper() and 2 <= len(bare) <= 8):
        return False
    for long in longs:
        initials = "".join(word[0] for word in re.findall(r"[A-Z][\w’'-]*", long) if word not in ("The", "A"))
        if bare == initials:
            return True
    return False
