"""Put queues into words: what each holds, and what to do when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from photoindex.wording.counts import count
from photoindex.wording.programs import programs_named

if TYPE_CHECKING:
    from photoindex.operations.disagreements import Disagreement, MineKind, TheirWord


@dataclass(frozen=True, slots=True)
class About:
    """A queue: its title, what it holds, and what its page says when it is empty. `counted` means that the list of
    queues shows its length.
    """

    title: str
    text: str
    empty: str
    counted: bool = True


KINDS: Mapping[str, About] = {
    "unnamed": About(
        "Photos with unnamed faces",
        "Every face without a name, photo by photo. Photos in which you know somebody come first, blurs last.",
        "Every face has a name or was ignored.",
    ),
    "twice": About(
        "Twice in a photo",
        "The same person has two faces in one photo: one of them is wrong, or it is a mirror or a collage.",
        "Nobody is twice in a photo.",
    ),
    "contradictions": About(
        "Contradictions",
        "Faces that look unlike the rest of their person, or are from before the birth or after the death.",
        "No face contradicts its name.",
    ),
    "disagreements": About(
        "Names that disagree",
        "Faces that another program calls otherwise than you did, or on which other programs disagree.",
        "No name from another program disagrees with yours.",
    ),
    "single": About(
        "Single faces",
        "Faces that look like no other face. The best come first.",
        "There are no single faces.",
    ),
    "poor": About(
        "Poor faces",
        "Faces without a name that are small, blurred or like many people. Choose several and ignore them together.",
        "There are no poor faces without a name.",
    ),
    "strangers": About(
        "Strangers",
        "Faces that you ignored. Name one to bring it back.",
        "No face is ignored.",
    ),
    "not-faces": About(
        "Not faces",
        "Statues, patterns and hands that were detected as faces. Name one to bring it back.",
        "Nothing was marked as not a face.",
    ),
    "folder": About(
        "One folder",
        "Faces without a name in a folder that you choose.",
        "All faces in this folder have names.",
        counted=False,
    ),
    "search": About(
        "One search",
        "Faces without a name in the photos that you find, such as those with Grandma in 2015.",
        "All faces in these photos have names.",
        counted=False,
    ),
}


def length(kind: str, number: int) -> str:
    """The length of a queue."""
    if number == 0:
        return "none"
    return count(number, "photo" if kind == "twice" else "face")


_MINE: "Mapping[MineKind, str]" = {
    "person": "You named it {mine}.",
    "group": "You named it {mine} with its cluster.",
    "imported": "An import named it {mine}.",
    "stranger": "You ignored it as a stranger.",
    "not-a-face": "You marked it as not a face.",
    "nothing": "You have not said who it is.",
    "not-them": "You said that it is somebody else.",
}


def mine(each: "Disagreement") -> str:
    """What the user said about a face on which another program disagrees."""
    return _MINE[each.kind].format(mine=each.mine)


NO_FACE_THERE = "No face was found here. You have not said who it is."


def theirs(word: "TheirWord") -> str:
    """What other programs call a face: "Picasa and XMP call it Ann."."""
    programs = programs_named(word.programs)
    if programs.startswith("a table"):  # digiKam keeps its small letter.
        programs = f"A{programs[1:]}"
    return f"{programs} {'calls' if len(word.programs) == 1 else 'call'} it {word.name}."


def disagreements(number: int) -> str:
    """The link to the faces on which other programs disagree."""
    are = "has another name" if number == 1 else "have other names"
    return f"{count(number, 'face')} {are} in other programs"


def faces_of(faces: int, photos: int) -> str:
    """How many faces a list has: "38 faces in 36 photos"."""
    return f"{count(faces, 'face')} in {count(photos, 'photo')}"


def query(**values: str) -> str:
    """The part of an address that carries these values."""
    return urlencode(values, errors="surrogateescape")
