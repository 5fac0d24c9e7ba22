"""Put saved searches into words."""

from typing import TYPE_CHECKING

from photoindex.operations.save import search_reference
from photoindex.wording.lists import listed

if TYPE_CHECKING:
    from photoindex.operations.save import ListedSearch, SaveReport


def saved(report: "SaveReport") -> str:
    """What was saved."""
    reference = search_reference(report.search.name)
    if report.decision is None:
        return f"{reference} is saved already."
    return f"{'Replaced' if report.before else 'Saved'} {reference}."


def before_replacing(before: "ListedSearch") -> str:
    """What the user has to agree to before another search of this name is replaced."""
    return f"{search_reference(before.name)} is saved already: {before.query}. Replace it?"


def deleted(report: "SaveReport") -> str:
    return f"Deleted {search_reference(report.search.name)}."


def meaning_of(search: "ListedSearch") -> str:
    """What a saved search stands for, or why it cannot be used."""
    if search.missing:
        return f"It cannot be used: nobody is called {listed(search.missing)} any more."
    return search.query if search.understood else "It cannot be understood by this version."
