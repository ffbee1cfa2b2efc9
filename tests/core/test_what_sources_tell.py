"""What the words of an unnamed source tell of it: a post or a camp, how it knows, and why it is unnamed."""

import pytest

from annotator.core.kinds import cut_article
from annotator.core.source_reading import read_source
from annotator.core.suggestions import suggest

#: Who, knowledge and reason by their names, then the phrase.
PHRASES = """
role claimed none | an official briefed on the plans
none claimed none | people with information about the raid
none claimed none | a source with first-hand knowledge of the events
role claimed none | officials apprised of the intelligence
none claimed none | a person privy to the talks
none claimed none | people close to the discussions
side claimed none | people close to the president
role claimed none | one official who was told of the findings
none direct none | a person who was at the table
none direct none | two people who were shown the slides
none direct none | a woman who lives opposite the house and heard the shots
none direct none | a man who helped carry the bodies
role direct none | a policeman who was among the first at the scene
none direct none | a passenger on the train
role none none | an officer at the scene
role none none | a ward sister
side none none | a sister of the accused
side none none | sources in the trading houses
none none none | a source in the capital
none none none | villagers downstream
side none none | relatives gathered outside the prison
role none formula | an official who asked not to be named because the report has not been published
role none formula | a banker, who cannot be named because the deal has not been announced
role none formula | an official who asked not to be identified as the talks are continuing
role none formula | an officer who spoke on condition of anonymity in line with regulations
role none formula | an official who asked not to be named, citing government policy
role none formula | a mechanic who is barred by his contract from talking to reporters
role none specific | a nurse who wanted to stay anonymous so as not to harm her career
role none specific | an official who asked not to be named for security reasons
role none specific | a tenant who asked to remain anonymous because her case is before the courts
role none none | an official who spoke on condition of anonymity
"""

#: What later sentences, or what a source tells of itself, say of how it knows and why it is unnamed.
TEXTS = """
claimed none | A senior official said the raid had failed. The official was briefed on the operation.
direct none | A person close to the talks said it was over. The person had seen the text.
direct none | Two aides said the vote was lost. Both were in the room.
direct none | A guard said nobody came. The guard showed reporters a log.
direct specific | A clerk said tests were faked. She had read the notes and would not give her name, fearing reprisals.
none none | A lawyer said the case would fail. He was involved in a crash in 2019.
direct none | A tenant said her tap ran brown for a week.
direct none | A social worker told the panel she had 31 cases.
none none | The bishop said he had no knowledge of the payments.
direct none | Villagers described a wall of brown water.
none specific | A detective said a witness was ignored. He would not give his name, saying he had signed papers.
"""


@pytest.mark.parametrize("line", PHRASES.strip().splitlines())
def test_a_phrase_tells_post_knowledge_and_reason(line):
    told, _, words = line.partition(" | ")
    reading = read_source(words)
    assert [reading.who, reading.knowledge, reading.reason] == told.split()


@pytest.mark.parametrize("line", TEXTS.strip().splitlines())
def test_an_article_tells_how_a_source_knows_and_why_it_is_unnamed(line):
    told, _, text = line.partition(" | ")
    [card] = [card for card in suggest(text, cut_article(text)).cards if card.reading.identity == "unnamed"]
    assert [card.reading.knowledge, card.reading.reason] == told.split()
