"""Answers that say who faces are: name, keep, not this person."""

from photoindex.operations.answer import AnswerReport
from photoindex.operations.label import Unlike
from photoindex.review.actions import Ask, Body, Done, action
from photoindex.review.library import Library, Selection
from photoindex.review.wording import answers


def selection(library: Library, body: Body) -> Selection:
    """The faces that an answer is about."""
    clusters = (*body.numbers("clusters"), *([body.number("cluster")] if "cluster" in body else []))
    seen = library.shown.recall(body.text("seen"))
    return Selection(clusters, body.numbers("faces"), body.numbers("not_faces"), body.numbers("left"), seen)


def name(library: Library, body: Body) -> Done | Ask:
    report = library.name(selection(library, body), body.text("name"), agreed=body.flag("yes"))
    if isinstance(report, Unlike):
        return Ask(answers.unlike(report))
    if isinstance(report, AnswerReport):
        seqs = tuple(decision.seq for decision in report.decisions)
        return Done(answers.answered(report), seqs, {"name": report.persons[0].name})
    return Done(answers.named(report), (report.seq,), {"name": report.person.name})


def reject(library: Library, body: Body) -> Done:
    person = library.name_of(body.number("person_id"))
    report = library.reject(selection(library, body), person)
    return Done(answers.rejected(report, person), (report.decision.seq,))


def keep(library: Library, body: Body) -> Done:
    decisions = library.keep(selection(library, body))
    names = sorted({decision.person_name or "" for decision in decisions})
    faces = sum(len(decision.faces) for decision in decisions)
    return Done(answers.kept(faces, names), tuple(decision.seq for decision in decisions))


ROUTES = (action("/api/name", name), action("/api/reject", reject), action("/api/keep", keep))
