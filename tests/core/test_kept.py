"""Results kept for the values seen last."""

from annotator.core.kept import kept


def test_a_result_is_computed_once_for_the_same_value_and_again_for_an_equal_one() -> None:
    computed = []

    @kept(2)
    def length(values: tuple[int, ...]) -> int:
        computed.append(values)
        return len(values)

    first, equal = tuple(range(2)), tuple(range(2))
    assert [length(first), length(first), length(equal), length(equal)] == [2, 2, 2, 2]
    assert len(computed) == 2


def test_only_the_last_results_are_kept() -> None:
    computed = []

    @kept(2)
    def length(values: tuple[int, ...]) -> int:
        computed.append(values)
        return len(values)

    values = [tuple(range(n)) for n in range(1, 4)]
    for value in (*values, values[0], values[2]):
        assert length(value) == len(value)
    assert computed == [*values, values[0]]
