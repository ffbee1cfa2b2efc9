"""The cuts and kinds of texts and pages of our own as gold for `annotator evaluate kinds`, odd numbers or even ones.

    python bench/kinds.py odd > odd.jsonl
    python bench/kinds.py pages odd > pages.jsonl

The even half is held out: nobody who writes rules has looked at how it is read.
"""

import json
import sys

from goldset import GOLD, read_units
from pages import print_pages


def main() -> None:
    """One line an article or page."""
    *what, half = sys.argv[1:] or [""]
    if half not in ("odd", "even") or what not in ([], ["pages"]):
        raise SystemExit(__doc__)
    if what:
        print_pages(half)
        return
    for path in sorted((GOLD / "articles").glob("*.txt")):
        if (int(path.stem.partition("-")[0]) % 2 == 1) is (half == "odd"):
            cut = read_units(path)
            units = [{"start": one.start, "stop": one.stop, "kind": one.kind.value} for one in cut.sentences]
            print(json.dumps({"text": cut.text, "units": units}))


if __name__ == "__main__":
    main()
