"""Decide which of the files with the name of a hint it means, or that nothing proves which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from photoindex.interop.hint_facts import Agreement, IndexedFile, is_distinctive, is_telling_folder
from photoindex.interop.path_tails import common_tail, parts_of
from photoindex.interop.photo_names import PhotoHint

_MOST_SHOWN = 20

FoundBy = Literal["hash", "path", "root", "facts", "tail", "name"]
"""How a file was found, the surest first: the hash of its content; its whole path; its path below a folder that is
known to be the same; the size or the date, which only this file of that name has; the folders at the end of the path;
or the file name alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """The file that a hint means; other copies of its content may exist."""

    file: IndexedFile
    by: FoundBy


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A hint that may mean any of these files, or none of them. At most 20 are listed; `count` counts them all."""

    candidates: tuple[IndexedFile, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A hint that means no file of the index: nothing has its name, or the facts contradict each file that has."""


Match = Found | Ambiguous | Unknown


def rank(match: Match) -> int:
    """The place of a match in an order from the surest to none: files by how they were found, then ambiguous hints."""
    if isinstance(match, Found):
        return get_args(FoundBy).index(match.by)
    return len(get_args(FoundBy)) + isinstance(match, Unknown)


class Candidate(NamedTuple):
    """A file with the name of the hint, what the facts say about it, and the number of parts at the end of its path
    that are equal to the hint's."""

    file: IndexedFile
    says: Agreement
    tail: int


def decided(hint: PhotoHint, there: Sequence[str], candidates: Sequence[Candidate]) -> Match:
    """The match of a hint, given its comparable parts and at least one candidate.

    The size of the file decides first, then the length of the common tail, then the date.
    """
    same_size = [candidate for candidate in candidates if candidate.says is Agreement.SAME_SIZE]
    if same_size:
        return one_content(nearest(hint, same_size), "facts")
    possible = [candidate for candidate in candidates if candidate.says is not Agreement.CONTRADICTS]
    if not possible:
        contradicted = nearest(hint, candidates)
        # The date or the dimensions may have been changed in one program only.
        return ambiguous(contradicted) if _tells(contradicted, there) else Unknown()
    closest = nearest(hint, possible)
    same_moment = [candidate for candidate in possible if candidate.says is Agreement.SAME_MOMENT]
    if same_moment:
        among = [candidate for candidate in closest if candidate in same_moment]
        return one_content(among, "facts") if among else ambiguous(closest + nearest(hint, same_moment))
    if _tells(closest, there):
        return one_content(closest, "tail")
    if len(there) == 1 or is_distinctive(there[-1]):
        return one_content(closest, "name")
    return ambiguous(closest)


def nearest(hint: PhotoHint, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the longest common tail; of those, the ones that are spelled most like the hint."""
    longest = max(candidate.tail for candidate in candidates)
    closest = [candidate for candidate in candidates if candidate.tail == longest]
    if len(closest) == 1:
        return closest
    spelled = parts_of(hint.path)
    end = "/" + "/".join(spelled[len(spelled) - longest :])
    if all(candidate.file.path.endswith(end) for candidate in closest):
        return closest
    alike = [common_tail(spelled, parts_of(candidate.file.path)) for candidate in closest]
    return [candidate for candidate, exact in zip(closest, alike, strict=True) if exact == max(alike)]


def one_content(candidates: Sequence[Candidate], by: FoundBy) -> Match:
    """The first of these candidates if they are copies of one photo."""
    if len({candidate.file.content_hash for candidate in candidates}) == 1:
        return Found(min(candidates, key=lambda candidate: candidate.file.path).file, by)
    return ambiguous(candidates)


def ambiguous(candidates: Sequence[Candidate]) -> Ambiguous:
    """Leave it open which of these candidates is meant."""
    files = sorted(candidate.file for candidate in candidates)
    return Ambiguous(tuple(files[:_MOST_SHOWN]), len(files))


def _tells(candidates: Sequence[Candidate], there: Sequence[str]) -> bool:
    """Whether the folders that these candidates have in common with the hint say which photo it is."""
    return any(is_telling_folder(folder) for folder in there[len(there) - candidates[0].tail : -1])
