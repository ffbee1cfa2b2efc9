"""What a pass asks for. A sourcing-only pass asks for attributions with their cards and for figures, never for claims.

What it leaves out is refused, not hidden: a reading in which some claims happen to be tagged looks like one in
which the others were judged to be none.
"""

from collections.abc import Iterable
from dataclasses import replace

from annotator.core.actions import Change
from annotator.core.annotations import Verb
from annotator.core.errors import Conflict
from annotator.core.records import Claim, Mark, Scope
from annotator.core.suggestions import Suggestions

#: The verbs of a sourcing-only pass. Attributions, figures, their cards and edges are no verbs.
SOURCING_VERBS = frozenset({Verb.NOTHING, Verb.NOT_ARTICLE, Verb.STAR, Verb.UNSURE})

#: The tags of a sourcing-only pass.
SOURCING_TAGS = frozenset({"attribution", "figure"})
#: What keys do about claims, by place and action: such a pass has no button for it.
CLAIM_ACTIONS = frozenset(
    ("sentence", action)
    for action in (
        "fact", "prediction", "opinion", "link", "by_name", "own_voice", "same_source", "cut", "attack", "declined",
    )
) | {("rest", "fact"), ("tag", "way")}  # fmt: skip
#: Places of the page that are about claims alone.
CLAIM_PLACES = frozenset({"ways"})


def asks_key(scope: Scope, place: str, action: str) -> bool:
    """Say whether a pass has something for a key to do."""
    return scope is Scope.FULL or ((place, action) not in CLAIM_ACTIONS and place not in CLAIM_PLACES)


def refuse_verb(scope: Scope, verb: Verb) -> None:
    """Raises Conflict (`sourcing_only`) for a verb that the pass does not ask for."""
    if scope is Scope.SOURCING_ONLY and verb not in SOURCING_VERBS:
        raise _refused()


def refuse_changes(scope: Scope, changes: Iterable[Change]) -> None:
    """The same for what an act would write: no claim and no tag of the desk's own is made or changed. What came
    into such a review from elsewhere may go.
    """
    if scope is Scope.SOURCING_ONLY and any(isinstance(change.after, Claim | Mark) for change in changes):
        raise _refused()


def within(suggestions: Suggestions, scope: Scope) -> Suggestions:
    """The suggestions that a pass shows: to one for sources and figures no claims."""
    return replace(suggestions, claims=()) if scope is Scope.SOURCING_ONLY else suggestions


def _refused() -> Conflict:
    return Conflict(
        "This pass asks for sources and figures only: mark them, or answer “nothing to tag”.", code="sourcing_only"
    )
