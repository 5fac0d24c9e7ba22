"""Compile photoindex/query/grammar.lark to photoindex/query/parse_table.py. `make grammar` runs it.

lark computes the LALR(1) table, and photoindex/query/parser.py follows it. The decision record 0009 in docs/decisions
says why commands do not use lark itself.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lark import Lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Reduce, Shift

PACKAGE = Path(__file__).parents[1] / "photoindex" / "query"
GRAMMAR, TABLE = PACKAGE / "grammar.lark", PACKAGE / "parse_table.py"

HEAD = '''"""The parse table of grammar.lark. `make grammar` writes this file; do not edit it."""

START = 0

# For each state and symbol: the next state, or -1 minus the number of the rule that is complete.
ACTIONS: tuple[dict[str, int], ...] = (
'''
MIDDLE = """)

# For each rule: what it builds, the symbol that it defines, and the number of its symbols.
RULES: tuple[tuple[str, str, int], ...] = (
"""


class _NoLexer(Lexer):
    """Stands for tokens.py, which makes the terminals."""

    def __init__(self, _configuration: Any) -> None:
        pass

    def lex(self, _lexer_state: Any, _parser_state: Any) -> Iterator[Any]:
        return iter(())


def page() -> str:
    """The text of the module."""
    parser = Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer=_NoLexer)
    rules = {rule: number for number, rule in enumerate(parser.rules)}
    table = parser.parser.parser._parse_table
    order = _in_order(table.states, table.start_states["start"])
    lines = [_line({sign: _action(*order_of, order, rules) for sign, order_of in sorted(row.items())})
             for row in (table.states[state] for state in order)]  # fmt: skip
    built = [f'    ("{rule.alias}", "{rule.origin.name}", {len(rule.expansion)}),\n' for rule in rules]
    return f"{HEAD}{''.join(lines)}{MIDDLE}{''.join(built)})\n"


def _in_order(states: Mapping[int, Mapping[str, Any]], start: int) -> dict[int, int]:
    """Number the states in the order in which they are reached, because lark's numbers differ from run to run."""
    order = {start: 0}
    queue = [start]
    for state in queue:
        for _, (kind, target) in sorted(states[state].items()):
            if kind is Shift and target not in order:
                order[target] = len(order)
                queue.append(target)
    return order


def _action(kind: Any, target: Any, order: Mapping[int, int], rules: Mapping[Any, int]) -> int:
    assert kind in (Shift, Reduce)
    return order[target] if kind is Shift else -1 - rules[target]


def _line(row: Mapping[str, int]) -> str:
    return "    {" + ", ".join(f'"{sign}": {action}' for sign, action in row.items()) + "},\n"


if __name__ == "__main__":
    TABLE.write_text(page(), encoding="utf-8", newline="\n")
