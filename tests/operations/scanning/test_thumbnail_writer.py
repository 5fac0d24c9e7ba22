"""A scan writes thumbnails in batches, apart from the outcomes."""

from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.domain.outcome import AlreadyKnown, Analysed
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.domain.thumbnail import key_of
from photoindex.operations.scanning.thumbnail_writer import ThumbnailWriter
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore
from tests.fakes import face_in

FILE = PhotoFile(Path("/photos/a.jpg"), 1, 1)
BOX = Box(0.1, 0.1, 0.2, 0.2)


def outcome(content_hash: str, image: bytes) -> Analysed:
    return Analysed(FILE, content_hash, PhotoFacts(9, 9, "JPEG"), None, (face_in(BOX, (2, 0, 0), 1),), (image,))


@pytest.fixture
def store(tmp_path: Path) -> ThumbnailStore:
    return ThumbnailStore(tmp_path / "thumbnails")


def test_thumbnails_are_written_every_two_seconds_and_at_the_end(store: ThumbnailStore) -> None:
    now = [0.0]
    writer = ThumbnailWriter(store, lambda: now[0])
    assert writer.take(outcome("a", b"1")) == replace(outcome("a", b"1"), thumbnails=())
    assert store.keys() == set()
    now[0] = 2.0
    writer.take(outcome("b", b"2"))
    assert store.keys() == {key_of("a", BOX), key_of("b", BOX)}
    writer.take(outcome("c", b"3"))
    writer.flush()
    assert store.get([key_of("c", BOX)]) == {key_of("c", BOX): b"3"}


def test_many_bytes_are_written_at_once(store: ThumbnailStore) -> None:
    writer = ThumbnailWriter(store, lambda: 0.0)
    for number in range(250):
        writer.take(outcome(f"{number}", bytes(39_000)))
    assert len(store.keys()) > 200


def test_other_outcomes_pass_unchanged(store: ThumbnailStore) -> None:
    copy = AlreadyKnown(FILE, "a")
    writer = ThumbnailWriter(store)
    assert writer.take(copy) is copy
    writer.flush()
    assert not store.exists()


def test_if_thumbnails_cannot_be_written_the_scan_goes_on_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "thumbnails").mkdir()
    writer = ThumbnailWriter(ThumbnailStore(tmp_path / "thumbnails"), lambda: 9.0)
    writer.take(outcome("a", b"1"))
    writer.flush()
    assert "thumbnails" in writer.problem
    assert writer.take(outcome("b", b"1")).thumbnails == ()  # type: ignore[union-attr]
