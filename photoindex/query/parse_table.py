"""The parse table of grammar.lark. `make grammar` writes this file; do not edit it."""

START = 0

# For each state and symbol: the next state, or -1 minus the number of the rule that is complete.
ACTIONS: tuple[dict[str, int], ...] = (
    {"$END": -1, "DATE": 1, "NAME": 2, "NOT": 3, "ONLY": 4, "OPEN": 5, "SINCE": 6, "TERM": 7, "UNTIL": 8, "either": 9, "group": 10, "item": 11, "names": 12, "part": 13, "start": 14},
    {"$END": -13, "CLOSE": -13, "DATE": -13, "NAME": -13, "NOT": -13, "ONLY": -13, "OPEN": -13, "OR": -13, "SINCE": -13, "TERM": -13, "UNTIL": 15},
    {"$END": -9, "CLOSE": -9, "DATE": -9, "NAME": -9, "NOT": -9, "ONLY": -9, "OPEN": -9, "OR": -9, "SINCE": -9, "TERM": -9, "UNTIL": -9},
    {"DATE": 1, "NAME": 2, "NOT": 3, "ONLY": 4, "OPEN": 5, "SINCE": 6, "TERM": 7, "UNTIL": 8, "item": 16, "names": 12, "part": 13},
    {"NAME": 17},
    {"DATE": 1, "NAME": 2, "NOT": 3, "ONLY": 4, "OPEN": 5, "SINCE": 6, "TERM": 7, "UNTIL": 8, "either": 18, "group": 10, "item": 11, "names": 12, "part": 13},
    {"DATE": 19},
    {"$END": -10, "CLOSE": -10, "DATE": -10, "NAME": -10, "NOT": -10, "ONLY": -10, "OPEN": -10, "OR": -10, "SINCE": -10, "TERM": -10, "UNTIL": -10},
    {"DATE": 20},
    {"$END": -2, "OR": 21},
    {"$END": -3, "CLOSE": -3, "DATE": 1, "NAME": 2, "NOT": 3, "ONLY": 4, "OPEN": 5, "OR": -3, "SINCE": 6, "TERM": 7, "UNTIL": 8, "item": 22, "names": 12, "part": 13},
    {"$END": -5, "CLOSE": -5, "DATE": -5, "NAME": -5, "NOT": -5, "ONLY": -5, "OPEN": -5, "OR": -5, "SINCE": -5, "TERM": -5, "UNTIL": -5},
    {"$END": -12, "CLOSE": -12, "DATE": -12, "NAME": 23, "NOT": -12, "ONLY": -12, "OPEN": -12, "OR": -12, "SINCE": -12, "TERM": -12, "UNTIL": -12},
    {"$END": -7, "CLOSE": -7, "DATE": -7, "NAME": -7, "NOT": -7, "ONLY": -7, "OPEN": -7, "OR": -7, "SINCE": -7, "TERM": -7, "UNTIL": -7},
    {},
    {"DATE": 24},
    {"$END": -8, "CLOSE": -8, "DATE": -8, "NAME": -8, "NOT": -8, "ONLY": -8, "OPEN": -8, "OR": -8, "SINCE": -8, "TERM": -8, "UNTIL": -8},
    {"$END": -17, "CLOSE": -17, "DATE": -17, "NAME": -17, "NOT": -17, "ONLY": -17, "OPEN": -17, "OR": -17, "SINCE": -17, "TERM": -17, "UNTIL": -17},
    {"CLOSE": 25, "OR": 21},
    {"$END": -15, "CLOSE": -15, "DATE": -15, "NAME": -15, "NOT": -15, "ONLY": -15, "OPEN": -15, "OR": -15, "SINCE": -15, "TERM": -15, "UNTIL": -15},
    {"$END": -16, "CLOSE": -16, "DATE": -16, "NAME": -16, "NOT": -16, "ONLY": -16, "OPEN": -16, "OR": -16, "SINCE": -16, "TERM": -16, "UNTIL": -16},
    {"DATE": 1, "NAME": 2, "NOT": 3, "ONLY": 4, "OPEN": 5, "SINCE": 6, "TERM": 7, "UNTIL": 8, "group": 26, "item": 11, "names": 12, "part": 13},
    {"$END": -6, "CLOSE": -6, "DATE": -6, "NAME": -6, "NOT": -6, "ONLY": -6, "OPEN": -6, "OR": -6, "SINCE": -6, "TERM": -6, "UNTIL": -6},
    {"$END": -18, "CLOSE": -18, "DATE": -18, "NAME": -18, "NOT": -18, "ONLY": -18, "OPEN": -18, "OR": -18, "SINCE": -18, "TERM": -18, "UNTIL": -18},
    {"$END": -14, "CLOSE": -14, "DATE": -14, "NAME": -14, "NOT": -14, "ONLY": -14, "OPEN": -14, "OR": -14, "SINCE": -14, "TERM": -14, "UNTIL": -14},
    {"$END": -11, "CLOSE": -11, "DATE": -11, "NAME": -11, "NOT": -11, "ONLY": -11, "OPEN": -11, "OR": -11, "SINCE": -11, "TERM": -11, "UNTIL": -11},
    {"$END": -4, "CLOSE": -4, "DATE": 1, "NAME": 2, "NOT": 3, "ONLY": 4, "OPEN": 5, "OR": -4, "SINCE": 6, "TERM": 7, "UNTIL": 8, "item": 22, "names": 12, "part": 13},
)

# For each rule: what it builds, the symbol that it defines, and the number of its symbols.
RULES: tuple[tuple[str, str, int], ...] = (
    ("everything", "start", 0),
    ("whole", "start", 1),
    ("first_choice", "either", 1),
    ("next_choice", "either", 3),
    ("first_part", "group", 1),
    ("next_part", "group", 2),
    ("same", "item", 1),
    ("negation", "item", 2),
    ("someone", "part", 1),
    ("term", "part", 1),
    ("grouped", "part", 3),
    ("only", "part", 1),
    ("date", "part", 1),
    ("period", "part", 3),
    ("since", "part", 2),
    ("until", "part", 2),
    ("first_name", "names", 2),
    ("next_name", "names", 2),
)
