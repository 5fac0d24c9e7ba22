"""How this copy of photoindex was installed: what to type to run it, and to add a package to it.

A command names the package itself instead of an extra of photoindex, so that it holds wherever photoindex came from:
a checkout, a wheel, pipx or uv.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from shlex import join


def program() -> str:
    """What to type to run photoindex: its script where that is not on the PATH, as in an environment of a checkout."""
    script = Path(sys.argv[0])
    if script.stem != "photoindex" or not script.is_file():
        return "photoindex"  # `python -m photoindex`, or a program that has photoindex in it
    found = shutil.which("photoindex")
    if found is not None and os.path.samefile(found, script):  # noqa: PTH121 - text or path alike
        return "photoindex"
    return _typed([_from_here(script)])


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
    return _from_here(Path(sys.executable))


def _from_here(path: Path) -> str:
    """A path, relative where it lies below the current folder, as `.venv/bin/python` of a checkout does."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        # Elsewhere, or the current folder is gone.
        return str(path)


def _typed(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else join(words)
