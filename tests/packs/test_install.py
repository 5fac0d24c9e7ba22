"""Packs are installed from an address, a zip or a folder completely, or not at all."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import DownloadError, PackError, PhotoIndexError, StorageError, UsageError
from photoindex.packs.assemble import manifest_text
from photoindex.packs.install import remove_pack
from photoindex.packs.lock import locked
from photoindex.packs.registry import active_pack, default_pack, find_pack, use_pack
from tests.packs.installing import install, left_behind

INSTALL_SCRIPT = (
    "import sys\nfrom photoindex.packs.install import install_pack\n"
    "from photoindex.packs.plan import plan_install\n"
    "install_pack(plan_install('tiny', address=sys.argv[1]))\n"
)


def test_a_zip_from_a_server_becomes_a_pack(server: Any, packs: Path, pack_zip: Path) -> None:
    pack = install("tiny", address=server.serves("/tiny.zip", pack_zip.read_bytes()))
    assert pack == find_pack("tiny")
    assert sorted(path.name for path in (packs / "tiny").iterdir()) == [
        "det_tiny.onnx",
        "pack.json",
        "prepared",
        "rec_tiny.onnx",
    ]
    assert left_behind(packs) == ["tiny"]
    pack.verify()


def test_a_zip_with_a_folder_inside_is_accepted(tmp_path: Path, build: Any, pack_files: dict[str, bytes]) -> None:
    path = tmp_path / "nested.zip"
    path.write_bytes(build.zip({f"nested/{name}": content for name, content in pack_files.items()}))
    assert install(path).name == "nested"


def test_a_folder_is_copied_and_stays_unchanged(models_folder: Path, packs: Path) -> None:
    before = {path.name: path.read_bytes() for path in models_folder.iterdir()}
    assert install(models_folder).name == "my-models"
    assert {path.name: path.read_bytes() for path in models_folder.iterdir()} == before
    assert not (packs / "my-models" / "genderage.onnx").exists()


def test_models_in_a_subfolder_are_found(tmp_path: Path, build: Any, pack_files: dict[str, bytes]) -> None:
    build.folder(tmp_path / "outer" / "antelope", pack_files)
    assert install(tmp_path / "outer").name == "outer"


def test_a_folder_with_a_manifest_is_installed_unchanged(tmp_path: Path, packs: Path, models_folder: Path) -> None:
    made = install(models_folder, name="first")
    given = tmp_path / "given"
    (packs / "first").rename(given)
    changed = replace(made, name="second", title="a title of its own", version="7")
    (given / "pack.json").write_text(manifest_text(changed), encoding="utf-8")
    pack = install(given)
    assert (pack.name, pack.title, pack.version) == ("second", "a title of its own", "7")
    assert replace(pack, folder=made.folder, name=made.name, title=made.title, version=made.version) == made


def test_the_embedded_pack_can_be_installed_under_another_name_with_its_licence_texts(packs: Path) -> None:
    default = default_pack()
    pack = install(default.folder, name="copy")
    assert pack.licence == default.licence
    copied = {path.name for path in pack.folder.iterdir()} - {"prepared"}
    assert copied == {path.name for path in default.folder.iterdir()}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda zipped: zipped[:-100], id="truncated"),
        pytest.param(lambda zipped: b"<html>" * 1000, id="garbage"),
        pytest.param(lambda zipped: b"", id="empty"),
        pytest.param(lambda zipped: zipped[:300] + b"\xff\xff" + zipped[302:], id="flipped"),
    ],
)
def test_a_corrupt_download_leaves_nothing_behind(
    server: Any, packs: Path, pack_zip: Path, spoil: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(PackError):
        install("tiny", address=server.serves("/tiny.zip", spoil(pack_zip.read_bytes())))
    assert left_behind(packs) == []


def test_a_connection_that_ends_early_leaves_nothing_behind(server: Any, packs: Path, pack_zip: Path) -> None:
    content = pack_zip.read_bytes()
    with pytest.raises(DownloadError):
        install("tiny", address=server.serves("/tiny.zip", content[:1000], announced=len(content)))
    assert left_behind(packs) == []


def test_a_zip_without_a_detector_leaves_nothing_behind(
    tmp_path: Path, packs: Path, build: Any, recogniser_onnx: bytes
) -> None:
    path = tmp_path / "half.zip"
    path.write_bytes(build.zip({"r.onnx": recogniser_onnx}))
    with pytest.raises(PackError, match="one ONNX file for detection"):
        install(path)
    assert left_behind(packs) == []


@pytest.fixture
def slow_server(server: Any, pack_zip: Path) -> Iterator[str]:
    """A server that sends half of the zip and then nothing, until the test ends."""
    over = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        content = pack_zip.read_bytes()
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content[: len(content) // 2])
        request.wfile.flush()
        over.wait(60)

    server.answers["/slow.zip"] = answer
    yield server.url("/slow.zip")
    over.set()


@pytest.fixture
def halfway(slow_server: str, packs: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has downloaded half a pack and waits for the rest."""
    process = subprocess.Popen(
        [sys.executable, "-c", INSTALL_SCRIPT, slow_server], env=os.environ, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in packs.glob(".installing-*/download.zip")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield process
    process.kill()
    process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_ctrl_c_leaves_nothing_behind(halfway: subprocess.Popen[bytes], packs: Path) -> None:
    halfway.send_signal(signal.SIGINT)
    # The rest of the pack never arrives, so the test only ends if the command does not wait for it.
    assert halfway.wait() != 0
    assert left_behind(packs) == []


def test_the_next_installation_removes_what_a_killed_one_left(
    halfway: subprocess.Popen[bytes], packs: Path, pack_zip: Path
) -> None:
    halfway.kill()
    halfway.wait()
    assert any(name.startswith(".installing-") for name in left_behind(packs))
    with pytest.raises(PackError):
        find_pack("tiny")
    install(pack_zip)
    assert left_behind(packs) == ["tiny"]


def test_only_one_installation_runs_at_a_time(halfway: subprocess.Popen[bytes], packs: Path, pack_zip: Path) -> None:
    with pytest.raises(PackError, match="another photoindex"):
        install(pack_zip)
    assert any(name.startswith(".installing-") for name in left_behind(packs))
    assert halfway.poll() is None


def test_the_lock_is_released_after_an_error(packs: Path) -> None:
    with pytest.raises(RuntimeError), locked(packs):
        raise RuntimeError
    with locked(packs):
        pass


def test_an_installed_pack_is_replaced_only_with_force(pack_zip: Path, models_folder: Path) -> None:
    first = install(pack_zip)
    with pytest.raises(UsageError, match="already installed"):
        install(models_folder, name="tiny")
    assert find_pack("tiny") == first


def test_force_replaces_an_installed_pack(
    tmp_path: Path, packs: Path, pack_zip: Path, build: Any, detector_onnx: bytes
) -> None:
    install(pack_zip)
    folder = build.folder(tmp_path / "new", {"d.onnx": detector_onnx, "r.onnx": build.recogniser(128, length=32)})
    assert install(folder, name="tiny", force=True).embedder.length == 32
    assert left_behind(packs) == ["tiny"]


def test_a_forced_replacement_that_fails_keeps_the_old_pack(server: Any, packs: Path, pack_zip: Path) -> None:
    first = install(pack_zip)
    with pytest.raises(PackError):
        install("tiny", address=server.serves("/tiny.zip", pack_zip.read_bytes()[:-50]), force=True)
    assert find_pack("tiny") == first
    first.verify()
    assert left_behind(packs) == ["tiny"]


def test_a_pack_is_restored_if_its_replacement_was_killed_between_the_two_renames(packs: Path, pack_zip: Path) -> None:
    first = install(pack_zip)
    (packs / "tiny").rename(packs / ".replaced-tiny")
    install(pack_zip, name="other")
    assert find_pack("tiny") == first
    assert left_behind(packs) == ["other", "tiny"]


def test_a_removed_pack_is_gone(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    remove_pack("tiny")
    assert left_behind(packs) == []


def test_the_pack_in_use_is_removed_only_with_force(pack_zip: Path) -> None:
    install(pack_zip)
    use_pack("tiny")
    with pytest.raises(UsageError, match="in use"):
        remove_pack("tiny")
    assert active_pack().name == "tiny"
    remove_pack("tiny", force=True)
    assert active_pack().name == "opencv-zoo"


@pytest.mark.parametrize("name", ["opencv-zoo", "nobody", "..", ".lock", "buffalo_l"])
def test_only_an_installed_pack_is_removed(packs: Path, pack_zip: Path, name: str) -> None:
    install(pack_zip)
    with pytest.raises(PhotoIndexError):
        remove_pack(name, force=True)
    assert left_behind(packs) == ["tiny"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits a file's size with resource.setrlimit")
def test_a_disk_that_fills_up_during_an_installation_leaves_nothing_behind(
    server: Any, packs: Path, pack_zip: Path
) -> None:
    address = server.serves("/tiny.zip", pack_zip.read_bytes())
    limit = pack_zip.stat().st_size // 2
    script = (
        f"import resource, sys\nfrom photoindex.errors import StorageError\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "sys.excepthook = lambda kind, error, trace: print(kind.__name__)\n" + INSTALL_SCRIPT
    )
    done = subprocess.run(
        [sys.executable, "-c", script, address], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.stdout.strip() == StorageError.__name__
    assert left_behind(packs) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_read_only_data_folder_is_a_storage_error(user_data: Path, pack_zip: Path) -> None:
    user_data.mkdir(mode=0o500)
    with pytest.raises(StorageError):
        install(pack_zip)


@pytest.mark.shared_data
def test_scrfd_and_sface_from_a_server_become_a_pack(server: Any, packs: Path, shared_models: Path, build: Any) -> None:
    sface = default_pack().path_of(default_pack().embedder.file)
    detector = shared_models / "scrfd_500m_bnkps.onnx"
    content = build.zip({"mix/scrfd_500m_bnkps.onnx": detector.read_bytes(), "mix/sface.onnx": sface.read_bytes()})
    pack = install("mix", address=server.serves("/mix.zip", content))
    assert (pack.detector.input_sizes, pack.embedder.length) == ((640,), 128)
    assert (pack.embedder.mean, pack.embedder.std) == (0.0, 1.0)
    assert pack.thresholds == default_pack().thresholds
    assert "InsightFace" in pack.licence.name
    assert json.loads((packs / "mix" / "pack.json").read_text(encoding="utf-8"))["source"].endswith("/mix.zip")
