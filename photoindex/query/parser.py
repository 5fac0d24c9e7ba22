"""Parse queries: follow the table that `make grammar` computes from grammar.lark, and build the tree."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from photoindex.domain.people import Person
from photoindex.errors import UsageError
from photoindex.query.line import Line, line_of
from photoindex.query.mistakes import not_closed, unexpected
from photoindex.query.parse_table import ACTIONS, RULES, START
from photoindex.query.tokens import Token, tokens_of
from photoindex.query.tree import EVERYTHING, And, Not, Only, Or, Span, Tree
from photoindex.query.values import read_period

DEEPEST = 50
MOST_PARTS = 1_000
"""The index refuses conditions that are nested more deeply, and its time grows with the number of parts."""

MOST_TERMS = 100
"""Each term other than a name needs memory for every photo of the library."""

_END = "$END"


def parse(words: str | Sequence[str], persons: Sequence[Person] | None = None) -> Tree:
    """The tree of a query, which is one text or the words of a shell. Every photo matches an empty query.

    Words that follow each other are split into the names of `persons`; if this is None, each word is a name.

    Raises:
        QueryError: the query cannot be understood; the error says which part of it.
        UnknownNameError: a name matches nobody, or several people.
    """
    line = line_of(words)
    tokens = tokens_of(line, persons)
    _check_size(tokens, line)
    return _Parser(line).parse(tokens)


def _check_size(tokens: Sequence[Token], line: Line) -> None:
    """Refuse queries that are too long or nested too deeply. Consecutive `-` nest too."""
    if len(tokens) > MOST_PARTS:
        line.fail("the query is too long", tokens[MOST_PARTS].span, hint=f"{MOST_PARTS:,} parts are possible.")
    terms = [token for token in tokens if token.kind in ("TERM", "ONLY", "DATE")]
    if len(terms) > MOST_TERMS:
        line.fail("the query has too many terms", terms[MOST_TERMS].span, hint=f"{MOST_TERMS} are possible.")
    depth, negations = 0, 0
    for token in tokens:
        depth += (token.kind == "OPEN") - (token.kind == "CLOSE")
        negations = negations + 1 if token.kind == "NOT" else negations if token.kind == "OPEN" else 0
        if depth + negations > DEEPEST:
            line.fail("the query is nested too deeply", token.span, hint=f"{DEEPEST} levels are possible.")


class _Parser:
    """An LALR(1) parser: a stack of states, with what was built for each of them."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._states = [START]
        self._values: list[Any] = []

    def parse(self, tokens: Sequence[Token]) -> Tree:
        end = len(self._line.text.rstrip())
        for token in [*tokens, Token(_END, Span(end, end))]:
            while (action := ACTIONS[self._states[-1]].get(token.kind)) is not None and action < 0:
                self._reduce(-1 - action)
            if action is not None:
                self._states.append(action)
                self._values.append(token)
            elif token.kind != _END or ACTIONS[self._states[-1]]:
                raise self._unexpected(token)
        (tree,) = self._values
        assert isinstance(tree, Tree)
        return tree

    def _reduce(self, rule: int) -> None:
        """Replace the latest values by the one that a complete rule builds from them."""
        builder, symbol, length = RULES[rule]
        values = self._values[len(self._values) - length :]
        del self._values[len(self._values) - length :], self._states[len(self._states) - length :]
        self._values.append(_BUILD[builder](values, self._line))
        self._states.append(ACTIONS[self._states[-1]][symbol])

    def _unexpected(self, token: Token) -> UsageError:
        opened = [value.span for value in self._values if isinstance(value, Token) and value.kind == "OPEN"]
        possible = {kind for kind in ACTIONS[self._states[-1]] if kind.isupper() or kind == _END if self._takes(kind)}
        if token.kind == _END and opened and "CLOSE" in possible:
            return not_closed(opened[-1], self._line)
        return unexpected(token.kind, token.span, possible, self._line)

    def _takes(self, kind: str) -> bool:
        """Whether a terminal of this kind could stand here."""
        states = list(self._states)
        while (action := ACTIONS[states[-1]].get(kind)) is not None and action < 0:
            _, symbol, length = RULES[-1 - action]
            del states[len(states) - length :]
            states.append(ACTIONS[states[-1]][symbol])
        return action is not None or (kind == _END and not ACTIONS[states[-1]])


def _dates(first: Token | None, last: Token | None, line: Line) -> Tree:
    try:
        return read_period(first.text if first else None, last.text if last else None)
    except UsageError as error:
        spans = [token.span for token in (first, last) if token]
        line.blame(error, Span(spans[0].start, spans[-1].end))


# A rule with one part builds a list, which is complete when the next rule takes it.
_BUILD: Mapping[str, Callable[[list[Any], Line], Any]] = {
    "everything": lambda _values, _line: EVERYTHING,
    "whole": lambda values, _line: _either(values[0]),
    "first_choice": lambda values, _line: [_both(values[0])],
    "next_choice": lambda values, _line: [*values[0], _both(values[2])],
    "first_part": lambda values, _line: [values[0]],
    "next_part": lambda values, _line: [*values[0], values[1]],
    "same": lambda values, _line: values[0],
    "negation": lambda values, _line: Not(values[1]),
    "someone": lambda values, _line: values[0].leaf,
    "term": lambda values, _line: values[0].leaf,
    "grouped": lambda values, _line: _either(values[1]),
    "only": lambda values, _line: Only(tuple(values[0])),
    "date": lambda values, line: _dates(values[0], values[0], line),
    "period": lambda values, line: _dates(values[0], values[2], line),
    "since": lambda values, line: _dates(values[1], None, line),
    "until": lambda values, line: _dates(None, values[1], line),
    "first_name": lambda values, _line: [values[1].leaf],
    "next_name": lambda values, _line: [*values[0], values[1].leaf],
}


def _either(choices: Sequence[Tree]) -> Tree:
    return choices[0] if len(choices) == 1 else Or(tuple(choices))


def _both(parts: Sequence[Tree]) -> Tree:
    return parts[0] if len(parts) == 1 else And(tuple(parts))
