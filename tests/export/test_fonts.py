"""Text on sheets is drawn with whichever fonts are installed."""

import pytest

from photoindex.export.fonts import drawable, fitted, undrawable


def test_ascii_is_drawn_in_the_font_that_is_always_available() -> None:
    assert drawable("Grandma & Tom", 14)[1] is drawable("Tom", 14)[1]


@pytest.mark.parametrize("text", ["Zoë Ångström", "Łukasz · 2003 – 2019", "Ωμέγα", "\U00013000"])
def test_text_is_drawn_without_empty_boxes_whichever_fonts_are_installed(text: str) -> None:
    drawn, font = drawable(text, 20)
    nowhere = bytes(font.getmask("\U000fffff"))
    assert len(drawn) == len(text)
    assert all(bytes(font.getmask(character)) != nowhere for character in drawn if character != " ")


def test_letters_that_no_font_has_are_named_once_and_accents_that_are_lost_are_not() -> None:
    assert undrawable(["Tom & Zoë?", "\U00013000 Ann \U00013001", "\U00013000", "x" * 500]) == "\U00013000\U00013001"
    assert undrawable([]) == ""


def test_the_end_of_a_name_can_be_kept() -> None:
    name = "A photo that somebody named with a whole sentence 11.jpg"
    line, font = fitted(name, 20, 200, keep_end=True)
    begin, end = line.split("…")
    assert name.startswith(begin)
    assert name.endswith(end)
    assert end.endswith(" 11.jpg")
    assert font.getlength(line) <= 200
    assert fitted("11.jpg", 20, 200, keep_end=True)[0] == "11.jpg"
