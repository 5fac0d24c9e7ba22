"""Whoever lacks a package is told a command that installs it where their photoindex runs."""

import shlex
import sys
from pathlib import Path

import pytest

from photoindex.installation import install_command


def test_in_an_environment_with_pip_its_own_python_installs() -> None:
    python, *rest = shlex.split(install_command("rawpy>=0.28"))
    assert Path(python).resolve() == Path(sys.executable).resolve()
    assert rest == ["-m", "pip", "install", "rawpy>=0.28"]


def test_pipx_is_asked_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pipx_metadata.json").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install_command("rawpy") == "pipx inject photoindex rawpy"


def test_a_folder_with_a_space_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "my photos" / "python"))
    assert shlex.split(install_command("rawpy"))[0] == str(tmp_path / "my photos" / "python")
