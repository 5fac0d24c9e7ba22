"""Downloads from servers that refuse, stall, lie or disconnect."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from photoindex.advice.packs import InstallDownloaded
from photoindex.errors import DownloadError, StorageError, UsageError
from photoindex.packs.download import download

CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file.zip"


@pytest.fixture
def silent_address() -> Iterator[str]:
    """The port of a server that accepts a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/a.zip"


def test_a_download_equals_what_was_sent_and_returns_its_sha256(server: Any, target: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    sha256 = download(server.serves("/a.zip", CONTENT), target, lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == CONTENT
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_an_answer_without_a_length_is_accepted(server: Any, target: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(CONTENT)

    server.answers["/a.zip"] = answer
    download(server.url("/a.zip"), target)
    assert target.read_bytes() == CONTENT


def test_redirects_are_followed(server: Any, target: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/b.zip")
        request.end_headers()

    server.answers["/a.zip"] = answer
    server.serves("/b.zip", CONTENT)
    download(server.url("/a.zip"), target)
    assert target.read_bytes() == CONTENT


def test_a_redirect_to_another_protocol_is_refused(server: Any, target: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "ftp://127.0.0.1/b.zip")
        request.end_headers()

    server.answers["/a.zip"] = answer
    with pytest.raises(DownloadError, match="ftp"):
        download(server.url("/a.zip"), target)


def test_a_missing_file_is_reported_with_the_status_and_the_way_to_install_by_hand(server: Any, target: Path) -> None:
    with pytest.raises(DownloadError, match="404") as caught:
        download(server.url("/packs/buffalo_l.zip"), target)
    assert caught.value.advice == (InstallDownloaded("buffalo_l.zip"),)
    assert not target.exists()


def test_a_connection_closed_early_is_reported_with_the_number_of_missing_bytes(server: Any, target: Path) -> None:
    address = server.serves("/a.zip", CONTENT[:1000], announced=len(CONTENT))
    with pytest.raises(DownloadError, match=r"1,000 of 1,024,000 bytes"):
        download(address, target)


def test_bytes_beyond_the_announced_length_are_ignored(server: Any, target: Path) -> None:
    download(server.serves("/a.zip", CONTENT, announced=500), target)
    assert target.read_bytes() == CONTENT[:500]


def test_a_truncated_chunked_answer_is_an_error(server: Any, target: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.protocol_version = "HTTP/1.1"
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"400\r\n" + CONTENT[:100])
        request.close_connection = True

    server.answers["/a.zip"] = answer
    with pytest.raises(DownloadError, match="could not be downloaded"):
        download(server.url("/a.zip"), target)


def test_a_silent_server_times_out(silent_address: str, target: Path) -> None:
    with pytest.raises(DownloadError, match="did not answer in time"):
        download(silent_address, target, timeout=0.2)


def test_a_server_that_falls_silent_halfway_times_out(server: Any, target: Path) -> None:
    gone = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(CONTENT)))
        request.end_headers()
        request.wfile.write(CONTENT[:1000])
        gone.wait(10)

    server.answers["/a.zip"] = answer
    try:
        with pytest.raises(DownloadError, match="did not answer in time"):
            download(server.url("/a.zip"), target, timeout=0.2)
    finally:
        gone.set()


def test_a_refused_connection_is_an_error_without_a_traceback(target: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DownloadError, match="refused"):
        download(f"http://127.0.0.1:{port}/a.zip", target)


def test_an_absurd_length_is_refused_before_a_byte_is_written(server: Any, target: Path) -> None:
    with pytest.raises(DownloadError, match="more than any model pack has"):
        download(server.serves("/a.zip", b"x", announced=10**13), target)
    assert not target.exists()


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/a.zip", "a.zip"])
def test_only_http_addresses_are_opened(target: Path, address: str) -> None:
    with pytest.raises(UsageError, match="not an http or https address"):
        download(address, target)


def test_a_proxy_named_in_the_environment_is_used(server: Any, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A proxy is sent the whole address, so this server can serve a file of a host that does not exist.
    server.serves("http://models.invalid/a.zip", CONTENT)
    monkeypatch.setenv("http_proxy", server.address)
    download("http://models.invalid/a.zip", target)
    assert target.read_bytes() == CONTENT


@pytest.mark.skipif(sys.platform == "win32", reason="limits a file's size with resource.setrlimit")
def test_a_full_disk_is_reported_as_a_full_disk(server: Any, target: Path) -> None:
    address = server.serves("/a.zip", CONTENT)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from photoindex.errors import StorageError\nfrom photoindex.packs.download import download\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: download(sys.argv[1], Path(sys.argv[2]))\n"
        "except StorageError as error: sys.exit(f'{error.exit_code} {error.message}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, address, str(target)],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
    )
    assert done.stderr.startswith(f"{StorageError.exit_code} {target} cannot be written: File too large")


def test_a_missing_folder_is_a_storage_error(server: Any, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        download(server.serves("/a.zip", CONTENT), tmp_path / "gone" / "a.zip")
