"""Define the union of all advice types. Only type checkers and the wording import it, because creating all the classes
takes milliseconds.
"""

from collections.abc import Sequence
from typing import TypeAlias

from photoindex.advice.actions import Action
from photoindex.advice.library import LibraryAdvice
from photoindex.advice.machines import MachineAdvice
from photoindex.advice.packs import PackAdvice
from photoindex.advice.people import PeopleAdvice

Advice: TypeAlias = Action | PeopleAdvice | LibraryAdvice | PackAdvice | MachineAdvice

AnyAdvice: TypeAlias = Advice | Sequence[Advice]
"""One piece of advice, or several in the order in which the user sees them."""
