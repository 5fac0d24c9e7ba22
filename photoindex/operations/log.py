"""Log: list every decision, and whether it is in force."""

from dataclasses import dataclass

from photoindex.domain.people import Decision
from photoindex.people.decisions.replay import in_order, standing
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as `log` shows it; `in_force` is False for one that was undone."""

    decision: Decision
    in_force: bool


def log(index: Index) -> list[DecisionRow]:
    """List every decision, oldest first."""
    with index.reading() as connection:
        decisions = load_decisions(connection)
    seqs = {decision.seq for decision in standing(decisions)}
    return [DecisionRow(decision, decision.seq in seqs) for decision in in_order(decisions)]
