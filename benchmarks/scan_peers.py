"""Run the loops that a user would write: InsightFace over a folder, and face_recognition (dlib) over a folder.

    python benchmarks/scan_peers.py insightface FOLDER PACK_FOLDER SIZE...
    python benchmarks/scan_peers.py face_recognition FOLDER

Decodes each photo in full, with the decoder of the library's own examples, and finds and embeds its faces with the
library's defaults. Prints a JSON object when the models are loaded, and one per photo: its name and the boxes of its
faces, [x, y, width, height] as fractions of the photo.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Boxes = list[list[float]]


def insightface(models: Path, sizes: list[int]) -> Callable[[Path], Boxes]:
    import cv2
    from insightface.app import FaceAnalysis

    logging.getLogger("insightface").setLevel(logging.ERROR)
    app = FaceAnalysis(name=str(models), allowed_modules=["detection", "recognition"])
    wanted: Any = [(size, size) for size in sizes]
    app.prepare(ctx_id=0, det_size=wanted[0] if len(wanted) == 1 else wanted)

    def faces_of(path: Path) -> Boxes:
        image = cv2.imread(str(path))
        assert image is not None
        height, width = image.shape[:2]
        corners = [face.bbox.astype(float) for face in app.get(image)]
        return [[x / width, y / height, (right - x) / width, (end - y) / height] for x, y, right, end in corners]

    return faces_of


def face_recognition() -> Callable[[Path], Boxes]:
    import face_recognition as library

    def faces_of(path: Path) -> Boxes:
        image = library.load_image_file(str(path))
        height, width = image.shape[:2]
        places = library.face_locations(image)
        library.face_encodings(image, places)
        return [
            [left / width, top / height, (right - left) / width, (bottom - top) / height]
            for top, right, bottom, left in places
        ]

    return faces_of


def run(folder: Path, faces_of: Callable[[Path], Boxes]) -> Iterator[dict[str, object]]:
    yield {"step": "ready"}
    for path in sorted(folder.iterdir()):
        yield {"step": "photo", "path": str(path), "faces": faces_of(path)}


def main() -> None:
    library, folder, *rest = sys.argv[1:]
    loop = face_recognition() if library == "face_recognition" else insightface(Path(rest[0]), list(map(int, rest[1:])))
    for line in run(Path(folder), loop):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
