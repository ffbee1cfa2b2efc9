"""The key map as data: the places in which keys work, and the keys that a new person starts with.

A key only ever clicks a button: `action` is the word by which the page finds it. A doubled key (`qq`) is the same
key pressed twice within 600 ms; the first press does what one press does.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One place in which keys work, with its label for people."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """One key in one place, and the action of the button it clicks. `key` is empty where there is none."""

    place: str
    key: str
    action: str
    label: str

    @property
    def is_fixed(self) -> bool:
        """Say whether nobody can give it another key: digits are cards, Tab is the browser's."""
        return (self.place, self.action) in FIXED


#: In the order in which they are shown.
PLACES = (
    Place("move", "Moving"),
    Place("sentence", "On a sentence"),
    Place("attribution", "Marking a source"),
    Place("figure", "Marking a figure"),
    Place("page", "On the page"),
    Place("tag", "On a tag that has the focus"),
    Place("suggestion", "On a suggestion that has the focus"),
    Place("card", "With a source card open"),
    Place("cards", "In the list of source cards"),
    Place("panel", "With a source card's own panel open"),
    Place("ways", "With the way of a claim open"),
    Place("edges", "With the edges of a tag open"),
    Place("cut", "With a sentence's cut open"),
    Place("bound", "With a figure open"),
    Place("rest", "With the rest of the article open"),
    Place("conflict", "With two versions open"),
)

#: The places whose keys work at the same time: in them a key means one thing. Every other place stands alone.
TOGETHER = frozenset({"move", "sentence", "attribution", "figure", "page"})

#: What keeps its keys.
FIXED = frozenset({("sentence", "link"), ("card", "card"), ("move", "focus"), ("edges", "edge")})


def level_of(place: str) -> str:
    """The stretch of the page in which a key means one thing: `page` for the places that work together."""
    return "page" if place in TOGETHER else place


def _keys(place: str, table: str) -> tuple[KeyBinding, ...]:
    """Bindings written one a line: key, action, label."""
    rows = (line.split(None, 2) for line in table.strip().splitlines())
    return tuple(KeyBinding(place, key, action, label) for key, action, label in rows)


DEFAULT_KEYS = (
    *_keys(
        "move",
        """
        Space    accept      accept what is shown and go on
        ↓        next        next sentence
        ↑        previous    sentence before
        ←        left        caret one word back
        →        right       caret one word on
        Shift+←  grow_left   selection one word back
        Shift+→  grow_right  selection one word on
        j        jump        and a letter: to the next word that begins with it
        Tab      focus       next claim or span in the sentence
        """,
    ),
    *_keys(
        "sentence",
        """
        f    fact         claim: fact, on or off
        p    prediction   claim: prediction, on or off
        o    opinion      claim: opinion, on or off
        x    nothing      nothing to tag, and go on
        u    not_article  not article text, and go on
        1-9  link         the claim rests on that source card
        m    by_name      the claim rests on a source card found by its name
        0    own_voice    own voice: no source
        s    same_source  same source as the sentence before
        c    cut          cut the claim in two at the caret
        w    star         worth checking, on or off
        v    edges        move the edges of the tag in focus, or of the claim, to the selection or by key
        q    unsure       unsure, on or off
        qq   question     unsure, with a question to the editor
        t    attack       attack on a named person or body, on or off
        d    declined     declined to comment; on a claim: denial, on or off
        k    kind         what kind of line this is
        b    boundary     split or join the sentence
        n    note         note
        """,
    ),
    *_keys(
        "attribution",
        """
        a  attribution   mark the selection, or the phrase around the caret, as a source
        """,
    ),
    *_keys(
        "figure",
        """
        g  figure    mark the selection, or the number around the caret, as a figure
        """,
    ),
    *_keys(
        "page",
        """
        e           edit_card  edit the source card under the caret; adjust the suggestion that has the focus
        l           cards      list of source cards
        i           guideline  guideline
        r           rest       rest of the article
        z           undo       undo
        y           redo       redo
        /           find       find in the article
        -           history    what was done here
        Enter       conflict   answer what was changed meanwhile
        Ctrl+Enter  finish     finish, and go to the next article
        ?           keys       the keys (F1 too)
        """,
    ),
    *_keys(
        "tag",
        """
        g       correct  correct the figure
        Delete  remove   remove it
        a       pick     give the mention another source card
        h       way      how this claim came from its source
        """,
    ),
    *_keys(
        "suggestion",
        """
        Enter   accept  accept it
        Delete  reject  reject it
        """,
    ),
    *_keys(
        "card",
        """
        1-9    card         mention of that existing card
        l      by_name      mention of an existing card found by its name
        n      named        identity: named
        s      spokesperson identity: spokesperson of a named body
        u      unnamed      identity: unnamed
        m      missing      identity: missing (“reportedly”)
        p      person       type: person
        g      group        type: group
        o      organisation type: organisation
        d      document     type: document
        a      outlet       type: agency or outlet
        c      number       how many, read from the phrase
        r      role         the text tells their job or post, on or off
        i      side         the text tells their camp or interest, on or off
        k      claimed      knowledge is claimed
        e      direct       direct knowledge
        f      formula      a formula as reason
        y      specific     a specific reason
        v      relay        relayed by the latest outlet
        Enter  confirm      confirm the card
        Esc    cancel       leave without saving
        """,
    ),
    *_keys(
        "cards",
        """
        e    list_edit   edit the card
        m    list_panel  its mentions and claims; split it, merge it
        Esc  list_leave  back to the sentence
        """,
    ),
    *_keys(
        "panel",
        """
        s      split_off    split off the chosen mentions
        m      merge        merge into another card
        Enter  agree        merge two unnamed sources all the same
        Esc    leave_panel  leave it as it is
        """,
    ),
    *_keys(
        "ways",
        """
        c    by_card     as the card says
        d    direct_way  direct, this once
        Esc  leave_ways  leave it as it is
        """,
    ),
    *_keys(
        "cut",
        """
        Enter  split       split the sentence at the caret
        ↓      join        join it with the next
        h      headline    kind: headline
        s      standfirst  kind: standfirst
        b      body        kind: body
        c      caption     kind: caption
        f      furniture   kind: furniture, site words
        Esc    leave_cut   leave it as it is
        """,
    ),
    *_keys(
        "edges",
        """
        ←        word_back       the edge a word back; in right-to-left text a word on
        →        word_on         the edge a word on; in right-to-left text a word back
        Shift+←  character_back  the edge a character back, or on
        Shift+→  character_on    the edge a character on, or back
        Tab      edge            the other edge
        v        other_edge      the other edge
        Enter    save_edges      save both edges
        Esc      leave_edges     leave without saving
        """,
    ),
    *_keys(
        "bound",
        """
        e      exact     exact
        a      about     about
        m      at_least  at least
        l      at_most   at most
        r      range     a range
        Enter  confirm   save the figure
        Esc    cancel    leave without saving
        """,
    ),
    *_keys(
        "rest",
        """
        Enter  fact     everything without an answer: fact in own voice
        x      nothing  everything without an answer: nothing to tag
        Esc    cancel   leave without answering
        """,
    ),
    *_keys(
        "conflict",
        """
        s      stored   keep what is stored
        m      mine     put mine over it
        b      both     keep both
        Esc    later    answer later
        """,
    ),
)
