"""Find out how this copy of photoindex was installed, and the commands that run it or add a package to it.

The commands name the package itself instead of an extra of photoindex, so that they work with a checkout, a wheel, pipx
and uv alike.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from shlex import join


def program() -> str:
    """The command that runs photoindex: the path of its script if the script is not on the PATH, as in a checkout."""
    script = Path(sys.argv[0])
    if script.stem != "photoindex" or not script.is_file():
        return "photoindex"  # `python -m photoindex`, or a program that embeds photoindex
    found = shutil.which("photoindex")
    if found is not None and os.path.samefile(found, script):  # noqa: PTH121 - text or path alike
        return "photoindex"
    return _typed([_from_here(script)])


def install_command(*requirements: str) -> str:
    """The command that installs packages into the environment of this photoindex.

    pipx keeps `pipx_metadata.json` in the environments of the tools that it installed.
    """
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return _typed(["pipx", "inject", "photoindex", *requirements])
    if importlib.util.find_spec("pip") is None:
        # Environments made by uv have no pip.
        return _typed(["uv", "pip", "install", "--python", _python(), *requirements])
    return _typed([_python(), "-m", "pip", "install", *requirements])


def _python() -> str:
    return _from_here(Path(sys.executable))


def _from_here(path: Path) -> str:
    """A path, made relative if it lies below the current folder; for example, `.venv/bin/python` in a checkout."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        # The path lies elsewhere, or the current folder was deleted.
        return str(path)


def _typed(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else join(words)
