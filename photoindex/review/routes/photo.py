"""Show a photo with the boxes of its faces, and name faces that the user draws on it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.domain.targets import Target
from photoindex.operations.find import like_query
from photoindex.operations.label import label_place
from photoindex.operations.photo_page import path_of_photo, photo_page
from photoindex.operations.twice import same_twice
from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.pages import page
from photoindex.review.review import review_of
from photoindex.review.wording import answers, photos
from photoindex.review.wording.people import certainty


def photo(request: Request) -> Response:
    shown = photo_page(review_of(request).index, request.path_params["photo_id"])
    return page(
        request,
        "photo.html",
        shown=shown,
        photo=shown.photo,
        title=photos.title_of(shown.photo),
        facts=photos.facts_of(shown.photo),
        like=like_query(shown.photo.paths),
        presence=photos.presence_in_words,
        who=photos.who,
        certainty=certainty,
    )


def draw(library: Library, body: Body) -> Done:
    """Name a face at a box that somebody drew. If a face was found there, that face gets the name."""
    path, name = path_of_photo(library.index, body.number("photo_id")), body.text("name")
    report = label_place(library.index, path, ",".join(f"{side:.6f}" for side in body.box()), name)
    return Done(answers.named(report), (report.seq,), {"person_id": report.person.person_id})


def twice(library: Library, body: Body) -> Done:
    """Record that faces in one photo may be one person."""
    decision = same_twice(
        library.index, Target("face", ids=body.numbers("faces")), seen=library.shown.recall(body.text("seen"))
    )
    return Done(photos.twice_is_right(len(decision.faces)), (decision.seq,))


ROUTES = (
    Route("/photo/{photo_id:int}", photo, name="photo"),
    action("/api/draw", draw),
    action("/api/twice", twice),
)
