"""Import the optional packages that only some formats need, when the first file of such a format is opened."""

import importlib
from importlib.util import find_spec
from typing import Any

from photoindex.domain.optional_packages import OPTIONAL_PACKAGES
from photoindex.errors import PhotoError

STAGE = "extra"
"""The stage of the PhotoError for a file that needs a missing package; it is retried after that is installed.
"""


def load_extra(extra: str, kind: str) -> Any:
    """The module of an extra; raises PhotoError with the name of its package."""
    try:
        return importlib.import_module(OPTIONAL_PACKAGES[extra])
    except ImportError as error:
        message = f"{kind} needs an optional package: {OPTIONAL_PACKAGES[extra]}"
        raise PhotoError(STAGE, message, "needs-package", extra) from error


def installed_extras() -> frozenset[str]:
    """The extras whose module is installed. Files that failed because one of them was missing can be retried."""
    return frozenset(extra for extra, module in OPTIONAL_PACKAGES.items() if _is_there(module))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:
        # A module whose entry in sys.modules was set to None has no spec.
        return False
