"""Plot the figures of an evaluation."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.advice.machines import InstallPackage
from photoindex.errors import MissingLibraryError, StorageError, UsageError
from photoindex.files import whole_file
from photoindex.operations.common.typed_paths import absolute
from photoindex.people.evaluation.effort import EffortCurve
from photoindex.people.evaluation.verification_curve import Verification


@dataclass(frozen=True, slots=True)
class CurveTexts:
    """The texts of a curve: its title, and the labels of its axes."""

    title: str
    across: str
    upwards: str


@dataclass(frozen=True, slots=True)
class PlotTexts:
    """The texts of the two curves; the caller writes them."""

    verification: CurveTexts
    effort: CurveTexts


def plot_curves(measured: Verification, curve: EffortCurve, file: Path, texts: PlotTexts) -> None:
    """Write the ROC and the effort curve as one PNG.

    Raises:
        MissingLibraryError: matplotlib is not installed.
        UsageError: the name of `file` does not end in .png, or the file exists.
        StorageError: the file cannot be written.
    """
    file = absolute(file)
    if file.suffix.lower() != ".png":
        raise UsageError(f"A plot cannot be written as {file}", hint="Name a .png file.")
    if file.exists():
        raise UsageError(f"{file} is there already", hint="Name another file, or remove it.")
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingLibraryError(
            "plots need matplotlib, which is not installed",
            advice=InstallPackage("matplotlib"),
        ) from error
    verification, effort = texts.verification, texts.effort
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(measured.false_positives, measured.true_positives)
    left.set(
        xscale="log", xlim=(max(1 / max(measured.different, 1), 1e-7), 1), ylim=(0, 1.02), title=verification.title,
        xlabel=verification.across, ylabel=verification.upwards,
    )  # fmt: skip
    right.plot([count / max(curve.people, 1) for count in curve.answers], curve.share)
    right.set(
        xlim=(0, None), ylim=(0, 1.02), title=effort.title,
        xlabel=effort.across, ylabel=effort.upwards,
    )  # fmt: skip
    for axes in (left, right):
        axes.grid(alpha=0.3)
    try:
        with whole_file(file, private=True) as stream:
            figure.savefig(stream, format="png", dpi=150)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror or error}") from error
