"""Faces of a new recipe take the place of earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from random import Random

from photoindex.domain.geometry import Box
from photoindex.operations.scanning.renewing import renew
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.renewal import count_adopted
from photoindex.store.opening.index import Index
from tests.fakes import fake_pack


@dataclass
class PlainFace:
    """A face of the plain model: its box, its recipe (1 or 2), and whether a human confirmed it or drew it."""

    box: Box
    recipe: int
    confirmed: bool = False
    drawn: bool = False


PlainPhoto = dict[int, PlainFace]


def expected_after(photo: PlainPhoto, analysed: bool) -> dict[int, int]:
    """The ids of a photo's faces after the renewal, and the recipe of their embeddings (0 for drawn faces)."""
    old = {number: face for number, face in photo.items() if face.recipe == 1}
    if not analysed:
        return {number: 0 if face.drawn else 1 for number, face in old.items()}
    ids, found = {}, {number: face for number, face in photo.items() if face.recipe == 2}
    for number, face in found.items():
        same = [other for other, before in old.items() if not before.drawn and before.box.iou(face.box) >= 0.5]
        ids[same[0] if same else number] = 2
    for number, face in old.items():
        if face.drawn or (face.confirmed and number not in ids):
            ids[number] = 0 if face.drawn else 1
    return ids


def store_plainly(connection: Connection, photo_id: int, photo: PlainPhoto, fingerprints: Sequence[str]) -> None:
    for number, face in photo.items():
        box = face.box
        connection.execute(
            "INSERT INTO face VALUES (?, ?, ?, ?, ?, ?, ?, [0,0,0,0,0,0,0,0,0,0], 0.9, 9, 9, 0, 9, ?)",
            [number, photo_id, fingerprints[face.recipe - 1], box.x, box.y, box.width, box.height, face.drawn],
        )
        if not face.drawn:
            connection.execute("INSERT INTO embedding VALUES (?, ?)", [number, bytes([face.recipe])])
        if face.recipe == 1:
            status = "confirmed" if face.confirmed else "automatic"
            connection.execute("INSERT INTO assignment VALUES (?, 1, ?, 1.0)", [number, status])
            connection.execute("INSERT INTO membership VALUES (?, 1)", [number])


def test_random_faces_are_renewed_as_in_a_plain_model(tmp_path: Path) -> None:
    chance, numbers = Random(20261127), count(1)
    new = fake_pack(tmp_path / "pack")
    fingerprints = replace(new, recipe=1).fingerprint, new.fingerprint
    expected: dict[int, dict[int, int]] = {}
    with Index(tmp_path / "index.duckdb").writing() as connection:
        for photo_id in range(1, 61):
            connection.execute(
                "INSERT INTO photo SELECT ?, ?, 9, 'JPEG', 9, 9, 1, NULL, '', NULL, NULL, NULL, NULL, NULL, 'second', "
                "FALSE, '', 1", [photo_id, str(photo_id)],
            )  # fmt: skip
            connection.execute("INSERT INTO file VALUES (?, 9, 9, ?, NULL, NULL, NULL)", [f"/{photo_id}", photo_id])
            analysed = chance.random() < 0.8
            boxes = [Box(0.2 * place, 0.1, 0.15, 0.15) for place in range(5)]
            photo = {
                next(numbers): PlainFace(box, 1, chance.random() < 0.4, chance.random() < 0.2)
                for box in boxes
                if chance.random() < 0.6
            }
            for face in [*photo.values(), *(PlainFace(box, 1) for box in boxes[4:] if not photo)]:
                if analysed and not face.drawn and chance.random() < 0.7:
                    shift = chance.choice([0.0, 0.01, 0.1])
                    photo[next(numbers)] = PlainFace(Box(face.box.x + shift, 0.1, 0.15, 0.15), 2)
            for fingerprint in fingerprints if analysed else fingerprints[:1]:
                connection.execute("INSERT INTO analysis VALUES (?, ?, 'p', 'v', now(), NULL)", [photo_id, fingerprint])
            store_plainly(connection, photo_id, photo, fingerprints)
            expected[photo_id] = expected_after(photo, analysed)
        renew(connection, new, fingerprints[0])
        rows = connection.execute(
            "SELECT photo_id, face_id, coalesce(vector, '\\x00'::BLOB), fingerprint FROM face "
            "LEFT JOIN embedding USING (face_id)"
        ).fetchall()
        loose = connection.execute(
            "SELECT face_id FROM (SELECT face_id FROM embedding UNION ALL SELECT face_id FROM assignment UNION ALL "
            "SELECT face_id FROM membership) WHERE face_id NOT IN (SELECT face_id FROM face)"
        ).fetchall()
        adopted = count_adopted(connection, new.fingerprint)
    found: dict[int, dict[int, int]] = {photo_id: {} for photo_id in expected}
    for photo_id, number, vector, fingerprint in rows:
        found[photo_id][number] = vector[0]
        assert fingerprint == new.fingerprint
    assert found == expected
    assert loose == []
    assert 0 < adopted < 30
