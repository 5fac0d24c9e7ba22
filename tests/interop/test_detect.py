"""Which programs made the files that a user gave."""

import json
import os
from pathlib import Path

import pytest

from photoindex.interop.detect import Detected, Limits, detect
from photoindex.interop.photo_names import Unread
from tests.interop.damage import mutations
from tests.interop.digikam_database import DigikamDatabase
from tests.interop.lightroom_catalogue import LightroomCatalogue

TAKEOUT = {"title": "a.jpg", "photoTakenTime": {"timestamp": "1436871607"}, "people": [{"name": "Ann"}]}
OSXPHOTOS = [{"uuid": "8E3F", "original_filename": "IMG_1.HEIC", "persons": ["Ann"]}]
IMMICH = {"assets": {"items": [{"id": "1", "originalPath": "/a/b.jpg", "people": []}]}}
PHOTOPRISM = {"UID": "p1", "Files": [{"Name": "a.jpg", "Markers": []}]}


def detected(*paths: Path) -> tuple[Detected, list[Unread]]:
    notes: list[Unread] = []
    return detect(paths, notes.append), notes


def programs(*paths: Path) -> set[str]:
    found, notes = detected(*paths)
    assert notes == []
    return set(found.paths)


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "content", "program"),
    [
        ("a.jpg", "", "xmp"),
        ("a.jpg.XMP", "", "xmp"),
        (".picasa.ini", "", "picasa"),
        ("Picasa.ini", "", "picasa"),
        ("old.ini", "[a.jpg]\nfaces=rect64(1),2\n", "picasa"),
        ("contacts.xml", "<contacts><contact id='1' name='Ann'/></contacts>", "picasa"),
        ("faces.csv", "path,person\n", "csv"),
        ("faces.tsv", "", "csv"),
        ("a.jpg.json", TAKEOUT, "takeout"),
        ("a.json", [TAKEOUT], "takeout"),
        ("photos.json", OSXPHOTOS, "osxphotos"),
        ("photo.json", OSXPHOTOS[0], "osxphotos"),
        ("search.json", IMMICH, "immich"),
        ("assets.jsonl", '{"originalPath": "/a.jpg"}\n{"originalPath": "/b.jpg"}\n', "immich"),
        ("photo.json", PHOTOPRISM, "photoprism"),
        ("photos.json", [PHOTOPRISM], "photoprism"),
        ("dump.sql", "CREATE TABLE `markers`", "photoprism"),
    ],
)
def test_a_file_is_recognised_by_its_name_or_content(tmp_path: Path, name: str, content: object, program: str) -> None:
    file = write(tmp_path / name, content)
    assert detected(file) == (Detected({program: (file,)}), [])  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "Ann"),
        ("desktop.ini", "[.ShellClassInfo]"),
        ("pom.xml", "<project/>"),
        ("a.json", {"name": "Ann"}),
        ("a.json", "{"),
        ("a.json", "[]"),
        ("a.json", ""),
        ("a.db", ""),
        ("no suffix", ""),
    ],
)
def test_other_files_are_not_recognised(tmp_path: Path, name: str, content: object) -> None:
    file = write(tmp_path / name, content)
    assert detected(file) == (Detected({}, (file,)), [])


def test_databases_are_recognised_by_their_tables_under_any_name(tmp_path: Path) -> None:
    digikam = DigikamDatabase(tmp_path / "copy.sqlite").path
    lightroom = LightroomCatalogue(tmp_path / "catalogue.backup").path
    photoprism = DigikamDatabase(tmp_path / "index.db")
    photoprism.run("DROP TABLE AlbumRoots")
    for table in ("markers", "files", "subjects"):
        photoprism.run(f"CREATE TABLE {table} (id)")
    found, _ = detected(digikam, lightroom, photoprism.path)
    assert found.paths == {"digikam": (digikam,), "lightroom": (lightroom,), "photoprism": (photoprism.path,)}
    photoprism.run("DROP TABLE markers")
    assert detected(photoprism.path)[0].unrecognised == (photoprism.path,)


def test_everything_in_a_folder_is_recognised_at_once(tmp_path: Path) -> None:
    write(tmp_path / "Photos from 2015/a.jpg", "")
    write(tmp_path / "Photos from 2015/a.jpg.supplemental-metadata.json", TAKEOUT)
    write(tmp_path / "2003/.picasa.ini", "")
    digikam = DigikamDatabase(tmp_path / "digikam4.db").path
    (tmp_path / "Lightroom").mkdir()
    lightroom = LightroomCatalogue(tmp_path / "Lightroom/My Catalogue.lrcat").path
    osxphotos = write(tmp_path / "exports/photos.json", OSXPHOTOS)
    immich = write(tmp_path / "exports/search.json", IMMICH)
    table = write(tmp_path / "exports/faces.csv", "\ufeffPath;Person;x;y\n")
    write(tmp_path / "exports/prices.csv", "item,price\n")
    found, notes = detected(tmp_path)
    assert notes == []
    assert found == Detected(
        {
            "xmp": (tmp_path,),
            "picasa": (tmp_path,),
            "takeout": (tmp_path,),
            "digikam": (digikam,),
            "lightroom": (lightroom,),
            "immich": (immich,),
            "osxphotos": (osxphotos,),
            "csv": (table,),
        }
    )
    assert list(found.paths) == ["xmp", "picasa", "takeout", "digikam", "lightroom", "immich", "osxphotos", "csv"]


def test_a_folder_of_photos_is_read_for_xmp(tmp_path: Path) -> None:
    write(tmp_path / "a.heic", "")
    assert programs(tmp_path) == {"xmp"}


def test_sidecars_alone_are_recognised(tmp_path: Path) -> None:
    write(tmp_path / "deep/er/a.xmp", "")
    assert programs(tmp_path) == {"xmp"}


def test_nothing_in_a_folder_is_a_clear_answer(tmp_path: Path) -> None:
    write(tmp_path / "readme.txt", "")
    assert detected(tmp_path) == (Detected({}, (tmp_path,)), [])


def test_a_path_that_does_not_exist_is_noted(tmp_path: Path) -> None:
    found, notes = detected(tmp_path / "missing")
    assert found.unrecognised == (tmp_path / "missing",)
    assert [note.fault for note in notes] == ["unreadable"]


def test_archives_and_apple_libraries_are_noted(tmp_path: Path) -> None:
    library = tmp_path / "Photos Library.photoslibrary"
    write(library / "originals/A/a.jpg", "")
    archive = write(tmp_path / "takeout-20251126-001.zip", "")
    write(tmp_path / "other.zip", "")
    for given in ((tmp_path,), (library, archive)):
        found, notes = detected(*given)
        assert (found.paths, found.unrecognised) == ({}, given)
        assert {(note.origin, note.fault) for note in notes} == {(library, "not-supported"), (archive, "not-supported")}


def test_older_versions_of_a_catalogue_are_left_out(tmp_path: Path) -> None:
    for folder in ("Backups/2015-07-14 1200", "Old Lightroom Catalogs"):
        (tmp_path / folder).mkdir(parents=True)
        LightroomCatalogue(tmp_path / folder / "c.lrcat")
    assert programs(tmp_path) == set()
    assert programs(tmp_path / "Backups") == {"lightroom"}


def test_folders_that_a_scan_leaves_out_are_not_entered(tmp_path: Path) -> None:
    for folder in ("@eaDir", ".hidden", "$RECYCLE.BIN", "private"):
        write(tmp_path / folder / "a.jpg", "")
    write(tmp_path / "private/.nomedia", "")
    assert programs(tmp_path) == set()
    assert programs(tmp_path / "private") == {"xmp"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere/a.jpg", "")
    (tmp_path / "given").mkdir()
    (tmp_path / "given/link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "given/loop").symlink_to(tmp_path / "given")
    assert programs(tmp_path / "given") == set()
    assert programs(tmp_path / "given/link") == {"xmp"}


def test_the_limits_are_kept_and_reported(tmp_path: Path) -> None:
    for index in range(5):
        write(tmp_path / f"{index}.json", {"nothing": index})
    write(tmp_path / "a/b/c/a.jpg", "")
    assert detect([tmp_path], print, Limits(opened=4)) == Detected({"xmp": (tmp_path,)}, (), complete=False)
    assert detect([tmp_path], print, Limits(levels=2)) == Detected({}, (tmp_path,), complete=False)
    assert detect([tmp_path], print, Limits(entries=5)) == Detected({}, (tmp_path,), complete=False)
    assert detect([tmp_path], print, Limits(opened=5, levels=3, entries=9)).complete


def test_one_json_file_stands_for_those_of_its_folder_in_an_export_of_google(tmp_path: Path) -> None:
    for index in range(50):
        write(tmp_path / f"{index}.jpg.json", TAKEOUT)
    assert detect([tmp_path], print, Limits(opened=1)) == Detected({"takeout": (tmp_path,)})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    for name in ("a.json", "a.csv", "index.db", "contacts.xml", "a.ini"):
        os.mkfifo(tmp_path / name)
    assert programs(tmp_path) == set()
    assert programs(tmp_path / "a.ini", tmp_path / "a.json") == set()


def test_damaged_files_are_recognised_or_not_but_never_raise(tmp_path: Path) -> None:
    originals = [
        DigikamDatabase(tmp_path / "a.db").path.read_bytes(),
        json.dumps(IMMICH).encode(),
        json.dumps(TAKEOUT).encode("utf-16"),
        b"path,person\n",
    ]
    for number, data in enumerate(originals):
        for name in ("index.db", "a.json", "a.csv", "contacts.xml"):
            for damaged in mutations(data, 10):
                file = tmp_path / f"{number}" / name
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(damaged)
                detected(file.parent, file)
