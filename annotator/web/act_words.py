"""What an act was, in words: for the history of a review and for conflicts."""

from collections.abc import Callable

from flask_babel import gettext as _

from annotator.core.actions import ActionKind

_WORDS: dict[ActionKind, Callable[[], str]] = {
    ActionKind.ANSWER_SENTENCE: lambda: _("answered"),
    ActionKind.TAG_CLAIM: lambda: _("marked a claim"),
    ActionKind.CUT_CLAIM: lambda: _("cut a claim"),
    ActionKind.LINK_CLAIM: lambda: _("said what a claim rests on"),
    ActionKind.TAG_ATTRIBUTION: lambda: _("marked a source"),
    ActionKind.TAG_FIGURE: lambda: _("marked a figure"),
    ActionKind.TAG_MARK: lambda: _("marked words with a tag of the desk"),
    ActionKind.EDIT_ANNOTATION: lambda: _("changed a tag"),
    ActionKind.REMOVE_ANNOTATION: lambda: _("removed a tag"),
    ActionKind.EDIT_SOURCE: lambda: _("changed a source card"),
    ActionKind.REMOVE_SOURCE: lambda: _("removed a source card"),
    ActionKind.MERGE_SOURCES: lambda: _("merged two source cards"),
    ActionKind.SPLIT_SOURCE: lambda: _("split a source card"),
    ActionKind.MOVE_MENTION: lambda: _("gave a mention another card"),
    ActionKind.SET_WAY: lambda: _("said how a claim came"),
    ActionKind.ANSWER_REST: lambda: _("answered the rest of the article"),
    ActionKind.CUT_TEXT: lambda: _("cut the article into sentences anew"),
    ActionKind.PROPOSE_CUT: lambda: _("proposed another cut of the article"),
    ActionKind.ACCEPT_SUGGESTION: lambda: _("accepted what was suggested"),
    ActionKind.REJECT_SUGGESTION: lambda: _("rejected a suggestion"),
    ActionKind.DECIDE: lambda: _("decided a difference"),
    ActionKind.ACCEPT_AGREED: lambda: _("accepted what the readings agree on"),
    ActionKind.CARRY_REVIEW: lambda: _("took over what was tagged in the earlier text"),
    ActionKind.UNDO: lambda: _("undid"),
    ActionKind.REDO: lambda: _("did again"),
    ActionKind.CHANGE_NOTHING: lambda: _("saved something as it was"),
    ActionKind.START_REVIEW: lambda: _("started the review"),
    ActionKind.FINISH_REVIEW: lambda: _("finished the review"),
    ActionKind.REOPEN_REVIEW: lambda: _("reopened the review"),
    ActionKind.MERGE_TAGS: lambda: _("merged two tags of the scheme"),
    ActionKind.UNMERGE_TAGS: lambda: _("took a merge of two tags back"),
}


def kind_words(kind: ActionKind) -> str:
    """A kind of action as a verb."""
    return _WORDS[kind]()
