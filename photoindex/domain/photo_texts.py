"""Define the texts that people and programs write into photos: titles, captions and keywords."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhotoTexts:
    """The texts of one photo, each in one line and without control characters; empty where there are none.

    `others` are further titles and captions that differ from the first ones, such as those in other languages.
    """

    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def all(self) -> Iterator[str]:
        """Every text that is not empty."""
        yield from filter(None, (self.title, self.caption, *self.keywords, *self.others))


def folded(text: str) -> str:
    """The text as a search compares it: case, accents, spacing and invisible characters do not count."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", seen).casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
