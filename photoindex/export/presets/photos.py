"""Plan the presets that hold the photos themselves: copies in folders, and links."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from photoindex.export.contents.content import HardLink, Link, PhotoContent
from photoindex.export.contents.form import Form, output_of, recipe_of
from photoindex.export.engine.records import Content, PhotoDone, Plan, Planned, Step
from photoindex.export.files import readable
from photoindex.export.presets.records import PresetPhoto
from photoindex.export.presets.template import Named, PathTemplate
from photoindex.export.records import ExportPhoto

LinkKind = Literal["symbolic", "relative", "hard"]


def plan_copies(photos: Iterable[PresetPhoto], template: PathTemplate, form: Form) -> Plan:
    """A copy of each photo at its places."""
    for photo in photos:
        output = output_of(photo.name, photo.kind, photo.size, form)
        content = PhotoContent(photo.photo, form, output)
        yield from _placed(photo, template, output.suffix, content, recipe_of(output, form), private=form.strip)


def plan_links(photos: Iterable[PresetPhoto], template: PathTemplate, folder: Path, kind: LinkKind) -> Plan:
    """A link to each photo at its places in `folder`, an absolute path."""
    root = Path(os.path.realpath(folder))
    for photo in photos:
        for named in template.places(photo, photo.path.suffix):
            yield _planned(photo, named, _link(photo, named, root, kind), kind)
        yield PhotoDone()


def _link(photo: PresetPhoto, named: Named, root: Path, kind: LinkKind) -> Content:
    if kind == "hard":
        return HardLink(photo.photo)
    # The path is not resolved, so that if the owner points a link elsewhere, our link follows.
    target = os.path.abspath(photo.path)  # noqa: PTH100
    if kind == "relative":
        target = os.path.relpath(target, root.joinpath(*named.folders))
    return Link(photo.photo, target)


def _placed(
    photo: PresetPhoto, template: PathTemplate, suffix: str, content: Content, recipe: str, *, private: str
) -> Iterator[Step]:
    for named in template.places(photo, suffix):
        yield _planned(photo, named, content, recipe, without=private)
    yield PhotoDone()


def _planned(photo: PresetPhoto, named: Named, content: Content, recipe: str, without: str = "nothing") -> Planned:
    key = photo.photo.content_hash + (f" {named.person}" if named.person is not None else "")
    about = about_photo(photo.photo, photo.people, named.person, private=without == "metadata")
    return Planned(key, named.folders, named.name, content, recipe, photo.path, about)


def about_photo(
    photo: ExportPhoto, people: Sequence[str], person: str | None = None, *, private: bool = False
) -> dict[str, Any]:
    """What the manifest says about a photo. If its metadata was taken out, the manifest does not repeat them."""
    about: dict[str, Any] = {"content_hash": photo.content_hash}
    if private:
        return about
    taken = photo.taken_at
    about |= {
        "original": readable(photo.path),
        "taken_at": taken.isoformat() if taken else None,
        "taken_precision": photo.taken_precision if taken else None,
        "people": people,
    }
    return about if person is None else about | {"person": person}
