"""Choose the best photos of a slideshow, and say why in its manifest."""

import heapq
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.export import Candidate, ExportPhoto, Judged, Likeness, Merits, choose, print_of
from photoindex.export.files import readable
from photoindex.operations.find import FoundPhoto
from photoindex.operations.slideshows.describing import About, merits_of
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import embeddings_of

Pair = tuple[FoundPhoto, ExportPhoto]


# Embeddings are read for the most appealing photos only, to bound the memory.
_LEAST_COMPARED = 2_000
_COMPARED_PER_PHOTO = 20


def best_of(index: Index, pairs: Sequence[Pair], number: int, about: About) -> list[Judged]:
    """Judge these photos, in the same order. Photos whose file cannot be opened now are not chosen."""
    compared = max(_LEAST_COMPARED, _COMPARED_PER_PHOTO * number)
    faces = _embeddings(index, heapq.nlargest(compared, pairs, key=lambda pair: pair[1].appeal), about)

    def likeness_of(path: Path) -> Likeness:
        return Likeness(print_of(path), faces.get(path))

    return choose([_candidate(photo) for _, photo in pairs], number, likeness_of)


def _embeddings(index: Index, pairs: Sequence[Pair], about: About) -> dict[Path, NDArray[np.float32]]:
    """The embedding of the only face that counts in a photo, by path."""
    counted = {
        photo.path: faces[0]
        for found, photo in pairs
        if len(faces := [face.face_id for face in found.faces if about.counts(face)]) == 1
    }
    with index.reading() as connection:
        known = embeddings_of(connection, list(counted.values()))
    return {path: known[face_id] for path, face_id in counted.items() if face_id in known}


def _candidate(photo: ExportPhoto) -> Candidate:
    exact = photo.taken_precision in ("minute", "second")
    return Candidate(photo.path, photo.appeal, photo.taken_at, exact, present=photo.lost is None)


def reasons(
    pairs: Sequence[Pair], judged: Sequence[Judged], number: int, about: About, *, private: bool
) -> dict[str, object]:
    """The reasons as a document for JSON: each photo that was found, what became of it, and its measures. `private`
    reasons hold neither paths nor dates.
    """
    hashes = {photo.path: photo.content_hash for _, photo in pairs}
    return {
        "best": number,
        "chosen": sum(each.verdict == "chosen" for each in judged),
        "photos": [
            {"content_hash": photo.content_hash, **({} if private else _origin(photo)), **_verdict(each, hashes)}
            | {"appeal": round(photo.appeal, 3), "faces": [_measures(merits) for merits in merits_of(found, about)]}
            for (found, photo), each in zip(pairs, judged, strict=True)
        ],
    }


def _origin(photo: ExportPhoto) -> Mapping[str, object]:
    taken = photo.taken_at
    return {"original": readable(photo.path), "taken_at": taken.isoformat() if taken else None}


def _verdict(judged: Judged, hashes: Mapping[Path, str]) -> Mapping[str, object]:
    return {"verdict": judged.verdict, "like": hashes[judged.like.path] if judged.like else None}


def _measures(merits: Merits) -> Mapping[str, object]:
    return {
        "pixels": round(merits.size),
        "sharpness": round(merits.sharpness, 1),
        "turned": round(merits.yaw, 2),
        "quality": round(merits.quality, 3),
        "photo_complete": merits.whole,
    }
