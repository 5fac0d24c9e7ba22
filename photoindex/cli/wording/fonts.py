"""Say which letters could not be drawn, and what to install."""

import sys
import unicodedata

import click

from photoindex.cli.output import shown

_MOST_NAMED = 10
# The first words of the names of Chinese, Japanese and Korean letters.
_CJK = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


def tell_of_undrawn(letters: str) -> None:
    """Print on stderr which letters became question marks; nothing if there are none."""
    if not letters:
        return
    once = list(dict.fromkeys(letters))
    named = " ".join(once[:_MOST_NAMED])
    more = f" and {len(once) - _MOST_NAMED:,} more" if len(once) > _MOST_NAMED else ""
    said = "These letters became question marks, because no font on this machine has them"
    if len(once) == 1:
        said = "This letter became a question mark, because no font on this machine has it"
    click.echo(f"{said}: {shown(named)}{more}. {_advice(once)}", err=True)


def _advice(letters: list[str]) -> str:
    if not any(unicodedata.name(letter, "").partition(" ")[0].partition("-")[0] in _CJK for letter in letters):
        return "Install a font that has them, such as one of Noto Sans, and run the command again."
    if sys.platform == "darwin":
        return "Install the font Noto Sans CJK, and run the command again."
    if sys.platform == "win32":
        return (
            "Add the supplemental fonts of the language in Settings > System > Optional features, "
            "and run the command again."
        )
    return (
        "Install a font for Chinese, Japanese and Korean, such as fonts-noto-cjk (Debian, Ubuntu) or "
        "google-noto-sans-cjk-fonts (Fedora), and run the command again."
    )
