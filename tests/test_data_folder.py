"""The folder of the files that photoindex keeps for a user."""

import pytest

from photoindex.data_folder import data_folder


def test_the_platforms_data_folder_is_used_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHOTOINDEX_DATA")
    assert data_folder().name == "photoindex"
    assert data_folder().is_absolute()
