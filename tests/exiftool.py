"""Ask ExifTool what stands in a file, for tests marked `exiftool`."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Tags = Mapping[str, Any]

# What ExifTool says about the file itself, and about its own work.
_ABOUT_THE_FILE = ("SourceFile", "ExifTool:", "System:", "File:")


def exiftool(*arguments: str | Path, check: bool = True) -> str:
    """What ExifTool prints. With `check`, an error in any of the files fails the test."""
    done = subprocess.run(
        ["exiftool", "-config", "", "-charset", "filename=utf8", *map(str, arguments)], capture_output=True, check=check
    )
    return done.stdout.decode("utf-8")


def tags_of(path: Path) -> Tags:
    """Every tag of a file with its group, structures as objects; nothing about the file itself."""
    (found,) = json.loads(exiftool("-G1", "-a", "-s", "-struct", "-j", "-n", path))
    return {tag: value for tag, value in found.items() if not tag.startswith(_ABOUT_THE_FILE)}


def regions_in(path: Path) -> list[Tags]:
    """The MWG regions in a file."""
    info = tags_of(path).get("XMP-mwg-rs:RegionInfo") or {}
    return list(info.get("RegionList") or [])


def problems_of(path: Path) -> str:
    """What `exiftool -validate` reports; "" if the file is in order."""
    said = exiftool("-validate", "-warning", "-error", "-a", "-s3", path).strip().splitlines()
    return "\n".join(line for line in said if line != "OK")
