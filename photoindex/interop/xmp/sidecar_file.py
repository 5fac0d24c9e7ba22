"""Find, read and write the XMP file beside a photo."""

import os
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Literal

from photoindex.files import PRIVATE_FILE, whole_file
from photoindex.interop.xmp.packet_text import LARGEST_PACKET, PacketError

SidecarStyle = Literal["full", "short"]
"""The name of a new sidecar: `a.jpg.xmp`, as digiKam and darktable write it, or `a.xmp`, as Lightroom does."""

_ENDING = ".xmp"


def sidecar_of(
    photo: Path, beside: Collection[str], style: SidecarStyle = "full", *, shared_stem: bool = False
) -> Path:
    """The sidecar of a photo: the one that exists, the full name before the short one, or else the name in this style.

    Args:
        beside: the names of all files in the photo's folder.
        shared_stem: other photos in the folder differ from this one in their ending only. Their short sidecar would be
            the same file, so it is neither looked for nor made.
    """
    full, short = photo.name + _ENDING, photo.stem + _ENDING
    names = (full,) if shared_stem else (full, short)
    by_name = {name.casefold(): name for name in sorted(beside, reverse=True) if name.casefold().endswith(_ENDING)}
    for name in names:
        if name in beside:
            return photo.with_name(name)
    for name in names:
        if name.casefold() in by_name:
            return photo.with_name(by_name[name.casefold()])
    return photo.with_name(short if style == "short" and not shared_stem else full)


def read_sidecar(path: Path) -> bytes | None:
    """The bytes of a sidecar; None if there is none.

    Raises:
        PacketError: it is a folder, a pipe or a device, or larger than 16 MiB.
        OSError: it cannot be read.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise PacketError("it is not a file")
    if status.st_size > LARGEST_PACKET:
        raise PacketError(f"it is longer than {LARGEST_PACKET:,} bytes")
    return path.read_bytes()


def write_sidecar(path: Path, data: bytes, photo: Path) -> None:
    """Write a sidecar whole or not at all.

    A new sidecar has the permissions of its photo, because it is made for other programs and says less than the picture
    does; an existing one keeps its own. A link stays a link.

    Raises:
        OSError: it cannot be written. The sidecar is as it was.
    """
    target = Path(os.path.realpath(path))
    like = target if target.exists() else photo
    mode = stat.S_IMODE(like.stat().st_mode) & 0o666
    # The file is private until it has its final permissions.
    with whole_file(target, private=True) as stream:
        stream.write(data)
        if os.name != "nt" and mode != PRIVATE_FILE:
            # File systems without owners, such as FAT, refuse.
            with suppress(OSError):
                os.fchmod(stream.fileno(), mode | 0o600 if like is photo else mode)
