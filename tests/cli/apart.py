"""Run commands in separate processes, many at once, because they could hang or need another environment."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_RUN_ALL = """
import contextlib, io, json, sys
from photoindex.cli.main import run

for words in json.load(sys.stdin):
    raw = io.BytesIO()
    out, err = io.TextIOWrapper(raw, encoding="utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    print(json.dumps([code, raw.getvalue().decode(), err.getvalue()]), flush=True)
"""
_HANGS = 300


def run_apart(
    commands: Sequence[Sequence[str | Path]],
    *,
    before: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
    python: str = sys.executable,
) -> list[tuple[int, str, str]]:
    """Return the exit code, output and errors of each command.

    Args:
        before: the words of a command that starts the process, such as a wrapper.
        environment: variables to set.
        without: variables to remove.
        python: the interpreter to use.
    """
    variables = {name: value for name, value in os.environ.items() if name not in without} | dict(environment or {})
    done = subprocess.run(
        [*before, python, "-c", _RUN_ALL],
        input=json.dumps([[str(word) for word in words] for words in commands]),
        env=variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_HANGS,
    )
    assert done.returncode == 0, done.stderr
    return [(code, out, err) for code, out, err in map(json.loads, done.stdout.splitlines())]
