"""photoindex evaluate, as a user types it."""

import json
import sys
from pathlib import Path

import pytest

from photoindex.cli.installation import install_command
from tests.terminal import Terminal


def test_evaluate_prints_three_measurements(named: Terminal) -> None:
    ran = named("evaluate")
    assert "8 faces of 2 people" in ran.out
    assert all(word in ran.out for word in ("Verification", "B-cubed", "Effort", "PER PERSON"))
    (measured,) = json.loads(named("evaluate", "--json").out)["items"]
    assert measured["b_cubed"]["f"] == 1.0
    assert len(measured["verification"]["tpr"]) == len(measured["verification"]["threshold"])
    assert measured["effort"]["people"] == 1


def test_a_plot_is_written_or_the_missing_package_is_named(named: Terminal, tmp_path: Path) -> None:
    plot = tmp_path / "curves.png"
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        ran = named("evaluate", "--plot", plot)
        assert ran.code == 7
        assert install_command("matplotlib") in ran.err
        return
    assert named("evaluate", "--plot", plot).code == 0
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert named("evaluate", "--plot", plot).code == 2


def test_without_matplotlib_a_request_for_a_plot_names_the_extra_to_install(
    named: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    ran = named("evaluate", "--plot", tmp_path / "curves.png")
    assert ran.code == 7
    assert install_command("matplotlib") in ran.err
