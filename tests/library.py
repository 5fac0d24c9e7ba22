"""Make a small library of drawn photos, scanned with an analyzer that needs no networks."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.outcome import Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.domain.targets import Target
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress, ScanProgress, ScanSummary
from photoindex.operations.show import show_photo
from photoindex.packs.manifest import Pack
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.opening.index import Index
from photoindex.store.tables.photos import put_numbers
from tests.fakes import ColourAnalyzer, draw, fake_pack


@dataclass(frozen=True)
class Library:
    """A photo tree and its index."""

    folder: Path
    index: Index
    pack: Pack

    def draw(self, name: str, *people: str, taken: str | None = None, shade: int = 0) -> Path:
        return draw(self.folder / name, people, taken=taken, shade=shade)

    def scan(
        self,
        *roots: Path,
        exclude: Sequence[str] = (),
        retry_failed: bool = False,
        progress: ScanProgress | None = None,
        pack: Pack | None = None,
        make_analyzer: MakeAnalyzer = ColourAnalyzer,
    ) -> ScanSummary:
        request = ScanRequest(roots or (self.folder,), tuple(exclude), workers=1, retry_failed=retry_failed)
        return scan(self.index, pack or self.pack, request, progress or NoProgress(), make_analyzer=make_analyzer)

    def cluster_with(self, faces: int) -> int:
        """The id of the only unnamed cluster of this size."""
        (row,) = [row for row in list_people(self.index).clusters if row.faces == faces]
        return row.id


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Four photos of red, three of green (two of them with red), and one of only blue."""
    return drawn_in(tmp_path)


def drawn_in(folder: Path) -> Library:
    made = Library(folder / "photos", Index(folder / "index.duckdb"), fake_pack(folder / "pack"))
    made.draw("2001/a.jpg", "red", taken="2001:01:01 10:00:00")
    made.draw("2001/b.jpg", "red", "green", taken="2001:02:01 10:00:00")
    made.draw("2002/c.jpg", "green", "nobody", "red", taken="2002:01:01 10:00:00")
    made.draw("2002/d.jpg", "red", shade=1)
    made.draw("2003/e.jpg", "green", taken="2003:12:31 23:59:59")
    made.draw("2003/f.jpg", "blue", taken="2003:06:15 12:00:00")
    made.draw("2003/empty.jpg", "nobody")
    return made


@pytest.fixture(scope="session")
def scanned_once(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = drawn_in(tmp_path_factory.mktemp("scanned"))
    made.scan()
    return made


@pytest.fixture
def scanned(scanned_once: Library, tmp_path: Path) -> Library:
    """The library after a scan: a copy of a single scan, because starting workers takes most of the tests' time."""
    made = Library(tmp_path / "photos", Index(tmp_path / "index.duckdb"), fake_pack(tmp_path / "pack"))
    shutil.copytree(scanned_once.folder, made.folder)
    shutil.copy2(scanned_once.index.path, made.index.path)
    before, after = str(scanned_once.folder), str(made.folder)
    with made.index.writing() as connection:
        for table in ("root", "file", "failure"):
            connection.execute(f"UPDATE {table} SET path = replace(path, ?, ?)", [before, after])
        connection.execute(
            "UPDATE run SET roots = list_transform(roots, lambda root: replace(root, ?, ?))", [before, after]
        )
        paths = [path for path in made.folder.rglob("*") if path.is_file()]
        put_numbers(connection, [PhotoFile(path, *numbers_of(path.stat())) for path in paths])
    return made


@pytest.fixture
def named(scanned: Library) -> Library:
    """The scanned library, in which red is named Grandma and green Tom; blue has no name."""
    name_both(scanned)
    return scanned


@pytest.fixture
def red_named(scanned: Library) -> Library:
    """The scanned library with a name for red."""
    label(scanned.index, red(scanned), "Red")
    return scanned


Snapshot = Callable[[Path], dict[Path, tuple[bytes, int]]]


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """Every file below a folder with its content and time, to prove that nothing was changed."""

    def take(folder: Path) -> dict[Path, tuple[bytes, int]]:
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}

    return take


def red(library: Library) -> Target:
    return Target("cluster", ids=(library.cluster_with(4),))


def green(library: Library) -> Target:
    return Target("cluster", ids=(library.cluster_with(3),))


def name_both(library: Library, red_name: str = "Grandma", green_name: str = "Tom") -> None:
    label(library.index, red(library), red_name)
    label(library.index, green(library), green_name)


def faces_by_name(index: Index) -> dict[str | None, int]:
    return {row.name: row.faces for row in list_people(index).persons}


def names_in_photo(library: Library, photo: str) -> list[str | None]:
    """The name of each face of a photo, from left to right."""
    shown = show_photo(library.index, library.folder / photo)
    return [shown.names.get(face.person_id or 0) for face in shown.faces]


def face(library: Library, photo: str, place: int = 0) -> Target:
    return Target("face", ids=(show_photo(library.index, library.folder / photo).faces[place].face_id,))


def confirmed_by_name(library: Library) -> dict[str | None, tuple[int, int]]:
    return {row.name: (row.faces, row.confirmed) for row in list_people(library.index).persons}


def face_in(library: Library, name: str, place: int = 0) -> int:
    return show_photo(library.index, library.folder / name).faces[place].face_id


class Watcher(NoProgress):
    """Records which files were processed."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def outcome(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    @property
    def read(self) -> list[str]:
        """The names of these files, sorted."""
        return sorted(outcome.file.path.name for outcome in self.outcomes)


def photos_of(library: Library, *people: str) -> list[str]:
    return [photo.paths[0].name for photo in find(library.index, FindRequest(people)).photos]


def rows(index: Index, query: str) -> list[tuple[object, ...]]:
    with index.reading() as connection:
        return connection.execute(query).fetchall()


def spread_eyes(index: Index) -> None:
    """Move the eyes of all faces to three and seven tenths of their boxes, as real ones are. Drawn faces have eyes that
    are two pixels apart.
    """
    with index.writing() as connection:
        connection.execute(
            "UPDATE face SET landmarks = [x + 0.3 * width, y + 0.4 * height, x + 0.7 * width, "
            "y + 0.4 * height, landmarks[5], landmarks[6], landmarks[7], landmarks[8], landmarks[9], "
            "landmarks[10]]"
        )
