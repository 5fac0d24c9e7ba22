"""Commands start quickly, from any terminal, and without loading libraries that they do not need."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal, name_both

HEAVY = {"cv2", "onnxruntime", "insightface", "hdbscan", "sklearn", "scipy", "onnx", "skimage", "faiss", "blessed"}


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


@pytest.mark.parametrize(
    "command",
    [
        ["find", "Tom"],
        ["people"],
        ["show", "person", "Tom"],
        ["status"],
        ["log"],
        ["failures"],
        ["save"],
        ["stats"],
        ["sql", "SELECT 1"],
    ],
)
def test_looking_at_an_index_loads_no_networks_or_clustering(command: list[str], terminal: Terminal) -> None:
    name_both(terminal)
    assert modules_after([*command, "--index", str(terminal.index.path)]) & HEAVY == set()


@pytest.mark.parametrize("query", ["Tom", "Tom (Gran | count:2) -folder:x age:..6", "tom yeer:2004"])
def test_printing_paths_loads_no_decoders_no_exports_and_no_arrays(query: str, terminal: Terminal) -> None:
    name_both(terminal)
    code = (
        "import sys; from photoindex.cli.main import run; run(sys.argv[1:]); "
        "print('MODULES', *(name for name in sys.modules if name.startswith('photoindex.') or '.' not in name))"
    )
    command = [sys.executable, "-c", code, "find", query, "--index", str(terminal.index.path)]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    ours = {f"photoindex.{name}" for name in ("export", "decode", "faces", "scan", "inference", "packs", "thumbnails")}
    ours |= {"photoindex.operations.sheets", "photoindex.operations.slideshow"}
    assert loaded & (HEAVY | ours | {"PIL", "jinja2", "fsspec", "lark", "tqdm"}) == set()
    assert "numpy" not in loaded
    # DuckDB's engine is enough. Its package, OpenSSL and the report of a crash would cost a third of the time.
    assert loaded & {"duckdb", "_hashlib", "photoindex.cli.crash"} == set()


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "photoindex", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("photoindex, version ")


STUCK = """
import sys, time
from multiprocessing import get_context
from photoindex.cli.main import main

if __name__ == "__main__":
    process = get_context("spawn").Process(target=time.sleep, args=(120,))
    process.start()
    print(process.pid, flush=True)
    sys.argv = ["photoindex", "--version"]
    main()
"""


def test_a_command_ends_even_if_one_of_its_workers_cannot_be_ended(tmp_path: Path) -> None:
    script = tmp_path / "stuck.py"
    script.write_text(STUCK, encoding="utf-8")
    with (tmp_path / "out.txt").open("w+", encoding="utf-8") as out:
        code = subprocess.run([sys.executable, str(script)], stdout=out, check=False, timeout=60).returncode
        out.seek(0)
        worker, told = out.read().split(maxsplit=1)
    os.kill(int(worker), signal.SIGTERM)
    assert code == 0
    assert told.startswith("photoindex, version ")
