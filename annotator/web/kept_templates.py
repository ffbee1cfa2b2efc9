"""Templates as the desk uses them: with the same words known to all, and kept compiled between starts."""

from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class DeskEnvironment(Environment):
    """Jinja's environment, where no template is loaded with words of its own."""

    # Any: what templates know is of every type.
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows: the same for all. Jinja would put a map of its own before it, and then look at
        each of its names in a loop at every import of a macro, a hundred times in the answer to a tag.
        """
        return super().make_globals(d) if d else self.globals


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder: a help that no page may depend on. A kept one counts only for its own source.

    Where the disk is full, or the folder gone or read-only, nothing is kept: the page that says so is a template too.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
        super().__init__(str(folder), "%s.template")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one compiled template, if that can be done."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
