"""Queues list the faces that need an answer."""

import pytest

from photoindex.domain.targets import Target
from photoindex.operations.confirm import confirm
from photoindex.operations.label import ignore, label
from photoindex.operations.person import set_lifespan
from photoindex.operations.photo_page import path_of_photo
from photoindex.operations.queues import ListKind, Queue, contradictions, folders, list_queue, twice_in_photos
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.twice import same_twice
from tests.library import Library, face, face_in, green, red


def now(library: Library) -> Sitting:
    """A sitting that has just begun."""
    return Sitting(WarmIndex(library.index.path))


def names(library: Library, kind: ListKind) -> list[str]:
    return names_of(library, list_queue(now(library), kind, most=50))


def names_of(library: Library, queue: Queue) -> list[str]:
    return [path_of_photo(library.index, tile.photo_id).name for tile in queue.tiles]


def test_photos_in_which_somebody_is_known_come_first(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    assert names(scanned, "unnamed") == ["c.jpg", "b.jpg", "e.jpg", "f.jpg"]


def test_a_page_begins_after_the_faces_that_were_skipped_and_all_are_counted(scanned: Library) -> None:
    whole = list_queue(now(scanned), "unnamed", most=50)
    part = list_queue(now(scanned), "unnamed", skip=2, most=3)
    assert [tile.face_id for tile in part.tiles] == [tile.face_id for tile in whole.tiles[2:5]]
    assert (part.faces, part.photos) == (whole.faces, whole.photos) == (8, 6)


def test_faces_are_counted_without_being_listed(scanned: Library) -> None:
    queue = list_queue(now(scanned), "unnamed", most=0)
    assert (queue.tiles, queue.faces, queue.photos) == ((), 8, 6)


def test_the_memory_that_reading_a_queue_needed_is_freed(scanned: Library) -> None:
    class Freeing(WarmIndex):
        freed = 0

        def free_database_memory(self) -> None:
            self.freed += 1
            super().free_database_memory()

    index = Freeing(scanned.index.path)
    sitting = Sitting(index)
    assert sitting.people()
    before = index.freed
    list_queue(sitting, "unnamed", most=50)
    assert index.freed == before + 1


def test_single_faces_are_in_no_cluster(scanned: Library) -> None:
    assert names(scanned, "single") == ["f.jpg"]


def test_strangers_are_the_ignored_faces(scanned: Library) -> None:
    ignore(scanned.index, green(scanned))
    assert sorted(names(scanned, "strangers")) == ["b.jpg", "c.jpg", "e.jpg"]
    assert "e.jpg" not in names(scanned, "unnamed")


def test_large_and_sharp_faces_are_not_poor(scanned: Library) -> None:
    assert names(scanned, "poor") == []


def test_a_folder_holds_the_faces_of_photos_below_it(scanned: Library) -> None:
    found = list_queue(now(scanned), "folder", most=50, folder=scanned.folder / "2003")
    assert sorted(names_of(scanned, found)) == ["e.jpg", "f.jpg"]
    assert {each.path.name: (each.faces, each.photos) for each in folders(scanned.index)} == {
        "2001": (3, 2),
        "2002": (3, 2),
        "2003": (2, 2),
    }


def test_only_faces_in_the_given_photos_are_listed(scanned: Library) -> None:
    photo = list_queue(now(scanned), "single", most=1).tiles[0].photo_id
    found = list_queue(now(scanned), "photos", most=50, photos=[photo])
    assert names_of(scanned, found) == ["f.jpg"]


def test_somebody_who_is_twice_in_a_photo_is_shown_until_a_user_accepts_it(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2001/b.jpg", 1), "Grandma")
    (found,) = twice_in_photos(now(scanned))
    assert found.person.name == "Grandma"
    assert [each.face_id for each in found.faces] == [face_in(scanned, "2001/b.jpg", place) for place in (0, 1)]
    same_twice(scanned.index, Target("face", ids=tuple(each.face_id for each in found.faces)))
    assert twice_in_photos(now(scanned)) == ()


@pytest.fixture
def grandma_born_too_late(scanned: Library) -> Library:
    label(scanned.index, red(scanned), "Grandma")
    set_lifespan(scanned.index, "Grandma", "2001-06", None)
    return scanned


def test_a_face_from_before_the_birth_is_a_contradiction(grandma_born_too_late: Library) -> None:
    found = contradictions(now(grandma_born_too_late))
    assert {doubt.face.face_id for doubt in found} == {
        face_in(grandma_born_too_late, "2001/a.jpg"),
        face_in(grandma_born_too_late, "2001/b.jpg"),
    }


def test_a_contradiction_that_somebody_kept_is_not_asked_again(grandma_born_too_late: Library) -> None:
    confirm(grandma_born_too_late.index, face(grandma_born_too_late, "2001/a.jpg"))
    (left,) = contradictions(now(grandma_born_too_late))
    assert left.face.face_id == face_in(grandma_born_too_late, "2001/b.jpg")
