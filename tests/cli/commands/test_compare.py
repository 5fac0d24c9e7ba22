"""Two photos are compared."""

import json
from pathlib import Path

import pytest

from photoindex.cli.main import run


def test_compare_distinguishes_faces_with_the_embedded_pack(
    group_photo: Path, portrait_photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(portrait_photo), str(portrait_photo), "--json"]) == 0
    (same,) = json.loads(capsys.readouterr().out)["items"]
    assert (same["same"], same["compared"][0]["of"]) == (True, 1)
    assert same["similarity"] == pytest.approx(1.0, abs=0.01)
    assert run(["compare", str(portrait_photo), str(group_photo), "--other-face", "3"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Different people: similarity")
    assert "has 6 faces; this is face 3 from the left" in err
    assert run(["compare", str(portrait_photo), str(group_photo), "--other-face", "7"]) == 2
