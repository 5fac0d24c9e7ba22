"""Names are taken from faces."""

from photoindex.domain.targets import Target
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.label import label
from photoindex.operations.show import show_group
from photoindex.operations.unlabel import unlabel
from tests.library import Library, faces_by_name, red


def test_an_unlabelled_face_does_not_get_its_name_back_automatically(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    face = show_group(scanned.index, target).faces[0]
    unlabel(scanned.index, Target("face", ids=(face.face_id,)))
    group_faces(scanned.index, lambda _faces: None)
    assert faces_by_name(scanned.index) == {"Grandma": 3}
