"""The photo of a face, for a look while a question is open."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.errors import NotFoundError
from photoindex.review.pages import page
from photoindex.review.review import library_of
from photoindex.review.wording.questions import others_in
from photoindex.wording.dates import shown_date


def peek(request: Request) -> Response:
    library, face_id = library_of(request), request.path_params["face_id"]
    ((lined_up),) = library.faces([face_id])
    face = lined_up.face
    shown = library.photo(face.path)
    photo = shown.photo
    if photo is None:
        raise NotFoundError("the photo is not in the index any more", hint="Reload the page.")
    return page(
        request, "parts/peek.html", photo=photo, faces=shown.faces, face_id=face_id, others=others_in(shown, face_id),
        taken=shown_date(photo.taken_at, photo.taken_precision) if photo.taken_at else "",
        folder=face.path.parent.name,
        place=f"{photo.latitude:.3f}, {photo.longitude:.3f}" if photo.latitude and photo.longitude else "",
    )  # fmt: skip


ROUTES = (Route("/peek/{face_id:int}", peek),)
