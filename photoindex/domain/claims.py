"""Define what another program says about a photo: that somebody is in it, and perhaps where."""

from dataclasses import dataclass

from photoindex.domain.geometry import Box


@dataclass(frozen=True, slots=True)
class Claim:
    """Another program says that `name` is in a photo. Claims are evidence; they name no face by themselves.

    `content_hash` identifies the photo. `box` is where the face is, in fractions of the upright photo; None if the
    program does not say. `program` is one of `photoindex.interop.regions.Program`, as text. `origin` is the path of the
    file that says so, as text.
    """

    content_hash: str
    box: Box | None
    name: str
    program: str
    origin: str = ""
