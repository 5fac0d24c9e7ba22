"""Libraries that may be installed and yet not work, imported when the first model is loaded."""

import importlib
from typing import Any

from photoindex.errors import MissingLibraryError

OPENCV_HINT = (
    "OpenCV needs a system library: `sudo apt install libgl1 libglib2.0-0` on Debian and Ubuntu, "
    "`sudo dnf install mesa-libGL glib2` on Fedora. Or use the build that needs none: "
    "`pip uninstall opencv-python` and then `pip install opencv-python-headless`."
)
INSIGHTFACE_HINT = "Install it again with `pip install --force-reinstall insightface`, or use the embedded pack."


def prepare_opencv(threads: int) -> None:
    """Import OpenCV and limit its own threads.

    Raises:
        MissingLibraryError: OpenCV or a system library that it needs is not there.
    """
    cv2 = _import("cv2", "OpenCV", OPENCV_HINT)
    cv2.setNumThreads(threads)


def import_insightface(module: str) -> Any:
    """A module of InsightFace's model zoo.

    Raises:
        MissingLibraryError: InsightFace or something that it needs is not there.
    """
    return _import(f"insightface.model_zoo.{module}", "InsightFace", INSIGHTFACE_HINT)


def _import(module: str, title: str, hint: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingLibraryError(f"{title} cannot be imported: {error}", hint=hint) from error
