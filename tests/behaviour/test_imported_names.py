"""The whole program on real photos: names of Picasa are taken over, whatever the orientation, and taken back."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.regions import to_stored
from tests.behaviour.test_real_scan import photoindex

PHOTOS = {f"curie_exif_orientation_{orientation}.jpg": orientation for orientation in range(1, 9)}
PHOTOS |= {"curie_orientation_6.png": 6, "curie_orientation_6.webp": 6}
NAMES = ("Marie Curie", "Albert Einstein")


def rect64(box: Box) -> str:
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    return "".join(f"{round(min(max(edge, 0), 1) * 65535):04x}" for edge in edges).lstrip("0")


def picasa_ini(heads: list[Box]) -> str:
    """What Picasa writes: the edges of whole heads in the image as it lies in the file, and contacts."""
    lines = ["[Contacts2]", *(f"{at + 1:016x}={name};;" for at, name in enumerate(NAMES))]
    for photo, orientation in PHOTOS.items():
        stored = [to_stored(head, orientation) for head in heads]
        faces = ";".join(f"rect64({rect64(head)}),{at + 1:016x}" for at, head in enumerate(stored))
        lines += [f"[{photo}]", f"faces={faces}"]
    return "\n".join(lines) + "\n"


@pytest.mark.shared_data
def test_names_of_picasa_find_their_faces_in_every_orientation_and_are_taken_back(
    tmp_path: Path, shared_data: Path
) -> None:
    photos, index = tmp_path / "photos", tmp_path / "index.duckdb"
    photos.mkdir()
    for name in PHOTOS:
        shutil.copy(shared_data / "odd-faces-generated" / name, photos)
    assert photoindex("scan", photos, index=index).returncode == 0

    def shown(photo: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = json.loads(
            photoindex("show", "photo", photos / photo, "--json", index=index).stdout
        )["items"]
        return items

    upright = [Box(**face["box"]) for face in shown("curie_exif_orientation_1.jpg")]
    assert len(upright) == 2
    (photos / ".picasa.ini").write_text(picasa_ini([box.expanded(1.5) for box in upright]), encoding="utf-8")
    before = photos.stat().st_mtime_ns, (photos / ".picasa.ini").read_bytes()

    planned = photoindex("names", "import", photos, "--dry-run", index=index)
    assert "Would import 20 faces of 2 people, 2 of them new" in planned.stdout, planned.stdout + planned.stderr
    done = photoindex("names", "import", photos, index=index)
    assert "20 faces had no name" in done.stdout, done.stdout
    assert (done.returncode, before) == (0, (photos.stat().st_mtime_ns, (photos / ".picasa.ini").read_bytes()))
    for photo in PHOTOS:
        assert [(face["person"], face["status"]) for face in shown(photo)] == [(name, "confirmed") for name in NAMES]
    again = photoindex("names", "import", photos, index=index)
    assert "20 faces had their name already" in again.stdout
    assert len(photoindex("log", index=index).stdout.splitlines()) == 2
    assert "Imported 20 faces of 2 people from Picasa" in photoindex("undo", index=index).stdout
    assert photoindex("find", NAMES[0], index=index).returncode == 1
