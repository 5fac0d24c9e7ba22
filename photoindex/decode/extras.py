"""Packages that only some formats need, imported when the first such file comes."""

import importlib
from importlib.util import find_spec
from typing import Any

from photoindex.errors import PhotoError

STAGE = "extra"
"""The stage of the PhotoError for a file whose optional package is missing: once that is there, try again."""

EXTRAS = {"raw": "rawpy", "jxl": "imagecodecs", "tiff": "imagecodecs"}
"""The module that each extra of this package installs."""


def load_extra(extra: str, kind: str) -> Any:
    """The module behind an extra; raises PhotoError with the command that installs it."""
    try:
        return importlib.import_module(EXTRAS[extra])
    except ImportError as error:
        raise PhotoError(STAGE, f"{kind} needs an optional package: pip install 'photoindex[{extra}]'") from error


def installed_extras() -> frozenset[str]:
    """The extras whose module can be found, so that files which failed for want of one can be tried again."""
    return frozenset(extra for extra, module in EXTRAS.items() if _is_there(module))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:
        # A module that was taken out of sys.modules by hand has no spec.
        return False
