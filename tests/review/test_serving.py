"""The server as a process: started by the command, reached over real connections, ended by signals."""

import contextlib
import dataclasses
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from photoindex.domain.targets import Target
from photoindex.operations.common.index_lock import Progress, alone
from photoindex.operations.label import label
from photoindex.operations.opening import open_index
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.review.app import create_app
from photoindex.review.review import review_on
from photoindex.review.serving import Reporting
from tests.library import Library

ROOT = Path(__file__).parents[2]


@dataclasses.dataclass
class Running:
    """A server, and a browser that has opened its address."""

    process: subprocess.Popen[str]
    port: int
    token: str
    used: contextlib.ExitStack
    cookie: str = ""

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request(method, path, body, {"Cookie": self.cookie} | headers)
        return self.used.enter_context(connection.getresponse())

    def connect(self) -> http.client.HTTPConnection:
        return self.used.enter_context(contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)))

    def without_cookie(self) -> "Running":
        return dataclasses.replace(self, cookie="")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop the server; return its exit code and what it had printed on standard error."""
        self.process.send_signal(number)
        _, printed = self.process.communicate()
        return self.process.returncode, printed


@contextlib.contextmanager
def served(index: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Running]:
    words = [sys.executable, "-m", "photoindex", "review", "--no-open", "--index", str(index), *options]
    with contextlib.ExitStack() as used, subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("SSH_")} | (environment or {}),
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            address = re.fullmatch(
                r"The page is at http://127\.0\.0\.1:(\d+)/\?token=(\S+)\n", process.stdout.readline()
            )
            assert address is not None
            running = Running(process, int(address[1]), address[2], used)
            opened = running.ask(f"/?token={running.token}")
            running.cookie = opened.headers["Set-Cookie"].partition(";")[0]
            yield running
        finally:
            process.kill()


@pytest.fixture(scope="module")
def running(scanned_once: Library) -> Iterator[Running]:
    """One server for all tests that neither stop it nor change the index."""
    with served(scanned_once.index.path) as made:
        yield made


@pytest.fixture
def own(scanned: Library) -> Iterator[Running]:
    with served(scanned.index.path) as made:
        yield made


def test_the_address_on_the_terminal_opens_the_page(running: Running) -> None:
    page = running.ask("/")
    assert page.status == 200
    assert "8 faces" in page.read().decode()
    # Ports do not separate the cookies of a host, so each has a name of its own.
    assert running.cookie.startswith(f"photoindex-{running.port}=")


def test_another_process_without_the_token_gets_nothing(running: Running) -> None:
    other = running.without_cookie()
    for path in ("/", "/people", "/crops/1/small.webp", "/photos/1.jpg", "/events", "/static/js/main.js"):
        assert other.ask(path).status == 401
    assert other.ask("/api/undo", "POST", "{}").status == 403


def test_only_one_address_of_this_machine_is_listened_on(running: Running) -> None:
    for other in ("127.0.0.2", "::1"):
        with pytest.raises(OSError):
            socket.create_connection((other, running.port))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_at_once_even_while_pages_listen(own: Running, number: int) -> None:
    events = own.ask("/events")
    assert events.readline() == b"retry: 2000\n"
    code, printed = own.end(number)
    # The stream ends properly rather than by a broken connection.
    assert events.read().endswith(b"\n")
    assert (code, printed.splitlines()) == (0, ["Keep the address to yourself. Press Ctrl-C to stop."])


def test_nothing_is_printed_about_requests_good_or_bad(own: Running) -> None:
    own.ask("/")
    own.ask("/nothing")
    for nonsense in (
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET /\xff HTTP/1.1\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", own.port)) as raw:
            raw.sendall(nonsense)
            raw.recv(100)
    assert len(own.end()[1].splitlines()) == 1


def raw_answer(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(request)
        with contextlib.suppress(ConnectionError):
            return raw.recv(1000)
        return b""


def test_the_size_of_request_headers_is_limited(running: Running) -> None:
    host = f"Host: 127.0.0.1:{running.port}\r\n".encode()
    many = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(100))
    for request in (
        b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
        b"GET / HTTP/1.1\r\n" + host + many + b"\r\n",
    ):
        # The parser refuses what arrives in pieces, and the guard refuses the rest.
        assert raw_answer(running.port, request).split(b" ")[1:2] in ([b"400"], [b"431"], [])
    assert running.ask("/").status == 200


def test_requests_that_are_smuggled_or_without_a_host_are_refused(running: Running) -> None:
    host = f"Host: 127.0.0.1:{running.port}\r\n".encode()
    for request in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"POST /api/undo HTTP/1.1\r\n" + host + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"POST /api/undo HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n{}",
        b"POST /api/undo HTTP/1.1\r\n" + host + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ):
        status = int(raw_answer(running.port, request).split()[1])
        assert 400 <= status < 500


def test_an_endless_body_is_cut_off(running: Running) -> None:
    head = (
        f"POST /api/undo HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\nOrigin: http://127.0.0.1:{running.port}\r\n"
        f"Cookie: {running.cookie}\r\nX-Photoindex: 1\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(head.encode())
        with contextlib.suppress(ConnectionError):
            while True:
                raw.sendall(b"4000\r\n" + b" " * 0x4000 + b"\r\n")
        with contextlib.suppress(ConnectionError):
            assert raw.recv(100).startswith(b"HTTP/1.1 413")
    assert running.ask("/").status == 200


def test_no_path_leads_to_files_of_the_user(running: Running, scanned: Library) -> None:
    secret = scanned.index.path.parent / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    for path in (
        f"/static/{secret}", f"/static/../../../../../../../../{secret}", f"/crops/..%2f..{secret}/small.webp",
        f"/crops/{secret}", f"/photos/{secret}", "/photos/..%2f..%2fetc%2fpasswd.jpg", "/photos/1.jpg/../../secret.txt",
        "/crops/-1/small.webp", "/crops/1e3/small.webp", "/crops/0x1/small.webp", "/crops/%31%00/small.webp",
        "/crops/99999999999999999999999/small.webp", f"/photos/{'9' * 6000}.jpg", "/crops/1/../2/small.webp",
    ):  # fmt: skip
        answer = running.ask(path)
        assert (answer.status, b"secret" in answer.read()) == (404, False), path


def test_a_taken_port_is_an_error_that_says_so(running: Running, scanned: Library) -> None:
    words = ["review", "--no-open", "--port", str(running.port), "--index", str(scanned.index.path)]
    done = subprocess.run(
        [sys.executable, "-m", "photoindex", *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert f"photoindex: port {running.port} is in use by another program" in done.stderr
    assert "--port" in done.stderr and "Traceback" not in done.stderr


def test_a_chosen_port_can_be_used_again_at_once(scanned: Library) -> None:
    with served(scanned.index.path) as first:
        first.ask("/events").readline()
        first.end()
    with served(scanned.index.path, "--port", str(first.port)) as second:
        assert second.port == first.port
        # The cookie of the first start is no longer valid.
        assert dataclasses.replace(second, cookie=first.cookie).ask("/").status == 401


def test_two_servers_do_not_disturb_each_other(running: Running, scanned: Library) -> None:
    with served(scanned.index.path) as other:
        both = f"{running.cookie}; {other.cookie}"
        for server in (running, other):
            assert dataclasses.replace(server, cookie=both).ask("/").status == 200
        assert dataclasses.replace(running, cookie=other.cookie).ask("/").status == 401


def test_a_read_only_server_refuses_changes(scanned: Library) -> None:
    with served(scanned.index.path, "--read-only") as running:
        answer = running.ask(
            "/api/undo", "POST", "{}", **{"Content-Type": "application/json", "X-Photoindex": "1",
                                          "Origin": f"http://127.0.0.1:{running.port}"},
        )  # fmt: skip
        assert (answer.status, json.loads(answer.read())["kind"]) == (403, "read-only")
        assert b"This page is read-only" in running.ask("/").read()


def event(stream: http.client.HTTPResponse, kind: str, fits: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """The data of the next event of this kind that fits."""
    while True:
        name = stream.readline().decode().strip().removeprefix("event: ")
        if name == kind:
            data: dict[str, object] = json.loads(stream.readline().decode().removeprefix("data: "))
            if fits(data):
                return data


def test_pages_learn_of_a_scan_and_of_decisions_made_elsewhere(own: Running, scanned: Library) -> None:
    stream = own.ask("/events")
    assert event(stream, "progress", lambda _: True)["said"] == ""
    assert event(stream, "hello", lambda _: True) == {"decision": 0}
    index = open_index(scanned.index.path)
    with alone(index, "scan") as holding:
        holding.tell(Progress("scanning", 1240, 8000, 3100))
        told = event(stream, "progress", lambda data: data["command"] is not None and data["step"] is not None)
        assert told == {
            "said": "Scanning: 1,240 of 8,000 photos", "short": "15 %", "command": "scan", "step": "scanning",
        }  # fmt: skip
        label(index, Target("cluster", ids=(scanned.cluster_with(4),)), "Grandma")
        assert event(stream, "changed", lambda data: data["decision"] != 0) == {"decision": 1}
    assert event(stream, "progress", lambda data: data["command"] is None)["said"] == ""


def test_the_page_answers_while_the_index_is_in_use(own: Running, scanned: Library) -> None:
    connection = own.connect()
    with scanned.index.writing():
        connection.request("GET", "/", headers={"Cookie": own.cookie})
    assert connection.getresponse().status == 200


def test_over_ssh_the_terminal_says_how_to_open_the_page(scanned: Library) -> None:
    with served(scanned.index.path, environment={"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}) as running:
        printed = running.end()[1]
    assert f"ssh -L {running.port}:127.0.0.1:{running.port}" in printed


def test_an_address_that_other_machines_can_reach_must_be_allowed(scanned: Library) -> None:
    words = ["review", "--no-open", "--host", "0.0.0.0", "--index", str(scanned.index.path)]
    done = subprocess.run(
        [sys.executable, "-m", "photoindex", *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert "0.0.0.0 can be reached from other machines" in done.stderr
    assert "not encrypted" in done.stderr and "--allow-remote" in done.stderr


class Broken(WarmIndex):
    """An index that raises an unexpected error when it is used."""

    @contextlib.contextmanager
    def reading(self) -> Iterator[Any]:
        raise RuntimeError("the face of Grandma")
        yield


def test_a_defect_is_reported_in_the_terminal_and_the_page_says_so(tmp_path: Path) -> None:
    reported: list[BaseException] = []
    app = Reporting(create_app(review_on(Sitting(Broken(tmp_path / "index.duckdb")))), reported.append)
    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert "a defect of photoindex" in answer.text and "Grandma" not in answer.text
    assert [type(error) for error in reported] == [RuntimeError]


def test_without_an_index_the_command_says_what_to_do(tmp_path: Path) -> None:
    words = ["review", "--no-open", "--index", str(tmp_path / "none.duckdb")]
    done = subprocess.run(
        [sys.executable, "-m", "photoindex", *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 3
    assert "there is no index at" in done.stderr and "scan FOLDER" in done.stderr
    assert list(tmp_path.iterdir()) == []
