"""Build the default pack from the two files of OpenCV Zoo; see models/README.md.

    python models/build_opencv_zoo.py SOURCE_DIR models/opencv-zoo

Every run writes exactly the same bytes.
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
from graph.sface import read_network, write_network
from graph.yunet import write_detector

YUNET_SOURCE = "face_detection_yunet_2023mar_int8bq.onnx"
YUNET_SHA256 = "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10"
SFACE_SOURCE = "face_recognition_sface_2021dec_int8bq.onnx"
SFACE_SHA256 = "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee"

# The two largest tensors tolerate rounding: the mean cosine between the embeddings and those of the published weights
# is 0.999. Rounding the next layer as well would save 4 % of the file and lose nearly three times as much.
FOUR_BITS = frozenset({"matrix", "conv_14_conv2d"})

MANIFEST: dict[str, Any] = {
    "name": "opencv-zoo",
    "version": "1",
    "title": "YuNet and SFace, of the OpenCV Zoo",
    "source": "https://github.com/opencv/opencv_zoo",
    "licence": {
        "name": "MIT (YuNet) and Apache-2.0 (SFace)",
        "commercial_use": True,
        "summary": "Free for any use, commercial use included, as long as the licence texts go along.",
        "texts": ["LICENSE-MIT", "LICENSE-APACHE-2.0"],
    },
    "detector": {
        "kind": "yunet",
        "file": "yunet.onnx",
        "input_sizes": [256, 1024],
        "colour": "BGR",
        "mean": 0,
        "std": 1,
        "score_threshold": 0.58,
    },
    "embedder": {
        "kind": "onnx",
        "file": "sface.onnx",
        "input_size": 112,
        "colour": "RGB",
        "mean": 0,
        "std": 1,
        "length": 128,
    },
    "thresholds": {
        "verification": 0.375,
        "false_match_rates": {"0.01": 0.301, "0.001": 0.367, "0.0001": 0.423, "0.00001": 0.475},
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help=f"folder with {YUNET_SOURCE} and {SFACE_SOURCE}")
    parser.add_argument("target", type=Path, help="folder of the pack; the licence texts in it are left alone")
    options = parser.parse_args()
    build(options.source, options.target)


def build(source: Path, target: Path) -> None:
    """Write yunet.onnx, sface.onnx and pack.json into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    digests = {
        "detector": convert(source / YUNET_SOURCE, YUNET_SHA256, write_detector, target / "yunet.onnx"),
        "embedder": convert(source / SFACE_SOURCE, SFACE_SHA256, rewrite_sface, target / "sface.onnx"),
    }
    manifest = {key: {**value, "sha256": digests[key]} if key in digests else value for key, value in MANIFEST.items()}
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (target / "pack.json").write_text(text, encoding="utf-8", newline="\n")


def rewrite_sface(model: onnx.ModelProto) -> onnx.ModelProto:
    return write_network(read_network(model), four_bits=FOUR_BITS)


def convert(source: Path, expected: str, rewrite: Callable[[onnx.ModelProto], onnx.ModelProto], target: Path) -> str:
    """Rewrite one model file and return the SHA-256 of the result."""
    published = source.read_bytes()
    if (actual := hashlib.sha256(published).hexdigest()) != expected:
        raise SystemExit(f"{source} is not the published file: its sha256 is {actual}, expected {expected}")
    rewritten = rewrite(onnx.load_model_from_string(published)).SerializeToString(deterministic=True)
    target.write_bytes(rewritten)
    print(f"{target}: {len(rewritten):,} bytes, published as {len(published):,}")
    return hashlib.sha256(rewritten).hexdigest()


if __name__ == "__main__":
    main()
