"""Actions about persons: another name, the dates of a life, the portrait."""

from photoindex.domain.names import comparable
from photoindex.errors import UsageError
from photoindex.operations.merge import merge
from photoindex.operations.person import set_lifespan, set_portrait
from photoindex.operations.preview import unlike_merge
from photoindex.operations.rename import rename as give_name
from photoindex.review.actions import Ask, Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording import answers, describing


def rename(library: Library, body: Body) -> Done | Ask:
    """Give a person another name. If somebody has that name already, they become one person, after asking."""
    person_id, name = body.number("person_id"), body.text("name")
    before = library.name_of(person_id)
    other = next((row for row in library.persons() if comparable(row.name or "") == comparable(name)), None)
    if other is None or other.id == person_id:
        decision = give_name(library.index, before, name)
        return Done(describing.renamed(before, decision.person_name or name), (decision.seq,), {"person_id": person_id})
    assert other.name is not None
    if not body.flag("yes"):
        return Ask(describing.before_joining(other, unlike_merge(library.sitting, person_id, other.id)))
    report = merge(library.index, before, other.name)
    return Done(answers.merged(report), (report.decision.seq,), {"person_id": other.id})


def lifespan(library: Library, body: Body) -> Done:
    """Record when a person was born or died."""
    name, born, died = library.name_of(body.number("person_id")), body.text("born"), body.text("died")
    if not born and not died:
        raise UsageError("no date was given", hint="To take a date back, undo it in the history.")
    report = set_lifespan(library.index, name, born or None, died or None)
    return Done(describing.lived(report), (report.decision.seq,))


def portrait(library: Library, body: Body) -> Done:
    """Choose the face that represents a person; without a face, the best one does."""
    name = library.name_of(body.number("person_id"))
    report = set_portrait(library.index, name, body.number("face_id") if "face_id" in body else None)
    return Done(describing.portrayed(report), (report.decision.seq,))


ROUTES = (action("/api/rename", rename), action("/api/lifespan", lifespan), action("/api/portrait", portrait))
