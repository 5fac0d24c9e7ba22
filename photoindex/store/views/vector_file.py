"""Keep the embeddings of one pack in a file beside the index, so that a search can read them in a fraction of a second.

The file can be deleted at any time: it is written again when it does not match the faces in the index. The new file
replaces the old one in one step, so a search that has the old file open can continue to read it.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from photoindex.data_folder import IndexFiles
from photoindex.errors import StorageError
from photoindex.files import whole_file
from photoindex.store.database.connection import Connection
from photoindex.store.tables.embeddings import vectors_of

_MARK = "photoindex vectors 1"

# The length of the header, which is JSON that identifies the file, padded to this length. The face ids (int64) and then
# the vectors (float32) follow the header.
_HEAD = 4096

_ROWS_OF_INDEX = 16_384

# A block of 1024 rows of 128 numbers takes half a megabyte. It is multiplied just after it was read, while it is still
# in the core's cache. Mapping the file, or reading larger blocks, takes four times as long.
_ROWS_OF_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Vectors:
    """`face_id` (int64, (n,)) is ascending. `blocks` yields the unit vectors in the order of `face_id`, in blocks of up
    to 1024 rows (float32, (up to 1024, d)).

    A block is only valid until the next block is read, and the blocks can be read only once.
    """

    face_id: NDArray[np.int64]
    blocks: Iterator[NDArray[np.float32]]


@contextmanager
def open_vectors(connection: Connection, index_file: Path, fingerprint: str) -> Iterator[Vectors]:
    """Open the embeddings of the pack with this fingerprint.

    If the file can be written neither beside the index nor in the temporary folder, its content is kept in memory.
    """
    head = _head(connection, fingerprint)
    file = IndexFiles(index_file).vectors(fingerprint)
    stream = _opened(file, head)
    if stream is None:
        try:
            _make(connection, file, fingerprint, head)
        except OSError:
            # The disk is read-only or full, or another search has the file open on Windows.
            stream = _for_this_search(connection, fingerprint, head)
        else:
            stream = file.open("rb", buffering=0)
    with stream:
        stream.seek(_HEAD)
        yield Vectors(np.frombuffer(stream.read(8 * head.count), dtype="<i8"), _blocks(stream, head))


def forget_vectors(index_file: Path, fingerprints: Sequence[str]) -> None:
    """Remove the files of these packs. This is needed when their embeddings were replaced or removed."""
    for fingerprint in fingerprints:
        # On Windows, a search may have the file open.
        with suppress(OSError):
            IndexFiles(index_file).vectors(fingerprint).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Head:
    """The header of the file. The header changes whenever a face is added or removed, because ids only grow and no id
    is given twice. Embeddings that were replaced without new ids do not change it: see `forget_vectors`.
    """

    mark: str
    pack: str
    count: int
    newest: int
    total: str
    length: int

    def as_bytes(self) -> bytes:
        values = [self.mark, self.pack, self.count, self.newest, self.total, self.length]
        return json.dumps(values).encode("utf-8").ljust(_HEAD, b"\0")


def _head(connection: Connection, fingerprint: str) -> _Head:
    # Drawn faces have no embedding.
    row = connection.execute(
        "SELECT count(*), coalesce(max(face_id), 0), coalesce(sum(face_id), 0)::VARCHAR "
        "FROM face WHERE fingerprint = ? AND NOT by_hand",
        [fingerprint],
    ).fetchone()
    assert row is not None
    count, newest, total = row
    one = connection.execute("SELECT octet_length(vector) FROM embedding WHERE face_id = ?", [newest]).fetchone()
    return _Head(_MARK, fingerprint, count, newest, total, one[0] // 2 if one else 0)


def _opened(file: Path, head: _Head) -> BinaryIO | None:
    """Open the file if it exists and holds these faces; otherwise return None."""
    try:
        stream = file.open("rb", buffering=0)
    except OSError:
        return None
    whole = _HEAD + head.count * (8 + 4 * head.length)
    if os.fstat(stream.fileno()).st_size == whole and stream.read(_HEAD) == head.as_bytes():
        return stream
    stream.close()
    return None


def _blocks(stream: BinaryIO, head: _Head) -> Iterator[NDArray[np.float32]]:
    stream.seek(_HEAD + 8 * head.count)
    buffer = np.empty((_ROWS_OF_BLOCK, head.length), dtype="<f4")
    for start in range(0, head.count, _ROWS_OF_BLOCK):
        block = buffer[: min(_ROWS_OF_BLOCK, head.count - start)]
        wanted = block.data.cast("B")
        while wanted:
            got = stream.readinto(wanted)  # type: ignore[attr-defined]
            if not got:
                raise StorageError(f"{stream.name} ended too early", hint="Remove it; the next search writes it again.")
            wanted = wanted[got:]
        yield block


def _make(connection: Connection, file: Path, fingerprint: str, head: _Head) -> None:
    with whole_file(file, private=True) as stream:
        _fill(stream, connection, fingerprint, head)


def _for_this_search(connection: Connection, fingerprint: str, head: _Head) -> BinaryIO:
    """Write the same content to a temporary file that is deleted when it is closed. If that fails, keep the content in
    memory.
    """
    try:
        stream = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
        _fill(stream, connection, fingerprint, head)
    except OSError:
        stream = BytesIO()
        _fill(stream, connection, fingerprint, head)
    return stream


def _fill(stream: BinaryIO, connection: Connection, fingerprint: str, head: _Head) -> None:
    stream.write(head.as_bytes())
    at = 0
    for ids, vectors in _rows(connection, fingerprint, head.length):
        stream.seek(_HEAD + 8 * at)
        stream.write(ids.astype("<i8").tobytes())
        stream.seek(_HEAD + 8 * head.count + 4 * head.length * at)
        stream.write(vectors.astype("<f4").tobytes())
        at += len(ids)


def _rows(
    connection: Connection, fingerprint: str, width: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    rows = connection.execute(
        "SELECT face_id, vector FROM face JOIN embedding USING (face_id) "
        "WHERE fingerprint = ? AND NOT by_hand ORDER BY face_id",
        [fingerprint],
    )
    while batch := rows.fetchmany(_ROWS_OF_INDEX):
        vectors = vectors_of([row[1] for row in batch], width)[:]
        yield np.array([row[0] for row in batch], dtype=np.int64), vectors
