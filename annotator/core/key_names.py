"""What keys are called: as people type a key's name, as it is stored and shown, and as the page's script says it."""

import re

from annotator.core.errors import Invalid

_ARROWS = {"↑": "ArrowUp", "↓": "ArrowDown", "←": "ArrowLeft", "→": "ArrowRight"}
#: What somebody may type, folded, and the key that it means.
_SPOKEN = {
    "space": "Space", "spacebar": "Space", "enter": "Enter", "return": "Enter", "esc": "Esc", "escape": "Esc",
    "delete": "Delete", "del": "Delete", "backspace": "Delete", "ctrl+enter": "Ctrl+Enter",
    "control+enter": "Ctrl+Enter", "up": "↑", "down": "↓", "left": "←", "right": "→",
    **{name.lower(): arrow for arrow, name in _ARROWS.items()}, **{arrow: arrow for arrow in _ARROWS},
    "comma": ",", "full stop": ".", "dot": ".", "dash": "-", "hyphen": "-", "slash": "/", "semicolon": ";",
}  # fmt: skip
_SPACES = re.compile(r"\s*\+\s*")
_SIGN = re.compile(r"[a-z0\[\];',./\\\-=?`]")
_TWICE = re.compile(r"([a-z\[\];',./\\\-=`])\1")
_FUNCTION = re.compile(r"f([1-46-9]|10)")


def read_key(typed: str) -> str:
    """The key that somebody typed the name of, as it is stored; empty for no key. Raises Invalid for none of ours.

    Digits but 0 are source cards; F5, F11, F12 and everything else with Ctrl or Alt are the browser's.
    """
    name = _SPACES.sub("+", typed.strip().lower()) if typed != " " else "space"
    if not name:
        return ""
    shifted = name.startswith("shift+")
    plain = _SPOKEN.get(name.removeprefix("shift+"), name.removeprefix("shift+"))
    if shifted:
        if re.fullmatch("[a-z]", plain) or plain in ("←", "→", "Space", "Enter"):
            return f"Shift+{plain}"
        if _FUNCTION.fullmatch(plain):
            return f"Shift+{plain.upper()}"
    elif plain in _SPOKEN.values() or _SIGN.fullmatch(plain) or _TWICE.fullmatch(plain):
        return plain
    elif _FUNCTION.fullmatch(plain):
        return plain.upper()
    raise Invalid(f"“{typed.strip()[:20]}” is no key that can be chosen.", code="bad_key")


def is_sign(key: str) -> bool:
    """Say whether a key is a letter, digit or sign, alone or doubled: what a stray word could press."""
    return bool(_SIGN.fullmatch(key.removeprefix("Shift+")) or _TWICE.fullmatch(key)) or key == "1-9"


def script_name(key: str) -> str:
    """A stored key as the page's script calls it (`data-key`)."""
    head, shift, plain = key.rpartition("Shift+")
    named = {**_ARROWS, "Esc": "Escape", "Ctrl+Enter": "Control+Enter"}.get(plain, plain)
    return f"{head}{shift}{named}"
