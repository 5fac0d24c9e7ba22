"""Describe faces: who they are, and which of the faces in a photo they are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from photoindex.wording.contradictions import in_words
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.show import FaceFit, FaceRow, Shown

# As many doubtful faces are listed as fit on a few lines; the table holds all of them.
_LISTED = 6


def whose(face: "FaceRow", names: Mapping[int, str]) -> str:
    """Who the face is, in a word or two; `names` are the names of persons by id."""
    if face.person_id is not None:
        return names[face.person_id] + ("" if face.status == "confirmed" else f" ({face.status})")
    if face.status == "ignored":
        return "ignored"
    if face.status == "not-a-face":
        return "not a face"
    return f"cluster {face.cluster_id}" if face.cluster_id is not None else "unnamed"


def they_fit_badly(faces: int) -> str:
    """How many faces fit badly, as the heading of a list."""
    return f"{count(faces, 'face')} {'fits' if faces == 1 else 'fit'} badly"


def why_doubtful(fit: "FaceFit", names: Mapping[int, str]) -> str:
    """Why a face may not belong to the others; `names` are the names of persons by id."""
    if fit.rival is not None and fit.rival in names:
        return f"looks more like {names[fit.rival]}"
    return in_words(fit.unlike) if fit.unlike is not None else "looks unlike the others"


def doubt_in_short(fit: "FaceFit", names: Mapping[int, str]) -> str:
    """The same as `why_doubtful`, short enough for a tile of a contact sheet."""
    return f"like {names[fit.rival]}" if fit.rival is not None and fit.rival in names else "unlike the others"


def doubts_in(shown: "Shown") -> str:
    """List the faces that fit badly, the worst first, with the reasons. Empty if all faces fit."""
    worst = shown.doubtful[::-1]
    if not worst:
        return ""
    reasons = [f"{face.face_id} {why_doubtful(shown.fits[face.face_id], shown.names)}" for face in worst[:_LISTED]]
    more = len(worst) - _LISTED
    reasons += [f"and {count(more, 'more face')}"] if more > 0 else []
    return f"{they_fit_badly(len(worst))}: {'; '.join(reasons)}"


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
