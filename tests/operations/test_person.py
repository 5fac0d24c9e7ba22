"""The dates of a person's life, and the face that represents a person."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.check import check
from photoindex.operations.check_people import OutsideLife, check_people
from photoindex.operations.decisions import export_decisions, import_decisions
from photoindex.operations.label import label, label_place, not_a_face
from photoindex.operations.merge import merge
from photoindex.operations.person import lifespan_of, set_lifespan, set_portrait
from photoindex.operations.prune import prune
from photoindex.operations.undo import undo
from photoindex.store.opening.index import Index
from photoindex.store.tables.people import load_persons
from photoindex.store.views.listing import portraits
from tests.library import Library, confirmed_by_name, face, face_in, rows


def test_people_are_not_recognised_in_photos_from_before_birth_or_after_death(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2002/c.jpg", 1), "Grandma")
    assert confirmed_by_name(scanned) == {"Grandma": (4, 1)}
    set_lifespan(scanned.index, "Grandma", "2001-02", None)
    assert confirmed_by_name(scanned) == {"Grandma": (3, 1)}
    report = set_lifespan(scanned.index, "Grandma", None, "2001")
    assert report.outside == 1
    assert confirmed_by_name(scanned) == {"Grandma": (3, 1)}
    assert [(doubt.face.path.name, doubt.why) for doubt in check_people(scanned.index)] == [("c.jpg", OutsideLife())]
    for born, died in (("2999", None), (None, "2999-01")):
        with pytest.raises(UsageError, match="lies in the future"):
            set_lifespan(scanned.index, "Grandma", born, died)
    with pytest.raises(UsageError, match="not a date"):
        set_lifespan(scanned.index, "Grandma", "", None)
    with pytest.raises(UsageError, match="before being born"):
        set_lifespan(scanned.index, "Grandma", None, "1999")
    assert lifespan_of(scanned.index, "Grandma")[1].died == "2001"


def portrait_of(library: Library, name: str) -> int | None:
    """The face that represents a person."""
    with library.index.reading() as connection:
        (person,) = [item.person_id for item in load_persons(connection) if item.name == name]
        return portraits(connection, library.pack.fingerprint).get(("person", person))


def another_face(library: Library, name: str) -> int:
    """A face of a person that does not represent the person."""
    best = portrait_of(library, name)
    ids = [
        int(str(row[0]))
        for row in rows(library.index, "SELECT face_id, name FROM assignment JOIN person USING (person_id)")
        if row[1] == name and row[0] != best
    ]
    return max(ids)


def test_a_chosen_face_represents_the_person_until_that_is_undone(named: Library) -> None:
    best, chosen = portrait_of(named, "Grandma"), another_face(named, "Grandma")
    report = set_portrait(named.index, "Grandma", chosen)
    assert (report.face_id, report.person.name) == (chosen, "Grandma")
    assert portrait_of(named, "Grandma") == chosen
    undo(named.index)
    assert portrait_of(named, "Grandma") == best
    set_portrait(named.index, "Grandma", chosen)
    set_portrait(named.index, "Grandma", None)
    assert portrait_of(named, "Grandma") == best
    with pytest.raises(NotFoundError, match="no portrait of Grandma"):
        set_portrait(named.index, "Grandma", None)


def test_only_a_face_of_the_person_can_represent_them(named: Library) -> None:
    with pytest.raises(UsageError, match="does not belong to Grandma"):
        set_portrait(named.index, "Grandma", face_in(named, "2003/f.jpg"))
    with pytest.raises(NotFoundError, match="no face 999"):
        set_portrait(named.index, "Grandma", 999)
    with pytest.raises(NotFoundError, match="Nobody"):
        set_portrait(named.index, "Nobody", face_in(named, "2001/a.jpg"))


def test_a_portrait_that_belongs_to_somebody_else_gives_way_to_the_best_face(named: Library) -> None:
    chosen = another_face(named, "Grandma")
    set_portrait(named.index, "Grandma", chosen)
    label(named.index, Target("face", ids=(chosen,)), "Ann")
    assert portrait_of(named, "Grandma") not in (chosen, None)
    assert portrait_of(named, "Ann") == chosen
    label(named.index, Target("face", ids=(chosen,)), "Grandma")
    assert portrait_of(named, "Grandma") == chosen
    not_a_face(named.index, Target("face", ids=(chosen,)))
    assert portrait_of(named, "Grandma") not in (chosen, None)


def test_after_a_merge_the_portrait_of_the_person_who_is_kept_counts(named: Library) -> None:
    of_tom, of_grandma = another_face(named, "Tom"), another_face(named, "Grandma")
    set_portrait(named.index, "Tom", of_tom)
    merge(named.index, "Tom", "Grandma")
    assert portrait_of(named, "Grandma") == of_tom
    undo(named.index)
    set_portrait(named.index, "Grandma", of_grandma)
    merge(named.index, "Tom", "Grandma")
    assert portrait_of(named, "Grandma") == of_grandma


def test_a_portrait_in_a_photo_that_is_missing_gives_way_and_returns_with_it(named: Library) -> None:
    set_portrait(named.index, "Grandma", face_in(named, "2002/d.jpg"))
    photo = named.folder / "2002/d.jpg"
    photo.rename(named.folder.parent / "d.jpg")
    named.scan()
    best = portrait_of(named, "Grandma")
    assert best in {face_in(named, "2001/a.jpg"), face_in(named, "2001/b.jpg"), face_in(named, "2002/c.jpg", 1)}
    prune(named.index, remove_them=True)
    assert portrait_of(named, "Grandma") == best
    assert rows(named.index, "SELECT * FROM portrait") == []
    (named.folder.parent / "d.jpg").rename(photo)
    named.scan()
    assert portrait_of(named, "Grandma") == face_in(named, "2002/d.jpg")


def test_a_portrait_that_was_drawn_by_hand_survives_an_import(named: Library, library: Library, tmp_path: Path) -> None:
    label_place(named.index, named.folder / "2003/empty.jpg", "0.1,0.1,0.5,0.5", "Grandma")
    drawn = face_in(named, "2003/empty.jpg")
    set_portrait(named.index, "Grandma", drawn)
    again = replace(library, folder=named.folder, index=Index(tmp_path / "again.duckdb"))
    again.scan()
    import_decisions(again.index, export_decisions(named.index), "the file")
    assert portrait_of(again, "Grandma") == face_in(again, "2003/empty.jpg")
    assert [problem.what for problem in check(again.index, sample=0, repair=False).problems] == []


def test_a_portrait_counts_after_its_photo_was_edited(named: Library) -> None:
    path = named.folder / "2002/d.jpg"
    set_portrait(named.index, "Grandma", face_in(named, "2002/d.jpg"))
    before = face_in(named, "2002/d.jpg")
    with Image.open(path) as image:
        image.load()
    image.point(lambda value: value * 0.97).save(path, quality=95)
    named.scan()
    assert portrait_of(named, "Grandma") == face_in(named, "2002/d.jpg") != before
