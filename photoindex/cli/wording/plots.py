"""Write the texts of plots."""

from photoindex.operations.evaluate import CurveTexts, PlotTexts


def plot_texts() -> PlotTexts:
    """The texts of the plot of an evaluation."""
    return PlotTexts(
        CurveTexts("Verification", "pairs of different people called one", "pairs of one person recognised"),
        CurveTexts("Effort", "answers per person with five faces or more", "their faces with the right name"),
    )
