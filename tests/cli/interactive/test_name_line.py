"""Typing a name."""

from photoindex.cli.interactive.name_line import NameLine

NAMES = ("Robin Smith", "Rob Brown", "Élise O'Neill")


def after(*keys: str, text: str = "") -> NameLine:
    line = NameLine(text, NAMES)
    for key in keys:
        line = line.after(key)
    return line


def test_enter_takes_exactly_what_was_typed_although_a_longer_name_exists() -> None:
    line = after(*"Rob")
    assert line.text == "Rob"
    assert line.existing is None
    assert line.fitting == ["Robin Smith", "Rob Brown"]


def test_tab_completes_and_a_second_tab_offers_the_next_name() -> None:
    assert after(*"rob", "tab").text == "Robin Smith"
    assert after(*"rob", "tab", "tab").text == "Rob Brown"
    assert after(*"rob", "tab", "tab", "tab").text == "Robin Smith"
    assert after(*"rob", "tab", "x").fitting == []


def test_any_word_of_a_name_can_be_completed_whatever_its_case() -> None:
    assert after(*"o'n", "tab").text == "Élise O'Neill"
    assert after(*"él", "tab").text == "Élise O'Neill"
    assert after(*"zz", "tab").text == "zz"
    assert after("tab").text == ""


def test_a_name_in_another_spelling_is_the_same_person() -> None:
    assert after(*"rob  BROWN").existing == "Rob Brown"
    assert after().existing is None


def test_editing_keys_delete_a_letter_with_its_accents_a_word_or_everything() -> None:
    assert after("backspace", text="Zoe\u0308").text == "Zo"
    assert after("backspace", text="").text == ""
    assert after("word", text="Rob Brown").text == "Rob"
    assert after("clear", text="Rob Brown").text == ""
    assert after("other", "escape", text="Rob").text == "Rob"
