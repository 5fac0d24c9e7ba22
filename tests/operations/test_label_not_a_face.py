"""Detections that are not faces are left out of everything, until that decision is undone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.domain.face import Face
from photoindex.domain.geometry import Box
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.cluster import cluster
from photoindex.operations.clustering.preview import preview_grouping
from photoindex.operations.decisions import NoPerson, export_decisions, import_decisions
from photoindex.operations.evaluate import evaluate
from photoindex.operations.explain import Standing, explain_face
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import ignore, label, not_a_face
from photoindex.operations.people import list_people
from photoindex.operations.redo import redo
from photoindex.operations.rescue import rescue
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.similar import similar
from photoindex.operations.status import status
from photoindex.operations.suggest import suggest
from photoindex.operations.twice import same_twice
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer, fake_pack
from tests.library import Library, confirmed_by_name, face, face_in, green, name_both, photos_of, red, rows


def counts(index: Index) -> tuple[int, int, int]:
    """The numbers of detections that are not faces, of ignored faces and of single faces."""
    population = list_people(index)
    return population.not_faces, population.ignored_faces, population.single_faces


def statuses(library: Library, photo: str) -> list[str]:
    """The status of each face of a photo, from left to right."""
    return [row.status for row in show_photo(library.index, library.folder / photo).faces]


def members(index: Index) -> set[int]:
    return {int(str(row[0])) for row in rows(index, "SELECT face_id FROM membership")}


def test_a_detection_that_is_not_a_face_is_counted_separately_and_found_nowhere_else(scanned: Library) -> None:
    statue, cluster_id = face_in(scanned, "2001/a.jpg"), red(scanned).ids[0]
    report = not_a_face(scanned.index, Target("face", ids=(statue,)))
    assert (report.decision.kind, report.faces, report.stayed) == ("not-a-face", 1, 0)
    assert counts(scanned.index) == (1, 0, 1)
    assert (status(scanned.index).totals.faces, status(scanned.index).totals.not_faces) == (7, 1)
    shown = show_group(scanned.index, Target("cluster", ids=(cluster_id,)))
    assert statue not in {row.face_id for row in shown.faces}
    assert statuses(scanned, "2001/a.jpg") == ["not-a-face"]
    near = similar(scanned.index, face_in(scanned, "2002/d.jpg"))
    assert statue not in {item.face.face_id for item in near.faces}
    assert all(statue not in item.question.face_ids for item in suggest(scanned.index, limit=20))


def test_a_name_for_the_cluster_leaves_out_a_detection_that_is_not_a_face(scanned: Library) -> None:
    cluster_id = red(scanned).ids[0]
    not_a_face(scanned.index, face(scanned, "2001/b.jpg"))
    assert label(scanned.index, Target("cluster", ids=(cluster_id,)), "Grandma").faces == 3
    assert photos_of(scanned, "Grandma") == ["a.jpg", "c.jpg", "d.jpg"]
    assert statuses(scanned, "2001/b.jpg")[0] == "not-a-face"


def test_a_found_photo_lists_only_its_faces(scanned: Library) -> None:
    label(scanned.index, green(scanned), "Tom")
    not_a_face(scanned.index, face(scanned, "2001/b.jpg"))
    (photo,) = [item for item in find(scanned.index, FindRequest(("Tom",))).photos if item.paths[0].name == "b.jpg"]
    assert [item.name for item in photo.faces] == ["Tom"]


def test_a_confirmed_face_that_is_not_a_face_leaves_its_person_and_an_undo_brings_it_back(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    before = rows(scanned.index, "SELECT * FROM assignment ORDER BY face_id")
    not_a_face(scanned.index, face(scanned, "2001/a.jpg"))
    assert confirmed_by_name(scanned) == {"Grandma": (3, 3)}
    undo(scanned.index)
    assert rows(scanned.index, "SELECT * FROM assignment ORDER BY face_id") == before
    redo(scanned.index)
    assert counts(scanned.index) == (1, 0, 1)


def test_naming_ignoring_or_unlabelling_the_detection_makes_it_a_face_again(scanned: Library) -> None:
    one = face(scanned, "2001/a.jpg")
    not_a_face(scanned.index, one)
    assert label(scanned.index, one, "Grandma").faces == 1
    assert statuses(scanned, "2001/a.jpg") == ["confirmed"]
    not_a_face(scanned.index, one)
    ignore(scanned.index, one)
    assert statuses(scanned, "2001/a.jpg") == ["ignored"]
    not_a_face(scanned.index, one)
    (taken_back,) = unlabel(scanned.index, one)
    assert taken_back.was == "not-a-face"
    assert statuses(scanned, "2001/a.jpg") == ["none"]


def test_clustering_leaves_it_out_and_takes_it_in_again(scanned: Library) -> None:
    statue = face_in(scanned, "2001/a.jpg")
    not_a_face(scanned.index, Target("face", ids=(statue,)))
    assert statue in members(scanned.index)  # until the faces are clustered, so that an undo changes nothing
    assert preview_grouping(scanned.index).churn.moved == 0
    cluster(scanned.index)
    assert statue not in members(scanned.index)
    measured = rows(scanned.index, "SELECT octet_length(face_ids) FROM grouping")
    assert measured == [(8 * 7,)]
    undo(scanned.index)
    scanned.scan()
    assert statue in members(scanned.index)


def test_a_cluster_that_holds_no_faces_is_gone_until_that_is_undone(scanned: Library) -> None:
    target = green(scanned)
    report = not_a_face(scanned.index, target)
    assert (report.faces, report.decision.as_group) == (3, True)
    assert {row.faces for row in list_people(scanned.index).clusters} == {4}
    assert status(scanned.index).totals.clusters == 1
    with pytest.raises(NotFoundError, match="its detections are not faces"):
        show_group(scanned.index, target)
    undo(scanned.index)
    assert len(show_group(scanned.index, target).faces) == 3


def test_in_a_cluster_confirmed_faces_and_faces_that_were_restored_stay(scanned: Library) -> None:
    target = green(scanned)
    label(scanned.index, face(scanned, "2003/e.jpg"), "Tom")
    one = face(scanned, "2001/b.jpg", 1)
    not_a_face(scanned.index, one)
    unlabel(scanned.index, one)
    report = not_a_face(scanned.index, target)
    assert (report.faces, report.stayed) == (1, 2)
    label(scanned.index, target, "Tom")
    with pytest.raises(NotFoundError, match="confirmed as somebody"):
        not_a_face(scanned.index, target)


class OtherAnalyzer(ColourAnalyzer):
    """Another pack: its boxes overlap those of the first pack, and its embeddings differ."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        return [_elsewhere(found) for found in super().analyze(image)]


def _elsewhere(found: Face) -> Face:
    box = found.box
    vector = np.frombuffer(found.embedding, dtype="<f2")[::-1]
    return replace(found, box=Box(box.x + 0.1 * box.width, 0.05, box.width * 0.9, 0.9), embedding=vector.tobytes())


def test_it_stays_marked_after_new_scans_and_with_another_pack(scanned: Library, tmp_path: Path) -> None:
    not_a_face(scanned.index, face(scanned, "2001/b.jpg"))
    scanned.draw("2004/new.jpg", "blue")
    scanned.scan()
    assert statuses(scanned, "2001/b.jpg")[0] == "not-a-face"
    scanned.scan(pack=fake_pack(tmp_path / "other", "shapes"), make_analyzer=OtherAnalyzer)
    assert statuses(scanned, "2001/b.jpg")[0] == "not-a-face"
    assert face_in(scanned, "2001/b.jpg") not in members(scanned.index)
    assert counts(scanned.index)[0] == 1
    scanned.scan()
    assert statuses(scanned, "2001/b.jpg")[0] == "not-a-face"


def test_it_stays_marked_after_its_photo_was_edited(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    not_a_face(scanned.index, face(scanned, "2001/b.jpg"))
    path = scanned.folder / "2001/b.jpg"
    with Image.open(path) as image:
        image.load()
    image.point(lambda value: value * 0.97).save(path, quality=95)
    scanned.scan()
    assert statuses(scanned, "2001/b.jpg")[0] == "not-a-face"
    assert counts(scanned.index)[0] == 1


def test_it_is_known_before_its_photo_is_scanned(scanned: Library, library: Library, tmp_path: Path) -> None:
    not_a_face(scanned.index, face(scanned, "2001/a.jpg"))
    again = replace(library, folder=scanned.folder, index=Index(tmp_path / "again.duckdb"))
    assert import_decisions(again.index, export_decisions(scanned.index), "the file").added == 1
    again.scan()
    assert statuses(again, "2001/a.jpg") == ["not-a-face"]
    assert face_in(again, "2001/a.jpg") not in members(again.index)


def test_a_rescue_of_an_index_that_cannot_be_opened_keeps_it(scanned: Library) -> None:
    not_a_face(scanned.index, face(scanned, "2001/a.jpg"))
    scanned.index.path.write_bytes(b"ruined")
    rescued = rescue(scanned.index)
    assert (rescued.source, rescued.decisions) == ("decisions", 1)
    assert rescued.target is not None
    found = replace(scanned, index=Index(rescued.target))
    found.scan()
    assert statuses(found, "2001/a.jpg") == ["not-a-face"]


def test_an_explanation_says_that_it_is_not_a_face(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    one = face(scanned, "2001/b.jpg")
    not_a_face(scanned.index, one)
    explained = explain_face(scanned.index, one.ids[0])
    assert isinstance(explained.reasons[0], Standing)
    assert (explained.reasons[0].status, explained.reasons[0].name) == ("not-a-face", None)


def test_an_evaluation_leaves_it_out(scanned: Library) -> None:
    name_both(scanned)
    not_a_face(scanned.index, face(scanned, "2001/a.jpg"))
    found = evaluate(scanned.index, None)
    assert (found.truth.faces, found.truth.people) == (6, 2)
    table = scanned.folder / "truth.csv"
    table.write_text("path,person\n2002/c.jpg,Tom\n2001/a.jpg,Grandma\n2003/e.jpg,Tom\n2002/d.jpg,Grandma\n")
    not_a_face(scanned.index, face(scanned, "2002/c.jpg", 1))
    # Photo c has one face left, and photo a has none.
    assert (evaluate(scanned.index, table).truth.faces, evaluate(scanned.index, table).truth.unclear) == (3, 1)


def test_a_detection_that_is_not_a_face_does_not_make_a_person_twice_in_a_photo(scanned: Library) -> None:
    not_a_face(scanned.index, face(scanned, "2001/b.jpg"))
    with pytest.raises(UsageError, match="at least two faces"):
        same_twice(scanned.index, scanned.folder / "2001/b.jpg")


def test_an_import_reports_a_named_face_that_is_not_a_face_in_the_file(scanned: Library, tmp_path: Path) -> None:
    there = Index(tmp_path / "there.duckdb")
    scanned.index.copy_to(there.path)
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    not_a_face(there, face(scanned, "2001/a.jpg"))
    (conflict,) = import_decisions(scanned.index, export_decisions(there), "the file").conflicts
    assert (conflict.here, conflict.there, conflict.now) == ("Grandma", NoPerson.NOT_A_FACE, NoPerson.NOT_A_FACE)
