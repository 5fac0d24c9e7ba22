"""Download a file into one of our folders as a stream. Return the sha256 of the file, or raise a clear error."""

import hashlib
import http.client
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from photoindex.advice.packs import InstallDownloaded
from photoindex.errors import DownloadError, StorageError, UsageError

# Packs have 15 to 361 MB. A far larger download is not a pack.
MAX_ARCHIVE_BYTES = 2 * 1024**3
TIMEOUT_SECONDS = 30.0

_CHUNK_BYTES = 256 * 1024


class Progress(Protocol):
    """Called after every piece with the number of bytes received so far and the total (None if the server did not
    announce the total).
    """

    def __call__(self, done: int, total: int | None) -> None: ...


def no_progress(done: int, total: int | None) -> None:
    """A `Progress` that shows nothing."""


def download(address: str, target: Path, progress: Progress = no_progress, timeout: float = TIMEOUT_SECONDS) -> str:
    """Download the file at an http(s) address into the new file `target`. Proxies named in the environment are used.

    Returns:
        The sha256 of what arrived, in hexadecimal.

    Raises:
        UsageError: the address is not http or https.
        DownloadError: the server refused, fell silent for `timeout` seconds or sent less than it announced.
        StorageError: it cannot be written to the disk.
    """
    if urlsplit(address).scheme not in {"http", "https"}:
        raise UsageError(f"{address!r} is not an http or https address")
    with _opened(address, timeout) as response:
        total = _announced_bytes(address, response)
        if total is not None:
            require_space(target.parent, total)
        digest, done = hashlib.sha256(), 0
        with _created(target) as stream:
            for chunk in _chunks(address, response):
                done += len(chunk)
                _write(stream, chunk, target)
                digest.update(chunk)
                progress(done, total)
    if total is not None and done != total:
        raise _failed(address, f"the connection ended after {done:,} of {total:,} bytes")
    return digest.hexdigest()


def require_space(folder: Path, size: int) -> None:
    """Raise StorageError unless `size` bytes are free on the disk of `folder`."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _unwritable(folder, error) from error
    if free < size:
        raise StorageError(f"{folder} has {free / 1e6:,.0f} MB left, but {size / 1e6:,.0f} MB are needed")


def _opened(address: str, timeout: float) -> http.client.HTTPResponse:
    request = urllib.request.Request(address, headers={"User-Agent": "photoindex", "Accept-Encoding": "identity"})
    try:
        response: http.client.HTTPResponse = _opener().open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        error.close()
        raise _failed(address, f"the server answered {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(address, _reason(error)) from error
    return response


def _opener() -> urllib.request.OpenerDirector:
    # We avoid urlopen, because a redirect could lead it to ftp, and because it reads the proxy variables only once.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _announced_bytes(address: str, response: http.client.HTTPResponse) -> int | None:
    # http.client has parsed Content-Length into `length`, which is None if the header was missing or not a number.
    size = response.length
    if size is not None and size > MAX_ARCHIVE_BYTES:
        raise _failed(address, f"{size:,} bytes are announced, more than any model pack has")
    return size


def _chunks(address: str, response: http.client.HTTPResponse) -> Iterator[bytes]:
    done = 0
    while done <= MAX_ARCHIVE_BYTES:
        try:
            chunk = response.read1(_CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise _failed(address, _reason(error)) from error
        if not chunk:
            return
        done += len(chunk)
        yield chunk
    raise _failed(address, f"more than {MAX_ARCHIVE_BYTES:,} bytes arrived, more than any model pack has")


def _created(target: Path) -> BinaryIO:
    try:
        # Unbuffered, so that write() rather than close() fails if the disk is full.
        return target.open("xb", buffering=0)
    except OSError as error:
        raise _unwritable(target, error) from error


def _write(stream: BinaryIO, chunk: bytes, target: Path) -> None:
    rest = memoryview(chunk)
    try:
        while rest:
            rest = rest[stream.write(rest) :]
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> StorageError:
    return StorageError(f"{target} cannot be written: {error.strerror or error}")


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "the server did not answer in time"
    if isinstance(cause, http.client.IncompleteRead):
        return "the connection ended too early"
    return str(getattr(cause, "strerror", None) or cause or type(cause).__name__)


def _failed(address: str, reason: str) -> DownloadError:
    name = urlsplit(address).path.rpartition("/")[2] or "the file"
    return DownloadError(
        f"{address} could not be downloaded: {reason}",
        hint="Check the connection and run the same command again.",
        advice=InstallDownloaded(name),
    )
