"""photoindex names export and names restore, as a user types them."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from photoindex.operations.label import label
from tests.library import Library, face, name_both
from tests.stored import mode
from tests.terminal import Terminal


@pytest.fixture
def typed(scanned: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("PHOTOINDEX_DATA", str(scanned.folder.parent / "data"))
    name_both(scanned)
    return Terminal(scanned.folder, scanned.index, capsys)


def test_an_export_says_what_it_wrote(typed: Terminal) -> None:
    ran = typed("names", "export", "--to", "xmp", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "5 photos with names: 5 sidecars would be made. Names in these files: 7 added.\n"
    ran = typed("names", "export", "--to", "xmp")
    assert ran.out == "5 photos with names: 5 sidecars made. Names in these files: 7 added.\n"
    typed("rename", "Grandma", "Rosa")
    ran = typed("names", "export", "rosa", "--to", "xmp")
    assert ran.out == "4 photos with names: 4 sidecars changed. Names in these files: 4 renamed or moved.\n"
    ran = typed("names", "export", "--to", "xmp")
    assert ran.out == "5 photos with names: 5 up to date.\n"


def test_files_that_cannot_be_written_are_named_and_change_the_exit_code(typed: Terminal) -> None:
    sidecar = typed.folder / "2001" / "a.jpg.xmp"
    sidecar.write_bytes(b"no XMP")
    ran = typed("names", "export", "--to", "xmp")
    assert ran.code == 1
    assert ran.err == f"{sidecar}: its XMP is damaged or not allowed, and stays as it is (it is not XML)\n"
    assert "4 sidecars made" in ran.out


def test_disagreements_and_absent_files_are_told(typed: Terminal) -> None:
    typed("names", "export", "--to", "xmp")
    sidecar = typed.folder / "2001" / "a.jpg.xmp"
    sidecar.write_text(sidecar.read_text("utf-8").replace("Grandma", "Granny"), "utf-8")
    (typed.folder / "2002" / "d.jpg").unlink()
    ran = typed("names", "export", "--to", "xmp")
    assert ran.code == 0
    assert f"{sidecar}: kept 'Granny', which another program wrote where you say 'Grandma'" in ran.err
    assert "--prefer mine" in ran.err
    assert "Left out 1 file missing" in ran.err
    assert "--prefer" not in typed("names", "export", "--to", "xmp", "--prefer", "mine").err
    assert "Granny" not in sidecar.read_text("utf-8")


def test_a_table_goes_to_standard_output_or_into_a_private_file(typed: Terminal, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(typed("names", "export", "--to", "csv").out)))
    assert [(Path(row["path"]).name, row["person"], row["status"]) for row in rows][:3] == [
        ("a.jpg", "Grandma", "confirmed"), ("b.jpg", "Grandma", "confirmed"), ("b.jpg", "Tom", "confirmed"),
    ]  # fmt: skip
    assert (rows[1]["x"], rows[1]["width"], rows[1]["photo_width"]) == ("0.000000", "0.500000", "200")
    assert len(rows[1]["content_hash"]) == 64
    table = tmp_path / "names.csv"
    ran = typed("names", "export", "Tom", "--to", "csv", "--output", table)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"Wrote 5 names in 3 files to {table}.\n"
    assert table.read_bytes().startswith("\ufeffpath,person".encode())
    assert os.name == "nt" or mode(table) == 0o600


def test_a_document_holds_the_same(typed: Terminal) -> None:
    document = json.loads(typed("names", "export", "--to", "json").out)
    assert document["schema"] == "names export"
    assert len(document["items"]) == 7
    assert document["items"][2] | {"content_hash": ""} == {
        "path": str(typed.folder / "2001" / "b.jpg"), "person": "Tom", "status": "confirmed",
        "box": {"x": 0.5, "y": 0.0, "width": 0.5, "height": 1.0}, "photo_width": 200, "photo_height": 100,
        "content_hash": "",
    }  # fmt: skip


def test_names_that_look_like_formulas_are_harmless(scanned: Library, typed: Terminal) -> None:
    label(scanned.index, face(scanned, "2003/f.jpg"), "=1+1")
    assert "'=1+1" in typed("names", "export", "--to", "csv").out
    assert json.loads(typed("names", "export", "--to", "json").out)["items"][-1]["person"] == "=1+1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--to"), (["--to", "csv", "--embed"], "--embed goes with --to xmp"),
        (["--to", "xmp", "--output", "a"], "--output goes with"), (["--to", "json", "--also", "keywords"], "--also"),
        (["--to", "xmp", "--embed"], "--yes"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_refused(typed: Terminal, words: list[str], said: str) -> None:
    ran = typed("names", "export", *words)
    assert ran.code == 2
    assert said in ran.err


def test_a_missing_exiftool_is_an_error_that_says_what_to_install(
    typed: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = typed("names", "export", "--to", "xmp", "--embed", "--yes")
    assert ran.code == 7
    assert "libimage-exiftool-perl" in ran.err


@pytest.mark.exiftool
def test_names_go_into_photos_and_out_of_them(typed: Terminal) -> None:
    photo = typed.folder / "2001" / "a.jpg"
    before = photo.read_bytes()
    ran = typed("names", "export", "--to", "xmp", "--embed", "--yes")
    assert ran.out == "5 photos with names: 5 photo files changed. Names in these files: 7 added.\n"
    assert b"Grandma" in photo.read_bytes()
    assert typed("names", "restore", photo, "--dry-run").out == "Would restore 1 photo.\n"
    assert typed("names", "restore").out == "Restored 5 photos.\n"
    assert photo.read_bytes() == before
    assert typed("names", "restore").out.startswith("Nothing to restore")


def test_a_photo_to_restore_has_to_exist(typed: Terminal) -> None:
    ran = typed("names", "restore", typed.folder / "nowhere.jpg")
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no file or folder {typed.folder / 'nowhere.jpg'}" in ran.err


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_that_is_no_export_is_never_replaced(typed: Terminal, tmp_path: Path, form: str) -> None:
    photo = typed.folder / "2001" / "a.jpg"
    for other in (photo, typed.index.path):
        before = other.read_bytes()
        ran = typed("names", "export", "--to", form, "--output", other)
        assert ran.code == 2
        assert "is there already, and is not an earlier export" in ran.err
        assert other.read_bytes() == before
    export = tmp_path / "names"
    export.touch()
    assert typed("names", "export", "--to", form, "--output", export).code == 0
    typed("rename", "Grandma", "Rosa")
    assert typed("names", "export", "--to", form, "--output", export).code == 0
    assert "Rosa" in export.read_text("utf-8")
