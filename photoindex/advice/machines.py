"""Advise about Python packages and the machines of a Dask cluster."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class InstallPackage:
    """Install a Python package where photoindex runs; `again` means that it is installed but does not work."""

    requirement: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class InstallOpenCvLibraries:
    """Install the system libraries that OpenCV needs, or the build of OpenCV that needs no such libraries."""


@dataclass(frozen=True, slots=True)
class InstallOnCluster:
    """Install a Python package on every machine of the Dask cluster."""

    requirement: str


@dataclass(frozen=True, slots=True)
class StartWorkers:
    """Start workers for the Dask scheduler at this address."""

    scheduler: str


MachineAdvice: TypeAlias = InstallPackage | InstallOpenCvLibraries | InstallOnCluster | StartWorkers
