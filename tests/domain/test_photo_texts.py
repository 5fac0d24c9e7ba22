"""Texts are compared without case, accents and invisible characters."""

import pytest

from photoindex.domain.photo_texts import PhotoTexts, folded


@pytest.mark.parametrize(
    ("text", "same"),
    [("Été", "ete"), ("E\u0301te\u0301", "ÉTÉ"), ("Straße", "STRASSE"), ("a\u200bb", "ab"), ("ﬁne", "fine"),
     (" a \n b ", "a b"), ("Ἀθῆναι", "αθηναι")],
)  # fmt: skip
def test_these_texts_are_the_same_to_a_search(text: str, same: str) -> None:
    assert folded(text) == folded(same)


def test_every_text_that_is_not_empty_is_listed() -> None:
    assert list(PhotoTexts("a", "", ("b",), ("c",)).all()) == ["a", "b", "c"]
