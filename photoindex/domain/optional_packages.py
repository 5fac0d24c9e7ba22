"""Packages that only some formats of photos need."""

from collections.abc import Mapping

OPTIONAL_PACKAGES: Mapping[str, str] = {"raw": "rawpy", "jxl": "imagecodecs", "tiff": "imagecodecs"}
"""The package, and its module, that each extra for a format of photos installs."""
