"""photoindex compare"""

from pathlib import Path

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER, json_option
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import PATH
from photoindex.cli.wording.faces import which_face


@click.command()
@click.argument("one", type=PATH, metavar="A.jpg")
@click.argument("other", type=PATH, metavar="B.jpg")
@click.option("--face", "first", type=NUMBER, help="Which face of the first photo, from left to right.")
@click.option("--other-face", "second", type=NUMBER, help="Which face of the second photo.")
@json_option
def compare(one: Path, other: Path, first: int | None, second: int | None, as_json: bool) -> None:
    """Say whether the faces in two photos are the same person. Needs no index.

    If a photo has several faces, the largest is compared, unless --face or --other-face chooses another.
    """
    from photoindex.operations.compare import compare
    from photoindex.wording.explanations import rate_in_words

    found = compare(one, other, faces=(first, second))
    verdict, rate = found.verdict, found.verdict.false_match_rate
    if as_json:
        comparison = {
            "similarity": round(verdict.similarity, 4), "threshold": verdict.threshold, "same": verdict.same,
            "false_match_rate": {"at_least": rate.low, "at_most": rate.high}, "pack": found.pack,
            "compared": [
                {"path": path, "number": face.number, "of": face.of}
                for path, face in ((one, found.one), (other, found.other))
            ],
        }  # fmt: skip
        print_items("compare", [comparison])
        return
    for path, face, option in ((one, found.one, "--face N"), (other, found.other, "--other-face N")):
        if face.of > 1:
            click.echo(which_face(shown_path(path), face.number, face.of, option), err=True)
    click.echo(
        f"{'The same person' if verdict.same else 'Different people'}: similarity {verdict.similarity:.2f}, "
        f"and from {verdict.threshold:.2f} on, two faces count as the same person."
    )
    words = rate_in_words(rate.low, rate.high)
    click.echo(f"{words[0].upper()}{words[1:]} (pack {shown(found.pack)}).")
