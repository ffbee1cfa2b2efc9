"""What the sentence splitter knows of each language, and a desk's own abbreviations.

A language without a table is cut by `FALLBACK`: the marks of all scripts, initials, and no stop before a lower-case
letter. English is in `abbreviations`, the others in `abbreviations_of_languages`.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from annotator.core import abbreviations as english
from annotator.core import abbreviations_of_languages as tables
from annotator.core.errors import Invalid

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """Words by which a full stop is judged: lower case without the final stop; openers as they are capitalised."""

    code: str
    titles: frozenset[str] = _NONE
    #: Titles count only where they are capitalised ("Sen." but not "sen.").
    titles_are_capital: bool = True
    titles_that_end: frozenset[str] = _NONE
    months: frozenset[str] = _NONE
    before_numbers: frozenset[str] = _NONE
    references: frozenset[str] = _NONE
    ending_before_capitals: frozenset[str] = _NONE
    soft: frozenset[str] = _NONE
    never: frozenset[str] = _NONE
    clock: frozenset[str] = _NONE
    time_zones: frozenset[str] = _NONE
    openers: frozenset[str] = _NONE
    not_after_soft: frozenset[str] = _NONE
    letter_nouns: frozenset[str] = _NONE
    #: Words with their case that may end a sentence before any capital.
    endings: tuple[str, ...] = ()
    #: What longer words end with that stand before a number: "Hauptstr. 12".
    suffixes_before_numbers: tuple[str, ...] = ()
    months_are_capital: bool = True
    #: "l’art. 5": what stands before the last apostrophe is no part of an abbreviation.
    has_elision: bool = False
    #: "am 3. Mai": a stop after a number of at most three digits, or a Roman one, makes it an ordinal.
    has_ordinal_dots: bool = False
    #: Arabic and Hebrew: a single letter before a stop is an initial, whatever its case.
    has_no_case: bool = False
    speech: frozenset[str] = _NONE
    #: Every abbreviation of the groups above: a longer word that is none of them ends a sentence.
    abbreviations: frozenset[str] = field(init=False, compare=False, repr=False)
    _speaker: list[re.Pattern[str]] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        groups = (self.titles, self.months, self.before_numbers, self.references, self.soft, self.never, self.clock)
        object.__setattr__(self, "abbreviations", _NONE.union(*groups))

    def is_speaker(self, words: str) -> bool:
        """Say whether the words open with a speaker: “…?” Trump asked."""
        if not self.speech:
            return False
        if not self._speaker:
            self._speaker.append(_speaker_pattern(self.speech))
        return self._speaker[0].match(words) is not None


@dataclass(frozen=True, slots=True)
class OwnAbbreviations:
    """What a desk adds to a language. `soft` ones end a sentence only before a word that commonly opens one."""

    soft: frozenset[str] = _NONE
    names: frozenset[str] = _NONE
    numbers: frozenset[str] = _NONE
    never: frozenset[str] = _NONE


NO_ABBREVIATIONS = OwnAbbreviations()
#: Longest list, in code points, and the most abbreviations in it.
MAX_LIST = 20_000
MAX_ABBREVIATIONS = 500
_LINE = re.compile(r"(?:(?P<group>name|number|never)\s*:\s*)?(?P<word>\S{0,39}[^\s:])")


def _speaker_pattern(speech: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen)\.\s+)?(?:[A-ZÀ-ÖØ-ÞЁА-Я][\w.’'-]*+\s+){1,4}(?:"
        + "|".join(sorted(speech))
        + r")\b"
    )


ENGLISH = Language(
    "en", titles=english.TITLES, titles_that_end=english.TITLES_THAT_END, months=english.MONTHS,
    before_numbers=english.BEFORE_NUMBERS, references=english.REFERENCES,
    ending_before_capitals=english.ENDING_BEFORE_CAPITALS, soft=english.SOFT, never=english.NEVER,
    clock=english.CLOCK, time_zones=english.TIME_ZONES, openers=english.OPENERS,
    not_after_soft=english.NOT_AFTER_SOFT, letter_nouns=english.LETTER_NOUNS, endings=("Ph.D", "M.D", "etc"),
    speech=english.SPEECH,
)  # fmt: skip
#: For languages without a table.
FALLBACK = Language("", titles=tables.COMMON_TITLES)
LANGUAGES: dict[str, Language] = {
    "en": ENGLISH,
    "es": Language(
        "es", titles=tables.SPANISH_TITLES, titles_are_capital=False, months=tables.SPANISH_MONTHS,
        months_are_capital=False,
        before_numbers=tables.SPANISH_BEFORE_NUMBERS, soft=tables.SPANISH_SOFT, never=tables.SPANISH_NEVER,
        openers=tables.SPANISH_OPENERS, endings=("etc",), speech=tables.SPANISH_SPEECH,
    ),
    "fr": Language(
        "fr", titles=tables.FRENCH_TITLES, months=tables.FRENCH_MONTHS, months_are_capital=False, has_elision=True,
        before_numbers=tables.FRENCH_BEFORE_NUMBERS, soft=tables.FRENCH_SOFT, never=tables.FRENCH_NEVER,
        openers=tables.FRENCH_OPENERS, endings=("etc",), speech=tables.FRENCH_SPEECH,
    ),
    "de": Language(
        "de", titles=tables.GERMAN_TITLES, months=tables.GERMAN_MONTHS,
        before_numbers=tables.GERMAN_BEFORE_NUMBERS, soft=tables.GERMAN_SOFT, never=tables.GERMAN_NEVER,
        openers=tables.GERMAN_OPENERS, has_ordinal_dots=True, speech=tables.GERMAN_SPEECH,
        suffixes_before_numbers=("str",),
    ),
    "ar": Language(
        "ar", titles=tables.ARABIC_TITLES, titles_are_capital=False, before_numbers=tables.ARABIC_BEFORE_NUMBERS,
        soft=tables.ARABIC_SOFT, never=tables.ARABIC_NEVER, openers=tables.ARABIC_OPENERS, has_no_case=True,
    ),
    "he": Language(
        "he", titles=tables.HEBREW_TITLES, titles_are_capital=False, before_numbers=tables.HEBREW_BEFORE_NUMBERS,
        soft=tables.HEBREW_SOFT, never=tables.HEBREW_NEVER, openers=tables.HEBREW_OPENERS, has_no_case=True,
    ),
    "ru": Language(
        "ru", titles=tables.RUSSIAN_TITLES, titles_are_capital=False,
        titles_that_end=tables.RUSSIAN_TITLES_THAT_END, months=tables.RUSSIAN_MONTHS, months_are_capital=False,
        before_numbers=tables.RUSSIAN_BEFORE_NUMBERS, soft=tables.RUSSIAN_SOFT, never=tables.RUSSIAN_NEVER,
        openers=tables.RUSSIAN_OPENERS, endings=tables.RUSSIAN_ENDINGS, speech=tables.RUSSIAN_SPEECH,
    ),
}  # fmt: skip


@lru_cache(maxsize=64)
def language_for(tag: str, own: OwnAbbreviations = NO_ABBREVIATIONS) -> Language:
    """The table for a language tag such as "pt-BR", its regions alike, with a desk's own abbreviations."""
    code = tag.replace("_", "-").partition("-")[0].lower()
    language = LANGUAGES.get({"iw": "he"}.get(code, code), FALLBACK)
    if own == NO_ABBREVIATIONS:
        return language
    return replace(
        language,
        soft=language.soft | own.soft,
        titles=language.titles | own.names,
        before_numbers=language.before_numbers | own.numbers,
        never=language.never | own.never,
    )


def read_abbreviations(text: str) -> OwnAbbreviations:
    """A desk's own abbreviations: one a line, `name:`, `number:` or `never:` before it, comments behind `#`.

    Raises `Invalid` (`bad_abbreviations`) that names the line.
    """
    if len(text) > MAX_LIST:
        raise Invalid(f"The list is {len(text):,} characters; the limit is {MAX_LIST:,}.", code="bad_abbreviations")
    groups: dict[str | None, set[str]] = {None: set(), "name": set(), "number": set(), "never": set()}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = line.partition("#")[0].strip()
        if not words:
            continue
        found = _LINE.fullmatch(words)
        word = found["word"].lower().removesuffix(".") if found else ""
        if found is None or not any(mark.isalpha() for mark in word):
            message = f"Line {number} is no abbreviation: {words[:40]!r}. Write one word, such as Abg. or name: Abg."
            raise Invalid(message, code="bad_abbreviations")
        groups[found["group"]].add(word)
    if (count := sum(map(len, groups.values()))) > MAX_ABBREVIATIONS:
        message = f"The list has {count:,} abbreviations; the limit is {MAX_ABBREVIATIONS:,}."
        raise Invalid(message, code="bad_abbreviations")
    return OwnAbbreviations(
        frozenset(groups[None]), frozenset(groups["name"]), frozenset(groups["number"]), frozenset(groups["never"])
    )
