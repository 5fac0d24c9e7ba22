"""Every file of an export has a place of its own, and folders of others are refused."""

from pathlib import Path

import pytest

from photoindex.errors import UsageError
from photoindex.export.contents.form import Strip
from photoindex.export.engine.journal import Entry, write_entries, write_head
from photoindex.export.engine.place import Names, Place, open_place, refuse_foreign
from photoindex.export.engine.records import RunOptions


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def written(place: Place, path: str, data: bytes = b"photo") -> Entry:
    """The entry of a file that an export made."""
    file = place.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    found = file.stat()
    return Entry(path, path, path, size=found.st_size, mtime_ns=found.st_mtime_ns, done=True)


def test_names_that_earlier_runs_used_or_others_have_are_taken(place: Place) -> None:
    written(place, "2001/b.jpg")
    names = Names(place, [Entry("x", "2001/a.jpg", "2001/a.jpg")])
    taken = [names.take(("2001",), name) for name in ("A.jpg", "a.jpg", "b.jpg", "c.jpg")]
    assert taken == ["2001/A (2).jpg", "2001/a (3).jpg", "2001/b (2).jpg", "2001/c.jpg"]


def test_folders_that_differ_only_in_case_are_spelled_as_at_first(place: Place) -> None:
    names = Names(place, [])
    assert [names.take((folder, "x"), "a.jpg") for folder in ("Ann", "ANN")] == ["Ann/x/a.jpg", "Ann/x/a (2).jpg"]


def test_empty_folders_are_removed_with_those_that_hold_them(place: Place) -> None:
    (place.root / "2001/07/14").mkdir(parents=True)
    written(place, "2001/a.jpg")
    place.remove_empty(["2001/07/14"])
    assert [path.name for path in (place.root / "2001").iterdir()] == ["a.jpg"]


def test_an_older_version_of_a_file_is_still_ours(place: Place) -> None:
    old = written(place, "a.jpg")
    replaced = Entry("x", "a.jpg", "a.jpg", mtime_ns=1, before=old.marks)
    place.remove_entry(replaced)
    assert not (place.root / "a.jpg").exists()


@pytest.mark.parametrize(
    ("preset", "strip", "said"),
    [
        ("folder", "nothing", "the location of the photos"),
        ("crops", "location", r"another kind \(folder\)"),
        ("folder", "metadata", None),
    ],
)
def test_an_update_must_have_the_same_kind_and_take_out_as_much(
    place: Place, preset: str, strip: Strip, said: str | None
) -> None:
    write_entries(place.root, [written(place, "a.jpg")])
    write_head(place.root, "folder", "location")
    options = RunOptions(preset, update=True, strip=strip)
    if said is None:
        _, entries = open_place(place.root, options)
        assert set(entries) == {"a.jpg"}
    else:
        with pytest.raises(UsageError, match=said):
            open_place(place.root, options)


def test_a_page_is_refused_unless_it_is_as_an_export_wrote_it(place: Place) -> None:
    refuse_foreign(place, {}, "index.html")
    entry = written(place, "index.html")
    refuse_foreign(place, {"index.html": entry}, "index.html")
    for entries in ({}, {"index.html": entry}):
        (place.root / "index.html").write_bytes(b"edited by hand")
        with pytest.raises(UsageError, match="not overwritten"):
            refuse_foreign(place, entries, "index.html")
