import base64
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from photoindex.cli.wording.sheets import TILES, faces_note
from photoindex.errors import StorageError, UsageError
from photoindex.export import SheetCommand, SheetFace, SheetReport
from photoindex.export import write_contact_sheet as write_sheet
from photoindex.export.sheet import MOST_FACES, Sheet, SheetGroup, SheetSection, most_faces
from tests.export.conftest import RED, share_of_red

LABEL = [SheetCommand("Name them all:", 'photoindex label cluster 12 "NAME"')]


def write_contact_sheet(faces: Sequence[SheetFace], file: Path, title: str) -> SheetReport:
    sections = (SheetSection("", (), (SheetGroup("", faces[:MOST_FACES]),)),)
    return write_sheet(Sheet(title, faces_note(len(faces)), LABEL, sections, TILES), file, of=len(faces))


def test_a_picture_shows_all_faces_and_counts_the_missing_ones(photo: Path, tmp_path: Path) -> None:
    faces = [
        SheetFace(7, photo, RED, "Grandma"),
        SheetFace(8, tmp_path / "gone.jpg", RED, ""),
        SheetFace(9, photo, RED, ""),
    ]
    report = write_contact_sheet(faces, tmp_path / "sheet.png", "Cluster 12")
    assert report == SheetReport(shown=3, missing=1, left_out=0)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert share_of_red(sheet.crop((32, 92, 192, 252))) > 0.4
        assert share_of_red(sheet.crop((206, 92, 366, 252))) == 0
        assert share_of_red(sheet.crop((380, 92, 540, 252))) > 0.4


def test_a_page_holds_crops_ids_captions_and_links(photo: Path, tmp_path: Path) -> None:
    faces = [SheetFace(345, photo, RED, "<b>Tom</b>"), SheetFace(346, tmp_path / "gone #1.jpg", RED, "")]
    report = write_contact_sheet(faces, tmp_path / "sheet.html", "Cluster <12>")
    assert report == SheetReport(shown=2, missing=1, left_out=0)
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "<h1>Cluster &lt;12&gt;</h1>" in page
    assert "&lt;b&gt;Tom&lt;/b&gt;" in page
    assert "photoindex label cluster 12 &quot;NAME&quot;" in page
    assert "label face" not in page
    assert re.findall(r'<a href="(.*?)"', page) == [photo.as_uri(), (tmp_path / "gone #1.jpg").as_uri()]
    [data] = re.findall(r"data:image/webp;base64,([^\"]+)", page)
    with Image.open(io.BytesIO(base64.b64decode(data))) as crop:
        assert share_of_red(crop) > 0.4


def test_a_sheet_holds_the_first_five_hundred_faces_and_says_that_there_are_more(photo: Path, tmp_path: Path) -> None:
    faces = [SheetFace(number, photo, RED, "") for number in range(512)]
    assert write_contact_sheet(faces, tmp_path / "sheet.html", "x") == SheetReport(500, 0, 12)
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "The first 500 of 512 faces" in page
    assert page.count("<figure") == 500


def test_a_page_with_many_faces_holds_smaller_crops(photo: Path, tmp_path: Path) -> None:
    assert (most_faces(tmp_path / "sheet.PNG"), most_faces(tmp_path / "sheet.html")) == (500, 5000)
    sides = []
    for number in (500, 501):
        faces = [SheetFace(at, photo, RED, "") for at in range(number)]
        section = SheetSection("", (), (SheetGroup("", faces),))
        assert write_sheet(Sheet("x", "", (), (section,), TILES), tmp_path / "sheet.html").shown == number
        page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
        sides.append({int(side) for side in re.findall(r'width="(\d+)"', page)})
    assert sides == [{240}, {144}]


@pytest.mark.parametrize("name", ["sheet.png", "sheet.html"])
def test_an_earlier_sheet_is_replaced(photo: Path, tmp_path: Path, name: str) -> None:
    write_contact_sheet([], tmp_path / name, "before")
    empty = (tmp_path / name).read_bytes()
    write_contact_sheet([SheetFace(1, photo, RED, "")], tmp_path / name, "after")
    assert (tmp_path / name).read_bytes() != empty
    assert {path.name for path in tmp_path.iterdir()} == {name, "photo.jpg"}


def test_a_file_that_is_not_a_sheet_is_never_overwritten(photo: Path, tmp_path: Path) -> None:
    mine = tmp_path / "holiday.png"
    Image.new("RGB", (10, 10)).save(mine)
    before = mine.read_bytes()
    with pytest.raises(UsageError, match="not a contact sheet"):
        write_contact_sheet([SheetFace(1, photo, RED, "")], mine, "x")
    assert mine.read_bytes() == before


def test_a_sheet_that_was_indexed_as_a_photo_is_not_overwritten(photo: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    write_contact_sheet([SheetFace(1, photo, RED, "")], sheet, "x")
    before = sheet.read_bytes()
    with pytest.raises(UsageError):
        write_contact_sheet([SheetFace(2, sheet, RED, "")], sheet, "x")
    assert sheet.read_bytes() == before


def test_unsupported_suffixes_and_unsuitable_places_are_refused(tmp_path: Path) -> None:
    for name in ("sheet.jpg", "sheet", "missing/sheet.png"):
        with pytest.raises(UsageError):
            write_contact_sheet([], tmp_path / name, "x")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(UsageError):
        write_contact_sheet([], tmp_path / "folder.png", "x")


def test_a_name_that_is_too_long_for_any_disk_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_contact_sheet([], tmp_path / ("x" * 300 + ".png"), "x")


def test_letters_that_no_font_has_are_reported_for_pictures_only(photo: Path, tmp_path: Path) -> None:
    faces = [SheetFace(7, photo, RED, "Ann \U00013000")]
    assert write_contact_sheet(faces, tmp_path / "a.png", "x").undrawn == "\U00013000"
    assert write_contact_sheet(faces, tmp_path / "a.html", "x").undrawn == ""


def test_text_in_a_script_without_a_font_is_still_drawn(tmp_path: Path) -> None:
    faces = [SheetFace(1, tmp_path / "gone.jpg", RED, "\U00013000\U00013001")]
    assert write_contact_sheet(faces, tmp_path / "sheet.png", "人 Жанна").missing == 1


@pytest.mark.parametrize("letter", ["W", "i", "é", "人", "e\u0301", "i ", "\u200b"])
def test_a_name_of_any_length_is_shortened_to_fit_its_line(photo: Path, tmp_path: Path, letter: str) -> None:
    long, longer = letter * 500, letter * 100_000
    drawn = []
    for number, name in enumerate((long, longer)):
        for suffix in (".png", ".html"):
            write_contact_sheet([SheetFace(1, photo, RED, name)], tmp_path / f"{number}{suffix}", name)
        with Image.open(tmp_path / f"{number}.png") as sheet:
            drawn.append(sheet.convert("RGB").tobytes())
    assert drawn[0] == drawn[1]
    assert (tmp_path / "0.html").read_bytes() == (tmp_path / "1.html").read_bytes()


def test_doubtful_faces_have_a_dashed_border(photo: Path, tmp_path: Path) -> None:
    group = SheetGroup("1 face fits badly", [SheetFace(7, photo, RED, "")], doubtful=True)
    write_sheet(Sheet("Grandma", "", (), (SheetSection("", (), (group,)),), TILES), tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        colours = {sheet.convert("L").getpixel((27 + along, 119)) for along in range(170)}
    assert max(colours) > 200
    assert min(colours) < 60
