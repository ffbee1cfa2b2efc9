"""How fast the sentence splitter is, and that hostile input costs no more than its length.

Run: python bench/sentences.py. Goals: any megabyte under 5 s, and at most 12 times a hundred kilobytes.
"""

from time import perf_counter

from annotator.core.figures import find_figures
from annotator.core.kinds import cut_article
from annotator.core.records import Span
from annotator.core.sentences import sentence_spans

NEWS = (
    "Citing two officials with knowledge of the inquiry, the Coast Wire reported on Monday that Gov. Ana Reyes had "
    "moved some 400 people. “Will they return?” Lee asked reporters. It was No. 3 this year.\n\n"
)
HOSTILE = (". ", "U.S. ", "A.", "!?", "“", '"', "'", "(", " ", "1. a\n", "1.", "\n", "word ", "x", "。", ". . .")


def seconds(work, text):
    """The best of three runs."""
    times = []
    for _ in range(3):
        begun = perf_counter()
        work(text)
        times.append(perf_counter() - begun)
    return min(times)


def main():
    text = (NEWS * 5000)[:1_000_000]
    for name, work in (
        ("sentences", sentence_spans),
        ("article cut", cut_article),
        ("figures", lambda text: find_figures(text, Span(0, len(text)))),
    ):
        print(f"{name:12} {len(text) / 1e6 / seconds(work, text):6.1f} MB/s of news")
    for unit in HOSTILE:
        small, large = (unit * 100_000)[:100_000], (unit * 1_000_000)[:1_000_000]
        few, many = seconds(sentence_spans, small), seconds(sentence_spans, large)
        print(f"{unit!r:10} 100 kB {few:6.3f} s   1 MB {many:6.3f} s   x{many / max(few, 1e-4):5.1f}")


if __name__ == "__main__":
    main()
