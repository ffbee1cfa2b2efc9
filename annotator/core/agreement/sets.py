"""Distances between two sets of tags. Empty against empty is 0, empty against any tag 1."""


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """One minus the share of common members. Jaccard 1901."""
    if first == second:
        return 0.0
    return 1 - len(first & second) / len(first | second)


def masi(first: frozenset[str], second: frozenset[str]) -> float:
    """MASI: one minus Jaccard's similarity times 1 for equal sets, 2/3 for a subset, 1/3 for an overlap.

    Passonneau 2006, Measuring Agreement on Set-valued Items, and NLTK since 3.10. What DKPro calls MASI
    multiplies two distances instead and gives other values.
    """
    if first == second:
        return 0.0
    shared = len(first & second)
    if not shared:
        return 1.0
    monotonicity = 2 / 3 if first < second or second < first else 1 / 3
    return 1 - shared / len(first | second) * monotonicity
