"""Kinds of units: our own small articles in the shapes that newsrooms paste."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.kinds import cut_article
from annotator.core.records import Kind, Sentence
from annotator.core.segmentations import check_cut, join_with_next, split_unit, with_kind
from annotator.core.text import canonical
from tests.shared import load_shared, shared

H, S, B, C, F = Kind.HEADLINE, Kind.STANDFIRST, Kind.BODY, Kind.CAPTION, Kind.FURNITURE

AGENCY_COPY = (
    """Norvik port reopens after crane fire, operator says
By Ana Reyes and Tom Hale

VIKEN, Norway, May 3 (NPA) - The port of Norvik reopened on Friday after a fire, its operator said. Nobody was hurt.

Two ships were diverted. (Reporting by Ana Reyes; Editing by Tom Hale)
(Additional reporting by Jo Lund; Editing by Tom Hale)
""",
    [
        (H, "Norvik port reopens after crane fire, operator says"),
        (F, "By Ana Reyes and Tom Hale"),
        (B, "VIKEN, Norway, May 3 (NPA) - The port of Norvik reopened on Friday after a fire, its operator said."),
        (B, "Nobody was hurt."),
        (B, "Two ships were diverted."),
        (F, "(Reporting by Ana Reyes; Editing by Tom Hale)"),
        (F, "(Additional reporting by Jo Lund; Editing by Tom Hale)"),
    ],
)
WRAPPED_COPY = (
    """FERRY AGROUND OFF VIKEN, 40 RESCUED

VIKEN -- A ferry with 40 people on board ran aground off Viken
on Monday and all were taken ashore, the coast guard said. The
ship, the Maid of Orlay, was built in 1987. It had been seen to
twice in March and found sound.

The owner could not be reached.
""",
    [
        (H, "FERRY AGROUND OFF VIKEN, 40 RESCUED"),
        (B, "VIKEN -- A ferry with 40 people on board ran aground off Viken\non Monday and all were taken ashore, the "
            "coast guard said."),
        (B, "The\nship, the Maid of Orlay, was built in 1987."),
        (B, "It had been seen to\ntwice in March and found sound."),
        (B, "The owner could not be reached."),
    ],
)  # fmt: skip
LIVE_BLOG = (
    """Ferry strike: latest updates
Live
14:32 GMT
Minister cancels trip
The minister has cancelled a trip to Oslo, her office says. She will meet the union at six.
13:05 GMT
Union leader Hanne Roskild told reporters:
“We will not sail tonight.”
Share
""",
    [
        (H, "Ferry strike: latest updates"),
        (F, "Live"),
        (F, "14:32 GMT"),
        (F, "Minister cancels trip"),
        (B, "The minister has cancelled a trip to Oslo, her office says."),
        (B, "She will meet the union at six."),
        (F, "13:05 GMT"),
        (B, "Union leader Hanne Roskild told reporters:"),
        (B, "“We will not sail tonight.”"),
        (F, "Share"),
    ],
)
NO_HEADLINE = (
    """The council voted on Tuesday to close the pool. Swimmers had asked for a reprieve.

“It is a sad day,” said Piet Aldous. He has swum there since 1971.
""",
    [
        (B, "The council voted on Tuesday to close the pool."),
        (B, "Swimmers had asked for a reprieve."),
        (B, "“It is a sad day,” said Piet Aldous."),
        (B, "He has swum there since 1971."),
    ],
)
DESK_PASTE = (
    "The mine told the regulator nine days late, letters show. The company calls it a slip.",
    [(B, "The mine told the regulator nine days late, letters show."), (B, "The company calls it a slip.")],
)
TABLOID = (
    """Home
News
WHO LOCKED GATE 7?
• Stewards say they radioed for the keys twice
• Minister refuses to resign
By a Staff Reporter
PUBLISHED: 10:21 GMT, 21 January 2025 | UPDATED: 12:40 GMT, 21 January 2025
11 shares
48 comments
Fans died at a locked gate on Saturday, stewards say. Thirty-one are dead.
Advertisement
Read more: Inside the stadium that nobody checked
Who held the keys
The minister blamed fans without tickets.
""",
    [
        (F, "Home"),
        (F, "News"),
        (H, "WHO LOCKED GATE 7?"),
        (S, "• Stewards say they radioed for the keys twice"),
        (S, "• Minister refuses to resign"),
        (F, "By a Staff Reporter"),
        (F, "PUBLISHED: 10:21 GMT, 21 January 2025 | UPDATED: 12:40 GMT, 21 January 2025"),
        (F, "11 shares"),
        (F, "48 comments"),
        (B, "Fans died at a locked gate on Saturday, stewards say."),
        (B, "Thirty-one are dead."),
        (F, "Advertisement"),
        (F, "Read more: Inside the stadium that nobody checked"),
        (F, "Who held the keys"),
        (B, "The minister blamed fans without tickets."),
    ],
)
CAPTIONS_AT_END = (
    """Clinic queues grow in the north
A record seen by this paper shows where the doses went. The minister denies it.
Joan Pell in Mbaliro
Tuesday 6 May 2025

More than 30 per cent of the vaccine never arrived (see the record). Nobody says why.

Mothers wait at the clinic on Monday. One had walked since dawn. Photo: P. Okum/Upland Gazette
The central store in Mbaliro. (File)
Crates at the store. Northern Wire/Ana Derrow via Pool
FILE PHOTO: The minister speaks in March
""",
    [
        (H, "Clinic queues grow in the north"),
        (S, "A record seen by this paper shows where the doses went."),
        (S, "The minister denies it."),
        (F, "Joan Pell in Mbaliro"),
        (F, "Tuesday 6 May 2025"),
        (B, "More than 30 per cent of the vaccine never arrived (see the record)."),
        (B, "Nobody says why."),
        (C, "Mothers wait at the clinic on Monday. One had walked since dawn. Photo: P. Okum/Upland Gazette"),
        (C, "The central store in Mbaliro. (File)"),
        (C, "Crates at the store. Northern Wire/Ana Derrow via Pool"),
        (C, "FILE PHOTO: The minister speaks in March"),
    ],
)
QUOTES = (
    """What they said at the inquiry

Captain Moe: “I never saw the light.”

“Nor did I,” the mate said. “Nobody did.”

“Nor did I,” the mate said. “Nobody did.”

Is that the whole story?

It is (and/or will be) for the court to say what follows and/or what does not (yes/no).
""",
    [
        (H, "What they said at the inquiry"),
        (B, "Captain Moe: “I never saw the light.”"),
        (B, "“Nor did I,” the mate said."),
        (B, "“Nobody did.”"),
        (B, "“Nor did I,” the mate said.", 2),
        (B, "“Nobody did.”", 3),
        (B, "Is that the whole story?"),
        (B, "It is (and/or will be) for the court to say what follows and/or what does not (yes/no)."),
    ],
)
ARABIC = (
    "إضراب العبّارات يشلّ الجزر\n\n"
    "قالت النقابة إن 320 عاملا انضموا إلى الإضراب. هل تعود السفن؟ لا أحد يعرف.\n\n"
    "بحث\n",
    [
        (H, "إضراب العبّارات يشلّ الجزر"),
        (B, "قالت النقابة إن 320 عاملا انضموا إلى الإضراب."),
        (B, "هل تعود السفن؟"),
        (B, "لا أحد يعرف."),
        (F, "بحث"),
    ],
)
HEBREW = (
    "שביתת המעבורות משתקת את האיים\nהאיגוד: 320 עובדים הצטרפו לשביתה\n\nהמעבורות לא יצאו הבוקר. איש לא נפגע.",
    [
        (H, "שביתת המעבורות משתקת את האיים"),
        (S, "האיגוד: 320 עובדים הצטרפו לשביתה"),
        (B, "המעבורות לא יצאו הבוקר."),
        (B, "איש לא נפגע."),
    ],
)
ALL = {
    "agency copy": AGENCY_COPY, "wrapped copy": WRAPPED_COPY, "live blog": LIVE_BLOG, "no headline": NO_HEADLINE,
    "desk paste": DESK_PASTE, "tabloid": TABLOID, "captions at the end": CAPTIONS_AT_END, "quotes": QUOTES,
    "arabic": ARABIC, "hebrew": HEBREW,
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_articles_of_many_shapes_are_cut_as_an_editor_would(name):
    text, expected = ALL[name]
    units = cut_article(text)
    check_cut(text, units)
    found = [(u.kind, text[u.start : u.stop], u.duplicate_of) for u in units]
    assert found == [(row[0], row[1], row[2] if len(row) > 2 else None) for row in expected]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Subscribe to our newsletter and never miss a story.", F),
        ("Already a subscriber? Log in to keep reading this article.", F),
        ("You are receiving this e-mail because you signed up.", F),
        ("Correction: An earlier text gave the wrong year.", F),
        ("Ida Roe contributed reporting from Viken.", F),
        ("(Adds minister’s comment, background)", F),
        ("— By Vera Ilves", F),
        ("The paper has lost a third of its subscribers since 2019.", B),
        ("“You should subscribe to this newsletter,” she told the court.", B),
        ("If you live in zone B, go to the sports hall.", B),
        ("Ida Roe reported the theft to police on Friday.", B),
    ],
)
def test_calls_to_readers_are_told_from_news_about_them(line, kind):
    text = f"Ferry sinks\n\nThe ferry sank on Monday.\n\nIt was old.\n\n{line}\n\nNobody was hurt, police said.\n"
    assert [unit.kind for unit in cut_article(text)] == [H, B, B, kind, B]


def test_points_are_the_body_of_a_brief_that_has_no_other_text():
    text = "Harbour authority names new chief\n\n* Ines Calder replaces Mark Ruud.\n\n* No reason was given.\n"
    assert [unit.kind for unit in cut_article(text)] == [H, B, B]


def test_a_title_that_is_known_is_the_headline_wherever_it_stands():
    text = "Skip to content\nIslands\nThe ferry\n\nThe ferry sails again.\n"
    assert [u.kind for u in cut_article(text, title="The  Ferry")] == [F, F, H, B]


def test_the_customers_sample_is_cut_into_its_reference_units():
    reference = load_shared("sample/reference.json")
    text = canonical(shared("sample/article.txt").read_bytes()).body
    places = {unit["id"]: place for place, unit in enumerate(reference["units"])}
    wanted = [(u["start"], u["end"], u["kind"], places.get(u.get("dup_of"))) for u in reference["units"]]
    assert [(u.start, u.stop, u.kind.value, u.duplicate_of) for u in cut_article(text)] == wanted


LINES = st.lists(
    st.sampled_from(
        ["Ferry sinks off Viken", "search", "By Ana Reyes", "The ship sank. Nobody was hurt.",
         "A ship. (AP Photo/Jo Lund)", "read more:", "", "", "• One point", "“Go,” he said.",
         "ships that went on\nand on and on", "\u200b",
         "渡轮沉没。没有人受伤！", "VIKEN (NPA) -", "3 May 2025", "a" * 70, "—", "Who knows?"]
    ),
    max_size=14,
).map("\n".join)  # fmt: skip


@given(st.one_of(LINES, st.text(max_size=60)))
def test_every_cut_is_a_cut(text):
    units = cut_article(text)
    check_cut(text, units)
    for unit in units:
        if unit.duplicate_of is not None:
            first = units[unit.duplicate_of]
            assert (text[first.start : first.stop], first.kind) == (text[unit.start : unit.stop], unit.kind)
            assert first.duplicate_of is None


@given(LINES.filter(lambda text: len(text.strip()) > 3), st.data())
def test_splitting_then_joining_gives_the_cut_back(text, data):
    units = cut_article(text)
    unit = data.draw(st.sampled_from([u for u in units if " " in text[u.start : u.stop]] or units[:1] or [None]))
    if unit is None or " " not in text[unit.start : unit.stop]:
        return
    at = text.index(" ", unit.start, unit.stop)
    parts = split_unit(text, units, unit.ordinal, at)
    check_cut(text, parts)
    assert len(parts) == len(units) + 1
    joined = join_with_next(text, parts, unit.ordinal)
    assert [(u.start, u.stop) for u in joined] == [(u.start, u.stop) for u in units]


def test_a_kind_is_changed_for_a_unit_and_its_repeats():
    text = "Ferry sinks\n\nA ship.\n\nA ship.\n"
    units = with_kind(text, cut_article(text), 2, C)
    assert [(u.kind, u.duplicate_of) for u in units] == [(H, None), (C, None), (C, 1)]


def test_joining_ends_a_repeat_and_splitting_can_make_one():
    text = "A ship. A ship. Ends here."
    units = cut_article(text)
    assert [u.duplicate_of for u in units] == [None, 0, None]
    joined = join_with_next(text, units, 1)
    assert [u.duplicate_of for u in joined] == [None, None]
    assert [u.duplicate_of for u in split_unit(text, joined, 1, 15)] == [None, 0, None]


@pytest.mark.parametrize("at", [0, 7, 11, 40])
def test_a_split_needs_words_on_both_sides(at):
    text = "A ship.    Ends."
    units = join_with_next(text, cut_article(text), 0)
    if at == 7:
        assert len(split_unit(text, units, 0, at)) == 2
        return
    with pytest.raises(Invalid):
        split_unit(text, cut_article(text), 0, at)


def test_the_last_unit_has_nothing_to_join_and_unknown_units_are_refused():
    text = "A ship. Ends."
    with pytest.raises(Invalid):
        join_with_next(text, cut_article(text), 1)
    with pytest.raises(Invalid):
        with_kind(text, cut_article(text), 9, C)


@pytest.mark.parametrize(
    "units",
    [
        [(0, 7)],
        [(8, 13), (0, 7)],
        [(0, 9), (8, 13)],
        [(0, 7), (7, 7), (8, 13)],
        [(0, 7), (8, 99)],
        [(-1, 7), (8, 13)],
        [(1, 7), (8, 13)],
        [(0, 7), (7, 8), (8, 13)],
        [],
    ],
)
def test_a_cut_that_is_none_is_refused(units):
    cut = [Sentence(ordinal, start, stop, B) for ordinal, (start, stop) in enumerate(units)]
    with pytest.raises(Invalid) as caught:
        check_cut("A ship. Ends.", cut)
    assert caught.value.code == "bad_cut"


def test_a_repeat_must_repeat_and_numbers_must_count_up():
    with pytest.raises(Invalid):
        check_cut("A ship. Ends.", [Sentence(0, 0, 7, B), Sentence(1, 8, 13, B, 0)])
    with pytest.raises(Invalid):
        check_cut("A ship. Ends.", [Sentence(1, 0, 7, B), Sentence(2, 8, 13, B)])
