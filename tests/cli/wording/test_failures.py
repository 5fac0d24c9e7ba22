"""How `failures` words the reasons why files could not be read."""

from typing import get_args

import pytest

from photoindex.cli.installation import install_command
from photoindex.cli.wording.failures import hints, in_words
from photoindex.errors import FailureReason


def test_every_reason_has_words_of_its_own() -> None:
    reasons = get_args(FailureReason)
    words = {in_words(reason, "") for reason in reasons}
    assert len(words) == len(reasons)
    assert not any(reason in words for reason in reasons if "-" in reason)


@pytest.mark.parametrize("reason", ["too-many-pixels", "too-many-bytes", "too-much-work"])
def test_for_photos_over_the_pixel_limit_the_option_that_raises_it_is_named(reason: str) -> None:
    assert "scan --retry-failed --max-pixels N FOLDER" in hints([reason])[0]


def test_a_missing_package_is_named_once_with_the_command_that_installs_it() -> None:
    first, second, last = hints(["needs-package"], {"raw", "jxl", "tiff"})
    assert first == f"Install what is missing: {install_command('imagecodecs')}"
    assert second == f"Install what is missing: {install_command('rawpy')}"
    assert last.startswith("Try them again with: ")
