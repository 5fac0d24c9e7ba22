"""Found photos become folders, links, crops, tables and contact sheets."""

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from PIL import Image

from photoindex.domain.photo_texts import PhotoTexts
from photoindex.errors import UsageError
from photoindex.operations.export import Form, PresetRequest, RunReport, Watch, export_preset
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.parquet import COLUMNS
from photoindex.store.tables.photo_texts import put_texts
from photoindex.wording.presets import preset_texts
from tests.library import Library, Snapshot, red

HIDDEN = {".photoindex-export.json", ".photoindex-export.files.jsonl", "manifest.json"}


def export(library: Library, folder: Path, query: str, request: PresetRequest) -> RunReport:
    found = find(library.index, FindRequest(query=query))
    texts = preset_texts([match.person.name for match in found.people], len(found.photos))
    return export_preset(library.index, found, folder, request, texts=texts, watch=Watch())


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - HIDDEN


def test_a_folder_for_each_person_of_the_query(named: Library, tmp_path: Path) -> None:
    request = PresetRequest("folder", "{date:%Y}/{person}/{original}")
    export(named, tmp_path / "out", "Grandma | Tom", request)
    assert files(tmp_path / "out") == {
        "2001/Grandma/a.jpg", "2001/Grandma/b.jpg", "2001/Tom/b.jpg", "2002/Grandma/c.jpg", "2002/Tom/c.jpg",
        "2003/Tom/e.jpg", "Undated/Grandma/d.jpg",
    }  # fmt: skip
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"] == {"template": "{date:%Y}/{person}/{original}", "strip": "nothing"}
    item = next(item for item in manifest["items"] if item["file"] == "2001/Tom/b.jpg")
    assert item["original"] == str(named.folder / "2001/b.jpg")
    assert (item["person"], item["people"], item["taken_at"]) == ("Tom", ["Grandma", "Tom"], "2001-02-01T10:00:00")


def test_only_people_of_the_query_become_folders(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("folder", "{person}/{original}"))
    assert files(tmp_path / "out") == {"Tom/b.jpg", "Tom/c.jpg", "Tom/e.jpg"}


def test_without_people_in_the_query_all_of_them_become_folders(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "year:2003 | file:b.jpg", PresetRequest("folder", "{person}/{original}"))
    assert files(tmp_path / "out") == {
        "Grandma/b.jpg", "Tom/b.jpg", "Tom/e.jpg", "Unnamed/f.jpg"
    }  # fmt: skip


def test_the_folders_of_the_library_can_be_kept(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "year:2001", PresetRequest("folder", "{folder}/{original}"))
    assert files(tmp_path / "out") == {"2001/a.jpg", "2001/b.jpg"}


def test_originals_are_only_read_whatever_is_exported(named: Library, tmp_path: Path, snapshot: Snapshot) -> None:
    before = snapshot(named.folder)
    requests = [
        PresetRequest("folder", form=Form(size=50, to_jpeg=True, strip="metadata", touch=True)),
        PresetRequest("folder", form=Form(strip="location")),
        PresetRequest("crops"), PresetRequest("table"), PresetRequest("sheet"),
        *([] if os.name == "nt" else [PresetRequest("links"), PresetRequest("links", link="hard")]),
    ]  # fmt: skip
    for number, request in enumerate(requests):
        export(named, tmp_path / f"out{number}", "Grandma", request)
        export(named, tmp_path / f"out{number}", "year:1950", replace(request, update=True))
    assert snapshot(named.folder) == before


def test_a_reduced_copy_has_the_date_of_the_photo_and_its_exif_data(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "file:b.jpg", PresetRequest("folder", form=Form(size=50, touch=True)))
    with Image.open(tmp_path / "out/b.jpg") as copy:
        assert copy.size == (50, 25)
        assert copy.getexif().get_ifd(0x8769)[36867] == "2001:02:01 10:00:00"
    assert Path(tmp_path / "out/b.jpg").stat().st_mtime == pytest.approx(981021600, abs=86400)


def test_an_update_with_another_size_writes_the_copies_again(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("folder", form=Form(size=50)))
    report = export(named, tmp_path / "out", "Tom", PresetRequest("folder", form=Form(size=40), update=True))
    assert (report.written, report.rewritten, report.kept) == (0, 3, 0)
    assert export(named, tmp_path / "out", "Tom", PresetRequest("folder", form=Form(size=40), update=True)).kept == 3


def test_an_update_keeps_the_form_of_the_folder(named: Library, tmp_path: Path) -> None:
    form = Form(size=50, to_jpeg=True, strip="location", touch=True)
    export(named, tmp_path / "out", "Tom", PresetRequest("folder", "{date:%Y}/{original}", form))
    before = files(tmp_path / "out")
    report = export(named, tmp_path / "out", "Tom", PresetRequest("folder", update=True))
    assert (report.written, report.rewritten, report.kept, report.removed) == (0, 0, 3, 0)
    assert files(tmp_path / "out") == before
    assert report.settings.kept == {
        "template": "{date:%Y}/{original}", "size": 50, "to_jpeg": True, "strip": "location", "touch": True,
    }  # fmt: skip
    assert report.settings.changed == {}


def test_an_update_with_another_template_moves_the_files_and_keeps_the_rest(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("folder", "{date:%Y}/{original}", Form(size=50)))
    report = export(named, tmp_path / "out", "Tom", PresetRequest("folder", "{person}/{original}", update=True))
    assert files(tmp_path / "out") == {"Tom/b.jpg", "Tom/c.jpg", "Tom/e.jpg"}
    assert (report.settings.kept, report.settings.changed) == ({"size": 50}, {"template": "{date:%Y}/{original}"})
    with Image.open(tmp_path / "out/Tom/b.jpg") as copy:
        assert copy.size == (50, 25)
    again = export(named, tmp_path / "out", "Tom", PresetRequest("folder", update=True))
    assert (again.kept, again.settings.kept["template"]) == (3, "{person}/{original}")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_an_update_keeps_the_kind_of_links(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("links", "{person}/{original}", link="relative"))
    report = export(named, tmp_path / "out", "Tom", PresetRequest("links", update=True))
    assert (report.kept, report.settings.kept) == (3, {"template": "{person}/{original}", "link": "relative"})


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_lead_to_the_photos(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("links", "{date:%Y}/{original}"))
    export(named, tmp_path / "relative", "Tom", PresetRequest("links", "{date:%Y}/{original}", link="relative"))
    assert (tmp_path / "out/2001/b.jpg").readlink() == named.folder / "2001/b.jpg"
    assert (tmp_path / "relative/2001/b.jpg").readlink() == Path("../../photos/2001/b.jpg")
    assert (tmp_path / "relative/2001/b.jpg").resolve() == named.folder / "2001/b.jpg"


def test_crops_have_a_folder_for_each_person_and_a_table(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("crops"))
    with (tmp_path / "out/faces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["person"] for row in rows] == ["Tom"] * 3
    made = {row[kind] for row in rows for kind in ("aligned", "loose")}
    assert files(tmp_path / "out") == {*made, "faces.csv"}
    for row in rows:
        assert row["aligned"].startswith("aligned/Tom/")
        with Image.open(tmp_path / "out" / row["aligned"]) as aligned:
            assert (aligned.size, aligned.format) == ((112, 112), "PNG")
        with Image.open(tmp_path / "out" / row["loose"]) as loose:
            red, green, blue = loose.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
            assert green > red
            assert green > blue
        assert 0 < float(row["quality"]) <= 1
        assert Path(row["photo"]).exists()


def test_crops_of_everybody_include_unnamed_faces(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "year:2003", PresetRequest("crops"))
    assert {path.split("/")[1] for path in files(tmp_path / "out") if "/" in path} == {"Tom", "Unnamed"}


def test_crops_are_kept_by_an_update_and_their_table_is_the_same(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Tom", PresetRequest("crops"))
    before = (tmp_path / "out/faces.csv").read_bytes()
    report = export(named, tmp_path / "out", "Tom", PresetRequest("crops", update=True))
    assert (report.written, report.kept) == (0, 7)
    assert (tmp_path / "out/faces.csv").read_bytes() == before


def test_tables_agree_in_all_formats(named: Library, tmp_path: Path) -> None:
    export(named, tmp_path / "out", "Grandma | Tom", PresetRequest("table"))
    for table, count in (("photos", 5), ("faces", 7), ("people", 2)):
        path = tmp_path / "out" / table
        items = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["items"]
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with duckdb.connect() as connection:
            parquet = connection.execute(f"SELECT * FROM '{path.with_suffix('.parquet')}'")
            columns = [column[0] for column in parquet.description or ()]
            found = parquet.fetchall()
        assert len(items) == len(rows) == len(found) == count
        assert list(items[0]) == list(rows[0]) == columns
        for item, row, values in zip(items, rows, found, strict=True):
            assert {key: "" if value is None else str(value) for key, value in item.items()} == row
            plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
            assert plain == list(item.values())


def test_the_table_of_photos_has_the_columns_of_find(named: Library, tmp_path: Path) -> None:
    (photo,) = find(named.index, FindRequest(query="file:a.jpg")).photos
    with named.index.writing() as connection:
        put_texts(connection, {photo.photo_id: PhotoTexts("A title", "A caption", ("one", "two"))})
    export(named, tmp_path / "out", "file:a.jpg", PresetRequest("table"))
    (item,) = json.loads((tmp_path / "out/photos.json").read_text(encoding="utf-8"))["items"]
    assert set(item) - {"photo_id", "format"} == set(COLUMNS)
    assert (item["title"], item["caption"], item["keywords"], item["place"]) == (
        "A title",
        "A caption",
        "one; two",
        None,
    )
    assert item["away"] is False


def test_a_name_with_quotes_commas_and_line_breaks_survives_every_format(scanned: Library, tmp_path: Path) -> None:
    name = 'Rosa, "Oma" 李 👵'
    label(scanned.index, red(scanned), name)
    export(scanned, tmp_path / "out", "file:a.jpg", PresetRequest("table"))
    with duckdb.connect() as connection:
        (found,) = connection.execute(f"SELECT person FROM '{tmp_path / 'out/people.parquet'}'").fetchall()
    assert found == (name,)


def test_a_contact_sheet_is_a_pdf_and_a_page_with_captions(named: Library, tmp_path: Path) -> None:
    report = export(named, tmp_path / "out", "Grandma", PresetRequest("sheet"))
    assert files(tmp_path / "out") == {"sheet.pdf", "sheet.html"}
    page = (tmp_path / "out/sheet.html").read_text(encoding="utf-8")
    assert page.count("<img ") == 4
    assert "<b>Grandma, Tom</b>" in page
    assert "<span>1 February 2001</span><span>b.jpg</span>" in page
    pdf = (tmp_path / "out/sheet.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-1.4")
    assert pdf.count(b"/Type /Page ") == 1
    assert pdf.endswith(b"%%EOF\n")
    assert report.skipped == ()
    again = export(named, tmp_path / "out", "Grandma", PresetRequest("sheet", update=True))
    assert (again.written, again.rewritten, again.kept) == (0, 0, 2)


def test_letters_that_no_font_has_are_reported_with_a_contact_sheet(scanned: Library, tmp_path: Path) -> None:
    label(scanned.index, red(scanned), "Ann \U00013000")
    request = PresetRequest("sheet")
    assert export(scanned, tmp_path / "out", "file:a.jpg", request).undrawn == "\U00013000"
    kept = export(scanned, tmp_path / "out", "file:a.jpg", replace(request, update=True))
    assert (kept.kept, kept.undrawn) == (2, "\U00013000")


def test_a_contact_sheet_shows_a_grey_tile_for_a_photo_that_is_gone(named: Library, tmp_path: Path) -> None:
    (named.folder / "2001/a.jpg").unlink()
    report = export(named, tmp_path / "out", "Grandma", PresetRequest("sheet"))
    assert [(item.path.name, item.reason) for item in report.skipped] == [("a.jpg", "missing")]
    assert "Cannot be shown" in (tmp_path / "out/sheet.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("preset", ["folder", "links", "crops", "table", "sheet"])
def test_the_library_itself_is_refused(named: Library, preset: str) -> None:
    request = PresetRequest(preset, update=True)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="holds photos of the index"):
        export(named, named.folder, "Grandma", request)


def test_a_scan_leaves_an_export_inside_the_library_alone(named: Library) -> None:
    export(named, named.folder / "for Tom", "Grandma", PresetRequest("folder", form=Form(size=50)))
    before = len(find(named.index, FindRequest()).photos)
    named.scan()
    assert len(find(named.index, FindRequest()).photos) == before
    assert export(named, named.folder / "for Tom", "Grandma", PresetRequest("folder", update=True)).kept == 4
