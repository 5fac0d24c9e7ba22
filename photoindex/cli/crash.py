"""Write a report of an unexpected error: where it happened, and nothing about the user's photos.

Users send the report to strangers. Command lines, error messages and the paths in tracebacks contain names, so the
report leaves them all out.
"""

import os
import platform
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from photoindex import __version__
from photoindex.cli.output import shown, shown_path


def tell_crash(error: BaseException, known: Collection[str]) -> None:
    """Print an unexpected error, and keep the details in a report; see `write_crash_report`."""
    report = write_crash_report(error, known)
    click.echo(f"photoindex: unexpected error, a defect of photoindex: {shown(repr(error))}", err=True)
    kept = f"the details in {shown_path(report)}, which holds no names or paths" if report else "the lines above"
    click.echo(f"No stored data was lost. Please report the error with {kept}", err=True)


def telling_each_once(known: Collection[str]) -> Callable[[BaseException], None]:
    """`tell_crash` for a server, which reports a defect only the first time, because pages ask again and again."""
    told = set()

    def tell(error: BaseException) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1:]
        defect = (type(error), *((frame.filename, frame.lineno) for frame in place))
        if defect not in told:
            told.add(defect)
            tell_crash(error, known)

    return tell


@contextmanager
def telling_of_threads(tell: Callable[[BaseException], None]) -> Iterator[None]:
    """Inside the block, unexpected errors that end a thread are passed to `tell` instead of being printed in full."""
    before = threading.excepthook
    threading.excepthook = lambda ended: tell(ended.exc_value) if ended.exc_value is not None else None
    try:
        yield
    finally:
        threading.excepthook = before


def write_crash_report(error: BaseException, known: Collection[str]) -> Path | None:
    """Write the report to a new file that only the user can read, and return its path, or None if no file can be
    written.

    Args:
        known: the names of commands, which may appear in the report.
    """
    lines = [
        f"photoindex {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"photoindex {' '.join(_harmless(sys.argv[1:], known))}",
        "",
        *_chain(error),
    ]
    try:
        # Created exclusively, with a random name, readable by its owner only.
        with tempfile.NamedTemporaryFile(
            "w", prefix="photoindex-error-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as report:
            report.write("\n".join(lines) + "\n")
        return Path(report.name)
    except OSError:
        return None


def _harmless(arguments: list[str], known: Collection[str]) -> Iterator[str]:
    """Keep the command and the names of options; everything else is private and becomes dots."""
    for argument in arguments:
        if argument in known:
            known = ()
            yield argument
        elif argument.startswith("--") and argument[2:].partition("=")[0].replace("-", "").isalpha():
            option, sign, _ = argument.partition("=")
            yield f"{option}=..." if sign else option
        else:
            yield "..."


def _chain(error: BaseException) -> Iterator[str]:
    """The chain of errors, starting with the first cause; each error has its frames but not its message."""
    chain = [error]
    while (before := chain[-1].__cause__ or chain[-1].__context__) is not None and before not in chain:
        chain.append(before)
    for item in reversed(chain):
        frames = traceback.extract_tb(item.__traceback__)
        yield from (f"{_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames)
        number = f" (errno {item.errno})" if isinstance(item, OSError) and item.errno else ""
        yield f"{type(item).__module__}.{type(item).__qualname__}{number}"
        yield ""


def _place(file: str) -> str:
    """The path of a source file, relative to the entry of `sys.path` that contains it."""
    for folder in sorted(sys.path, key=len, reverse=True):
        if folder and file.startswith(os.path.join(folder, "")):  # noqa: PTH118
            return file[len(folder) :].lstrip(os.sep)
    return Path(file).name
