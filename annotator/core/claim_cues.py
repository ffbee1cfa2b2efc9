"""What a statement claims, by its words: fact, prediction or opinion, with the grounds in words.

Closed lists and the shape of the clause; no statement is guessed at: a question, a pointer to another
page or a greeting gets no flag.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.records import Flag

_PREDICTION = re.compile(
    r"\b(?:will(?!\s*[,.])|won[’']t|shall|might|may(?=\s(?:be|have|not|also|yet|still|well|[a-z]+)\b)|is going to"
    r"|are going to|(?:is|are|was|were|looks?|seems?) (?:\w+ )?"
    r"(?:likely|expected|due|set|poised|scheduled|bound|about) to"
    r"|plans? to|aims? to|intends? to|expects?|expected|forecasts?|predicts?|predicted|is temporary"
    r"|are temporary|unlikely|could|would|until(?= the| next)|by the end of|in the coming)\b"
    r"|\bdoubts?\b(?=.{0,40}\bwill\b)"
)
_JUDGEMENT_OF_VALUE = re.compile(
    r"\b(?:(?:would|will|could)\sbe|is|was|are|were|be|become|becoming|becomes)\s(?:\w+ly\s)?"
    r"(?:an?\s|the\s|too\s|so\s|very\s|more\s|most\s)*(?:\w+ly\s)?"
    r"(?:victory|humiliation|disgrace|triumph|disaster|mistake|shame|scandal|betrayal|blow|outrage|farce|nightmare|tragedy|joke|failure|success|wonder|gamble|kind|cruel|rocky|delicate|foolish|wise|"
    r"brave|hard|harder|easy|easier|simple|simpler|absurd|ridiculous|shocking|appalling|disgraceful|dangerous|reckless|"
    r"naive|unfair|fair|unjust|wrong|right|good|bad|better|worse|best|worst|excellent|terrible|remarkable|great|"
    r"poor|weak|strong|welcome|unacceptable|crucial|important|impressive|beautiful|ugly|sad|proud|improper|overdue)\b",
    re.I,
)
_OPINION = re.compile(
    r"\b(?:I|we)\s(?:\w+\s)?(?:think|believe|feel|hope|fear|want|suspect|regret|am confident|are confident)\b"
    r"|\b(?:should|ought to|must not|deserves?|deserved)\b"
    r"|\btoo\s(?:big|small|late|little|much|important|slow|soon|far)\b"
    r"|\bit (?:is|was|would be) (?:hard|easy|difficult|foolish|absurd|tempting|fair|time|clear that) (?:to|that)\b"
    r"|\bshould not\b|\bneeds? to\b|\bno (?:excuse|better|worse)\b|\bas (?:\w+) as the day\b|\banyone[’']s guess\b"
    r"|\bsee (?:themselves|himself|herself|it) as\b|\bcalled? (?:the|it|this|them|him|her)\b.{0,60}[“\"]"
    r"|\bdismiss(?:ed|es) .{0,60}[“\"]|\b(?:shameful|disgrace|pathetic|brilliant|cowardly|heroic|contempt|toll road|"
    r"shotgun|beer-parlour|farce|folly|betray\w*|reckless\w*|outrage\w*|appalling\w*)\b"
    r"|\bdeeper question\b|\beasier to\b|\bnot kind\b|\bbetter than the last\b|\bmore delicate\b|\bblam(?:e|es|ed)\b",
    re.I,
)
_STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|been|’s|'s|went|came|made|took|gave|got|told|said|left|fell|rose|"
    r"grew|lost|won|met|led|put|set|cut|hit|ran|saw|found|held|kept|sent|spent|built|bought|sold|drove|began|broke|"
    r"brought|caught|chose|drew|felt|flew|fought|knew|paid|read|shot|shut|sank|stood|struck|taught|thought|wrote|"
    r"withdrew|rise|rises|falls|stands?|holds?|lists?|puts?|shows?|carr(?:y|ies)|runs?|costs?|faces?|helping|belongs?|"
    r"knows?|denies|denied|turns?|crosses|cross|shows|remains?|continues?|says|account|helps?|supplies|stretch(?:es)?"
    r"|[a-z]{2,}ed|[a-z]{3,}ing)\b",
    re.I,
)
_QUESTION = re.compile(r"\?[”\"’]?\s*\Z")
_NO_ANSWER = re.compile(
    r"\b(?:(?:declin|refus)\w+ to (?:comment|say|answer|elaborate|discuss|confirm)"
    r"|(?:did|does|do|would|will|had|has)(?: not|n[’']t) (?:\w+ )?(?:respond|reply|answer|return|comment|discuss"
    r"|elaborate|be drawn|responded|replied|answered|commented)"
    r"|could not (?:\w+ )?(?:be reached|be contacted|be verified|comment|confirm|verify)"
    r"|would not (?:\w+ )?(?:say|confirm|be named|be identified|be interviewed)|had no (?:immediate )?comment"
    r"|(?:gave|offered|provided) no (?:further |other )?(?:details?|reasons?|explanation|comment)"
    r"|(?:did not|would not|could not) say(?= (?:how|who|whom|whose|why|when|where|which|what|whether|if)\b|\W*\Z)"
    r"|unavailable for comment"
    r"|it (?:is|was) not (?:immediately )?(?:clear|known) (?:how|who|why|when|where|what|whether|if))\b",
    re.I,
)
_UNNAMED = re.compile(
    r"\b(?:anonymity|anonymously)\b|\bneither (?:would|wanted to|wished to) be (?:named|identified)\b"
    r"|\b(?:want|wanted|wish|wished|like) (?:his|her|their) (?:name|names|identity) "
    r"(?:to be )?(?:used|printed|published)\b"
    r"|\bnot (?:to )?be (?:named|identified|quoted)\b",
    re.I,
)
_POINTER = re.compile(
    r"\A(?:readers who|read more|see also|click|sign up|subscribe|follow us|share|watch|listen|more:)\b", re.I
)
_CLAUSES = re.compile(r"[,;:—–]\s|\s(?:and|but|although|though|while|whereas|because|since|which|who|after)\s")
_FEWEST_WORDS = 3
#: A verb in the present after its subject ("Voters go", "Manufacturers warn", "Everybody sees it").
_PRESENT = re.compile(
    r"\A[“\"‘']?(?:[\w’'-]+\s){1,4}(?:can|cannot|must|go|come|say|warn|see|want|need|seek|mean|work|live|make|take|give"
    r"|get|keep|lose|win|pay|back|vote|[a-z]{3,}s)\b"
)


class NoClaim(StrEnum):
    """Why a sentence makes no claim, in a word or two for a person to read."""

    QUESTION = "question"
    POINTER = "pointer to another page"
    NO_ANSWER = "no answer given"
    UNNAMED = "why somebody is unnamed"
    SHORT = "too few words"
    NO_STATEMENT = "no statement found"


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """What a statement claims. `grounds` are the words that decided it, for a person to read; `is_plain`: no word of
    the lists did.
    """

    flags: frozenset[Flag]
    grounds: tuple[str, ...]
    is_plain: bool = False


def why_no_claim(words: str, *, is_attributed: bool, has_figure: bool = False) -> NoClaim | None:
    """Why there is nothing to check in a statement by its form, whatever it says; None where that does not tell."""
    statement = words.strip()
    if _POINTER.match(statement):
        return NoClaim.POINTER
    if _NO_ANSWER.search(statement):
        return NoClaim.NO_ANSWER
    if _QUESTION.search(statement) and not is_attributed:
        return NoClaim.QUESTION
    if not is_attributed and _UNNAMED.search(statement):
        return NoClaim.UNNAMED
    if len(statement.split()) < (_FEWEST_WORDS - is_attributed) and not has_figure:
        return NoClaim.SHORT
    return None


def read_claim(
    words: str, *, is_attributed: bool, has_figure: bool = False, is_heading: bool = False
) -> ClaimReading | None:
    """Flag a statement by its words; None where nothing can be checked, judged or awaited in it.

    A refusal to comment is no claim: it is answered with a check. "would" and "could" forecast an
    event; with a word of value they judge ("would be a victory"). A heading and what somebody is given as
    the source of state something without a verb of the list, and so does a sentence with a verb in the present.
    """
    statement = words.strip()
    if why_no_claim(statement, is_attributed=is_attributed, has_figure=has_figure) is not None:
        return None
    flags: set[Flag] = set()
    grounds: list[str] = []
    value = _JUDGEMENT_OF_VALUE.search(statement)
    opinion = _OPINION.search(statement) or value
    if opinion:
        flags.add(Flag.OPINION)
        grounds.append(opinion.group())
    rest = _without(statement, value)
    prediction = _PREDICTION.search(rest)
    if prediction:
        flags.add(Flag.PREDICTION)
        grounds.append(prediction.group())
    if has_figure or _states_more(statement, prediction, opinion) or (not flags and _STATES.search(statement)):
        flags.add(Flag.FACT)
    if not flags and _may_state(statement, is_attributed=is_attributed, is_heading=is_heading):
        return ClaimReading(frozenset({Flag.FACT}), (), is_plain=True)
    return ClaimReading(frozenset(flags), tuple(" ".join(ground.split()) for ground in grounds)) if flags else None


def _may_state(statement: str, *, is_attributed: bool, is_heading: bool) -> bool:
    """Say whether a statement without any word of the lists is one all the same."""
    words = len(statement.split())
    if is_attributed or (is_heading and words > _FEWEST_WORDS):
        return True
    return words >= _FEWEST_WORDS and _PRESENT.search(statement) is not None



def _without(statement: str, found: re.Match[str] | None) -> str:
    """The statement with a match blanked, so that offsets stay."""
    if found is None:
        return statement
    return statement[: found.start()] + " " * (found.end() - found.start()) + statement[found.end() :]


def _states_more(statement: str, *found: re.Match[str] | None) -> bool:
    """Say whether a clause of its own, apart from the forecast or judgement, states a fact beside them."""
    decided = [match for match in found if match is not None]
    if not decided:
        return bool(_STATES.search(statement))
    start = 0
    for stop, following in [*((cut.start(), cut.end()) for cut in _CLAUSES.finditer(statement)), (len(statement),) * 2]:
        clause = statement[start:stop]
        is_decided = any(match.start() < stop and start < match.end() for match in decided)
        is_long = len(clause.split()) > _FEWEST_WORDS
        if is_long and not is_decided and _ASSERTS.search(clause) and not _PREDICTION.search(clause):
            return True
        start = following
    return False


_ASSERTS = re.compile(r"\b(?:has|have|had|did|was|were|is|are|[’']re|[’']s|been)\b", re.I)
