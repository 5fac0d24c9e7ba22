"""Remove the parts of a query that are always true or always false."""

from photoindex.query.tree import EVERYTHING, NOTHING, And, Not, Or, Tree, wanted_people


def without_constants(tree: Tree, *, grouped: bool = False) -> Tree:
    """A tree that means the same, without those parts that are always true or always false. `grouped` says that an
    `And` around the tree makes a group of the people in it: then parts that name somebody remain.
    """
    always = None if grouped and any(wanted_people(tree)) else _always(tree)
    if always is not None:
        return EVERYTHING if always else NOTHING
    if isinstance(tree, And):
        parts = (without_constants(part, grouped=True) for part in tree.parts)
        return And(tuple(part for part in parts if part != EVERYTHING))
    if isinstance(tree, Or):
        parts = (without_constants(part, grouped=grouped) for part in tree.parts)
        return Or(tuple(part for part in parts if part != NOTHING))
    return Not(without_constants(tree.part)) if isinstance(tree, Not) else tree


def _always(tree: Tree) -> bool | None:
    """Whether every photo matches (True) or none (False), whatever the leaves of the tree mean; None if they matter."""
    if isinstance(tree, Not):
        part = _always(tree.part)
        return None if part is None else not part
    if not isinstance(tree, And | Or):
        return None
    parts, decisive = {_always(part) for part in tree.parts}, isinstance(tree, Or)
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive
