"""What can go wrong, as values that every edge maps once (status codes, exit codes).

Each message is a sentence a person can act on; it never quotes article text.
"""

from collections.abc import Mapping


class AnnotatorError(Exception):
    """Base of everything the product raises on purpose; `code` is stable, `message` is for people."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class NotFound(AnnotatorError):
    """The thing does not exist, or is not for this person to know of (404).

    Who may not know of it gets the words of one that does not exist: never give a message for one of the two alone.
    """

    code = "not_found"

    def __init__(
        self, message: str = "There is nothing here, or it is not yours to see.", *, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)


class Gone(AnnotatorError):
    """A one-time link that was used or has expired (410)."""

    code = "gone"


class NotSignedIn(AnnotatorError):
    """The request needs a person (401)."""

    code = "not_signed_in"


class Forbidden(AnnotatorError):
    """The person may see the thing but not do this to it (403)."""

    code = "forbidden"


class Invalid(AnnotatorError):
    """Understood but not acceptable (422). `fields` maps a field's name to its sentence."""

    code = "invalid"

    def __init__(
        self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.fields = dict(fields or {})


class Conflict(AnnotatorError):
    """The stored state is not what the request was made against (409); nothing was changed."""

    code = "conflict"


class TooLarge(AnnotatorError):
    """More than the limit that the message names (413)."""

    code = "too_large"


class Busy(AnnotatorError):
    """The database could not be written in time; the same request may be sent again (503)."""

    code = "busy"


class StorageFull(AnnotatorError):
    """No room left to write (507)."""

    code = "disk_full"
