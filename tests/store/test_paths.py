"""File names survive the database, whatever bytes they are made of."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.store.paths import path_of, text_of


@pytest.mark.skipif(sys.platform == "win32", reason="names on Windows are UTF-16")
@given(st.binary(min_size=1, max_size=40).filter(lambda data: b"\0" not in data))
def test_any_bytes_come_back_as_they_were(name: bytes) -> None:
    path = Path("/photos", os.fsdecode(name).replace("/", "_"))
    text = text_of(path)
    text.encode("utf-8")
    assert path_of(text) == path


def test_ordinary_names_are_stored_as_they_are() -> None:
    assert text_of(Path("Ünïcødé 人 😀.jpg")) == "Ünïcødé 人 😀.jpg"
