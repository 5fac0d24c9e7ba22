"""Find the towns in which photos were taken, if the optional gazetteer is installed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from photoindex.gazetteer.package import gazetteer_version
from photoindex.store.opening.index import Index
from photoindex.store.tables.places import gazetteer_in_use, put_places, unplaced_photos, use_gazetteer

if TYPE_CHECKING:
    from photoindex.gazetteer.gazetteer import Gazetteer

_AT_ONCE = 10_000


def _load() -> "Gazetteer":
    # Scans without new photos need neither the gazetteer nor the imports that it takes.
    from photoindex.gazetteer.loading import load_gazetteer

    return load_gazetteer()


def place_photos(
    index: Index,
    stop: Callable[[], bool],
    *,
    version: Callable[[], str | None] = gazetteer_version,
    load: Callable[[], "Gazetteer"] = _load,
) -> None:
    """Store the towns around each photo whose position is known. After a new version of the gazetteer was installed,
    all photos are placed again. Nothing is lost if this is stopped, because the next scan continues.
    """
    installed = version()
    if installed is None:
        return
    with index.reading() as connection:
        rows = unplaced_photos(connection, _AT_ONCE)
        if not rows and gazetteer_in_use(connection) in (installed, None):
            return
    with index.writing() as connection:
        use_gazetteer(connection, installed)
        rows = unplaced_photos(connection, _AT_ONCE)
    gazetteer = load() if rows else None
    while rows and gazetteer is not None and not stop():
        near, towns = gazetteer.around([(latitude, longitude) for _, latitude, longitude in rows])
        with index.writing() as connection:
            put_places(connection, dict(zip([row[0] for row in rows], near, strict=True)), towns)
            rows = unplaced_photos(connection, _AT_ONCE)
