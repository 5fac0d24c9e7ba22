"""Processes of low priority."""

import subprocess
import sys
from pathlib import Path

from photoindex.scan.priority import lower_priority


def test_lowering_the_priority_works_on_this_system() -> None:
    # In a separate process, because a priority cannot be raised again.
    code = f"from {lower_priority.__module__} import lower_priority; lower_priority()"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
