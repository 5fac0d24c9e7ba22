"""Import libraries that may be missing or broken; this happens when the first model is loaded."""

import importlib
from typing import Any

from photoindex.advice.machines import InstallOpenCvLibraries, InstallPackage
from photoindex.errors import MissingLibraryError


def prepare_opencv(threads: int) -> None:
    """Import OpenCV and limit its own threads.

    Raises:
        MissingLibraryError: OpenCV or a system library that it needs is missing.
    """
    cv2 = _import("cv2", "OpenCV", "OpenCV needs system libraries.", InstallOpenCvLibraries())
    cv2.setNumThreads(threads)


def import_insightface(module: str) -> Any:
    """Import a module of InsightFace's model zoo.

    Raises:
        MissingLibraryError: InsightFace or something that it needs is missing.
    """
    again = InstallPackage("insightface", again=True)
    return _import(f"insightface.model_zoo.{module}", "InsightFace", "The embedded pack works without it.", again)


def _import(module: str, title: str, hint: str, advice: InstallPackage | InstallOpenCvLibraries) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingLibraryError(f"{title} cannot be imported: {error}", hint=hint, advice=advice) from error
