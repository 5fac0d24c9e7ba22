"""The embeddings of one pack in a file beside the index, which a search maps into memory.

The file can be thrown away at any time: it is made anew when it is not that of the faces in the index. It replaces the
old one in one step, so a search that has the old one open goes on with it.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.store.index import Connection

# Holds the signature and the shape as JSON, padded; vectors behind it are aligned to pages.
_HEAD = 4096
_MARK = "photoindex vectors 1"
_BATCH = 16384


@dataclass(frozen=True, slots=True)
class Vectors:
    """`face_id` is int64 (n,), ascending; `vector` float32 (n, d) of unit length, mapped from the file."""

    face_id: NDArray[np.int64]
    vector: NDArray[np.float32]


def open_vectors(connection: Connection, index_file: Path, fingerprint: str) -> Vectors:
    """Every embedding of the pack with this fingerprint in the index that the connection reads.

    Raises:
        StorageError: the file has to be made and there is no space or permission.
    """
    signature = _signature(connection, fingerprint)
    file = index_file.with_name(f"{index_file.name}.{fingerprint}.vectors")
    found = _mapped(file, signature)
    return found if found is not None else _made(connection, file, fingerprint, signature)


def _signature(connection: Connection, fingerprint: str) -> dict[str, object]:
    """Changes whenever a face comes or goes: ids only grow and are never given twice."""
    row = connection.execute(
        "SELECT count(*), coalesce(max(face_id), 0), coalesce(sum(face_id), 0)::VARCHAR "
        "FROM face WHERE fingerprint = ? AND NOT by_hand",
        [fingerprint],
    ).fetchone()
    assert row is not None
    count, newest, total = row
    one = connection.execute("SELECT octet_length(vector) FROM embedding WHERE face_id = ?", [newest]).fetchone()
    length = one[0] // 2 if one else 0
    return {"mark": _MARK, "pack": fingerprint, "count": count, "newest": newest, "sum": total, "length": length}


def _mapped(file: Path, signature: dict[str, object]) -> Vectors | None:
    """The file's content; None where there is none, or not that of these faces."""
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
        size = file.stat().st_size
    except OSError:
        return None
    with suppress(ValueError):
        if json.loads(head.rstrip(b"\0").decode("utf-8", "replace")) == signature:
            count, length = int(str(signature["count"])), int(str(signature["length"]))
            if count and size == _HEAD + count * (8 + 4 * length):
                ids = np.memmap(file, dtype="<i8", mode="r", offset=_HEAD, shape=(count,))
                vectors = np.memmap(file, dtype="<f4", mode="r", offset=_HEAD + 8 * count, shape=(count, length))
                return Vectors(ids, vectors)
    return None


def _made(connection: Connection, file: Path, fingerprint: str, signature: dict[str, object]) -> Vectors:
    count, length = int(str(signature["count"])), int(str(signature["length"]))
    if count == 0:
        return Vectors(np.empty(0, dtype=np.int64), np.empty((0, length), dtype=np.float32))
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    os.close(handle)
    draft = Path(name)
    try:
        with draft.open("r+b") as stream:
            stream.write(json.dumps(signature).encode("utf-8").ljust(_HEAD, b"\0"))
            at = 0
            for ids, vectors in _batches(connection, fingerprint):
                stream.seek(_HEAD + 8 * at)
                stream.write(ids.astype("<i8").tobytes())
                stream.seek(_HEAD + 8 * count + 4 * length * at)
                stream.write(vectors.astype("<f4").tobytes())
                at += len(ids)
        try:
            draft.replace(file)
        except PermissionError:
            # Windows keeps a file that another search has mapped; this one works from memory and leaves no file.
            return _in_memory(connection, fingerprint)
        mapped = _mapped(file, signature)
        return mapped if mapped is not None else _in_memory(connection, fingerprint)
    finally:
        draft.unlink(missing_ok=True)


def _in_memory(connection: Connection, fingerprint: str) -> Vectors:
    ids, vectors = zip(*_batches(connection, fingerprint), strict=True)
    return Vectors(np.concatenate(ids), np.concatenate(vectors))


def _batches(connection: Connection, fingerprint: str) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    rows = connection.execute(
        "SELECT face_id, vector FROM face JOIN embedding USING (face_id) WHERE fingerprint = ? ORDER BY face_id",
        [fingerprint],
    )
    while batch := rows.fetchmany(_BATCH):
        half = np.frombuffer(b"".join(row[1] for row in batch), dtype="<f2").reshape(len(batch), -1)
        vectors = half.astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
        yield np.array([row[0] for row in batch], dtype=np.int64), vectors
