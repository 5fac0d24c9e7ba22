"""Model packs for the command line: list, describe, install, choose, remove."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.data_folder import has_data_folder, settings_file
from photoindex.packs.catalogue import CATALOGUE, UNKNOWN_LICENCE, CatalogueEntry
from photoindex.packs.default_pack import DEFAULT_PACK
from photoindex.packs.download import Progress, no_progress
from photoindex.packs.install import install_pack as _install
from photoindex.packs.install import remove_pack as _remove
from photoindex.packs.manifest import Licence, Pack
from photoindex.packs.plan import InstallPlan, plan_install
from photoindex.packs.registry import active_pack, damaged_packs, find_pack, installed_packs, more_accurate
from photoindex.packs.registry import use_pack as _use
from photoindex.packs.settings import chosen_pack

__all__ = [
    "DEFAULT_PACK",
    "UNKNOWN_LICENCE",
    "CatalogueEntry",
    "InstallPlan",
    "Licence",
    "Pack",
    "PackSummary",
    "Progress",
    "active_pack",
    "describe_pack",
    "find_pack",
    "install_pack",
    "list_packs",
    "more_accurate",
    "plan_install",
    "remove_pack",
    "use_pack",
]

State = Literal["embedded", "installed", "damaged", "available"]


@dataclass(frozen=True, slots=True)
class PackSummary:
    """A line of the list. `problem` says what is wrong with a damaged pack. `size` is in bytes: the size on disk of an
    installed pack, the size of the zip of a pack that can be downloaded, or None if unknown.
    """

    name: str
    title: str
    state: State
    chosen: bool
    licence: Licence | None
    size: int | None
    problem: str | None = None


def list_packs() -> list[PackSummary]:
    """List the embedded pack, the installed packs (damaged ones too), and the packs that InsightFace publishes.

    Raises:
        PackError: the embedded pack or the settings file is damaged.
    """
    chosen = (chosen_pack(settings_file()) if has_data_folder() else None) or DEFAULT_PACK
    here = [_of_pack(pack, chosen) for pack in installed_packs()]
    here += [
        PackSummary(pack.name, "", "damaged", pack.name == chosen, None, None, pack.problem) for pack in damaged_packs()
    ]
    names = {summary.name for summary in here}
    return here + [_of_entry(entry) for entry in CATALOGUE.values() if entry.name not in names]


def describe_pack(name: str) -> Pack | CatalogueEntry:
    """Return everything about one pack: its manifest if the pack is on this machine, else its entry in the catalogue.

    Raises:
        PackError: the pack does not exist, or its manifest is damaged.
    """
    names = {summary.name for summary in list_packs() if summary.state != "available"}
    if name in CATALOGUE and name not in names:
        return CATALOGUE[name]
    return find_pack(name)


def install_pack(plan: InstallPlan, *, progress: Progress = no_progress, force: bool = False) -> Pack:
    """Carry out a plan whose licence has been accepted; see `photoindex.packs.install.install_pack`."""
    return _install(plan, progress=progress, force=force)


def use_pack(name: str) -> Pack:
    """Verify a pack and choose it for the next scans; see `photoindex.packs.registry.use_pack`."""
    return _use(name)


def remove_pack(name: str, *, force: bool = False) -> None:
    """Delete an installed pack; see `photoindex.packs.install.remove_pack`."""
    _remove(name, force=force)


def _of_pack(pack: Pack, chosen: str) -> PackSummary:
    return PackSummary(
        name=pack.name,
        title=pack.title,
        state="embedded" if pack.name == DEFAULT_PACK else "installed",
        chosen=pack.name == chosen,
        licence=pack.licence,
        size=_size_of(pack),
    )


def _of_entry(entry: CatalogueEntry) -> PackSummary:
    return PackSummary(
        name=entry.name,
        title=entry.title,
        state="available",
        chosen=False,
        licence=entry.licence,
        size=entry.archive_bytes,
    )


def _size_of(pack: Pack) -> int | None:
    paths: list[Path] = [pack.path_of(file) for file in pack.files]
    return sum(path.stat().st_size for path in paths) if all(path.is_file() for path in paths) else None
