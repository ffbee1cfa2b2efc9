"""Abbreviations and opening words of English news copy, as data for the sentence splitter.

Lower case without the final stop, except `OPENERS` and `TIME_ZONES`, whose case matters.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Before a name: never the end of a sentence when capitalised.
TITLES = _words(
    "mr mrs ms mx dr prof sen sens rep reps gov govs gen lt col maj capt cpt sgt adm cmdr cpl pvt rev hon st sts "
    "supt det insp pres amb atty messrs mmes mme mlle msgr fr br mt ft pte cdr brig lieut gens cols vice-adm ald "
    "sr. asst assoc dep"
)
#: Titles that are also ends of names or places ("Main St.").
TITLES_THAT_END = _words("st mt ft det pres sr.")
MONTHS = _words("jan feb mar apr jun jul aug sept sep oct nov dec")
#: Before a number ("No. 2", "p. 4", "ca. 1900").
BEFORE_NUMBERS = _words("no nos n° nº pp p vol vols ch chap fig figs eq art sec para op cit approx ver ca c al")
#: Of those, the ones that may stand before a capital at a sentence's end.
ENDING_BEFORE_CAPITALS = _words("no nos art sec al c ch fig")
REFERENCES = _words("no nos n° nº art sec fig ch c al p pp vol")
#: May end a sentence; only a word that commonly opens one decides.
SOFT = _words(
    "inc corp co cos ltd llc plc bros jr sr esq etc ph.d m.d b.a m.a d.d.s a.m p.m u.s u.k u.n e.u d.c n.y l.a "
    "calif fla ky ga mass conn pa va wash ore ariz colo tenn minn wis mich ill ind okla ala la miss mo neb nev mont "
    "wyo del md tex ark kan vt ida dak nebr ave blvd rd dept univ assn bldg mfg intl natl est min max mon tue tues "
    "wed thu thur thurs fri sat sun hrs hr mi km lbs lb oz sq ct dist gal"
)
#: Never the end of a sentence.
NEVER = _words("vs v e.g i.e cf viz")
CLOCK = _words("a.m p.m am pm")
#: After "5 p.m.": still the same sentence.
TIME_ZONES = _words(
    "EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT UTC BST CET IST Eastern Pacific Central Mountain Greenwich "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)
#: Words that commonly open a sentence, as capitalised there.
OPENERS = _words(
    "The A An This That These Those He She It They We You I His Her Its Their Our My Your There Here In On At By "
    "For From With Without As If When While Where Who What Why How Which Although Though After Before Since Because "
    "During Despite But And Or Nor So Yet Also Then Thus However Moreover Meanwhile Still Now Not No Both Each "
    "Every Some Many Most All Another Other Others Such One Two Three Even Just Only Once Until Unless Under Over "
    "Between Among Through To Of Up Down Is Are Was Were Do Does Did Has Have Had Can Could Will Would Should May "
    "Might Must Let Maybe Perhaps According Last Next Asked Earlier Later Today Yesterday Nearly About Almost More "
    "Less Several Few Neither Either Instead Indeed Critics Officials Police Experts People It’s It's He’s He's "
    "She’s She's That’s That's We’re We're They’re They're I’m I'm There’s There's Don’t Don't"
)
#: Openers that also follow an abbreviation inside a sentence ("U.S. Police", "Inc. One").
NOT_AFTER_SOFT = _words("One Two Three Police May Will Officials Last Next")
#: A letter after these ends their name ("vitamin C. The ...").
LETTER_NOUNS = _words("vitamin plan grade category group class type model title phase section exhibit hepatitis")
#: Names that end in "!": no sentence ends there.
SHOUTED_NAMES = ("Yahoo", "Jeopardy", "Oh Hell No")
SPEECH = _words(
    "said says say asked asks told added adds wrote writes tweeted replied responded shouted yelled exclaimed "
    "wondered continued recalled explained quipped joked cried declared demanded announced noted insisted"
)
