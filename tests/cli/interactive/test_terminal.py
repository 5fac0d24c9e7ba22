"""A sitting in a pseudo-terminal that answers like a real terminal, or does not answer at all."""

import os
import re
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.library import faces_by_name
from tests.terminal import Terminal

# Windows has no pseudo-terminals of this kind.
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

CURSOR, ATTRIBUTES, KITTY = b"\x1b[6n", b"\x1b[c", re.compile(rb"\x1b_Gi=(\d+)")
_HANGS = 120
ABOUT_TERMINALS = {"COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM_PROGRAM", "TMUX", "KITTY_WINDOW_ID"}


@dataclass
class Emulator:
    """Runs a command in a pseudo-terminal and answers its questions.

    `attributes` is the reply to "device attributes"; 4 among them means sixels. With None, the terminal does not reply,
    like some real ones.
    """

    command: Sequence[str]
    environment: dict[str, str]
    attributes: bytes | None = b"\x1b[?62;22c"
    kitty: bool = False
    seen: bytes = b""
    position: int = 0
    master: int = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            self.command, stdin=slave, stdout=slave, stderr=slave, env=self.environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
        )  # fmt: skip
        self.slave = slave

    def read_until(self, text: str) -> None:
        """Read on until the text appears after what was read before."""
        while (found := self.seen.find(text.encode(), self.position)) < 0:
            ready, _, _ = select.select([self.master], [], [], _HANGS)
            assert ready, f"{text!r} did not appear: {self.seen[self.position :]!r}"
            self.seen += self._answered(os.read(self.master, 65536))
        self.position = found + len(text.encode())

    def _answered(self, data: bytes) -> bytes:
        if self.attributes is not None:
            if (asked := KITTY.search(data)) and self.kitty:
                self.type(f"\x1b_Gi={asked[1].decode()};OK\x1b\\")
            if ATTRIBUTES in data:
                self.type(self.attributes.decode())
            for _ in range(data.count(CURSOR)):
                self.type("\x1b[5;1R")
        return data

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for descriptor in (self.slave, self.master):
            if descriptor >= 0:
                os.close(descriptor)

    def hang_up(self) -> None:
        """Close the terminal, as a closed window does."""
        os.close(self.slave)
        os.close(self.master)
        self.slave = self.master = -1

    @property
    def settings_are_restored(self) -> bool:
        return termios.tcgetattr(self.slave) == self.before


class Start:
    """Starts emulators, and closes them at the end."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.started: list[Emulator] = []

    def __call__(
        self, *options: str, attributes: bytes | None = b"\x1b[?62;22c", kitty: bool = False, **environment: str
    ) -> Emulator:
        command = [sys.executable, "-m", "photoindex", "label", "--interactive", *options]
        kept = {name: value for name, value in os.environ.items() if name not in ABOUT_TERMINALS}
        variables = kept | {"TERM": "xterm-256color", "PHOTOINDEX_INDEX": str(self.terminal.index.path)} | environment
        self.started.append(Emulator(command, variables, attributes, kitty))
        return self.started[-1]


@pytest.fixture
def start(terminal: Terminal) -> Iterator[Start]:
    starter = Start(terminal)
    yield starter
    for emulator in starter.started:
        emulator.close()


LAST_LINE = "left out, now and later"


def start_in_second_answer(start: Start, **environment: str) -> Emulator:
    """A sitting with one answer, in which the name of the next one is typed but not confirmed."""
    emulator = start("--graphics", "none", **environment)
    emulator.read_until(LAST_LINE)
    emulator.type("Grandma\r")
    emulator.read_until("named Grandma.")
    emulator.read_until(LAST_LINE)
    emulator.type("Unfinished")
    emulator.read_until("Name: Unfinished")
    return emulator


def test_keys_name_people_and_q_leaves_with_a_summary(start: Start) -> None:
    emulator = start("--graphics", "none")
    emulator.read_until(LAST_LINE)
    emulator.type("Gran")
    emulator.read_until("Name: Gran")
    emulator.type("dmx\x7fa\r")
    emulator.read_until("5 faces named Grandma.")
    emulator.read_until(LAST_LINE)
    emulator.type("\x1b[A")
    emulator.type("q")
    emulator.read_until("1 answer in")
    assert emulator.process.wait(_HANGS) == 0
    assert emulator.settings_are_restored
    assert faces_by_name(start.terminal.index) == {"Grandma": 5}


def test_escape_leaves(start: Start) -> None:
    emulator = start("--graphics", "none")
    emulator.read_until(LAST_LINE)
    emulator.type("\x1b")
    emulator.read_until("No answers, so nothing was changed.")
    assert emulator.process.wait(_HANGS) == 0


@pytest.mark.parametrize(
    ("attributes", "kitty", "environment", "mark"),
    [
        (b"\x1b[?62;22c", False, {}, b"\x1b[38;5;"),
        (b"\x1b[?62;22c", False, {"COLORTERM": "truecolor"}, b"\x1b[38;2;"),
        (b"\x1b[?62;4;22c", False, {}, b'\x1bP0;1q"1;1;'),
        (b"\x1b[?62;22c", True, {}, b"\x1b_Ga=T,f=100"),
        (None, False, {}, b"\x1b[38;5;"),
        (b"\x1b[?62;4;22c", True, {"NO_COLOR": "1"}, b"  face "),
        (b"\x1b[?62;4;22c", True, {"TERM": "dumb"}, b"  face "),
    ],
    ids=["256 colours", "24 bit", "sixel", "kitty", "silent", "no colour", "dumb"],
)  # fmt: skip
def test_pictures_are_drawn_as_the_terminal_can(
    start: Start, attributes: bytes | None, kitty: bool, environment: dict[str, str], mark: bytes
) -> None:
    emulator = start(attributes=attributes, kitty=kitty, **environment)
    emulator.read_until(LAST_LINE)
    assert mark in emulator.seen
    if mark == b"  face ":
        assert b"\x1b[38" not in emulator.seen
        assert b"\x1bP" not in emulator.seen
        assert b"\x1b_G" not in emulator.seen


@pytest.mark.parametrize("way", ["key", "SIGTERM"])
def test_a_stop_keeps_the_answers_and_restores_the_terminal(start: Start, way: str) -> None:
    emulator = start_in_second_answer(start)
    if way == "key":
        emulator.type("\x03")
    else:
        emulator.process.send_signal(signal.SIGTERM)
    emulator.read_until("1 answer in")
    emulator.read_until("stopped")
    assert emulator.process.wait(_HANGS) == 130
    assert emulator.settings_are_restored
    assert faces_by_name(start.terminal.index) == {"Grandma": 5}


@pytest.mark.parametrize("hangups", ["reported", "ignored"])
def test_a_closed_terminal_ends_the_sitting_in_order_and_keeps_the_answers(
    start: Start, tmp_path: Path, hangups: str
) -> None:
    (tmp_path / "temporary").mkdir()
    handler = signal.signal(signal.SIGHUP, signal.SIG_IGN if hangups == "ignored" else signal.SIG_DFL)
    try:
        emulator = start_in_second_answer(start, TMPDIR=str(tmp_path / "temporary"))
    finally:
        signal.signal(signal.SIGHUP, handler)
    emulator.hang_up()
    assert emulator.process.wait(_HANGS) == 130
    assert list((tmp_path / "temporary").glob("photoindex-error-*")) == []
    assert faces_by_name(start.terminal.index) == {"Grandma": 5}
    assert start.terminal("check").code == 0
