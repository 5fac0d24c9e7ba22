"""Compute the numbers by which `test_recipe.py` recognises a recipe: `python -m tests.packs.recipe_numbers` in the root
of the project writes those of the present recipe.
"""

import json
import os
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

from photoindex.decode import DecodeLimits
from photoindex.faces import load_analyzer
from photoindex.packs.manifest import Pack, load_pack
from photoindex.packs.recipe import RECIPE
from photoindex.scan.photo import analyse

DATA = Path(__file__).parent / "data"
EMBEDDED = Path(__file__).parents[2] / "models" / "opencv-zoo"


def photo() -> Path:
    """A photo of six people, which InsightFace ships."""
    import insightface

    return Path(insightface.__file__).parent / "data" / "images" / "t1.jpg"


def numbers_of(pack: Pack) -> list[dict[str, Any]]:
    """The box, the landmarks and the embedding of every face of the photo, with the networks as the pack has them."""
    faces = analyse(photo().read_bytes(), "t1.jpg", load_analyzer(pack), DecodeLimits()).faces
    return [
        {
            "box": [round(side, 5) for side in (face.box.x, face.box.y, face.box.width, face.box.height)],
            "landmarks": [round(value, 5) for point in face.landmarks.points() for value in point],
            "embedding": b64encode(face.embedding).decode("ascii"),
        }
        for face in faces
    ]


def file_of(recipe: int) -> Path:
    return DATA / f"recipe-{recipe}.json"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        # The user's folder may hold networks with 8-bit weights, made for this processor.
        os.environ["PHOTOINDEX_DATA"] = folder
        numbers = numbers_of(load_pack(EMBEDDED))
    file_of(RECIPE).write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
