"""What the words of an unnamed source's mention tell: a post or a camp, how it knows, and why it is unnamed."""

import re
from collections.abc import Sequence

from annotator.core import cues
from annotator.core.records import Knowledge, Reason, Who
from annotator.core.words import Word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What is still to be done to a plan or a paper that nobody may speak of.
_TO_COME = "announced|published|finali[sz]ed|released|disclosed|completed|concluded|signed|agreed|approved"
#: What nobody may discuss.
_SUBJECTS = (
    "matters?|talks|deliberations|negotiations|intelligence|plans?|strategy|details|assessments?|discussions|"
    "conversations|findings|personnel|diplomacy"
)
_RULES = (
    "rules?|regulations?|protocols?|polic(?:y|ies)|custom|practice|guidelines?|procedures?|terms|conventions?|law|laws|orders"
)
_UNDER = "under|citing|in (?:line|keeping|accordance) with|because of|as (?:required|demanded) by|per"
_NOBODY = "not|neither of (?:whom|them) (?:is|was|were|are)|none of (?:whom|them) (?:is|was|were|are)|no one"
_FORMULA = re.compile(
    rf"(?:{_NOBODY}) (?:been )?(?:authori[sz]ed|permitted|allowed|cleared|supposed)"
    r"|(?:forbidden|barred|banned|prohibited|prevented) (?:by (?:[\w’'-]+ ){1,4}?)?"
    r"(?:to|from) (?:speak|talk|discuss|comment)\w*"
    r"|(?:lack(?:ed|ing)?|without|no|not have) (?:the )?(?:authori[sz]ation|permission|authority|clearance)\b"
    r"|\b(?:told|ordered|instructed|asked|advised) not to (?:speak|talk|discuss|comment|brief)\b"
    r"|not at liberty|bound by (?:[\w’'-]+ ){0,3}(?:confidential\w*|secrecy|privilege|non-disclosure|rules?|gag)"
    r"|(?:could|can|may|would)(?: not|not|n’t|n't) (?:speak|talk|comment|be (?:named|identified|quoted))"
    r" (?:publicly|openly|on the record|for legal reasons)|for legal reasons|on legal (?:advice|grounds)"
    r"|\b(?:contracts?|rules|polic(?:y|ies)|employer|club|company|firm|law) "
    r"(?:forbids?|forbade|bars?|barred|prohibits?|does not allow|do not allow|did not allow)\b"
    r"|unable to (?:speak|talk|comment) (?:publicly|openly)"
    r"|sensitiv(?:e|ity)|(?:speak|talk|spoke) (?:more )?(?:freely|candidly|frankly|openly)"
    r"|(?:discuss|describe)(?:ing)? (?:\w+ )?(?:internal|private|confidential|ongoing)"
    rf"|to (?:discuss|describe|speak about|talk about|share) (?:[\w’'-]+ ){{0,3}}(?:{_SUBJECTS})\b"
    r"|(?:is|are|was|were) (?:\w+ )?"
    r"(?:private|confidential|secret|classified|ongoing|continuing|internal|not (?:yet )?(?:public|final))\b"
    rf"|(?:has|have|had|is|are|was|were) (?:not|yet to) (?:yet )?(?:been |be )?(?:made public|{_TO_COME})\b"
    rf"|\b(?:{_UNDER}) (?:[\w’'.-]+ ){{0,3}}(?:{_RULES})\b",
    re.I,
)
_SPECIFIC = re.compile(
    r"\b(?:fear(?:s|ed|ing)?|for fear|afraid|reprisals?|retaliation|retribution|safety"
    r"|to (?:protect|avoid|shield|spare)|threat(?:s|ened)?|so as not to"
    r"|(?:security|safety|privacy) (?:reasons|concerns)|reasons of security"
    r"|citing (?:the|an?|his|her|their|possible|potential|pending)\b"
    r"|for (?:his|her|their) (?:own )?(?:protection|security)"
    r"|worried|out of concern|concerned (?:about|for|that)"
    r"|backlash|jeopardi[sz]\w+|punish(?:ed|ment)|victimi[sz]ed|struck off|non-disclosure"
    r"|signed (?:\w+ ){0,3}(?:papers|agreements?)"
    r"|los(?:e|ing) (?:his|her|their) \w+|because"
    r"|(?:anonymity|names?|named|identified|quoted|used|withheld|published)[^.]{0,12} (?:as|since) (?:he|she|they))\b",
    re.I,
)
#: What somebody does who is only described by it: no way of knowing.
_NO_ACT = (
    "asked|asks|spoke|speaks|speaking|declined|declines|requested|requests|insisted|wanted|wants|refused|agreed|demanded|"
    "worked|served|advised|retired|left|joined|studied|followed|covered|lived|named|called|resigned|died|chaired|headed|"
    "wished|preferred|feared|needed|earned|used|briefed|addressed|worried|hoped|doubted|believed|expected|seemed|appeared|"
    "remained|stayed|decided|answered|liked|loved|hated|supported|opposed|backed|favou?red|identified|stressed|cautioned"
)
#: What somebody did who is described by it, besides forms in "ed".
_ACTS = (
    "saw|seen|heard|read|made|taken|took|drove|fled|hid|kept|held|found|met|sat|stood|ran|swam|wrote|sold|bought|paid|"
    "built|led|lost|fought|flew|rode|sent|drew|dug|fell|slept|went|came|oversaw|undertook|won|gave|got|rang|threw|struck|"
    "shot|spent|stole|swore|taught|tore|woke|wore|bore|beat|began|bit|blew|broke|brought|caught|chose|dealt|drank|ate|felt|"
    "froze|hit|hurt|knelt|laid|lent|lit|sang|shook|shut|split|stuck|swept|swung|hung|bled|bred|cut|put|set|fed|rose|wept"
)
#: Where something happened: who was "at the wedding" was there.
_EVENTS = (
    "meetings?|dinner|lunch|rally|march|protest|demonstration|wedding|funeral|party|hearing|trial|briefing|summit|event|"
    "match|game|concert|ceremony|vigil|festival|time|front ?line|rescue|table|talks|raid"
)
#: What befell somebody, or what they were about, where it happened: "trapped in the lift", "queuing outside".
_BEFALLEN = (
    "trapped|stuck|stranded|injured|wounded|hurt|rescued|evacuated|displaced|detained|tortured|freed|released|evicted|"
    "waiting|queu(?:e)?ing|sheltering|fleeing|escaping|hiding|watching|camping|camped|standing|huddled|caught up"
)
#: What others did to whoever tells of it: "a tenant who was carried down the stairs".
_SUFFERED = (
    "carried|rescued|pulled|dragged|beaten|hit|shot|injured|wounded|hurt|held|detained|arrested|jailed|evacuated|trapped|"
    "stabbed|attacked|robbed|treated|bitten|burned|burnt|kidnapped|abducted|tortured|searched|evicted|sacked|knocked"
)
_DIRECT = re.compile(
    r"\b(?:who|that) (?:was|were|had been) "
    r"(?:present|there|on duty|aboard|in the (?:room|meeting)|on the (?:call|ship|plane|bridge))"
    r"|\bpresent at\b|\b(?:took|taking) part\b|\bparticipat(?:ed|ing)\b|\battend(?:ed|ing)\b"
    r"|(?<!of )(?<!of the )\bsurvivors?\b|(?<!expert )\bwitness(?:ed|es)?\b|\binvolved\b(?! with)|\beyewitness(?:es)?\b"
    r"|\b(?:participants?|attendees?)\b"
    r"|\bwho (?:was|were) (?:in|at|on|inside|aboard) the\b|\bwho (?:had )?worked on (?:it|them|the)\b"
    rf"|\b(?:at|in) the (?!(?:talks|party)\b)(?:\w+ )?(?:{_EVENTS})\b"
    rf"|\b(?:{_BEFALLEN}) (?:in|on|at|from|by|inside|outside|during|near|under|the|along|it|them)\b|\bon board\b"
    r"|\bwith (?:a |an )?(?:\w+ )?(?:involvement in|sight of|role in|hand in|part in)\b"
    r"|\b(?:overseeing|handling|running|conducting|drafting|negotiating|coordinating) (?:the|a|an|its|his|her|their)\b"
    r"|(?<!briefed )\bon the call\b|\bwho (?:was|were|had been) (?:shown|sent|handed|given|among)\b"
    r"|\band (?:saw|heard|watched|filmed|felt)\b|\bpassengers? (?:on|aboard|in)\b|\baboard the\b"
    r"|\bin the (?:room|meeting|cockpit|courtroom|queue|crowd)\b"
    r"|\b(?:working|worked) on (?:(?:the|a|its|their) (?:deal|case|sale|project|talks|text|bid|merger|draft)|it|them)\b"
    r"|\bon the (?:\w+ )?(?:team|committee|panel|crew|jury)\b|\bwho (?:says|said|claims) (?:he|she|they) \w+"
    rf"|\bwho (?:(?:has|have|had|also|once|first|personally) )*"
    rf"(?!(?:{_NO_ACT})\b|(?:gave|gives) (?:only )?(?:his|her|their) (?:\w+ )?names?\b)"
    rf"(?:\w{{2,}}ed|{_ACTS})\b(?! (?:not|by|to be)\b)"
    rf"|\bwho (?:was|were|had been|has been|have been) (?:{_SUFFERED})\b"
    r"|\b(?:hired|engaged|commissioned|appointed|brought in|called in) to\b"
    r"|\bwho (?:looks? after|cares? for|treats?|teaches|nurses|handles|helps|operates|maintains|"
    r"keeps|drives|cleans|guards|packs|sorts)\b",
    re.I,
)
#: "Close to the president" tells a camp, "close to the talks" none; both claim knowledge.
_MATTERS = (
    r"the (?:matter|issue|discussions|deal|decision|plans?|sale|bid|transaction|talks|investigation|negotiations|"
    r"inquiry|probe|process|deliberations|situation|case)\b"
)
_CLAIMED = re.compile(
    r"\bfamiliar with\b|\b(?:with|has|have|had|having) (?:[\w-]+ ){0,2}knowledge\b"
    r"|\bbriefed (?:on|about|by)\b|\bclose to\b"
    r"|\b(?:aware|apprised) of\b|\bprivy to\b|\bacquainted with\b|\bin the know\b"
    r"|\bwith (?:\w+ )?(?:insight into|information (?:on|about)|access to)\b"
    r"|\bwho (?:was|were|has been|have been|had been) (?:briefed|informed|told|consulted|made aware)\b"
    r"|\bwho kn[eo]ws?\b|\binformed (?:about|of)\b",
    re.I,
)
_PARTIES = (
    "Nationals|One Nation|"
    "Democrat|Republican|Conservative|Labour|Liberal|Socialist|Communist|Hezbollah|Hamas|Taliban|Houthi|Likud|Fatah|"
    "Kurdish|Tory|Green|Labor|Congress|BJP|AAP|TMC|DMK|ANC|EFF|DUP|SNP|SDLP|AfD|CDU|SPD|PML-N|PDP|APC|NDC|NPP|"
    "Zanu-PF|Inkatha|Janata|Sinn F[eé]in|Fianna F[aá]il|Fine Gael|Plaid|Ukip|Kuomintang|Fidesz"
)
_SIDE = re.compile(
    r"\b(?:pro|anti)-\w+|\bopposition\b(?! leader)|\brebel\b|\bloyal(?:ist)?\b|\ballied (?:with|to)\b|\baligned with\b"
    rf"|\b\w+-(?:backed|aligned|allied|linked)\b|\bclose to (?!{_MATTERS})"
    r"|\b(?:to|for|of|with) the (?:rebels|militants|insurgents|separatists|protesters|strikers|guerrillas)\b"
    rf"|\b(?:{_PARTIES})s?\b|\bDemocratic\b|\bGOP\b|(?<!African )(?<!European )(?<!Soviet )\bunion\b|"
    r"\bcampaign\b|\bsympathetic to\b"
    r"|\bsupport(?:er|ers|ive) of\b|\bcritical of\b|\bparty\b|\bmilitia\b",
    re.I,
)
#: Before a bare "source" these tell no camp; any other noun does: "union sources", "a Whitehall insider".
_NO_CAMP = _words(
    "a an the one two three four five six seven eight nine ten several some many few multiple numerous both "
    "another other same different second third fourth fifth anonymous unnamed unidentified informed knowledgeable "
    "reliable credible trusted senior junior separate independent single further key good inside close current "
    "former well-placed well-informed high-level top more most all no any local confidential secret additional "
    "person persons people various those these that this her his its their my our at least about over than well "
    "placed leading prominent public"
)
#: What those do who are described by their work: "people who worked for the senator".
_WORKS = re.compile(
    r"\bwho (?:(?:has|have|had|once|formerly|used to|still|also) )*"
    r"(?:works?|worked|served?|serves|runs?|"
    r"ran(?! (?:in|into|to|from|for|away|out|down|through|back|up|past|at)\b)|helps?|"
    r"helped(?! (?:carry|lift|pull|dig|load|move|free|bury|wash|rescue)\b)|"
    r"handles?|handled|leads?|led|manages?|managed|advised|advises|sits|sat)\b",
    re.I,
)
_BOTH_CAMPS = re.compile(
    r"\b(?:from|on|of) both\b|\b[A-Z]\w+(?:an|ese|ish|i|ch|eli|aqi) and [A-Z]\w+(?:an|ese|ish|i|ch) "
    r"(?:officials|diplomats|officers|negotiators|ministers|commanders)\b"
)
_NURSING_SISTER = re.compile(r"\b(?:ward|theatre|nursing|hospital|night) sisters?\b|\bexpert witness(?:es)?\b", re.I)
_OF_TWO = re.compile(r"\b(?:mother|father|parent)s? of (?:one|two|three|four|five|six|seven|eight|nine|\d+)\b", re.I)
#: Standing alone they are one or some of those who were named before.
ALONE = _words("one another others some both many several")
#: The same, but only with what they are part of: "most of them".
PARTS = _words("most none neither either all few half")
ORDINALS = _words("second third fourth fifth sixth")
#: Where people without a post belong, besides bodies: "sources in the trading houses".
_BELONGING = _words(
    "team staff camp camps department houses ministries industry trade sector market markets companies firms banks "
    "unions parties ranks entourage circle household family palace dressing-room boardroom"
)
#: A party's people go by its name: "a Senate Republican", "Democrats on the panel".
PARTISANS = _words(
    "democrat republican conservative liberal tory socialist communist islamist nationalist unionist green"
)
#: Relations and camps are a side.
RELATIONS = _words(
    "relative relatives friend friends brother sister father mother wife husband son daughter cousin cousins widow "
    "fathers mothers wives husbands widows sisters-in-law brother-in-law sister-in-law son-in-law godfather godmother "
    "parent parents brothers sisters sons daughters ally allies associate associates supporter supporters opponent "
    "opponents colleague colleagues classmate classmates rebel rebels insurgent insurgents militant militants "
    "separatist separatists guerrilla guerrillas critic critics rival rivals loyalist loyalists fan fans follower "
    "followers backer backers uncle aunt nephew niece grandson granddaughter grandfather grandmother grandparents "
    "girlfriend boyfriend fiancee partner acquaintance acquaintances confidant confidante sympathiser sympathisers "
    "family families relations "
    "campaigner campaigners protester protesters demonstrator demonstrators"
)
#: Nouns that tell what somebody is to the newsroom; what stands before them tells where they belong.
_SOURCE_HEADS = frozenset({*cues.BARE_HEADS, *cues.BARE_HEADS.values(), "figure", "figures"})
#: These nouns alone tell no post.
_TELL_NOTHING = frozenset({
    *cues.BARE_HEADS, *cues.BARE_HEADS.values(), *cues.PLAIN_HEADS, *cues.PLAIN_HEADS.values(), *ALONE, *PARTS,
    *ORDINALS, *cues.COUNT_WORDS,
    *_words("persons someone somebody figure neighbour neighbours neighbor neighbors resident residents villager "
            "villagers witness witnesses survivor survivors attendee attendees participant participants them "
            "those everyone everybody anyone couple "
            "passenger passengers migrant migrants refugee refugees victim victims patient patients voter voters "
            "angler anglers evacuee evacuees surfer surfers swimmer swimmers islander islanders nomad nomads "
            "camper campers "
            "cyclist cyclists pedestrian pedestrians regular regulars teenager teenagers mourner mourners reveller "
            "revellers diner diners visitor visitors holidaymaker holidaymakers worshipper worshippers "
            "partygoer partygoers concertgoer concertgoers festivalgoer festivalgoers bather bathers figures "
            "walker walkers hiker hikers spectator spectators taxpayer taxpayers citizen citizens"),
})  # fmt: skip


#: "a member of his family" is a relation, "a member of the committee" a post.
_MEMBERS = _words("member members")
_OF_KIN = re.compile(r"\bof\s(?:the|his|her|their|a|one|its)\s(?:[\w’'-]+\s){0,2}(?:family|household|clan)\b", re.I)


def who_in(words: str, found: Sequence[Word], *, core: Sequence[Word], head: str) -> Who:
    """A noun of a post tells a role; a relation, a camp, or where a bare "source" belongs, a side."""
    is_friend = head.endswith(("friend", "friends"))
    is_nurse = _NURSING_SISTER.search(words) is not None
    is_called = head.endswith(("year-old", "year-olds")) or head.removesuffix("s").replace("torie", "tory") in PARTISANS
    is_post = not (is_called or is_friend or head in _TELL_NOTHING or head in RELATIONS)
    is_kin = head in _MEMBERS and _OF_KIN.search(words) is not None
    has_role = is_nurse or (is_post and not is_kin) or (head in _TELL_NOTHING and _WORKS.search(words) is not None)
    is_related = is_friend or is_kin or (head in RELATIONS and not is_nurse and _OF_TWO.search(words) is None)
    has_side = is_related or _has_camp(words, found, core, head, has_role=has_role)
    if has_role and has_side:
        return Who.BOTH
    return Who.ROLE if has_role else Who.SIDE if has_side else Who.NONE


def _has_camp(words: str, found: Sequence[Word], core: Sequence[Word], head: str, *, has_role: bool) -> bool:
    """Say whether the words tell a camp, an interest, or where somebody without a post belongs."""
    if has_role and _WORKS.search(words) and head in _TELL_NOTHING:
        return False
    if _SIDE.search(words) or _BOTH_CAMPS.search(words):
        return True
    if has_role:
        return False
    behind = [word.low for word in found[len(core) : len(core) + 1]]
    if behind and behind[0] == "at" and found[-1].is_capital and head in _SOURCE_HEADS:
        return True  # "sources at City Hall"; places stand behind "in"
    if behind and behind[0] in ("at", "in", "within", "inside", "on", "from"):
        lows = {word.low for word in found[len(core) :]}
        if lows & (cues.BODY_NOUNS | _BELONGING):
            return True
    is_bare = head in _SOURCE_HEADS
    before = [word for word in core if word.low != head]
    return is_bare and any(
        word.is_word and word.low not in _NO_CAMP and not word.text[0].isdigit() and not word.is_adverb
        and not word.low.endswith("ed")  # "displaced people"
        for word in before
    )


def knowledge_in(words: str) -> Knowledge:
    """How a source knows, as far as these words tell."""
    if _DIRECT.search(words):
        return Knowledge.DIRECT
    return Knowledge.CLAIMED if _CLAIMED.search(words) else Knowledge.NONE


def reason_in(words: str) -> Reason:
    """Why a source is unnamed, as far as these words tell."""
    if re.search(r"\bfear|reprisal|retaliat|retribution|safety|threat", words, re.I):
        return Reason.SPECIFIC
    if _FORMULA.search(words):
        return Reason.FORMULA
    return Reason.SPECIFIC if _SPECIFIC.search(words) else Reason.NONE
