"""Import libraries that may be installed but broken, when the first model is loaded."""

import importlib
from typing import Any

from photoindex.errors import MissingLibraryError
from photoindex.installation import install_command


def prepare_opencv(threads: int) -> None:
    """Import OpenCV and limit its own threads.

    Raises:
        MissingLibraryError: OpenCV or a system library that it needs is missing.
    """
    cv2 = _import("cv2", "OpenCV", _opencv_hint())
    cv2.setNumThreads(threads)


def import_insightface(module: str) -> Any:
    """Import a module of InsightFace's model zoo.

    Raises:
        MissingLibraryError: InsightFace or something that it needs is missing.
    """
    again = install_command("--force-reinstall", "insightface")
    hint = f"Install it again, or use the embedded pack: {again}"
    return _import(f"insightface.model_zoo.{module}", "InsightFace", hint)


def _import(module: str, title: str, hint: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingLibraryError(f"{title} cannot be imported: {error}", hint=hint) from error


def _opencv_hint() -> str:
    # The headless build has the same module; InsightFace requires the other one by name, but works with both.
    without_windows = install_command("opencv-python-headless")
    return (
        "OpenCV needs system libraries: `sudo apt install libgl1 libglib2.0-0` on Debian and Ubuntu, "
        "`sudo dnf install mesa-libGL glib2` on Fedora. Or use the build that needs none: uninstall opencv-python, "
        f"then {without_windows}"
    )
