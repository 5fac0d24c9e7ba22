"""Write numbers with their nouns."""


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: 1 photo, 2,000 photos."""
    return f"{number:,} {agreeing(number, noun, plural or noun + 's')}"


def agreeing(number: int, one: str, many: str) -> str:
    """The words that agree with a number: `agreeing(1, "is", "are")` is "is"."""
    return one if number == 1 else many
