"""Workers keep freed memory, unless the user has set the allocator."""

import os
import subprocess
import sys

import pytest

from photoindex.scan.allocator import kept_memory

NAMES = ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_")
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such settings")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def in_a_child() -> dict[str, str]:
    code = f"import os; print(*[os.environ.get(name, '-') for name in {NAMES}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(zip(NAMES, [word.strip("-") for word in done.stdout.split()], strict=True))


@linux
def test_only_processes_started_inside_the_context_get_the_setting() -> None:
    with kept_memory():
        assert all(in_a_child().values())
    assert not any(in_a_child().values())


@linux
def test_a_setting_made_by_the_user_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMES[0], "65536")
    with kept_memory():
        assert in_a_child()[NAMES[0]] == "65536"
    assert os.environ[NAMES[0]] == "65536"


def test_the_environment_is_restored_after_an_error() -> None:
    before = dict(os.environ)
    with pytest.raises(ValueError, match="no process"), kept_memory():
        raise ValueError("no process")
    assert dict(os.environ) == before
