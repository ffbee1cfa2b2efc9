"""What surrounds every page: the product's name, the person, the project they are in.

Templates see it as `shell`; a page's own content is in `page`.
"""

from dataclasses import dataclass

from annotator.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path shown in the masthead; the last one of a page needs no address."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page. `actor_uid` is empty for a visitor; `project` is the crumb of the project at hand."""

    product: str = "Annotator"
    language: str = "en"
    direction: str = "ltr"
    actor_uid: str = ""
    actor_name: str = ""
    is_admin: bool = False
    project: Crumb | None = None

    @property
    def is_signed_in(self) -> bool:
        """Say whether a person is signed in."""
        return bool(self.actor_uid)


#: Languages that are written from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction_of(language: str) -> str:
    """The writing direction of a language tag or locale name ("ar-EG", "ar_EG"): rtl or ltr."""
    return "rtl" if language.partition("_")[0].partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def shell_for(
    actor: Actor | None, *, language: str = "en", project: Crumb | None = None, product: str = "Annotator"
) -> Shell:
    """The frame for `actor` (None: a visitor), in the interface language, within `project` if there is one."""
    direction = direction_of(language)
    if actor is None:
        return Shell(product=product, language=language, direction=direction)
    return Shell(product, language, direction, actor.uid, actor.name, actor.is_admin, project)
