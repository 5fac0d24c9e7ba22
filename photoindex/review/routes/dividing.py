"""Answers about whether faces are one person: split, merge, different people."""

from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.merge import MergeReport
from photoindex.review.actions import Ask, Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording import answers

_PARTS = range(2, 10)


def split(library: Library, body: Body) -> Done:
    target, seen = _whole(library, body), library.shown.recall(body.text("seen"))
    faces = body.numbers("faces")
    if faces:
        report = library.split(target, faces, body.text("to") or None, seen)
    else:
        parts = body.number("parts")
        if parts not in _PARTS:
            raise UsageError(f"{parts:,} parts are not possible", hint="Choose 2 to 9 parts.")
        report = library.divide(target, parts, seen)
    more = {"clusters": [part.cluster_id for part in report.parts]}
    if target.kind == "cluster":
        # The page goes on with the faces that are left.
        left = [face.face_id for face in library.sitting.cluster(target.ids[0])]
        return Done(answers.divided(report), (report.decision.seq,), {**more, "seen": library.seen(left)})
    return Done(answers.divided(report), (report.decision.seq,), more)


def different(library: Library, body: Body) -> Done:
    for kind in ("persons", "clusters", "faces"):
        both = body.numbers(kind)
        if len(both) == 2:
            break
    else:
        raise UsageError("two persons, clusters or faces are needed")
    names = [library.name_of(each) for each in both] if kind == "persons" else []
    if names:
        one, other = (Target("person", name=name) for name in names)
    else:
        one, other = (Target(kind[:-1], ids=(each,)) for each in both)
    decision = library.different(one, other, library.shown.recall(body.text("seen")))
    return Done(answers.told_apart(names), (decision.seq,))


def merge(library: Library, body: Body) -> Done | Ask:
    gone, stays = (library.name_of(body.number(key)) for key in ("person_id", "into"))
    report = library.merge(gone, stays, library.shown.recall(body.text("seen")), agreed=body.flag("yes"))
    if isinstance(report, MergeReport):
        return Done(answers.merged(report), (report.decision.seq,))
    return Ask(answers.unlike(report))


def _whole(library: Library, body: Body) -> Target:
    if "person_id" in body:
        return Target("person", name=library.name_of(body.number("person_id")))
    return Target("cluster", ids=(body.number("cluster"),))


ROUTES = (action("/api/split", split), action("/api/different", different), action("/api/merge", merge))
