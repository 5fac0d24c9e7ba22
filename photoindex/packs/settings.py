"""Read and write the settings file: a small JSON object that names the chosen pack."""

import json
from pathlib import Path
from typing import Any

from photoindex.advice.actions import Action
from photoindex.errors import PackError, StorageError
from photoindex.files import make_private_folder, write_whole
from photoindex.foreign_json import read_json

_PACK_KEY = "pack"


def chosen_pack(path: Path) -> str | None:
    """The name of the chosen pack, or None if none was chosen.

    Raises:
        PackError: the file exists but is not a settings file.
    """
    name = _read(path).get(_PACK_KEY)
    if name is None or isinstance(name, str):
        return name
    raise _damaged(path, f"its {_PACK_KEY!r} is not a name")


def choose_pack(path: Path, name: str | None) -> None:
    """Store `name` as the chosen pack. If `name` is None, forget the choice. Other settings in the file are kept.

    Raises:
        PackError: the file exists but is not a settings file. It is left unchanged.
        StorageError: the file cannot be written. The old file is left unchanged.
    """
    values = _read(path)
    if name is None:
        values.pop(_PACK_KEY, None)
    else:
        values[_PACK_KEY] = name
    _write(path, json.dumps(values, indent=2) + "\n")


def _read(path: Path) -> dict[str, Any]:
    try:
        values = read_json(path)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(values, dict):
        raise _damaged(path, "it is not a JSON object")
    return values


def _damaged(path: Path, reason: str) -> PackError:
    return PackError(
        f"the settings file {path} cannot be used: {reason}",
        hint="Correct it or delete it; it holds only the choice of a pack.",
        advice=Action.CHOOSE_PACK,
    )


def _write(path: Path, text: str) -> None:
    try:
        make_private_folder(path.parent)
        write_whole(path, text.encode("utf-8"), private=True)
    except OSError as error:
        raise StorageError(f"the settings file {path} cannot be written: {error.strerror or error}") from error
