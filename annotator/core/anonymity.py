"""Where an article says that a source goes unnamed and why: anywhere in it, not only beside the mention."""

import re
from dataclasses import dataclass

from annotator.core.records import Reason, Span
from annotator.core.source_traits import reason_in

#: That somebody is not named, without why.
_CONDITION = re.compile(
    r"\b(?:on|under|granted|requested|requesting|demanded|insisted on|asked for|asking for|in exchange for)\s"
    r"(?:the\s)?(?:condition\sof\s)?anonymity\b|\bspoke(?:n)?\sanonymously\b|\bspeaking\sanonymously\b"
    r"|\b(?:not|never)\s(?:to\s)?(?:be|being)\s(?:publicly\s)?(?:named|identified|quoted)\b"
    r"|\bdeclin\w+\sto\sbe\s(?:named|identified)\b|\bwithh(?:eld|old)\b(?=[^.]{0,30}\b(?:name|names|identity)\b)"
    r"|\b(?:name|names|identity|identities)\s(?:(?:not|should|must|may)\s){0,2}(?:be|is|are|were|was|to\sbe)\s(?:not\s)?"
    r"(?:withheld|kept|used|published|printed|revealed|disclosed|given|being\s(?:withheld|used))\b"
    r"|\b(?:neither|none)\sof\swhom\s(?:is|are|was|were)\s(?:authori[sz]ed|permitted|allowed|cleared)\sto\b"
    r"|\b(?:forbidden|barred|banned|prohibited)\s(?:by\s(?:[\w’'-]+\s){1,4}?)?(?:to|from)\s(?:speak|talk)\w*"
    r"|\bnot\s(?:been\s)?(?:authori[sz]ed|permitted|allowed|cleared)\sto\s(?:speak|talk|discuss|comment|brief|be\squoted)"
    r"|\black(?:ed|s|ing)?\s(?:the\s)?authori[sz]ation\sto\s(?:speak|talk|discuss)"
    r"|\bwithout\sauthori[sz]ation\sto\s(?:speak|talk|discuss)"
    r"|\b(?:would|did|could|does|do)(?:\snot|n['’]t)\s(?:give|want|wish|have)\s(?:[\w’]+\s){0,4}(?:name|names|identity)\b"
    r"|\b(?:refused|declined|asked\snot)\sto\s(?:give|share|reveal|disclose)\s(?:his|her|their)\s(?:[\w’]+\s)?names?\b"
    r"|\b(?:[Nn]either|[Nn]one|[Nn]o\sone)\s(?:of\s(?:them|the\s\w+)\s)?(?:wanted|wished|agreed|asked|was\swilling|were\swilling|"
    r"would\sagree)\sto\sbe\s(?:named|identified|quoted)"
    r"|\b(?:wanted|asked|wished|preferred|hoped)\sto\s(?:stay|remain)\s(?:anonymous|unnamed|unidentified)\b"
    r"|\bwithholding\s(?:his|her|their|its|the)\s(?:name|names|identity)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class AnonymityNote:
    """A stretch of a sentence that says a source is unnamed; `reason` is none where no why is told."""

    span: Span
    reason: Reason


def find_anonymity(text: str, sentence: Span) -> AnonymityNote | None:
    """The first such stretch of the sentence, up to its end: what follows tells why. None when it has none."""
    found = _CONDITION.search(text, sentence.start, sentence.stop)
    if found is None:
        return None
    span = Span(found.start(), sentence.stop)
    return AnonymityNote(span, reason_in(text[span.start : span.stop]))
