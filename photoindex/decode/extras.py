"""Packages that only some formats need, imported when the first such file comes."""

import importlib
from typing import Any

from photoindex.errors import PhotoError

STAGE = "extra"
"""The stage of the PhotoError for a file whose optional package is missing: once that is there, try again."""

EXTRAS = {"raw": "rawpy", "jxl": "imagecodecs"}
"""The module that each extra of this package installs."""


def load_extra(extra: str, kind: str) -> Any:
    """The module behind an extra; raises PhotoError with the command that installs it."""
    try:
        return importlib.import_module(EXTRAS[extra])
    except ImportError as error:
        raise PhotoError(STAGE, f"{kind} needs an optional package: pip install 'photoindex[{extra}]'") from error
