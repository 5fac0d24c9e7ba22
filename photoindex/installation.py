"""How this copy of photoindex was installed, and the command that adds a package to it. Imports nothing of photoindex.

A command names the package itself instead of an extra of photoindex, so that it holds wherever photoindex came from:
a checkout, a wheel, pipx or uv.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from shlex import join


def install_command(*requirements: str) -> str:
    """The command, as it is to be typed, that installs packages where this photoindex runs.

    pipx keeps `pipx_metadata.json` and uv `uv-receipt.toml` in the environments of the tools that they installed.
    """
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return _typed(["pipx", "inject", "photoindex", *requirements])
    if importlib.util.find_spec("pip") is None:
        # Environments that uv made have no pip of their own.
        return _typed(["uv", "pip", "install", "--python", _python(), *requirements])
    return _typed([_python(), "-m", "pip", "install", *requirements])


def _python() -> str:
    """This interpreter, relative where it lies below the current folder, as `.venv/bin/python` of a checkout does."""
    try:
        return str(Path(sys.executable).relative_to(Path.cwd()))
    except (ValueError, OSError):
        # Elsewhere, or the current folder is gone.
        return sys.executable


def _typed(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else join(words)
