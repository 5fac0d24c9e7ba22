"""The file of thumbnails: bounded, private, shared by several processes, and replaceable at any time."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from photoindex.domain.thumbnail import ThumbnailKey
from photoindex.errors import StorageError
from photoindex.store.thumbnails.thumbnail_store import MOST_BYTES, StoreSize, ThumbnailStore
from tests.stored import mode


def key(number: int) -> ThumbnailKey:
    return ThumbnailKey(number.to_bytes(16, "big"))


def image(number: int) -> bytes:
    return b"picture %d " % number * 500


@pytest.fixture
def store(tmp_path: Path) -> ThumbnailStore:
    """A store with three thumbnails, in a path with characters that are special in a URI."""
    made = ThumbnailStore(tmp_path / "a?b#c%20 Ü" / "index.duckdb.thumbnails")
    made.put({key(number): image(number) for number in range(3)})
    return made


def test_thumbnails_are_found_by_their_keys(store: ThumbnailStore) -> None:
    assert store.get([key(1), key(7), key(2)]) == {key(1): image(1), key(2): image(2)}
    assert store.keys() == {key(0), key(1), key(2)}
    store.put({key(1): b"another"})
    assert store.get([key(1)]) == {key(1): b"another"}
    assert store.size() == StoreSize(3, store.path.stat().st_size)


def test_a_thousand_thumbnails_are_found_at_once(store: ThumbnailStore) -> None:
    store.put({key(number): b"x" for number in range(1200)})
    assert len(store.get([key(number) for number in range(1500)])) == 1200


def test_a_store_without_a_file_is_empty_and_makes_none_until_it_is_written(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "none")
    assert (store.get([key(1)]), store.keys(), store.size()) == ({}, set(), StoreSize(0, 0))
    assert store.keep_only([]) == 0
    store.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_is_too_large_for_a_thumbnail_is_not_kept(store: ThumbnailStore) -> None:
    store.put({key(8): bytes(MOST_BYTES + 1), key(9): bytes(MOST_BYTES)})
    assert store.get([key(8), key(9)]).keys() == {key(9)}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777], ids=oct)
def test_the_file_and_its_journal_are_closed_to_others_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        store = ThumbnailStore(tmp_path / "made" / "thumbnails")
        store.put({key(1): image(1)})
        with sqlite3.connect(store.path) as connection:
            connection.execute("DELETE FROM thumbnail")
            modes = {path.name: mode(path) for path in store.path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"thumbnails": 0o600, "thumbnails-journal": 0o600}
    assert mode(store.path.parent) == 0o700


def test_unwanted_thumbnails_are_removed_and_overwritten_and_the_file_shrinks(store: ThumbnailStore) -> None:
    store.put({key(number): image(number) for number in range(3, 200)})
    before = store.path.stat().st_size
    assert store.keep_only([key(0), key(1), key(999)]) == 198
    assert store.keys() == {key(0), key(1)}
    assert store.path.stat().st_size < before / 10
    data = store.path.read_bytes()
    assert b"picture 1 " in data
    assert b"picture 2 " not in data
    assert b"picture 150 " not in data


@pytest.mark.parametrize("place", [0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("how", ["truncated", "rotten"])
def test_a_damaged_file_never_gives_wrong_pictures_and_is_made_again(
    store: ThumbnailStore, how: str, place: float
) -> None:
    store.put({key(number): image(number) for number in range(60)})
    data = bytearray(store.path.read_bytes())
    at = int(len(data) * place)
    if how == "truncated":
        del data[at:]
    else:
        data[at : at + 9000] = os.urandom(9000)
    store.path.write_bytes(data)
    found = store.get([key(number) for number in range(60)])
    assert all(found[key(number)] == image(number) for number in range(60) if key(number) in found)
    for _ in range(3):
        # The first write may find the damage; then the file is made again.
        try:
            store.put({key(number): image(number) for number in range(60)})
        except StorageError:
            continue
        break
    assert store.get([key(5)]) == {key(5): image(5)}


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + bytes(2000), b""])
def test_a_file_that_holds_something_else_counts_as_empty_and_is_replaced(
    store: ThumbnailStore, content: bytes
) -> None:
    store.path.write_bytes(content)
    assert (store.get([key(1)]), store.keys(), store.size().thumbnails) == ({}, set(), 0)
    store.put({key(1): image(1)})
    assert store.get([key(1)]) == {key(1): image(1)}


def test_the_database_of_another_program_or_version_is_replaced(store: ThumbnailStore) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert store.get([key(1)]) == {}
    store.put({key(4): image(4)})
    assert store.keys() == {key(4)}


def test_a_thumbnail_at_the_key_of_another_face_is_not_shown(store: ThumbnailStore) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE thumbnail SET image = ? WHERE key = ?", [image(1), key(2)])
    assert store.get([key(1), key(2)]) == {key(1): image(1)}


def test_the_file_can_be_deleted_at_any_time(store: ThumbnailStore) -> None:
    store.path.unlink()
    assert store.get([key(1)]) == {}
    store.put({key(1): image(1)})
    assert store.keys() == {key(1)}
    store.remove()
    assert list(store.path.parent.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_read(store: ThumbnailStore) -> None:
    store.path.chmod(0o400)
    store.path.parent.chmod(0o500)
    try:
        assert store.get([key(1)]) == {key(1): image(1)}
        with pytest.raises(StorageError, match=r"thumbnails.*cannot be written"):
            store.put({key(1): image(1)})
    finally:
        store.path.parent.chmod(0o700)


def test_a_folder_in_place_of_the_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails")
    store.path.mkdir()
    assert store.get([key(1)]) == {}
    with pytest.raises(StorageError, match="thumbnails"):
        store.put({key(1): image(1)})


READER = """
import sys; from pathlib import Path
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore
store = ThumbnailStore(Path(sys.argv[1]))
print("ready", flush=True)
found = rounds = 0
while rounds < 20 or not found: # Writers may keep a reader waiting on a busy machine.
    for key, image in store.get([n.to_bytes(16, "big") for n in range(40)]).items():
        assert image == b"picture %d " % int.from_bytes(key, "big") * 500
        found += 1
    rounds += 1
print(found)
"""


def test_a_process_reads_while_another_one_writes(store: ThumbnailStore) -> None:
    with subprocess.Popen([sys.executable, "-c", READER, str(store.path)], stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        number = 3
        while reader.poll() is None and number < 4000:
            store.put({key(number % 40): image(number % 40), key(number): image(number)})
            number += 1
        rest = reader.stdout.read()
    assert reader.returncode == 0
    assert int(rest) >= 3
    assert len(store.keys()) == number


KILLED = """
import os, sys; from pathlib import Path
from photoindex.store.thumbnails.opening import writing
with writing(Path(sys.argv[1])) as connection:
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("DELETE FROM thumbnail")
    connection.executemany("INSERT INTO thumbnail VALUES (?, 0, 0, ?)", [(b"%d" % n, bytes(9000)) for n in range(99)])
    os._exit(9)
"""


def test_a_write_that_is_killed_is_rolled_back(store: ThumbnailStore) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.path)], check=False)
    assert done.returncode == 9
    assert store.path.with_name(store.path.name + "-journal").exists()
    assert store.get([key(1)]) == {key(1): image(1)}
    assert store.keys() == {key(0), key(1), key(2)}


def test_a_rebuild_that_was_interrupted_knows_what_it_has_made(store: ThumbnailStore) -> None:
    assert store.begin_rebuild() == set()
    store.put({key(1): b"again"})
    assert store.begin_rebuild() == {key(1)}
    store.end_rebuild()
    store.put({key(2): b"by a scan"})
    assert store.begin_rebuild() == set()
