"""A spreadsheet runs nothing that a name, a caption or a file name says, and photoindex reads the names back."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.terminal import Terminal

NAME = "=SUM(A1;A2)"
CAPTION = "@SUM(1+1)"


@pytest.fixture
def formulas(terminal: Terminal) -> Terminal:
    """An index with a name and a caption that spreadsheets would run."""
    terminal("label", "cluster", terminal.cluster_with(3), NAME)
    with duckdb.connect(str(terminal.index.path)) as index:
        index.execute("INSERT INTO photo_text SELECT photo_id, '', ?, [], '' FROM photo", [CAPTION])
    return terminal


def _printed(*words: str) -> Callable[[Terminal, Path], str]:
    return lambda terminal, _: terminal(*words).out


def _exported(kind: str, table: str) -> Callable[[Terminal, Path], str]:
    def table_of(terminal: Terminal, folder: Path) -> str:
        assert terminal("find", f'person:"{NAME}"', "--export", folder, "--as", kind).code == 0
        return (folder / table).read_text(encoding="utf-8")

    return table_of


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(_printed("find", f'person:"{NAME}"', "--csv"), id="find"),
        pytest.param(_printed("sql", 'SELECT person AS "=1+1", -5 AS number FROM v_faces', "--csv"), id="sql"),
        pytest.param(_printed("names", "export", "--to", "csv"), id="names"),
        pytest.param(_exported("table", "people.csv"), id="people"),
        pytest.param(_exported("table", "faces.csv"), id="faces"),
        pytest.param(_exported("table", "photos.csv"), id="photos"),
        pytest.param(_exported("crops", "faces.csv"), id="crops"),
    ],
)
def test_no_cell_is_a_formula(formulas: Terminal, tmp_path: Path, made: Callable[[Terminal, Path], str]) -> None:
    cells = [cell for row in csv.reader(io.StringIO(made(formulas, tmp_path / "out"), newline="")) for cell in row]
    assert f"'{NAME}" in cells
    assert [cell for cell in cells if cell[:1] in set("=@\t\r\n")] == []


def test_captions_are_no_formulas_either(formulas: Terminal) -> None:
    assert f",'{CAPTION}," in formulas("find", "count:>=1", "--csv").out


def test_parquet_has_the_texts_as_they_are(formulas: Terminal, tmp_path: Path) -> None:
    assert formulas("find", f'person:"{NAME}"', "--export", tmp_path / "out", "--as", "table").code == 0
    with duckdb.connect() as connection:
        people = connection.execute(f"SELECT person FROM '{tmp_path / 'out/people.parquet'}'").fetchall()
    assert people == [(NAME,)]


def test_names_are_imported_as_they_were(formulas: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "names.csv"
    assert formulas("names", "export", "--to", "csv", "--output", table).code == 0
    assert formulas("undo").code == 0
    assert formulas("names", "import", table).code == 0
    assert NAME in formulas("people").out
