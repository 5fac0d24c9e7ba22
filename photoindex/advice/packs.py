"""Advise about a model pack."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class UsePack:
    """Choose the pack with this name."""

    name: str


@dataclass(frozen=True, slots=True)
class UseEmbeddedPack:
    """Return to the embedded pack; `name` is its name."""

    name: str


@dataclass(frozen=True, slots=True)
class InstallPack:
    """Install the pack with this name: either a published pack of this size, or a pack whose files were lost."""

    name: str
    megabytes: int | None = None


@dataclass(frozen=True, slots=True)
class InstallDownloaded:
    """Download this file by other means, and install the pack from it."""

    file: str


@dataclass(frozen=True, slots=True)
class MoreAccuratePack:
    """Install the published pack with this name, which tells similar people apart better."""

    name: str


PackAdvice: TypeAlias = UsePack | UseEmbeddedPack | InstallPack | InstallDownloaded | MoreAccuratePack
