"""Photos that are like a photo show its people, or faces that resemble theirs."""

from pathlib import Path

import pytest

from photoindex.errors import QueryError
from photoindex.operations.find import FindRequest, find, like_query
from photoindex.operations.querying.alike import faces_outside_index, likenesses_inside
from photoindex.operations.querying.understood import understood
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.people import load_persons
from photoindex.store.views.search import Wanted, photos_matching
from tests.fakes import ColourAnalyzer
from tests.library import Library


def names(library: Library, query: str, **options: object) -> list[str]:
    request = FindRequest(query=query, **options)  # type: ignore[arg-type]
    return [photo.paths[0].name for photo in find(library.index, request).photos]


def like(library: Library, name: str) -> str:
    return like_query([library.folder / name])


def test_photos_of_the_same_unnamed_face_are_found_the_photo_itself_first(scanned: Library) -> None:
    found = names(scanned, like(scanned, "2002/d.jpg"))
    assert found[0] == "d.jpg"
    assert sorted(found) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert names(scanned, like(scanned, "2002/d.jpg"), order="date") == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]


def test_one_of_the_people_of_a_photo_is_enough_and_terms_can_be_combined(named: Library) -> None:
    both = like(named, "2001/b.jpg")
    assert sorted(names(named, both)) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]
    assert names(named, f"{both} -Grandma") == ["e.jpg"]
    assert names(named, f"-{both} count:>0") == ["f.jpg"]


def test_a_face_that_somebody_else_was_named_is_not_like_a_named_one(named: Library) -> None:
    with named.index.writing() as connection:
        connection.execute(
            "UPDATE assignment SET person_id = 2 WHERE face_id IN (SELECT face_id FROM face JOIN file USING (photo_id) "
            "WHERE ends_with(path, 'd.jpg'))"
        )
    assert "d.jpg" not in names(named, like(named, "2001/a.jpg"))


def test_a_photo_outside_the_index_is_analysed_while_the_index_is_free(named: Library, tmp_path: Path) -> None:
    outside = named.draw("../outside.jpg", "nobody", "green", shade=7)
    query = like_query([outside])
    found = faces_outside_index(named.index, query, ColourAnalyzer())
    with named.index.reading() as connection:
        pack = require_current_pack(connection)
        likenesses = likenesses_inside(named.index, pack, found)
        meant = understood(connection, query, load_persons(connection), statuses=("confirmed",), likenesses=likenesses)
        photos = photos_matching(connection, pack.fingerprint, Wanted(meant.trees, meant.meaning))
    assert sorted(photo.paths[0].name for photo in photos) == ["b.jpg", "c.jpg", "e.jpg"]


def test_a_photo_that_cannot_be_compared_is_refused_with_the_reason(named: Library, tmp_path: Path) -> None:
    outside = named.draw("../outside.jpg", "green")
    for query, message in (
        (like_query([outside]), "the index does not hold"),
        (like(named, "2003/empty.jpg"), "no face was found"),
    ):
        with pytest.raises(QueryError, match=message):
            names(named, query)
    with pytest.raises(QueryError, match="there is no photo"):
        names(named, like_query([tmp_path / "none.jpg"]), outside=True)
    with pytest.raises(QueryError, match="no face was found"):
        faces_outside_index(named.index, like_query([named.draw("../nobody.jpg", "nobody")]), ColourAnalyzer())


def test_queries_without_the_term_load_no_models(named: Library) -> None:
    assert faces_outside_index(named.index, ["Tom", "text:like"]) == {}
