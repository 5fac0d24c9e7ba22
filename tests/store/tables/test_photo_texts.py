"""The texts of photos are stored, replaced, and removed with their photos."""

from photoindex.domain.photo_texts import PhotoTexts
from photoindex.operations.prune import prune
from photoindex.store.opening.index import Index
from photoindex.store.tables.photo_texts import put_texts, texts_of
from tests.library import Library, rows

SAID = PhotoTexts("A title", "Été", ("one", "two"), ("other",))


def test_texts_are_read_as_they_were_stored_and_searched_without_accents(empty: Index) -> None:
    with empty.writing() as connection:
        put_texts(connection, {1: SAID, 2: PhotoTexts()})
        put_texts(connection, {3: SAID})
        put_texts(connection, {3: PhotoTexts(caption="New")})
        found = texts_of(connection, [1, 2, 3, 4])
    assert found == {1: PhotoTexts("A title", "Été", ("one", "two")), 3: PhotoTexts(caption="New")}
    assert rows(empty, "SELECT searched FROM photo_text ORDER BY photo_id") == [
        ("a title\nete\none\ntwo\nother",),
        ("new",),
    ]


def test_texts_and_places_go_with_their_photos(scanned: Library) -> None:
    (photo,) = rows(scanned.index, "SELECT photo_id FROM file WHERE ends_with(path, 'a.jpg')")[0]
    with scanned.index.writing() as connection:
        put_texts(connection, {photo: SAID})  # type: ignore[dict-item]
        connection.execute("INSERT INTO photo_place VALUES (?, 1, 2.0, TRUE)", [photo])
    (scanned.folder / "2001/a.jpg").unlink()
    scanned.scan()
    prune(scanned.index, remove_them=True)
    assert rows(scanned.index, "SELECT photo_id FROM photo_text UNION ALL SELECT photo_id FROM photo_place") == []
