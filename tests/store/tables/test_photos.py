"""The reason why a file could not be read is stored in the index as values, independent of its wording."""

import pickle
from pathlib import Path

import pytest
from PIL import Image

from photoindex.decode.limits import DecodeLimits, check_size
from photoindex.domain.outcome import Failed
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoError
from photoindex.store.opening.index import Index
from photoindex.store.tables.photos import failure_of, list_failures, put_failures

PATH = Path("/photos/large.png")


@pytest.mark.parametrize(
    ("limits", "reason", "needed", "allowed"),
    [
        (DecodeLimits(max_pixels=5_999), "too-many-pixels", 6_000, 5_999),
        (DecodeLimits(max_bytes=10_000), "too-much-memory", 30_000, 10_000),
    ],
)
def test_a_photo_beyond_a_limit_is_recorded_with_what_it_needs_and_what_is_allowed(
    tmp_path: Path, limits: DecodeLimits, reason: str, needed: int, allowed: int
) -> None:
    Image.new("RGB", (100, 60)).save(tmp_path / "large.png")
    with Image.open(tmp_path / "large.png") as image, pytest.raises(PhotoError) as caught:
        check_size(image, limits)
    # The error as a worker process sends it.
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.reason, error.needed, error.allowed) == (reason, needed, allowed)
    file = PhotoFile(PATH, 1, 2)
    failed = Failed(file, error.stage, "any words", error.reason, error.needs, error.needed, error.allowed)
    index = Index(tmp_path / "index.duckdb")
    with index.writing() as connection:
        put_failures(connection, [failed])
    with index.reading() as connection:
        (row,) = list_failures(connection)
        assert failure_of(connection, PATH) == row
    assert (row.reason, row.needed, row.allowed) == (reason, needed, allowed)
