"""Put ages into words."""

from photoindex.domain.ages import Age
from photoindex.wording.counts import count


def age_words(age: Age) -> str:
    """`12 years old`, `about 12 years old`, `7 months old`, `newborn`."""
    if age.unit == "months":
        return f"{count(age.high, 'month')} old" if age.high else "newborn"
    if age.high - age.low > 1:
        return f"{age.low} to {count(age.high, 'year')} old"
    # If only the year of the birth is known, this is the birthday in the year of the photo.
    about = "about " if age.low < age.high else ""
    return f"{about}{count(age.high, 'year')} old"


def ages_words(youngest: Age, oldest: Age) -> str:
    """The ages of a chapter: `12 years old`, `12 – 14 years old`, `newborn – 3 years old`."""
    if youngest == oldest:
        return age_words(oldest)
    if youngest.unit == oldest.unit:
        low, high = youngest.high, oldest.high
        return f"{low} – {count(high, oldest.unit[:-1])} old" if low < high else age_words(oldest)
    return f"{age_words(youngest)} – {age_words(oldest)}"
