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
    """Export the decisions of the index at `source`, remove the damaged decision, and import the others."""

    source: Path


LibraryAdvice: TypeAlias = ScanFolder | RewriteDecisions
