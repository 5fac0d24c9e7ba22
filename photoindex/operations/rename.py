"""Rename: give a person another name."""

from photoindex.advice.people import MergePeople
from photoindex.domain.names import clean_name, find_person
from photoindex.domain.people import Decision, Person
from photoindex.errors import UsageError
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index


def rename(index: Index, name: str, new_name: str) -> Decision:
    """Give a person another name.

    Raises:
        NotFoundError: nobody has the name.
        UsageError: somebody else has the new name, or it is invalid.
    """
    new_name = clean_name(new_name)
    with deciding(index) as now:
        person = now.person(name)
        holder = find_person(new_name, now.state.persons.values())
        if holder is not None and holder != person:
            raise UsageError(
                f"somebody is already called {holder.name}",
                advice=MergePeople(person.name, holder.name),
            )
        source = f'rename "{person.name}" "{new_name}"'
        decision = now.say("rename", source, person=Person(person.person_id, new_name))
        now.follow()
        return decision
