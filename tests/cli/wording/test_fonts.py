"""Letters that no font has are named, with a font to install."""

import pytest

from photoindex.cli.wording.fonts import tell_of_undrawn


def said(letters: str, capsys: pytest.CaptureFixture[str]) -> str:
    tell_of_undrawn(letters)
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("platform", "advice"),
    [("linux", "fonts-noto-cjk"), ("darwin", "Noto Sans CJK"), ("win32", "Optional features")],
)
def test_fonts_for_chinese_are_named_for_each_system(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, platform: str, advice: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    text = said("李龙李", capsys)
    assert text.startswith("These letters became question marks, because no font on this machine has them: 李 龙. ")
    assert advice in text


def test_other_scripts_get_general_advice_and_many_letters_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert "one of Noto Sans" in said("\u0e01", capsys)
    assert ": 一 丁 丂 七 丄 丅 丆 万 丈 三 and 5 more. " in said("".join(map(chr, range(0x4E00, 0x4E0F))), capsys)


def test_nothing_is_said_if_all_letters_were_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert said("", capsys) == ""
