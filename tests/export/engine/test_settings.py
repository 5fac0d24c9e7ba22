"""An update uses the settings with which a folder was made, unless the user gives others."""

from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import UsageError
from photoindex.export.engine.journal import write_head
from photoindex.export.engine.settings import Settings, settings_for

USUAL = {"link": False, "template": "{original}", "size": None, "strip": "nothing", "touch": False}


def settings(folder: Path, *, update: bool = True, **given: Any) -> Settings:
    return settings_for(folder, "folder", USUAL, given, update=update)


def test_settings_that_are_not_given_stay(tmp_path: Path) -> None:
    write_head(tmp_path, "folder", "nothing", {"template": "{stem}", "size": 50, "strip": "nothing"})
    found = settings(tmp_path, touch=True, size=None)
    assert found.values == {"link": False, "template": "{stem}", "size": 50, "strip": "nothing", "touch": True}
    assert found.kept == {"template": "{stem}", "size": 50}
    assert found.changed == {"touch": False}


def test_a_setting_that_is_given_as_it_was_is_neither_kept_nor_changed(tmp_path: Path) -> None:
    write_head(tmp_path, "folder", "nothing", {"size": 50})
    found = settings(tmp_path, size=50)
    assert (found.kept, found.changed) == ({}, {})


def test_the_usual_value_can_be_given(tmp_path: Path) -> None:
    write_head(tmp_path, "folder", "nothing", {"template": "{stem}"})
    assert settings(tmp_path, template="{original}").changed == {"template": "{stem}"}


def test_a_link_and_another_form_replace_each_other(tmp_path: Path) -> None:
    write_head(tmp_path, "folder", "nothing", {"size": 50})
    assert settings(tmp_path, link=True).changed == {"link": False, "size": 50}
    write_head(tmp_path, "folder", "nothing", {"link": True})
    assert settings(tmp_path, size=50).values["link"] is False


def test_copies_are_asked_for_without_giving_up_their_form(tmp_path: Path) -> None:
    write_head(tmp_path, "folder", "nothing", {"size": 50})
    assert settings(tmp_path, link=False).kept == {"size": 50}
    write_head(tmp_path, "folder", "nothing", {"link": True})
    assert settings(tmp_path, link=False).changed == {"link": True}


def test_an_export_of_another_kind_and_an_older_record_say_nothing(tmp_path: Path) -> None:
    assert settings(tmp_path) == Settings(USUAL)
    write_head(tmp_path, "crops", "nothing", {"size": 50})
    assert settings(tmp_path) == Settings(USUAL)
    write_head(tmp_path, "folder", "nothing")
    assert settings(tmp_path) == Settings(USUAL)
    write_head(tmp_path, "folder", "nothing", {"size": 50, "from a newer version": 1})
    assert settings(tmp_path, update=False) == Settings(USUAL)
    assert settings(tmp_path).kept == {"size": 50}


@pytest.mark.parametrize(
    "forged",
    [
        {"template": 1}, {"size": "50"}, {"size": -1}, {"size": True}, {"strip": "all"}, {"touch": "yes"},
        {"link": "hard"}, {"strip": []},
    ],
)  # fmt: skip
def test_a_forged_setting_is_refused(tmp_path: Path, forged: dict[str, Any]) -> None:
    write_head(tmp_path, "folder", "nothing", forged)
    with pytest.raises(UsageError, match="it is damaged"):
        settings(tmp_path)
