"""Ready-made key maps: the standard one, and one for each hand alone on a QWERTY keyboard.

In the left-hand map the three flags lie under the resting fingers and the card's fields in rows, in the form's order;
the right-hand map mirrors it. Capitals are for what is rare. Digits stay source cards: where a hand does not reach
them there are the number pad, and the card's name.
"""

from enum import StrEnum

from annotator.core.keys import DEFAULT_KEYS


class Preset(StrEnum):
    """A ready-made key map."""

    STANDARD = "standard"
    LEFT = "left"
    RIGHT = "right"


_LEFT = {
    "move": "Space accept|e next|Shift+Space previous|c left|v right|Shift+c grow_left|Shift+v grow_right|t jump",
    "sentence": "f fact|d prediction|s opinion|x nothing|Shift+x not_article|Shift+f by_name|b own_voice|r same_source"
    "|Shift+s cut|w edges|Shift+t star|q unsure|qq question|Shift+a attack|Shift+d declined|F4 kind|Shift+b boundary"
    "|Shift+q note",
    "attribution": "a attribution",
    "figure": "g figure",
    "page": "Shift+e edit_card|Shift+w cards|Shift+g guideline|Shift+r rest|z undo|Shift+z redo|F3 find|F2 finish"
    "|F1 keys|Shift+F2 history|Shift+F4 conflict",
    "tag": "g correct|` remove|a pick|w way",
    "cards": "e list_edit|w list_panel|Esc list_leave",
    "panel": "s split_off|d merge|Space agree|Esc leave_panel",
    "ways": "c by_card|d direct_way|Esc leave_ways",
    "suggestion": "Space accept|` reject",
    "card": "Shift+f by_name|q named|w spokesperson|e unnamed|r missing|a person|s group|d organisation|f document"
    "|g outlet|z number|x role|c side|v claimed|b direct|t formula|Shift+t specific|Shift+v relay|Space confirm"
    "|Esc cancel",
    "edges": "c word_back|v word_on|Shift+c character_back|Shift+v character_on|w other_edge|Space save_edges"
    "|Esc leave_edges",
    "cut": "Space split|v join|a headline|s standfirst|d body|f caption|g furniture|Esc leave_cut",
    "bound": "e exact|a about|w at_least|s at_most|r range|Space confirm|Esc cancel",
    "rest": "Space fact|x nothing|Esc cancel",
    "conflict": "s stored|f mine|b both|Esc later",
}

_RIGHT = {
    "move": "Space accept|↓ next|↑ previous|← left|→ right|Shift+← grow_left|Shift+→ grow_right|y jump",
    "sentence": "j fact|k prediction|l opinion|m nothing|Shift+m not_article|Shift+j by_name|0 own_voice|u same_source"
    "|n cut|[ edges|o star|p unsure|pp question|' attack|Shift+k declined|Shift+i kind|Shift+n boundary|Shift+p note",
    "attribution": "; attribution",
    "figure": "h figure",
    "page": "i edit_card|Shift+o cards|Shift+h guideline|Shift+u rest|. undo|, redo|/ find|Ctrl+Enter finish|? keys"
    "|Shift+y history|Enter conflict",
    "tag": "h correct|Delete remove|; pick|j way",
    "cards": "i list_edit|o list_panel|Delete list_leave",
    "panel": "j split_off|k merge|Enter agree|Delete leave_panel",
    "ways": "m by_card|n direct_way|Delete leave_ways",
    "suggestion": "Enter accept|Delete reject",
    "card": "Shift+j by_name|u named|i spokesperson|o unnamed|p missing|h person|j group|k organisation|l document"
    "|; outlet|n number|m role|, side|. claimed|/ direct|y formula|Shift+y specific|' relay|Enter confirm"
    "|Delete cancel",
    "edges": "← word_back|→ word_on|Shift+← character_back|Shift+→ character_on|[ other_edge|Enter save_edges"
    "|Delete leave_edges",
    "cut": "Enter split|↓ join|h headline|j standfirst|k body|l caption|; furniture|Delete leave_cut",
    "bound": "= exact|' about|. at_least|, at_most|- range|Enter confirm|Delete cancel",
    "rest": "Enter fact|m nothing|Delete cancel",
    "conflict": "k stored|m mine|n both|Delete later",
}


def _read(table: dict[str, str]) -> dict[tuple[str, str], str]:
    rows = ((place, *row.split(" ")) for place, line in table.items() for row in line.split("|"))
    return {(place, action): key for place, key, action in rows}


#: preset -> (place, action) -> key, for everything whose key can be chosen.
PRESETS: dict[Preset, dict[tuple[str, str], str]] = {
    Preset.STANDARD: {(b.place, b.action): b.key for b in DEFAULT_KEYS if not b.is_fixed},
    Preset.LEFT: _read(_LEFT),
    Preset.RIGHT: _read(_RIGHT),
}
