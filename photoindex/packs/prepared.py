"""Prepare faster graphs of a pack's networks, in files of their own.

The prepared files of an installed pack lie beside its own files. Those of the embedded pack lie in the user's data
folder, because the embedded pack's folder may not be writable. The pack's own files stay unchanged; their sha256 prove
this. A prepared file is identified by the sha256 of the pack's file that it was made from, by the version of the
rewriting (`VERSION`) and by its own sha256. If any of these differs, the file is made again. As long as there is no
prepared file, the original network runs.

None of this changes the pack's fingerprint: a prepared network in float32 gives the same numbers except for rounding
errors, and the vectors of a prepared network in bytes can be compared with vectors of the original without measurable
loss (models/README.md). An index may therefore hold vectors from original and prepared networks.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from photoindex.data_folder import data_folder, has_data_folder, prepared_packs_folder
from photoindex.errors import PackError
from photoindex.file_lock import wait_for_lock
from photoindex.files import clear_temporaries, make_private_folder, write_whole
from photoindex.foreign_json import read_json
from photoindex.inference.cpu import multiplies_bytes_fast
from photoindex.packs.default_pack import DEFAULT_PACK
from photoindex.packs.manifest import ModelFile, Pack, sha256_of

# Grows whenever the output of `photoindex.packs.optimise` changes.
VERSION = 1

FOLDER = "prepared"
SIDECAR = "prepared.json"
_LOCK_NAME = ".lock"
# Seconds to wait for another process. After that, this process prepares the pack too. Preparing it twice is better than
# waiting any longer, and it is safe, because each file is written completely or not at all.
PATIENCE = 60.0

# The sha256 of the files of embedders that lose no measurable accuracy if their widest products are computed in bytes:
# SFace as in the embedded pack, and SFace in plain float32 (models/graph/plain.py). The figures are in
# models/README.md.
ACCURATE_IN_BYTES = frozenset(
    {
        "8897d5c6259fcf7cb19ad200dee15baea07371869b677510f5bbad2edd4466eb",
        "c65033de0d25cce564ed6f734b75e823c30fc6cf11b4aaaba50ac3744a976629",
    }
)

Part = Literal["detector", "embedder", "embedder-in-bytes"]


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A network that is ready to run. Its input is RGB, scaled as `(value - mean) / std`."""

    path: Path
    mean: float
    std: float


def prepare_pack(pack: Pack) -> None:
    """Write the prepared files of a pack, but only if they are missing, damaged or of another version.

    For a large pack, the first call takes seconds; later calls take as long as reading the files. If several processes
    prepare the same pack, the others wait for the first. If the folder is not writable or the library `onnx` is
    missing, the originals run.
    """
    if not has_data_folder() or _is_prepared(pack):
        return
    try:
        with _one_at_a_time():
            # The process that held the lock before may have prepared this pack already.
            if not _is_prepared(pack):
                _prepare(pack)
    except (OSError, ImportError):
        # In a read-only folder, on a full disk or without `onnx`, the pack works as it is.
        return


def prepared_embedder(pack: Pack) -> PreparedFile | None:
    """The fastest prepared embedder that suits this machine. The folder may have been prepared on another one."""
    in_bytes = prepared_file(pack, "embedder-in-bytes") if multiplies_bytes_fast() else None
    return in_bytes or prepared_file(pack, "embedder")


def prepared_folder(pack: Pack) -> Path:
    """The folder of a pack's prepared files; may not exist yet."""
    return prepared_packs_folder() / pack.name if pack.name == DEFAULT_PACK else pack.folder / FOLDER


def prepared_file(pack: Pack, part: Part) -> PreparedFile | None:
    """The prepared network of one part, if its sha256 matches; None if the original must run."""
    entry = _entry(pack, part) if has_data_folder() else None
    if entry is None or entry["file"] is None or not _is_whole(pack, entry):
        return None
    return PreparedFile(prepared_folder(pack) / entry["file"], float(entry["mean"]), float(entry["std"]))


def _is_prepared(pack: Pack) -> bool:
    entries = [_entry(pack, part) for part in _parts(pack)]
    return all(entry is not None and _is_whole(pack, entry) for entry in entries)


def _prepare(pack: Pack) -> None:
    folder = prepared_folder(pack)
    make_private_folder(data_folder())
    folder.mkdir(parents=True, exist_ok=True)
    clear_temporaries(folder)
    made = {part: _made(pack, part) for part in _parts(pack)}
    text = json.dumps({"version": VERSION, "files": made}, indent=2) + "\n"
    write_whole(folder / SIDECAR, text.encode(), private=False)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let only one process prepare a pack at a time: otherwise, eight cluster workers on one machine would need eight
    times the memory.
    """
    folder = prepared_packs_folder()
    make_private_folder(data_folder())
    folder.mkdir(parents=True, exist_ok=True)
    lock = wait_for_lock(folder / _LOCK_NAME, PATIENCE)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _parts(pack: Pack) -> list[Part]:
    """The parts to prepare: the parts that InsightFace would otherwise run, and the parts that become faster in bytes.
    All other parts already suit our sessions.
    """
    in_bytes = pack.embedder.file.sha256 in ACCURATE_IN_BYTES and multiplies_bytes_fast()
    wanted: dict[Part, bool] = {
        "detector": pack.detector.kind == "scrfd",
        "embedder": pack.embedder.kind == "arcface",
        "embedder-in-bytes": in_bytes,
    }
    return [part for part, is_wanted in wanted.items() if is_wanted]


def _source(pack: Pack, part: Part) -> ModelFile:
    return pack.detector.file if part == "detector" else pack.embedder.file


def _entry(pack: Pack, part: Part) -> dict[str, Any] | None:
    """The sidecar file's entry for a part, if this version made the prepared file from the pack's current file."""
    try:
        values = read_json(prepared_folder(pack) / SIDECAR)
        entry = values["files"][part]
        fits = values["version"] == VERSION and entry["source"] == _source(pack, part).sha256
        return entry if fits and {"file", "sha256", "mean", "std"} <= set(entry) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # The sidecar file is missing or damaged. In either case, it is made again.
        return None


def _is_whole(pack: Pack, entry: dict[str, Any]) -> bool:
    if entry["file"] is None:
        return True
    path = prepared_folder(pack) / Path(str(entry["file"])).name
    try:
        return sha256_of(path) == str(entry["sha256"])
    except PackError:
        return False


def _made(pack: Pack, part: Part) -> dict[str, Any]:
    """Write the prepared file of one part and return its entry. In the entry, `file` is None if there is nothing to
    gain.
    """
    from photoindex.packs.optimise import parts

    source = _source(pack, part)
    make = {
        "detector": parts.faster_detector_file,
        "embedder": parts.faster_embedder_file,
        "embedder-in-bytes": parts.embedder_in_bytes,
    }
    made = make[part](pack.path_of(source))
    entry: dict[str, Any] = {"source": source.sha256, "file": None, "sha256": None, "mean": 0.0, "std": 1.0}
    if made is None:
        return entry
    path = prepared_folder(pack) / f"{part}.onnx"
    write_whole(path, made.model, private=False)
    return entry | {"file": path.name, "sha256": sha256_of(path), "mean": made.mean, "std": made.std}
