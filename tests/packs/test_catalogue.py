"""The packs known by name."""

from photoindex.packs.catalogue import CATALOGUE, licence_of, thresholds_of
from photoindex.packs.registry import (
    default_pack,
)


def test_every_published_pack_is_fully_described_and_marked_as_non_commercial() -> None:
    assert set(CATALOGUE) >= {"buffalo_l", "buffalo_m", "buffalo_s", "antelopev2"}
    for name, entry in CATALOGUE.items():
        hashes = [entry.archive_sha256, *(file.sha256 for file in entry.files)]
        assert all(len(bytes.fromhex(sha256)) == 32 for sha256 in hashes), name
        assert entry.address == f"https://github.com/deepinsight/insightface/releases/download/model-zoo/{name}.zip"
        assert not entry.licence.commercial_use
        assert 0.2 < entry.thresholds.verification < 0.5


def test_a_pack_with_even_one_file_of_insightface_has_the_licence_of_insightface() -> None:
    theirs = CATALOGUE["buffalo_s"].detector.sha256
    assert "InsightFace" in licence_of({theirs, "0" * 64}).name
    assert licence_of({"0" * 64}).name == "unknown"


def test_an_embedder_keeps_its_thresholds_with_another_detector() -> None:
    default = default_pack()
    assert thresholds_of(default.embedder.file.sha256, [default]) == default.thresholds
    resnet = CATALOGUE["buffalo_m"].embedder.sha256
    assert thresholds_of(resnet, []) == CATALOGUE["buffalo_l"].thresholds
