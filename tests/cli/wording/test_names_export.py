"""Sentences about names that were written or taken out."""

from pathlib import Path

import pytest

from photoindex.cli.wording.names_export import tell_of_report, tell_of_restore
from photoindex.operations.exporting.records import Disagreement, ExportReport
from photoindex.operations.names_restore import RestoreReport


def test_control_characters_in_names_are_escaped_once(capsys: pytest.CaptureFixture[str]) -> None:
    item = Disagreement(Path("a.jpg"), Path("a.jpg.xmp"), "Ann", "\x1b[31mAnn\u202e")
    tell_of_report(ExportReport(disagreements=[item]))
    assert r"kept '\x1b[31mAnn\u202e', which another program wrote where you say 'Ann'" in capsys.readouterr().err


def test_backups_without_a_photo_say_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    tell_of_restore(RestoreReport(without=2))
    told = capsys.readouterr().err
    assert told.startswith("2 backups kept, for photos that the index does not hold")
    assert "Scan these photos" in told
