"""Sending packs to a worker."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from photoindex.data_folder import received_folder
from photoindex.errors import PackError
from photoindex.inference.cpu import multiplies_bytes_fast
from photoindex.packs.manifest import Pack, load_pack
from photoindex.packs.prepared import FOLDER, prepared_file
from photoindex.packs.registry import default_pack
from photoindex.scan.dask.packs import complete, pack_here, pieces, receive_piece


@pytest.fixture
def foreign_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A pack that this machine lacks: the embedded one with another threshold."""
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path / "data"))
    folder = tmp_path / "foreign"
    shutil.copytree(default_pack().folder, folder)
    manifest = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    # The name differs from that of any other test, because a process remembers the packs that it has verified.
    manifest["detector"]["score_threshold"] = 0.5 + (hash(tmp_path) % 1_000_000) / 10_000_000
    (folder / "pack.json").write_text(json.dumps(manifest | {"name": "foreign"}), encoding="utf-8")
    return load_pack(folder)


def test_the_embedded_pack_need_not_be_sent() -> None:
    pack = default_pack()
    assert pack_here(pack.fingerprint) == pack


def test_a_pack_arrives_complete_with_its_licences(foreign_pack: Pack) -> None:
    assert pack_here(foreign_pack.fingerprint) is None
    for name, piece in pieces(foreign_pack):
        receive_piece("one", name, piece)
    complete("one", foreign_pack.fingerprint)
    arrived = pack_here(foreign_pack.fingerprint)
    assert arrived is not None
    assert arrived.folder == received_folder() / foreign_pack.fingerprint
    sent = {path.name: path.read_bytes() for path in foreign_pack.folder.iterdir()}
    names = {"pack.json", *(file.name for file in foreign_pack.files), *foreign_pack.licence.texts}
    kept = {path.name: path.read_bytes() for path in arrived.folder.iterdir() if path.is_file()}
    assert kept == {name: sent[name] for name in names}
    assert [path.name for path in received_folder().iterdir()] == [foreign_pack.fingerprint]


@pytest.mark.skipif(not multiplies_bytes_fast(), reason="there is nothing to prepare for this processor")
def test_a_received_pack_is_prepared_for_the_machine_that_received_it(foreign_pack: Pack) -> None:
    for name, piece in pieces(foreign_pack):
        receive_piece("prepared", name, piece)
    complete("prepared", foreign_pack.fingerprint)
    arrived = pack_here(foreign_pack.fingerprint)
    assert arrived is not None
    prepared = prepared_file(arrived, "embedder-in-bytes")
    assert prepared is not None
    assert prepared.path.parent == arrived.folder / FOLDER


def test_an_incomplete_pack_from_a_killed_scan_is_removed_after_an_hour(foreign_pack: Pack) -> None:
    (_, piece), *_ = pieces(foreign_pack)
    for transfer in ("killed", "slow", "running"):
        receive_piece(transfer, "pack.json", piece)
    hours_ago = time.time() - 7200
    for transfer in ("killed", "slow"):
        folder = received_folder() / f".receiving-{transfer}"
        for path in (*folder.iterdir(), folder):
            os.utime(path, (hours_ago, hours_ago))
    # The time of a folder does not change while one of its files is still arriving.
    receive_piece("slow", "pack.json", piece)
    receive_piece("new", "pack.json", piece)
    left = {path.name.removeprefix(".receiving-") for path in received_folder().iterdir()}
    assert left == {"slow", "running", "new"}


def test_a_damaged_pack_is_refused_and_leaves_nothing_behind(foreign_pack: Pack) -> None:
    for name, piece in pieces(foreign_pack):
        receive_piece("two", name, piece[:-1] + b"\0" if name.endswith(".onnx") else piece)
    with pytest.raises(PackError, match="sha256"):
        complete("two", foreign_pack.fingerprint)
    assert list(received_folder().iterdir()) == []
    assert pack_here(foreign_pack.fingerprint) is None


def test_a_pack_other_than_the_announced_one_is_refused(foreign_pack: Pack) -> None:
    for name, piece in pieces(foreign_pack):
        receive_piece("three", name, piece)
    with pytest.raises(PackError, match="instead of"):
        complete("three", "0" * 12)
    assert list(received_folder().iterdir()) == []


def test_a_pack_that_was_received_for_an_earlier_recipe_need_not_be_sent_again(foreign_pack: Pack) -> None:
    shutil.copytree(foreign_pack.folder, received_folder() / foreign_pack.earlier_fingerprints[0])
    assert pack_here(foreign_pack.fingerprint) is not None


def test_a_pack_damaged_on_the_disk_is_received_again(foreign_pack: Pack) -> None:
    damaged = received_folder() / foreign_pack.fingerprint
    shutil.copytree(foreign_pack.folder, damaged)
    (damaged / foreign_pack.detector.file.name).write_bytes(b"x")
    assert pack_here(foreign_pack.fingerprint) is None
    for name, piece in pieces(foreign_pack):
        receive_piece("four", name, piece)
    complete("four", foreign_pack.fingerprint)
    assert pack_here(foreign_pack.fingerprint) is not None
