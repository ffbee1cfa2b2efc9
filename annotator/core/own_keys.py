"""A person's own key map: a preset, what was changed in it, and whether letters need Alt. Collisions are refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from annotator.core.errors import Invalid
from annotator.core.key_names import is_sign, read_key
from annotator.core.key_presets import PRESETS, Preset
from annotator.core.keys import DEFAULT_KEYS, PLACES, TOGETHER, KeyBinding, Place, level_of
from annotator.core.records import Scope
from annotator.core.scopes import asks_key

#: (place, action): what has a key.
Spot = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What a person chose: `changed` over the preset; `needs_alt`: letters, digits and signs work only with Alt."""

    preset: Preset = Preset.STANDARD
    needs_alt: bool = False
    changed: tuple[tuple[Spot, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys that work for a person, in the order in which they are shown."""

    bindings: tuple[KeyBinding, ...]
    needs_alt: bool = False
    _keys: dict[Spot, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the keys once: a page asks for some hundred."""
        object.__setattr__(self, "_keys", {(b.place, b.action): b.key for b in self.bindings})

    def key_of(self, place: str, action: str) -> str:
        """The key of an action; empty where it has none. Raises KeyError for an action that does not exist."""
        return self._keys[place, action]

    def shown(self, key: str) -> str:
        """A key as it is to be pressed, for people."""
        return f"Alt+{key}" if key and self.needs_alt and is_sign(key) else key

    def by_place(self, scope: str = Scope.FULL) -> tuple[tuple[Place, tuple[KeyBinding, ...]], ...]:
        """The keys under the labels of their places: those that a pass of this scope has something for."""
        asked = [b for b in self.bindings if asks_key(Scope(scope), b.place, b.action)]
        return tuple((place, tuple(b for b in asked if b.place == place.word)) for place in PLACES)

    def free_for(self, key: str) -> str:
        """The key of a desk's own tag, unless it does something else for this person: then empty."""
        taken = {binding.key for binding in self.bindings if binding.place in TOGETHER}
        return "" if key in taken else key


@lru_cache(maxsize=256)
def key_map(own: OwnKeys) -> KeyMap:
    """The keys that work for a person. A key that they chose wins; what had it in the preset has none."""
    chosen = dict(own.changed)
    preset = PRESETS[own.preset]
    taken = {(level_of(place), key) for (place, _action), key in chosen.items()}
    bindings = []
    for binding in DEFAULT_KEYS:
        spot = (binding.place, binding.action)
        key = preset.get(spot, binding.key)
        if spot in chosen:
            key = chosen[spot]
        elif (level_of(binding.place), key) in taken:
            key = ""
        bindings.append(replace(binding, key=key))
    return KeyMap(tuple(bindings), own.needs_alt)


def choose_keys(preset: Preset, typed: Mapping[Spot, str], *, needs_alt: bool) -> OwnKeys:
    """What a person asks for, by the names of keys; what is not in `typed` has the preset's key.

    Raises Invalid with a sentence for each action whose key cannot be: `fields` by `place.action`.
    """
    problems: dict[str, str] = {}
    asked: dict[Spot, str] = {}
    for spot, words in typed.items():
        if spot not in PRESETS[preset]:
            continue
        try:
            asked[spot] = read_key(words)
        except Invalid as error:
            problems[".".join(spot)] = error.message
    own = OwnKeys(preset, needs_alt, _differences(preset, asked))
    problems |= {name: words for name, words in _collisions(preset, asked).items() if name not in problems}
    if problems:
        raise Invalid("Nothing is saved yet: these keys cannot be.", code="key_taken", fields=problems)
    return own


def _differences(preset: Preset, asked: Mapping[Spot, str]) -> tuple[tuple[Spot, str], ...]:
    return tuple((spot, key) for spot, key in asked.items() if PRESETS[preset][spot] != key)


def _collisions(preset: Preset, asked: Mapping[Spot, str]) -> dict[str, str]:
    """A sentence for every action whose key does something else at the same level; it names both."""
    owners: dict[tuple[str, str], KeyBinding] = {}
    problems: dict[str, str] = {}
    for binding in DEFAULT_KEYS:
        spot = (binding.place, binding.action)
        key = asked.get(spot, PRESETS[preset].get(spot, ""))
        if not key:
            continue
        name = ".".join(spot)
        if key.endswith(("↑", "↓", "←", "→")) and binding.place in TOGETHER - {"move"}:
            problems[name] = "The arrow keys always move."
        if key == "F1" and spot != ("page", "keys"):
            problems[name] = "F1 always shows the keys."
        other = owners.setdefault((level_of(binding.place), key), binding)
        if other is not binding:
            words = f"“{key}” is the key of two: “{other.label}” and “{binding.label}”."
            problems[name] = problems[f"{other.place}.{other.action}"] = words
    return problems


def own_keys_to_json(own: OwnKeys) -> dict[str, object]:
    """The document that is stored."""
    keys = [{"place": place, "action": action, "key": key} for (place, action), key in own.changed]
    return {"preset": own.preset.value, "alt": own.needs_alt, "keys": keys}


def own_keys_from_json(document: object) -> OwnKeys:
    """Read a stored document; what this version does not know any more is left out."""
    if not isinstance(document, dict):
        return OwnKeys()
    preset = document.get("preset")
    known = Preset(preset) if preset in set(Preset) else Preset.STANDARD
    changed = []
    entries = document.get("keys")
    for entry in entries if isinstance(entries, list) else []:
        spot = (entry.get("place"), entry.get("action")) if isinstance(entry, dict) else ("", "")
        if spot in PRESETS[known] and isinstance(entry.get("key"), str):
            changed.append((spot, entry["key"]))
    return OwnKeys(known, document.get("alt") is True, tuple(changed))
