"""Record answers that name nobody: ignore, not a face, skip."""

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
    return Done("Skipped. The question comes back later.")


ROUTES = (action("/api/ignore", ignore), action("/api/not-a-face", not_a_face), action("/api/skip", skip))
