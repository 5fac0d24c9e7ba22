"""Pictures of faces and photos."""

import io
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from photoindex.operations.show import show_photo
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.review.app import create_app
from photoindex.review.review import review_on
from tests.library import Library, face_in


@pytest.fixture
def client(scanned: Library) -> TestClient:
    return TestClient(create_app(review_on(Sitting(WarmIndex(scanned.index.path)))))


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def photo_in(library: Library, name: str) -> int:
    return show_photo(library.index, library.folder / name).faces[0].photo_id


def test_a_face_comes_in_two_sizes_as_webp(client: TestClient, scanned: Library) -> None:
    face = face_in(scanned, "2001/a.jpg")
    small, large = (client.get(f"/crops/{face}/{size}.webp") for size in ("small", "large"))
    assert small.headers["content-type"] == large.headers["content-type"] == "image/webp"
    assert size_of(small.content)[0] <= size_of(large.content)[0]


def test_a_photo_comes_as_a_jpeg_of_the_size_of_a_screen_or_of_a_tile(client: TestClient, scanned: Library) -> None:
    photo = photo_in(scanned, "2002/c.jpg")
    answer = client.get(f"/photos/{photo}.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert size_of(answer.content) == (300, 100)
    assert client.get(f"/photos/{photo}.jpg?side=480").status_code == 200
    assert size_of(client.get(f"/photos/{photo}.jpg?side=1").content) == (300, 100)


def test_the_browser_keeps_a_picture_with_a_version_and_asks_again_about_others(
    client: TestClient, scanned: Library
) -> None:
    for path in (
        f"/crops/{face_in(scanned, '2001/a.jpg')}/small.webp",
        f"/photos/{photo_in(scanned, '2001/a.jpg')}.jpg",
    ):
        kept = client.get(f"{path}?v=0123abcd").headers["cache-control"]
        assert kept == "private, max-age=31536000, immutable"
        # Another index may be served at this port tomorrow, with another face of this number.
        for address in (path, f"{path}?v=1"):
            asked = client.get(address)
            assert asked.headers["cache-control"] == "private, no-cache"
            again = client.get(address, headers={"If-None-Match": asked.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/crops/999/small.webp", "/photos/999.jpg", "/crops/1/huge.webp", "/crops/1/small.png", "/photos/-1.jpg",
     f"/crops/{10**18}/small.webp", "/photos/1.png"],
)  # fmt: skip
def test_what_is_not_in_the_index_does_not_exist(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def damage_all(library: Library, data: bytes | None) -> None:
    for path in library.folder.rglob("*.jpg"):
        path.unlink() if data is None else path.write_bytes(data)
    library.index.files.thumbnails.unlink(missing_ok=True)


@pytest.mark.parametrize(("data", "reason"), [(None, "missing"), (b"edited", "replaced")])
def test_a_picture_that_cannot_be_made_is_a_grey_tile_that_says_why(
    client: TestClient, scanned: Library, data: bytes | None, reason: str
) -> None:
    face, photo = face_in(scanned, "2001/a.jpg"), photo_in(scanned, "2001/a.jpg")
    damage_all(scanned, data)
    for path in (f"/crops/{face}/large.webp?v=0123abcd", f"/photos/{photo}.jpg?v=0123abcd"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert answer.headers["x-photoindex-missing"] == reason
        # The disk may be connected again in a moment.
        assert answer.headers["cache-control"] == "no-store"


def test_the_name_of_a_file_never_reaches_the_browser(client: TestClient, scanned: Library) -> None:
    hostile = scanned.folder / "<img src=x onerror=alert(1)>.jpg"
    Path(scanned.folder / "2001/a.jpg").rename(hostile)
    scanned.scan()
    answer = client.get(f"/photos/{photo_in(scanned, hostile.name)}.jpg")
    assert answer.status_code == 200
    assert "onerror" not in str(answer.headers)
