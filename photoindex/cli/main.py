"""The entry point: runs a command, prints whatever went wrong, and turns it into an exit code."""

import os
import sys
import tempfile
import traceback
from importlib import import_module

import click

from photoindex import __version__
from photoindex.errors import InterruptedByUserError, PhotoIndexError

# Command name -> module in photoindex.cli.commands and the name of the click command in it.
COMMANDS = {
    "scan": ("scan", "scan"),
    "people": ("people", "people"),
    "show": ("show", "show"),
    "label": ("label", "label"),
    "unlabel": ("label", "unlabel"),
    "undo": ("decisions", "undo"),
    "log": ("decisions", "log"),
    "find": ("find", "find"),
    "cluster": ("cluster", "cluster"),
    "failures": ("failures", "failures"),
    "status": ("status", "status"),
    "check": ("check", "check"),
    "prune": ("prune", "prune"),
    "move": ("move", "move"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "models": ("models", "models_group"),
}

# From sysexits.h: a defect in the program itself.
_DEFECT = 70
_CLOSED_PIPE = 141


class _Commands(click.Group):
    """Loads a command's module when it is asked for, so that `find` does not wait for what `scan` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(import_module(f"photoindex.cli.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="photoindex")
def cli() -> None:
    """Find people in your own photos.

    \b
    photoindex scan ~/Pictures              find every face and group them into people
    photoindex people                       who is there?
    photoindex label cluster 12 "Grandma"   give somebody a name
    photoindex find "Grandma"               every photo of her

    Everything stays on this machine. Your photos are only read.
    """


def main() -> None:
    """Run the command line of this process."""
    _prepare_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; nothing is raised."""
    try:
        # A command ends early with a code of its own through click's Exit, which comes back as the result.
        result = cli.main(arguments, prog_name="photoindex", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except PhotoIndexError as error:
        _print_error(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _print_error(InterruptedByUserError("stopped", hint="Everything stored so far is kept."))
        return InterruptedByUserError.exit_code
    except BrokenPipeError:
        # The reader, say `head`, has seen enough. What is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except Exception as error:  # noqa: BLE001 - the last resort: a traceback helps no user
        return _print_defect(error)


def _print_error(error: PhotoIndexError) -> None:
    click.echo(f"photoindex: {error.message}", err=True)
    if error.hint:
        click.echo(error.hint, err=True)


def _print_defect(error: Exception) -> int:
    """Tell of an error that nobody foresaw, and keep the details for a report."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="photoindex-error-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as report:
        report.write(f"photoindex {__version__}\n{' '.join(sys.argv)}\n\n")
        report.writelines(traceback.format_exception(error))
    click.echo(f"photoindex: an unexpected error, which is a defect of photoindex: {error!r}", err=True)
    click.echo(f"Nothing stored was lost. Please report it with the details in {report.name}", err=True)
    return _DEFECT


def _prepare_streams() -> None:
    """File names may hold bytes that are no text; they go out as they came in where the system allows it."""
    errors = "backslashreplace" if os.name == "nt" else "surrogateescape"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)
