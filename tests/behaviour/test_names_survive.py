"""Names survive other packs, edits, moves, deletions, and the loss of the index."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.advice.actions import Action
from photoindex.domain.face import Face
from photoindex.domain.geometry import Box
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.confirm import confirm
from photoindex.operations.decisions import export_decisions, import_decisions
from photoindex.operations.explain import explain_face
from photoindex.operations.label import label, label_place, reject
from photoindex.operations.log import log
from photoindex.operations.merge import merge
from photoindex.operations.people import list_people
from photoindex.operations.person import set_lifespan
from photoindex.operations.rename import rename
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.similar import similar
from photoindex.operations.split import split_by_hand
from photoindex.operations.undo import undo
from photoindex.packs.manifest import Pack
from photoindex.store.opening.index import Index
from tests.fakes import SQUARE, ColourAnalyzer, draw, fake_pack
from tests.library import Library, confirmed_by_name, name_both, names_in_photo, red


class OtherAnalyzer(ColourAnalyzer):
    """Another pack, with slightly different boxes and embeddings in another space."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        return [_elsewhere(face) for face in super().analyze(image)]


def _elsewhere(face: Face) -> Face:
    box = face.box
    moved = Box(box.x + 0.1 * box.width, 0.05, box.width * 0.9, 0.9)
    vector = np.frombuffer(face.embedding, dtype="<f2")[::-1]
    return replace(face, box=moved, embedding=vector.tobytes())


class TurnedAnalyzer(ColourAnalyzer):
    """An analyzer that also finds faces in columns of squares, which a quarter turn makes of rows."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        if image.shape[0] <= SQUARE:
            return super().analyze(image)
        found = super().analyze(np.ascontiguousarray(np.rot90(image, -1)))
        # Undo the turn: a distance x from the left was a distance x from the top.
        return [replace(face, box=Box(0.0, 1 - face.box.x - face.box.width, 1.0, face.box.width)) for face in found]


@pytest.fixture
def other_pack(tmp_path: Path) -> Pack:
    return fake_pack(tmp_path / "other", "shapes")


def test_packs_switched_back_and_forth_keep_names_and_cluster_ids(scanned: Library, other_pack: Pack) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    label(scanned.index, Target("cluster", ids=(red,)), "Grandma")
    wrong = show_photo(scanned.index, scanned.folder / "2001/a.jpg").faces[0]
    reject(scanned.index, Target("face", ids=(wrong.face_id,)), "Grandma")
    before = confirmed_by_name(scanned)
    for pack, analyzer in ((other_pack, OtherAnalyzer), (scanned.pack, ColourAnalyzer)) * 2:
        scanned.scan(pack=pack, make_analyzer=analyzer)
        assert confirmed_by_name(scanned) == before
        assert names_in_photo(scanned, "2001/a.jpg") == [None]
        assert scanned.cluster_with(3) == green
        people = show_group(scanned.index, Target("person", name="Grandma")).faces
        # The rejected face may have left the cluster of her faces.
        assert {row.cluster_id for row in people} == {red}


def test_a_decision_under_one_pack_is_undone_under_another(scanned: Library, other_pack: Pack) -> None:
    name_both(scanned)
    scanned.scan(pack=other_pack, make_analyzer=OtherAnalyzer)
    face = show_photo(scanned.index, scanned.folder / "2001/a.jpg").faces[0]
    label(scanned.index, Target("face", ids=(face.face_id,)), "Ann")
    assert names_in_photo(scanned, "2001/a.jpg") == ["Ann"]
    scanned.scan()
    assert names_in_photo(scanned, "2001/a.jpg") == ["Ann"]
    assert confirmed_by_name(scanned) == {"Grandma": (3, 3), "Tom": (3, 3), "Ann": (1, 1)}


def test_a_face_number_from_another_pack_refers_to_no_face(scanned: Library, other_pack: Pack) -> None:
    name_both(scanned)
    old = show_photo(scanned.index, scanned.folder / "2001/a.jpg").faces[0].face_id
    scanned.scan(pack=other_pack, make_analyzer=OtherAnalyzer)
    said = len(log(scanned.index))
    for ask in (
        lambda: label(scanned.index, Target("face", ids=(old,)), "Ann"),
        lambda: show_group(scanned.index, Target("face", ids=(old,))),
        lambda: explain_face(scanned.index, old),
        lambda: similar(scanned.index, old),
    ):
        with pytest.raises(NotFoundError, match=f"no face {old}") as caught:
            ask()
        assert caught.value.hint == "Another model pack gives faces new ids."
        assert caught.value.advice == (Action.LIST_FACE_IDS,)
    assert len(log(scanned.index)) == said


def edit(path: Path, brightness: float = 0.97, turned: bool = False) -> None:
    with Image.open(path) as image:
        image.load()
        changed = image.point(lambda value: value * brightness)
    (changed.transpose(Image.Transpose.ROTATE_90) if turned else changed).save(path, quality=95)


def test_an_edited_photo_keeps_its_names(scanned: Library) -> None:
    name_both(scanned)
    edit(scanned.folder / "2001/b.jpg")
    scanned.scan()
    assert names_in_photo(scanned, "2001/b.jpg") == ["Grandma", "Tom"]
    statuses = {face.status for face in show_photo(scanned.index, scanned.folder / "2001/b.jpg").faces}
    assert statuses == {"confirmed"}
    assert log(scanned.index)[-1].decision.kind == "carry"


def test_a_rejection_made_between_two_edits_is_kept_when_the_second_edit_is_reverted(scanned: Library) -> None:
    name_both(scanned)
    path = scanned.folder / "2001/a.jpg"
    original = path.read_bytes()
    for brightness in (0.97, 0.96):
        edit(path, brightness)
        scanned.scan()
    face = show_photo(scanned.index, path).faces[0]
    assert face.status == "confirmed"
    reject(scanned.index, Target("face", ids=(face.face_id,)), "Grandma")
    path.write_bytes(original)
    scanned.scan()
    assert names_in_photo(scanned, "2001/a.jpg") == [None]


def test_a_rotated_photo_keeps_its_names_although_its_faces_moved(scanned: Library) -> None:
    name_both(scanned)
    edit(scanned.folder / "2001/b.jpg", turned=True)
    scanned.scan(make_analyzer=TurnedAnalyzer)
    assert sorted(filter(None, names_in_photo(scanned, "2001/b.jpg"))) == ["Grandma", "Tom"]
    assert confirmed_by_name(scanned) == {"Grandma": (4, 4), "Tom": (3, 3)}


def test_a_face_drawn_by_hand_is_kept_when_its_photo_is_edited(scanned: Library) -> None:
    photo = scanned.folder / "2002/c.jpg"
    name_both(scanned)
    label_place(scanned.index, photo, "0.02,0.7,0.1,0.2", "Ghost")
    original = photo.read_bytes()
    edit(photo)
    scanned.scan()
    assert confirmed_by_name(scanned)["Ghost"] == (1, 1)
    (ghost,) = [face for face in show_photo(scanned.index, photo).faces if face.found_by == "hand"]
    assert ghost.box.iou(Box(0.02, 0.7, 0.1, 0.2)) > 0.99
    label(scanned.index, Target("face", ids=(ghost.face_id,)), "Spirit")
    photo.write_bytes(original)
    scanned.scan()
    assert confirmed_by_name(scanned)["Spirit"] == (1, 1)
    undo(scanned.index)
    assert confirmed_by_name(scanned)["Ghost"] == (1, 1)
    undo(scanned.index)
    assert "Ghost" not in confirmed_by_name(scanned)
    assert all(face.found_by != "hand" for face in show_photo(scanned.index, photo).faces)


def test_a_drawn_face_is_kept_although_nothing_else_is_found_in_its_photo(scanned: Library, tmp_path: Path) -> None:
    fresh = replace(scanned, index=Index(tmp_path / "fresh.duckdb"))
    fresh.scan(exclude=["empty.jpg"])
    label_place(scanned.index, scanned.folder / "2003/empty.jpg", "0.2,0.2,0.4,0.5", "Ghost")
    import_decisions(fresh.index, export_decisions(scanned.index), "d.jsonl")
    assert confirmed_by_name(fresh)["Ghost"] == (0, 0)
    fresh.scan()
    assert confirmed_by_name(fresh)["Ghost"] == (1, 1)


def test_another_photo_under_an_old_file_name_inherits_no_names(scanned: Library) -> None:
    name_both(scanned)
    scanned.draw("2001/b.jpg", "yellow", "cyan")
    scanned.scan()
    assert names_in_photo(scanned, "2001/b.jpg") == [None, None]
    assert [row.decision.kind for row in log(scanned.index)] == ["name", "name"]


def test_an_edited_photo_keeps_its_names_even_if_it_was_unreadable_in_between(scanned: Library) -> None:
    name_both(scanned)
    path = scanned.folder / "2001/b.jpg"
    good = path.read_bytes()
    path.write_bytes(b"half written")
    scanned.scan()
    path.write_bytes(good)
    edit(path)
    scanned.scan()
    assert names_in_photo(scanned, "2001/b.jpg") == ["Grandma", "Tom"]


def test_moved_and_restored_photos_keep_their_names(scanned: Library) -> None:
    name_both(scanned)
    path, away = scanned.folder / "2001/b.jpg", scanned.folder.parent / "away.jpg"
    path.rename(scanned.folder / "2003/moved.jpg")
    scanned.scan()
    assert names_in_photo(scanned, "2003/moved.jpg") == ["Grandma", "Tom"]
    (scanned.folder / "2003/moved.jpg").rename(away)
    scanned.scan()
    assert confirmed_by_name(scanned)["Grandma"] == (3, 3)
    away.rename(path)
    scanned.scan()
    assert names_in_photo(scanned, "2001/b.jpg") == ["Grandma", "Tom"]


def everything(library: Library) -> None:
    """One of nearly every kind of decision."""
    name_both(library)
    rename(library.index, "Tom", "Thomas")
    blue = show_photo(library.index, library.folder / "2003/f.jpg").faces[0]
    label(library.index, Target("face", ids=(blue.face_id,)), "Ann")
    red = show_photo(library.index, library.folder / "2001/a.jpg").faces[0]
    split_by_hand(library.index, Target("person", name="Grandma"), [red.face_id], "Great-aunt")
    merge(library.index, "Ann", "Great-aunt")
    label_place(library.index, library.folder / "2003/empty.jpg", "0.2,0.2,0.4,0.5", "Ghost")
    set_lifespan(library.index, "Grandma", "1931-05", "2019")
    undo(library.index, 3)


def test_a_new_index_on_another_machine_gets_the_same_people_before_or_after_its_scan(
    scanned: Library, tmp_path: Path
) -> None:
    everything(scanned)
    lines = export_decisions(scanned.index)
    expected = confirmed_by_name(scanned)
    assert set(expected) == {"Grandma", "Tom", "Great-aunt", "Ghost"}
    for place, first in (("before", "import"), ("after", "scan")):
        fresh = replace(scanned, index=Index(tmp_path / place / "index.duckdb"))
        steps = [lambda fresh=fresh: import_decisions(fresh.index, lines, "d.jsonl"), fresh.scan]
        for step in steps if first == "import" else reversed(steps):
            step()
        assert confirmed_by_name(fresh) == expected
        assert export_decisions(fresh.index) == lines
        again = import_decisions(fresh.index, lines, "d.jsonl")
        assert (again.added, again.known, again.conflicts) == (0, len(lines), ())


def test_a_split_from_another_machine_divides_the_cluster_here(scanned: Library, tmp_path: Path) -> None:
    other = replace(scanned, index=Index(tmp_path / "other.duckdb"))
    other.scan()
    red = show_photo(other.index, other.folder / "2001/a.jpg").faces[0]
    split_by_hand(other.index, Target("cluster", ids=(other.cluster_with(4),)), [red.face_id], None)
    import_decisions(scanned.index, export_decisions(other.index), "other")
    assert [row.faces for row in list_people(scanned.index).clusters] == [3, 3, 1]
    undo(other.index)
    import_decisions(scanned.index, export_decisions(other.index), "other")
    assert [row.faces for row in list_people(scanned.index).clusters] == [4, 3]


def test_two_machines_that_exchange_decisions_agree(scanned: Library, tmp_path: Path) -> None:
    other = replace(scanned, index=Index(tmp_path / "other.duckdb"))
    other.scan()
    name_both(scanned)
    name_both(other, "grandma", "Tim")
    report = import_decisions(scanned.index, export_decisions(other.index), "other")
    assert report.joined == ("Grandma",)
    assert {(item.here, item.there, item.now) for item in report.conflicts} == {("Tom", "Tim", "Tim")}
    import_decisions(other.index, export_decisions(scanned.index), "scanned")
    assert set(confirmed_by_name(other).values()) == set(confirmed_by_name(scanned).values())
    assert {(name or "").casefold() for name in confirmed_by_name(other)} == {
        (name or "").casefold() for name in confirmed_by_name(scanned)
    }
    for one, two in ((scanned, other), (other, scanned)):
        assert import_decisions(one.index, export_decisions(two.index), "again").added == 0


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda line: line[:40], "line 2: not JSON"),
        (lambda line: "[]", "line 2: not a JSON object"),
        (lambda line: line.replace('"name"', '"teleport"', 1), "line 2: a kind"),
        (lambda line: line.replace('"box": [', '"box": ["x", '), "line 2: a face"),
        (lambda line: line.replace('"person"', '"nobody"'), "line 2: person"),
        (lambda line: line.replace("2026-", "year"), "line 2: 'year"),
        (lambda line: line.replace("2026-", "9999-"), "line 2: '9999"),
        (lambda line: line.replace('"why": "', '"why": "\\ud800'), "line 2: text"),
        (lambda line: line.replace('"person": "', '"person": "\\ud800'), "line 2: text"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_imported(
    scanned: Library, tmp_path: Path, damage: object, message: str
) -> None:
    name_both(scanned)
    lines = [line.replace(line[line.index('"at": "') + 7 :][:5], "2026-") for line in export_decisions(scanned.index)]
    assert callable(damage)
    fresh = Index(tmp_path / "fresh.duckdb")
    with pytest.raises(UsageError, match=message):
        import_decisions(fresh, [lines[0], damage(lines[1])], "d.jsonl")
    assert import_decisions(fresh, lines, "d.jsonl").added == 2


def test_the_time_zone_of_a_decision_is_respected(scanned: Library, tmp_path: Path) -> None:
    name_both(scanned)
    (line, *_) = export_decisions(scanned.index)
    at = line[line.index('"at": "') + 7 :][:27]
    moved = line.replace(at, datetime.fromisoformat(at).astimezone(timezone(timedelta(hours=5))).isoformat())
    fresh = Index(tmp_path / "fresh.duckdb")
    import_decisions(fresh, [moved], "d.jsonl")
    assert export_decisions(fresh) == [line]


def test_an_undo_of_an_unknown_decision_is_refused(scanned: Library, tmp_path: Path) -> None:
    name_both(scanned)
    undo(scanned.index)
    lines = export_decisions(scanned.index)
    with pytest.raises(UsageError, match="neither in the file nor here"):
        import_decisions(Index(tmp_path / "fresh.duckdb"), [lines[0], lines[2]], "d.jsonl")


def drawn_library(folder: Path, photos: Sequence[Sequence[str]]) -> None:
    for number, people in enumerate(photos):
        draw(folder / f"{number}.jpg", people, shade=number)


def test_clustering_again_keeps_confirmed_faces(scanned: Library) -> None:
    everything(scanned)
    before = confirmed_by_name(scanned)
    group_faces(scanned.index, lambda _faces: None)
    assert confirmed_by_name(scanned) == before


def test_automatic_faces_can_be_confirmed(scanned: Library) -> None:
    face = show_group(scanned.index, red(scanned)).faces[0]
    label(scanned.index, Target("face", ids=(face.face_id,)), "Grandma")
    assert confirmed_by_name(scanned) == {"Grandma": (4, 1)}
    (decision,) = confirm(scanned.index, Target("person", name="Grandma"))
    assert len(decision.faces) == 3
    assert confirmed_by_name(scanned) == {"Grandma": (4, 4)}
