"""Claims of other programs are about a face, or about a place without one."""

import pytest

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.operations.importing.claims_here import ClaimsHere, claims_here
from tests.library import Library, face_in, rows

PHOTO = "2002/c.jpg"
# The squares of green, nobody and red.
GREEN, NOBODY = Box(0.0, 0.0, 1 / 3, 1.0), Box(1 / 3, 0.0, 1 / 3, 1.0)


@pytest.fixture
def content(scanned: Library) -> str:
    ((found,),) = rows(
        scanned.index, "SELECT content_hash FROM photo JOIN file USING (photo_id) WHERE ends_with(path, 'c.jpg')"
    )
    return str(found)


def here(library: Library, *claims: Claim) -> ClaimsHere:
    with library.index.reading() as connection:
        return claims_here(connection, claims, library.pack.fingerprint)


def test_claims_are_sorted_by_face_and_by_place(scanned: Library, content: str) -> None:
    at_face = Claim(content, GREEN, "Tom", "csv", "a")
    at_place = [Claim(content, NOBODY, name, "csv", origin) for name, origin in (("Ann", "a"), ("Bob", "b"))]
    found = here(scanned, at_face, *at_place)
    assert found.about_faces == {face_in(scanned, PHOTO): [at_face]}
    ((ref, claims),) = found.about_places.items()
    assert (ref.content_hash, ref.box.x, claims) == (content, pytest.approx(1 / 3, abs=1e-4), at_place)


def test_two_boxes_of_one_origin_are_two_places(scanned: Library, content: str) -> None:
    one, other = Box(0.4, 0.1, 0.05, 0.1), Box(0.5, 0.6, 0.05, 0.1)
    found = here(scanned, *(Claim(content, box, "Ann", "csv", "a") for box in (one, other)))
    assert [ref.box for ref in found.about_places] == [one, other]


def test_claims_without_a_box_and_about_unknown_photos_are_left_out(scanned: Library, content: str) -> None:
    assert here(scanned, Claim(content, None, "Ann", "csv"), Claim("ab" * 32, NOBODY, "Ann", "csv")) == ClaimsHere()
