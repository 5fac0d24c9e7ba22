"""Every index that users have keeps its names, whatever version wrote it."""

from pathlib import Path

from photoindex.operations.people import list_people
from photoindex.store.decisions import load_decisions
from photoindex.store.index import Index


def test_an_index_of_version_4_keeps_all_names_and_decisions(index_of_version_4: Path) -> None:
    index = Index(index_of_version_4)
    with index.writing():
        pass  # Writers migrate first.
    with index.reading() as connection:
        kinds = [decision.kind for decision in load_decisions(connection)]
    assert len(kinds) == 13
    assert kinds[-1] == "undo"
    people = {row.name: (row.faces, row.confirmed) for row in list_people(index).persons}
    assert people == {"Benjamin": (4, 4), "Grandma": (4, 4), "Tom": (4, 4), "Anna": (3, 3), "Tim": (1, 1)}
