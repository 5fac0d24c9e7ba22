"""A folder of models becomes a pack whose manifest describes their inputs, and a published name is reserved for the
published files.
"""

from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import DownloadError, PackError
from tests.packs.installing import install, left_behind


def test_the_manifest_records_the_preprocessing_that_insightface_uses(pack_zip: Path) -> None:
    pack = install(pack_zip)
    assert (pack.detector.kind, pack.detector.colour, pack.detector.mean, pack.detector.std) == (
        "scrfd", "RGB", 127.5, 128.0,
    )  # fmt: skip
    assert pack.detector.input_sizes == (128, 640)
    assert (pack.embedder.kind, pack.embedder.input_size, pack.embedder.length) == ("arcface", 112, 16)
    assert (pack.embedder.mean, pack.embedder.std) == (127.5, 127.5)
    assert pack.licence.name == "unknown"
    assert pack.thresholds.verification == 0.4


def test_a_detector_with_a_fixed_input_size_searches_at_that_size(
    tmp_path: Path, build: Any, recogniser_onnx: bytes
) -> None:
    folder = build.folder(tmp_path / "fixed", {"d.onnx": build.detector(320), "r.onnx": recogniser_onnx})
    assert install(folder).detector.input_sizes == (320,)


def test_a_folder_whose_files_differ_from_its_manifest_is_refused(packs: Path, models_folder: Path) -> None:
    install(models_folder, name="first")
    (packs / "first" / "det_tiny.onnx").write_bytes(b"other")
    with pytest.raises(PackError, match="is damaged"):
        install(packs / "first", name="second")
    assert left_behind(packs) == ["first"]


def test_a_published_name_cannot_be_given_to_other_files(
    server: Any, packs: Path, pack_zip: Path, models_folder: Path
) -> None:
    with pytest.raises(DownloadError, match="not the buffalo_l that InsightFace published"):
        install("buffalo_l", address=server.serves("/b.zip", pack_zip.read_bytes()))
    with pytest.raises(PackError, match="not the pack buffalo_l"):
        install(models_folder, name="buffalo_l")
    assert left_behind(packs) == []


def test_a_published_zip_that_lacks_its_files_is_refused(tmp_path: Path, packs: Path, pack_zip: Path) -> None:
    pack_zip.rename(tmp_path / "buffalo_l.zip")
    with pytest.raises(PackError, match=r"lacks det_10g\.onnx, w600k_r50\.onnx"):
        install(tmp_path / "buffalo_l.zip")
    assert left_behind(packs) == []
