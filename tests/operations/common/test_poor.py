"""Faces whose cluster did not stand out are listed as poor faces until they have a name."""

from pathlib import Path

import pytest

from photoindex.domain.embedding import encode
from photoindex.domain.face import Face, FaceQuality
from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.outcome import Analysed
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.domain.targets import Target
from photoindex.operations.cluster import cluster
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.queues import list_queue
from photoindex.operations.show import show_poor
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.undo import undo
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, set_current_pack
from photoindex.store.tables.measurements import load_indistinct
from photoindex.store.tables.roots import put_root
from tests.people.clustering.test_dividing import FIRST_POOR, with_poor_faces
from tests.people.drawn_library import SFACE

STAMP = PackStamp("invented", "0123456789ab")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """40 people with six faces each, and 30 strangers whose faces resemble each other only in being poor."""
    folder = tmp_path_factory.mktemp("poor")
    index = Index(folder / "index.duckdb")
    with index.writing() as connection:
        save_outcomes(connection, [_photo(folder, row, vector) for row, vector in enumerate(with_poor_faces())], STAMP)
        put_root(connection, folder / "photos")
        set_current_pack(connection, CurrentPack(STAMP, SFACE))
    cluster(index)
    return index


def _photo(folder: Path, row: int, vector: object) -> Analysed:
    points = ((0.4, 0.4), (0.6, 0.4), (0.5, 0.5), (0.4, 0.6), (0.6, 0.6))
    quality = FaceQuality(size=100.0, sharpness=50.0, yaw=0.0, norm=10.0)
    face = Face(Box(0.3, 0.3, 0.4, 0.4), Landmarks(*points), 0.9, quality, encode(vector))
    file = PhotoFile(folder / "photos" / f"{row:03}.jpg", 1, 1, 1, row)
    return Analysed(file, f"{row:064x}", PhotoFacts(100, 100, "JPEG"), None, (face,))


def test_they_are_counted_shown_and_queued(index: Index) -> None:
    shown = {face.face_id for face in show_poor(index).faces}
    assert len(shown) >= 15
    assert min(shown) > FIRST_POOR
    assert list_people(index).poor_faces == len(shown)
    queue = list_queue(Sitting(WarmIndex(index.path)), "poor", most=100)
    assert {tile.face_id for tile in queue.tiles} == shown
    assert all(tile.cluster_id is None for tile in queue.tiles)


def test_a_sitting_counts_them_after_answers_and_after_a_new_clustering(index: Index) -> None:
    sitting = Sitting(WarmIndex(index.path))
    poor = list_queue(sitting, "poor", most=100).tiles
    assert sitting.poor_faces() == len(poor)
    label(sitting.index, Target("face", ids=(poor[0].face_id,)), "Poor")
    assert sitting.poor_faces() == len(poor) - 1
    undo(sitting.index)
    assert sitting.poor_faces() == len(poor)
    label(sitting.index, Target("face", ids=tuple(tile.face_id for tile in poor[:5])), "Poor")
    cluster(index)
    sitting.work()
    assert sitting.poor_faces() == list_queue(sitting, "poor", most=0).faces < len(poor)
    undo(index)
    cluster(index)


def test_they_stay_the_same_when_all_faces_are_clustered_again(index: Index) -> None:
    with index.reading() as connection:
        before = load_indistinct(connection, STAMP.fingerprint).tolist()
    cluster(index)
    with index.reading() as connection:
        assert load_indistinct(connection, STAMP.fingerprint).tolist() == before


def test_a_named_face_is_no_longer_listed(index: Index) -> None:
    before = show_poor(index).faces
    label(index, Target("face", ids=(before[0].face_id,)), "Baby")
    assert {face.face_id for face in show_poor(index).faces} == {face.face_id for face in before[1:]}


def test_nothing_is_listed_before_the_first_clustering(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.duckdb")
    with index.writing() as connection:
        set_current_pack(connection, CurrentPack(STAMP, SFACE))
    assert show_poor(index).faces == ()
