"""Templates kept compiled between starts: a help that no page may depend on."""

from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder. A kept one counts only for the source it was made of.

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
