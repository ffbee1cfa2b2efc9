"""What a bare text tells of itself: byline, date, and the agency in its dateline. Proposals for the preview.

Only plain cases are read ("By Maria Quint", "March 3, 2026", "LUND (Harbour News) -"); everything else is left
to the person who imports.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date

from annotator.core.furniture import PARTING
from annotator.core.records import ArticleFacts, Kind, Sentence

#: Site lines are looked at down to this many: further down they belong to other articles.
_LOOKED_AT = 8
_BYLINE = re.compile(
    r"(?:(?:by|written by|words by|story by|report by)\s+"
    r"|(?:por|par|von|автор:?|текст:?|كتبت?:?|بقلم:?|إعداد:?|מאת:?)\s+(?-i:(?=[^\W\d_a-zа-яё])))(?P<names>[^\d|•·]{3,120})",
    re.I,
)
#: Beside a date on one line: "Tuesday, 4 June 2024 | Dana Oke, Chief Reporter".
_NAMED = re.compile(r"(?P<names>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]*){1,3})(?:,\s[^\d.!?]{2,40})?")
#: What a printed page says of its source.
_PRINTED_FROM = re.compile(r"Published on (?P<outlet>[A-Z][^()]{1,60}?) \((?P<url>https?://[^\s()]{3,200})\)")
_SOURCE = re.compile(r"Source URL:\s(?P<url>https?://\S{3,2000})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATES = (
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"),
    re.compile(rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s(?P<year>(?:19|20)\d\d)\b", re.I),
)
_DATELINE = re.compile(r"[A-Z][A-Z .’'-]{2,40}(?:,\s[^.()]{2,40})?\s\((?P<outlet>[^)\d]{2,40})\)\s*[–—-]")


def read_facts(text: str, sentences: Sequence[Sentence], title: str) -> ArticleFacts:
    """The facts that the text itself states, with the title given."""
    lines = [text[unit.start : unit.stop] for unit in sentences if unit.kind is Kind.FURNITURE][:_LOOKED_AT]
    body = next((unit for unit in sentences if unit.kind is Kind.BODY), None)
    dateline = _DATELINE.match(text, body.start, body.stop) if body else None
    printed = next((match for line in lines if (match := _PRINTED_FROM.match(line))), None)
    source = _SOURCE.search(text)
    return ArticleFacts(
        language=guess_language(text),
        title=title,
        outlet=dateline["outlet"].strip() if dateline else printed["outlet"] if printed else "",
        url=source["url"] if source else "",
        byline=next((found for line in lines if (found := byline_in(line))), ""),
        published_on=next((found for line in lines if (found := date_in(line))), ""),
    )


#: First words of the Unicode names of letters -> the language that news in this script is most often in. Latin
#: letters are written by too many languages to say; the default scheme's English stands.
_SCRIPTS = {"ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru", "GREEK": "el", "CJK": "zh", "HIRAGANA": "ja",
            "KATAKANA": "ja", "HANGUL": "ko", "DEVANAGARI": "hi", "BENGALI": "bn", "THAI": "th", "GEORGIAN": "ka",
            "ARMENIAN": "hy", "AMHARIC": "am", "ETHIOPIC": "am", "TAMIL": "ta"}  # fmt: skip


def guess_language(text: str) -> str:
    """A proposal by script alone, over the first 2,000 letters: the person who imports knows better."""
    letters = [letter for letter in text[:4000] if letter.isalpha()][:2000]
    counts = Counter(unicodedata.name(letter, "").split(" ", 1)[0] for letter in letters)
    if not counts:
        return "en"
    if counts["HIRAGANA"] or counts["KATAKANA"]:
        return "ja"
    script, _ = counts.most_common(1)[0]
    return _SCRIPTS.get(script, "en")


def byline_in(line: str) -> str:
    """The names of a line that states them: "By Maria Quint"; "" for any other."""
    parts = PARTING.split(line.strip())
    found = next((one for part in parts if (one := _BYLINE.match(part.strip()))), None)
    if found is None and len(parts) > 1 and any(date_in(part) for part in parts):
        found = next((one for part in parts if (one := _NAMED.fullmatch(part.strip()))), None)
    return " ".join(found["names"].split()).rstrip(" ,-–—") if found else ""


def date_in(line: str) -> str:
    """The first full date of a line as ISO words; none for one that no calendar has."""
    for pattern in _DATES:
        if found := pattern.search(line):
            month = found["month"].lower()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            try:
                return date(int(found["year"]), number, int(found["day"])).isoformat()
            except ValueError:
                return ""
    return ""
