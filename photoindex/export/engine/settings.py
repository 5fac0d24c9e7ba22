"""Let an update use the settings with which a folder was made, unless the user gives others."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from photoindex.export.contents.form import PLAIN, Strip
from photoindex.export.engine.journal import read_head
from photoindex.export.ledger import LEDGER_NAME, unusable_record
from photoindex.export.records import ChapterKind

# Links show the photos as they are, so whoever wants a link wants no other form, and the other way round.
_EXCLUDED: Mapping[str, tuple[str, ...]] = {"link": tuple(PLAIN), **dict.fromkeys(PLAIN, ("link",))}


def _is_number(value: object) -> bool:
    return type(value) is int and value > 0


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "template": lambda value: isinstance(value, str),
    "link": lambda value: value is True or value in ("symbolic", "relative", "hard"),
    "size": _is_number,
    "best": _is_number,
    "most": _is_number,
    "to_jpeg": lambda value: value is True,
    "touch": lambda value: value is True,
    "strip": lambda value: value in get_args(Strip),
    "chapters": lambda value: value in get_args(ChapterKind),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an export, by their names.

    `values` are those in force. `kept` are the ones among them that the user did not give, and that an update took from
    the earlier export because they differ from the usual ones. `changed` are the former values of settings that the
    user changed; None if the setting is new.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)


def settings_for(
    folder: Path, preset: str, usual: Mapping[str, Any], given: Mapping[str, Any], *, update: bool
) -> Settings:
    """The settings of an export of this kind to a folder: those that were `given` (that is, are not None), for an
    update those of the earlier export, and the `usual` ones, of which there is one for each setting that this kind has.

    Raises:
        UsageError: the record of the earlier export is damaged, or was made by a newer version.
    """
    given = {name: value for name, value in given.items() if value is not None}
    earlier = _earlier(folder, preset, usual) if update else None
    if earlier is None:
        return Settings({**usual, **given})
    wanted = [name for name, value in given.items() if value != usual[name]]
    dropped = {other for name in wanted for other in _EXCLUDED.get(name, ()) if other in earlier}
    values = {**usual, **{name: value for name, value in earlier.items() if name not in dropped}, **given}
    kept = {name: value for name, value in values.items() if name not in given and value != usual[name]}
    before = {**usual, **earlier}
    changed = {name: before[name] for name in usual if values[name] != before[name]}
    return Settings(values, kept, changed)


def _earlier(folder: Path, preset: str, usual: Mapping[str, Any]) -> dict[str, Any] | None:
    """The settings of the earlier export; None if it was of another kind, or if nothing is known about it. Settings
    that this kind does not have, or that this version does not know, are left out.
    """
    root = Path(os.path.realpath(folder))
    head = read_head(root)
    if head is None or head["preset"] != preset:
        return None
    settings = head.get("settings")
    if not isinstance(settings, Mapping | None):
        raise unusable_record(root / LEDGER_NAME, "it is damaged")
    if settings is None:
        return None
    known = {name: value for name, value in settings.items() if name in usual and value is not None}
    if not all(_is_valid(name, value, usual[name]) for name, value in known.items()):
        raise unusable_record(root / LEDGER_NAME, "it is damaged")
    return known


def _is_valid(name: str, value: object, usual: object) -> bool:
    return value == usual or (_CHECKS[name](value) and (usual is None or type(value) is type(usual)))
