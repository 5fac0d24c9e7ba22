"""Rows of a dump of MariaDB: both layouts, every escape, damage."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop import mariadb_dump as module
from photoindex.interop.mariadb_dump import Row, rows_in_dump
from photoindex.interop.photo_names import Unread

CREATE = """/*M!999999\\- enable the sandbox mode */
-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
DROP TABLE IF EXISTS `subjects`;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `subjects` (
  `subj_uid` varbinary(42) NOT NULL,
  `subj_name` varchar(160) DEFAULT '',
  `file_count` int(11) DEFAULT 0,
  PRIMARY KEY (`subj_uid`),
  KEY `idx_subjects_deleted_at` (`subj_name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `other` (
  `name` text
);
INSERT INTO `other` VALUES ('INSERT INTO `subjects` VALUES (1)');
"""


def rows(folder: Path, content: str) -> tuple[list[tuple[str, Row]], list[Unread]]:
    file = folder / "dump.sql"
    file.write_text(content, encoding="utf-8")
    notes: list[Unread] = []
    return list(rows_in_dump(file, ("subjects",), notes.append)), notes


def names(folder: Path, statements: str) -> list[str | None]:
    found, notes = rows(folder, CREATE + statements)
    assert notes == []
    return [row["subj_name"] for _, row in found]


@pytest.mark.parametrize(
    "statements",
    [
        "INSERT INTO `subjects` VALUES ('j1','Ann',1),('j2',NULL,2);\n",
        "INSERT INTO `subjects` VALUES\n('j1','Ann',1),\n('j2',NULL,2);\n",
        "INSERT INTO `subjects` VALUES (_binary 'j1','Ann',1);\nINSERT INTO `subjects` VALUES ('j2',NULL,-2);\n",
        "INSERT INTO `subjects` (`subj_uid`, `subj_name`) VALUES ('j1','Ann'),('j2',NULL);\n",
    ],
    ids=["one line", "a line for each row", "a statement for each row", "with columns"],
)
def test_rows_are_read_in_every_layout(tmp_path: Path, statements: str) -> None:
    found, notes = rows(tmp_path, CREATE + statements)
    assert notes == []
    assert [(table, row["subj_uid"], row["subj_name"]) for table, row in found] == [
        ("subjects", "j1", "Ann"), ("subjects", "j2", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("it\\'s", "it's"), ("it''s", "it's"), ('\\"a\\"', '"a"'), ("a\\\\", "a\\"), ("a\\nb\\r\\t", "a\nb\r\t"),
        ("a\nb", "a\nb"), ("Zoë 👩", "Zoë 👩"), ("a,b);(", "a,b);("), ("\\0\\Z\\%", "\0\x1a%"), ("", ""),
    ],
)  # fmt: skip
def test_texts_have_the_escapes_of_mysql(tmp_path: Path, written: str, expected: str) -> None:
    assert names(tmp_path, f"INSERT INTO `subjects` VALUES ('j1','{written}',1);\n") == [expected]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=1, max_size=5))
def test_a_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    escaped = [text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0") for text in texts]
    statement = "INSERT INTO `subjects` VALUES\n" + ",\n".join(f"('j','{text}',1.5e3)" for text in escaped) + ";\n"
    assert names(tmp_path_factory.getbasetemp(), statement) == texts


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("INSERT INTO `subjects` VALUES ('j1','Ann',1),('j2','Be", ["Ann"]),
        ("INSERT INTO `subjects` VALUES ('j1','Ann',1),('j2','Ben'),('j3','Cy',1);\n", ["Ann"]),
        ("INSERT INTO `subjects` VALUES ('j1','Ann',1),nonsense('j2','Ben',1);\n", ["Ann"]),
        ("INSERT INTO `subjects` VALUES ((((\nINSERT INTO `subjects` VALUES ('j1','Ann',1);\n", []),
        ("INSERT INTO `subjects` VALUES ('j1', (SELECT 1), 2);\n", []),
    ],
)
def test_damage_ends_a_statement(tmp_path: Path, statements: str, expected: list[str]) -> None:
    found, notes = rows(tmp_path, CREATE + statements)
    assert [row["subj_name"] for _, row in found] == expected
    assert {(note.fault, note.detail) for note in notes} == {("malformed", "a row of the table subjects")}


def test_a_text_over_many_lines_is_not_read_again_without_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_SCANNED", 100_000)
    found, notes = rows(tmp_path, CREATE + "INSERT INTO `subjects` VALUES ('j1','" + "a\n" * 20_000 + "',1);\n")
    assert (found, len(notes)) == ([], 1)


def test_rows_without_their_table_are_noted(tmp_path: Path) -> None:
    found, notes = rows(tmp_path, "INSERT INTO `subjects` VALUES ('j1','Ann',1);\n")
    assert (found, [note.fault for note in notes]) == ([], ["malformed"])


@pytest.mark.parametrize("content", ["", "SELECT 1;\n", "\0" * 1000, "CREATE TABLE `subjects` ("])
def test_what_is_not_a_dump_gives_nothing(tmp_path: Path, content: str) -> None:
    assert rows(tmp_path, content) == ([], [])
