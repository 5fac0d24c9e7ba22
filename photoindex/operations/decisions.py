"""Export all decisions as a file for version control and other machines, and import them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.domain.names import find_person
from photoindex.domain.people import Decision, Person
from photoindex.errors import UsageError
from photoindex.operations.common.private_file import write_private
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.conflicts import Conflict, NoPerson, Verdict, conflicts
from photoindex.operations.identities.replay import refresh_people
from photoindex.people.decisions.replay import replay
from photoindex.store.decisions_file.lines import Line, from_line, keys_in, person_keys, to_line
from photoindex.store.decisions_file.rules import faults
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import current_pack
from photoindex.store.tables.decisions import append_decisions, load_decisions, next_seq

__all__ = [
    "Conflict",
    "ImportReport",
    "NoPerson",
    "Verdict",
    "export_decisions",
    "import_decisions",
    "import_lines",
    "read_lines",
    "write_lines",
]

_DAMAGE_SHOWN = 5
# Enough for naming ten million faces one by one.
_LARGEST = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The results of an import: the decisions `added` and already `known`, the people joined by name, and conflicts."""

    added: int
    known: int
    joined: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def export_decisions(index: Index) -> list[str]:
    """Return all decisions as lines, in the order in which they were made; the same decisions give the same lines."""
    with index.reading() as connection:
        decisions = load_decisions(connection)
    ordered = sorted(decisions, key=lambda decision: (decision.at, decision.uid))
    keys, uids = person_keys(ordered), {decision.seq: decision.uid for decision in decisions}
    return [to_line(decision, keys, uids) for decision in ordered]


def write_lines(lines: Sequence[str], file: Path) -> None:
    """Write the file, readable by its owner only; if that fails, leave the previous file as it was.

    Raises:
        UsageError: there is another file already, which holds no decisions.
        StorageError: the file cannot be written.
    """
    write_private(file, "".join(f"{line}\n" for line in lines).encode("utf-8"), begins=b'{"uid": ')


def read_lines(file: Path, data: bytes | None = None) -> list[str]:
    """Read the lines of a file, or of `data` if its bytes were read already.

    Raises:
        UsageError: the file cannot be read, is not text, or is too large for a file of decisions.
    """
    try:
        if data is None:
            with absolute(file).open("rb") as stream:
                data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise UsageError(f"{file} is larger than {_LARGEST:,} bytes, so it is not a file of decisions")
        return data.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not text in UTF-8: {error.reason} at byte {error.start}") from error


def import_decisions(index: Index, lines: Iterable[str], name: str) -> ImportReport:
    """Add all decisions of a file that the index lacks; if a line is damaged, add none.

    A person in the file is taken to be the person with the same name in this index. Photos need not have been scanned:
    a decision about a photo takes effect once the photo is scanned. If two decisions disagree, the later one wins,
    wherever it was made.

    Args:
        name: the name of the file in errors.

    Raises:
        UsageError: lines are damaged; the message gives their numbers.
    """
    return import_lines(index, _read(lines, name), name)


def import_lines(index: Index, lines: Iterable[Line], name: str) -> ImportReport:
    """Import lines that have already been read; see `import_decisions`.

    Raises:
        UsageError: a line undoes a decision that is in neither the lines nor the index.
    """
    read = sorted(lines, key=lambda line: (line.decision.at, line.decision.uid))
    with index.writing() as connection:
        here = load_decisions(connection)
        known = {decision.uid for decision in here}
        fresh = [line for line in read if line.decision.uid not in known]
        added, joined = _localised(fresh, here, next_seq(connection), name)
        append_decisions(connection, added)
        if added:
            # The decisions file may hold some of these decisions already.
            index.write_decisions_whole()
        pack = current_pack(connection)
        if pack is not None and added:
            refresh_people(connection, pack, before=here)
    return ImportReport(len(added), len(read) - len(fresh), joined, tuple(conflicts(here, added)))


def _read(lines: Iterable[str], name: str) -> list[Line]:
    read: dict[str, tuple[int, Line]] = {}
    damage: list[str] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = from_line(text)
        except ValueError as error:
            damage.append(f"line {number}: {error}")
            continue
        damage += [f"line {number}: {fault.why} (field {fault.field})" for fault in faults(line.decision)]
        first, same = read.setdefault(line.decision.uid, (number, line))
        if same != line:
            damage.append(f"line {number}: differs from line {first}, which has the same uid (field uid)")
    if damage:
        more = f", and {len(damage) - _DAMAGE_SHOWN} more" if len(damage) > _DAMAGE_SHOWN else ""
        raise UsageError(
            f"{name} cannot be imported: {'; '.join(damage[:_DAMAGE_SHOWN])}{more}",
            hint="Nothing was imported. If a newer photoindex wrote the file, update this one; otherwise restore the "
            "file, or remove these lines.",
        )
    return [line for _, line in read.values()]


def _localised(
    fresh: Sequence[Line], here: Sequence[Decision], seq: int, name: str
) -> tuple[list[Decision], tuple[str, ...]]:
    """Renumber the decisions and their persons for this index; also return the names that already existed here."""
    seqs = {decision.uid: decision.seq for decision in here}
    seqs |= {line.decision.uid: seq + offset for offset, line in enumerate(fresh)}
    persons = _Persons(here, fresh)
    added = []
    for line in fresh:
        if line.undoes is not None and line.undoes not in seqs:
            raise UsageError(
                f"{name}: decision {line.decision.uid} undoes one that is neither in the file nor here",
                hint="Nothing was imported. Export all decisions again on the other machine.",
            )
        added.append(
            replace(
                line.decision,
                seq=seqs[line.decision.uid],
                target=seqs[line.undoes] if line.undoes is not None else None,
                person_id=persons.id_of(line.person, line.decision.person_name),
                person_name=line.decision.person_name or None,
                other_id=persons.id_of(line.other, line.decision.other_name),
                other_name=line.decision.other_name or None,
                query_people=tuple(
                    Person(person_id, person.name)
                    for key, person in zip(line.query_keys, line.decision.query_people, strict=True)
                    if (person_id := persons.id_of(key, person.name)) is not None
                ),
            )
        )
    return added, tuple(sorted(persons.joined))


class _Persons:
    """Map imported people to their ids in this index."""

    def __init__(self, here: Sequence[Decision], fresh: Sequence[Line]) -> None:
        # A line identifies a person by the first decision about them that was known when the line was written. The
        # other index may have imported earlier decisions about the person since then, so one person can have several
        # keys.
        self._first = {line.decision.uid: line.person for line in fresh if line.person} | {
            f"{line.decision.uid}:other": line.other for line in fresh if line.other
        }
        ordered = sorted(here, key=lambda decision: (decision.at, decision.uid))
        self.joined: set[str] = set()
        self._ids = {key: person_id for person_id, key in person_keys(ordered).items()}
        # A decision in this index identifies its person, even if an earlier decision about the person came from
        # elsewhere.
        self._ids = {key: who for item in ordered for key, who in keys_in(item).items()} | self._ids
        state = replay(here, lambda _ref: None)
        self._present = state.persons
        self._existing = [*state.persons.values(), *state.former.values()]
        self._next = max(person_keys(ordered), default=0) + 1

    def id_of(self, key: str | None, name: str | None) -> int | None:
        if key is None:
            return None
        seen = {key}
        while key not in self._ids and (first := self._first.get(key, key)) not in seen:
            key = first
            seen.add(key)
        if key not in self._ids:
            existing = find_person(name or "", self._existing)
            if existing is not None and existing.person_id in self._present:
                self.joined.add(existing.name)
            self._ids[key] = existing.person_id if existing else self._next
            self._next += existing is None
        return self._ids[key]
