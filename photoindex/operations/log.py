"""Log: list decisions, and whether they are in force."""

from dataclasses import dataclass

from photoindex.advice.actions import Action
from photoindex.domain.people import Decision
from photoindex.errors import NotFoundError
from photoindex.people.decisions.imports import Imported, imports_of
from photoindex.people.decisions.standing import import_heads, in_order, standing
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions

__all__ = ["DecisionRow", "Imported", "log"]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as `log` shows it; `in_force` is False for one that was undone.

    `imported` sums up what an import brought. `import_id` is the number of the import that brought the decision.
    """

    decision: Decision
    in_force: bool
    imported: Imported | None = None
    import_id: int | None = None


def log(index: Index, *, every: bool = False, number: int | None = None) -> list[DecisionRow]:
    """List decisions, oldest first.

    Args:
        every: whether to list the decisions that came with an import of names too; otherwise, the import stands for
            them.
        number: list only this decision and, if it is an import, those that it brought.

    Raises:
        NotFoundError: there is no decision with this number.
    """
    with index.reading() as connection:
        decisions = load_decisions(connection)
    seqs = {decision.seq for decision in standing(decisions)}
    heads = {uid: head.seq for uid, head in import_heads(decisions).items()}
    imports = imports_of(decisions)
    rows = [
        DecisionRow(item, item.seq in seqs, imports.get(item.seq), heads.get(item.batch))
        for item in in_order(decisions)
    ]
    if number is None:
        return [row for row in rows if every or row.import_id is None]
    rows = [row for row in rows if number in (row.decision.seq, row.import_id)]
    if not rows:
        raise NotFoundError(f"there is no decision {number}", advice=Action.LIST_DECISIONS)
    return rows
