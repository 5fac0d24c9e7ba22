"""Faster graphs are kept beside a pack's own files. They are made once, proved, and made again if anything does not
match.
"""

import json
import shutil
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from photoindex.data_folder import prepared_packs_folder
from photoindex.file_lock import try_lock
from photoindex.inference.cpu import multiplies_bytes_fast
from photoindex.packs.install import install_pack
from photoindex.packs.manifest import Pack, sha256_of
from photoindex.packs.plan import plan_install
from photoindex.packs.prepared import (
    ACCURATE_IN_BYTES,
    FOLDER,
    SIDECAR,
    prepare_pack,
    prepared_embedder,
    prepared_file,
)
from photoindex.packs.registry import default_pack


@pytest.fixture
def pack(models_folder: Path) -> Pack:
    return install_pack(plan_install(str(models_folder)))


def sidecar(pack: Pack) -> Path:
    return pack.folder / FOLDER / SIDECAR


def change(pack: Pack, **values: object) -> None:
    content = json.loads(sidecar(pack).read_text(encoding="utf-8"))
    sidecar(pack).write_text(json.dumps(content | values), encoding="utf-8")


def test_installing_prepares_both_networks_and_keeps_the_originals(pack: Pack) -> None:
    pack.verify()
    for part in ("detector", "embedder"):
        prepared = prepared_file(pack, part)  # type: ignore[arg-type]
        assert prepared is not None
        assert prepared.path.parent == pack.folder / FOLDER
    assert sorted(path.name for path in (pack.folder / FOLDER).iterdir()) == [
        "detector.onnx",
        "embedder.onnx",
        SIDECAR,
    ]


def test_prepared_networks_get_the_pixel_scaling_that_insightface_uses(pack: Pack) -> None:
    detector, embedder = prepared_file(pack, "detector"), prepared_file(pack, "embedder")
    assert detector is not None and (detector.mean, detector.std) == (pack.detector.mean, pack.detector.std)
    assert embedder is not None and (embedder.mean, embedder.std) == (pack.embedder.mean, pack.embedder.std)


def test_the_fingerprint_of_a_pack_does_not_depend_on_its_preparation(pack: Pack) -> None:
    before = pack.fingerprint
    sidecar(pack).unlink()
    assert pack.fingerprint == before


def test_a_second_preparation_writes_nothing(pack: Pack) -> None:
    before = {path: path.stat().st_mtime_ns for path in (pack.folder / FOLDER).iterdir()}
    prepare_pack(pack)
    assert {path: path.stat().st_mtime_ns for path in (pack.folder / FOLDER).iterdir()} == before


def test_a_damaged_prepared_file_is_made_again_instead_of_being_used(pack: Pack) -> None:
    prepared = prepared_file(pack, "embedder")
    assert prepared is not None
    whole = sha256_of(prepared.path)
    prepared.path.write_bytes(prepared.path.read_bytes()[:-1] + b"x")
    assert prepared_file(pack, "embedder") is None
    prepare_pack(pack)
    assert prepared_file(pack, "embedder") == prepared
    assert sha256_of(prepared.path) == whole


def test_prepared_files_of_another_version_are_made_again_instead_of_being_used(pack: Pack) -> None:
    change(pack, version=0)
    assert prepared_file(pack, "detector") is None
    prepare_pack(pack)
    assert prepared_file(pack, "detector") is not None


def test_files_made_from_another_original_are_not_used(pack: Pack) -> None:
    content = json.loads(sidecar(pack).read_text(encoding="utf-8"))
    content["files"]["detector"]["source"] = "0" * 64
    change(pack, files=content["files"])
    assert prepared_file(pack, "detector") is None
    assert prepared_file(pack, "embedder") is not None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 1, "files": {"detector": 5}}', "\x00"])
def test_the_original_files_are_used_if_the_sidecar_is_damaged(pack: Pack, content: str) -> None:
    sidecar(pack).write_text(content, encoding="utf-8")
    assert prepared_file(pack, "detector") is None
    prepare_pack(pack)
    assert prepared_file(pack, "detector") is not None


def test_a_sidecar_cannot_name_files_elsewhere(pack: Pack, tmp_path: Path) -> None:
    prepared = prepared_file(pack, "detector")
    assert prepared is not None
    elsewhere = tmp_path / "elsewhere.onnx"
    elsewhere.write_bytes(prepared.path.read_bytes())
    content = json.loads(sidecar(pack).read_text(encoding="utf-8"))
    content["files"]["detector"]["file"] = str(elsewhere)
    change(pack, files=content["files"])
    assert prepared_file(pack, "detector") is None


def test_a_detector_that_cannot_be_prepared_is_not_tried_again(pack: Pack, build: object) -> None:
    content = json.loads(sidecar(pack).read_text(encoding="utf-8"))
    content["files"]["detector"] |= {"file": None, "sha256": None}
    change(pack, files=content["files"])
    written = sidecar(pack).stat().st_mtime_ns
    assert prepared_file(pack, "detector") is None
    prepare_pack(pack)
    assert sidecar(pack).stat().st_mtime_ns == written


def test_the_original_files_stay_in_use_if_nothing_can_be_written(pack: Pack) -> None:
    for path in (pack.folder / FOLDER).iterdir():
        path.unlink()
    (pack.folder / FOLDER).rmdir()
    (pack.folder / FOLDER).write_bytes(b"a file where the folder should be")
    prepare_pack(pack)
    assert prepared_file(pack, "detector") is None


def test_a_second_preparation_waits_for_the_first(pack: Pack) -> None:
    shutil.rmtree(pack.folder / FOLDER)
    lock = try_lock(prepared_packs_folder() / ".lock")
    assert lock is not None
    second = threading.Thread(target=prepare_pack, args=(pack,))
    second.start()
    second.join(timeout=0.5)
    assert second.is_alive()
    assert prepared_file(pack, "embedder") is None
    lock.release()
    second.join()
    assert prepared_file(pack, "embedder") is not None


def test_concurrent_preparations_of_a_pack_leave_one_complete_set(pack: Pack) -> None:
    shutil.rmtree(pack.folder / FOLDER)
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as processes:
        list(processes.map(prepare_pack, [pack] * 3))
    assert prepared_file(pack, "detector") is not None
    assert prepared_file(pack, "embedder") is not None
    assert len(list((pack.folder / FOLDER).iterdir())) == 3


def test_the_files_of_the_embedded_pack_need_no_rewriting(user_data: Path) -> None:
    pack = default_pack()
    prepare_pack(pack)
    assert prepared_file(pack, "detector") is None
    assert prepared_file(pack, "embedder") is None
    assert not (pack.folder / FOLDER).exists()


@pytest.mark.skipif(not multiplies_bytes_fast(), reason="this processor has no dot products of bytes")
def test_the_embedded_embedder_is_prepared_with_8_bit_products_in_the_users_folder(user_data: Path) -> None:
    pack = default_pack()
    prepare_pack(pack)
    prepared = prepared_embedder(pack)
    assert prepared is not None
    assert prepared == prepared_file(pack, "embedder-in-bytes")
    assert prepared.path.is_relative_to(user_data)
    assert (prepared.mean, prepared.std) == (pack.embedder.mean, pack.embedder.std)


def test_the_embedded_embedder_is_known_to_work_with_8_bit_products() -> None:
    assert default_pack().embedder.file.sha256 in ACCURATE_IN_BYTES


def test_an_embedder_that_was_not_measured_stays_in_float32(pack: Pack) -> None:
    assert prepared_file(pack, "embedder-in-bytes") is None
    assert prepared_embedder(pack) == prepared_file(pack, "embedder")
