"""Write the manifest of an export: a JSON document that says which photo each file shows."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from photoindex.export.contents.streams import Spool
from photoindex.export.engine.records import Planned, RunOptions

MANIFEST_NAME = "manifest.json"
MANIFEST_KEY = "manifest"
VERSION = 1


class Manifest:
    """Collects the manifest in a temporary file while the export runs; `stack` closes the file."""

    def __init__(self, options: RunOptions, stack: ExitStack) -> None:
        self._spool = stack.enter_context(Spool(private=options.private))
        head = {"schema": "export manifest", "version": VERSION, "preset": options.preset, "options": options.settings}
        if options.choice is not None:
            head["choice"] = options.choice
        self._spool.add(_json(head)[:-1] + b',"items":[')
        self._between = b"\n"

    def add(self, path: str, about: Mapping[str, Any]) -> None:
        """Add a file, by its path below the folder of the export."""
        self._spool.add(self._between + _json({"file": path, **about}))
        self._between = b",\n"

    def planned(self) -> Planned:
        """The complete manifest as a file of the export."""
        self._spool.add(b"\n]}\n")
        return Planned(MANIFEST_KEY, (), MANIFEST_NAME, self._spool, self._spool.recipe, companion=True)


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":"), default=str).encode("ascii")
