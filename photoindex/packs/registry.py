"""List the embedded pack and the packs in the user's data folder, and find the pack in use."""

import difflib
import os
from dataclasses import dataclass
from pathlib import Path

from photoindex.advice.packs import InstallPack, MoreAccuratePack, UseEmbeddedPack
from photoindex.data_folder import DATA_VARIABLE, has_data_folder, packs_folder, settings_file
from photoindex.errors import PackError, StorageError
from photoindex.packs.catalogue import CATALOGUE
from photoindex.packs.default_pack import DEFAULT_PACK, embedded_folder
from photoindex.packs.manifest import Pack, load_pack
from photoindex.packs.settings import choose_pack, chosen_pack


@dataclass(frozen=True, slots=True)
class DamagedPack:
    """A folder among the installed packs that is not a valid pack: its name, its path and what is wrong."""

    name: str
    folder: Path
    problem: str


def active_pack() -> Pack:
    """The pack that was chosen with `use`, or the embedded pack if none was chosen.

    Raises:
        PackError: the chosen pack is missing or damaged, or the settings file cannot be read.
    """
    name = chosen_pack(settings_file()) if has_data_folder() else None
    if name is None:
        return default_pack()
    if not _is_installed(name):
        raise PackError(
            f"the chosen model pack {name} is no longer in {packs_folder()}",
            advice=[InstallPack(name), UseEmbeddedPack(DEFAULT_PACK)],
        )
    return find_pack(name)


def default_pack() -> Pack:
    """The embedded pack.

    Raises:
        PackError: it is missing or damaged.
    """
    return load_pack(embedded_folder())


def find_pack(name: str) -> Pack:
    """The embedded or installed pack of this name; its files are not verified (see `Pack.verify`).

    Raises:
        PackError: the pack does not exist (the advice names similar packs), or its manifest is damaged.
    """
    if name == DEFAULT_PACK:
        return default_pack()
    if not _is_installed(name):
        raise unknown_pack(name)
    pack = load_pack(packs_folder() / name)
    if pack.name != name:
        raise PackError(f"the manifest in {pack.folder} names the pack {pack.name!r}, its folder {name!r}")
    return pack


def installed_packs() -> list[Pack]:
    """The embedded pack, followed by the installed packs in order of their names. Damaged packs are left out (see
    `damaged_packs`).

    Raises:
        PackError: the embedded pack is missing or damaged.
    """
    return [default_pack(), *(pack for pack in map(_load, _installed_names()) if isinstance(pack, Pack))]


def damaged_packs() -> list[DamagedPack]:
    """The folders of installed packs whose manifests cannot be read."""
    return [pack for pack in map(_load, _installed_names()) if isinstance(pack, DamagedPack)]


def use_pack(name: str) -> Pack:
    """Compare a pack's files with their sha256, and make it the pack that scans use from now on.

    Raises:
        PackError: the pack is unknown or damaged; the previous choice is kept.
        StorageError: the choice cannot be saved.
    """
    pack = find_pack(name)
    pack.verify()
    choose_pack(settings_file(), None if name == DEFAULT_PACK else name)
    return pack


def more_accurate(pack: Pack) -> MoreAccuratePack | None:
    """The published pack that is more accurate than the default pack but has a more restrictive licence. None unless
    `pack` is the default pack.
    """
    return MoreAccuratePack("buffalo_l") if pack.name == DEFAULT_PACK else None


def unknown_pack(name: str) -> PackError:
    """The error for a name that no pack has. Its hint is the nearest alternative that would work."""
    message = f"there is no model pack {name!r}"
    if name in CATALOGUE:
        megabytes = round(CATALOGUE[name].archive_bytes / 1e6)
        return PackError(f"the model pack {name} is not installed", advice=InstallPack(name, megabytes))
    names = sorted({DEFAULT_PACK, *_installed_names(), *CATALOGUE})
    close = difflib.get_close_matches(name.lower(), names, n=3)
    if close:
        return PackError(message, hint=f"Did you mean {' or '.join(close)}?")
    return PackError(message)


def _load(name: str) -> Pack | DamagedPack:
    try:
        return find_pack(name)
    except PackError as error:
        return DamagedPack(name=name, folder=packs_folder() / name, problem=error.message)


def _installed_names() -> list[str]:
    if not has_data_folder() or not os.path.isdir(packs_folder()):  # noqa: PTH112 - never raises
        return []
    try:
        with os.scandir(packs_folder()) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    except OSError as error:
        raise StorageError(
            f"the folder of model packs {packs_folder()} cannot be read: {error.strerror or error}",
            hint=f"Change its permissions, or set {DATA_VARIABLE} to another folder.",
        ) from error


def _is_installed(name: str) -> bool:
    return name in _installed_names() or name == DEFAULT_PACK
