"""A new recipe for embeddings replaces the faces of an earlier one, and nothing that a user said or saw is lost."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.domain.face import Face
from photoindex.domain.geometry import Box
from photoindex.domain.targets import Target
from photoindex.errors import InterruptedByUserError
from photoindex.operations.answer import Part, answer
from photoindex.operations.check import check
from photoindex.operations.label import label, label_place, not_a_face, reject
from photoindex.operations.scan import Renewal, ScanRequest, ScanSummary, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.similar import similar
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.status import status
from photoindex.operations.undo import undo
from photoindex.packs.manifest import Pack
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import embeddings_of
from tests.fakes import ColourAnalyzer, fake_pack
from tests.library import (
    Library,
    Watcher,
    confirmed_by_name,
    face,
    face_in,
    faces_by_name,
    name_both,
    names_in_photo,
    photos_of,
    rows,
)


class SteadierAnalyzer(ColourAnalyzer):
    """A new recipe: boxes move a little, and embeddings change a little."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        return [_changed(face) for face in super().analyze(image)]


def _changed(face: Face) -> Face:
    box = face.box
    vector = np.frombuffer(face.embedding, dtype="<f2").astype(np.float32)
    vector = vector + 0.1 * np.roll(vector, 1)
    moved = Box(box.x + 0.05 * box.width, 0.05, box.width * 0.95, 0.9)
    return replace(face, box=moved, embedding=(vector / np.linalg.norm(vector)).astype("<f2").tobytes())


class BlindAnalyzer(ColourAnalyzer):
    """A new recipe that finds only the first face of a photo, and no blue one."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        return [face for face in super().analyze(image)[:1] if image[50, 50, 2] < 128]


class FailingAnalyzer(SteadierAnalyzer):
    """A new recipe that cannot process photos with blue people."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        if image[50, 50, 2] > 128:
            os._exit(1)
        return super().analyze(image)


class Announcements(NoProgress):
    def __init__(self) -> None:
        self.renewals: list[Renewal] = []

    def renewing(self, renewal: Renewal) -> None:
        self.renewals.append(renewal)


def newer(pack: Pack) -> Pack:
    return replace(pack, recipe=pack.recipe + 1)


def rescan(library: Library, *roots: Path, progress: NoProgress | None = None) -> ScanSummary:
    return library.scan(*roots, pack=newer(library.pack), make_analyzer=SteadierAnalyzer, progress=progress)


def fingerprints(index: Index) -> set[object]:
    return {row[0] for row in rows(index, "SELECT fingerprint FROM face UNION SELECT fingerprint FROM analysis")}


def is_sound(index: Index) -> bool:
    return check(index, sample=0, repair=False).problems == ()


def test_names_face_ids_and_cluster_ids_are_kept_and_earlier_faces_are_removed(scanned: Library) -> None:
    name_both(scanned)
    reject(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    not_a_face(scanned.index, face(scanned, "2003/f.jpg"))
    label_place(scanned.index, scanned.folder / "2003/empty.jpg", "0.2,0.2,0.4,0.5", "Ghost")
    before = confirmed_by_name(scanned)
    ids = rows(scanned.index, "SELECT face_id, photo_id, by_hand FROM face ORDER BY ALL")
    clusters = set(rows(scanned.index, "SELECT * FROM membership"))
    progress = Announcements()
    summary = rescan(scanned, progress=progress)
    assert (summary.photos, summary.unseen, summary.renewing, summary.kept) == (7, 0, False, 0)
    assert progress.renewals == [Renewal(7, 7, None)]
    assert confirmed_by_name(scanned) == before
    assert names_in_photo(scanned, "2001/a.jpg") == [None]
    assert rows(scanned.index, "SELECT face_id, photo_id, by_hand FROM face ORDER BY ALL") == ids
    # A rejected face and one that is not a face may leave their cluster.
    assert clusters - set(rows(scanned.index, "SELECT * FROM membership")) <= {(1, 1), (7, 3)}
    assert fingerprints(scanned.index) == {newer(scanned.pack).fingerprint}
    assert is_sound(scanned.index)


def test_the_next_scan_reads_nothing_again(scanned: Library) -> None:
    rescan(scanned)
    watcher = Watcher()
    rescan(scanned, progress=watcher)
    assert watcher.read == []


def test_old_faces_are_shown_until_all_folders_are_scanned_and_new_photos_appear_at_once(scanned: Library) -> None:
    name_both(scanned)
    before = confirmed_by_name(scanned)
    summary = rescan(scanned, scanned.folder / "2001")
    assert (summary.unseen, summary.renewing) == (5, True)
    assert confirmed_by_name(scanned) == before
    coming = status(scanned.index).next_pack
    assert coming is not None
    assert (coming.pack, coming.done, coming.files, status(scanned.index).left) == ("colours", 2, 7, 5)
    scanned.draw("2001/new.jpg", "red", shade=9)
    rescan(scanned, scanned.folder / "2001")
    assert faces_by_name(scanned.index) == {"Grandma": 5, "Tom": 3}
    assert "new.jpg" in photos_of(scanned, "Grandma")
    assert is_sound(scanned.index)
    assert rescan(scanned).unseen == 0
    assert faces_by_name(scanned.index) == {"Grandma": 5, "Tom": 3}
    assert status(scanned.index).next_pack is None
    assert len(rows(scanned.index, "SELECT * FROM face")) == 9


def test_decisions_made_meanwhile_count_before_and_after(scanned: Library) -> None:
    name_both(scanned)
    rescan(scanned, scanned.folder / "2001")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Ann")
    reject(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    label(scanned.index, face(scanned, "2002/d.jpg"), "Nobody")
    undo(scanned.index)
    before = confirmed_by_name(scanned)
    rescan(scanned)
    assert confirmed_by_name(scanned) == before == {"Grandma": (3, 3), "Tom": (3, 3), "Ann": (1, 1)}
    assert names_in_photo(scanned, "2001/a.jpg") == [None]


def test_a_photo_outside_the_index_can_be_compared_meanwhile(scanned: Library, tmp_path: Path) -> None:
    rescan(scanned, scanned.folder / "2001")
    other = scanned.draw("../elsewhere.jpg", "red", shade=77)
    found = similar(scanned.index, other, analyzer=SteadierAnalyzer())
    assert found.faces[0].similarity > 0.9


def two_roots(library: Library) -> tuple[Path, Path]:
    """The library as two roots, one of which can be disconnected."""
    disk = library.folder / "2001"
    rest = library.folder.parent / "rest"
    rest.mkdir()
    for name in ("2002", "2003"):
        (library.folder / name).rename(rest / name)
    with library.index.writing() as connection:
        for name in ("2002", "2003"):
            connection.execute(
                "UPDATE file SET path = replace(path, ?, ?)", [str(library.folder / name), str(rest / name)]
            )
        connection.execute("DELETE FROM root")
    assert library.scan(disk, rest).unchanged == 7
    return disk, rest


@pytest.mark.parametrize("mount_point", [True, False])
def test_photos_on_an_offline_disk_keep_their_faces_until_the_disk_is_back(scanned: Library, mount_point: bool) -> None:
    name_both(scanned)
    disk, rest = two_roots(scanned)
    before, ids = faces_by_name(scanned.index), face_in(scanned, "2001/a.jpg")
    disk.rename(scanned.folder / "elsewhere")
    if mount_point:
        disk.mkdir()
    summary = rescan(scanned, rest)
    assert (summary.unseen, summary.kept) == (0, 2)
    assert faces_by_name(scanned.index) == before
    assert status(scanned.index).kept == 2
    assert is_sound(scanned.index)
    if mount_point:
        disk.rmdir()
    (scanned.folder / "elsewhere").rename(disk)
    progress = Announcements()
    rescan(scanned, disk, progress=progress)
    assert progress.renewals == [Renewal(2, 7, None)]
    assert status(scanned.index).kept == 0
    assert faces_by_name(scanned.index) == before
    assert face_in(scanned, "2001/a.jpg") == ids
    assert show_photo(scanned.index, disk / "a.jpg").faces[0].box.y == pytest.approx(0.05)
    assert is_sound(scanned.index)


def test_photos_that_are_back_or_gone_are_counted_as_such_when_a_scan_says_what_it_embeds_again(
    scanned: Library, tmp_path: Path
) -> None:
    folder, elsewhere = scanned.folder / "2001", tmp_path / "elsewhere"
    folder.rename(elsewhere)
    progress = Announcements()
    rescan(scanned, progress=progress)
    assert progress.renewals == [Renewal(5, 5, None)]
    elsewhere.rename(folder)
    rescan(scanned, progress=progress)
    assert progress.renewals[1:] == [Renewal(2, 7, None)]


def test_a_folder_that_is_online_but_was_not_scanned_is_waited_for(scanned: Library) -> None:
    disk, rest = two_roots(scanned)
    assert rescan(scanned, rest).unseen == 2
    assert rescan(scanned, disk).unseen == 0


def test_missing_and_excluded_photos_keep_their_faces(scanned: Library, tmp_path: Path) -> None:
    name_both(scanned)
    (scanned.folder / "2001/a.jpg").rename(tmp_path / "a.jpg")
    scanned.scan()
    summary = scanned.scan(pack=newer(scanned.pack), make_analyzer=SteadierAnalyzer, exclude=["d.jpg"])
    assert (summary.unseen, summary.kept) == (0, 2)
    (tmp_path / "a.jpg").rename(scanned.folder / "2001/a.jpg")
    watcher = Watcher()
    rescan(scanned, progress=watcher)
    assert watcher.read == ["a.jpg", "d.jpg"]
    assert faces_by_name(scanned.index) == {"Grandma": 4, "Tom": 3}


def test_a_scan_of_recent_photos_replaces_nothing_yet(scanned: Library) -> None:
    request = ScanRequest((scanned.folder,), workers=1, since=datetime(2100, 1, 1, tzinfo=UTC))
    summary = scan(scanned.index, newer(scanned.pack), request, NoProgress(), make_analyzer=SteadierAnalyzer)
    assert (summary.older, summary.unseen, summary.renewing) == (7, 7, True)


def test_a_photo_that_fails_now_keeps_its_faces_and_is_tried_again_on_request(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2003/f.jpg"), "Ann")
    summary = scanned.scan(pack=newer(scanned.pack), make_analyzer=FailingAnalyzer)
    assert (summary.failed, summary.unseen, summary.kept) == (1, 0, 1)
    assert photos_of(scanned, "Ann") == ["f.jpg"]
    watcher = Watcher()
    assert rescan(scanned, progress=watcher).still_failing == 1
    assert watcher.read == []
    retried = scanned.scan(pack=newer(scanned.pack), make_analyzer=SteadierAnalyzer, retry_failed=True)
    assert (retried.photos, retried.failed) == (1, 0)
    assert photos_of(scanned, "Ann") == ["f.jpg"]
    assert status(scanned.index).kept == 0


def test_a_confirmed_face_that_is_no_longer_found_is_kept(scanned: Library) -> None:
    name_both(scanned)
    label(scanned.index, face(scanned, "2003/f.jpg"), "Ann")
    scanned.scan(pack=newer(scanned.pack), make_analyzer=BlindAnalyzer)
    assert confirmed_by_name(scanned) == {"Grandma": (4, 4), "Tom": (3, 3), "Ann": (1, 1)}
    assert is_sound(scanned.index)


def test_a_confirmed_face_on_a_disk_that_comes_back_is_kept_although_it_is_no_longer_found(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2003/f.jpg"), "Ann")
    disk = scanned.folder / "2003"
    disk.rename(scanned.folder.parent / "offline")
    pack = newer(scanned.pack)
    scanned.scan(pack=pack, make_analyzer=BlindAnalyzer)
    (scanned.folder.parent / "offline").rename(disk)
    scanned.scan(pack=pack, make_analyzer=BlindAnalyzer)
    assert confirmed_by_name(scanned) == {"Ann": (1, 1)}
    assert status(scanned.index).kept == 0
    assert is_sound(scanned.index)


def test_an_unnamed_face_that_is_no_longer_found_is_removed(scanned: Library) -> None:
    scanned.scan(pack=newer(scanned.pack), make_analyzer=BlindAnalyzer)
    assert show_photo(scanned.index, scanned.folder / "2003/f.jpg").faces == ()
    assert is_sound(scanned.index)


def test_a_third_recipe_replaces_the_first_although_the_second_is_incomplete(scanned: Library) -> None:
    name_both(scanned)
    before = confirmed_by_name(scanned)
    rescan(scanned, scanned.folder / "2001")
    third = newer(newer(scanned.pack))
    summary = scanned.scan(pack=third, make_analyzer=SteadierAnalyzer)
    assert summary.photos == 7
    assert confirmed_by_name(scanned) == before
    assert fingerprints(scanned.index) == {third.fingerprint}


def test_another_pack_meanwhile_hides_nothing(scanned: Library, tmp_path: Path) -> None:
    name_both(scanned)
    before = confirmed_by_name(scanned)
    rescan(scanned, scanned.folder / "2001")
    scanned.scan(pack=fake_pack(tmp_path / "other", "shapes"))
    assert confirmed_by_name(scanned) == before
    rescan(scanned)
    assert confirmed_by_name(scanned) == before
    assert scanned.pack.fingerprint not in fingerprints(scanned.index)
    assert is_sound(scanned.index)


def test_a_page_that_stays_open_goes_on_with_the_new_faces(scanned: Library) -> None:
    name_both(scanned)
    sitting = Sitting(WarmIndex(scanned.index.path))
    sitting.work()
    blue = face_in(scanned, "2003/f.jpg")
    assert {card.name: card.faces for card in sitting.people().persons} == {"Grandma": 4, "Tom": 3}
    rescan(scanned)
    answer(sitting.index, [Part("name", (blue,), "Ann")])
    sitting.work()
    assert {card.name: card.faces for card in sitting.people().persons} == {"Grandma": 4, "Tom": 3, "Ann": 1}
    sitting.close()
    assert names_in_photo(scanned, "2003/f.jpg") == ["Ann"]


def test_a_search_for_similar_faces_uses_the_new_embeddings(scanned: Library, tmp_path: Path) -> None:
    disk, rest = two_roots(scanned)
    (reference,) = show_photo(scanned.index, disk / "a.jpg").faces
    similar(scanned.index, reference.face_id)
    disk.rename(tmp_path / "offline")
    rescan(scanned, rest)
    assert not scanned.index.files.vectors(scanned.pack.fingerprint).exists()
    similar(scanned.index, reference.face_id)
    (tmp_path / "offline").rename(disk)
    rescan(scanned, disk)
    found = similar(scanned.index, reference.face_id)
    with scanned.index.reading() as connection:
        vectors = embeddings_of(connection, [item.face.face_id for item in found.faces])
    for item in found.faces:
        assert item.similarity == pytest.approx(float(vectors[item.face.face_id] @ found.reference.embedding), abs=1e-5)


class StopsAtGrouping(NoProgress):
    def grouping(self, faces: int) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("other", [True, False])
def test_names_are_there_even_if_the_scan_is_stopped_before_it_clusters(
    scanned: Library, tmp_path: Path, other: bool
) -> None:
    name_both(scanned)
    before = confirmed_by_name(scanned)
    red = {row.cluster_id for row in show_group(scanned.index, Target("person", name="Grandma")).faces}
    pack = fake_pack(tmp_path / "other", "shapes") if other else newer(scanned.pack)
    with pytest.raises(InterruptedByUserError):
        scanned.scan(pack=pack, make_analyzer=SteadierAnalyzer, progress=StopsAtGrouping())
    assert confirmed_by_name(scanned) == before
    faces = show_group(scanned.index, Target("person", name="Grandma")).faces
    assert {row.cluster_id for row in faces} == red
    assert {row.found_by for row in faces} == {pack.fingerprint}
