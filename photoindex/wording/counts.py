"""Write numbers with their nouns."""


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: 1 photo, 2,000 photos."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
