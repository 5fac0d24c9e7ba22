"""The entry point: run a command; if something goes wrong, print it and return the matching exit code."""

import contextlib
import errno
import gc
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from photoindex import __version__
from photoindex.cli import completing
from photoindex.cli.colours import warning
from photoindex.cli.groups import Group, write_sections
from photoindex.cli.mistakes import tell
from photoindex.cli.output import shown
from photoindex.cli.streams import discard_output, finish_output, prepare_streams
from photoindex.errors import InterruptedByUserError, PhotoIndexError, QueryError, StorageError

# Each command is in the module of its name in photoindex.cli.commands.
COMMANDS = (
    "scan", "review", "people", "show",
    "label", "unlabel", "confirm", "person", "rename", "merge", "split", "different", "twice",
    "suggest", "explain", "similar", "compare", "relatives", "evaluate",
    "decisions", "names", "sync", "undo", "redo", "log",
    "find", "save", "stats", "sql", "cluster",
    "failures", "status", "check", "prune", "move", "backup", "restore", "rescue", "thumbnails",
    "models", "help", "completion",
)  # fmt: skip

# From sysexits.h: a defect in the program itself.
_DEFECT = 70
# The reader, such as `head`, needs no more output.
_ENOUGH = 0


class _Commands(Group):
    """Loads a command's module on demand, so that `find` does not wait for the imports of `scan`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # `help` is a Python builtin.
        name = "help_command" if cmd_name == "help" else cmd_name
        command = getattr(import_module(f"photoindex.cli.commands.{cmd_name}"), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PhotoIndexError as error:
            # Proposed commands must name the same index as this command, which is known only to its context.
            error.add_note(_what_to_do(error, ctx))
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_sections(self, ctx, formatter)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="photoindex")
def cli() -> None:
    """Find people in your own photos.

    \b
    photoindex scan ~/Pictures              find every face and group them into people
    photoindex people                       who is there?
    photoindex label cluster 12 "Grandma"   give somebody a name
    photoindex find "Grandma"               every photo of her

    Everything stays on this machine. Your photos are only read, unless you ask for names to be written into them.
    """


def main() -> None:
    """Run the command line of this process."""
    # Python searches for reference cycles after every few hundred new objects. Commands on large indexes create
    # millions of objects that stay alive: with 100,000 faces, these searches took a fifth of the processor time and
    # saved no memory.
    gc.set_threshold(200_000)
    # Most commands compute many small matrix products. Between them, the threads of OpenBLAS would keep the processor
    # busy with waiting. Large products use threads of our own (`people/similarity/products.py`). The variable is read
    # when numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    prepare_streams()
    if completing.asked():
        _end(completing.complete(cli))
    _end(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; raise nothing."""
    try:
        # If a command ends early with its own code, it raises click's Exit; in this mode, click returns that code as
        # the result.
        result = cli.main(arguments, prog_name="photoindex", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - only here may every error be caught
        code = _code_after(error)
        finish_output()
        return code


def _end(code: int) -> NoReturn:
    """End this process. A worker that waits for an unresponsive disk cannot be killed, and a normal exit of Python
    would wait for it.
    """
    if "multiprocessing.process" in sys.modules and import_module("multiprocessing").active_children():
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def _code_after(error: BaseException) -> int:
    """Print what went wrong, and return its exit code."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        error = InterruptedByUserError("stopped", hint="Everything stored so far is kept.")
    elif isinstance(error, BrokenPipeError | SystemExit):
        # If the pipe is closed, click itself raises SystemExit.
        discard_output()
        return _ENOUGH
    elif isinstance(error, OSError) and _is_about_output(error):
        discard_output()
        error = StorageError(f"the output cannot be written: {error.strerror}")
    if isinstance(error, click.ClickException):
        tell(error)
        return error.exit_code
    if isinstance(error, PhotoIndexError):
        _print_error(error)
        return error.exit_code
    # This loads half of the standard library, and is hardly ever needed.
    from photoindex.cli.crash import tell_crash

    tell_crash(error, known={*COMMANDS})
    return _DEFECT


def _is_about_output(error: OSError) -> bool:
    """Whether the error means that writing to standard output failed. Such an error names no file, unlike errors about
    files that we opened.
    """
    return error.filename is None and error.errno in (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG)


def _print_error(error: PhotoIndexError) -> None:
    # The message and the notes may contain text that was typed or read from the disk.
    click.echo(f"{warning('photoindex:')} {shown(error.message)}", err=True)
    if isinstance(error, QueryError):
        from photoindex.cli.caret import marked

        for line in marked(error.line, error.start, error.end):
            click.echo(f"  {line}", err=True)
    # An error that was raised outside a command has no note.
    for text in getattr(error, "__notes__", None) or [_what_to_do(error)]:
        if text:
            click.echo(shown(text), err=True)


def _what_to_do(error: PhotoIndexError, context: click.Context | None = None) -> str:
    if not error.advice:
        return error.hint
    from photoindex.cli.wording.advice import what_to_do

    return what_to_do(error.hint, error.advice, context)
