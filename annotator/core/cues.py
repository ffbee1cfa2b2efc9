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
    "say says said tell tells told add adds added report reports reported announce announces announced claim "
    "claims claimed argue argues argued explain explains explained note notes noted write writes wrote state "
    "states stated ask asks asked admit admits admitted acknowledge acknowledges acknowledged insist insists "
    "insisted suggest suggests suggested warn warns warned declare declares declared deny denies denied confirm "
    "confirms confirmed describe describes described quote quotes quoted cite cites cited allege alleges alleged "
    "assert asserts asserted recall recalls recalled recount recounts recounted reveal reveals revealed disclose "
    "discloses disclosed predict predicts predicted promise promises promised pledge pledges pledged vow vows "
    "vowed urge urges urged believe believes believed think thinks thought estimate estimates estimated conclude "
    "concludes concluded find finds found show shows showed indicate indicates indicated tweet tweets tweeted "
    "post posts posted respond responds responded reply replies replied remark remarks remarked comment comments "
    "commented criticize criticizes criticized criticise criticises criticised accuse accuses accused concede "
    "concedes conceded contend contends contended maintain maintains maintained mention mentions mentioned "
    "observe observes observed emphasize emphasizes emphasized emphasise emphasised stress stresses stressed joke "
    "jokes joked quip quipped testify testifies testified complain complains complained expect expects expected "
    "fear fears feared hint hints hinted signal signals signalled signaled boast boasted lament laments lamented "
    "call calls called read reads continue continued agree agrees agreed dismiss dismisses dismissed reject "
    "rejects rejected caution cautions cautioned relate related counter counters countered attribute attributes "
    "attributed shout shouts shouted whisper whispers whispered exclaim exclaims exclaimed radioed "
    "questioned wonder wonders wondered reckon reckons reckoned imply implies implied reiterate "
    "reiterates reiterated underline underlines underlined underscore underscores underscored clarify clarifies "
    "clarified retort retorts retorted snapped mused fumed grumbled muttered yelled cried screamed ventured "
    "speculate speculates speculated calculate calculates calculated ruled assure assures assured attest attests "
    "attested remind reminds reminded advise advises advised inform informs informed demand demands demanded "
    "reasoned opine opines opined foresee foresees foresaw anticipate anticipates anticipated forecast forecasts "
    "protested theorise theorised theorize theorized reminisced interjected echoed echoes concur concurs concurred "
    "texted emailed e-mailed swore swears"
)
#: Those of them that need no quotation, "that" or object to be read as attribution.
PLAIN_SPEECH_VERBS = SPEECH_VERBS - _words(
    "find finds found show shows showed expect expects expected fear fears feared call calls called read reads "
    "believe believes believed think thinks thought post posts posted signal signals signalled signaled continue "
    "continued agree agrees agreed note notes dismiss dismisses dismissed reject rejects rejected related relate "
    "report reports state states claim claims promise promises pledge pledges vow vows comment comments quote "
    "quotes cite cites mention mentions stress stresses joke jokes remark remarks maintain maintains maintained "
    "reveal reveals revealed indicate indicates indicated suggest suggests suggested observe observes observed "
    "confirm confirms confirmed urge urges urged question questions questioned calculate calculates calculated "
    "ruled inform informs informed remind reminds reminded advise advises advised assure assures assured "
    "underline underlines underlined underscore underscores underscored demand demands demanded attribute "
    "attributes attributed foresee foresees foresaw anticipate anticipates anticipated forecast forecasts imply "
    "implies implied texted emailed e-mailed attest attests attested echoes echoed speculate speculates swore "
    "swears add adds added counter counters wonder wonders wondered cried snapped"
)
#: Those that may stand before their subject behind a quotation: “...,” shouted a man.
INVERTING_VERBS = PLAIN_SPEECH_VERBS | _words(
    "add adds observes observed continued continues agrees agreed cried snapped remarks jokes suggested wonders "
    "wondered reads"
)
#: Those of them with an object behind them, but for a quotation: "The report, which was leaked, accuses him".
TRANSITIVE_VERBS = _words(
    "accuse accuses accused criticise criticises criticised criticize criticizes criticized describe describes "
    "described deny denies denied assure assures assured remind reminds reminded urge urges urged"
)
#: Verbs whose object is a source: "Reuters cited two officials".
CITING_VERBS = _words("cite cites cited citing quote quotes quoted quoting")
AUXILIARIES = _words("has have had is am are was were be been being did do does would will could may might can")
#: Words that may stand between a subject and its verb, or inside the verb group.
VERB_ADVERBS = _words(
    "also later then still again now not never earlier previously privately publicly reportedly repeatedly "
    "separately further furthermore however meanwhile since already only once even simply initially subsequently "
    "recently immediately openly firmly flatly bluntly strongly angrily always often just himself herself "
    "themselves itself too instead thus therefore long first nonetheless nevertheless soon promptly aloud"
)

#: After these the speaker says what somebody might say, not what was said.
MODALS = _words("may might could would should must can will shall")
#: What actors think without telling anybody is the newsroom's own voice; behind the thought it attributes.
BELIEF_VERBS = _words("believe believes believed think thinks thought fear fears feared expect expects expected")
#: Who tells the newsroom things by what they are called: what they fear or expect they told.
INFORMANTS = _words("insider insiders source sources")
#: Verbs that attribute whatever their subject, with a plain object.
BLAMING_VERBS = _words("blame blames blamed")
#: Verbs that attribute only with words in quotation marks: "called the silence “contempt”".
NAMING_VERBS = _words("call calls called dismiss dismisses dismissed dub dubs dubbed")
ASKING_VERBS = _words("ask asks asked")
#: Verbs that attribute with a plain object when a person is their subject: "Two aides confirmed his account".
BACKING_VERBS = _words(
    "confirm confirms confirmed disputes disputed blame blames blamed brands branded welcomes welcomed condemns "
    "condemned praises praised denounces denounced describe describes described doubts doubted counted attribute "
    "attributes attributed dispute doubt demand demands demanded hails hailed denounce "
    "condemn remembers remember remembered urge urges urged deplores deplored decry decries "
    "decried applauds applauded ridicules ridiculed mocked mocks lambasted slams slammed blasts blasted report "
    "reports reported suggest suggests suggested"
)
#: Verbs that attribute with the word behind them when a person is their subject: "Two aides played down the row".
PHRASAL_VERBS = {
    "played": "down", "plays": "down", "laughed": "off", "shrugged": "off", "brushed": "off", "hit": "back out",
    "pushed": "back", "ruled": "out", "claim": "to", "claims": "to", "claimed": "to", "spoke": "of about",
    "speak": "of", "speaks": "of", "spoken": "of", "talked": "of", "talk": "of", "talks": "of", "pointed": "out to",
    "points": "out to", "point": "out to", "call": "for on", "calls": "for on", "called": "for on",
    "calling": "for on", "made": "clear", "makes": "clear", "make": "clear", "lashed": "out", "cast": "doubt",
    "casts": "doubt", "vowed": "to", "pledged": "to", "promised": "to", "threatened": "to", "promises": "to",
    "vows": "to", "pledges": "to", "complained": "of about", "complain": "of about", "complains": "of about",
    "weighed": "in", "rules": "out", "shot": "back",
    "fired": "back", "took": "issue", "let": "slip", "takes": "issue",
}  # fmt: skip
#: Verbs that attribute before "it": "as one nurse put it", "the bank made it clear".
IT_VERBS = {"put": ("it",), "puts": ("it",), "made": ("it", "clear"), "makes": ("it", "clear"),
            "let": ("it", "be", "known")}  # fmt: skip
#: Before "to" and a verb of saying or showing: "the files appear to show".
SEEMING_VERBS = _words("appear appears appeared seem seems seemed")
#: Going on to speak, before a colon, a quotation or "to say".
GOING_ON = _words("went goes going")
#: What is told and is no saying: "tells the story of a family".
TALES = _words("story stories tale tales truth lie lies joke jokes time apart")
#: Verbs by which an outlet passes on what it does not say from whom it has.
LEARNING_VERBS = _words("learned learnt learns understands")
#: Verbs of saying as they follow "is" or "are": "the union is accusing the firm".
PROGRESSIVES = _words(
    "saying warning accusing calling urging demanding arguing insisting claiming predicting blaming reporting denying "
    "treating alleging suggesting asking questioning complaining"
)
#: Participles behind which "by" has who said it: "was confirmed by two officials".
BY_PARTICIPLES = _words(
    "confirmed disputed denied revealed disclosed reported described called dubbed branded quoted cited rejected "
    "dismissed criticised criticized condemned welcomed praised announced corroborated contradicted "
    "acknowledged alleged claimed estimated hailed denounced blamed told informed warned"
)
#: Nouns of saying whose speaker stands behind "by" or "from", or before them with an "s".
SAYING_NOUNS = _words(
    "account accounts claim claims allegation allegations assertion assertions statement testimony version denial "
    "denials warning warnings admission estimate estimates insistence complaint complaints accusation accusations "
    "assurance assurances prediction predictions suggestion suggestions comment comments remark remarks reply answer "
    "response word confirmation evidence description revelation revelations"
)
#: What "by" and its owner may open a sentence with: "By his own account".
RECKONINGS = _words("account accounts estimate estimates reckoning count admission calculation calculations tally")
#: What is voiced, raised or expressed: "expressed doubt", "raised concerns".
VOICING_VERBS = _words("express expresses expressed voice voices voiced raise raises raised")
VOICED = _words(
    "doubt doubts concern concerns fear fears hope hopes regret confidence surprise optimism support opposition "
    "anger alarm outrage frustration scepticism skepticism relief dismay disappointment criticism objections "
    "questions reservations worries satisfaction gratitude sympathy shock"
)
#: What is rejected or denied: "rejected the charge".
REJECTING_VERBS = _words("reject rejects rejected deny denies denied dismiss dismisses dismissed refuted")
REJECTED = _words(
    "charge charges claim claims allegation allegations accusation accusations suggestion suggestions report reports "
    "finding findings conclusion conclusions criticism account accounts version figure figures idea notion talk "
    "rumours rumors speculation complaint "
    "complaints assertion assertions theory"
)
#: Verbs with "as" behind their object: "summed up the mood as “grim”", "rejected the claim as “baseless”".
LIKENING_VERBS = {
    **dict.fromkeys(
        ("described", "describes", "describe", "summed", "sums", "rejected", "rejects", "reject", "dismissed",
         "dismisses", "dismiss", "denounced", "condemned", "characterised", "characterized", "characterises",
         "characterizes", "portrayed", "portrays", "depicts", "depicted", "branded", "hailed", "treating"),
        "as",
    ),
    **dict.fromkeys(("likened", "likens", "compared", "compares"), "to"),
}  # fmt: skip
#: Verbs of those who reckon for others: "Analysts had expected growth".
EXPECTING_VERBS = _words("expect expects expected forecast forecasts")
#: What sources are said to hold is what they told; what others believe is the newsroom's own voice.
HOLDING_VERBS = _words("believe believes believed think thinks suspect suspects suspected reckon reckons")
TELLERS = _words("source sources insider insiders")
#: One person agrees with what another told.
AGREEING_VERBS = _words("agree agrees agreed concur concurs concurred")
#: "gave similar accounts"
GIVING_VERBS = _words("gave gives give offered offers provided")
ACCOUNTS = _words("account accounts version versions description descriptions")
FORECASTERS = _words(
    "analysts economists forecasters brokers traders experts pollsters agency bank fund institute bureau ministry "
    "office treasury forecaster analyst economist service"
)
#: Verbs by which a court passes on what it was told.
HEARING_VERBS = _words("heard hears")
COURTS = _words(
    "court inquiry inquest tribunal jury jurors hearing trial commission committee magistrates judges mps "
    "lawmakers parliament council panel"
)
#: Verbs that attribute when a paper is their subject: "A police report puts the crowd at 43,000".
DOCUMENT_VERBS = _words(
    "puts put list lists listed details detailed contradicts contradict paints contains sets record records recorded "
    "blame blames blamed calls called recommends recommended counted gives gave fault faults faulted criticises "
    "criticised criticizes criticized accuses accused links linked exonerates exonerated clears cleared"
)
#: Whose finding is an attribution with a plain object, too: "The inspectorate found mould".
INVESTIGATORS = _words(
    "inspectorate inquiry inquest watchdog ombudsman auditor audit review investigation tribunal regulator coroner "
    "commission"
)
#: Verbs that close a sentence behind what they attribute: ", letters show".
SHOWING_VERBS = _words(
    "show shows showed suggest suggests suggested reveal reveals revealed indicate indicates indicated find finds "
    "found"
)
#: The same of people: ", the auditors believe".
CLOSING_VERBS = SHOWING_VERBS | _words("believe believes think thinks reckon reckons")
PREPOSITIONS = _words("at in on to by for from with of into over about under during after before against")
#: Also verbs of saying, but nouns after a determiner, an adjective or a preposition, or before an auxiliary.
ALSO_NOUNS = _words(
    "state states report reports note notes claim claims estimate estimates call calls post posts quote quotes "
    "comment comments show shows find finds fear fears tweet tweets joke jokes stress hint hints signal signals "
    "remark remarks promise promises pledge pledges vow vows reply replies caution reads praise doubt doubts list "
    "lists demand demands question questions counter forecast forecasts blame criticism accused"
)

#: Nouns that mean an unnamed person without telling who: DOMAIN guideline 18.
BARE_HEADS = {"source": "sources", "insider": "insiders", "person": "people", "individual": "individuals",
              "circle": "circles"}  # fmt: skip
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
    "mep": "meps",
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
    "organiser": "organisers", "organizer": "organizers", "volunteer": "volunteers", "lobbyist": "lobbyists",
    "candidate": "candidates", "pollster": "pollsters", "academic": "academics", "auditor": "auditors",
    "owner": "owners", "founder": "founders", "boss": "bosses", "editor": "editors", "coach": "coaches",
    "player": "players", "trainer": "trainers", "referee": "referees", "singer": "singers", "actor": "actors",
    "artist": "artists", "priest": "priests", "bishop": "bishops", "imam": "imams", "rabbi": "rabbis",
    "vicar": "vicars", "monk": "monks", "nun": "nuns", "chef": "chefs", "baker": "bakers", "miller": "millers",
    "grower": "growers", "broker": "brokers", "juror": "jurors", "magistrate": "magistrates",
    "coroner": "coroners", "barrister": "barristers", "solicitor": "solicitors", "treasurer": "treasurers",
    "dean": "deans", "principal": "principals", "headteacher": "headteachers", "caretaker": "caretakers",
    "watchman": "watchmen", "commissioner": "commissioners", "constable": "constables", "sheriff": "sheriffs",
    "ranger": "rangers", "warden": "wardens", "warder": "warders", "skipper": "skippers", "mechanic": "mechanics",
    "electrician": "electricians", "developer": "developers", "curator": "curators", "librarian": "librarians",
    "biologist": "biologists", "ecologist": "ecologists", "geologist": "geologists",
    "seismologist": "seismologists", "meteorologist": "meteorologists", "forecaster": "forecasters",
    "epidemiologist": "epidemiologists", "psychologist": "psychologists", "archaeologist": "archaeologists",
    "premier": "premiers", "chancellor": "chancellors", "chairperson": "chairpersons", "chair": "chairs",
    "pensioner": "pensioners", "tenant": "tenants", "landlord": "landlords", "customer": "customers",
    "patient": "patients", "prisoner": "prisoners", "detainee": "detainees", "inmate": "inmates",
    "refugee": "refugees", "migrant": "migrants", "settler": "settlers", "rebel": "rebels", "pupil": "pupils",
    "paramedic": "paramedics", "midwife": "midwives", "porter": "porters", "cleaner": "cleaners",
    "superior": "superiors", "commentator": "commentators", "columnist": "columnists", "novelist": "novelists",
    "monitor": "monitors", "climber": "climbers", "tourist": "tourists", "lecturer": "lecturers",
    "diver": "divers", "operator": "operators", "buyer": "buyers", "seller": "sellers", "exporter": "exporters",
    "importer": "importers", "retailer": "retailers", "manufacturer": "manufacturers", "hotelier": "hoteliers",
    "designer": "designers", "architect": "architects", "producer": "producers", "statistician": "statisticians",
    "watcher": "watchers", "deserter": "deserters", "defector": "defectors", "conscript": "conscripts",
    "widow": "widows", "parent": "parents", "scholar": "scholars", "insurer": "insurers", "poster": "posters",
    "whip": "whips",
    "backbencher": "backbenchers", "frontbencher": "frontbenchers", "peer": "peers", "surgeon": "surgeons",
    "pharmacist": "pharmacists", "dentist": "dentists", "foreman": "foremen", "supervisor": "supervisors",
    "waiter": "waiters", "waitress": "waitresses", "technician": "technicians", "dealer": "dealers",
    "gardener": "gardeners", "shepherd": "shepherds", "herder": "herders", "physicist": "physicists",
    "chemist": "chemists", "astronomer": "astronomers", "virologist": "virologists", "pathologist": "pathologists",
    "therapist": "therapists", "carer": "carers", "lifeguard": "lifeguards", "headmaster": "headmasters",
    "docker": "dockers", "trawlerman": "trawlermen", "plumber": "plumbers", "courier": "couriers",
    "insurgent": "insurgents", "militant": "militants", "demonstrator": "demonstrators", "rival": "rivals",
    "shareholder": "shareholders", "bondholder": "bondholders", "creditor": "creditors", "bidder": "bidders",
    "registrar": "registrars", "counsel": "counsels", "stenographer": "stenographers", "steelworker": "steelworkers",
    "smuggler": "smugglers", "hiker": "hikers", "spectator": "spectators",
    "user": "users", "cousin": "cousins", "superintendent": "superintendents", "surveyor": "surveyors",
}  # fmt: skip
#: Nouns of people that tell no post and no camp.
PLAIN_HEADS = {
    "man": "men", "woman": "women", "boy": "boys", "girl": "girls", "local": "locals", "onlooker": "onlookers",
    "bystander": "bystanders", "passer-by": "passers-by", "eyewitness": "eyewitnesses", "motorist": "motorists",
    "shopper": "shoppers", "commuter": "commuters", "voter": "voters", "angler": "anglers", "walker": "walkers",
    "taxpayer": "taxpayers", "citizen": "citizens", "captor": "captors",
}  # fmt: skip
SPOKES_HEADS = {
    "spokesman": "spokesmen", "spokeswoman": "spokeswomen", "spokesperson": "spokespeople",
}  # fmt: skip
#: Every noun that means a person, with its plural.
HEADS = {
    **BARE_HEADS, **ROLE_HEADS, **{f"ex-{one}": f"ex-{many}" for one, many in ROLE_HEADS.items()}, **PLAIN_HEADS,
    **SPOKES_HEADS,
}  # fmt: skip

#: Words that make a name a body that speaks as itself.
BODY_NOUNS = _words(
    "jury startup start-up "
    "body government ministry department police court council committee commission agency authority authorities office "
    "administration parliament congress senate house army military navy force forces guard guards union party "
    "company corporation group bank university institute institution hospital association federation organisation "
    "organization foundation board bureau service services coalition alliance movement militia embassy consulate "
    "secretariat kremlin pentagon nato un eu nhs fbi cia unicef hezbollah hamas taliban inc ltd plc corp llc gmbh "
    "ag centre center cabinet tribunal inquiry inquest assembly campaign club league trust society network regime "
    "command operator customs firm airline retailer manufacturer charity watchdog ombudsman coastguard treasury palace "
    "school theatre developer lender utility carrier publisher vatican diocese church chamber academy museum zoo "
    "brigade prosecution defence opposition inspectorate registry municipality chain railway railroad provider"
)
DOCUMENT_NOUNS = _words(
    "report reports statement statements study studies survey surveys poll polls letter letters memo memos "
    "memorandum document documents note notes minutes email emails message messages record records filing filings "
    "affidavit complaint indictment data figures statistics transcript lawsuit ruling paper analysis review "
    "communique communiqué audit video footage draft drafts papers notice file files log logs diary invoice "
    "invoices contract estimate estimates forecast forecasts finding findings contracts website site sheet sheets "
    "spreadsheet slides receipts image images photo photos photograph photographs recording recordings "
    "communication account dossier census register white-paper briefing bulletin advisory memoir memoirs diaries "
    "book article editorial column post posts screenshot screenshots map maps sign post-mortem autopsy "
    "judgment judgement verdict testimony submission prospectus correspondence table tables count tally reckoning "
    "presentation presentations warrant warrants"
)
#: Words in the name of a news organisation, capitalised there.
OUTLET_WORDS = _words(
    "news times post newspaper agency herald guardian telegraph tribune gazette journal mail daily express mirror "
    "press tv television radio broadcaster magazine weekly channel chronicle observer independent sun star media "
    "wire bulletin courier dispatch ledger gazetteer examiner enquirer inquirer standard sentinel register "
    "post-dispatch"
)
#: What news organisations are called without their name.
OUTLET_NOUNS = _words(
    "media newspaper newspapers broadcaster broadcasters newswire outlet outlets tv television radio station channel "
    "channels magazine magazines tabloid tabloids daily weekly publication publications portal"
)
#: News organisations that their name alone does not give away.
OUTLETS = _words(
    "reuters ap afp dpa upi tass interfax xinhua ansa efe anadolu irna isna fars mehr tasnim bbc cnn nbc abc cbs "
    "msnbc pbs npr espn tmz bloomberg axios politico vox rté ndtv pti ani ians sabc enca rnz tvnz rappler "
    "haaretz maariv ynet spiegel bild welt zeit figaro monde "
    "libération pais repubblica corriere yonhap kyodo nikkei asahi yomiuri jazeera arabiya manar mayadeen itv rte "
    "nrk svt yle ntb tt ritzau aftenposten politiken economist forbes newsweek buzzfeed vice propublica semafor"
)
#: Whom one tells things that are no outlets, by their names.
ASSEMBLIES = _words(
    "senate commons lords house white kremlin knesset bundestag bundesrat dáil dail seanad oireachtas holyrood "
    "stormont senedd sejm duma riksdag folketing storting eduskunta cortes sabha lok rajya majlis diet bailey crown "
    "high supreme appeals security general united european cabinet holy pope queen king prince old labour tories lib "
    "republicans democrats greens fed reserve exchange nations hague"
)
#: After these a subject with its verb is no attribution: "what officials said".
QUESTIONS = _words("what how why")
PRONOUNS = _words("he she they it i we")

#: Words that hide a source: the report's SR20.
_PASSED_ON = "understood|believed|reported|thought|alleged|claimed|said|suggested|rumou?red|feared"
_MANNER = r"(?:widely |generally |commonly |already |long |now |also )?"
HEDGES = _phrases(
    "reportedly", "allegedly", "purportedly", "supposedly", "rumoured", "rumored", "thought to be", "believed to be",
    "unconfirmed reports", "rumour has it", "word has it",
    r"there (?:is|are|were|was|have been|had been) (?:\w+ ){0,2}?(?:reports|claims|suggestions|rumou?rs|allegations)",
    "said to be",
    r"this (?:news)?(?:paper|organi[sz]ation|letter|site|magazine|programme|publication|website|broadcaster) "
    r"(?:understands|has (?:also )?learn(?:ed|t))",
    "alleged to have",
    "reported to have",
    rf"it (?:is|was|has been|had been|is being|was being) {_MANNER}(?:{_PASSED_ON})",
    r"it (?:has |had |later |also |soon |then |has since |has now |was later )?(?:emerged|transpired)",
    rf"(?:is|are|was|were|has been|have been|had been) {_MANNER}(?:{_PASSED_ON}) to",
)  # fmt: skip

#: "-ing" forms that carry an attribution after "as" ("as saying") or on their own ("citing").
SAYING_FORMS = _words(
    "saying stating telling adding claiming noting warning reporting confirming denying insisting arguing "
    "suggesting calling describing acknowledging admitting writing tweeting alleging predicting asking"
)

ONE_WORDS = _words("a an one another the this that")
COUNT_WORDS = {
    "two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "dozen": 12,
}  # fmt: skip
