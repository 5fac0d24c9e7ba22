"""Advise about a folder or an index."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ScanFolder:
    """Scan this folder."""

    folder: Path


@dataclass(frozen=True, slots=True)
class RewriteDecisions:
    """Export the decisions of the index at `source`, remove the damaged line from the file, and import the rest."""

    source: Path


LibraryAdvice: TypeAlias = ScanFolder | RewriteDecisions
