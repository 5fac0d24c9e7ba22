"""Run the command line as a user types it, on a scanned library of drawn photos."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from photoindex.cli.main import run
from photoindex.operations.people import list_people
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer, draw, fake_pack


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """Runs commands against one index and returns their output."""

    folder: Path
    index: Index
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path) -> Ran:
        return self.without_index(*words, "--index", self.index.path)

    def without_index(self, *words: str | Path) -> Ran:
        self.capture.readouterr()
        code = run([*map(str, words)])
        out, err = self.capture.readouterr()
        return Ran(code, out, err)

    def cluster_with(self, faces: int) -> str:
        (row,) = [row for row in list_people(self.index).clusters if row.faces == faces]
        return str(row.id)


@pytest.fixture(scope="session")
def scanned_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos and their index, made once; tests use copies of the index."""
    folder = tmp_path_factory.mktemp("library")
    for number in range(4):
        draw(folder / "photos" / f"red {number}.jpg", ["red"], taken=f"200{number}:05:01 10:00:00", shade=number)
    draw(folder / "photos" / "both.jpg", ["red", "green"], taken="2010:05:01 10:00:00")
    for number in range(2):
        draw(folder / "photos" / f"green {number}.jpg", ["green"], shade=number)
    (folder / "photos" / "broken.jpg").write_bytes(b"x")
    request = ScanRequest((folder / "photos",), workers=1)
    pack = fake_pack(folder / "pack")
    scan(Index(folder / "index.duckdb"), pack, request, NoProgress(), make_analyzer=ColourAnalyzer)
    return folder


@pytest.fixture
def terminal(scanned_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    index = Index(tmp_path / "index.duckdb")
    index.path.write_bytes((scanned_folder / "index.duckdb").read_bytes())
    return Terminal(scanned_folder / "photos", index, capsys)


def name_both(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Gran")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")


def face(terminal: Terminal, photo: str) -> str:
    shown = json.loads(terminal("show", "photo", terminal.folder / photo, "--json").out)
    return str(shown["items"][0]["face_id"])
