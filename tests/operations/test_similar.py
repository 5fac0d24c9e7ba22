"""Faces in the index that resemble a given face."""

import sys
from pathlib import Path

import numpy as np
import pytest

from photoindex.advice.machines import InstallPackage
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.show import show_group
from photoindex.operations.similar import similar
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer
from tests.library import Library, face_in


def test_a_search_for_a_known_face_finds_its_person_but_not_the_face_itself(named: Library) -> None:
    face = face_in(named, "2001/a.jpg")
    found = similar(named.index, face, top=3)
    assert face not in [item.face.face_id for item in found.faces]
    assert [item.name for item in found.faces] == ["Grandma"] * 3
    assert found.people[0][0] == "Grandma"


def test_a_search_accepts_the_path_of_a_known_photo_and_the_position_of_a_face_in_it(named: Library) -> None:
    path = named.folder / "2002/c.jpg"
    first, last = (similar(named.index, path, top=1, number=number) for number in (1, 2))
    assert (first.faces[0].name, last.faces[0].name) == ("Tom", "Grandma")
    assert (last.reference.number, last.reference.of) == (2, 2)


def test_a_photo_outside_the_index_is_analysed_but_not_added(named: Library, tmp_path: Path) -> None:
    outside = named.draw("../outside.jpg", "nobody", "green", shade=7)
    before = named.index.path.read_bytes()
    found = similar(named.index, outside, top=2, analyzer=ColourAnalyzer())
    assert found.reference.face_id is None
    assert {item.name for item in found.faces} == {"Tom"}
    assert named.index.path.read_bytes() == before


def test_faces_below_the_threshold_are_left_out(named: Library) -> None:
    assert len(similar(named.index, face_in(named, "2001/a.jpg"), top=50, threshold=0.9).faces) == 3
    assert similar(named.index, face_in(named, "2003/f.jpg"), threshold=0.9).faces == ()


def test_an_impossible_search_is_refused_with_the_reason(named: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no face 999"):
        similar(named.index, 999)
    with pytest.raises(UsageError, match="no photo"):
        similar(named.index, tmp_path / "none.jpg")
    with pytest.raises(NotFoundError, match="no face was found"):
        similar(named.index, named.folder / "2003/empty.jpg")
    with pytest.raises(UsageError, match="no face 3"):
        similar(named.index, named.folder / "2002/c.jpg", number=3)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"x")
    with pytest.raises(UsageError, match="cannot be used"):
        similar(named.index, broken, analyzer=ColourAnalyzer())


def test_searching_for_a_photo_that_needs_a_missing_package_reports_that_package(
    named: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    photo = tmp_path / "a.jxl"
    photo.write_bytes(b"\xff\x0a" + bytes(30))
    with pytest.raises(UsageError, match="needs an optional package: imagecodecs") as caught:
        similar(named.index, photo, analyzer=ColourAnalyzer())
    assert caught.value.advice == (InstallPackage("imagecodecs"),)


def test_a_search_finds_faces_added_since_the_last_search(named: Library) -> None:
    face = face_in(named, "2001/a.jpg")
    assert len(similar(named.index, face, top=50, threshold=0.9).faces) == 3
    named.draw("2004/new.jpg", "red", shade=9)
    named.scan()
    assert len(similar(named.index, face, top=50, threshold=0.9).faces) == 4


def test_a_damaged_file_of_vectors_is_made_again(named: Library) -> None:
    face = face_in(named, "2001/a.jpg")
    expected = [item.face.face_id for item in similar(named.index, face).faces]
    (cache,) = named.index.path.parent.glob("*.vectors")
    whole = cache.read_bytes()
    for damaged in (whole[:-10], b"", b"\0" * len(whole)):
        cache.write_bytes(damaged)
        assert [item.face.face_id for item in similar(named.index, face).faces] == expected
        assert cache.read_bytes() == whole
    assert len(list(named.index.path.parent.glob("*.vectors*"))) == 1


def test_many_searches_can_start_at_the_same_time(named: Library) -> None:
    from concurrent.futures import ThreadPoolExecutor

    face = face_in(named, "2001/a.jpg")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: similar(Index(named.index.path), face, top=3), range(16)))
    assert len({tuple(item.face.face_id for item in result.faces) for result in found}) == 1


def test_similarities_are_computed_from_the_stored_embeddings(named: Library) -> None:
    faces = show_group(named.index, Target("person", name="Grandma")).faces
    found = similar(named.index, faces[0].face_id, top=3)
    values = [item.similarity for item in found.faces]
    assert values == sorted(values, reverse=True)
    assert np.all(np.array(values) > 0.9)
