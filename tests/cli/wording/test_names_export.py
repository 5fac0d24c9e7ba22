"""Sentences about names that were written or taken out."""

import pytest

from photoindex.cli.wording.names_export import tell_of_restore
from photoindex.operations.names_restore import RestoreReport


def test_backups_without_a_photo_say_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    tell_of_restore(RestoreReport(without=2))
    told = capsys.readouterr().err
    assert told.startswith("2 backups kept, for photos that the index does not hold")
    assert "Scan these photos" in told
