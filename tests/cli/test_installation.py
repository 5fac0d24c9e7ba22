"""If a package is missing, photoindex shows the command that installs it into its own environment."""

import shlex
import sys
from pathlib import Path

import pytest

from photoindex.cli.installation import install_command, program


def test_in_an_environment_with_pip_the_command_uses_the_python_of_that_environment() -> None:
    python, *rest = shlex.split(install_command("rawpy>=0.28"))
    assert Path(python).resolve() == Path(sys.executable).resolve()
    assert rest == ["-m", "pip", "install", "rawpy>=0.28"]


def test_under_pipx_the_command_uses_pipx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pipx_metadata.json").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install_command("rawpy") == "pipx inject photoindex rawpy"


def test_a_folder_with_a_space_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "my photos" / "python"))
    assert shlex.split(install_command("rawpy"))[0] == str(tmp_path / "my photos" / "python")


def test_a_script_that_is_not_on_the_path_is_shown_by_its_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / ".venv" / "bin" / "photoindex"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program() == str(Path(".venv") / "bin" / "photoindex")
    monkeypatch.setenv("PATH", str(script.parent))
    assert program() == "photoindex"
