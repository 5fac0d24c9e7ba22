"""Map path prefixes of this machine to the same folders on the workers."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from photoindex.errors import UsageError

_HINT = "Write it like /mnt/nas=/Volumes/nas or /mnt/nas=Z:\\photos, with absolute paths on both sides."


@dataclass(frozen=True, slots=True)
class PathRule:
    """The folder `here` on this machine is the folder `there` on the workers, whose operating system may differ."""

    here: Path
    there: PurePosixPath | PureWindowsPath


@dataclass(frozen=True, slots=True)
class PathMap:
    """The rules of a map.

    Of the rules that match a path, the one with the longest `here` applies. Other paths are the same on the workers.
    """

    rules: tuple[PathRule, ...] = ()

    def there(self, path: Path) -> str:
        """The path as the workers see it."""
        fitting = [rule for rule in self.rules if path.is_relative_to(rule.here)]
        if not fitting:
            return str(path)
        rule = max(fitting, key=lambda rule: len(rule.here.parts))
        return str(rule.there.joinpath(*path.relative_to(rule.here).parts))


def path_map(texts: Iterable[str], roots: Sequence[Path]) -> PathMap:
    """The map described by texts of the form HERE=THERE.

    Raises:
        UsageError: a text has another form, one of its sides is not an absolute path, or a folder is mapped twice or is
            not scanned.
    """
    rules = [_rule(text) for text in texts]
    for number, rule in enumerate(rules):
        if any(rule.here == other.here for other in rules[:number]):
            raise UsageError(f"the path map names {rule.here} twice", hint="Each folder has one path on the workers.")
        if not any(root.is_relative_to(rule.here) or rule.here.is_relative_to(root) for root in roots):
            raise UsageError(
                f"the path map names {rule.here}, and nothing in it is scanned",
                hint="The left side is the folder as this machine sees it, the right side as the workers do.",
            )
    return PathMap(tuple(rules))


def _rule(text: str) -> PathRule:
    here, sign, there = text.partition("=")
    if not (here and sign and there):
        raise UsageError(f"the path map {text} is not of the form HERE=THERE", hint=_HINT)
    here_path = Path(os.path.expanduser(here))  # noqa: PTH111 - the other way raises for an unknown user
    there_path = _path_of_any_system(there)
    for path in (here_path, there_path):
        if not path.is_absolute() or ".." in path.parts:
            raise UsageError(f"the path map {text} is not usable: {path} is not an absolute path", hint=_HINT)
    return PathRule(here_path, there_path)


def _path_of_any_system(text: str) -> PurePosixPath | PureWindowsPath:
    """A path with a drive letter or a share, as in Z:\\photos or \\\\nas\\photos, is a Windows path."""
    windows = PureWindowsPath(text)
    return windows if windows.drive and not text.startswith("/") else PurePosixPath(text)
