"""Unexpected errors are printed, and reported without names and paths."""

import threading
from pathlib import Path

import pytest

from photoindex.cli.crash import telling_each_once, telling_of_threads


@pytest.fixture(autouse=True)
def reports_of_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def fail(about: str) -> RuntimeError:
    try:
        raise RuntimeError(about)
    except RuntimeError as error:
        return error


def fail_elsewhere(about: str) -> RuntimeError:
    try:
        raise RuntimeError(about)
    except RuntimeError as error:
        return error


def test_a_server_tells_each_defect_once(capsys: pytest.CaptureFixture[str]) -> None:
    tell = telling_each_once({"review"})
    for error in (fail("Grandma"), fail("Tom"), fail_elsewhere("Tom")):
        tell(error)
    printed = capsys.readouterr().err
    assert printed.count("a defect of photoindex") == 2


def test_the_report_holds_no_names(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["photoindex", "review", "--index", "/home/grandma/index.duckdb"])
    telling_each_once({"review"})(fail("Grandma"))
    printed = capsys.readouterr().err
    report = Path(printed.partition("details in ")[2].partition(", which")[0])
    text = report.read_text(encoding="utf-8")
    assert "photoindex review --index ..." in text and "RuntimeError" in text
    assert "grandma" not in text.lower()


def test_an_error_that_ends_a_thread_is_told_without_its_frames(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise fail("Grandma")

    with telling_of_threads(telling_each_once({"review"})):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    printed = capsys.readouterr().err
    assert "a defect of photoindex" in printed
    assert "Traceback" not in printed
