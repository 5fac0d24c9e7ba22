"""Exports run in the background, one at a time."""

import threading
from collections.abc import Callable

import pytest

from photoindex.errors import StorageError, UsageError
from photoindex.operations.slideshow import RunReport
from photoindex.review.exports import Export, Exports, Progress

DONE = RunReport(2, 0, 0, 0, (), None)


def ended(exports: Exports, number: int) -> Progress:
    while (progress := exports.get(number)) is not None and progress.running:
        threading.Event().wait(0.001)
    assert progress is not None
    return progress


@pytest.fixture
def gate() -> threading.Event:
    """Lets an export end."""
    return threading.Event()


def waiting(gate: threading.Event) -> Export:
    def export(tell: Callable[[int, int], None]) -> RunReport:
        tell(1, 2)
        gate.wait()
        return DONE

    return export


def test_an_export_reports_its_progress_and_its_result(gate: threading.Event) -> None:
    exports = Exports()
    number = exports.start("there", waiting(gate))
    while (progress := exports.get(number)) is None or progress.done == 0:
        threading.Event().wait(0.001)
    assert (progress.folder, progress.done, progress.total, progress.running) == ("there", 1, 2, True)
    gate.set()
    assert ended(exports, number).report == DONE


def test_a_second_export_waits_for_the_first(gate: threading.Event) -> None:
    exports = Exports()
    number = exports.start("there", waiting(gate))
    with pytest.raises(UsageError, match="another export is running"):
        exports.start("elsewhere", lambda _: DONE)
    gate.set()
    ended(exports, number)
    assert ended(exports, exports.start("elsewhere", lambda _: DONE)).report == DONE


def test_an_error_is_kept() -> None:
    def fail(_: Callable[[int, int], None]) -> RunReport:
        raise StorageError("no space")

    exports = Exports()
    error = ended(exports, exports.start("there", fail)).error
    assert error is not None
    assert error.message == "no space"


def test_a_defect_ends_the_export_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[BaseException | None] = []
    monkeypatch.setattr("threading.excepthook", lambda ended: told.append(ended.exc_value))

    def fail(_: Callable[[int, int], None]) -> RunReport:
        raise ValueError("a defect")

    exports = Exports()
    error = ended(exports, exports.start("there", fail)).error
    assert error is not None
    assert "a defect of photoindex" in error.message
    assert ended(exports, exports.start("there", lambda _: DONE)).report == DONE
    assert [str(each) for each in told] == ["a defect"]


def test_an_export_that_was_never_started_is_unknown() -> None:
    assert Exports().get(1) is None
    assert Exports().get(0) is None
