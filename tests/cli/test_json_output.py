"""JSON has one form, and docs/json.md shows it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.json_documents import commands_with_json, documents
from tests.terminal import Terminal

PAGE = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
# Names of the documents that options of a command lead to, and of the kinds for which `show` prints the same document.
SCHEMAS = {
    "find --export": "find export", "find --export --as": "find export", "find --film": "find film",
    "find --timelapse": "find timelapse",
    "cluster --dry-run": "cluster preview",
    "explain face": "explain",
    **{f"show {kind}": "show" for kind in ("cluster", "person", "face", "photo", "poor")},
}  # fmt: skip


@pytest.fixture
def printed(terminal: Terminal, portrait_photo: Path, tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    (tmp_path / "out").mkdir()
    return documents(terminal, portrait_photo, tmp_path / "out")


def test_every_document_has_the_envelope_and_fields_shown_in_the_documentation(
    printed: dict[str, list[dict[str, Any]]],
) -> None:
    assert commands_with_json() <= set(printed)
    examples = {example["schema"]: example for example in _examples("json")}
    steps = {(step["step"], step.get("status")): step for step in _examples("json-lines")}
    for name, found in printed.items():
        for document in found:
            assert document["version"] == 1
            schema = document["schema"]
            assert schema == SCHEMAS.get(name, name)
            if schema == "scan":
                example = steps[document["step"], document.get("status")]
            else:
                assert isinstance(document["items"], list)
                example = examples[schema]
            assert _differences(document, example, name) == []
    assert set(examples) == {document["schema"] for found in printed.values() for document in found} - {"scan"}


def test_moments_are_in_utc_and_dates_of_photos_are_as_the_camera_wrote_them(
    printed: dict[str, list[dict[str, Any]]],
) -> None:
    assert printed["log"][0]["items"][0]["decided_at"].endswith("+00:00")
    assert printed["status"][0]["items"][0]["runs"][0]["started_at"].endswith("+00:00")
    assert printed["failures"][0]["items"][0]["failed_at"].endswith("+00:00")
    assert printed["find"][0]["items"][0]["taken_at"] == "2000-05-01T10:00:00"


def _examples(kind: str) -> list[dict[str, Any]]:
    blocks = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    texts = blocks if kind == "json" else blocks[0].splitlines()
    return [json.loads(text) for text in texts]


# Their keys are data, namely tables of the index.
_FREE = {"rows"}


def _differences(value: Any, example: Any, where: str) -> list[str]:
    """The places where the fields of a document differ from the example. Lists are compared by their first entry."""
    if isinstance(value, dict) and isinstance(example, dict):
        if set(value) != set(example):
            return [f"{where}: {sorted(set(value) ^ set(example))}"]
        return [
            found for key in set(value) - _FREE for found in _differences(value[key], example[key], f"{where}.{key}")
        ]
    if isinstance(value, list) and isinstance(example, list) and value and example:
        return _differences(value[0], example[0], f"{where}[0]")
    return (
        [] if value is None or example is None or type(value) is type(example) or _numbers(value, example) else [where]
    )


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
