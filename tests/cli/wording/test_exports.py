"""Why an export left a file out."""

from pathlib import Path
from typing import get_args

import pytest

from photoindex.cli.wording.exports import in_words
from photoindex.operations.slideshow import Skipped, SkipReason


@pytest.mark.parametrize("reason", get_args(SkipReason))
def test_every_reason_has_words(reason: SkipReason) -> None:
    assert in_words(Skipped(Path("a.jpg"), reason, "details")).strip()


def test_messages_from_the_system_or_a_decoder_are_passed_on() -> None:
    path = Path("a.jpg")
    assert in_words(Skipped(path, "unreadable", "Permission denied")) == "cannot be read: Permission denied"
    assert in_words(Skipped(path, "unreadable")) == "cannot be read"
    assert in_words(Skipped(path, "damaged", "the file ends in the middle")) == "the file ends in the middle"
