"""The person of each face follows from all decisions, whichever pack found the faces."""

from dataclasses import replace
from pathlib import Path

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from photoindex.operations.show import show_photo
from photoindex.operations.undo import undo
from tests.fakes import ColourAnalyzer, fake_pack
from tests.library import Library, faces_by_name


def test_the_later_decision_applies_whichever_pack_found_the_face(scanned: Library, tmp_path: Path) -> None:
    def name_it(name: str) -> None:
        face = show_photo(scanned.index, scanned.folder / "2003/f.jpg").faces[0]
        label(scanned.index, Target("face", ids=(face.face_id,)), name)

    other = fake_pack(tmp_path / "other", "other")
    name_it("Grandma")
    scanned.scan(pack=other, make_analyzer=ShiftedAnalyzer)
    name_it("Tom")
    assert faces_by_name(scanned.index) == {"Tom": 1}
    scanned.scan()
    assert faces_by_name(scanned.index) == {"Tom": 1}
    undo(scanned.index, 2)
    assert faces_by_name(scanned.index) == {"Grandma": 1}


class ShiftedAnalyzer(ColourAnalyzer):
    """Another detector: it draws its boxes a little smaller."""

    def analyze(self, image, **_):  # type: ignore[no-untyped-def]
        return [replace(face, box=face.box.expanded(0.9)) for face in super().analyze(image)]
