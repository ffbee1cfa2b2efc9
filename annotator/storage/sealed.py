"""Documents that nobody can change, for what several rows share: a dict or a list like any other, until written to."""

from collections.abc import Mapping
from typing import Any, NoReturn


# Any: a document of whatever shape.
def sealed(document: Any) -> Any:
    """A JSON document whose dicts and lists, at every depth, raise TypeError where they would be changed; a copy of one
    is plain again.
    """
    if isinstance(document, dict):
        return _SealedDict({key: sealed(value) for key, value in document.items()})
    if isinstance(document, list):
        return _SealedList([sealed(value) for value in document])
    return document


# Any: whatever was to be done.
def _refuse(*_given: Any, **_named: Any) -> NoReturn:
    raise TypeError("this document is shared by all rows that hold the same: change a copy")


def _refusing(*names: str) -> Mapping[str, Any]:
    return dict.fromkeys(names, _refuse)


_EITHER = ("__setitem__", "__delitem__", "clear", "pop")
_SealedDict = type("_SealedDict", (dict,), {
    "__slots__": (), **_refusing(*_EITHER, "__ior__", "popitem", "setdefault", "update"),
})  # fmt: skip
_SealedList = type("_SealedList", (list,), {
    "__slots__": (),
    **_refusing(*_EITHER, "__iadd__", "__imul__", "append", "extend", "insert", "remove", "reverse", "sort"),
})  # fmt: skip
