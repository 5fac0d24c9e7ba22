"""Names in a CSV: our own export, spreadsheets of every kind, and what people write by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.table import read
from photoindex.interop.table_writing import NameRow, as_table
from tests.interop.reading import edges, read_all

EXPORTED = "path,person,status,x,y,width,height,photo_width,photo_height,content_hash"
HASH = "ab" * 32


def read_table(folder: Path, content: str, encoding: str = "utf-8") -> tuple[list[PhotoNames], list[Unread]]:
    file = folder / "names.csv"
    file.write_bytes(content.encode(encoding))
    return read_all(read, file)


def boxes(found: list[PhotoNames]) -> list[tuple[str, str, tuple[float, ...]]]:
    return [(each.photo.path, region.name, edges(region.box)) for each in found for region in each.regions]


def test_an_export_of_photoindex_is_read_back(tmp_path: Path) -> None:
    found, notes = read_table(
        tmp_path,
        f"{EXPORTED}\r\n"
        f'"/photos/a, b.jpg",Ann,confirmed,0.1,0.2,0.3,0.4,4000,3000,{HASH}\r\n'
        f'"/photos/a, b.jpg","Ben ""B"" Example",automatic,0.5,0.2,0.3,0.4,4000,3000,{HASH}\r\n',
    )
    assert notes == []
    assert boxes(found) == [
        ("/photos/a, b.jpg", "Ann", (0.1, 0.2, 0.3, 0.4)),
        ("/photos/a, b.jpg", 'Ben "B" Example', (0.5, 0.2, 0.3, 0.4)),
    ]
    region, hint = found[0].regions[0], found[0].photo
    assert (region.frame, region.dimensions) == ("upright", (4000, 3000))
    assert (hint.width, hint.height, hint.sha256) == (4000, 3000, HASH)


def test_every_name_and_path_of_an_export_comes_back(tmp_path: Path) -> None:
    texts = ["Ann", "=1+1", "'t Hooft", "''", "@home", "+4912345", "-", 'a "b" ; c', "x\ny", "Zoë"]
    rows = [
        NameRow(tmp_path / f"{text}.jpg", text, "confirmed", Box(0.1, 0.2, 0.3, 0.4), 4000, 3000, HASH)
        for text in texts
    ]
    rows.append(NameRow(Path("=a.jpg"), "Eve", "automatic", Box(0, 0, 1, 1), 4000, 3000, HASH))
    for encoding in ("utf-8", "utf-8-sig"):
        found, notes = read_table(tmp_path, as_table(rows), encoding)
        assert notes == []
        assert [(each.photo.path, each.regions[0].name) for each in found] == [
            (str(row.path), row.person) for row in rows
        ]


def test_only_names_that_are_settled_count(tmp_path: Path) -> None:
    rows = "".join(f"a.jpg,{status or 'none'},{status},0.1,0.2,0.3,0.4,,,\n" for status in (
        "confirmed", "automatic", "suggested", "ignored", "not-a-face", "",
    ))  # fmt: skip
    found, notes = read_table(tmp_path, f"{EXPORTED}\n{rows}")
    assert notes == []
    assert [name for _, name, _ in boxes(found)] == ["confirmed", "automatic", "", "none"]


def test_the_rows_of_a_photo_need_not_lie_together(tmp_path: Path) -> None:
    found, _ = read_table(tmp_path, "path,name\na.jpg,Ann\nb.jpg,Ben\na.jpg,Cy\n")
    assert [(each.photo.path, each.names) for each in found] == [("a.jpg", ("Ann", "Cy")), ("b.jpg", ("Ben",))]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("400,600,1200,1200,4000,3000", (0.1, 0.2, 0.3, 0.4)),
        ("0.1,0.2,0.3,0.4,4000,3000", (0.1, 0.2, 0.3, 0.4)),
        ("0,0,1,1,4000,3000", (0, 0, 1, 1)),
        ("0,0,1,1,,", (0, 0, 1, 1)),
        ("0,0,2,3,4,3", (0, 0, 0.5, 1)),
        ("-0.1,0.2,0.3,0.4,,", (-0.1, 0.2, 0.3, 0.4)),
    ],
)
def test_whole_numbers_are_pixels_if_the_size_of_the_photo_is_known(
    tmp_path: Path, row: str, expected: tuple[float, ...]
) -> None:
    found, notes = read_table(tmp_path, f"path,name,x,y,width,height,image_width,image_height\na.jpg,Ann,{row}\n")
    assert notes == []
    assert boxes(found)[0][2] == pytest.approx(expected)


pixel = st.integers(0, 5000)


@given(pixel, pixel, st.integers(2, 5000), st.integers(1, 5000))
def test_a_box_in_pixels_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, x: int, y: int, width: int, height: int
) -> None:
    content = f"path,name,x,y,width,height,photo_width,photo_height\na.jpg,Ann,{x},{y},{width},{height},5001,5001\n"
    found, _ = read_table(tmp_path_factory.getbasetemp(), content)
    assert boxes(found)[0][2] == pytest.approx((x / 5001, y / 5001, width / 5001, height / 5001))


fraction = st.floats(0, 0.99)


@given(fraction, fraction, st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_box_in_fractions_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, x: float, y: float, width: float, height: float
) -> None:
    box = Box(x, y, width, height)
    content = f"{EXPORTED}\na.jpg,Ann,confirmed,{x},{y},{width},{height},400,300,{HASH}\n"
    found, _ = read_table(tmp_path_factory.getbasetemp(), content)
    assert boxes(found)[0][2] == edges(box)


def test_a_damaged_line_does_not_change_how_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_bytes("path,name\nä.jpg,Zoë\n".encode() + b"b.jpg,J\xf6rg\n")
    found, _ = read_all(read, tmp_path / "names.csv")
    assert [(item.photo.path, item.names) for item in found] == [("ä.jpg", ("Zoë",)), ("b.jpg", ("Jörg",))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "content",
    [
        "path,name,x,y,width,height\nä.jpg,Zoë,0.1,0.2,0.3,0.4\n",
        "Path;Name;X;Y;Width;Height\r\nä.jpg;Zoë;0,1;0,2;0,3;0,4\r\n",
        "Photo\tPerson\tleft\ttop\tw\th\nä.jpg\tZoë\t0.1\t0.2\t0,3\t0.4",
        "\r\nHeight,Width,Y,X,Comment,Name,File Name\n0.4,0.3,0.2,0.1,none,Zoë,ä.jpg\n\n",
    ],
    ids=["commas", "semicolons", "tabs", "another order"],
)
def test_spreadsheets_choose_separators_and_encodings(tmp_path: Path, content: str, encoding: str) -> None:
    found, notes = read_table(tmp_path, content, encoding)
    assert notes == []
    assert boxes(found) == [("ä.jpg", "Zoë", (0.1, 0.2, 0.3, 0.4))]


def test_a_comma_within_a_number_is_not_a_decimal_comma_where_commas_separate(tmp_path: Path) -> None:
    found, notes = read_table(tmp_path, 'path,name,x,y,width,height\na.jpg,Ann,"0,1","0,2","0,3","0,4"\n')
    assert (boxes(found), [note.detail for note in notes]) == ([], ["line 2: not a box"])


def test_a_row_without_a_box_gives_a_name_and_one_without_a_name_a_box(tmp_path: Path) -> None:
    found, notes = read_table(tmp_path, "path,name,x,y,width,height\na.jpg,Ann,,,,\nb.jpg,,0.1,0.2,0.3,0.4\nc.jpg\n")
    assert notes == []
    assert [(each.photo.path, len(each.regions), each.names) for each in found] == [
        ("a.jpg", 0, ("Ann",)), ("b.jpg", 1, ()),
    ]  # fmt: skip


def test_a_photo_may_be_known_by_its_hash_alone(tmp_path: Path) -> None:
    found, notes = read_table(tmp_path, f"sha256,person\n{HASH.upper()},Ann\n")
    assert notes == []
    assert [(each.photo.path, each.photo.sha256, each.names) for each in found] == [("", HASH, ("Ann",))]


def test_invalid_rows_are_noted_and_the_others_are_read(tmp_path: Path) -> None:
    found, notes = read_table(
        tmp_path,
        "path,name,x,y,width,height\n,Ann,0.1,0.2,0.3,0.4\na.jpg,Ben,x,y,1,1\nb.jpg,Cy,400,600,1200,1200\n"
        "c.jpg,Di,nan,inf,1e999,-1\nd.jpg,Eve,0.1,0.2,0.3,0.4\n",
    )
    assert [note.detail for note in notes] == [
        "line 2: no path", "line 3: not a box", "line 4: not a box", "line 5: not a box",
    ]  # fmt: skip
    assert [(each.photo.path, len(each.regions), each.names) for each in found] == [
        ("a.jpg", 0, ("Ben",)), ("b.jpg", 0, ("Cy",)), ("c.jpg", 0, ("Di",)), ("d.jpg", 1, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\n1,2\n", "path\na.jpg\n", "name\nAnn\n", '{"path": 1}'])
def test_a_table_without_the_columns_is_refused(tmp_path: Path, content: str) -> None:
    found, notes = read_table(tmp_path, content)
    assert (found, [note.fault for note in notes]) == ([], ["not-supported"])


def test_a_quote_that_is_never_closed_ends_the_table(tmp_path: Path) -> None:
    found, notes = read_table(tmp_path, 'path,name\na.jpg,Ann\nb.jpg,"' + "x\n" * 200_000)
    assert [each.names for each in found] == [("Ann",)]
    assert [note.fault for note in notes] == ["malformed"]


def test_the_number_of_notes_is_bounded(tmp_path: Path) -> None:
    _, notes = read_table(tmp_path, "path,name\n" + ",Ann\n" * 5_000)
    assert len(notes) == 100
