"""What surrounds every page: the product's name, the person, the project they are in.

Templates see it as `shell`; a page's own content is in `page`.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs

from annotator.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path shown in the masthead; the last one of a page needs no address."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page. `actor_uid` is empty for a visitor; `project` is the crumb of the project at hand; `looks`
    are the attributes of the page by which its style follows what the reader chose; `login` is the name that its person
    signs in by, for signing in again within the page.
    """

    product: str = "Annotator"
    language: str = "en"
    direction: str = "ltr"
    actor_uid: str = ""
    actor_name: str = ""
    is_admin: bool = False
    project: Crumb | None = None
    looks: tuple[tuple[str, str], ...] = ()
    login: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Say whether a person is signed in."""
        return bool(self.actor_uid)


#: The cookie in which theme.js keeps how this browser's reader likes to read.
LOOKS_COOKIE = "annotator-reading"
#: What can be chosen there: by its name, the attribute and its values.
_LOOKS = {
    "theme": ("data-theme", ("light", "dark")),
    "textSize": ("data-text-size", ("small", "large", "larger")),
    "contrast": ("data-contrast", ("more",)),
    "focus": ("data-focus", ("on",)),
}

#: Languages that are written from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction_of(language: str) -> str:
    """The writing direction of a language tag or locale name ("ar-EG", "ar_EG"): rtl or ltr."""
    return "rtl" if language.partition("_")[0].partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def read_looks(cookie: str) -> tuple[tuple[str, str], ...]:
    """The attributes for what was chosen ("theme=dark&textSize=large"); what nobody can choose is left out."""
    chosen = {name: values[-1] for name, values in parse_qs(cookie).items()} if cookie else {}
    known = _LOOKS.items()
    return tuple((attribute, chosen[name]) for name, (attribute, values) in known if chosen.get(name) in values)


def shell_for(
    actor: Actor | None,
    *,
    language: str = "en",
    project: Crumb | None = None,
    product: str = "Annotator",
    looks: tuple[tuple[str, str], ...] = (),
    login: str = "",
) -> Shell:
    """The frame for `actor` (None: a visitor), in the interface language, within `project` if there is one."""
    direction = direction_of(language)
    if actor is None:
        return Shell(product=product, language=language, direction=direction, looks=looks)
    return Shell(product, language, direction, actor.uid, actor.name, actor.is_admin, project, looks, login)
