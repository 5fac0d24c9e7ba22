"""Run ExifTool, which writes metadata into photos of every format.

One process serves any number of calls. It gets only paths that we chose, in a folder of our own: its argument files
have no way to quote a line break, and a photo may have any name.
"""

import contextlib
import json
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from photoindex.errors import MissingLibraryError
from photoindex.interop import until_closed

# ExifTool needs a second for the largest photos.
_SECONDS = 120.0
_READY = "{ready}"


class ExifToolMissingError(MissingLibraryError):
    """ExifTool is not installed."""

    hint = (
        "Debian and Ubuntu: apt install libimage-exiftool-perl. macOS: brew install exiftool. "
        "Windows: winget install OliverBetz.ExifTool."
    )


class ExifToolError(Exception):
    """ExifTool refused, failed, or gave no answer. The message is what it printed."""


class ExifTool:
    """A running ExifTool. Use it as a context manager.

    Raises:
        ExifToolMissingError: it is not installed, or does not start.
    """

    def __init__(self, program: str = "exiftool", seconds: float = _SECONDS) -> None:
        found = shutil.which(program)
        if found is None:
            raise ExifToolMissingError("ExifTool is needed to write into photos, and is not installed")
        self._seconds = seconds
        # The empty configuration keeps the user's own tags and scripts out.
        exiftool = [found, "-config", "", "-stay_open", "True", "-@", "-"]
        self._command = [sys.executable, "-I", until_closed.__file__, *exiftool]
        self._process = self._started()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read_xmp(self, photo: Path) -> bytes | None:
        """The XMP packet in a photo; None if it has none.

        Raises:
            ExifToolError: see the class.
        """
        packet = photo.with_name(f"{photo.name}.read")
        packet.unlink(missing_ok=True)
        self.run("-b", "-XMP", "-w", "%d%f.%e.read", str(photo))
        return packet.read_bytes() if packet.exists() else None

    def read_tags(self, file: Path, *tags: str) -> Mapping[str, object]:
        """These tags of a file as JSON has them, structures as objects, without what is about the file itself.

        Raises:
            ExifToolError: see the class.
        """
        said = self.run("-struct", "-j", "-G1", "-n", "-b", *tags, str(file))
        try:
            found = json.loads(said[said.index("[") : said.rindex("]") + 1])[0]
        except (ValueError, IndexError) as error:
            raise ExifToolError(said or "it printed nothing") from error
        return {tag: value for tag, value in found.items() if tag != "SourceFile"}

    def copy_tags(self, photo: Path, packet: Path, target: Path, tags: Sequence[str]) -> None:
        """Write a copy of a photo in which these tags are as in a packet; all others stay.

        Raises:
            ExifToolError: see the class.
        """
        target.unlink(missing_ok=True)
        said = self.run("-tagsFromFile", str(packet), *(f"-{tag}" for tag in tags), "-o", str(target), str(photo))
        if not target.exists():
            raise ExifToolError(said or "it wrote nothing")

    def write_xmp(self, photo: Path, packet: Path, target: Path) -> None:
        """Write a copy of a photo whose XMP is this packet.

        Raises:
            ExifToolError: see the class.
        """
        target.unlink(missing_ok=True)
        said = self.run(f"-XMP<={packet}", "-o", str(target), str(photo))
        if not target.exists():
            raise ExifToolError(said or "it wrote nothing")

    def run(self, *arguments: str) -> str:
        """What ExifTool prints about these arguments, without line breaks at the ends."""
        if any("\n" in argument or "\r" in argument for argument in arguments):
            raise ExifToolError("an argument has a line break")
        try:
            if self._process.poll() is not None:
                self._end()
                self._process = self._started()
            self._send("-charset", "filename=utf8", *arguments, "-execute")
            return "\n".join(self._answer()).strip()
        except OSError as error:
            raise ExifToolError(f"it does not run: {error.strerror or error}") from error

    def _started(self) -> "subprocess.Popen[bytes]":
        try:
            process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise ExifToolMissingError(f"ExifTool does not start: {error.strerror or error}") from error
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_read_lines, args=(process, self._lines), daemon=True).start()
        return process

    def _send(self, *arguments: str) -> None:
        assert self._process.stdin is not None
        # The paths are in the encoding of the system, as Python has them.
        self._process.stdin.write("".join(f"{argument}\n" for argument in arguments).encode("utf-8", "surrogateescape"))
        self._process.stdin.flush()

    def _answer(self) -> Iterator[str]:
        while True:
            try:
                line = self._lines.get(timeout=self._seconds)
            except queue.Empty:
                self._end()
                raise ExifToolError(f"it gave no answer within {self._seconds:g} seconds") from None
            if line is None:
                self._end()
                raise ExifToolError("it ended unexpectedly")
            if line == _READY:
                return
            yield line

    def _end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._process.stdout.close()


def _read_lines(process: "subprocess.Popen[bytes]", lines: "queue.SimpleQueue[str | None]") -> None:
    assert process.stdout is not None
    with contextlib.suppress(ValueError, OSError):
        for line in process.stdout:
            lines.put(line.decode("utf-8", "replace").rstrip("\r\n"))
    lines.put(None)
