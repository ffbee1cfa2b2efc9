"""The gold of `annotator evaluate`: a file, or what comes on standard input, kept on disk while it is scored."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from annotator.cli.article_files import STANDARD_INPUT
from annotator.core.errors import Invalid
from annotator.formats.gold import is_dataset

#: So much of it tells the form of gold that has no name.
_HEAD_BYTES = 2**16
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONLLU = re.compile(rb"#|\d+\t")
#: A text with its sentences, one a line: `["It sank. He left.", ["It sank.", "He left."]]`.
_PAIR = re.compile(rb"\[\s*\"")
_REVIEW = b'"record":"review"'
_DOCUMENT = b"# newdoc"


@contextmanager
def gold_file(file: Path) -> Iterator[Path]:
    """The file; for `-` a copy of standard input whose ending says its form, gone with the block.

    Gold is read twice where its form is told by its first line, so a stream is kept; no more of it is held in memory
    than of a file. What is wrong in it is said of "standard input".
    """
    if file != STANDARD_INPUT:
        yield file
        return
    with TemporaryDirectory(prefix="annotator-gold-") as folder:
        copy = Path(folder) / "gold"
        with copy.open("wb") as stream:
            copyfileobj(sys.stdin.buffer, stream)
        kept = copy.rename(copy.with_suffix(_ending_of(copy)))
        try:
            yield kept
        except Invalid as error:
            raise Invalid(error.message.replace(str(kept), "standard input"), code=error.code) from error


def _ending_of(file: Path) -> str:
    """The ending under which gold of this form is stored: `.conllu`, `.jsonl` for lines, `.json` for a whole."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).removeprefix(_BYTE_ORDER_MARK).lstrip()
    if _CONLLU.match(head):
        return ".conllu"
    if head.startswith(b"["):
        return ".jsonl" if _PAIR.match(head) else ".json"
    first, end, _ = head.partition(b"\n")
    try:
        if end:
            json.loads(first)
    except (ValueError, RecursionError):
        return ".json"  # an object over several lines, or no JSON at all, which its reader says
    return ".jsonl"


def count_texts(file: Path) -> int | None:
    """How many texts there are to score, for the progress; None where that is not to be seen at a glance.

    Of a dataset, how many reviews: only finished ones are scored.
    """
    match file.suffix.lower():
        case ".jsonl":
            mark = _REVIEW if is_dataset(file) else b""
            with file.open("rb") as lines:
                return sum(mark in line for line in lines if line.strip())
        case ".conllu":
            with file.open("rb") as lines:
                return sum(line.startswith(_DOCUMENT) for line in lines) or None
    try:
        whole = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return None
    return len(whole) if isinstance(whole, list) else None
