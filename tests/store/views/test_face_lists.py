"""Lists of faces that need an answer."""

from photoindex.store.opening.index import Index
from photoindex.store.views import face_lists
from photoindex.store.views.face_lists import FaceFilter, FaceList, FaceOrder, list_faces
from tests.store.conftest import FOLDER


def listed(index: Index, wanted: FaceFilter, order: FaceOrder = "photo", **page: int) -> FaceList:
    with index.reading() as connection:
        return list_faces(connection, "f1", wanted, order, **{"most": 10, **page})


def test_faces_that_are_only_suggested_belong_to_nobody_yet(filled: Index) -> None:
    assert listed(filled, face_lists.unnamed()) == FaceList((4,), 1, 1)


def test_faces_in_missing_photos_are_left_out(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE file SET missing_since = now()::TIMESTAMP WHERE path LIKE '%c.jpg'")
    assert listed(filled, face_lists.unnamed()) == FaceList((), 0, 0)


def test_photos_with_somebody_known_come_first_and_then_the_latest(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM assignment WHERE face_id IN (1, 2, 4)")
    assert listed(filled, face_lists.unnamed()).face_ids == (2, 1, 4)


def test_photos_that_show_only_poor_faces_come_last(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM assignment WHERE face_id IN (1, 2, 4)")
    with filled.reading() as connection:
        found = list_faces(connection, "f1", face_lists.unnamed(), "photo", most=10, poor=[2])
    assert found.face_ids == (1, 4, 2)


def test_a_page_is_listed_and_the_whole_list_is_counted(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM assignment")
    assert listed(filled, face_lists.unnamed(), skip=1, most=2).face_ids == (3, 1)
    assert listed(filled, face_lists.unnamed(), skip=1, most=2).faces == 4


def test_single_faces_are_in_no_cluster(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM assignment")
    assert listed(filled, face_lists.single()).face_ids == (3,)


def test_ignored_faces_are_listed_alone(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE assignment SET status = 'ignored', person_id = NULL WHERE face_id = 3")
    assert listed(filled, face_lists.ignored()).face_ids == (3,)


def test_only_faces_of_the_wanted_photos_folders_and_numbers_are_listed(filled: Index) -> None:
    with filled.reading() as connection:
        photo = connection.execute("SELECT photo_id FROM face WHERE face_id = 4").fetchall()[0][0]
    assert listed(filled, face_lists.unnamed_in_photos([photo])).face_ids == (4,)
    assert listed(filled, face_lists.unnamed_in_photos([photo + 1])).face_ids == ()
    assert listed(filled, face_lists.unnamed_below(FOLDER)).face_ids == (4,)
    assert listed(filled, face_lists.unnamed_below(FOLDER / "none")).face_ids == ()


def test_indistinct_faces_are_poor_only_while_they_are_in_no_cluster(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM assignment WHERE face_id IN (3, 4)")
    assert listed(filled, face_lists.unnamed_poor([1, 4], [])).face_ids == (4,)
    assert listed(filled, face_lists.unnamed_poor([], [1, 3, 4])).face_ids == (3,)


def test_folders_are_counted_with_the_one_that_has_most_faces_first(filled: Index) -> None:
    with filled.reading() as connection:
        assert face_lists.list_folders(connection, "f1", 10) == [face_lists.FolderRow(str(FOLDER), 1, 1)]
