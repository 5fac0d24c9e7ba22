"""Sentences about photos that are embedded again."""

import pytest

from photoindex.cli.wording.renewal import what_is_kept, what_is_renewed, what_still_waits
from photoindex.operations.scan import Renewal


@pytest.mark.parametrize(
    ("renewal", "words"),
    [
        (Renewal(1234, 1234, 185.0), "all 1,234 photos are embedded again, about 3 minutes. Names are kept"),
        (Renewal(422, 1234, None), "422 photos of 1,234 are embedded again. Names are kept"),
        (Renewal(1, 1234, 3.0), "1 photo of 1,234 is embedded again, in less than a minute. Names are kept"),
    ],
)
def test_a_scan_says_what_it_embeds_again_and_how_long_that_takes(renewal: Renewal, words: str) -> None:
    assert what_is_renewed(renewal).startswith(f"Faces are recognised better by this version: {words}")


def test_photos_that_are_left_and_photos_that_keep_old_faces_are_counted() -> None:
    assert what_still_waits(1, "photoindex").startswith("The photos of 1 file are still to be embedded again;")
    assert what_is_kept(1).startswith("1 photo could not be read and was not embedded again. It keeps its old faces")
    assert what_is_kept(12).startswith("12 photos could not be read and were not embedded again. They keep their old")
    assert what_is_kept(1).endswith("until a scan finds it.")
    assert what_is_kept(12).endswith("until a scan finds them.")
