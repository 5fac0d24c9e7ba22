"""Tables of names open in spreadsheets without harm, and are read back."""

from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import PhotoNames
from photoindex.interop.table import read
from photoindex.interop.table_writing import COLUMNS, NameRow, as_table

HOSTILE = ["=1+1", "+A1", "-2", "@SUM(A1)", "\tx", "'quoted", "''twice", 'A "B", C', "\u0141ucja", "plain"]


def row(name: str, path: Path = Path("/photos/a.jpg")) -> NameRow:
    return NameRow(path, name, "confirmed", Box(0.1, 0.2, 0.3, 0.4), 4000, 3000, "ab" * 32)


def read_back(folder: Path, rows: list[NameRow]) -> list[PhotoNames]:
    table = folder / "names.csv"
    table.write_text(as_table(rows), encoding="utf-8-sig", newline="")
    return list(read([table], [], lambda unread: pytest.fail(str(unread))))


def test_no_name_and_no_path_is_a_formula() -> None:
    (_, line) = as_table([row("=1+1", Path("=2.jpg"))]).splitlines()
    assert line.startswith("'=2.jpg,'=1+1,confirmed,")


def test_the_header_is_what_is_documented() -> None:
    assert as_table([]) == "path,person,status,x,y,width,height,photo_width,photo_height,content_hash\r\n"
    assert len(COLUMNS) == 10


def test_names_are_read_back_as_they_were(tmp_path: Path) -> None:
    names = [name for name in HOSTILE if name == name.strip()]
    (photo,) = read_back(tmp_path, [row(name) for name in names])
    assert [region.name for region in photo.regions] == names
    assert {region.frame for region in photo.regions} == {"upright"}
    box = photo.regions[0].box
    assert (box.x, box.y, box.width, box.height) == pytest.approx((0.1, 0.2, 0.3, 0.4))
    assert photo.photo.sha256 == "ab" * 32
