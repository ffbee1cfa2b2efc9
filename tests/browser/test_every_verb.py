"""Every verb of the key map with other keys than the standard ones: each does what it does on its own key."""

import pytest
from playwright.sync_api import Page, expect

from annotator.core.key_names import script_name
from annotator.core.key_presets import Preset
from annotator.core.keys import DEFAULT_KEYS, level_of
from annotator.core.own_keys import KeyMap, OwnKeys, choose_keys, key_map
from annotator.core.records import Bound, Flag, Identity, Kind, Knowledge, Number, Outcome, Reason, Role, Who
from annotator.services.keys import change_keys
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import Wait, open_review, settle

pytestmark = pytest.mark.browser

TEXT = (
    "Strikers hold the ferry port\n\n"
    "Citing two officials with knowledge of the talks, the Coast Wire reported on Monday that the port lost cargo. "
    "Some 5,200 tonnes were left on the quay. "
    "The minister has denied it, but the union will walk out again. "
    "It may end. "
    "Read on below. "
    "The union declined to comment. "
    "Ferries are old.\n"
)


def turned() -> OwnKeys:
    """The standard map with the letters of each level handed on by one."""
    typed: dict[tuple[str, str], str] = {}
    plain = [binding for binding in DEFAULT_KEYS if len(binding.key) == 1 and "a" <= binding.key <= "z"]
    for level in {level_of(binding.place) for binding in plain}:
        letters = [binding for binding in plain if level_of(binding.place) == level]
        for binding, other in zip(letters, letters[1:] + letters[:1], strict=True):
            typed[binding.place, binding.action] = other.key
    unsure = typed["sentence", "unsure"]
    return choose_keys(Preset.STANDARD, {**typed, ("sentence", "question"): unsure * 2}, needs_alt=False)


MAPS = {
    "left": OwnKeys(Preset.LEFT),
    "right": OwnKeys(Preset.RIGHT),
    "turned": turned(),
    "alt": OwnKeys(needs_alt=True),
}


class Hand:
    """Presses actions by the keys of a map."""

    def __init__(self, page: Page, keys: KeyMap, wait_saved: Wait) -> None:
        self.page, self.keys, self.wait_saved = page, keys, wait_saved

    def key(self, key: str) -> None:
        alt = "Alt+" if self.keys.needs_alt and len(key.removeprefix("Shift+")) == 1 else ""
        self.page.keyboard.press(f"{alt}{key}")

    def __call__(self, words: str) -> None:
        """`place.action`s, and after `'` a plain letter."""
        for word in words.split():
            if word.startswith("'"):
                self.key(word[1:])
                continue
            key = script_name(self.keys.key_of(*word.split(".")))
            assert key, word
            for one in [key[0], key[0]] if len(key) == 2 and key[0] == key[1] else [key]:
                self.key(one)

    def settle(self) -> None:
        settle(self.page, self.wait_saved, "F1")


@pytest.mark.parametrize(
    "name", ["alt", "turned", *(pytest.param(name, marks=pytest.mark.slow) for name in ("left", "right"))]
)
def test_every_verb_works_on_whatever_key_a_person_gave_it(served: ServedDesk, wait_saved: Wait, name: str) -> None:
    desk = open_review(served, TEXT, Role.EDITOR)
    with served.database.writing() as session:
        change_keys(session, make.actor(session, desk.account), MAPS[name], version=0, now=make.NOW)
    page = desk.page()
    do = Hand(page, key_map(MAPS[name]), wait_saved)

    def reading():
        do.settle()
        return desk.reading()

    # Claims, cards, figures.
    do("sentence.fact move.accept")
    do("move.jump 'c attribution.attribution card.named card.outlet card.confirm")
    do("move.jump 'o move.jump 'o attribution.attribution card.unnamed card.claimed")
    do("card.number card.number card.number card.relay card.confirm sentence.fact move.accept")
    do("sentence.fact sentence.same_source sentence.own_voice figure.figure tag.correct bound.at_least move.accept")
    do("sentence.fact sentence.prediction sentence.fact sentence.opinion sentence.opinion")
    do("move.jump 'b sentence.cut sentence.own_voice move.next")
    do("sentence.nothing sentence.not_article sentence.declined move.next sentence.opinion")
    do("sentence.star sentence.attack sentence.declined sentence.unsure sentence.by_name")
    page.wait_for_selector(".pick input:focus")
    page.keyboard.type("wire")
    page.keyboard.press("Enter")
    found = reading()
    wire, officials = found.sources
    assert [sorted(claim.flags) for claim in found.claims] == [[flag] for flag in (
        Flag.FACT, Flag.FACT, Flag.FACT, Flag.PREDICTION, Flag.PREDICTION, Flag.OPINION
    )]  # fmt: skip
    assert (officials.identity, officials.number) == (Identity.UNNAMED, Number.ONE)
    assert officials.knowledge is Knowledge.CLAIMED
    assert officials.relayed_by_uid == wire.uid
    last = found.claims[-1]
    assert (last.starred, last.attack, last.denial, last.unsure) == (True, True, True, True)
    assert [link.source_uid for link in last.sources] == [wire.uid]
    assert [figure.bound for figure in found.figures] == [Bound.AT_LEAST]
    assert [check.outcome for check in found.checks] == [Outcome.NOTHING, Outcome.NOT_ARTICLE, Outcome.DECLINED]

    # Back and on; undo and redo.
    do("page.undo page.undo page.redo move.previous")
    assert reading().claims[-1].sources == ()
    assert page.get_attribute(".sentence[aria-current=true]", "id") == "s6"

    # A card by the caret, and from the list; the way of a claim; edges; a mention's other card.
    for _ in range(5):
        do("move.previous")
    do("move.jump 'o page.edit_card")
    page.wait_for_selector("#slip .card")
    do("card.role card.side card.direct card.specific card.confirm")
    do("page.cards")
    page.keyboard.press("ArrowDown")
    do("cards.list_edit")
    page.wait_for_selector("#slip .card")
    do("card.cancel page.cards")
    page.keyboard.press("ArrowDown")
    do("cards.list_panel")
    page.wait_for_selector("#slip [data-scope=panel]")
    do("panel.leave_panel")
    page.keyboard.press("Tab")
    do("tag.way")
    page.wait_for_selector("#slip [data-scope=ways]")
    do("ways.direct_way sentence.edges")
    page.wait_for_selector("#slip [data-scope=edges]")
    do("edges.word_on edges.save_edges")
    found = reading()
    card = found.sources[1]
    assert (card.who, card.knowledge, card.reason) == (Who.BOTH, Knowledge.DIRECT, Reason.SPECIFIC)
    assert found.claims[1].sources[0].is_direct
    assert found.quote(found.claims[1].span).startswith("port")

    # What opens and closes, and changes nothing.
    for opener, place, leave in (
        ("sentence.boundary", "#slip [data-scope=cut]", "cut.leave_cut"),
        ("page.history", "#slip [data-scope]", "'Escape"),
        ("sentence.question", "#slip [data-scope]", "'Escape"),
        ("sentence.note", "#slip [data-scope]", "'Escape"),
        ("page.rest", ".rest[open]", "rest.cancel"),
        ("page.guideline", "#guide:not([hidden])", "page.guideline"),
        ("page.find", "#find-words:focus", "'Escape"),
    ):
        do(opener)
        page.wait_for_selector(place)
        if leave == "'Escape":
            page.keyboard.press("Escape")
        else:
            do(leave)
        expect(page.locator(place)).to_have_count(0)

    # Another kind, another cut; a tag away; everything that is left.
    do("move.previous sentence.kind")
    page.wait_for_selector("#slip [data-scope=cut]")
    do("cut.standfirst")
    assert reading().sentences[0].kind is Kind.STANDFIRST
    page.keyboard.press("Tab")
    do("tag.remove page.rest rest.fact")
    found = reading()
    assert found.claims[0].flags == {Flag.FACT}
    assert page.locator("#progress").inner_text() == "8 of 8"
