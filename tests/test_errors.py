"""An error carries what is shown, what can be done next and the exit code of its class."""

import pickle
from pathlib import Path

import pytest

from photoindex.advice.actions import Action
from photoindex.errors import (
    DaskError,
    DownloadError,
    FailureReason,
    IndexDamagedError,
    IndexFileError,
    IndexLockedError,
    IndexTooNewError,
    InterruptedByUserError,
    MissingLibraryError,
    NotFoundError,
    OvertakenError,
    PackError,
    PhotoError,
    PhotoIndexError,
    StorageError,
    UsageError,
)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PhotoIndexError, 70), (NotFoundError, 1), (UsageError, 2), (IndexFileError, 3), (IndexTooNewError, 3),
        (IndexDamagedError, 3), (IndexLockedError, 4), (StorageError, 5), (PackError, 6), (DownloadError, 6),
        (MissingLibraryError, 7), (DaskError, 8), (OvertakenError, 9), (InterruptedByUserError, 130),
    ],
)  # fmt: skip
def test_each_error_has_its_exit_code(kind: type[PhotoIndexError], code: int) -> None:
    assert kind("it failed").exit_code == code
    assert kind("it failed").message == str(kind("it failed")) == "it failed"


def test_an_error_has_the_hint_and_the_advice_of_its_class() -> None:
    error = IndexTooNewError("too new")
    assert (error.hint, error.advice) == ("Upgrade photoindex.", (Action.NAME_ANOTHER_INDEX,))


def test_a_given_hint_or_given_advice_replaces_both_the_hint_and_the_advice_of_the_class() -> None:
    hinted = IndexTooNewError("too new", hint="Wait.")
    assert (hinted.hint, hinted.advice) == ("Wait.", ())
    advised = IndexTooNewError("too new", advice=Action.RESCUE_INDEX)
    assert (advised.hint, advised.advice) == ("", (Action.RESCUE_INDEX,))
    several = PackError("no pack", advice=[Action.LIST_PACKS, Action.RESCUE_INDEX])
    assert several.advice == (Action.LIST_PACKS, Action.RESCUE_INDEX)


def test_an_error_about_an_index_holds_the_path_of_its_file() -> None:
    assert IndexDamagedError("damaged", path=Path("/a.duckdb")).path == Path("/a.duckdb")
    assert IndexDamagedError("damaged").path is None


@pytest.mark.parametrize(
    ("stage", "reason"),
    [("read", "unreadable"), ("extra", "needs-package"), ("worker", "worker-died"), ("decode", "damaged")],
)
def test_without_a_given_reason_an_error_has_the_usual_reason_of_its_stage(stage: str, reason: FailureReason) -> None:
    assert PhotoError(stage, "it failed").reason == reason
    assert PhotoError(stage, "it failed", "truncated").reason == "truncated"


def test_an_error_keeps_all_its_fields_when_passed_between_processes() -> None:
    error = PhotoError("extra", "CR2 needs rawpy", "needs-package", "raw", needed=3, allowed=2)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is PhotoError
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)
