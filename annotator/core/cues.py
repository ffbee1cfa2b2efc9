"""Word lists of news attribution, as data: who speaks, the verbs that say so, and what hedges.

Lower case throughout; the rules that use them are in `attributions` and `figures`.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(*phrases: str) -> tuple[str, ...]:
    """Longest first, so that an alternation takes the fullest form."""
    return tuple(sorted(phrases, key=len, reverse=True))


#: Verbs of saying, finding and showing, in the forms that take a subject.
SPEECH_VERBS = _words(
    "say says said tell tells told add adds added report reports reported announce announces announced claim claims "
    "claimed argue argues argued explain explains explained note notes noted write writes wrote state states stated "
    "ask asks asked admit admits admitted acknowledge acknowledges acknowledged insist insists insisted suggest "
    "suggests suggested warn warns warned declare declares declared deny denies denied confirm confirms confirmed "
    "describe describes described quote quotes quoted cite cites cited allege alleges alleged assert asserts "
    "asserted recall recalls recalled recount recounts recounted reveal reveals revealed disclose discloses "
    "disclosed predict predicts predicted promise promises promised pledge pledges pledged vow vows vowed urge "
    "urges urged believe believes believed think thinks thought estimate estimates estimated conclude concludes "
    "concluded find finds found show shows showed indicate indicates indicated tweet tweets tweeted post posts "
    "posted respond responds responded reply replies replied remark remarks remarked comment comments commented "
    "criticize criticizes criticized criticise criticises criticised accuse accuses accused concede concedes "
    "conceded contend contends contended maintain maintains maintained mention mentions mentioned observe observes "
    "observed emphasize emphasizes emphasized emphasise emphasised stress stresses stressed joke jokes joked quip "
    "quipped testify testifies testified complain complains complained expect expects expected fear fears feared "
    "hint hints hinted signal signals signalled signaled boast boasted lament laments lamented call calls called "
    "read reads continue continued agree agrees agreed dismiss dismisses dismissed reject rejects rejected caution "
    "cautions cautioned relate related"
)
#: Those of them that need no quotation, "that" or object to be read as attribution.
PLAIN_SPEECH_VERBS = SPEECH_VERBS - _words(
    "find finds found show shows showed expect expects expected fear fears feared call calls called read reads "
    "believe believes believed think thinks thought post posts posted signal signals signalled signaled continue "
    "continued agree agrees agreed note notes dismiss dismisses dismissed reject rejects rejected related relate "
    "report reports state states claim claims promise promises pledge pledges vow vows comment comments quote "
    "quotes cite cites mention mentions stress stresses joke jokes remark remarks maintain maintains maintained "
    "reveal reveals revealed indicate indicates indicated suggest suggests suggested observe observes observed "
    "confirm confirms confirmed urge urges urged"
)
#: Verbs whose object is a source: "Reuters cited two officials".
CITING_VERBS = _words("cite cites cited citing quote quotes quoted quoting")
AUXILIARIES = _words("has have had is are was were be been being did do does would will could may might can")
#: Words that may stand between a subject and its verb, or inside the verb group.
VERB_ADVERBS = _words(
    "also later then still again now not never earlier previously privately publicly reportedly repeatedly "
    "separately further furthermore however meanwhile since already only once even simply initially subsequently "
    "recently immediately openly firmly flatly bluntly strongly angrily always often just himself herself "
    "themselves itself too instead thus therefore"
)

#: After these the speaker says what somebody might say, not what was said.
MODALS = _words("may might could would should must can will shall")
#: Verbs that attribute only with words in quotation marks: "called the silence “contempt”".
NAMING_VERBS = _words("call calls called dismiss dismisses dismissed")
ASKING_VERBS = _words("ask asks asked")
#: Verbs that attribute with a plain object when a person is their subject: "Two aides confirmed his account".
BACKING_VERBS = _words(
    "confirm confirms confirmed disputes disputed blame blames blamed brands branded welcomes welcomed condemns "
    "condemned praises praised denounces denounced describe describes described doubts doubted "
    "counted"
)
#: Verbs that attribute with the word behind them when a person is their subject: "Two aides played down the row".
PHRASAL_VERBS = {
    "played": "down", "plays": "down", "laughed": "off", "shrugged": "off", "brushed": "off", "hit": "back",
    "pushed": "back", "ruled": "out", "claim": "to", "claims": "to", "claimed": "to",
}  # fmt: skip
#: Verbs of those who reckon for others: "Analysts had expected growth".
EXPECTING_VERBS = _words("expect expects expected forecast forecasts")
FORECASTERS = _words("analysts economists forecasters brokers traders experts pollsters")
#: Verbs by which a court passes on what it was told.
HEARING_VERBS = _words("heard hears")
COURTS = _words("court inquiry inquest tribunal jury hearing trial commission committee")
#: Verbs that attribute when a paper is their subject: "A police report puts the crowd at 43,000".
DOCUMENT_VERBS = _words(
    "puts put lists listed details detailed contradicts contradict paints contains sets record records recorded blame "
    "blames blamed calls called recommends recommended"
)
#: Verbs that close a sentence behind what they attribute: ", letters show".
SHOWING_VERBS = _words(
    "show shows showed suggest suggests suggested reveal reveals revealed indicate indicates find finds"
)
#: The same of people: ", the auditors believe".
CLOSING_VERBS = SHOWING_VERBS | _words("believe believes think thinks reckon reckons")
PREPOSITIONS = _words("at in on to by for from with of into over about under during after before against")
#: Also verbs of saying, but nouns after a determiner, an adjective or a preposition, or before an auxiliary.
ALSO_NOUNS = _words(
    "state states report reports note notes claim claims estimate estimates call calls post posts quote quotes comment "
    "comments show shows find finds fear fears tweet tweets joke jokes stress hint hints signal signals remark remarks "
    "promise promises pledge pledges vow vows reply replies caution reads"
)

#: Nouns that mean an unnamed person without telling who: DOMAIN guideline 18.
BARE_HEADS = {"source": "sources", "insider": "insiders", "person": "people", "individual": "individuals"}
#: Role nouns: they tell a job, a post or a relation.
ROLE_HEADS = {
    "official": "officials", "aide": "aides", "adviser": "advisers", "advisor": "advisors", "diplomat": "diplomats",
    "operative": "operatives", "strategist": "strategists", "lawmaker": "lawmakers", "staffer": "staffers",
    "minister": "ministers", "ambassador": "ambassadors", "envoy": "envoys", "soldier": "soldiers",
    "officer": "officers", "commander": "commanders", "general": "generals", "fighter": "fighters",
    "executive": "executives", "employee": "employees", "worker": "workers", "manager": "managers",
    "banker": "bankers", "trader": "traders", "investor": "investors", "analyst": "analysts", "expert": "experts",
    "economist": "economists", "researcher": "researchers", "scientist": "scientists", "professor": "professors",
    "doctor": "doctors", "nurse": "nurses", "medic": "medics", "lawyer": "lawyers", "attorney": "attorneys",
    "prosecutor": "prosecutors", "judge": "judges", "investigator": "investigators", "detective": "detectives",
    "agent": "agents", "guard": "guards", "policeman": "policemen", "firefighter": "firefighters",
    "rescuer": "rescuers", "witness": "witnesses", "resident": "residents", "villager": "villagers",
    "activist": "activists", "campaigner": "campaigners", "protester": "protesters", "critic": "critics",
    "observer": "observers", "supporter": "supporters", "opponent": "opponents", "ally": "allies",
    "associate": "associates", "friend": "friends", "relative": "relatives", "colleague": "colleagues",
    "neighbour": "neighbours", "neighbor": "neighbors", "donor": "donors", "regulator": "regulators",
    "negotiator": "negotiators", "delegate": "delegates", "representative": "representatives", "member": "members",
    "leader": "leaders", "politician": "politicians", "senator": "senators", "deputy": "deputies", "mp": "mps",
    "teacher": "teachers", "student": "students", "farmer": "farmers", "fisherman": "fishermen",
    "captain": "captains", "pilot": "pilots", "driver": "drivers", "engineer": "engineers",
    "inspector": "inspectors", "contractor": "contractors", "journalist": "journalists", "reporter": "reporters",
    "correspondent": "correspondents", "passenger": "passengers", "survivor": "survivors", "victim": "victims",
    "participant": "participants", "attendee": "attendees", "mayor": "mayors",
    "governor": "governors", "president": "presidents", "director": "directors", "chief": "chiefs",
    "secretary": "secretaries", "chairman": "chairmen", "chairwoman": "chairwomen", "councillor": "councillors",
    "historian": "historians", "veteran": "veterans", "whistleblower": "whistleblowers", "clerk": "clerks",
    "steward": "stewards", "accountant": "accountants", "sailor": "sailors", "deckhand": "deckhands",
    "fisher": "fishers", "trucker": "truckers", "builder": "builders", "miner": "miners", "shopkeeper": "shopkeepers",
    "trustee": "trustees", "planner": "planners", "consultant": "consultants", "mediator": "mediators",
    "author": "authors", "father": "fathers", "mother": "mothers", "wife": "wives",
    "husband": "husbands", "son": "sons", "daughter": "daughters", "brother": "brothers", "sister": "sisters",
    "widow": "widows", "parent": "parents", "scholar": "scholars", "insurer": "insurers", "poster": "posters",
    "user": "users", "cousin": "cousins", "superintendent": "superintendents", "surveyor": "surveyors",
}  # fmt: skip
SPOKES_HEADS = {
    "spokesman": "spokesmen", "spokeswoman": "spokeswomen", "spokesperson": "spokespeople",
}  # fmt: skip

#: Words that make a name a body that speaks as itself.
BODY_NOUNS = _words(
    "government ministry department police court council committee commission agency authority authorities office "
    "administration parliament congress senate house army military navy force forces guard guards union party "
    "company corporation group bank university institute institution hospital association federation organisation "
    "organization foundation board bureau service services coalition alliance movement militia embassy consulate "
    "secretariat kremlin pentagon nato un eu nhs fbi cia unicef hezbollah hamas taliban inc ltd plc corp llc gmbh "
    "ag centre center cabinet tribunal assembly campaign club league trust society network regime command operator "
    "customs"
)
DOCUMENT_NOUNS = _words(
    "report reports statement statements study studies survey surveys poll polls letter letters memo memos memorandum "
    "document documents note notes minutes email emails message messages record records filing filings affidavit "
    "complaint indictment data figures statistics record records email emails transcript lawsuit ruling paper "
    "analysis review communique communiqué audit video footage draft drafts papers "
    "notice file files log logs diary invoice invoices contract "
    "contracts website site sheet sheets spreadsheet slides receipts"
)
#: Words in the name of a news organisation, capitalised there.
OUTLET_WORDS = _words(
    "news times post newspaper agency herald guardian telegraph tribune gazette journal mail daily express mirror "
    "press tv television radio broadcaster magazine weekly channel chronicle observer independent sun star media wire "
    "bulletin courier dispatch ledger gazetteer examiner enquirer inquirer standard sentinel register post-dispatch"
)
#: News organisations that their name alone does not give away.
OUTLETS = _words(
    "reuters ap afp dpa upi tass interfax xinhua ansa efe anadolu irna isna fars mehr tasnim bbc cnn nbc abc cbs "
    "msnbc pbs npr bloomberg axios politico vox haaretz maariv ynet spiegel bild welt zeit figaro monde libération "
    "pais repubblica corriere yonhap kyodo nikkei asahi yomiuri jazeera arabiya manar mayadeen itv rte nrk svt yle "
    "ntb tt ritzau aftenposten politiken economist forbes newsweek buzzfeed vice propublica semafor"
)
#: After these a subject with its verb is no attribution: "what officials said".
QUESTIONS = _words("what how why")
PRONOUNS = _words("he she they it i we")

#: Words that hide a source: the report's SR20.
HEDGES = _phrases(
    "reportedly", "allegedly", "purportedly", "supposedly", "it is understood", "it was understood",
    "it is believed", "it was reported", "it has been reported", "it emerged", "it has emerged", "it is thought",
    "it is alleged", "it was alleged", "it was claimed", "it is claimed", "it is said", "it was said", "rumoured",
    "rumored", "is said to", "are said to", "was said to", "were said to", "is understood to", "are understood to",
    "is believed to", "are believed to", "is reported to", "are reported to", "was reported to", "is alleged to",
    "are alleged to", "was believed to", "were believed to", "is thought to", "are thought to", "was thought to",
    "were thought to", "it has been suggested", "it was suggested", "it has been claimed", "it has been alleged",
    "it is rumoured", "it is rumored", "thought to be", "believed to be",
)  # fmt: skip

#: "-ing" forms that carry an attribution after "as" ("as saying") or on their own ("citing").
SAYING_FORMS = _words(
    "saying stating telling adding claiming noting warning reporting confirming denying insisting arguing "
    "suggesting calling describing acknowledging admitting"
)

ONE_WORDS = _words("a an one another the this that")
COUNT_WORDS = {
    "two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "dozen": 12,
}  # fmt: skip
