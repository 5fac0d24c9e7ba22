"""A person is named in a photo by a box."""

import os
import sys
from pathlib import Path

import pytest

from photoindex.advice.library import ScanFolder
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label_place, reject
from photoindex.operations.log import log
from photoindex.operations.show import show_photo
from photoindex.operations.twice import same_twice
from photoindex.operations.undo import undo
from tests.library import Library, confirmed_by_name, face


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these systems have no such names")
def test_a_decision_can_be_stored_even_if_a_path_is_not_valid_text(scanned: Library) -> None:
    (scanned.folder / "2003/empty.jpg").rename(scanned.folder / os.fsdecode(b"caf\xe9.jpg"))
    scanned.scan()
    label_place(scanned.index, scanned.folder / os.fsdecode(b"caf\xe9.jpg"), "10,20,30,40", "Ghost")
    assert "caf\\udce9.jpg" in log(scanned.index)[0].decision.source
    assert confirmed_by_name(scanned) == {"Ghost": (1, 1)}


def test_a_person_whose_face_was_not_detected_is_found_and_shown(scanned: Library) -> None:
    empty = scanned.folder / "2003/empty.jpg"
    report = label_place(scanned.index, empty, "10,20,30,40", "Ghost")
    assert (report.faces, report.total, report.joined) == (1, 1, False)
    assert [photo.paths[0] for photo in find(scanned.index, FindRequest(("Ghost",))).photos] == [empty]
    (shown,) = show_photo(scanned.index, empty).faces
    assert (shown.box.x, shown.box.y, shown.box.width, shown.box.height) == (0.1, 0.2, 0.3, 0.4)
    label_place(scanned.index, empty, "0.11,0.2,0.3,0.4", "Spirit")
    assert confirmed_by_name(scanned) == {"Spirit": (1, 1)}
    reject(scanned.index, face(scanned, "2003/empty.jpg"), "Spirit")
    assert confirmed_by_name(scanned) == {}
    for _ in range(3):
        undo(scanned.index)
    assert show_photo(scanned.index, empty).faces == ()


def test_a_box_on_a_detected_face_means_that_face(scanned: Library) -> None:
    label_place(scanned.index, scanned.folder / "2001/b.jpg", "100,10,100,90", "Tom")
    assert confirmed_by_name(scanned)["Tom"] == (3, 1)
    assert len(show_photo(scanned.index, scanned.folder / "2001/b.jpg").faces) == 2


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "0,0,0,10", "500,0,20,20", "nan,0,1,1", "inf,0,1,1"])
def test_an_invalid_box_is_refused(scanned: Library, box: str) -> None:
    with pytest.raises(UsageError):
        label_place(scanned.index, scanned.folder / "2003/f.jpg", box, "Tom")
    assert log(scanned.index) == []


def test_a_photo_that_is_not_in_the_index_is_refused_with_the_reason(scanned: Library) -> None:
    nothing = "There is no photo at that path."
    for path, reason, advice in (
        (scanned.folder / "nowhere.jpg", nothing, ()),
        (scanned.folder, nothing, ()),
        (scanned.draw("new.jpg", "red"), "", (ScanFolder(scanned.folder),)),
    ):
        for ask in (
            lambda path=path: label_place(scanned.index, path, "0,0,1,1", "Tom"),
            lambda path=path: same_twice(scanned.index, path),
            lambda path=path: show_photo(scanned.index, path),
        ):
            with pytest.raises(NotFoundError, match="does not hold") as caught:
                ask()
            assert (caught.value.hint, caught.value.advice) == (reason, advice)
    assert log(scanned.index) == []


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_photo_is_recognised_by_every_path_that_leads_to_it_as_in_a_scan(scanned: Library, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(scanned.folder / "2001")
    way = link / ".." / "2003" / "empty.jpg"
    assert show_photo(scanned.index, way).photo is not None
    label_place(scanned.index, way, "0.2,0.2,0.4,0.5", "Ghost")
    assert confirmed_by_name(scanned) == {"Ghost": (1, 1)}
