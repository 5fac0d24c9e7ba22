"""Write the text in the corner of a timelapse."""

from photoindex.operations.timelapse import ExportPhoto, Label
from photoindex.wording.ages import age_words
from photoindex.wording.dates import written_date


def timelapse_label(photo: ExportPhoto) -> Label:
    """The age and the month below it (`12 years old`, `July 1998`); without an age, the date."""
    assert photo.taken_at is not None
    if photo.age is None:
        return written_date(photo.taken_at, photo.taken_precision), ""
    words = age_words(photo.age)
    month = written_date(photo.taken_at, "year" if photo.taken_precision == "year" else "month")
    return words[:1].upper() + words[1:], month
