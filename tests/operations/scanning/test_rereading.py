"""Photos that an older version scanned get their texts by a scan that reads headers only."""

from pathlib import Path

import pytest
from PIL import Image

from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.scanning.rereading import reread_facts
from tests.library import Library, Watcher, rows

CAPTION = "SELECT caption FROM photo_text"
OLD = "UPDATE photo SET facts_version = 1"


class Told(Watcher):
    """Also records how far the reading of texts came."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[int, int]] = []

    def reading(self, done: int, todo: int) -> None:
        self.told.append((done, todo))


def with_caption(path: Path, caption: str) -> None:
    exif = Image.Exif()
    exif[270] = caption
    with Image.open(path) as image:
        image.save(path, quality=95, exif=exif)


@pytest.fixture
def captioned(library: Library) -> Library:
    with_caption(library.folder / "2002/d.jpg", "A birthday")
    library.scan()
    return library


def forget_texts(library: Library) -> None:
    with library.index.writing() as connection:
        connection.execute("DELETE FROM photo_text")
        connection.execute(OLD)


def test_a_scan_reads_texts_and_the_next_scan_of_an_older_index_reads_them_without_decoding(captioned: Library) -> None:
    assert rows(captioned.index, CAPTION) == [("A birthday",)]
    forget_texts(captioned)
    told = Told()
    captioned.scan(progress=told)
    assert rows(captioned.index, CAPTION) == [("A birthday",)]
    assert told.read == []
    assert told.told == [(0, 7), (7, 7)]
    again = Told()
    captioned.scan(progress=again)
    assert again.told == []


def test_a_date_that_the_last_version_read_is_kept(captioned: Library) -> None:
    before = rows(captioned.index, "SELECT photo_id, taken_at, taken_from FROM photo ORDER BY ALL")
    with captioned.index.writing() as connection:
        connection.execute("UPDATE photo SET taken_at = '1999-01-01', taken_from = 'iptc', facts_version = 1")
    captioned.scan()
    assert {row[1:] for row in rows(captioned.index, "SELECT photo_id, taken_at::DATE::VARCHAR, taken_from FROM photo")
            } == {("1999-01-01", "iptc")}  # fmt: skip
    assert len(before) == 7


def test_photos_that_cannot_be_read_now_wait_for_the_next_scan(captioned: Library) -> None:
    forget_texts(captioned)
    hidden = captioned.folder / "2002/hidden"
    (captioned.folder / "2002/d.jpg").rename(hidden)
    reread_facts(captioned.index, [captioned.folder], lambda: False, NoProgress().reading)
    assert rows(captioned.index, "SELECT count(*) FROM photo WHERE facts_version = 1") == [(1,)]
    hidden.rename(captioned.folder / "2002/d.jpg")
    reread_facts(captioned.index, [captioned.folder], lambda: False, NoProgress().reading)
    assert rows(captioned.index, CAPTION) == [("A birthday",)]


def test_a_scan_that_is_stopped_leaves_the_rest_to_the_next_one(captioned: Library) -> None:
    forget_texts(captioned)
    reread_facts(captioned.index, [captioned.folder], lambda: True, NoProgress().reading)
    assert rows(captioned.index, "SELECT count(*) FROM photo WHERE facts_version = 1") == [(7,)]
