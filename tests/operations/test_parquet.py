"""Found photos are written to Parquet with the columns of the CSV."""

import csv
import io
from pathlib import Path

import duckdb
import pytest

from photoindex.cli.found import write_csv
from photoindex.errors import StorageError, UsageError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.parquet import COLUMNS, write_photos
from tests.library import Library
from tests.stored import mode


def test_the_file_has_a_row_for_each_photo_with_real_types(named: Library, tmp_path: Path) -> None:
    photos = find(named.index, FindRequest(query="Grandma")).photos
    write_photos(photos, tmp_path / "found.parquet")
    with duckdb.connect() as connection:
        table = connection.execute(f"SELECT * FROM '{tmp_path / 'found.parquet'}'")
        assert {column[0]: str(column[1]) for column in table.description or ()} == dict(COLUMNS)
        rows = table.fetchall()
    assert [row[0] for row in rows] == [str(photo.paths[0]) for photo in photos]
    assert [row[1] for row in rows] == [photo.taken_at for photo in photos]
    assert [row[3] for row in rows] == [["Grandma"], ["Grandma", "Tom"], ["Tom", "Grandma"], ["Grandma"]]
    assert rows[-1][1:3] == (None, None)


def test_the_columns_are_those_of_the_csv(named: Library, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write_csv(find(named.index, FindRequest(query="Grandma")).photos)
    head = next(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert head == list(COLUMNS)


def test_the_file_is_private_and_replaces_only_parquet_files(named: Library, tmp_path: Path) -> None:
    photos = find(named.index, FindRequest(query="Grandma")).photos
    file = tmp_path / "found.parquet"
    write_photos([], file)
    write_photos(photos, file)
    assert mode(file) & 0o077 == 0
    other = tmp_path / "photo.jpg"
    other.write_bytes(b"mine")
    with pytest.raises(UsageError, match="is there already"):
        write_photos(photos, other)
    assert other.read_bytes() == b"mine"
    assert {path.name for path in tmp_path.iterdir()}.isdisjoint({"tmp_found.parquet"})
    with pytest.raises(StorageError, match="there is no folder"):
        write_photos(photos, tmp_path / "nowhere" / "found.parquet")


def test_a_name_with_bytes_that_are_not_text_is_written_escaped(named: Library, tmp_path: Path) -> None:
    (photo, *_) = find(named.index, FindRequest(query="Grandma")).photos
    odd = type(photo)(**{name: getattr(photo, name) for name in photo.__slots__} | {"paths": (Path("/a\udcff.jpg"),)})
    write_photos([odd], tmp_path / "found.parquet")
    with duckdb.connect() as connection:
        (row,) = connection.execute(f"SELECT path FROM '{tmp_path / 'found.parquet'}'").fetchall()
    assert row == ("/a\\udcff.jpg",)
