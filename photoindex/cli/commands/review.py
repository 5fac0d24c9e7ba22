"""photoindex review"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.options import index_option

if TYPE_CHECKING:
    from photoindex.operations.opening import Notice
    from photoindex.operations.sitting import Sitting

_LOOPBACK = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N",
              help="The port of the page; any free one by default.")  # fmt: skip
@click.option("--no-open", is_flag=True, help="Print the address, but open no browser.")
@click.option("--read-only", is_flag=True, help="Show everything, but refuse every change.")
@click.option("--host", default=_LOOPBACK, metavar="ADDRESS",
              help="Listen on this address of the machine; only this machine by default.")  # fmt: skip
@click.option("--allow-remote", is_flag=True, help="Allow a --host that other machines can reach.")
@index_option
def review(port: int, no_open: bool, read_only: bool, host: str, allow_remote: bool, index_file: Path | None) -> None:
    """Name people on a page in your browser.

    The page is served by this machine, for you alone. It works while a scan runs. Ctrl-C ends it.
    """
    from photoindex.cli.crash import telling_each_once, telling_of_threads
    from photoindex.operations.status import status
    from photoindex.review.listening import address_of, listen, port_of
    from photoindex.review.review import review_on
    from photoindex.review.security.access import Access
    from photoindex.review.security.hosts import hosts_of, is_loopback
    from photoindex.review.serving import serve

    sitting, tell = _sitting(index_file), telling_each_once({"review"})
    # If there is no index, this error says what to do.
    status(sitting.index)
    with listen(host, port, allow_remote=allow_remote) as listening, telling_of_threads(tell):
        port = port_of(listening)
        access, address = Access(port), address_of(host, port)

        def started() -> None:
            _print_address(f"{address}?token={access.token}", remote=not is_loopback(host))
            _open(f"{address}?token={access.ticket}", port, wanted=not no_open)

        sitting.start()
        try:
            serve(
                review_on(sitting, read_only=read_only), listening, access, hosts_of(host, port),
                started=started, report=tell,
            )  # fmt: skip
        finally:
            sitting.close()


def _sitting(index_file: Path | None) -> "Sitting":
    """A sitting on the index, whose notices come from the threads that answer requests."""
    from photoindex.cli.notices import say
    from photoindex.operations.sitting import open_sitting

    context = click.get_current_context()

    def tell(notice: "Notice") -> None:
        with context.scope(cleanup=False):
            say(notice)

    return open_sitting(index_file, command=context.command_path, tell=tell)


def _print_address(address: str, *, remote: bool) -> None:
    click.echo(f"The page is at {address}")
    if remote:
        click.echo(
            "Other machines can reach it, and it is not encrypted: whoever can watch the network sees your photos, the "
            "names and this address. Whoever has this address can name people.",
            err=True,
        )
    click.echo("Keep the address to yourself. Ctrl-C ends the page.", err=True)


def _open(address: str, port: int, *, wanted: bool) -> None:
    from photoindex.cli.browser import has_browser, is_remote, open_browser

    if wanted and has_browser(os.environ):
        open_browser(address)
    elif is_remote(os.environ):
        click.echo(
            f"To open it on the machine where you sit, run `ssh -L {port}:{_LOOPBACK}:{port} USER@THIS-MACHINE` there "
            "and open the address in its browser.",
            err=True,
        )
