"""Answers that name nobody: a stranger, no face at all, or a question for later."""

from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.routes.naming import selection
from photoindex.review.wording import answers


def ignore(library: Library, body: Body) -> Done:
    report = library.ignore(selection(library, body))
    return Done(answers.ignored(report), (report.decision.seq,))


def not_a_face(library: Library, body: Body) -> Done:
    report = library.not_a_face(selection(library, body))
    return Done(answers.not_faces(report), (report.decision.seq,))


def skip(library: Library, body: Body) -> Done:
    library.questions.skip(body.text("question"))
    return Done("Skipped. It is asked again later.")


ROUTES = (action("/api/ignore", ignore), action("/api/not-a-face", not_a_face), action("/api/skip", skip))
