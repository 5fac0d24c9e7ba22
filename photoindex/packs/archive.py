"""Unpack the ONNX files of an untrusted zip into one of our folders, without subfolders. A suspicious zip is refused as
a whole.
"""

import hashlib
import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from photoindex.errors import PackError, StorageError
from photoindex.packs.download import require_space
from photoindex.packs.manifest import MANIFEST_NAME

# The largest pack unpacks to 407 MB, and weights hardly compress.
MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_RATIO = 100
MAX_MEMBERS = 1000

_SMALL_BYTES = 16 * 1024**2


@contextmanager
def opened_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip and check its directory: names, links, encryption and sizes. The contents are not read yet.

    Raises:
        PackError: the file is not a zip, or its content cannot be a model pack.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(path, archive.infolist())
            yield archive
    # zipfile passes on the errors of decompressors. OSError is raised by bz2, or because the file cannot be read.
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
    ) as error:
        raise PackError(f"{path} is not an intact zip archive: {error}", hint="Download it again.") from error


def unpack(path: Path, target: Path, wanted: Collection[str] | None = None) -> None:
    """Write the model files of a zip into `target`, without subfolders: the files named in `wanted`, or all files that
    may belong to a pack.

    Every member's checksum is tested before anything is written.

    Raises:
        PackError: the zip is damaged or suspicious, lacks a wanted file, or holds two files of the same name.
        StorageError: it cannot be written to the disk.
    """
    with opened_archive(path) as archive:
        # testzip reads all contents, so it must come after the size checks.
        damaged = archive.testzip()
        if damaged is not None:
            raise PackError(f"{damaged} in {path} is damaged", hint="Download it again.")
        members = _wanted_members(path, archive, wanted)
        require_space(target, sum(member.file_size for member in members.values()))
        for name, member in members.items():
            _extract(archive, member, target / name)


def manifest_in(path: Path) -> bytes | None:
    """The bytes of the photoindex manifest in a zip, or None if it has none.

    Raises:
        PackError: the zip is damaged or suspicious.
    """
    with opened_archive(path) as archive:
        for member in archive.infolist():
            if _base_name(member) == MANIFEST_NAME and member.file_size < _SMALL_BYTES:
                return archive.read(member)
    return None


def model_hashes_in(path: Path) -> set[str]:
    """The sha256 of every ONNX file in a zip.

    Raises:
        PackError: the zip is damaged or suspicious.
    """
    hashes = set()
    with opened_archive(path) as archive:
        for member in archive.infolist():
            if _base_name(member).lower().endswith(".onnx"):
                with archive.open(member) as stream:
                    hashes.add(hashlib.file_digest(stream, "sha256").hexdigest())  # type: ignore[arg-type]
    return hashes


def belongs_to_pack(name: str) -> bool:
    """Whether a file of this name can be part of a pack: its manifest, a model or a licence text."""
    lower = name.lower()
    return lower == MANIFEST_NAME or lower.endswith(".onnx") or lower.startswith(("license", "licence"))


def _check_directory(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _suspicious(path, f"it has {len(members):,} members")
    for member in members:
        _check_member(path, member)
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MAX_UNPACKED_BYTES or (size > _SMALL_BYTES and size > MAX_RATIO * max(packed, 1)):
        raise _suspicious(path, f"{packed:,} bytes would unpack to {size:,}")


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    # orig_filename is the name in the zip; `filename` may have been cut and its separators replaced.
    for name in (member.orig_filename, member.filename):
        posix, windows = PurePosixPath(name), PureWindowsPath(name)
        if posix.is_absolute() or windows.drive or windows.root or ".." in windows.parts or "\0" in name:
            raise _suspicious(path, f"its member {name!r} leads out of the folder")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _suspicious(path, f"its member {member.filename!r} is a link or a device")
    if member.flag_bits & 0x1:
        raise _suspicious(path, f"its member {member.filename!r} is encrypted")


def _suspicious(path: Path, reason: str) -> PackError:
    return PackError(f"{path} is refused: {reason}", hint="A model pack's zip holds ONNX files and nothing else.")


def _wanted_members(path: Path, archive: zipfile.ZipFile, wanted: Collection[str] | None) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = _base_name(member)
        if member.is_dir() or not (belongs_to_pack(name) if wanted is None else name in wanted):
            continue
        if name.lower() in {known.lower() for known in members}:
            raise PackError(f"{path} holds two files named {name}; which one belongs to the pack is unclear")
        members[name] = member
    missing = sorted(set(wanted or ()) - set(members))
    if missing:
        raise PackError(f"{path} lacks {', '.join(missing)}")
    return members


def _base_name(member: zipfile.ZipInfo) -> str:
    return PureWindowsPath(member.filename).name


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    with archive.open(member) as source:
        try:
            with target.open("xb") as stream:
                shutil.copyfileobj(source, stream, 1024 * 1024)
        except OSError as error:
            raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
