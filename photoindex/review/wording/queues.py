"""Put queues into words: what each holds, and what to do when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from photoindex.wording.counts import count


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
    "single": About(
        "Single faces",
        "Faces that look like nobody else's. Good pictures come first.",
        "No face is alone.",
    ),
    "poor": About(
        "Poor faces",
        "Small or blurred faces without a name. Choose several and ignore them together.",
        "There are no poor faces without a name.",
    ),
    "strangers": About(
        "Strangers",
        "Faces that you ignored. Name one to bring it back.",
        "No face is ignored.",
    ),
    "not-faces": About(
        "Not faces",
        "What was found as a face, but is a statue, a pattern or a hand. Name one to bring it back.",
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
    """How long a queue is."""
    if number == 0:
        return "none"
    return count(number, "photo" if kind == "twice" else "face")


def faces_of(faces: int, photos: int) -> str:
    """How many faces a list has: "38 faces in 36 photos"."""
    return f"{count(faces, 'face')} in {count(photos, 'photo')}"


def query(**values: str) -> str:
    """The part of an address that carries these values."""
    return urlencode(values, errors="surrogateescape")
