"""Read faces whose people are known: from files of embeddings, or from scans by several embedders."""

import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK, labelled
from grouping import LABELLED_FACES
from numpy.typing import NDArray
from plain_pack import installed, plain_files

from photoindex.domain.picked_rows import in_one_array
from photoindex.domain.thresholds import Thresholds
from photoindex.packs.manifest import load_pack
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import load_face_table

REFITTED = ("noise", "projected")
"""The embedders whose thresholds are fitted here, because no manifest holds them."""

NOISE, LENGTH = 0.6, 64
RATES = (1e-2, 1e-3, 1e-4, 1e-5)
PAIRS, PAIRS_AT_ONCE = 2_000_000, 100_000
PLAIN = "plain"


@dataclass(frozen=True, slots=True, eq=False)
class KnownFaces:
    """Faces with float32 embeddings (n, d) of unit length, the name of each person ("" if unknown) and the photo."""

    name: str
    embedding: NDArray[np.float32]
    person: NDArray[np.str_]
    photo: NDArray[np.int64]
    thresholds: Thresholds

    def at(self, rows: NDArray[np.int64]) -> "KnownFaces":
        return replace(self, embedding=self.embedding[rows], person=self.person[rows], photo=self.photo[rows])

    def half(self, number: int) -> "KnownFaces":
        """The faces of half of the people (0 or 1), and of those unknown people who are in this half."""
        return self.at(np.flatnonzero(self.sides() == number))

    def sides(self) -> NDArray[np.int64]:
        keys = [who or str(photo) for who, photo in zip(self.person.tolist(), self.photo.tolist(), strict=True)]
        return np.array([zlib.crc32(key.encode()) % 2 for key in keys], dtype=np.int64)

    def numbered(self) -> NDArray[np.int64]:
        """The person of each face as a number from 0, negative if unknown: int64 (n,)."""
        names, person = np.unique(self.person, return_inverse=True)
        return person.astype(np.int64) - int("" in names.tolist())

    def joined(self, other: "KnownFaces") -> "KnownFaces":
        photo = np.concatenate([self.photo, other.photo + self.photo.max() + 1])
        person = np.concatenate([self.person, other.person])
        return KnownFaces(f"{self.name} + {other.name}", np.concatenate([self.embedding, other.embedding]), person,
                          photo, self.thresholds)  # fmt: skip


def from_file(path: Path) -> KnownFaces:
    """The faces of a file with arrays `embedding`, `person` and `photo`, as in benchmarks/effort.py."""
    with np.load(path) as arrays:
        embedding, person = unit(arrays["embedding"].astype(np.float32)), arrays["person"].astype(str)
        photo = np.unique(arrays["photo"], return_inverse=True)[1].astype(np.int64)
    return KnownFaces(path.stem, embedding, person, photo, load_pack(EMBEDDED_PACK).thresholds)


def from_scan(shared: Path, dataset: str, embedder: str, work: Path) -> KnownFaces:
    """Scan a data set of `shared`/data into an index in `work`, unless it is there, with the embedded pack or with
    SCRFD and SFace.
    """
    folder = work / "known-faces"
    folder.mkdir(parents=True, exist_ok=True)
    pack = [] if embedder == "embedded" else ["--pack", installed(plain_files(shared / "models", work), PLAIN).name]
    index = Index(folder / f"{dataset}-{pack[1] if pack else embedder}.duckdb")
    photos = (shared / "data" / dataset).resolve()
    command = [sys.executable, "-m", "photoindex", "scan", str(photos), "--index", str(index.path), *pack]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    people = labelled(photos.parent, [dataset])
    with index.reading() as connection:
        current = require_current_pack(connection)
        table = load_face_table(connection, current.fingerprint)
        rows = connection.execute(LABELLED_FACES.replace("coalesce(cluster_id, -face_id)", "face_id")).fetchall()
    name_of = {face: people[Path(path)] for path, face in rows if Path(path) in people}
    person = np.array([name_of.get(face, "") for face in table.face_id.tolist()])
    return KnownFaces(dataset, in_one_array(table.embedding), person, table.photo_id, current.thresholds)


def variants(shared: Path, datasets: list[str], work: Path) -> Iterator[tuple[str, list[KnownFaces]]]:
    """The data sets with each embedder: the embedded pack, SCRFD with SFace, and the embedded pack with noise added and
    projected to fewer dimensions.
    """
    scanned = [from_scan(shared, dataset, "embedded", work) for dataset in datasets]
    yield "embedded", scanned
    yield "scrfd", [from_scan(shared, dataset, "scrfd", work) for dataset in datasets]
    yield "noise", [noisy(faces) for faces in scanned]
    yield "projected", [projected(faces) for faces in scanned]


def variants_of(faces: list[KnownFaces]) -> Iterator[tuple[str, list[KnownFaces]]]:
    """The faces as they are, with noise added, and projected to fewer dimensions."""
    yield "embedded", faces
    yield "noise", [noisy(each) for each in faces]
    yield "projected", [projected(each) for each in faces]


def noisy(faces: KnownFaces) -> KnownFaces:
    chance = np.random.default_rng(5)
    noise = chance.normal(size=faces.embedding.shape) * NOISE / np.sqrt(faces.embedding.shape[1])
    return refitted(replace(faces, embedding=unit(faces.embedding + noise)))


def projected(faces: KnownFaces) -> KnownFaces:
    length = faces.embedding.shape[1]
    axes = np.linalg.qr(np.random.default_rng(6).normal(size=(length, length)))[0][:, :LENGTH]
    return refitted(replace(faces, embedding=unit(faces.embedding @ axes)))


def refitted(faces: KnownFaces) -> KnownFaces:
    """The same faces with thresholds as a manifest would have them, from random pairs of different people."""
    chance = np.random.default_rng(0)
    known = np.flatnonzero(faces.person != "")
    left, right = chance.choice(known, PAIRS), chance.choice(known, PAIRS)
    differ = faces.person[left] != faces.person[right]
    left, right = left[differ], right[differ]
    blocks = [slice(start, start + PAIRS_AT_ONCE) for start in range(0, len(left), PAIRS_AT_ONCE)]
    similarity = np.concatenate([
        np.einsum("nd,nd->n", faces.embedding[left[block]], faces.embedding[right[block]]) for block in blocks
    ])  # fmt: skip
    points = tuple((rate, float(np.quantile(similarity, 1 - rate))) for rate in RATES)
    return replace(faces, thresholds=Thresholds(verification=points[1][1], false_match_rates=points))


def unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def named_faces(
    person: NDArray[np.int64], labels: NDArray[np.int64], share: float, faces: int, chance: np.random.Generator
) -> dict[int, int]:
    """Name some people, each person with the chance `share`: up to `faces` faces, by row, in the cluster that has most
    faces of the person. Only people with at least three faces get a name.

    At most half of the person's faces in the cluster are named. If all of them were named, every other face of the
    cluster would be somebody else, however similar it is.
    """
    said: dict[int, int] = {}
    counts = np.bincount(person[person >= 0])
    for who in np.flatnonzero(counts >= 3).tolist():
        mine = np.flatnonzero((person == who) & (labels >= 0))
        if chance.random() < share and len(mine):
            inside = mine[labels[mine] == np.bincount(labels[mine]).argmax()]
            said |= dict.fromkeys(chance.permutation(inside)[: min(faces, len(inside) // 2)].tolist(), who)
    return said
