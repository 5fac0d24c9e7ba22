"""File names survive storage in the database, whatever their bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from photoindex.store.database.path_text import is_below, path_of, prefix_of, text_of
from photoindex.store.opening.index import Index

# The characters to which `text_of` gives a special meaning, and their neighbours.
MARK = "\U0010ff7f"
SPECIAL = [MARK, "\U0010ff80", "\U0010ffff", "\U0010f000", "\U0010f7ff", "\udc80", "\udcff", "\ud800", "\udfff", "a"]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="names on Windows are UTF-16")
names = st.text(st.one_of(st.sampled_from(SPECIAL), st.characters(exclude_characters="\0/\\")), min_size=1, max_size=20)


@posix_only
@given(st.binary(min_size=1, max_size=40).filter(lambda data: b"\0" not in data))
@example(b"\xf4\x8f\xbe\x80.jpg")
@example(b"\x80.jpg")
def test_any_bytes_survive_the_round_trip(name: bytes) -> None:
    path = Path("/photos", os.fsdecode(name).replace("/", "_"))
    text = text_of(path)
    text.encode("utf-8")
    assert path_of(text) == path


@given(names)
def test_any_characters_survive_the_round_trip_even_lone_surrogates_on_windows(name: str) -> None:
    text = text_of(f"/photos/{name}")
    text.encode("utf-8")
    assert str(path_of(text)) == str(Path(f"/photos/{name}"))


@given(names, names)
@example("\U0010ff80", "\udc80")
@example(f"{MARK}\U0010ff80", "\U0010ff80")
def test_two_names_never_have_the_same_text(one: str, other: str) -> None:
    assert (text_of(one) == text_of(other)) == (one == other)


@given(names, names)
def test_the_text_of_a_folder_is_a_prefix_of_the_texts_of_its_contents(folder: str, name: str) -> None:
    outer, inner = Path("/photos") / folder, Path("/photos") / folder / name
    assert text_of(inner).startswith(prefix_of(outer))
    assert prefix_of(text_of(outer)) == prefix_of(outer)
    assert is_below(text_of(inner), text_of(outer))


@given(st.text(max_size=20))
def test_any_text_that_another_program_wrote_is_read_as_some_path(text: str) -> None:
    path_of(text)


def test_ordinary_names_are_stored_unchanged() -> None:
    assert text_of(Path("Ünïcødé 人 😀.jpg")) == "Ünïcødé 人 😀.jpg"


PRINT_TEXT = """
import os, sys
from photoindex.store.database.path_text import path_of, text_of
name = os.fsdecode(bytes.fromhex(sys.argv[1]))
assert str(path_of(text_of(name))) == name
print(sys.getfilesystemencoding(), text_of(name).encode("utf-8").hex())
"""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode in every locale there")
def test_a_name_has_the_same_text_in_a_locale_with_another_encoding() -> None:
    name = "Zoë \udcff \U0010ff80.jpg".encode("utf-8", "surrogateescape")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = [
        subprocess.run(
            [sys.executable, "-c", PRINT_TEXT, name.hex()], env=os.environ | more, capture_output=True, text=True,
            check=True,
        ).stdout.split()
        for more in (plain, {"PYTHONUTF8": "1"})
    ]  # fmt: skip
    assert [encoding for encoding, _ in told] == ["ascii", "utf-8"]
    assert told[0][1] == told[1][1]


def test_paths_with_private_use_characters_in_an_index_of_version_4_stay_the_same(index_of_version_4: Path) -> None:
    import duckdb

    name = f"/photos/{MARK}Tom{MARK}.jpg"
    with duckdb.connect(str(index_of_version_4)) as old:
        old.execute("UPDATE file SET path = ? WHERE path = (SELECT min(path) FROM file)", [name])
        old.execute("UPDATE run SET roots = [?, '/photos']", [f"/photos/{MARK}"])
        old.execute("INSERT INTO root VALUES (?, now()::TIMESTAMP, NULL, NULL)", [f"/photos/{MARK}"])
        old.execute("INSERT INTO replaced VALUES (?, 'a', 'b', now()::TIMESTAMP, FALSE)", [name])
        old.execute("INSERT INTO failure VALUES (?, 1, 1, 'decode', 'x', 1, now()::TIMESTAMP)", [name])
        others = old.execute("SELECT path FROM file WHERE path <> ? ORDER BY path", [name]).fetchall()
    with Index(index_of_version_4).reading() as connection:
        for table in ("file", "failure", "replaced"):
            texts = [row[0] for row in connection.execute(f"SELECT path FROM {table}").fetchall()]
            assert Path(name) in [path_of(text) for text in texts]
        assert Path(name).parent / MARK in [
            path_of(row[0]) for row in connection.execute("SELECT path FROM root").fetchall()
        ]
        roots = connection.execute("SELECT roots FROM run LIMIT 1").fetchone()
        assert roots is not None
        assert [path_of(text) for text in roots[0]] == [Path(f"/photos/{MARK}"), Path("/photos")]
        now = connection.execute("SELECT path FROM file WHERE path <> ? ORDER BY path", [text_of(name)]).fetchall()
    assert now == others
