"""The cuts and kinds of our own test set as gold for `annotator evaluate kinds`: articles whose number is odd, or even.

    python bench/kinds.py odd > odd.jsonl

The even half is held out: nobody who writes rules has looked at it.
"""

import json
import sys

from goldset import GOLD, read_units


def main() -> None:
    """One line an article."""
    half = sys.argv[1:]
    if half not in (["odd"], ["even"]):
        raise SystemExit(__doc__)
    for path in sorted((GOLD / "articles").glob("*.txt")):
        if (int(path.stem.partition("-")[0]) % 2 == 1) is (half == ["odd"]):
            cut = read_units(path)
            units = [{"start": one.start, "stop": one.stop, "kind": one.kind.value} for one in cut.sentences]
            print(json.dumps({"text": cut.text, "units": units}))


if __name__ == "__main__":
    main()
