"""A manifest is read as it was written, or refused with the name of the invalid field."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.errors import PackError
from photoindex.packs.assemble import manifest_text
from photoindex.packs.manifest import MANIFEST_NAME, load_pack
from photoindex.packs.registry import default_pack


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("detector", "input_sizes", [10**12]),
        ("detector", "input_sizes", [0]),
        ("detector", "input_sizes", "640"),
        ("detector", "std", "one"),
        ("embedder", "length", 10**9),
        ("embedder", "input_size", True),
        ("embedder", "input_size", -112),
        ("embedder", "file", "../../model.onnx"),
        ("thresholds", "verification", None),
        ("thresholds", "false_match_rates", [1]),
    ],
)
def test_a_manifest_with_an_impossible_value_is_refused_and_the_error_names_the_field(
    tmp_path: Path, part: str, field: str, value: object
) -> None:
    values = json.loads((default_pack().folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    values[part][field] = value
    (tmp_path / MANIFEST_NAME).write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(PackError, match=MANIFEST_NAME):
        load_pack(tmp_path)


def test_a_manifest_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    default = default_pack()
    (tmp_path / "pack.json").write_text(manifest_text(default), encoding="utf-8")
    assert replace(load_pack(tmp_path), folder=default.folder) == default


def test_the_fingerprint_changes_only_with_values_that_results_depend_on() -> None:
    pack = default_pack()
    other = replace(pack, detector=replace(pack.detector, score_threshold=0.123))
    assert other.fingerprint != pack.fingerprint
    assert len(pack.fingerprint) == 12
    relabelled = replace(pack, title="another", thresholds=replace(pack.thresholds, verification=0.9))
    assert relabelled.fingerprint == pack.fingerprint


def test_a_pack_without_one_of_its_files_is_refused(tmp_path: Path) -> None:
    pack = replace(default_pack(), folder=tmp_path)
    with pytest.raises(PackError):
        pack.verify()
