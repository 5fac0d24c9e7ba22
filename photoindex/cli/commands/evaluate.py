"""photoindex evaluate"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import print_table, shown_path
from photoindex.cli.paths import FILE
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.evaluate import Evaluation, Pair

_RATES = (1e-1, 1e-2, 1e-3, 1e-4)


@click.command()
@click.option(
    "--truth", type=FILE, metavar="FILE.csv",
    help="A file with the columns path and person, instead of your labels.",
)  # fmt: skip
@click.option(
    "--plot",
    type=FILE,
    metavar="FILE.png",
    help="Draw the curves (needs [plot]).",
)
@json_option
@index_option
def evaluate(truth: Path | None, plot: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Measure how accurate photoindex is on faces whose people are known.

    These are the faces that you confirmed, or those in the photos of FILE.csv. If the file names one person for a
    photo, that is its only face, or the one that is clearly the largest.
    """
    from photoindex.cli.opening import open_index
    from photoindex.cli.wording.plots import plot_texts
    from photoindex.operations import evaluate as operation

    found = operation.evaluate(open_index(index_file), truth)
    if as_json:
        print_items("evaluate", [_as_json(found)])
    else:
        _print_verification(found)
        _print_groups(found)
        _print_naming(found)
        _print_effort(found)
    if plot is not None:
        operation.plot(found, plot, plot_texts())
        click.echo(f"Wrote {shown_path(plot)}.", err=True)


def _print_verification(found: "Evaluation") -> None:
    truth, measured = found.truth, found.verification
    click.echo(
        f"Measured on {count(truth.faces, 'face')} of {count(truth.people, 'person', 'people')}: {_source(found)}"
    )
    if truth.unknown or truth.unclear:
        click.echo(
            f"{count(truth.unknown, 'path')} not in the index, {truth.unclear} without one clear face.", err=True
        )
    click.echo(
        f"\nVerification: {measured.same:,} pairs of one person, {measured.different:,} of two"
        f"{_of_all(found, found.sampled.verification)}"
    )
    rows = sorted({measured.best, _row_at(found, found.threshold)})
    print_table(
        ("THRESHOLD", "ONE PERSON", "TWO PEOPLE", "ACCURACY", ""),
        [
            (f"{measured.threshold[row]:.3f}", f"{measured.true_positives[row]:.4f}",
             f"{measured.false_positives[row]:.6f}", f"{measured.accuracy[row]:.4f}",
             "the best" if row == measured.best else "the pack's")
            for row in rows
        ],
        right=(0, 1, 2, 3),
    )  # fmt: skip
    shares = ", ".join(f"{measured.true_positives_at(rate):.4f} at {rate:g}" for rate in _RATES)
    click.echo(f"Pairs of one person recognised, by the share of strangers mistaken for one: {shares}")
    _print_pairs("Least similar pair of one person", measured.hardest_same[:3], found)
    _print_pairs("Most similar pair of two people", measured.hardest_different[:3], found)


def _source(found: "Evaluation") -> str:
    return "your labels" if found.truth.source is None else str(found.truth.source)


def _print_pairs(title: str, pairs: "tuple[Pair, ...]", found: "Evaluation") -> None:
    for pair in pairs:
        one, other = (found.rows[found.face_ids[row]] for row in (pair.one, pair.other))
        click.echo(
            f"{title}: {pair.similarity:.2f}  face {one.face_id} in {shown_path(one.path)}  "
            f"face {other.face_id} in {shown_path(other.path)}"
        )


def _print_groups(found: "Evaluation") -> None:
    click.echo(f"\nClustering, without your decisions{_of_all(found, found.sampled.grouping)}")
    rows = (("B-cubed", found.b_cubed), ("pairwise", found.pairwise))
    print_table(
        ("", "PRECISION", "RECALL", "F"),
        [(name, *(f"{value:.4f}" for value in (item.precision, item.recall, item.f_score))) for name, item in rows],
        right=(1, 2, 3),
    )


def _print_naming(found: "Evaluation") -> None:
    naming = found.naming
    none = naming.faces - naming.right - naming.wrong
    click.echo(
        f"\nNaming, each face hidden once: of {naming.faces:,}, {naming.right:,} named correctly, "
        f"{naming.wrong:,} wrongly and {none:,} not at all"
    )


def _of_all(found: "Evaluation", faces: int) -> str:
    """A remark about a measurement that uses only some of the known faces."""
    return "" if faces == found.truth.faces else f", on a sample of {faces:,} of {found.truth.faces:,} faces"


def _print_effort(found: "Evaluation") -> None:
    from photoindex.operations.evaluate import SHARES

    curve = found.effort
    click.echo(
        f"\nEffort: {count(curve.people, 'person', 'people')} with five faces or more, {curve.faces:,} faces"
        f"{_of_all(found, found.sampled.effort)}"
    )
    if not curve.people:
        return
    rows = []
    for share in SHARES:
        answers = curve.answers_for(share)
        each = "" if answers is None else f"{answers / curve.people:.2f}"
        rows.append((f"{share:.0%}", "not reached" if answers is None else f"{answers:,}", each))
    print_table(("NAMED CORRECTLY", "ANSWERS", "PER PERSON"), rows, right=(0, 1, 2))


def _row_at(found: "Evaluation", threshold: float) -> int:
    return int((found.verification.threshold - threshold).__abs__().argmin())


def _as_json(found: "Evaluation") -> dict[str, Any]:
    from dataclasses import asdict

    measured, curve = found.verification, found.effort

    def pairs(chosen: "tuple[Pair, ...]") -> list[dict[str, Any]]:
        return [
            {
                "face_ids": [found.face_ids[pair.one], found.face_ids[pair.other]],
                "paths": [found.rows[found.face_ids[row]].path for row in (pair.one, pair.other)],
                "similarity": round(pair.similarity, 4),
            }
            for pair in chosen
        ]

    return {
        "truth": asdict(found.truth) | {"source": _source(found)},
        "verification": {
            "same": measured.same, "different": measured.different, "pack_threshold": found.threshold,
            "best_threshold": float(measured.threshold[measured.best]),
            "best_accuracy": float(measured.accuracy[measured.best]),
            "threshold": measured.threshold.round(3).tolist(), "tpr": measured.true_positives.round(6).tolist(),
            "fpr": measured.false_positives.round(9).tolist(), "accuracy": measured.accuracy.round(6).tolist(),
            "hardest_same": pairs(measured.hardest_same), "hardest_different": pairs(measured.hardest_different),
        },
        "b_cubed": asdict(found.b_cubed) | {"f": found.b_cubed.f_score},
        "pairwise": asdict(found.pairwise) | {"f": found.pairwise.f_score},
        "naming": asdict(found.naming),
        "effort": asdict(curve),
        "sampled": asdict(found.sampled),
    }  # fmt: skip
