"""What other programs say about faces, in words."""

import pytest

from photoindex.people.questions.claimed import NameEvidence
from photoindex.wording.claims import said


@pytest.mark.parametrize(
    ("programs", "photos", "of", "words"),
    [
        (("takeout",), 34, 36, "Google Photos says: Grandma. 34 of the 36 photos in which it names Grandma show one of "
                               "these faces."),
        (("takeout",), 5, 5, "Google Photos says: Grandma. All 5 photos in which it names Grandma show one of these "
                             "faces."),
        (("takeout",), 1, 1, "Google Photos says: Grandma. The only photo in which it names Grandma shows one of these "
                             "faces."),
        (("takeout", "xmp"), 1, 1200, "Google Photos and XMP say: Grandma. 1 of the 1,200 photos in which they name "
                                      "Grandma shows one of these faces."),
    ],
)  # fmt: skip
def test_the_evidence_is_a_number_of_photos(programs: tuple[str, ...], photos: int, of: int, words: str) -> None:
    assert said(NameEvidence("Grandma", programs, photos, of, None, 0.99, True)) == words
