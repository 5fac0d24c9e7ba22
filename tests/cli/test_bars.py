"""Numbers as bars of text."""

from photoindex.cli.bars import bar, sparkline


def test_a_bar_is_as_long_as_its_number() -> None:
    assert bar(10, 10, 4, blocks=True) == "████"
    assert bar(5, 10, 4, blocks=True) == "██"
    assert bar(6, 10, 4, blocks=True) == "██▍"
    assert bar(5, 10, 4, blocks=False) == "##"


def test_any_number_above_0_leaves_a_trace() -> None:
    assert bar(1, 100_000, 10, blocks=True) == "▏"
    assert bar(1, 100_000, 10, blocks=False) == "#"
    assert bar(0, 10, 10, blocks=True) == bar(0, 0, 10, blocks=False) == ""
    assert sparkline([0, 1, 100_000]) == " ▁█"
    assert sparkline([]) == ""
