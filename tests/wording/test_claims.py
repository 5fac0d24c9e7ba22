"""What other programs say about faces, in words."""

import pytest

from photoindex.people.questions.claimed import NameEvidence
from photoindex.wording.claims import said

GOOGLE = ("takeout",)


@pytest.mark.parametrize(
    ("programs", "photos", "of", "words"),
    [
        (GOOGLE, 34, 36, "Google Photos says: Tom. 34 of the 36 photos in which it names Tom show one of these faces."),
        (GOOGLE, 5, 5, "Google Photos says: Tom. All 5 photos in which it names Tom show one of these faces."),
        (GOOGLE, 1, 1, "Google Photos says: Tom. The photo in which it names Tom shows one of these faces."),
        (GOOGLE, 1, 3, "Google Photos says: Tom. 1 of the 3 photos in which it names Tom shows one of these faces."),
        (("takeout", "xmp"), 2, 1200, "Google Photos and XMP say: Tom. 2 of the 1,200 photos in which they name Tom "
                                      "show one of these faces."),
    ],
)  # fmt: skip
def test_a_sure_name_comes_with_the_photos_that_carry_it(
    programs: tuple[str, ...], photos: int, of: int, words: str
) -> None:
    assert said(NameEvidence("Tom", programs, photos, of, 40, None, 0.99, True)) == words


@pytest.mark.parametrize(
    ("photos", "shown", "words"),
    [
        (15, 32, "Perhaps Tom: Google Photos names Tom in 15 of the 32 photos of these faces."),
        (1, 1, "Perhaps Tom: Google Photos names Tom in the photo of this face."),
    ],
)
def test_another_name_comes_with_the_photos_of_the_faces(photos: int, shown: int, words: str) -> None:
    assert said(NameEvidence("Tom", GOOGLE, photos, 20, shown, None, 0.8, False)) == words
