"""Say what an import of names did, or would do."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from photoindex.cli.output import shown, shown_name
from photoindex.wording.counts import agreeing, count
from photoindex.wording.lists import listed
from photoindex.wording.programs import program_named

if TYPE_CHECKING:
    from photoindex.operations.names_import import Conflict, Fault, LeftOut, MineKind, NamesReport, Outcome, Unread

_SHOWN = 5

_OUTCOMES: "Mapping[Outcome, tuple[str, str]]" = {
    "named": ("face had no name", "faces had no name"),
    "confirmed": ("face had the name automatically", "faces had the name automatically"),
    "drawn": ("face was not found by the scan and is drawn", "faces were not found by the scan and are drawn"),
    "replaced": ("face has their name instead of your word", "faces have their name instead of your word"),
}

# About one region, and about a number of regions.
_LEFT_OUT: "Mapping[LeftOut, tuple[str, str]]" = {
    "unnamed": ("without a name", "without a name"),
    "not-a-face": ("that shows no face of a person", "that show no face of a person"),
    "other-aspect": ("from before the photo was cropped or turned", "from before the photo was cropped or turned"),
    "outside-photo": ("outside its photo", "outside their photo"),
    "unusable-name": ("with a name that nobody can have", "with a name that nobody can have"),
    "too-many": ("in a photo with more than 1,000 names", "in photos with more than 1,000 names"),
}

_MINE: "Mapping[MineKind, str]" = {
    "person": "you say {mine}",
    "group": "you named it {mine} with its cluster",
    "imported": "an earlier import says {mine}",
    "not-them": "you said that it is not them",
    "stranger": "you said that it is a stranger",
    "not-a-face": "you said that it is not a face",
    "nothing": "the programs disagree",
}

# In a number of files, and about one file.
_FAULTS: "Mapping[Fault, tuple[str, str]]" = {
    "unreadable": ("that cannot be read", "it cannot be read"),
    "too-large": ("too large", "it is larger than any real one"),
    "malformed": ("invalid", "it is invalid"),
    "not-supported": ("of an unknown kind or version", "its kind or version is unknown"),
    "photo-missing": ("without a photo", "no photo belongs to it"),
}


def in_words(report: "NamesReport") -> Iterator[str]:
    """The lines of the report, without what could not be read."""
    yield from _sources(report)
    if not report.photos:
        return
    yield from _given(report)
    yield from _left(report)
    yield from _names(report)
    yield from _conflicts(report)


def unread_in_words(report: "NamesReport") -> Iterator[str]:
    """What could not be read: numbers and the first items."""
    total = sum(report.faults.values())
    if total:
        kinds = [f"{number:,} {_FAULTS[fault][0]}" for fault, number in report.faults.items()]
        yield f"Not read: {', '.join(kinds)}."
        yield from (f"  {_unread(item)}" for item in report.unread_examples[:_SHOWN])
        yield from _more(total)


def _sources(report: "NamesReport") -> Iterator[str]:
    if not report.entries:
        yield "No names of people were found there. `photoindex names import --help` says what is read."
        return
    programs = [f"{program_named(program)} ({count(photos, 'photo')})" for program, photos in report.entries.items()]
    yield f"Read the names of {count(report.photos, 'photo')} in the index, from {listed(programs)}."
    if report.unknown:
        their = agreeing(report.unknown, "its", "their")
        yield f"{count(report.unknown, 'photo')} not in the index; scan first to import {their} names."
        yield from _examples(report.unknown_examples, report.unknown)
    if report.unclear:
        verb = agreeing(report.unclear, "is called", "are called")
        yield f"{count(report.unclear, 'photo')} {verb} like one or more photos in the index, but may be other photos."
        yield "Names for them are left out. If they are on this computer, scan them first."
        yield from _examples([item.path for item in report.unclear_examples], report.unclear)


def _given(report: "NamesReport") -> Iterator[str]:
    if report.named:
        verb = "Would import" if report.dry_run else "Imported"
        people = count(len(report.people), "person", "people")
        new = sum(person.is_new for person in report.people)
        news = agreeing(len(report.people), "who is new", f"{new:,} of them new")
        yield f"{verb} {count(report.named, 'face')} of {people}{f', {news}' if new else ''}:"
        for outcome, (one, many) in _OUTCOMES.items():
            number = report.outcomes.get(outcome, 0)
            if number:
                yield f"  {number:,} {agreeing(number, one, many)}"
    else:
        yield "No face gets a name that it does not have."
    if already := report.outcomes.get("already", 0):
        yield f"{count(already, 'face')} had {agreeing(already, 'its', 'their')} name already."
    if report.new_claims:
        yield f"Kept for `photoindex suggest`: {count(report.new_claims, 'name')} without a place in the photo."
    if known := report.claims - report.new_claims:
        verb = agreeing(known, "was", "were")
        yield f"{count(known, 'name')} without a place in the photo {verb} kept already."


def _left(report: "NamesReport") -> Iterator[str]:
    if report.left_out:
        kinds = [f"{number:,} {agreeing(number, *_LEFT_OUT[reason])}" for reason, number in report.left_out.items()]
        yield f"Left out {count(sum(report.left_out.values()), 'region')}: {', '.join(kinds)}."
    refused = [
        f"  {shown(item.photo)}: the box of {shown_name(item.name)} ({program_named(item.program)}) was drawn on a "
        "picture of another shape"
        for item in report.refused_examples
    ]
    yield from list(dict.fromkeys(refused))[:_SHOWN]
    for name in report.unusable_examples[:_SHOWN]:
        yield f"  {shown_name(name.name)}: {shown(name.why)}"


def _names(report: "NamesReport") -> Iterator[str]:
    for renamed in report.renamed[:_SHOWN]:
        yield f"{shown_name(renamed.written)} is {shown_name(renamed.now)} here now."
    for item in report.spelled[:_SHOWN]:
        yield f"{shown_name(item.name)} is taken for {shown_name(item.other)}."
    for item in report.alike[:_SHOWN]:
        yield f"{shown_name(item.name)} and {shown_name(item.other)} look alike. If they are one person, merge them."
    for twice in report.twice_examples[:_SHOWN]:
        path = shown(report.paths.get(twice.content_hash, "?"))
        yield f"{path}: {shown_name(twice.name)} is there {twice.faces:,} times."
    if report.twice > _SHOWN:
        yield f"  and {count(report.twice - _SHOWN, 'more photo')} with one name several times"


def _conflicts(report: "NamesReport") -> Iterator[str]:
    total = sum(report.conflicts.values())
    if total:
        if report.decided == total:
            yield f"{count(total, 'conflict')}, which you decided: what you said stays."
        else:
            decided = f" (you decided {report.decided:,} of them)" if report.decided else ""
            yield f"{count(total, 'conflict')}{decided}, in which nothing changes who the face is:"
        yield from (f"  {_conflict(item, report)}" for item in report.conflict_examples[:_SHOWN])
        yield from _more(total)


def _conflict(item: "Conflict", report: "NamesReport") -> str:
    path = shown(report.paths.get(item.content_hash, "?"))
    mine = _MINE[item.kind].format(mine=shown_name(item.mine or ""))
    theirs = [f"{program_named(their.program)} says {shown_name(their.name)}" for their in item.theirs]
    return f"{path}: {mine}, {listed(theirs)}" if theirs else f"{path}: {mine}"


def _unread(item: "Unread") -> str:
    detail = f" ({shown(item.detail)})" if item.detail else ""
    return f"{shown(str(item.origin))}: {_FAULTS[item.fault][1]}{detail}"


def _examples(items: "tuple[str, ...] | list[str]", total: int) -> Iterator[str]:
    yield from (f"  {shown(item)}" for item in items[:_SHOWN])
    yield from _more(total)


def _more(total: int) -> Iterator[str]:
    if total > _SHOWN:
        yield f"  and {total - _SHOWN:,} more"
