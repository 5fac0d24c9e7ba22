"""The folder of the files that photoindex keeps for a user."""

import pytest

from photoindex.data_folder import data_folder


def test_the_data_folder_of_the_platform_is_used_if_the_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHOTOINDEX_DATA")
    assert data_folder().name == "photoindex"
    assert data_folder().is_absolute()
