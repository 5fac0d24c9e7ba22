"""An export adds and removes only its own files, whatever happens to it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from photoindex.advice.actions import Action
from photoindex.domain.photo import PhotoFile
from photoindex.errors import NotFoundError, StorageError, UsageError
from photoindex.export import ExportPhoto
from photoindex.export.contents.content import HardLink, Link, PhotoContent
from photoindex.export.contents.form import Form, Output, Strip
from photoindex.export.engine.journal import JOURNAL_NAME
from photoindex.export.engine.manifest import MANIFEST_NAME
from photoindex.export.engine.records import (
    Content,
    PhotoDone,
    Planned,
    Room,
    RunOptions,
    RunReport,
    Step,
    Undrawn,
    Watch,
)
from photoindex.export.engine.run import export_files
from photoindex.export.ledger import LEDGER_NAME
from photoindex.originals import Original
from tests.export.conftest import MakePhoto

OWN = {LEDGER_NAME, JOURNAL_NAME, MANIFEST_NAME}
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def planned(photo: ExportPhoto, path: str, content: Content | None = None, recipe: str = "") -> Planned:
    *folders, name = path.split("/")
    content = content or PhotoContent(photo, Form(), Output("copy", ""))
    return Planned(photo.content_hash, tuple(folders), name, content, recipe, photo.path, {"of": photo.path.name})


def run(folder: Path, plan: Sequence[Step], *, update: bool = True, dry_run: bool = False) -> RunReport:
    return export_files(iter(plan), folder, RunOptions("folder", update=update, dry_run=dry_run), Watch())


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - OWN


def manifest(folder: Path) -> dict[str, str]:
    items = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))["items"]
    return {item["file"]: item["of"] for item in items}


def test_files_are_written_to_their_folders_and_listed_in_the_manifest(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second = make_photo("a.jpg"), make_photo("b.png")
    report = run(tmp_path / "out", [planned(first, "2001/a.jpg"), PhotoDone(), planned(second, "b.png")], update=False)
    assert (report.written, report.kept, report.removed, report.skipped) == (2, 0, 0, ())
    assert (tmp_path / "out/2001/a.jpg").read_bytes() == first.path.read_bytes()
    assert files(tmp_path / "out") == {"2001/a.jpg", "b.png"}
    assert manifest(tmp_path / "out") == {"2001/a.jpg": "a.jpg", "b.png": "b.png"}
    assert report.manifest == tmp_path / "out" / MANIFEST_NAME


def test_an_update_adds_removes_and_keeps(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second, third = make_photo("a.jpg"), make_photo("b.jpg"), make_photo("c.jpg")
    run(tmp_path / "out", [planned(first, "old/a.jpg"), planned(second, "b.jpg")])
    inode = (tmp_path / "out/b.jpg").stat().st_ino
    report = run(tmp_path / "out", [planned(second, "b.jpg"), planned(third, "c.jpg")])
    assert (report.written, report.kept, report.removed) == (1, 1, 1)
    assert files(tmp_path / "out") == {"b.jpg", "c.jpg"}
    assert (tmp_path / "out/b.jpg").stat().st_ino == inode
    assert not (tmp_path / "out/old").exists()
    assert manifest(tmp_path / "out") == {"b.jpg": "b.jpg", "c.jpg": "c.jpg"}


def test_another_recipe_writes_the_file_again_and_another_place_moves_it(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    run(tmp_path / "out", [planned(photo, "a.jpg")])
    report = run(tmp_path / "out", [planned(photo, "a.jpg", recipe="other")])
    assert (report.written, report.rewritten, report.kept) == (0, 1, 0)
    report = run(tmp_path / "out", [planned(photo, "new/a.jpg", recipe="other")])
    assert (report.written, report.removed) == (1, 0)
    assert files(tmp_path / "out") == {"new/a.jpg"}


def test_files_of_the_user_are_never_touched(make_photo: MakePhoto, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / MANIFEST_NAME).write_text("mine", encoding="utf-8")
    photo = make_photo("a.jpg")
    assert run(folder, []).manifest == folder / "manifest (2).json"
    (folder / "A.JPG").write_text("mine", encoding="utf-8")
    run(folder, [planned(photo, "a.jpg")])
    assert (folder / "a (2).jpg").read_bytes() == photo.path.read_bytes()
    run(folder, [])
    assert {path.name for path in folder.iterdir()} == {"A.JPG", *OWN, "manifest (2).json"}
    assert {(folder / name).read_text(encoding="utf-8") for name in ("A.JPG", MANIFEST_NAME)} == {"mine"}


@pytest.mark.parametrize("plan", ["same", "another recipe", "gone"])
def test_an_edited_file_stays_as_it_is(make_photo: MakePhoto, tmp_path: Path, plan: str) -> None:
    photo = make_photo("a.jpg")
    run(tmp_path / "out", [planned(photo, "a.jpg")])
    edited = tmp_path / "out/a.jpg"
    edited.write_bytes(b"retouched")
    steps = {"same": [planned(photo, "a.jpg")], "another recipe": [planned(photo, "a.jpg", recipe="x")], "gone": []}
    report = run(tmp_path / "out", steps[plan])
    assert edited.read_bytes() == b"retouched"
    assert [item.reason for item in report.skipped] == ([] if plan == "same" else ["edited"])


def test_names_are_numbered_and_stay_the_same_in_every_update(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos = [make_photo(f"{number}/x.jpg") for number in range(4)]
    run(
        tmp_path / "out",
        [planned(photo, name) for photo, name in zip(photos, ["x.jpg", "X.jpg", "x.JPG"], strict=False)],
    )
    assert files(tmp_path / "out") == {"x.jpg", "X (2).jpg", "x (3).JPG"}
    report = run(
        tmp_path / "out", [planned(photos[3], "x.jpg"), planned(photos[2], "x.JPG"), planned(photos[1], "X.jpg")]
    )
    assert (report.written, report.kept, report.removed) == (1, 2, 1)
    assert files(tmp_path / "out") == {"X (2).jpg", "x (3).JPG", "x (4).jpg"}


def test_folders_that_differ_only_in_case_are_one_folder(make_photo: MakePhoto, tmp_path: Path) -> None:
    run(tmp_path / "out", [planned(make_photo("a.jpg"), "Ann/a.jpg"), planned(make_photo("b.jpg"), "ANN/a.jpg")])
    assert files(tmp_path / "out") == {"Ann/a.jpg", "Ann/a (2).jpg"}


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ("con/aux.jpg", "_con/_aux.jpg"),
        ("a.../b?.jpg", "a/b_.jpg"),
        ("../../etc/a.jpg", "photo/photo/etc/a.jpg"),
        ("x" * 300 + "/" + "y" * 300 + ".jpg", "x" * 255 + "/" + "y" * 251 + ".jpg"),
    ],
)
def test_names_are_portable_and_stay_inside_the_folder(
    make_photo: MakePhoto, tmp_path: Path, wanted: str, made: str
) -> None:
    run(tmp_path / "out", [planned(make_photo("a.jpg"), wanted)])
    assert files(tmp_path / "out") == {made}


def test_a_dry_run_changes_nothing(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second = make_photo("a.jpg"), make_photo("b.jpg")
    assert run(tmp_path / "out", [planned(first, "a.jpg")], dry_run=True).written == 1
    assert not (tmp_path / "out").exists()
    run(tmp_path / "out", [planned(first, "a.jpg")])
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "out").iterdir()}
    told: list[tuple[str, str]] = []

    class Told(Watch):
        def change(self, change: str, path: str, source: Path | None) -> None:
            told.append((change, path))

    options = RunOptions("folder", update=True, dry_run=True)
    report = export_files(iter([planned(second, "b.jpg")]), tmp_path / "out", options, Told())
    assert (report.written, report.removed, report.manifest) == (1, 1, None)
    assert told == [("write", "b.jpg"), ("remove", "a.jpg")]
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "out").iterdir()} == before


def test_a_dry_run_knows_the_size_of_exact_copies(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = replace(make_photo("a.jpg"), original=None)
    scanned = replace(photo, original=Original(PhotoFile(photo.path, 1234, 0), "ab12"))
    copy = partial(PhotoContent, scanned, Form())
    assert copy(Output("copy", "")).room == 1234
    assert copy(Output("strip", "")).room is None
    assert copy(Output("render", "")).room is None
    assert PhotoContent(photo, Form(), Output("copy", "")).room is None
    assert HardLink(scanned).room == 0
    report = run(tmp_path / "out", [planned(photo, "a.jpg")], dry_run=True)
    assert report.room == Room(0, whole=False)
    assert Room().plus(5).plus(None).plus(7) == Room(12, whole=False)
    assert run(tmp_path / "out", [planned(photo, "a.jpg")]).room is None


def test_a_copy_stays_when_its_original_is_gone(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    run(tmp_path / "out", [planned(photo, "a.jpg")])
    photo.path.unlink()
    assert run(tmp_path / "out", [planned(photo, "a.jpg")]).kept == 1
    report = run(tmp_path / "out", [planned(photo, "a.jpg", recipe="other")])
    assert [item.reason for item in report.skipped] == ["missing"]
    assert files(tmp_path / "out") == {"a.jpg"}
    assert manifest(tmp_path / "out") == {"a.jpg": "a.jpg"}


def test_a_copy_that_the_user_deleted_is_not_listed_when_its_original_is_gone(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo, other = make_photo("a.jpg"), make_photo("b.jpg")
    run(tmp_path / "out", [planned(photo, "a.jpg"), planned(other, "b.jpg")])
    photo.path.unlink()
    (tmp_path / "out/a.jpg").unlink()
    report = run(tmp_path / "out", [planned(photo, "a.jpg"), planned(other, "b.jpg")])
    assert [item.reason for item in report.skipped] == ["missing"]
    assert manifest(tmp_path / "out") == {"b.jpg": "b.jpg"}


def test_a_photo_of_several_files_is_left_out_once(make_photo: MakePhoto, tmp_path: Path) -> None:
    gone, other = make_photo("a.jpg"), make_photo("b.jpg")
    gone.path.unlink()
    twice = [replace(planned(gone, f"{name}/a.jpg"), key=name) for name in ("Ann", "Tom")]
    report = run(tmp_path / "out", [*twice, planned(other, "b.jpg")])
    assert [item.path for item in report.skipped] == [gone.path]


def test_companions_are_written_and_removed_but_neither_counted_nor_missed(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo, gone = make_photo("a.jpg"), make_photo("b.jpg")
    gone.path.unlink()
    small = replace(planned(photo, "small/a.jpg"), key="small", companion=True)
    lost = replace(planned(gone, "small/b.jpg"), companion=True)
    report = run(tmp_path / "out", [planned(photo, "a.jpg"), small, lost])
    assert (report.written, report.skipped) == (1, ())
    assert files(tmp_path / "out") == {"a.jpg", "small/a.jpg"}
    report = run(tmp_path / "out", [planned(photo, "a.jpg")])
    assert (report.kept, report.removed) == (1, 0)
    assert files(tmp_path / "out") == {"a.jpg"}


def test_letters_that_could_not_be_drawn_are_reported(make_photo: MakePhoto, tmp_path: Path) -> None:
    report = run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg"), Undrawn("xy"), PhotoDone()])
    assert (report.written, report.undrawn) == (1, "xy")


def test_a_page_that_somebody_else_wrote_or_edited_is_refused(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo, options = make_photo("a.jpg"), RunOptions("folder", update=True, page="a.jpg")
    export_files(iter([planned(photo, "a.jpg")]), tmp_path / "out", options, Watch())
    assert export_files(iter([planned(photo, "a.jpg")]), tmp_path / "out", options, Watch()).kept == 1
    (tmp_path / "out/a.jpg").write_bytes(b"edited")
    with pytest.raises(UsageError, match="not overwritten"):
        export_files(iter([planned(photo, "a.jpg")]), tmp_path / "out", options, Watch())


def test_a_file_of_the_export_is_not_exported_as_an_original(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    run(tmp_path / "out", [planned(photo, "a.jpg")])
    copy = ExportPhoto(tmp_path / "out/a.jpg", photo.content_hash, None)
    assert run(tmp_path / "out", [planned(copy, "a.jpg")]).kept == 1
    copy.path.write_bytes(b"retouched")
    other = ExportPhoto(copy.path, "of other content", None)
    report = run(tmp_path / "out", [planned(photo, "a.jpg"), planned(other, "a.jpg")])
    assert [(item.path, item.reason) for item in report.skipped] == [(copy.path, "not-an-original")]
    assert files(tmp_path / "out") == {"a.jpg"}


@needs_links
def test_a_symbolic_link_whose_photo_is_gone_is_removed(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    step = planned(photo, "a.jpg", Link(photo, str(photo.path)))
    run(tmp_path / "out", [step])
    assert (tmp_path / "out/a.jpg").readlink() == photo.path
    photo.path.unlink()
    report = run(tmp_path / "out", [step])
    assert [item.reason for item in report.skipped] == ["missing"]
    assert files(tmp_path / "out") == set()


def test_a_hard_link_is_removed_only_while_its_photo_has_another_name(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second = make_photo("a.jpg"), make_photo("b.jpg")
    run(tmp_path / "out", [planned(photo, photo.path.name, HardLink(photo)) for photo in (first, second)])
    content = first.path.read_bytes()
    assert (tmp_path / "out/b.jpg").samefile(second.path)
    first.path.unlink()
    report = run(tmp_path / "out", [])
    assert [(item.path.name, item.reason) for item in report.skipped] == [("a.jpg", "last-name")]
    assert (tmp_path / "out/a.jpg").read_bytes() == content
    assert second.path.exists()
    assert files(tmp_path / "out") == {"a.jpg"}


def test_an_export_of_which_nothing_can_be_opened_is_an_error_and_leaves_nothing(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo = make_photo("a.jpg")
    photo.path.unlink()
    with pytest.raises(NotFoundError, match=r"a\.jpg"):
        run(tmp_path / "out", [planned(photo, "a.jpg")])
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_empty_needs_update(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg")], update=False)
    assert caught.value.advice == (Action.UPDATE_EXPORT,)
    assert files(tmp_path / "out") == {"notes.txt"}


def test_an_export_of_another_kind_is_refused(make_photo: MakePhoto, tmp_path: Path) -> None:
    run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg")])
    with pytest.raises(UsageError, match="another kind"):
        export_files(iter([]), tmp_path / "out", RunOptions("crops", update=True), Watch())


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [("location", "nothing", True), ("metadata", "location", True), ("location", "metadata", False),
     ("location", "location", False), ("nothing", "nothing", False)],
)  # fmt: skip
def test_an_update_that_would_put_back_what_was_taken_out_is_refused(
    make_photo: MakePhoto, tmp_path: Path, before: Strip, now: Strip, refused: bool
) -> None:
    photo = make_photo("a.jpg")
    export_files(iter([planned(photo, "a.jpg")]), tmp_path / "out", RunOptions("folder", strip=before), Watch())
    again = RunOptions("folder", update=True, strip=now)
    if refused:
        with pytest.raises(UsageError, match=f"the {before} of the photos"):
            export_files(iter([planned(photo, "a.jpg")]), tmp_path / "out", again, Watch())
    else:
        assert export_files(iter([planned(photo, "a.jpg")]), tmp_path / "out", again, Watch()).kept == 1


def test_a_folder_of_photos_without_a_record_is_refused_even_with_update(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    shutil.copy(make_photo("mine.jpg").path, tmp_path / "out")
    with pytest.raises(UsageError, match="holds photos"):
        run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg")])
    assert files(tmp_path / "out") == {"mine.jpg"}


@needs_links
@pytest.mark.parametrize("planted", ["2001", "2001/x"])
def test_links_in_the_folder_never_lead_the_export_outside_it(
    make_photo: MakePhoto, tmp_path: Path, planted: str
) -> None:
    photo, outside = make_photo("a.jpg"), tmp_path / "outside"
    outside.mkdir()
    link = tmp_path / "out" / planted
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(UsageError, match="is a link"):
        run(tmp_path / "out", [planned(photo, "2001/x/a.jpg")])
    assert list(outside.iterdir()) == []


@needs_links
def test_nothing_is_removed_through_a_link_that_replaced_a_folder(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo, outside = make_photo("a.jpg"), tmp_path / "outside"
    run(tmp_path / "out", [planned(photo, "2001/a.jpg")])
    (tmp_path / "out/2001").rename(outside)
    (tmp_path / "out/2001").symlink_to(outside)
    run(tmp_path / "out", [])
    assert (outside / "a.jpg").exists()


@needs_links
@pytest.mark.parametrize("name", [LEDGER_NAME, JOURNAL_NAME])
def test_a_record_that_is_a_link_is_refused(make_photo: MakePhoto, tmp_path: Path, name: str) -> None:
    run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg")])
    record = tmp_path / "out" / name
    record.rename(tmp_path / "elsewhere")
    record.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="it is a link"):
        run(tmp_path / "out", [])


class Killed(BaseException):
    """Stands for anything that ends a process."""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_an_update_completes_an_export_that_was_killed_between_a_file_and_its_record(
    make_photo: MakePhoto, tmp_path: Path, after: int
) -> None:
    photos = [make_photo(f"{number}.jpg") for number in range(4)]

    class Kills(PhotoContent):
        def write(self, path: Path, mtime_ns: int) -> None:
            super().write(path, mtime_ns)
            raise Killed

    def steps(kill: bool) -> Iterator[Step]:
        for number, photo in enumerate(photos):
            kind = Kills if kill and number == after else PhotoContent
            yield planned(photo, "x.jpg", kind(photo, Form(), Output("copy", "")))

    with pytest.raises(Killed):
        run(tmp_path / "out", list(steps(kill=True)))
    run(tmp_path / "out", list(steps(kill=False)))
    assert files(tmp_path / "out") == {"x.jpg", "x (2).jpg", "x (3).jpg", "x (4).jpg"}
    assert run(tmp_path / "out", []).removed == 4
    assert files(tmp_path / "out") == set()


KILLED_RUN = """
    import sys
    from pathlib import Path
    from photoindex.export import ExportPhoto
    from photoindex.export.contents.content import PhotoContent
    from photoindex.export.contents.form import Form, Output
    from photoindex.export.engine.records import Planned, RunOptions, Watch
    from photoindex.export.engine.run import export_files
    print("ready", flush=True)
    photos = [ExportPhoto(path, path.stem, None) for path in sorted(Path(sys.argv[1]).iterdir())]
    form, output = Form(size=20), Output("render", ".png", "PNG")
    plan = (
        Planned(photo.content_hash, (photo.path.stem[-1],), "x.png", PhotoContent(photo, form, output))
        for photo in photos
    )
    export_files(plan, Path(sys.argv[2]), RunOptions("folder", update=True), Watch())
"""


def test_an_export_that_is_killed_again_and_again_is_completed_by_updates(
    make_photo: MakePhoto, originals: Path, tmp_path: Path
) -> None:
    for number in range(60):
        make_photo(f"{number:02}.png", size=(300, 200))
    command = [sys.executable, "-c", textwrap.dedent(KILLED_RUN), str(originals), str(tmp_path / "out")]
    kills = 0
    for attempt in range(6):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(0.02 + attempt * 0.04)
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
    assert kills
    subprocess.run(command, check=True, capture_output=True)
    names = [f"{folder}/x{number}.png" for folder in range(10) for number in ("", *(f" ({n})" for n in range(2, 7)))]
    assert files(tmp_path / "out") == set(names)
    assert not list((tmp_path / "out").rglob("*.part"))


@pytest.mark.parametrize("at", ["before the file", "behind the file"])
def test_an_update_that_was_killed_while_it_replaced_a_file_is_completed(
    make_photo: MakePhoto, tmp_path: Path, at: str
) -> None:
    photo = make_photo("a.png", size=(300, 200))
    run(tmp_path / "out", [planned(photo, "a.png", recipe="large")])
    os.utime(photo.path, (1_000_000_000, 1_000_000_000))

    class Kills(PhotoContent):
        def write(self, path: Path, mtime_ns: int) -> None:
            if at == "behind the file":
                super().write(path, mtime_ns)
            raise Killed

    small = Form(size=20), Output("render", ".png", "PNG")
    with pytest.raises(Killed):
        run(tmp_path / "out", [planned(photo, "a.png", Kills(photo, *small), recipe="small")])
    run(tmp_path / "out", [planned(photo, "a.png", PhotoContent(photo, *small), recipe="small")])
    assert files(tmp_path / "out") == {"a.png"}
    assert run(tmp_path / "out", []).removed == 1
    assert files(tmp_path / "out") == set()


def test_a_line_that_a_kill_cut_off_is_ignored(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    run(tmp_path / "out", [planned(photo, "a.jpg")])
    with (tmp_path / "out" / JOURNAL_NAME).open("ab") as journal:
        journal.write(b'{"key":"x","path":"b')
    assert run(tmp_path / "out", [planned(photo, "a.jpg")]).kept == 1


@pytest.mark.parametrize(
    "line",
    ["[]", "{}", "null", '{"key":"a","path":"../a.jpg","wanted":"a.jpg"}', '{"key":"a","path":"/etc/a","wanted":""}'],
)
def test_a_damaged_or_forged_journal_is_refused(make_photo: MakePhoto, tmp_path: Path, line: str) -> None:
    run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg")])
    (tmp_path / "out" / JOURNAL_NAME).write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="damaged") as caught:
        run(tmp_path / "out", [])
    assert caught.value.hint


@pytest.mark.parametrize("text", ["", "[]", '{"format": 3}', '{"format": 2}'])
def test_a_damaged_head_is_refused(make_photo: MakePhoto, tmp_path: Path, text: str) -> None:
    run(tmp_path / "out", [planned(make_photo("a.jpg"), "a.jpg")])
    (tmp_path / "out" / LEDGER_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="Cannot use the record"):
        run(tmp_path / "out", [])


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
def test_a_full_disk_ends_the_export_and_what_is_done_stays(make_photo: MakePhoto, tmp_path: Path) -> None:
    small, large = make_photo("small.jpg"), make_photo("large.bmp", size=(400, 400))
    script = """
        import resource, sys
        from pathlib import Path
        from photoindex.errors import StorageError
        from photoindex.export import ExportPhoto
        from photoindex.export.contents.content import PhotoContent
        from photoindex.export.contents.form import Form, Output
        from photoindex.export.engine.records import Planned, RunOptions, Watch
        from photoindex.export.engine.run import export_files
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        photos = [ExportPhoto(Path(name), name, None) for name in sys.argv[2:]]
        copies = [(photo, PhotoContent(photo, Form(), Output("copy", ""))) for photo in photos]
        for update in (False, True):
            plan = (Planned(photo.content_hash, (), photo.path.name, copy) for photo, copy in copies)
            try:
                export_files(plan, Path(sys.argv[1]), RunOptions("folder", update=update), Watch())
            except StorageError as error:
                print(error.message, error.hint, error.advice)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "out"), str(small.path), str(large.path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "large.bmp" in said
    # The second time, the journal announces the file that could not be written.
    assert said.count("1 file is in") == 2
    assert "Action.CONTINUE_EXPORT" in said
    known = [ExportPhoto(photo.path, str(photo.path), None) for photo in (small, large)]
    report = run(tmp_path / "out", [planned(photo, photo.path.name) for photo in known])
    assert (report.kept, report.written) == (1, 1)


def test_a_folder_that_cannot_be_made_is_a_storage_error(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        run(tmp_path / "file" / "out", [planned(make_photo("a.jpg"), "a.jpg")])
    with pytest.raises(UsageError):
        run(tmp_path / "file", [planned(make_photo("b.jpg"), "b.jpg")])


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_hard_link_to_another_disk_is_refused_with_advice(make_photo: MakePhoto) -> None:
    photo = make_photo("a.jpg")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        if Path(other).stat().st_dev == photo.path.stat().st_dev:
            pytest.skip("both folders are on one file system")
        with pytest.raises(StorageError, match="another disk") as caught:
            run(Path(other) / "out", [planned(photo, "a.jpg", HardLink(photo))])
        assert caught.value.advice == (Action.EXPORT_AS_FOLDER,)
        assert not list((Path(other) / "out").rglob("*.part"))
