"""Describe faces: who they are, and which of the faces in a photo they are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoindex.operations.show import FaceRow, Shown


def whose(face: "FaceRow", names: Mapping[int, str]) -> str:
    """Who the face is, in a word or two; `names` are the names of persons by id."""
    if face.person_id is not None:
        return names[face.person_id] + ("" if face.status == "confirmed" else f" ({face.status})")
    if face.status == "ignored":
        return "ignored"
    if face.status == "not-a-face":
        return "not a face"
    return f"cluster {face.cluster_id}" if face.cluster_id is not None else "unnamed"


def which_face(photo: str, number: int, of: int, option: str) -> str:
    """Which of several faces in a photo was used, and the option that chooses another one."""
    return f"{photo} has {of} faces; this is face {number} from the left. {option} chooses another."


def title_of(shown: "Shown") -> str:
    """The heading of what was found: the requested person, photo or target."""
    if shown.poor:
        return "Poor faces"
    if shown.person is not None:
        return shown.person.person.name
    return shown.path.name if shown.path is not None else str(shown.target).capitalize()
