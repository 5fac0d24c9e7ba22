"""photoindex review: what it refuses. tests/review/test_serving.py runs the server."""

import re

import pytest

from photoindex.review.listening import listen, port_of
from tests.terminal import Terminal


def test_an_index_that_does_not_exist_is_an_error(terminal: Terminal) -> None:
    missing = terminal.index.path.with_name("none.duckdb")
    ran = terminal.without_index("review", "--no-open", "--index", missing)
    assert ran.code == 3
    assert "there is no index at" in ran.err and "scan FOLDER" in ran.err


def test_a_taken_port_is_an_error(terminal: Terminal) -> None:
    with listen("127.0.0.1", 0, allow_remote=False) as taken:
        ran = terminal("review", "--no-open", "--port", str(port_of(taken)))
    assert ran.code == 2
    assert re.search(r"port \d+ is in use by another program\nChoose another one with --port N", ran.err)


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_a_port_is_a_number_of_sixteen_bits(terminal: Terminal, port: str) -> None:
    ran = terminal("review", "--no-open", "--port", port)
    assert ran.code == 2 and "--port" in ran.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "no.such.name.invalid"])
def test_other_machines_must_be_allowed(terminal: Terminal, host: str) -> None:
    ran = terminal("review", "--no-open", "--host", host)
    assert ran.code == 2
    assert f"{host} can be reached from other machines" in ran.err
    assert "not encrypted" in ran.err and "--allow-remote" in ran.err


def test_an_unknown_host_name_is_an_error_even_if_other_machines_are_allowed(terminal: Terminal) -> None:
    ran = terminal("review", "--no-open", "--host", "no.such.name.invalid", "--allow-remote")
    assert ran.code == 2 and "is not an address of this machine" in ran.err
