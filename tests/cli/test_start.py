"""How commands start: quickly, from any terminal, and without what they do not need."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"cv2", "onnxruntime", "insightface", "hdbscan", "sklearn", "scipy", "onnx", "skimage"}


def modules_after(arguments: list[str]) -> set[str]:
    code = (
        "import sys; from photoindex.cli.main import run; code = run(sys.argv[1:]); "
        "print('MODULES', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


@pytest.mark.parametrize(
    "command",
    [["--help"], ["--version"], ["scan", "--help"], ["people"], ["find", "Tom"], ["log"], ["undo"], ["failures"],
     ["label", "cluster", "1", "Tom"], ["show", "cluster", "1"], ["models", "list"]],
)  # fmt: skip
def test_a_command_does_not_load_networks_or_clustering_before_it_needs_them(
    command: list[str], tmp_path: Path
) -> None:
    arguments = command if command[-1].startswith("--") or command[0] == "models" else [
        *command, "--index", str(tmp_path / "none.duckdb")
    ]  # fmt: skip
    assert modules_after(arguments) & HEAVY == set()


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "photoindex", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("photoindex, version ")
