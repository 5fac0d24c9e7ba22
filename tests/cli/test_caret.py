"""The caret stands below the part of a line that an error is about, whatever the characters before it."""

import pytest

from photoindex.cli.caret import marked, width


@pytest.mark.parametrize(
    ("before", "part", "after", "shown"),
    [
        ("", "Granma", "", "Granma"),
        ("Tom ", "Bob", " 2004", "Tom Bob 2004"),
        ("Zoe\u0308 ", "Bob", "", "Zoe\u0308 Bob"),
        ("佐藤 ", "鈴木", " Tom", "佐藤 鈴木 Tom"),
        ("\x1b[31m\n", "Bob", "", "\\x1b[31m\\nBob"),
        ("Tom |", "", "", "Tom |"),
    ],
)
def test_carets_stand_below_the_part_whatever_the_characters_before_it(
    before: str, part: str, after: str, shown: str
) -> None:
    line, carets = marked(before + part + after, len(before), len(before) + len(part))
    assert line == shown
    assert carets == " " * width(shown[: shown.index(part) if part else None]) + "^" * max(1, width(part))


@pytest.mark.parametrize(
    ("before", "part", "after"), [(300, 3, 300), (0, 3, 300), (300, 3, 0), (0, 500, 0), (9, 99, 9)]
)
def test_a_long_line_is_cut_around_the_part(before: int, part: int, after: int) -> None:
    line, carets = marked("a" * before + "X" * part + "b" * after, before, before + part)
    assert len(line) <= 76
    assert len(carets) <= 76
    if part < 76:
        assert line[len(carets) - part : len(carets)] == "X" * part == line.strip("ab.")
