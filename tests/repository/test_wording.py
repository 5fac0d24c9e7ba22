"""Comments, messages and pages use plain English: phrases that have confused readers are refused."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".js", ".css", ".html", ".toml", ".yaml", ".yml"}
# This file names the phrases itself.
ABOUT_PHRASES = {"tests/repository/test_wording.py"}

# Refused phrases (regular expressions), each with what to write instead.
REFUSED = {
    r"so many": "give the number a name, or say `up to N`",
    r"(?<!there )is none": "does not exist, is not one",
    r"(?<!there )are none": "do not exist, are not",
    r"lest": "so that it does not",
    r"anew": "again",
    r"be (?:it|they)": "whether",
    r"(?:is|are|was|were) told": "gets, receives, is reported to",
    r"(?:what|whatever|who|that|which) is no(?! longer| more| less)": "is not a",
    r"no such is": "does not exist",
    r"whose (?:each|a) face is": "which person each face belongs to",
    r"for want of": "because it is missing",
    r"without end": "infinite",
    r"reckon(?:s|ed)?": "compute",
}
PATTERNS = {
    phrase: re.compile(rf"\b{phrase}(?!\w)", re.IGNORECASE if "none" not in phrase else 0) for phrase in REFUSED
}


def texts() -> dict[str, str]:
    """Every tracked text by its path, with line breaks and the marks of comments as single spaces."""
    listed = subprocess.run(["git", "ls-files"], check=False, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [name for name in listed.stdout.splitlines() if Path(name).suffix in TEXT or name == "Makefile"]
    return {
        name: re.sub(r"\s+(?:#+\s+)?", " ", (ROOT / name).read_text(encoding="utf-8"))
        for name in files
        if name not in ABOUT_PHRASES and (ROOT / name).is_file()
    }


def found(text: str) -> set[str]:
    """The refused phrases in a text."""
    return {phrase for phrase, pattern in PATTERNS.items() if pattern.search(f"{text} ")}


def test_no_text_uses_a_phrase_that_confuses_readers() -> None:
    used = sorted((name, phrase) for name, text in texts().items() for phrase in found(text))
    assert [f"{name}: `{phrase}`; write: {REFUSED[phrase]}" for name, phrase in used] == []


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("at most so many photos", {r"so many"}),
        ("a path that is none", {r"(?<!there )is none"}),
        ("there is none; the hint gives the closest", set()),
        ("if value is None", set()),
        ("what is no letter", {r"(?:what|whatever|who|that|which) is no(?! longer| more| less)"}),
        ("a file that is no longer there", set()),
        ("a file that is not there", set()),
        ("the wildest, the latest and the fewest", set()),
    ],
)
def test_phrases_are_found_where_they_confuse(text: str, phrases: set[str]) -> None:
    assert found(text) == phrases
