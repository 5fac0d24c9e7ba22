"""Sheets that commands write."""

import os
from pathlib import Path

from tests.terminal import Terminal


def test_a_sheet_that_cannot_be_written_is_refused_before_anything_is_printed(
    terminal: Terminal, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("my page", encoding="utf-8")
    for words in (("people",), ("suggest",), ("show", "cluster", terminal.cluster_with(5))):
        for sheet in (tmp_path / "sheet.gif", tmp_path / "nowhere" / "sheet.html", mine):
            ran = terminal(*words, "--sheet", sheet)
            assert (ran.code, ran.out) == (2, ""), os.fspath(sheet)
    assert mine.read_text(encoding="utf-8") == "my page"
