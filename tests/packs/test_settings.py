"""The settings file."""

import json
from pathlib import Path

import pytest

from photoindex.advice.actions import Action
from photoindex.data_folder import settings_file
from photoindex.errors import PackError
from photoindex.packs.registry import (
    active_pack,
    use_pack,
)
from tests.packs.installing import install


def test_other_settings_are_kept_when_a_pack_is_chosen(pack_zip: Path) -> None:
    install(pack_zip)
    settings_file().write_text('{"later": [1, 2]}', encoding="utf-8")
    use_pack("tiny")
    assert json.loads(settings_file().read_text(encoding="utf-8")) == {"later": [1, 2], "pack": "tiny"}


@pytest.mark.parametrize("text", ["{", "[]", '{"pack": 7}', "\x00"])
def test_a_damaged_settings_file_is_named_and_not_changed(user_data: Path, text: str) -> None:
    user_data.mkdir()
    settings_file().write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"settings\.json cannot be used") as caught:
        active_pack()
    assert caught.value.advice == (Action.CHOOSE_PACK,)
    assert settings_file().read_text(encoding="utf-8") == text


def test_a_choice_does_not_overwrite_a_damaged_settings_file(user_data: Path, pack_zip: Path) -> None:
    install(pack_zip)
    settings_file().write_text("{half", encoding="utf-8")
    with pytest.raises(PackError):
        use_pack("tiny")
    assert settings_file().read_text(encoding="utf-8") == "{half"
