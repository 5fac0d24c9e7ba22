"""Prepare standard input, output and error. Each may be closed, have an unusual encoding, or be a terminal.

A program may be started with some of these streams closed: by `command 2>&-`, by a service, or by pythonw.exe on
Windows.
"""

import codecs
import contextlib
import errno
import io
import os
import re
import sys
from typing import BinaryIO, TextIO

from photoindex.cli.output import shown
from photoindex.errors import InterruptedByUserError, StorageError, UsageError

# The name of the error handler of our streams.
_HANDLER = "photoindex"

_NAMES = ("stdin", "stdout", "stderr")

# The control characters that we write: click's colours and weights, line ends, and a progress bar's carriage return.
_OURS = re.compile(r"(\x1b\[(?:0|1|2|22|3[0-79]|9[0-7])m|\A\r|[\n\t])")


def prepare_streams() -> None:
    """Give the process usable streams, whatever it was started with."""
    codecs.register_error(_HANDLER, _bytes_or_escapes)
    _fill_descriptors()
    for number, name in enumerate(_NAMES):
        if getattr(sys, name) is None:
            setattr(sys, name, _nothing(writable=number > 0))
        elif number > 0:
            setattr(sys, name, _prepared(getattr(sys, name), suppress=name == "stderr"))


def output_bytes() -> BinaryIO:
    """Standard output as a binary stream, for commands whose result is bytes.

    Raises:
        StorageError: standard output is closed, so the result would be lost.
    """
    if sys.stdout is None or isinstance(sys.stdout, _Nothing):
        raise StorageError("the output cannot be written: standard output is closed", hint="Name a file instead of -.")
    sys.stdout.flush()
    return sys.stdout.buffer


def input_bytes() -> bytes:
    """All of standard input.

    Raises:
        UsageError: standard input is closed or cannot be read.
    """
    if sys.stdin is None or isinstance(sys.stdin, _Nothing):
        raise UsageError("standard input is closed", hint="Name a file instead of -.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {error.strerror or error}") from error


def terminal_closed() -> InterruptedByUserError:
    """The error that ends a command whose terminal was closed. Nobody can read its message."""
    return InterruptedByUserError("the terminal was closed", hint="Everything stored so far is kept.")


def finish_output() -> None:
    """Write what is left in the buffer after an error, or drop it if that fails."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except (OSError, ValueError, InterruptedByUserError):
            discard_output()


def discard_output() -> None:
    """Drop what is left in the buffer; otherwise Python would report an error about it on exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Nothing(io.TextIOWrapper):
    """Stands for a stream that was closed before we began."""


def _nothing(*, writable: bool) -> _Nothing:
    file = open(os.devnull, "wb" if writable else "rb")  # noqa: SIM115, PTH123 - open as long as the process lives
    return _Nothing(file, encoding="utf-8", errors="replace", write_through=True)


def _fill_descriptors() -> None:
    """If any of the first three descriptors is closed, open it for this process and the processes that it starts.

    Otherwise the next opened file, such as the index, would get the free number, and libraries would write their error
    messages into that file.
    """
    if os.name == "nt":
        return
    for number in range(len(_NAMES)):
        try:
            os.fstat(number)
        except OSError as error:
            if error.errno != errno.EBADF:
                continue
            # The system gives the lowest free number.
            opened = os.open(os.devnull, os.O_WRONLY if number else os.O_RDONLY)
            os.set_inheritable(opened, True)


class _Prepared(io.TextIOWrapper):
    """A stream that accepts any character, and that prevents names of files and people from disturbing a terminal.

    Args:
        suppress: ignore errors if the stream cannot be written or is no longer read. A scan matters more than messages
            about it, and a program that starts photoindex may want only the exit code.
    """

    def __init__(self, stream: io.TextIOWrapper, *, suppress: bool) -> None:
        terminal, through = stream.isatty(), stream.write_through
        # Like click, take an encoding of ASCII to mean that the locale was not set.
        encoding = "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
        super().__init__(
            stream.detach(), encoding, _HANDLER, line_buffering=terminal or suppress, write_through=through
        )
        self._terminal = terminal
        self._suppress = suppress

    def write(self, text: str) -> int:
        try:
            super().write(harmless(text) if self._terminal else text)
        except OSError as error:
            self._pass_over(error)
        return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._pass_over(error)

    def _pass_over(self, error: OSError) -> None:
        if self._suppress:
            return
        if self._terminal and error.errno == errno.EIO:
            raise terminal_closed() from error
        raise error


def harmless(text: str) -> str:
    """Escape what could move the cursor, change colours or reorder text, except what we write ourselves."""
    if text.isascii() and text.isprintable():
        return text
    parts = _OURS.split(text)
    # The matches of the pattern are at the odd positions.
    return "".join(part if position % 2 else shown(part) for position, part in enumerate(parts))


def _prepared(stream: TextIO, *, suppress: bool) -> TextIO:
    # Streams that tests or other programs have replaced stay as they are.
    if type(stream) is not io.TextIOWrapper:
        return stream
    if os.name == "nt" and stream.isatty():
        # The Windows console has its own way of receiving text.
        stream.reconfigure(errors=_HANDLER)
        return stream
    return _Prepared(stream, suppress=suppress)


def _bytes_or_escapes(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write the bytes of names that are not valid text unchanged, and escape characters that the encoding lacks."""
    if os.name != "nt":
        with contextlib.suppress(UnicodeError):
            return codecs.lookup_error("surrogateescape")(error)
    return codecs.lookup_error("backslashreplace")(error)
