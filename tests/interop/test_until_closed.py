"""A program that would run forever ends with the process that started it."""

import subprocess
import sys

from photoindex.interop import until_closed

ECHO = "import sys, time\nprint(sys.stdin.readline().strip(), flush=True)\ntime.sleep(3600)"


def started(program: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", until_closed.__file__, sys.executable, "-c", program]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_a_program_gets_its_input_and_ends_when_the_input_is_closed() -> None:
    with started(ECHO) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"hello\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == b"hello"
        process.stdin.close()
        # The program holds the pipe until it ends, which it would do in an hour.
        assert process.stdout.read() == b""


def test_the_end_of_a_program_is_seen_by_whoever_reads_its_output() -> None:
    with started("print('done')") as process:
        assert process.stdout is not None
        assert process.stdout.read().strip() == b"done"
