"""Every program has a reader."""

from pathlib import Path
from typing import get_args

import pytest

from photoindex.interop.photo_names import Unread
from photoindex.interop.readers import PROGRAMS, reader_of
from photoindex.interop.regions import Program


def test_every_program_has_a_reader() -> None:
    assert sorted(PROGRAMS) == sorted(get_args(Program))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_reader_gives_nothing_for_an_empty_folder(program: Program, tmp_path: Path) -> None:
    notes: list[Unread] = []
    assert list(reader_of(program)([tmp_path], [], notes.append)) == []
    assert notes == []
