"""List the packages that only some photo formats need."""

from collections.abc import Mapping

OPTIONAL_PACKAGES: Mapping[str, str] = {"raw": "rawpy", "jxl": "imagecodecs", "tiff": "imagecodecs"}
"""The package that each extra for a photo format installs; its module has the same name."""
