"""The cuts and kinds of texts and pages of our own as gold for `annotator evaluate kinds`, odd numbers or even ones.

    python bench/kinds.py             count the units of our own texts by kind, a half a line
    python bench/kinds.py odd > odd.jsonl
    python bench/kinds.py pages odd > pages.jsonl

The even half is held out: nobody who writes rules has looked at how it is read.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator

from goldset import GOLD, read_units
from pages import print_pages

from annotator.core.records import CutArticle


def main() -> None:
    """One line an article or page."""
    if not sys.argv[1:]:
        count_kinds()
        return
    *what, half = sys.argv[1:]
    if half not in ("odd", "even") or what not in ([], ["pages"]):
        raise SystemExit(__doc__)
    if what:
        print_pages(half)
        return
    for cut in list_cuts(half):
        units = [{"start": one.start, "stop": one.stop, "kind": one.kind.value} for one in cut.sentences]
        print(json.dumps({"text": cut.text, "units": units}))


def list_cuts(half: str) -> Iterator[CutArticle]:
    """The articles of a half, cut."""
    for path in sorted((GOLD / "articles").glob("*.txt")):
        if (int(path.stem.partition("-")[0]) % 2 == 1) is (half == "odd"):
            yield read_units(path)


def count_kinds() -> None:
    """How many units of each kind either half has."""
    for half in ("odd", "even"):
        found = Counter(one.kind.value for cut in list_cuts(half) for one in cut.sentences)
        print(half, ", ".join(f"{kind} {count}" for kind, count in sorted(found.items())))


if __name__ == "__main__":
    main()
