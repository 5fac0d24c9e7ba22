"""The JSON document that photoindex exports is read again."""

import json
from pathlib import Path

from photoindex.interop.detect import detect
from photoindex.interop.table import read
from tests.interop.reading import read_all
from tests.interop.test_table import HASH, boxes


def test_the_json_document_of_an_export_is_read_like_its_table(tmp_path: Path) -> None:
    def item(person: str, x: float) -> dict[str, object]:
        box = {"x": x, "y": 0.2, "width": 0.3, "height": 0.4}
        size = {"photo_width": 4000, "photo_height": 3000, "content_hash": HASH}
        return {
            "path": "/photos/a.jpg",
            "person": person,
            "status": "confirmed",
            "box": box,
            "content_hash": HASH,
        } | size

    file = tmp_path / "names.json"
    document = {"schema": "names export", "version": 1, "items": [item("=1+1", 0.1), item("'Ann", 0.5), {"box": 1}, 7]}
    file.write_text(json.dumps(document) + "\n", encoding="utf-8")
    found, notes = read_all(read, file)
    assert notes == []
    assert boxes(found) == [
        ("/photos/a.jpg", "=1+1", (0.1, 0.2, 0.3, 0.4)), ("/photos/a.jpg", "'Ann", (0.5, 0.2, 0.3, 0.4)),
    ]  # fmt: skip
    region, hint = found[0].regions[0], found[0].photo
    assert (region.dimensions, hint.width, hint.sha256) == ((4000, 3000), 4000, HASH)
    assert detect([file], notes.append).paths == {"csv": (file,)}
    file.write_text('{"schema": "find"}', encoding="utf-8")
    assert [note.fault for note in read_all(read, file)[1]] == ["not-supported"]
