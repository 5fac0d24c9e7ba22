"""Packs on a worker: find one by its fingerprint, or receive it in pieces, verify, store and prepare it."""

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from photoindex.data_folder import received_folder
from photoindex.errors import PackError, StorageError
from photoindex.files import make_private_folder
from photoindex.packs.manifest import MANIFEST_NAME, Pack, load_pack
from photoindex.packs.prepared import prepare_pack
from photoindex.packs.registry import default_pack, installed_packs

PIECE_BYTES = 8_000_000

_STAGING = ".receiving-"
# Files of this age are left over from a scan that was killed while it sent a pack.
_ABANDONED_SECONDS = 3600.0

# Comparing the files of a pack with their sha256 takes a while; once per process is enough.
_verified: dict[str, Pack] = {}
# When their first batches arrive, all threads of a worker look for the pack at the same time.
_verifying = threading.Lock()


def pack_here(fingerprint: str) -> Pack | None:
    """A verified pack with this fingerprint: embedded, installed or received. None if this worker has none.

    The first call prepares the pack for this machine, because its processor may differ from the processor of the main
    machine.
    """
    with _verifying:
        if fingerprint not in _verified:
            for pack in chain(_own_packs(), _received()):
                if pack.fingerprint == fingerprint and _is_whole(pack):
                    prepare_pack(pack)
                    _verified[fingerprint] = pack
                    break
        return _verified.get(fingerprint)


def pieces(pack: Pack) -> Iterator[tuple[str, bytes]]:
    """The files of a pack in pieces: (file name, next bytes of the file), with at most PIECE_BYTES in each piece.

    Raises:
        StorageError: a file cannot be read.
    """
    for name in (MANIFEST_NAME, *(file.name for file in pack.files), *pack.licence.texts):
        try:
            with (pack.folder / name).open("rb") as stream:
                yield name, stream.read(PIECE_BYTES)
                while piece := stream.read(PIECE_BYTES):
                    yield name, piece
        except OSError as error:
            raise StorageError(f"{pack.folder / name} cannot be read: {error.strerror or error}") from error


def receive_piece(transfer: str, name: str, piece: bytes) -> None:
    """On a worker: append to a file of the pack that is being received under the name `transfer`.

    Raises:
        StorageError: it cannot be written.
    """
    path = received_folder() / f"{_STAGING}{transfer}" / Path(name).name
    try:
        if not path.parent.exists():
            _clear_abandoned()
            make_private_folder(received_folder().parent)
            path.parent.mkdir(parents=True)
        with path.open("ab") as stream:
            stream.write(piece)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from error


def complete(transfer: str, fingerprint: str) -> None:
    """On a worker: verify the received pack and move it into its folder, either completely or not at all.

    Raises:
        PackError: the received pack is damaged, or it is another pack.
        StorageError: the pack cannot be moved into its folder.
    """
    staging, folder = received_folder() / f"{_STAGING}{transfer}", received_folder() / fingerprint
    try:
        pack = load_pack(staging)
        pack.verify()
        if pack.fingerprint != fingerprint:
            raise PackError(f"received the pack {pack.fingerprint} instead of {fingerprint}")
        if pack_here(fingerprint) is None:
            # If the folder exists, it is damaged: pack_here would have found it otherwise.
            shutil.rmtree(folder, ignore_errors=True)
            staging.replace(folder)
    except OSError as error:
        # Another worker that shares the folder may have been faster.
        if pack_here(fingerprint) is None:
            raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _clear_abandoned() -> None:
    for staging in received_folder().glob(f"{_STAGING}*"):
        # Another worker that shares the folder may still be receiving a pack. Writing a large file does not change the
        # time of its folder, so the times of the files count too. If that worker completes its pack meanwhile, it moves
        # the pack away, so the files are no longer found here.
        with contextlib.suppress(FileNotFoundError):
            touched = max(path.stat().st_mtime for path in (staging, *staging.iterdir()))
            if time.time() - touched > _ABANDONED_SECONDS:
                shutil.rmtree(staging, ignore_errors=True)


def _own_packs() -> Iterator[Pack]:
    # A damaged embedded pack must not hide one that was received.
    with contextlib.suppress(PackError):
        yield default_pack()
    with contextlib.suppress(PackError):
        yield from installed_packs()


def _received() -> Iterator[Pack]:
    # A pack that was received for an earlier recipe has the same files in a folder of another name.
    for manifest in sorted(received_folder().glob(f"*/{MANIFEST_NAME}")):
        if not manifest.parent.name.startswith(_STAGING):
            with contextlib.suppress(PackError):
                yield load_pack(manifest.parent)


def _is_whole(pack: Pack) -> bool:
    try:
        pack.verify()
    except PackError:
        return False
    return True
