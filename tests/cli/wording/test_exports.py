"""Why an export left a file out."""

from pathlib import Path
from typing import get_args

import pytest

from photoindex.cli.wording.exports import in_words, settings_in_words
from photoindex.operations.slideshow import Settings, Skipped, SkipReason


@pytest.mark.parametrize("reason", get_args(SkipReason))
def test_every_reason_has_words(reason: SkipReason) -> None:
    assert in_words(Skipped(Path("a.jpg"), reason, "details")).strip()


def test_messages_from_the_system_or_a_decoder_are_passed_on() -> None:
    path = Path("a.jpg")
    assert in_words(Skipped(path, "unreadable", "Permission denied")) == "cannot be read: Permission denied"
    assert in_words(Skipped(path, "unreadable")) == "cannot be read"
    assert in_words(Skipped(path, "damaged", "the file ends in the middle")) == "the file ends in the middle"


def test_what_an_update_kept_and_changed_is_said_with_the_names_of_options() -> None:
    values = {
        "template": "{date:%Y}/{original}", "size": 40, "to_jpeg": True, "strip": "location", "touch": True,
        "link": "hard", "most": 5, "chapters": "age",
    }  # fmt: skip
    assert settings_in_words(Settings(values, kept=values)) == [
        "As in the earlier export: --template '{date:%Y}/{original}', --size 40, --convert jpeg, --strip-location, "
        "--touch, --hard, --best 5, --chapters age."
    ]
    changed = {"size": 50, "touch": False, "link": "relative"}
    assert settings_in_words(Settings(values, changed=changed)) == [
        "Changed: --size 40 (before: --size 50).",
        "Changed: --touch.",
        "Changed: --hard (before: --relative).",
    ]
    assert settings_in_words(Settings({"size": None}, changed={"size": 50})) == ["Changed: without --size 50."]
    assert settings_in_words(Settings({"size": None})) == []
