"""Compare: decide whether faces in two photos are the same person. Needs no index."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.operations.common.photo_faces import ChosenFace, ImageAnalyzer, chosen_face
from photoindex.packs.manifest import Pack
from photoindex.packs.registry import active_pack
from photoindex.people.similarity.verification import Verdict, verify


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two faces and the verdict of the pack."""

    one: ChosenFace
    other: ChosenFace
    pack: str
    verdict: Verdict


def compare(
    one: Path,
    other: Path,
    pack: Pack | None = None,
    *,
    faces: tuple[int | None, int | None] = (None, None),
    analyzer: ImageAnalyzer | None = None,
) -> Comparison:
    """Verify two faces with `pack` or the pack in use; `faces` are their numbers from the left, None for the largest.

    Raises:
        UsageError: a file does not exist, is not a photo, or has no face with this number.
        NotFoundError: a photo has no face.
        PackError: the pack's files are damaged.
    """
    pack = pack or active_pack()
    if analyzer is None:
        from photoindex.faces import load_analyzer

        analyzer = load_analyzer(pack)
    chosen = [chosen_face(path, analyzer, number) for path, number in zip((one, other), faces, strict=True)]
    return Comparison(
        chosen[0], chosen[1], pack.name, verify(chosen[0].embedding, chosen[1].embedding, pack.thresholds)
    )
