"""Write shares and probabilities in percent."""


def percent(share: float) -> str:
    """A share of 0..1: "38 %"."""
    return f"{share:.0%}".replace("%", " %")


def chance(probability: float) -> str:
    """A probability of 0..1, but never 100 %, because nothing that a machine guesses is certain."""
    return "over 99 %" if probability > 0.99 else percent(probability)
