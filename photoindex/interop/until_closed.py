"""Run a program until standard input is closed, then kill it.

ExifTool waits for more input at the end of its input. If photoindex were killed, an ExifTool that it started directly
would run forever. This file is run as a script, without the package.
"""

import os
import subprocess
import sys

_MOST_BYTES = 65536


def main() -> None:
    """Pass standard input on to the program in the arguments, and kill the program when the input ends."""
    with subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        # Whoever reads the program's output learns of its end only if nobody else holds the pipe.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            while data := os.read(sys.stdin.fileno(), _MOST_BYTES):
                process.stdin.write(data)
                process.stdin.flush()
        except BrokenPipeError:
            pass  # The program has ended.
        finally:
            process.kill()


if __name__ == "__main__":
    main()
