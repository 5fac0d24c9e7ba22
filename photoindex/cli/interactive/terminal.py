"""Use the real terminal through the library blessed, which knows the keys and the replies of terminals."""

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from types import FrameType

from photoindex.cli.interactive.screen import Colours
from photoindex.cli.streams import terminal_closed
from photoindex.errors import InterruptedByUserError, UsageError

if sys.platform == "win32":
    _SettingsError = OSError
else:
    import termios

    _SettingsError = termios.error

# Terminals answer within milliseconds, and over a slow connection within this time. By default, the library waits ten
# times as long for each question, and some terminals answer none. It reads the variable when it is imported.
_REPLY_SECONDS = 0.5
os.environ.setdefault("BLESSED_QUERY_TIMEOUT_SECONDS", str(_REPLY_SECONDS))

import blessed  # noqa: E402 - the variable comes first
from blessed.keyboard import Keystroke  # noqa: E402

_USUAL_CELL = (10, 20)
_ALL_COLOURS: Colours = 16_777_216

_NAMES = {
    "KEY_ENTER": "enter", "KEY_TAB": "tab", "KEY_ESCAPE": "escape", "KEY_BACKSPACE": "backspace",
    "KEY_DELETE": "backspace", "KEY_CTRL_U": "clear", "KEY_CTRL_W": "word", "KEY_CTRL_D": "gone",
}  # fmt: skip
_CONTROLS = {
    "\r": "enter", "\n": "enter", "\t": "tab", "\x1b": "escape", "\x7f": "backspace", "\b": "backspace",
    "\x15": "clear", "\x17": "word", "\x04": "gone",
}  # fmt: skip


class Terminal:
    """The terminal on standard input and output; see `Screen`."""

    def __init__(self, library: blessed.Terminal, output: TextIOWrapper) -> None:
        self._library = library
        self._output = output
        self._answers = library.does_styling and library.get_location(timeout=_REPLY_SECONDS) != (-1, -1)
        self._cell: tuple[int, int] | None = None

    @property
    def columns(self) -> int:
        return max(20, self._library.width)

    @property
    def rows(self) -> int:
        return max(10, self._library.height)

    @property
    def colours(self) -> Colours:
        found = self._library.number_of_colors
        if found >= _ALL_COLOURS:
            return _ALL_COLOURS
        return 256 if found >= 256 else 0

    @property
    def cell(self) -> tuple[int, int]:
        if self._cell is None:
            height, width = self._library.get_cell_height_and_width() if self._answers else (0, 0)
            self._cell = (width, height) if width > 0 and height > 0 else _USUAL_CELL
        return self._cell

    @property
    def knows_kitty(self) -> bool:
        """Whether the terminal says that it supports the kitty graphics protocol."""
        return self._answers and bool(self._library.does_kitty_graphics())

    @property
    def knows_sixel(self) -> bool:
        """Whether the terminal says that it draws sixels."""
        return self._answers and bool(self._library.does_sixel())

    def write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()

    def key(self) -> str:
        try:
            pressed = self._library.inkey()
        except (EOFError, OSError):
            return "gone"
        return named(pressed)

    def forget_keys(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            self._library.flushinp()

    def width_of(self, text: str) -> int:
        return self._library.length(text)


def named(pressed: Keystroke) -> str:
    """The character, or one of `NAMED_KEYS`."""
    if pressed.is_sequence:
        return _NAMES.get(pressed.name or "", _CONTROLS.get(str(pressed), "other"))
    text = str(pressed)
    if not text:
        return "gone"
    return text if text.isprintable() else _CONTROLS.get(text, "other")


@contextlib.contextmanager
def open_terminal() -> Iterator[Terminal]:
    """Read keys as they are pressed, until the block ends; then the terminal is as it was before.

    Raises:
        UsageError: standard input or output is not a terminal.
        InterruptedByUserError: the terminal was closed, or a signal asked this process to end.
    """
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise UsageError(
            "questions can be answered only at a terminal",
            hint="Run the command in a terminal, without redirecting its input or output.",
        )
    sys.stdout.flush()
    with _closed_in_order(), _plain_output() as output:
        library = _library_on(output)
        with library.cbreak(), _ended_in_order():
            yield Terminal(library, output)


@contextlib.contextmanager
def _closed_in_order() -> Iterator[None]:
    """Turn the errors of a terminal that was closed into one: it shows nothing, and its settings cannot be restored."""
    try:
        yield
    except (OSError, _SettingsError) as error:
        if isinstance(error, OSError) and (error.errno != errno.EIO or error.filename is not None):
            raise
        raise terminal_closed() from error


def _plain_output() -> TextIOWrapper:
    """Standard output as a stream of its own: the program's stream escapes all sequences but those of colours."""
    return open(os.dup(sys.stdout.fileno()), "w", encoding=sys.stdout.encoding, errors="replace")  # noqa: PTH123


def _library_on(output: TextIOWrapper) -> blessed.Terminal:
    """The library, writing to this stream. It reads keys only if the stream is the original standard output."""
    original = sys.__stdout__
    sys.__stdout__ = output  # type: ignore[misc]
    try:
        # Without styling, the library asks nothing; a dumb terminal would show the questions as text.
        return blessed.Terminal(stream=output, force_styling=None if os.environ.get("TERM") == "dumb" else False)
    finally:
        sys.__stdout__ = original  # type: ignore[misc]


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Turn the signals that end a process into an error, so that the terminal gets its settings back."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise InterruptedByUserError("stopped", hint="Every answer that was confirmed is kept.")
