"""A film of found photos, made from the index."""

from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import MissingLibraryError, UsageError
from photoindex.operations.film import FilmReport, FilmRequest, film
from photoindex.operations.find import FindRequest, find
from photoindex.wording.slideshows import slideshow_texts
from tests.library import Library, Snapshot


def made(library: Library, file: Path, **wishes: Any) -> FilmReport:
    found = find(library.index, FindRequest(query="Grandma"))
    texts = slideshow_texts([match.person.name for match in found.people])
    request = FilmRequest(file, texts, **{"height": 144, "seconds": 0.3, **wishes})
    return film(library.index, found, request, lambda *_: None)


def test_a_film_shows_the_photos_and_leaves_the_originals_alone(
    named: Library, tmp_path: Path, snapshot: Snapshot
) -> None:
    pytest.importorskip("av")
    before = snapshot(named.folder)
    assert made(named, tmp_path / "a.mp4").photos == 4
    assert made(named, tmp_path / "best.mp4", best=1).photos == 1
    assert snapshot(named.folder) == before


def test_a_dry_run_tells_what_the_film_would_show_and_writes_nothing(named: Library, tmp_path: Path) -> None:
    pytest.importorskip("av")
    planned = made(named, tmp_path / "a.mp4", dry_run=True)
    assert list(tmp_path.glob("*.mp4")) == []
    assert planned == made(named, tmp_path / "a.mp4")


@pytest.mark.usefixtures("no_film_package")
def test_a_film_needs_its_package(named: Library, tmp_path: Path) -> None:
    with pytest.raises(MissingLibraryError):
        made(named, tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("wishes", "said"),
    [({"height": 100}, "144 to 2160"), ({"chapters": "age"}, "was born"), ({"name": "a.avi"}, "a.avi")],
)
def test_what_cannot_be_made_is_refused(named: Library, tmp_path: Path, wishes: dict[str, Any], said: str) -> None:
    pytest.importorskip("av")
    with pytest.raises(UsageError, match=said):
        made(named, tmp_path / wishes.pop("name", "a.mp4"), **wishes)
    assert not list(tmp_path.glob("a.*"))
